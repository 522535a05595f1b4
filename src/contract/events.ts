import { z } from 'zod'
import {
  AgentCard,
  ChannelCard,
  ClockName,
  Delivery,
  FailureCard,
  InteractionCard,
  MessageCard,
  NoteCard,
  PlannedCard,
  Presence,
  QueueCard,
  Reaction,
  TransferRules,
} from './cards.ts'
import { MessageContent } from './content.ts'
import {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  Instant,
  type InteractionId,
  MessageId,
  OfferId,
  PlannedMessageId,
  QueueId,
  ReasonId,
  RuleId,
  TagId,
} from './ids.ts'
import type { Role } from './permissions.ts'
import { type Hidden, isHidden, type Spot, TagCard, Tagging } from './sight.ts'

/**
 * The catalogue of facts. Past tense, never edited. A fact about an interaction carries its card as it is *after* the
 * fact, so a screen that gains sight of it needs nothing else.
 */
const aboutInteraction = {
  card: InteractionCard,
  /** The queue it was in until this fact, where that is another: who saw it there is told that it has gone. */
  leftQueueId: QueueId.optional(),
}
const AgentIds = z.array(AgentId)

/**
 * Whose conversation a message fact belongs to: its channel and the latest interaction's queue and agent decide who may
 * see it. The agent holds that interaction, or is the last who did; then `held` is false.
 */
const aboutMessage = {
  conversationId: ConversationId,
  channelId: ChannelId,
  queueId: QueueId.nullable(),
  agentId: AgentId.nullable(),
  /** The colleague who is asked to take it over, while somebody is. */
  askedId: AgentId.optional(),
  held: z.boolean(),
}

/** Lists that screens fetch when they need them; a fact says only that one is stale. */
export const Catalog = z.enum([
  'templates',
  'dispositions',
  'result_code_plans',
  'canned_answers',
  'reasons',
  'presence_rules',
  'preferences',
  'users',
  'channels',
  'queues',
  'skills',
  'quarantine',
  'calendars',
  'sla_policies',
  'api_keys',
  'contacts',
  'telephones',
  'tags',
  'rules',
])
export type Catalog = z.infer<typeof Catalog>

export const DomainEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('interaction.created'), ...aboutInteraction }),
  z.object({ type: z.literal('interaction.reopened'), ...aboutInteraction }),
  /** To whom, its card says. */
  z.object({ type: z.literal('interaction.offered'), ...aboutInteraction, offerId: OfferId }),
  /** All of these let it pass: it waits again. */
  z.object({ type: z.literal('interaction.offer_lapsed'), ...aboutInteraction, offerId: OfferId, agentIds: AgentIds }),
  /** It goes on with the others who were asked, as its card says. */
  z.object({
    type: z.literal('interaction.offer_rejected'),
    ...aboutInteraction,
    offerId: OfferId,
    agentId: AgentId,
    /** Why, where they said so. */
    reasonId: ReasonId.exactOptional(),
  }),
  /** Taken back from these; it goes on with the others who were asked, as its card says. */
  z.object({
    type: z.literal('interaction.offer_withdrawn'),
    ...aboutInteraction,
    offerId: OfferId,
    agentIds: AgentIds,
  }),
  /** `others` were asked too, and slower. `by`: whoever gave it to the agent; null: they took it, or the house gave it. */
  z.object({
    type: z.literal('interaction.assigned'),
    ...aboutInteraction,
    agentId: AgentId,
    others: AgentIds,
    by: AgentId.nullable(),
  }),
  z.object({ type: z.literal('interaction.wrap_up_started'), ...aboutInteraction, agentId: AgentId }),
  /** The wrap-up time is over but a required disposition is missing: the agent is held. */
  z.object({ type: z.literal('interaction.wrap_up_held'), ...aboutInteraction, agentId: AgentId }),
  /** The agent went on talking instead of finishing. */
  z.object({ type: z.literal('interaction.resumed'), ...aboutInteraction, agentId: AgentId }),
  z.object({
    type: z.literal('interaction.closed'),
    ...aboutInteraction,
    agentId: AgentId.nullable(),
    /** The contact is to be asked what they thought of it. */
    asksContact: z.boolean(),
  }),
  /** The contact said what they thought of it. `place` counts the answers from 0. */
  z.object({ type: z.literal('interaction.rated'), ...aboutInteraction, place: z.number().int() }),
  /** Set aside: its card says why and until when. */
  z.object({ type: z.literal('interaction.parked'), ...aboutInteraction, agentId: AgentId }),
  z.object({ type: z.literal('interaction.unparked'), ...aboutInteraction, agentId: AgentId }),
  /** Its agent let go of it for a colleague, who is asked next. */
  z.object({
    type: z.literal('interaction.passed'),
    ...aboutInteraction,
    agentId: AgentId,
    toAgentId: AgentId.nullable(),
    note: z.string(),
  }),
  /** A colleague is asked to take it; its agent keeps it until then. */
  z.object({
    type: z.literal('interaction.consulted'),
    ...aboutInteraction,
    agentId: AgentId,
    toAgentId: AgentId.nullable(),
    note: z.string(),
  }),
  z.object({
    type: z.literal('interaction.consult_ended'),
    ...aboutInteraction,
    agentId: AgentId,
    /** Who was asked. */
    toAgentId: AgentId.nullable(),
    why: z.enum(['called_back', 'declined', 'lapsed']),
  }),
  /** Nobody took what was passed on in time: whoever passed it has it again. */
  z.object({ type: z.literal('interaction.returned'), ...aboutInteraction, agentId: AgentId }),
  /** It waits (again), in the queue of its card. `agentId`: who had it; `by`: whose doing, null: the house's. */
  z.object({
    type: z.literal('interaction.moved'),
    ...aboutInteraction,
    agentId: AgentId.nullable(),
    fromQueueId: QueueId,
    by: AgentId.nullable(),
    why: z.enum(['passed', 'not_answered', 'woken', 'moved', 'taken_back', 'agent_gone']),
    note: z.string(),
  }),
  /** A rule ran, and did these of its jobs, after the facts that they made. */
  z.object({
    type: z.literal('interaction.ruled'),
    ...aboutInteraction,
    ruleId: RuleId,
    name: z.string(),
    did: z.array(z.string()),
  }),
  /** A clock reached its warning, or its end. Told once for every time it is started. */
  z.object({ type: z.literal('interaction.clock_warned'), ...aboutInteraction, clock: ClockName }),
  z.object({ type: z.literal('interaction.clock_breached'), ...aboutInteraction, clock: ClockName }),
  /** Nothing about its place changed, but its card did (unread, clock, contact, snippet). */
  z.object({
    type: z.literal('interaction.updated'),
    ...aboutInteraction,
    /** What rules ask for: the tags and the priority it had before, where those changed. */
    tagIdsBefore: z.array(TagId).optional(),
    priorityBefore: z.number().int().optional(),
  }),

  z.object({
    type: z.literal('message.received'),
    ...aboutMessage,
    message: MessageCard,
    card: InteractionCard.nullable(),
  }),
  z.object({
    type: z.literal('message.queued'),
    ...aboutMessage,
    message: MessageCard,
    card: InteractionCard.nullable(),
  }),
  z.object({
    type: z.literal('message.delivery_changed'),
    ...aboutMessage,
    messageId: MessageId,
    delivery: Delivery,
    at: Instant,
    failure: FailureCard.nullable(),
  }),
  /** Taken back before it was sent: it never was. */
  z.object({
    type: z.literal('message.taken_back'),
    ...aboutMessage,
    messageId: MessageId,
    card: InteractionCard.nullable(),
  }),
  /** Something will be sent later, was changed, or could not be sent and is back with a person, as its card says. */
  z.object({
    type: z.literal('message.planned'),
    ...aboutMessage,
    planned: PlannedCard,
    card: InteractionCard.nullable(),
  }),
  /** Nothing is planned any more: it was sent (its messages follow), or taken back. */
  z.object({
    type: z.literal('message.plan_ended'),
    ...aboutMessage,
    plannedId: PlannedMessageId,
    how: z.enum(['sent', 'taken_back']),
    card: InteractionCard.nullable(),
  }),
  z.object({
    type: z.literal('message.reacted'),
    ...aboutMessage,
    messageId: MessageId,
    /** Whose reaction changed. */
    from: z.enum(['contact', 'us']),
    reactions: z.array(Reaction),
  }),
  z.object({
    type: z.literal('message.content_changed'),
    ...aboutMessage,
    messageId: MessageId,
    content: MessageContent,
    editedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  }),
  /** The holder has seen it: unread is zero. */
  z.object({ type: z.literal('conversation.read'), ...aboutMessage, card: InteractionCard.nullable() }),
  z.object({ type: z.literal('note.added'), ...aboutMessage, note: NoteCard }),

  /** Carries no personal data: who may see the contact fetches it; open interactions also get \`interaction.updated\`. */
  z.object({ type: z.literal('contact.changed'), contactId: ContactId }),

  /** `by`: the supervisor who changed it; null: they themselves, or the house. */
  z.object({
    type: z.literal('presence.changed'),
    agentId: AgentId,
    presence: Presence,
    by: AgentId.nullable(),
  }),
  z.object({ type: z.literal('agent.saved'), agent: AgentCard }),
  z.object({ type: z.literal('channel.saved'), channel: ChannelCard }),
  /** Its schedule opened or closed it. */
  z.object({ type: z.literal('channel.opened'), channel: ChannelCard }),
  z.object({ type: z.literal('channel.closed'), channel: ChannelCard }),
  z.object({ type: z.literal('queue.saved'), queue: QueueCard }),
  z.object({ type: z.literal('queue.removed'), queueId: QueueId }),
  z.object({ type: z.literal('transfer_rules.saved'), rules: TransferRules }),
  z.object({ type: z.literal('catalog.changed'), catalog: Catalog }),
  z.object({ type: z.literal('tag.saved'), tag: TagCard }),
  /** By tags, somebody may see other things than before: their rights are looked up again. */
  z.object({ type: z.literal('tagging.changed'), tagging: Tagging }),
])
export type DomainEvent = z.infer<typeof DomainEvent>
export type EventOf<T extends DomainEvent['type']> = Extract<DomainEvent, { type: T }>
export type InteractionEventType = Extract<DomainEvent['type'], `interaction.${string}`>

/**
 * One line of the journal, as a browser receives it. `seq` has no gaps within a workspace; a line this person may not
 * see still arrives, empty, so that a missing number always means a lost line.
 */
export type JournalEntry = { seq: number; at: Instant; event: DomainEvent | null }

/** What decides who sees what: the person's role, memberships, and what tags hide from them. */
export type Viewer = { agentId: AgentId; role: Role; queueIds: readonly QueueId[]; hidden: Hidden | null }

/**
 * Whom a line is for: everybody, or the members of a queue and the agents it names (supervisors read all). From whom
 * tags hide its place it is kept, unless they are among `holders`: who holds something, or did until this line, sees it
 * through (whoever takes it from them says so).
 */
export type Audience = Spot & {
  readonly everybody: boolean
  readonly agentIds: readonly AgentId[]
  readonly holders: readonly AgentId[]
  readonly leftQueueId?: QueueId | undefined
}

const nowhere: Spot = { channelId: null, queueId: null }

export function audienceOf(event: DomainEvent): Audience {
  switch (event.type) {
    case 'presence.changed':
    case 'agent.saved':
    case 'queue.removed':
    case 'transfer_rules.saved':
    case 'catalog.changed':
    case 'contact.changed':
    case 'tag.saved':
    case 'tagging.changed':
      return everybody(nowhere)
    case 'channel.saved':
    case 'channel.opened':
    case 'channel.closed':
      return everybody({ channelId: event.channel.id, queueId: null })
    case 'queue.saved':
      return everybody({ channelId: null, queueId: event.queue.id })
    case 'interaction.created':
    case 'interaction.reopened':
    case 'interaction.resumed':
    case 'interaction.clock_warned':
    case 'interaction.clock_breached':
    case 'interaction.ruled':
    case 'interaction.updated':
    case 'interaction.rated':
      return aboutCard(event)
    case 'interaction.offered':
      return aboutCard(event)
    case 'interaction.offer_lapsed':
    case 'interaction.offer_withdrawn':
      return aboutCard(event, ...event.agentIds)
    case 'interaction.assigned':
      return aboutCard(event, event.agentId, ...event.others)
    case 'interaction.offer_rejected':
    case 'interaction.wrap_up_started':
    case 'interaction.wrap_up_held':
      return aboutCard(event, event.agentId)
    case 'interaction.closed':
      return aboutCard(event, event.agentId ?? event.card.agentId)
    case 'interaction.parked':
    case 'interaction.unparked':
    case 'interaction.returned':
      return aboutCard(event, event.agentId)
    case 'interaction.moved':
      // Also for those it leaves: their lists lose it.
      return aboutCard({ card: event.card, leftQueueId: event.fromQueueId }, event.agentId)
    case 'interaction.passed':
    case 'interaction.consulted':
    case 'interaction.consult_ended':
      return aboutCard(event, event.agentId, event.toAgentId)
    case 'message.received':
    case 'message.queued':
    case 'message.delivery_changed':
    case 'message.taken_back':
    case 'message.planned':
    case 'message.plan_ended':
    case 'message.reacted':
    case 'message.content_changed':
    case 'conversation.read':
    case 'note.added': {
      const { channelId, queueId, agentId, askedId, held } = event
      const agentIds = [agentId, askedId].filter((id) => id != null)
      // Whoever is asked to take it has it before them, also where nobody holds it meanwhile.
      const holders = [held ? agentId : null, askedId].filter((id) => id != null)
      return { everybody: false, channelId, queueId, agentIds, holders }
    }
  }
}

const everybody = (spot: Spot): Audience => ({ ...spot, everybody: true, agentIds: [], holders: [] })

/** Who holds it or is asked, by an offer or by a colleague, and these: whose it became with this line, or was until now. */
function aboutCard(
  { card, leftQueueId }: { card: InteractionCard; leftQueueId?: QueueId | undefined },
  ...moved: readonly (AgentId | null)[]
): Audience {
  const { queueId, agentId, offer, transfer, state, conversation } = card
  const theirs = moved.filter((id) => id !== null)
  const asked = [...(offer?.agentIds ?? []), transfer?.toAgentId ?? null]
  const agentIds = [agentId, ...asked, ...theirs].filter((id) => id !== null)
  const holders = state === 'closed' ? theirs : agentIds
  return { everybody: false, channelId: conversation.channelId, queueId, agentIds, holders, leftQueueId }
}

/** May this person read this line? Pure, so the stream needs no query for each of a thousand sockets. */
export const maySee = (viewer: Viewer, event: DomainEvent): boolean => isAmong(viewer, audienceOf(event))

/** Is this person one of those a line is for? */
export function isAmong(viewer: Viewer, audience: Audience): boolean {
  const { leftQueueId } = audience
  if (leftQueueId !== undefined && isAmong(viewer, { ...audience, queueId: leftQueueId, leftQueueId: undefined }))
    return true
  if (isHidden(viewer.hidden, audience)) return audience.holders.includes(viewer.agentId)
  if (audience.everybody || viewer.role !== 'agent') return true
  const { queueId, agentIds } = audience
  return agentIds.includes(viewer.agentId) || (queueId !== null && viewer.queueIds.includes(queueId))
}

/** The interaction a fact is about, if any: the index of the journal. */
export function interactionOf(event: DomainEvent): {
  interactionId: InteractionId | null
  conversationId: ConversationId | null
} {
  if ('card' in event && event.card) return { interactionId: event.card.id, conversationId: event.card.conversation.id }
  if ('conversationId' in event) return { interactionId: null, conversationId: event.conversationId }
  return { interactionId: null, conversationId: null }
}
