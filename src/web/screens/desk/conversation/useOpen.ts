import { useMemo } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ConversationId } from '../../../../contract/ids.ts'
import { openConversation } from '../../../../contract/operations/conversations.ts'
import type { View } from '../../../../contract/view.ts'
import type { CallRefusal } from '../../../sync/call.ts'
import { sorted } from '../../../sync/sorted.ts'
import { Refused, useAsked, useView } from '../../../sync/use.ts'

/** What the person may do with the conversation that is open. */
export type Standing = 'mine' | 'wrapping_up' | 'offered' | 'waiting' | 'theirs' | 'closed' | 'read_only'

/** The open interaction of a conversation in the view: mine first, then any. */
export const openCard = (view: View, id: ConversationId): InteractionCard | null =>
  sorted(view).ofConversation(id) ?? null

/** Pure: where an interaction stands for this person. */
export function standingOf(card: InteractionCard, me: View['me']): Standing {
  if (!me.permissions.includes('interactions.handle')) return 'read_only'
  if (card.state === 'closed') return 'closed'
  if (card.state === 'waiting') return 'waiting'
  if (card.state === 'offered') return card.offer?.agentIds.includes(me.agentId) ? 'offered' : 'waiting'
  if (card.agentId !== me.agentId) return 'theirs'
  return card.state === 'wrapping_up' ? 'wrapping_up' : 'mine'
}

const noConversation = '' as ConversationId

/** The interaction of the open conversation: from the view, else asked once, for what is closed or not in sight. */
export function useOpen(id: ConversationId): {
  card: InteractionCard | null
  refusal: CallRefusal | null
  again: () => void
} {
  const inView = useView((view) => openCard(view, id))
  // One question that is never asked serves all that are in the view: each made anew would cost at every switch.
  const wanted = inView === null ? id : noConversation
  const asked = useAsked(openConversation, { conversationId: wanted }, { enabled: inView === null })
  const refusal = asked.error instanceof Refused ? asked.error.refusal : null
  return useMemo(
    () => ({
      card: inView ?? (asked.isPlaceholderData ? null : (asked.data?.card ?? null)),
      refusal: inView ? null : refusal,
      again: () => void asked.refetch(),
    }),
    [inView, asked, refusal],
  )
}
