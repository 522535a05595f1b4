import type { Instant } from '../../../contract/ids.ts'

/** How long free text is allowed after the contact last wrote or called (Meta: customer service windows). */
export const sessionWindowMs = 24 * 60 * 60 * 1000

/** When the window closes; null when it was never open. */
export function sessionEndsAt(lastInboundAt: Instant | null): Instant | null {
  return lastInboundAt === null ? null : ((lastInboundAt + sessionWindowMs) as Instant)
}

/** May free text be sent at `at`? Half-open: closed at exactly 24:00:00 (D-01). Our own messages never extend it. */
export function isSessionOpen(lastInboundAt: Instant | null, at: Instant): boolean {
  return lastInboundAt !== null && at < lastInboundAt + sessionWindowMs
}
