import type { Delivery, FailureCard, MessageCard } from '../../../contract/cards.ts'
import type { MessageContent, TemplateFill } from '../../../contract/content.ts'
import type {
  AgentId,
  ChannelId,
  ConversationId,
  Instant,
  InteractionId,
  MessageId,
  TemplateId,
} from '../../../contract/ids.ts'
import type { Referral } from '../../../contract/inbound.ts'

/** What a message answers, as it was when it was quoted. `messageId` null: we never had it. */
export type Quote = {
  messageId: MessageId | null
  providerMessageId: string | null
  from: 'contact' | 'us'
  text: string
}

/** What screens show of it. */
export const quoteCard = (quote: Quote | null): MessageCard['quote'] =>
  quote && { messageId: quote.messageId, from: quote.from, text: quote.text }

/** Null: taken back. Kept with its time, so that an older one that is heard late stays out. */
export type HeardReaction = { from: 'contact' | 'us'; emoji: string | null; at: Instant }

/** One inbound or outbound item of a conversation: everything the shell stores of it. */
export type Message = {
  id: MessageId
  conversationId: ConversationId
  channelId: ChannelId
  interactionId: InteractionId | null
  direction: 'in' | 'out'
  author: MessageCard['author']
  agentId: AgentId | null
  at: Instant
  content: MessageContent
  providerMessageId: string | null
  clientId: string | null
  part: number
  quote: Quote | null
  reactions: HeardReaction[]
  forwarded: boolean
  referral: Referral | null
  editedAt: Instant | null
  revokedAt: Instant | null
  delivery: Delivery | null
  heldUntil: Instant | null
  nextAttemptAt: Instant | null
  attempts: number
  sendingSince: Instant | null
  acceptedAt: Instant | null
  sentAt: Instant | null
  deliveredAt: Instant | null
  readAt: Instant | null
  failure: FailureCard | null
  pricing: { category: string; type: string | null; billable: boolean | null } | null
  templateId: TemplateId | null
  templateFill: TemplateFill | null
}

type Given = Pick<Message, 'id' | 'conversationId' | 'channelId' | 'direction' | 'author' | 'at' | 'content'> &
  Partial<Message>

/** A message with everything not given at rest. */
export function newMessage(given: Given): Message {
  return {
    interactionId: null,
    agentId: null,
    providerMessageId: null,
    clientId: null,
    part: 0,
    quote: null,
    reactions: [],
    forwarded: false,
    referral: null,
    editedAt: null,
    revokedAt: null,
    delivery: null,
    heldUntil: null,
    nextAttemptAt: null,
    attempts: 0,
    sendingSince: null,
    acceptedAt: null,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    failure: null,
    pricing: null,
    templateId: null,
    templateFill: null,
    ...given,
  }
}

/** What screens show of it. While a send is in the air it is still queued to everybody but the sender's machinery. */
export function messageCard(message: Message): MessageCard {
  const { id, conversationId, interactionId, direction, author, agentId, at, content, reactions, forwarded } = message
  const { quote, referral, editedAt, revokedAt, delivery, failure, heldUntil, sentAt, deliveredAt, readAt } = message
  return {
    id,
    conversationId,
    interactionId,
    direction,
    author,
    agentId,
    at,
    content,
    reactions: shownReactions(reactions),
    forwarded,
    editedAt,
    revokedAt,
    quote: quoteCard(quote),
    referral: referral && { headline: referral.headline, sourceUrl: referral.sourceUrl },
    delivery: shownDelivery(delivery),
    deliveredAt: delivery === null ? null : { sent: sentAt, delivered: deliveredAt, read: readAt },
    failure,
    heldUntil: delivery === 'queued' ? heldUntil : null,
  }
}

/**
 * What people see of a delivery. In the air, and taken by the provider but not yet passed on, are one to them: on its way.
 * So the answer to a send writes no line into the journal, and the provider's word `sent` is the first they hear.
 */
export const shownDelivery = (delivery: Delivery | null): Delivery | null =>
  delivery === 'sending' || delivery === 'accepted' ? 'queued' : delivery

/** The reactions that stand. */
export const shownReactions = (reactions: readonly HeardReaction[]): MessageCard['reactions'] =>
  reactions.flatMap(({ from, emoji }) => (emoji === null ? [] : [{ from, emoji }]))

/**
 * The reactions after one more was heard; null when it tells us nothing new. The same sign again is new in its time only:
 * one that was given between the two and is heard late stays out.
 */
export function react(reactions: readonly HeardReaction[], heard: HeardReaction): HeardReaction[] | null {
  const before = reactions.find((reaction) => reaction.from === heard.from)
  if (before?.emoji === heard.emoji)
    return before.at >= heard.at ? null : reactions.map((reaction) => (reaction === before ? heard : reaction))
  if (before && before.at > heard.at) return null
  return [...reactions.filter((reaction) => reaction.from !== heard.from), heard]
}

/** Do two lists of reactions show the same signs? */
export const showSame = (a: readonly HeardReaction[], b: readonly HeardReaction[]): boolean =>
  JSON.stringify(shownReactions(a)) === JSON.stringify(shownReactions(b))
