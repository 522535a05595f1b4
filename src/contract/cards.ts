import { z } from 'zod'
import { ClosingField, FieldValue } from './closing.ts'
import { MessageContent } from './content.ts'
import {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  MessageId,
  NoteId,
  OfferId,
  PlannedMessageId,
  QueueId,
  ReasonId,
  TagId,
  TemplateId,
} from './ids.ts'
import { Role } from './permissions.ts'
import { Refusal } from './refusals.ts'

/** What screens show of each thing: small, complete, and carried whole by the facts that change it. */

export const ChannelKind = z.enum(['whatsapp', 'sms'])
export type ChannelKind = z.infer<typeof ChannelKind>

export const ChannelCard = z.object({
  id: ChannelId,
  key: z.string(),
  name: z.string(),
  kind: ChannelKind,
  active: z.boolean(),
  /** The number customers write to, E.164 with plus. */
  displayNumber: z.string(),
  queueId: QueueId.nullable(),
  /** The response clock: seconds to answer a message, and the percent of them that turns it amber. */
  /** As its schedule has it at the moment, and when that changes next; null: it does not. */
  open: z.boolean(),
  changesAt: Instant.nullable(),
  /** Highest number of this channel's interactions one agent may hold. */
  capacity: z.number().int(),
  optInTemplateId: TemplateId.nullable(),
  recontactTemplateId: TemplateId.nullable(),
  dispositionRequired: z.boolean(),
  /** What is filled in at close. */
  closingFields: z.array(ClosingField),
  /** Contacts are asked what they thought of it. */
  asksContact: z.boolean(),
  /** May agents park by hand, and is everything parked while its agent is on the telephone? */
  parksByHand: z.boolean(),
  parksOnCall: z.boolean(),
  /** May agents pass on what they hold? The rules of the workspace are asked too. */
  passesOn: z.boolean(),
  /** Why it cannot send at the moment, as the provider said it; null when all is well. */
  trouble: z.object({ code: z.string(), title: z.string(), at: Instant }).nullable(),
  tagIds: z.array(TagId),
})
export type ChannelCard = z.infer<typeof ChannelCard>

/**
 * What becomes of who receives something: as the queue says; always ready again, and a break only by request
 * (force ready); or one at a time, not ready until they say so or are done.
 */
export const ReadyRule = z.enum(['by_queue', 'force_ready', 'one_by_one'])
export type ReadyRule = z.infer<typeof ReadyRule>

/** How a queue picks. */
export const StrategyName = z.enum([
  'longest_idle',
  'least_busy',
  'least_recent',
  'round_robin',
  'proficiency',
  'weighted_random',
  'ring_all',
  'pick_from_list',
])
export type StrategyName = z.infer<typeof StrategyName>

/** Whom a queue asks, by what they are doing; always of those who are ready and have room. */
export const Eligible = z.enum([
  /** Anybody, on the telephone or not. Elsewhere: nocall. */
  'with_room',
  /** Whoever does nothing else, on the telephone neither; nothing else comes to them until it is done. Elsewhere: incall. */
  'undivided',
  /** Whoever has nothing else in hand, on the telephone or not. Elsewhere: interaction. */
  'one_at_a_time',
  /** Anybody, even beside what wants them undivided. Elsewhere: nopause. */
  'beside_anything',
  /** Whoever does nothing at all, and only when nobody is left of them anybody. Elsewhere: omni. */
  'idle_first',
])
export type Eligible = z.infer<typeof Eligible>

export const QueueCard = z.object({
  id: QueueId,
  name: z.string(),
  strategy: StrategyName,
  eligible: Eligible,
  acceptSeconds: z.number().int(),
  onReject: z.enum(['none', 'on_break', 'offline', 'stop_new']),
  onTimeout: z.enum(['none', 'on_break', 'offline', 'stop_new']),
  /** Off: interactions are assigned without asking. */
  asksToAccept: z.boolean(),
  wrapUpSeconds: z.number().int(),
  /** After so many seconds of the contact's silence their agent is free again; null: never. */
  contactSilenceSeconds: z.number().int().nullable(),
  /** What an agent took and does not answer for so many seconds waits again; null: never. */
  agentSilenceSeconds: z.number().int().nullable(),
  afterWrapUp: z.enum(['available', 'not_ready']),
  /** What the dialog for writing first begins with. */
  outboundTemplateId: TemplateId.nullable(),
  tagIds: z.array(TagId),
  /** What comes on these channels may come here; none named: whatever comes on any. */
  channelIds: z.array(ChannelId),
  /** What becomes of open interactions whose agent signed out or disappeared. */
  onAgentGone: z.enum(['keep', 'return']),
})
export type QueueCard = z.infer<typeof QueueCard>

/** How a workspace passes on what its agents hold. */
export const TransferRules = z.object({
  /** Off: nobody may, and nobody sees how. */
  allowed: z.boolean(),
  /** After so many seconds without anybody taking it, it goes back to whoever passed it; 0: never. */
  returnSeconds: z.number().int(),
})
export type TransferRules = z.infer<typeof TransferRules>

/** `away` only the house says: the person's line is dead. */
export const PresenceState = z.enum(['available', 'on_break', 'working_offline', 'signed_out', 'away'])
export type PresenceState = z.infer<typeof PresenceState>

/** What an agent says about themselves (house glossary: Presence), and since when. */
export const Presence = z.object({
  state: PresenceState,
  reasonId: ReasonId.nullable(),
  since: Instant,
  stopNew: z.boolean(),
  /** A break asked for; it begins when the last interaction is done. */
  breakRequested: z.boolean(),
  /** With nothing held: when it begins. */
  breakBeginsAt: Instant.nullable(),
  /** They received something and take one at a time: nothing more until they say so, or are done. */
  notReady: z.boolean(),
  /** Set by a missed or rejected offer, until the agent says otherwise. */
  notResponding: z.boolean(),
  /** When a break that the system set ends by itself. */
  returnsAt: Instant.nullable(),
  /** Since when they are on the telephone, as their telephone system said; null: they are not. */
  onCallSince: Instant.nullable(),
  /** Since when their line is dead, and how many of their interactions went back to the queue meanwhile. */
  away: z.object({ since: Instant, returned: z.number().int() }).nullable(),
})
export type Presence = z.infer<typeof Presence>

export const AgentCard = z.object({
  id: AgentId,
  name: z.string(),
  role: Role,
  active: z.boolean(),
  queueIds: z.array(QueueId),
  /** Highest number of interactions in all; null means the sum of the channels' (D-08). */
  capacity: z.number().int().nullable(),
  /** How long they have to accept; null: as long as the queue says. */
  acceptSeconds: z.number().int().nullable(),
  presence: Presence,
  tagIds: z.array(TagId),
})
export type AgentCard = z.infer<typeof AgentCard>

export const ServiceConsent = z.enum(['none', 'granted', 'revoked'])
export type ServiceConsent = z.infer<typeof ServiceConsent>

export const ContactCard = z.object({
  id: ContactId,
  name: z.string(),
  username: z.string().nullable(),
  phone: z.string().nullable(),
  /** Known by a user id, with or without a phone number. */
  hasUserId: z.boolean(),
  consent: ServiceConsent,
  doNotContact: z.boolean(),
  language: z.string().nullable(),
})
export type ContactCard = z.infer<typeof ContactCard>

export const ConversationCard = z.object({
  id: ConversationId,
  channelId: ChannelId,
  contact: ContactCard,
  /** When the contact last wrote: the session window is counted from here. */
  lastInboundAt: Instant.nullable(),
  lastMessageAt: Instant.nullable(),
  snippet: z.string(),
  snippetFrom: z.enum(['contact', 'us']).nullable(),
  unread: z.number().int(),
  /** Something is to be sent here later, or could not be sent and is back with a person. */
  planned: z.enum(['waits', 'returned']).optional(),
})
export type ConversationCard = z.infer<typeof ConversationCard>

export const InteractionState = z.enum(['waiting', 'offered', 'active', 'wrapping_up', 'closed'])
export type InteractionState = z.infer<typeof InteractionState>

/** The four clocks of an interaction (D-09). */
export const ClockName = z.enum(['queue_answer', 'first_response', 'next_response', 'solution'])
export type ClockName = z.infer<typeof ClockName>

/** A running clock, with all that a countdown needs. */
export const ClockCard = z.object({
  from: Instant,
  /** Null: it never warns. */
  warnAt: Instant.nullable(),
  dueAt: Instant,
  /** Since when it stands still. */
  pausedAt: Instant.optional(),
  /** Supervisors were told of it. */
  alarm: z.literal(true).optional(),
})
export type ClockCard = z.infer<typeof ClockCard>

export const InteractionCard = z.object({
  id: InteractionId,
  /** The number people quote. */
  number: z.number().int(),
  conversation: ConversationCard,
  queueId: QueueId,
  state: InteractionState,
  priority: z.number().int(),
  origin: z.enum(['contact', 'agent']),
  createdAt: Instant,
  /** Since when it waits for an agent; kept through offers, so that it keeps its age. */
  waitingSince: Instant,
  /** Whom it is offered to: one or several, never nobody. The first of them to accept takes it. */
  offer: z.object({ id: OfferId, agentIds: z.array(AgentId), expiresAt: Instant }).nullable(),
  /** It waits for this agent alone, until then or until they are gone; null: for anybody. */
  preferred: z.object({ agentId: AgentId, until: Instant }).nullable(),
  agentId: AgentId.nullable(),
  acceptedAt: Instant.nullable(),
  /** The oldest unanswered message of the contact: the response clock runs from here. */
  awaitingReplySince: Instant.nullable(),
  /** Since when whoever's turn it is has been silent: the contact when nothing is owed, else the agent. */
  quietSince: Instant,
  /** Set aside by its agent, by a call or by the contact's silence: out of the active list and of the load (D-06). */
  parked: z
    .object({ reason: z.enum(['manual', 'call', 'customer_silence']), since: Instant, until: Instant.nullable() })
    .nullable(),
  /** Passed on and not taken yet. Blind: nobody holds it. Consulted: its agent does, and a colleague is asked. */
  transfer: z
    .object({
      id: OfferId,
      mode: z.enum(['blind', 'consulted']),
      fromAgentId: AgentId,
      /** Null: anybody of the queue. */
      toAgentId: AgentId.nullable(),
      note: z.string(),
      /** Then whoever passed it has it again; null: never. */
      endsAt: Instant.nullable(),
    })
    .nullable(),
  /** Those that run; none when it is closed. */
  clocks: z.partialRecord(ClockName, ClockCard),
  wrapUp: z.object({ startedAt: Instant, endsAt: Instant.nullable(), held: z.boolean() }).nullable(),
  dispositionId: DispositionId.nullable(),
  /** What was filled in so far. */
  fields: z.array(FieldValue),
  closedAt: Instant.nullable(),
  reopened: z.number().int(),
  /** Labels that people put on it; who may see it is decided by the tags of its channel and its queue alone. */
  tagIds: z.array(TagId),
})
export type InteractionCard = z.infer<typeof InteractionCard>

/** How far an outbound message got. Only moves forward; `unknown` may still turn out either way. */
export const Delivery = z.enum([
  'queued',
  'sending',
  'accepted',
  'unknown',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
])
export type Delivery = z.infer<typeof Delivery>

export const FailureCard = z.object({ code: z.string(), title: z.string(), detail: z.string() })
export type FailureCard = z.infer<typeof FailureCard>

export const Reaction = z.object({ from: z.enum(['contact', 'us']), emoji: z.string() })

export const MessageCard = z.object({
  id: MessageId,
  conversationId: ConversationId,
  interactionId: InteractionId.nullable(),
  direction: z.enum(['in', 'out']),
  /** Who wrote it: the contact, an agent, the house itself (out of hours), or the business's own phone. */
  author: z.enum(['contact', 'agent', 'house', 'phone_app']),
  agentId: AgentId.nullable(),
  at: Instant,
  content: MessageContent,
  quote: z.object({ messageId: MessageId.nullable(), from: z.enum(['contact', 'us']), text: z.string() }).nullable(),
  reactions: z.array(Reaction),
  forwarded: z.boolean(),
  referral: z.object({ headline: z.string().nullable(), sourceUrl: z.string().nullable() }).nullable(),
  editedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  /** Null for inbound. */
  delivery: Delivery.nullable(),
  deliveredAt: z
    .object({ sent: Instant.nullable(), delivered: Instant.nullable(), read: Instant.nullable() })
    .nullable(),
  failure: FailureCard.nullable(),
  /** Until when the send can be taken back. */
  heldUntil: Instant.nullable(),
})
export type MessageCard = z.infer<typeof MessageCard>

export const NoteCard = z.object({
  id: NoteId,
  conversationId: ConversationId,
  interactionId: InteractionId.nullable(),
  agentId: AgentId,
  at: Instant,
  text: z.string(),
})
export type NoteCard = z.infer<typeof NoteCard>

/** A message that goes out later, as it stands in the thread until then. */
export const PlannedCard = z.object({
  id: PlannedMessageId,
  conversationId: ConversationId,
  /** Who answers for it: who wrote it, or changed it last. */
  agentId: AgentId,
  contents: z.array(MessageContent),
  /** The message it answers. */
  quote: MessageCard.shape.quote,
  templateId: TemplateId.nullable(),
  plannedAt: Instant,
  goesAt: Instant,
  /** It could not be sent at its time: why, since when, and with whom it is now; null: with the queue. */
  returned: z.object({ why: Refusal, at: Instant, toAgentId: AgentId.nullable() }).nullable(),
  version: z.number().int(),
})
export type PlannedCard = z.infer<typeof PlannedCard>

/** A line of the thread about the interaction itself. `seq` is the journal line it comes from. */
export const ThreadLine = z.object({
  seq: z.number().int(),
  at: Instant,
  what: z.enum([
    'created',
    'reopened',
    'assigned',
    'closed',
    'resumed',
    'parked',
    'passed',
    'moved',
    'returned',
    'ruled',
  ]),
  number: z.number().int(),
  agentId: AgentId.nullable(),
  /** The colleague or supervisor whose doing it was; null: whom it is about, or the house. */
  by: AgentId.nullable(),
  /**
   * What else there is to say: why it was parked or waits again, to whom it was passed, and with which words. Of a rule:
   * what it did, its jobs with spaces between them, and as note its name.
   */
  more: z
    .object({ why: z.string(), toAgentId: AgentId.nullable(), queueId: QueueId.nullable(), note: z.string() })
    .nullable(),
})
export type ThreadLine = z.infer<typeof ThreadLine>

/** One page of a conversation, newest last, and whether older ones exist. */
export const Thread = z.object({
  conversationId: ConversationId,
  messages: z.array(MessageCard),
  notes: z.array(NoteCard),
  lines: z.array(ThreadLine),
  /** What goes out later, the next first; only with the newest page. */
  planned: z.array(PlannedCard),
  hasOlder: z.boolean(),
})
export type Thread = z.infer<typeof Thread>
