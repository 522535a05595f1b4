import type { AgentCard, ChannelCard, InteractionCard, MessageCard, QueueCard, Thread } from '../../contract/cards.ts'
import type { AgentId, ConversationId, Instant, InteractionId, MessageId, QueueId } from '../../contract/ids.ts'
import { noTagging } from '../../contract/sight.ts'
import type { View } from '../../contract/view.ts'

/** Invented people and cards for tests of the web app. Every one is whole; a test changes what it is about. */
export const monday = Date.parse('2026-11-23T09:00:00Z')
export const at = (seconds: number): Instant => (monday + seconds * 1000) as Instant

/** A made-up id that is always the same for the same name: "helena" and "callum" are two people. */
export function idOf<Id extends string>(name: string): Id {
  const hex = [...name]
    .map((letter) => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(32, '0')
    .slice(0, 32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}` as Id
}

export const ines = idOf<AgentId>('ines')
export const delivery = idOf<QueueId>('delivery')

export const channel = (change: Partial<ChannelCard> = {}): ChannelCard => ({
  id: idOf('orders'),
  key: 'ORD',
  name: 'Velmora Orders',
  kind: 'whatsapp',
  active: true,
  displayNumber: '+447700900100',
  queueId: delivery,
  open: true,
  changesAt: null,
  capacity: 8,
  optInTemplateId: null,
  recontactTemplateId: null,
  dispositionRequired: false,
  closingFields: [],
  asksContact: false,
  parksByHand: true,
  passesOn: true,
  parksOnCall: false,
  trouble: null,
  tagIds: [],
  ...change,
})

export const queue = (change: Partial<QueueCard> = {}): QueueCard => ({
  id: delivery,
  name: 'Delivery',
  strategy: 'longest_idle',
  eligible: 'with_room',
  acceptSeconds: 20,
  onReject: 'on_break',
  onTimeout: 'on_break',
  asksToAccept: true,
  wrapUpSeconds: 60,
  contactSilenceSeconds: null,
  agentSilenceSeconds: null,
  afterWrapUp: 'available',
  outboundTemplateId: null,
  tagIds: [],
  onAgentGone: 'keep',
  channelIds: [],
  ...change,
})

export const agent = (change: Partial<AgentCard> = {}): AgentCard => ({
  id: ines,
  name: 'Ines Prado',
  role: 'agent',
  active: true,
  queueIds: [delivery],
  capacity: null,
  acceptSeconds: null,
  presence: {
    state: 'available',
    reasonId: null,
    since: at(0),
    stopNew: false,
    breakRequested: false,
    breakBeginsAt: null,
    notReady: false,
    notResponding: false,
    returnsAt: null,
    onCallSince: null,
    away: null,
  },
  tagIds: [],
  ...change,
})

/** An interaction with Helena that Ines holds. */
export function card(
  change: Partial<InteractionCard> = {},
  talk: Partial<InteractionCard['conversation']> = {},
): InteractionCard {
  return {
    id: idOf<InteractionId>('interaction'),
    number: 48_213,
    conversation: {
      id: idOf<ConversationId>('helena'),
      channelId: channel().id,
      contact: {
        id: idOf('helena'),
        name: 'Helena Duarte',
        username: null,
        phone: '+447700900174',
        hasUserId: false,
        consent: 'granted',
        doNotContact: false,
        language: 'en',
      },
      lastInboundAt: at(0),
      lastMessageAt: at(0),
      snippet: 'Friday is fine',
      snippetFrom: 'contact',
      unread: 0,
      ...talk,
    },
    queueId: delivery,
    state: 'active',
    priority: 100,
    origin: 'contact',
    createdAt: at(0),
    waitingSince: at(0),
    offer: null,
    preferred: null,
    agentId: ines,
    acceptedAt: at(1),
    awaitingReplySince: null,
    quietSince: at(0),
    parked: null,
    transfer: null,
    clocks: {},
    wrapUp: null,
    dispositionId: null,
    fields: [],
    closedAt: null,
    reopened: 0,
    tagIds: [],
    ...change,
  }
}

export const message = (name: string, seconds: number, change: Partial<MessageCard> = {}): MessageCard => ({
  id: idOf<MessageId>(name),
  conversationId: card().conversation.id,
  interactionId: card().id,
  direction: 'in',
  author: 'contact',
  agentId: null,
  at: at(seconds),
  content: { kind: 'text', text: name },
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
  ...change,
})

export const thread = (messages: MessageCard[], hasOlder = false): Thread => ({
  conversationId: card().conversation.id,
  messages,
  notes: [],
  lines: [],
  planned: [],
  hasOlder,
})

export const view = (seq: number, cards: InteractionCard[] = [card()]): View => ({
  seq,
  me: {
    agentId: ines,
    name: 'Ines Prado',
    email: 'ines@velmora.example',
    role: 'agent',
    queueIds: [delivery],
    permissions: ['self.use', 'interactions.read', 'interactions.handle', 'interactions.start', 'offers.reject'],
    hidden: null,
  },
  channels: { [channel().id]: channel() },
  queues: { [delivery]: queue() },
  agents: { [ines]: agent() },
  interactions: Object.fromEntries(cards.map((one) => [one.id, one])),
  transferRules: { allowed: true, returnSeconds: 60 },
  threads: {},
  catalogs: {},
  tags: {},
  tagging: noTagging,
})
