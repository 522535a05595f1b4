import type { ClockCard, InteractionCard } from '../../../contract/cards.ts'
import type { SlaState } from '../../parts/SlaRing.tsx'

/**
 * Where the response clock of an interaction stands: it runs from the contact's oldest unanswered
 * message, turns amber when it warns, and never does at 100 percent.
 */
export function slaOf(
  { awaitingReplySince, clocks }: Pick<InteractionCard, 'awaitingReplySince' | 'clocks'>,
  now: number,
) {
  if (awaitingReplySince === null) return { state: 'answered' } as const
  return clocks.next_response ? clockState(clocks.next_response, now) : ({ state: 'none' } as const)
}

/** Pure: where one clock stands. What stands still shows what was left when it stopped. */
export function clockState({ from, warnAt, dueAt, pausedAt }: ClockCard, now: number): SlaState {
  const at = Math.max(from, pausedAt ?? now)
  if (at >= dueAt) return { state: 'bad', overMs: at - dueAt }
  const leftMs = dueAt - at
  return { state: warnAt !== null && at >= warnAt ? 'warn' : 'good', leftMs, part: leftMs / (dueAt - from) }
}

/** Most urgent first: what is due soonest, then what has nothing due. For "next unread". */
export const dueAt = ({ clocks }: Pick<InteractionCard, 'clocks'>): number =>
  clocks.next_response?.dueAt ?? Number.POSITIVE_INFINITY
