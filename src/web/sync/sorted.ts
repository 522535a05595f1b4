import type { InteractionCard } from '../../contract/cards.ts'
import type { View } from '../../contract/view.ts'

/** What screens ask of all open interactions, again and again. */
export type Sorted = {
  /** What I hold: active and wrapping up. */
  readonly mine: readonly InteractionCard[]
  readonly offeredToMe: readonly InteractionCard[]
  /** What waits in my queues, offered to somebody or not. */
  readonly waiting: readonly InteractionCard[]
  /** One for each conversation: mine before anybody's. */
  readonly ofConversation: ReadonlyMap<string, InteractionCard>
  /** Agents who are wrapping something up. */
  readonly wrappingUp: ReadonlySet<string>
}

const known = new WeakMap<View['interactions'], { agentId: string; sorted: Sorted }>()

/**
 * One pass over the interactions for each state of them, however many screens ask: with ten thousand in the store, a
 * pass for each question and each line of the journal would be felt.
 */
export function sorted({ interactions, me }: Pick<View, 'interactions' | 'me'>): Sorted {
  const before = known.get(interactions)
  if (before?.agentId === me.agentId) return before.sorted
  const made = sort(interactions, me.agentId)
  known.set(interactions, { agentId: me.agentId, sorted: made })
  return made
}

function sort(interactions: View['interactions'], agentId: string): Sorted {
  const mine: InteractionCard[] = []
  const offeredToMe: InteractionCard[] = []
  const waiting: InteractionCard[] = []
  const ofConversation = new Map<string, InteractionCard>()
  const wrappingUp = new Set<string>()
  for (const card of Object.values(interactions)) {
    const isHeldByMe = card.agentId === agentId
    if (isHeldByMe || !ofConversation.has(card.conversation.id)) ofConversation.set(card.conversation.id, card)
    if (card.state === 'waiting' || card.state === 'offered') waiting.push(card)
    if (card.state === 'offered' && card.offer?.agentId === agentId) offeredToMe.push(card)
    if (isHeldByMe && (card.state === 'active' || card.state === 'wrapping_up')) mine.push(card)
    if (card.state === 'wrapping_up' && card.agentId) wrappingUp.add(card.agentId)
  }
  return { mine, offeredToMe, waiting, ofConversation, wrappingUp }
}
