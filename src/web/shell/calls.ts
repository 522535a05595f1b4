import type { InteractionCard } from '../../contract/cards.ts'
import type { QueueId } from '../../contract/ids.ts'
import type { View } from '../../contract/view.ts'
import { sorted } from '../sync/sorted.ts'

/** What just happened that a person should notice, wherever they look. */
export type Call =
  | { what: 'offer'; card: InteractionCard }
  /** It came to a list from which its members pick: nobody is asked, and nothing runs out. */
  | { what: 'waits'; card: InteractionCard; queue: string }
  | { what: 'message'; card: InteractionCard; count: number }

/**
 * Pure: what calls for attention between two states of the view. A message in the open conversation does not, while
 * the page is on screen.
 */
export function callsBetween(
  before: View,
  after: View,
  { openId, hidden }: { openId: string | null; hidden: boolean },
): Call[] {
  if (before.interactions === after.interactions) return []
  const { mine, offeredToMe, waiting } = sorted(after)
  const offers = offeredToMe.flatMap((card): Call[] =>
    askedBy(before.interactions[card.id]) === askedBy(card) ? [] : [{ what: 'offer', card }],
  )
  const messages = mine.flatMap((card): Call[] => {
    const was = before.interactions[card.id] ?? card
    const count = card.conversation.unread - was.conversation.unread
    const seen = card.conversation.id === openId && !hidden
    return count > 0 && !seen ? [{ what: 'message', card, count }] : []
  })
  const picked = after.me.queueIds.filter((id) => after.queues[id]?.strategy === 'pick_from_list')
  const come = picked.length === 0 ? [] : waiting.filter((card) => comes(card, before.interactions[card.id], picked))
  const waits = come.map((card): Call => ({ what: 'waits', card, queue: after.queues[card.queueId]?.name ?? '' }))
  return [...offers, ...waits, ...messages]
}

/** The offer, or the question of a colleague who passes it on. */
const askedBy = (card: InteractionCard | undefined) => card?.offer?.id ?? card?.transfer?.id

const comes = (card: InteractionCard, was: InteractionCard | undefined, picked: readonly QueueId[]): boolean =>
  card.state === 'waiting' && was?.state !== 'waiting' && picked.includes(card.queueId)

/** On break, working offline and signed out: no sound at all. */
export const mayHear = (view: View): boolean => view.agents[view.me.agentId]?.presence.state === 'available'
