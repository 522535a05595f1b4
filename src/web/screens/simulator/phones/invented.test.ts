import { expect, test } from 'vitest'
import { asE164, freeNumber, invented } from './invented.ts'

test('a number of the invented range that nobody has', () => {
  expect(freeNumber([])).toBe('+44 7700 900200')
  expect(freeNumber([{ name: 'Gil', number: '+447700900200' }])).toBe('+44 7700 900201')
})

test('somebody who has no phone yet', () => {
  const first = invented([])
  expect(invented([{ name: first.name, number: null }]).name).not.toBe(first.name)
})

test('numbers as people write them', () => {
  expect(asE164(' +44 (7700) 900-118 ')).toBe('+447700900118')
  for (const none of ['', '07700 900118', '+0123456789', '+44 77x', '+1234567890123456'])
    expect(asE164(none)).toBeNull()
})
