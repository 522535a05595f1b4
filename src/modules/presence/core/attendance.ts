import type { Instant } from '../../../contract/ids.ts'

/** How often it is written down who has a live line, at most. */
export const beatEveryMs = 15_000
/** Who was not seen for this long has no line any more: two beats, and time for the third. */
export const lateAfterMs = 40_000
/** However long ago somebody was last seen, they get this long to come back: after a restart all of them need it. */
export const shortestGraceMs = 30_000

/** How many people one sweep takes work back from; whoever runs it goes on while it finds so many. */
export const maxReturnedPerSweep = 100

/** When somebody who has just been missed counts as away. */
export function leavesAt({
  seenAt,
  graceSeconds,
  at,
}: {
  seenAt: Instant
  graceSeconds: number
  at: Instant
}): Instant {
  return Math.max(seenAt + graceSeconds * 1_000, at + shortestGraceMs) as Instant
}

/** Was this person last seen so long ago that they are missed? */
export const isMissed = (seenAt: Instant, at: Instant): boolean => at - seenAt >= lateAfterMs
