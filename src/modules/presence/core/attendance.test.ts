import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { beatEveryMs, isMissed, lateAfterMs, leavesAt, shortestGraceMs } from './attendance.ts'

const minute = 60_000
const noon = 1_000 * minute

test('whoever misses two beats is missed, and not before', () => {
  expect(isMissed(noon as Instant, (noon + 2 * beatEveryMs) as Instant)).toBe(false)
  expect(isMissed(noon as Instant, (noon + lateAfterMs - 1) as Instant)).toBe(false)
  expect(isMissed(noon as Instant, (noon + lateAfterMs) as Instant)).toBe(true)
})

test('the grace counts from when somebody was last seen; after a restart everybody has time to come back', () => {
  const leaves = (seenAt: number, at: number) =>
    leavesAt({ seenAt: seenAt as Instant, graceSeconds: 120, at: at as Instant }) - noon
  expect(leaves(noon, noon + lateAfterMs)).toBe(2 * minute)
  expect(leaves(noon - 60 * minute, noon)).toBe(shortestGraceMs)
})
