import { z } from 'zod'
import {
  AgentCard,
  ChannelCard,
  type InteractionCard,
  InteractionCard as InteractionCardSchema,
  type MessageCard,
  type PlannedCard,
  QueueCard,
  Thread,
  type ThreadLine,
  TransferRules,
} from './cards.ts'
import { Catalog, type DomainEvent, type EventOf, type JournalEntry, type Viewer } from './events.ts'
import { AgentId, type ConversationId, compareIds, QueueId } from './ids.ts'
import { Permission, Role } from './permissions.ts'
import { Hidden, isHidden, TagCard, Tagging } from './sight.ts'

export const Me = z.object({
  agentId: AgentId,
  name: z.string(),
  email: z.string(),
  role: Role,
  queueIds: z.array(QueueId),
  permissions: z.array(Permission),
  /** What tags hide from this person: nothing of it reaches their screen. */
  hidden: Hidden.nullable(),
})
export type Me = z.infer<typeof Me>

/**
 * What a browser holds: the state as of journal line `seq`. Bounded by open work: what I hold, what waits in my queues
 * (supervisors: all that is open), and the conversations this browser has opened.
 */
export const View = z.object({
  seq: z.number().int(),
  me: Me,
  channels: z.record(z.string(), ChannelCard),
  queues: z.record(z.string(), QueueCard),
  agents: z.record(z.string(), AgentCard),
  interactions: z.record(z.string(), InteractionCardSchema),
  transferRules: TransferRules,
  threads: z.record(z.string(), Thread),
  /** How often each list has changed since the snapshot: a screen fetches its list again when its number moves. */
  catalogs: z.partialRecord(Catalog, z.number().int()),
  tags: z.record(z.string(), TagCard),
  tagging: Tagging,
})
export type View = z.infer<typeof View>

export const viewerOf = ({ agentId, role, queueIds, hidden }: Me): Viewer => ({ agentId, role, queueIds, hidden })

/** What of an interaction says whose screen it is on. */
export type Shown = Pick<InteractionCard, 'state' | 'agentId' | 'queueId' | 'offer' | 'transfer'> & {
  conversation: Pick<InteractionCard['conversation'], 'channelId'>
}

/** Does this interaction belong on this person's screen? The same rule makes the snapshot and keeps it right. */
export function inView(viewer: Viewer, card: Shown): boolean {
  if (card.state === 'closed') return false
  if (card.agentId === viewer.agentId || card.offer?.agentIds.includes(viewer.agentId)) return true
  if (card.transfer?.mode === 'consulted' && card.transfer.toAgentId === viewer.agentId) return true
  if (isHidden(viewer.hidden, { channelId: card.conversation.channelId, queueId: card.queueId })) return false
  if (viewer.role !== 'agent') return true
  return (card.state === 'waiting' || card.state === 'offered') && viewer.queueIds.includes(card.queueId)
}

/** One line forward, or 'gap' when lines are missing and the snapshot must be fetched again. */
export function applyEntry(view: View, entry: JournalEntry): View | 'gap' {
  const { view: next, isGap } = applyEntries(view, [entry])
  return isGap ? 'gap' : next
}

/** Several lines forward, for little more than one costs; as far as they follow one another. */
export function applyEntries(start: View, entries: readonly JournalEntry[]): { view: View; isGap: boolean } {
  const cards = ownCards(start)
  let view = start
  for (const { seq, at, event } of entries) {
    if (seq <= view.seq) continue
    if (seq !== view.seq + 1) return { view, isGap: true }
    view = { ...view, seq }
    if (event !== null) view = applyEvent(view, cards, seq, at, event)
  }
  return { view, isGap: false }
}

/** The interactions of a view, copied when the first of several lines changes them, and no more: there may be thousands. */
type Cards = () => Record<string, InteractionCard>

function ownCards(start: View): Cards {
  let own: Record<string, InteractionCard> | undefined
  return () => {
    own ??= { ...start.interactions }
    return own
  }
}

function applyEvent(view: View, cards: Cards, seq: number, at: JournalEntry['at'], event: DomainEvent): View {
  switch (event.type) {
    case 'interaction.created':
    case 'interaction.reopened':
    case 'interaction.assigned':
    case 'interaction.resumed':
    case 'interaction.closed':
    case 'interaction.parked':
    case 'interaction.passed':
    case 'interaction.moved':
    case 'interaction.returned':
    case 'interaction.ruled':
      return withLine(withCard(view, cards, event.card), event.card, { seq, at, ...lineOf(event) })
    case 'interaction.offered':
    case 'interaction.offer_lapsed':
    case 'interaction.offer_rejected':
    case 'interaction.offer_withdrawn':
    case 'interaction.wrap_up_started':
    case 'interaction.wrap_up_held':
    case 'interaction.unparked':
    case 'interaction.consulted':
    case 'interaction.consult_ended':
    case 'interaction.clock_warned':
    case 'interaction.clock_breached':
    case 'interaction.updated':
    case 'interaction.rated':
      return withCard(view, cards, event.card)
    case 'message.received':
    case 'message.queued':
      return withThread(event.card ? withCard(view, cards, event.card) : view, event.conversationId, (thread) => ({
        ...thread,
        messages: inOrder([...thread.messages.filter((m) => m.id !== event.message.id), event.message]),
      }))
    case 'message.delivery_changed':
      return withMessage(view, event.conversationId, event.messageId, (message) => delivered(message, event))
    case 'message.taken_back':
      return withThread(event.card ? withCard(view, cards, event.card) : view, event.conversationId, (thread) => ({
        ...thread,
        messages: thread.messages.filter((m) => m.id !== event.messageId),
      }))
    case 'message.planned':
    case 'message.plan_ended':
      return withThread(event.card ? withCard(view, cards, event.card) : view, event.conversationId, (thread) => ({
        ...thread,
        planned: plannedAfter(thread.planned, event),
      }))
    case 'message.reacted':
      return withMessage(view, event.conversationId, event.messageId, (message) => ({
        ...message,
        reactions: event.reactions,
      }))
    case 'message.content_changed': {
      const { content, editedAt, revokedAt } = event
      return withMessage(view, event.conversationId, event.messageId, (message) => ({
        ...message,
        content,
        editedAt,
        revokedAt,
      }))
    }
    case 'conversation.read':
      return event.card ? withCard(view, cards, event.card) : view
    case 'note.added':
      return withThread(view, event.conversationId, (thread) => ({
        ...thread,
        // A page that was read after this line already holds the note.
        notes: inOrder([...thread.notes.filter((note) => note.id !== event.note.id), event.note]),
      }))
    case 'contact.changed':
      return { ...view, catalogs: { ...view.catalogs, contacts: (view.catalogs.contacts ?? 0) + 1 } }
    case 'presence.changed': {
      const agent = view.agents[event.agentId]
      return agent
        ? { ...view, agents: { ...view.agents, [event.agentId]: { ...agent, presence: event.presence } } }
        : view
    }
    case 'agent.saved':
      return { ...view, agents: { ...view.agents, [event.agent.id]: event.agent } }
    case 'channel.saved':
    case 'channel.opened':
    case 'channel.closed':
      return { ...view, channels: { ...view.channels, [event.channel.id]: event.channel } }
    case 'queue.saved':
      return { ...view, queues: { ...view.queues, [event.queue.id]: event.queue } }
    case 'queue.removed':
      return { ...view, queues: without(view.queues, event.queueId) }
    case 'transfer_rules.saved':
      return { ...view, transferRules: event.rules }
    case 'catalog.changed':
      return { ...view, catalogs: { ...view.catalogs, [event.catalog]: (view.catalogs[event.catalog] ?? 0) + 1 } }
    case 'tag.saved':
      return { ...view, tags: { ...view.tags, [event.tag.id]: event.tag } }
    case 'tagging.changed':
      return { ...view, tagging: event.tagging }
  }
}

/** The facts a thread shows as lines. */
export const lineTypes = [
  'created',
  'reopened',
  'assigned',
  'resumed',
  'closed',
  'parked',
  'passed',
  'moved',
  'returned',
  'ruled',
] as const satisfies ThreadLine['what'][]
type LineEvent = EventOf<`interaction.${(typeof lineTypes)[number]}`>

/** What a thread says of such a fact. */
export function lineOf(event: LineEvent): Pick<ThreadLine, 'what' | 'agentId' | 'by' | 'more'> {
  return { by: 'by' in event ? event.by : null, ...toldOf(event) }
}

function toldOf(event: LineEvent): Pick<ThreadLine, 'what' | 'agentId' | 'more'> {
  switch (event.type) {
    case 'interaction.created':
      return { what: 'created', agentId: null, more: null }
    case 'interaction.reopened':
      return { what: 'reopened', agentId: null, more: null }
    case 'interaction.assigned':
      return { what: 'assigned', agentId: event.agentId, more: null }
    case 'interaction.resumed':
      return { what: 'resumed', agentId: event.agentId, more: null }
    case 'interaction.closed':
      return { what: 'closed', agentId: event.agentId, more: null }
    case 'interaction.returned':
      return { what: 'returned', agentId: event.agentId, more: null }
    case 'interaction.ruled': {
      const more = { why: event.did.join(' '), toAgentId: null, queueId: null, note: event.name }
      return { what: 'ruled', agentId: null, more }
    }
    case 'interaction.parked': {
      const why = event.card.parked?.reason ?? 'manual'
      return { what: 'parked', agentId: event.agentId, more: { why, toAgentId: null, queueId: null, note: '' } }
    }
    case 'interaction.passed': {
      const { agentId, toAgentId, note } = event
      return { what: 'passed', agentId, more: { why: 'passed', toAgentId, queueId: null, note } }
    }
    case 'interaction.moved': {
      const { agentId, why, note, card } = event
      return { what: 'moved', agentId, more: { why, toAgentId: null, queueId: card.queueId, note } }
    }
  }
}

/** What is planned, the next first, after one of it changed or ended. */
function plannedAfter(
  planned: readonly PlannedCard[],
  event: EventOf<'message.planned' | 'message.plan_ended'>,
): PlannedCard[] {
  const id = 'planned' in event ? event.planned.id : event.plannedId
  const others = planned.filter((one) => one.id !== id)
  return 'planned' in event ? nextFirst([...others, event.planned]) : others
}

function withCard(view: View, cards: Cards, card: InteractionCard): View {
  const shown = inView(viewerOf(view.me), card)
  if (!shown && !(card.id in view.interactions)) return view
  const interactions = cards()
  if (shown) interactions[card.id] = card
  else delete interactions[card.id]
  return { ...view, interactions }
}

function withThread(view: View, id: ConversationId, change: (thread: Thread) => Thread): View {
  const thread = view.threads[id]
  return thread ? { ...view, threads: { ...view.threads, [id]: change(thread) } } : view
}

function withLine(view: View, card: InteractionCard, line: Omit<ThreadLine, 'number'>): View {
  return withThread(view, card.conversation.id, (thread) => ({
    ...thread,
    lines: [...thread.lines.filter((known) => known.seq !== line.seq), { ...line, number: card.number }],
  }))
}

function withMessage(
  view: View,
  conversationId: ConversationId,
  messageId: string,
  change: (message: MessageCard) => MessageCard,
): View {
  return withThread(view, conversationId, (thread) => ({
    ...thread,
    messages: thread.messages.map((message) => (message.id === messageId ? change(message) : message)),
  }))
}

function delivered(
  message: MessageCard,
  event: Extract<DomainEvent, { type: 'message.delivery_changed' }>,
): MessageCard {
  const times = message.deliveredAt ?? { sent: null, delivered: null, read: null }
  const stamp =
    event.delivery === 'sent' || event.delivery === 'delivered' || event.delivery === 'read'
      ? { [event.delivery]: event.at }
      : {}
  return {
    ...message,
    delivery: event.delivery,
    failure: event.failure,
    deliveredAt: { ...times, ...stamp },
    heldUntil: null,
  }
}

/** The next to go first; the same instant is settled by id. */
export const nextFirst = <T extends { goesAt: number; id: string }>(planned: T[]): T[] =>
  planned.sort((a, b) => a.goesAt - b.goesAt || compareIds(a.id, b.id))

/** Oldest first; the same instant is settled by id, which is given out in order. */
export const inOrder = <T extends { at: number; id: string }>(items: T[]): T[] =>
  items.sort((a, b) => a.at - b.at || compareIds(a.id, b.id))

function without<T>(record: Readonly<Record<string, T>>, id: QueueId): Record<string, T> {
  const { [id]: _gone, ...rest } = record
  return rest
}

/** A thread with one more page of its past; where both hold an item, the thread's own is the newer. */
export function older(thread: Thread, page: Thread): Thread {
  const merge = <T extends { id: string; at: number }>(past: T[], known: T[]): T[] =>
    inOrder([...past.filter((item) => !known.some((other) => other.id === item.id)), ...known])
  const lines = [...page.lines.filter((line) => !thread.lines.some((other) => other.seq === line.seq)), ...thread.lines]
  return {
    conversationId: thread.conversationId,
    messages: merge(page.messages, thread.messages),
    notes: merge(page.notes, thread.notes),
    lines: lines.sort((a, b) => a.seq - b.seq),
    planned: thread.planned,
    hasOlder: page.hasOlder,
  }
}
