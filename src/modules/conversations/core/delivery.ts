import type { Delivery } from '../../../contract/cards.ts'

/**
 * How far along each state is. `unknown` lies before everything the provider can tell us, so that any word from it
 * settles the matter; `failed` gives way only to proof that the message did arrive (Meta: statuses come in any order,
 * and `failed` has been seen before a later positive one).
 */
const rank: Record<Delivery, number> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  failed: 4,
  sent: 5,
  delivered: 6,
  read: 7,
  played: 8,
}

/** Where a message stands after hearing `incoming`; the same as before when that tells us nothing new. */
export function advance(current: Delivery, incoming: Delivery): Delivery {
  // A message that has left cannot turn out unsent: a failure after `sent` is a real one (Meta 131049 and others).
  if (incoming === 'failed')
    return current === 'delivered' || current === 'read' || current === 'played' ? current : 'failed'
  // `sent` after `failed` was on its way earlier and arrived late; only delivery proves the failure wrong.
  if (current === 'failed') return rank[incoming] >= rank.delivered ? incoming : 'failed'
  return rank[incoming] > rank[current] ? incoming : current
}

/** May this be sent once more, as a new message, because a person says so? */
export const maySendAgain = (delivery: Delivery): boolean => delivery === 'failed' || delivery === 'unknown'

/** Wait before try number `attempts + 1`: 4, 16, 64, … seconds (Meta: pair rate, 4^X), at most an hour. */
export function backOffMs(attempts: number): number {
  return Math.min(4 ** Math.max(1, attempts) * 1000, MAX_BACK_OFF_MS)
}
const MAX_BACK_OFF_MS = 60 * 60 * 1000

/** Refused this often, a message is shown as failed rather than tried for ever. */
export const MAX_ATTEMPTS = 8
