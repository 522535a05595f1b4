import { expect, test } from 'vitest'
import { createLimiter, PAIR_RATE, perSecond } from './limits.ts'

const NOW = Date.UTC(2026, 10, 20)

test('45 messages to one user at once, then one each 6 seconds, and what was taken is paid back', () => {
  const limiter = createLimiter()
  for (let i = 0; i < 45; i++) expect(limiter.take('a', PAIR_RATE, NOW)).toBe(true)
  expect(limiter.take('a', PAIR_RATE, NOW)).toBe(false)
  expect(limiter.waitMs('a', PAIR_RATE, NOW)).toBe(6000)
  expect(limiter.take('b', PAIR_RATE, NOW)).toBe(true)

  expect(limiter.take('a', PAIR_RATE, NOW + 5999)).toBe(false)
  expect(limiter.take('a', PAIR_RATE, NOW + 6000)).toBe(true)
  expect(limiter.take('a', PAIR_RATE, NOW + 6000)).toBe(false)
  const paidBack = NOW + 6000 + 45 * 6000
  for (let i = 0; i < 45; i++) expect(limiter.take('a', PAIR_RATE, paidBack)).toBe(true)
  expect(limiter.take('a', PAIR_RATE, paidBack)).toBe(false)
})

test.each([80, 70, 1000, 1, 333])('%i a second, not one more', (rate) => {
  const limiter = createLimiter()
  for (let i = 0; i < rate; i++) expect(limiter.take('n', perSecond(rate), NOW)).toBe(true)
  expect(limiter.take('n', perSecond(rate), NOW)).toBe(false)
  expect(limiter.take('n', perSecond(rate), NOW + Math.ceil(1000 / rate))).toBe(true)
})

test('inbound counts, but is never what locks a number', () => {
  const limiter = createLimiter()
  for (let i = 0; i < 500; i++) limiter.count('n', perSecond(10), NOW)
  expect(limiter.take('n', perSecond(10), NOW)).toBe(false)
  expect(limiter.take('n', perSecond(10), NOW + 100)).toBe(true)
})

test('a clock set back does not lock a pair for a day', () => {
  const limiter = createLimiter()
  for (let i = 0; i < 45; i++) limiter.take('a', PAIR_RATE, NOW + 86_400_000)
  for (let i = 0; i < 45; i++) expect(limiter.take('a', PAIR_RATE, NOW)).toBe(true)
  expect(limiter.take('a', PAIR_RATE, NOW)).toBe(false)
})
