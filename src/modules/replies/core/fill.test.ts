import { expect, test } from 'vitest'
import { fillAnswer } from './fill.ts'

const around = { contact: { name: 'Rosa Vidal' }, agent: { name: 'Ben Carter' }, channel: { name: 'Northwind' } }

test('names are filled in, however the mark is typed', () => {
  expect(fillAnswer('Hello {{contact.name}}, this is {{ agent.name }} of {{Channel.Name}}.', around)).toBe(
    'Hello Rosa Vidal, this is Ben Carter of Northwind.',
  )
  expect(fillAnswer('{{contact.name}}{{contact.name}}', around)).toBe('Rosa VidalRosa Vidal')
})

test('what is no mark is left as it is', () => {
  for (const text of ['{{1}}', '{{contact.phone}}', '{contact.name}', '{{__proto__}}', '{{contact.name', ''])
    expect(fillAnswer(text, around)).toBe(text)
})

test('a name that looks like a mark, or like a pattern of replacing, stays a name', () => {
  const contact = { name: '{{agent.name}} $& $1' }
  expect(fillAnswer('Hello {{contact.name}}', { ...around, contact })).toBe('Hello {{agent.name}} $& $1')
})
