/** The time everybody in the simulator lives by, in milliseconds since the epoch: real time plus an offset that only grows until it is reset. */
export type SimulatedClock = {
  now(): number
  /** How far simulated time is ahead of real time. */
  offset(): number
  /** Set simulated time forward. Throws on a negative or fractional duration. */
  advance(ms: number): void
  /** Back to real time. */
  reset(): void
}

/** A clock of the simulator's own, for when nobody hands one in. `real` is replaced in tests. */
export function simulatedClock(real: () => number = Date.now): SimulatedClock {
  let ahead = 0
  return {
    now: () => real() + ahead,
    offset: () => ahead,
    advance(ms) {
      if (!Number.isInteger(ms) || ms < 0)
        throw new RangeError(`A clock goes forward by whole milliseconds, not by ${ms}`)
      ahead += ms
    },
    reset() {
      ahead = 0
    },
  }
}

/** WhatsApp's timestamps: whole Unix seconds, as text. */
export const wireSeconds = (at: number): string => String(Math.floor(at / 1000))

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
