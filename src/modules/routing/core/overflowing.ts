/** When somebody in a line is too many or waits too long, and what becomes of them then. */
import type { Instant } from '../../../contract/ids.ts'
import type { Overflow, QueueLine } from '../../../contract/line.ts'
import type { InteractionCommand } from './commands.ts'

/** Is somebody too many with so many before them, or have they waited too long? `waitedMs`: milliseconds. */
export const overflows = (
  { mostWaiting, longestWaitSeconds }: Pick<QueueLine, 'mostWaiting' | 'longestWaitSeconds'>,
  ahead: number,
  waitedMs: number,
): boolean =>
  (mostWaiting !== null && ahead >= mostWaiting) ||
  (longestWaitSeconds !== null && waitedMs >= longestWaitSeconds * 1_000)

/**
 * What is done with who overflows; null: they stay. `takes`: does the queue they go to take their channel? Undefined: there
 * is none.
 */
export function whenOverflowing(
  { does, queueId }: Pick<Overflow, 'does' | 'queueId'>,
  takes: boolean | undefined,
  at: Instant,
): InteractionCommand | null {
  if (does === 'close') return { type: 'turn_away', at }
  if (does === 'stay' || queueId === null || takes === undefined) return null
  return { type: 'move', queueId, takes, by: null, at, seen: null }
}
