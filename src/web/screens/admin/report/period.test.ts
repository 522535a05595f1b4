import { expect, test } from 'vitest'
import { instantsOf, lastDays } from './period.ts'

/** Midnight where the tests run: days are those of the person. */
const midnight = (year: number, month: number, day: number) => new Date(year, month - 1, day).getTime()
const iso = (at: Date) =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-')

test('a period takes its last day whole', () =>
  expect(instantsOf({ from: '2026-11-23', to: '2026-11-24' })).toEqual({
    from: midnight(2026, 11, 23),
    to: midnight(2026, 11, 25),
  }))

test('every day of a year begins where the one before ended, also where clocks change', () => {
  for (let day = 1; day <= 365; day++) {
    const [one, next] = [iso(new Date(2026, 0, day)), iso(new Date(2026, 0, day + 1))]
    expect(instantsOf({ from: one, to: one })?.to).toBe(instantsOf({ from: next, to: next })?.from)
  }
})

test('what ends before it begins, or is no date, is no period', () => {
  expect(instantsOf({ from: '2026-11-24', to: '2026-11-23' })).toBeNull()
  expect(instantsOf({ from: '', to: '2026-11-23' })).toBeNull()
})

test('the last days end today, at any hour of any day', () => {
  for (let day = 1; day <= 365; day++) {
    for (const hour of [0, 1, 23]) {
      const now = new Date(2026, 0, day, hour, 30)
      const today = iso(now)
      expect(lastDays(1, now.getTime())).toEqual({ from: today, to: today })
      expect(lastDays(7, now.getTime())).toEqual({ from: iso(new Date(2026, 0, day - 6)), to: today })
    }
  }
})
