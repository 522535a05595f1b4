import type { ClockCard, InteractionCard, QueueCard } from '../../../contract/cards.ts'
import type { Instant } from '../../../contract/ids.ts'

/**
 * When it goes back to its queue, because its agent owes an answer and is silent for longer than the queue allows;
 * null: it does not. Amber in the last fifth.
 */
export function backToQueue(
  { state, parked, awaitingReplySince, quietSince: from }: InteractionCard,
  queue: Pick<QueueCard, 'agentSilenceSeconds'> | undefined,
): ClockCard | null {
  const seconds = queue?.agentSilenceSeconds
  if (!seconds || state !== 'active' || parked !== null || awaitingReplySince === null) return null
  return { from, warnAt: (from + seconds * 800) as Instant, dueAt: (from + seconds * 1_000) as Instant }
}
