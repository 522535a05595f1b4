import type { InteractionCard, QueueCard } from '../../../contract/cards.ts'
import { compareIds } from '../../../contract/ids.ts'
import type { Preferences } from '../../../contract/operations/identity.ts'
import type { View } from '../../../contract/view.ts'
import { sorted } from '../../sync/sorted.ts'

export type Tab = 'offers' | 'mine' | 'parked' | 'queue'

/** What a tab of the list holds: offers to me, what I hold, what waits in my queues. */
export function cardsOf(view: View, tab: Tab): readonly InteractionCard[] {
  const { mine, parked, offeredToMe, waiting } = sorted(view)
  return { offers: offeredToMe, mine, parked, queue: waiting }[tab]
}

/** Is nothing given out of this queue, so that its members look at what waits and take it? */
export const isPickedFrom = (queue: Pick<QueueCard, 'strategy'> | undefined): boolean =>
  queue?.strategy === 'pick_from_list'

/** The list in its order: as received, oldest on top (R-066, D-18), or by choice. */
export function inOrder(
  cards: readonly InteractionCard[],
  tab: Tab,
  order: Preferences['listOrder'],
): InteractionCard[] {
  const key = keyOf[tab === 'mine' ? order : keyOfTab[tab]]
  return cards.toSorted((a, b) => key(a) - key(b) || compareIds(a.id, b.id))
}

const keyOfTab = { offers: 'expiring', queue: 'waiting', parked: 'coming_back' } as const

const keyOf: Record<
  Preferences['listOrder'] | (typeof keyOfTab)[keyof typeof keyOfTab],
  (card: InteractionCard) => number
> = {
  received: (card) => card.createdAt,
  longest_wait: (card) => card.awaitingReplySince ?? Number.MAX_SAFE_INTEGER,
  accepted: (card) => card.acceptedAt ?? card.createdAt,
  expiring: (card) => card.offer?.expiresAt ?? card.transfer?.endsAt ?? Number.MAX_SAFE_INTEGER,
  coming_back: (card) => card.parked?.until ?? Number.MAX_SAFE_INTEGER,
  waiting: (card) => card.waitingSince,
}

/**
 * Does an interaction answer a search by contact, number or what is around it, its channel and its tags? Case and
 * accents do not matter.
 */
export function fits(card: InteractionCard, around: readonly string[], search: string): boolean {
  const wanted = plain(search)
  if (wanted === '') return true
  const { name, phone, username } = card.conversation.contact
  const digits = search.replace(/\D/g, '')
  if (digits.length >= 3 && phone?.replace(/\D/g, '').includes(digits)) return true
  return [name, username ?? '', `#${card.number}`, ...around].some((text) => plain(text).includes(wanted))
}

const plain = (text: string): string => text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/**
 * The order to show while hand or focus are in the list: everything stays where it was, what is new waits (and is
 * counted), what is gone leaves. `always` is shown in any case: the conversation that is open. Where nothing is left that
 * could be moved, nothing waits.
 */
export function held(
  shown: readonly string[],
  now: readonly string[],
  always: string | null,
): { ids: string[]; waiting: number } {
  const there = new Set(now)
  const kept = shown.filter((id) => there.has(id))
  if (kept.length === 0) return { ids: [...now], waiting: 0 }
  const before = new Set(kept)
  const added = now.filter((id) => !before.has(id))
  const forced = added.filter((id) => id === always)
  return { ids: [...kept, ...forced], waiting: added.length - forced.length }
}
