import type { Instant } from '../contract/ids.ts'

/** The only source of the time outside tests. Whoever decides is told the time; only the shell asks for it. */
export type Clock = { now(): Instant }

/** The computer's own clock. */
export const systemClock: Clock = { now: () => Date.now() as Instant }

/** A clock that can be moved forward: an hour of waiting passes in a moment. Not kept over a restart. */
export type MovableClock = Clock & {
  /** How far this clock is ahead of the one it follows, in milliseconds; negative: behind. */
  offset(): number
  /** Move forward by `ms`. Throws when it is negative or not a whole number: time does not run backwards. */
  advance(ms: number): void
  /** Back to the clock it follows. */
  reset(): void
}

/** A movable clock that follows `base`, and starts level with it or `behindMs` behind: what has been can be played. */
export function movableClock(base: Clock = systemClock, behindMs = 0): MovableClock {
  let ahead = 0 - behindMs
  return {
    now: () => (base.now() + ahead) as Instant,
    offset: () => ahead,
    advance(ms) {
      if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`a clock cannot be advanced by ${ms} ms`)
      ahead += ms
    },
    reset() {
      ahead = 0
    },
  }
}
