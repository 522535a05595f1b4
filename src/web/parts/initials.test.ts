import { expect, test } from 'vitest'
import { initialsOf, tintOf } from './initials.ts'

test.each([
  ['Helena Duarte', 'HD'],
  ['Maria da Silva Prado', 'MP'],
  ['Rosa', 'R'],
  ['ángel', 'Á'],
  ['“Bob” (driver)', 'BD'],
  ['@mira.kvist', '@'],
  ['😀', '@'],
  ['', '@'],
])('%s is %s', (name, initials) => expect(initialsOf(name)).toBe(initials))

test('a tint is always the same, and one of eight', () => {
  expect(tintOf('abc')).toBe(tintOf('abc'))
  expect(tintOf('abc')).toBeLessThan(8)
})
