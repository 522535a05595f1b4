import type { QueueCard } from '../../../contract/cards.ts'

/**
 * How many seconds whoever is asked has to accept: a time of their own, or their queue's. Where everybody is rung
 * at once all have the queue's, since one offer has one end.
 */
export const secondsToAccept = (
  { strategy, acceptSeconds }: Pick<QueueCard, 'strategy' | 'acceptSeconds'>,
  agent: { readonly acceptSeconds?: number | null | undefined } | undefined,
): number => (strategy === 'ring_all' ? acceptSeconds : (agent?.acceptSeconds ?? acceptSeconds))
