import { expect, test } from 'vitest'
import { refusalStatus } from '../../contract/refusals.ts'
import { counted } from './catalogue.ts'
import { en } from './refusals/en.ts'
import { es } from './refusals/es.ts'
import { pt } from './refusals/pt.ts'
import { es as simulator } from './simulator/es.ts'

test('plurals follow the language', () => {
  expect(counted('en')(1, '# new message', '# new messages')).toBe('1 new message')
  expect(counted('en')(0, '# new message', '# new messages')).toBe('0 new messages')
  expect(counted('pt')(0, '# nova', '# novas')).toBe('0 nova')
  expect(counted('es')(1234567, '# nuevo', '# nuevos')).toBe('1.234.567 nuevos')
})

test('every refusal has one sentence in every language: what happened, then what to do', () => {
  for (const inOneLanguage of [en, pt, es]) {
    for (const refusal of Object.keys(refusalStatus)) expect(inOneLanguage).toHaveProperty(refusal)
    for (const sentence of Object.values(inOneLanguage)) {
      expect(sentence).toMatch(/\.$/)
      expect(sentence).not.toMatch(/!|\bplease\b|\berror\b|\binvalid\b|failed to|por favor|inválid|erro\b/i)
    }
  }
})

test('the simulated phone says usted in Spanish', () => {
  const tu = /\b(tú|tu|tus|ti|te|ves|vuestr\w+|\w+(éis|áis|aste))\b/i
  // At the beginning of a sentence: elsewhere the same letters are somebody else's doing.
  const doThis =
    /(^|[.:;] )(Elige|Escribe|Pulsa|Mira|Abre|Añade|Quita|Prueba|Envía|Conecta|Permite)\b|[áéí](lo|la|los|las)\b/
  const told = [
    ...Object.values(simulator).map((word) => String(word)),
    ...['phone_offline', 'business_blocked'].map(simulator.refused),
  ]
  expect(told.filter((word) => tu.test(word) || doThis.test(word))).toEqual([])
})
