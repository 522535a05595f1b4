import type { ChannelCard, InteractionCard } from '../../../contract/cards.ts'
import type { SlaState } from '../../parts/SlaRing.tsx'

type Promised = Pick<ChannelCard, 'responseSeconds' | 'responseWarningPercent'>

/**
 * Where the response clock of an interaction stands: it runs from the contact's oldest unanswered
 * message, turns amber at the warning percent, and never does at 100.
 */
export function slaOf(
  card: Pick<InteractionCard, 'awaitingReplySince'> & Partial<Pick<InteractionCard, 'parked'>>,
  channel: Promised,
  now: number,
): SlaState {
  if (card.awaitingReplySince === null) return { state: 'answered' }
  const promisedMs = channel.responseSeconds * 1000
  // While it is parked the clock stands still (D-06).
  const until = card.parked?.since ?? now
  const elapsedMs = Math.max(0, until - card.awaitingReplySince)
  if (elapsedMs >= promisedMs) return { state: 'bad', overMs: elapsedMs - promisedMs }
  const warns = elapsedMs >= (promisedMs * channel.responseWarningPercent) / 100
  const leftMs = promisedMs - elapsedMs
  return { state: warns ? 'warn' : 'good', leftMs, part: leftMs / promisedMs }
}

/** Most urgent first: what is due soonest, then what has nothing due. For "next unread". */
export function dueAt(card: InteractionCard, channel: Promised | undefined): number {
  if (card.awaitingReplySince === null || !channel) return Number.POSITIVE_INFINITY
  return card.awaitingReplySince + channel.responseSeconds * 1000
}
