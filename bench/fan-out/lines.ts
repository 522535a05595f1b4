import type { InteractionCard } from '../../src/contract/cards.ts'
import type { DomainEvent } from '../../src/contract/events.ts'
import type {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  Instant,
  InteractionId,
  MessageId,
  QueueId,
} from '../../src/contract/ids.ts'
import { newId } from '../../src/kernel/new-id.ts'

/** Somebody with sockets: what they show to come in, and what decides what they see. */
export type Reader = { key: string; agentId: AgentId; role: 'supervisor' | 'agent'; queueIds: QueueId[]; hidden: null }

/** One commit of the product writes this many facts when it is busy. */
export const factsPerCommit = 10

/** Some three thousand bytes: what is on its way at once stays below what a reader may owe, so that only stalled ones stall. */
const FILLER_WORDS = 250

/** The end of a round, which everybody sees; nothing of the product says this. */
export const endsAt = (round: number): Instant => (4_102_444_800_000 + round) as Instant

/**
 * Facts as a busy centre writes them: out of ten, six messages, three changes of an interaction and one of a presence.
 * The first are seen by the queue and its supervisors, the last by everybody.
 */
export function factsOf(count: number, readers: readonly Reader[], queueIds: readonly QueueId[]): DomainEvent[] {
  const agents = readers.filter(({ role }) => role === 'agent')
  return Array.from({ length: count }, (_, index): DomainEvent => {
    const queueId = queueIds[(index * 7) % queueIds.length] as QueueId
    const agent = agents[(index * 31) % agents.length] as Reader
    const kind = index % 10
    if (kind === 9) return presence(agent.agentId, null)
    const card = cardOf(queueId, kind % 2 === 0 ? agent.agentId : null, index)
    if (kind >= 6) return { type: 'interaction.updated', card }
    return messageOf(card, index)
  })
}

/** Long messages of conversations that no queue has yet: only supervisors see them. */
export const fillersOf = (count: number): DomainEvent[] =>
  Array.from({ length: count }, (_, index) => {
    const card = cardOf(newId() as QueueId, null, index)
    return { ...messageOf(card, index, 'Thank you. '.repeat(FILLER_WORDS)), queueId: null, card: null }
  })

export const endOf = (round: number, reader: Reader): DomainEvent => presence(reader.agentId, endsAt(round))

const presence = (agentId: AgentId, returnsAt: Instant | null): DomainEvent => ({
  type: 'presence.changed',
  agentId,
  presence: {
    state: 'available',
    reasonId: null,
    since: Date.now() as Instant,
    stopNew: false,
    breakRequested: false,
    breakBeginsAt: null,
    notReady: false,
    notResponding: false,
    returnsAt,
    onCallSince: null,
    away: null,
  },
  by: null,
})

function cardOf(queueId: QueueId, agentId: AgentId | null, number: number): InteractionCard {
  const at = Date.now() as Instant
  return {
    id: newId() as InteractionId,
    number,
    conversation: {
      id: newId() as ConversationId,
      channelId: newId() as ChannelId,
      contact: {
        id: newId() as ContactId,
        name: 'Beatriz Almeida',
        username: null,
        phone: '+447700900123',
        hasUserId: false,
        consent: 'granted',
        doNotContact: false,
        language: 'pt',
      },
      lastInboundAt: at,
      lastMessageAt: at,
      snippet: 'Good morning, could you tell me where my order is, please?',
      snippetFrom: 'contact',
      unread: 1,
    },
    queueId,
    state: agentId === null ? 'waiting' : 'active',
    priority: 0,
    origin: 'contact',
    createdAt: at,
    waitingSince: at,
    offer: null,
    preferred: null,
    agentId,
    acceptedAt: agentId === null ? null : at,
    awaitingReplySince: at,
    quietSince: at,
    parked: null,
    transfer: null,
    clocks: { next_response: { from: at, warnAt: (at + 240_000) as Instant, dueAt: (at + 300_000) as Instant } },
    wrapUp: null,
    dispositionId: null,
    fields: [],
    closedAt: null,
    reopened: 0,
    tagIds: [],
  }
}

type Received = Extract<DomainEvent, { type: 'message.received' }>

function messageOf(card: InteractionCard, number: number, more = ''): Received {
  const { id: interactionId, conversation, queueId, agentId } = card
  const conversationId = conversation.id
  const text = `Good morning, could you tell me where my order is, please? It should have come ${number} days ago. ${more}`
  return {
    type: 'message.received',
    conversationId,
    channelId: conversation.channelId,
    queueId,
    agentId,
    held: agentId !== null,
    message: {
      id: newId() as MessageId,
      conversationId,
      interactionId,
      direction: 'in',
      author: 'contact',
      agentId: null,
      at: Date.now() as Instant,
      content: { kind: 'text', text },
      quote: null,
      reactions: [],
      forwarded: false,
      referral: null,
      editedAt: null,
      revokedAt: null,
      delivery: null,
      deliveredAt: null,
      failure: null,
      heldUntil: null,
    },
    card,
  }
}
