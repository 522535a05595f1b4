import { expect, test } from 'vitest'
import type { Instant } from '../contract/ids.ts'
import { movableClock, systemClock } from './clock.ts'

test('the system clock tells the time of this computer', () => {
  const before = Date.now()
  const now = systemClock.now()
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
})

test('a movable clock follows its base, jumps ahead, and comes back', () => {
  let base = 1_000
  const clock = movableClock({ now: () => base as Instant })
  expect(clock.now()).toBe(1_000)

  clock.advance(60_000)
  clock.advance(500)
  expect(clock.offset()).toBe(60_500)
  expect(clock.now()).toBe(61_500)

  base = 2_000
  expect(clock.now()).toBe(62_500)

  clock.reset()
  expect([clock.offset(), clock.now()]).toEqual([0, 2_000])
})

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a clock refuses to be advanced by %s', (ms) => {
  const clock = movableClock()
  expect(() => clock.advance(ms)).toThrow(RangeError)
  expect(clock.offset()).toBe(0)
})
