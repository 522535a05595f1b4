import { expect, test } from 'vitest'
import { chanceOf, delays, delayText, nearestDelay } from './choices.ts'

test('a delay set elsewhere shows at the nearest choice', () => {
  for (const [at, ms] of delays.entries()) expect(nearestDelay(ms)).toBe(at)
  expect(delays[nearestDelay(700)]).toBe(500)
  expect(delays[nearestDelay(9_000_000)]).toBe(600_000)
})

test('delays in words', () => {
  expect([500, 10_000, 300_000].map(delayText)).toEqual(['0.5 s', '10 s', '5 min'])
})

test('a fault without a chance always happens', () => {
  expect(chanceOf(undefined)).toBe(1)
  expect(chanceOf(0.19)).toBe(0.2)
})
