import type { MovableClock } from '../../kernel/clock.ts'

/** The time everybody in the simulator lives by, in milliseconds since the epoch: the product's own movable clock. */
export type SimulatedClock = MovableClock

/** WhatsApp's timestamps: whole Unix seconds, as text. */
export const wireSeconds = (at: number): string => String(Math.floor(at / 1000))

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
