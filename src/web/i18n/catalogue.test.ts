import { expect, test } from 'vitest'
import { refusalStatus } from '../../contract/refusals.ts'
import { counted } from './catalogue.ts'
import { sentences } from './sentences.ts'

test('plurals follow the language', () => {
  expect(counted('en')(1, '# new message', '# new messages')).toBe('1 new message')
  expect(counted('en')(0, '# new message', '# new messages')).toBe('0 new messages')
  expect(counted('pt')(0, '# nova', '# novas')).toBe('0 nova')
  expect(counted('es')(1234567, '# nuevo', '# nuevos')).toBe('1.234.567 nuevos')
})

test('every refusal has one sentence in every language: what happened, then what to do', () => {
  for (const inOneLanguage of Object.values(sentences)) {
    for (const refusal of Object.keys(refusalStatus)) expect(inOneLanguage).toHaveProperty(refusal)
    for (const sentence of Object.values(inOneLanguage)) {
      expect(sentence).toMatch(/\.$/)
      expect(sentence).not.toMatch(/!|\bplease\b|\berror\b|\binvalid\b|failed to|por favor|inválid|erro\b/i)
    }
  }
})
