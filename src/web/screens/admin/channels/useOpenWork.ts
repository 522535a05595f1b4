import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ChannelId } from '../../../../contract/ids.ts'
import { useMade } from '../../../sync/use.ts'

/** What is open on a channel: who waits, offered or not, and what somebody has in hand, set aside too. */
export type OpenWork = { readonly waiting: number; readonly held: number }

const none: OpenWork = { waiting: 0, held: 0 }

/** Pure: the open work of each channel that has any. */
export function openWorkBy(cards: Iterable<InteractionCard>): ReadonlyMap<ChannelId, OpenWork> {
  const found = new Map<ChannelId, OpenWork>()
  for (const { state, conversation } of cards) {
    if (state === 'closed') continue
    const { waiting, held } = found.get(conversation.channelId) ?? none
    const waits = state === 'waiting' || state === 'offered'
    found.set(conversation.channelId, waits ? { waiting: waiting + 1, held } : { waiting, held: held + 1 })
  }
  return found
}

/** What is open on channels, live: so that one which is switched off does not hide who waits there. */
export function useOpenWork(): (id: ChannelId | undefined) => OpenWork {
  const found = useMade((view) => openWorkBy(Object.values(view.interactions)), isSame)
  return (id) => (id && found.get(id)) || none
}

const isSame = (a: ReadonlyMap<ChannelId, OpenWork>, b: ReadonlyMap<ChannelId, OpenWork>): boolean =>
  JSON.stringify([...a]) === JSON.stringify([...b])
