import { expect, test } from 'vitest'
import { fieldOf, inAnHour, timeIn, tomorrowMorning } from './times.ts'

const noon = new Date(2026, 2, 31, 12, 34, 56).getTime()

test('tomorrow at nine is on the next day, also over the end of a month', () =>
  expect(tomorrowMorning(noon)).toBe(new Date(2026, 3, 1, 9).getTime()))

test('in an hour', () => expect(inAnHour(noon) - noon).toBe(3_600_000))

test('a field of time says what it shows, to the minute', () => {
  expect(fieldOf(noon)).toBe('2026-03-31T12:34')
  expect(timeIn(fieldOf(noon))).toBe(new Date(2026, 2, 31, 12, 34).getTime())
  expect(timeIn('')).toBeNull()
})
