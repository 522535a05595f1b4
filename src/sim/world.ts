import { reactions } from '../app/reactions.ts'
import type {
  AgentCard,
  ChannelCard,
  ClockName,
  InteractionCard,
  QueueCard,
  ReadyRule,
  TransferRules,
} from '../contract/cards.ts'
import { type DomainEvent, type JournalEntry, maySee, type Viewer } from '../contract/events.ts'
import type {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  MessageId,
  OfferId,
  PlannedMessageId,
  QueueId,
  ReasonId,
  SkillId,
  TagId,
  TemplateId,
} from '../contract/ids.ts'
import type { InboundFact } from '../contract/inbound.ts'
import type { QueueLine } from '../contract/line.ts'
import type { OpenHours } from '../contract/operations/calendars.ts'
import type { Template } from '../contract/operations/templates.ts'
import type { Role } from '../contract/permissions.ts'
import { type Refusal, type Result, refuse } from '../contract/refusals.ts'
import { type Hidden, hiddenFrom, isHidden, noTagging, type Tagging } from '../contract/sight.ts'
import { applyEntry, inView, lineOf, lineTypes, type Shown, type View, viewerOf } from '../contract/view.ts'
import { assert, present } from '../kernel/assert.ts'
import { advance } from '../modules/conversations/core/delivery.ts'
import {
  type ChannelRules,
  type ConversationFact,
  type EarlyStatus,
  type Known,
  keepMessageKnown,
  knownNothing,
  receive,
} from '../modules/conversations/core/inbound.ts'
import { type Message, messageCard, newMessage, shownDelivery } from '../modules/conversations/core/message.ts'
import { contactCard, conversationCard } from '../modules/conversations/core/person.ts'
import { type Planned, plannedCard } from '../modules/conversations/core/planned.ts'
import { maySendFreeText, maySendTemplate, saidStop } from '../modules/conversations/core/sending.ts'
import { snippetOf } from '../modules/conversations/core/snippet.ts'
import { movesPresenceOf, presenceAfter, type Surroundings } from '../modules/presence/core/after.ts'
import {
  type AgentPresence,
  breakIsDue,
  isReady,
  isWorkDue,
  looksDifferent,
  toCard as presenceCard,
  returnFromMiss,
  workReturned,
} from '../modules/presence/core/presence.ts'
import { secondsToAccept } from '../modules/routing/core/accept-time.ts'
import type { Choice, InteractionCommand, Receiver } from '../modules/routing/core/commands.ts'
import { decide } from '../modules/routing/core/decide.ts'
import { apply, toCard, whoseIs } from '../modules/routing/core/facts.ts'
import { begunBy, type Interaction, loads, parkedOf } from '../modules/routing/core/interaction.ts'
import { firstInLine, takesChannel } from '../modules/routing/core/line.ts'
import { type PreferredRule, preferenceAt } from '../modules/routing/core/preferred.ts'
import { fits, hasRoom, isStale, oneMore, type RoutableAgent, route } from '../modules/routing/core/route.ts'
import { inSightOf } from '../modules/routing/core/sight.ts'
import type { Reminded, RemindRule } from '../modules/routing/core/silence.ts'
import { type Asking, type Belonging, belonging } from '../modules/routing/core/skills.ts'
import { plainRank, type Rank, remembering, strategyOf } from '../modules/routing/core/strategy.ts'
import { keepTime, type Timing } from '../modules/routing/core/timing.ts'
import { nextOf, type Promises } from '../modules/sla/core/clock.ts'
import { following, type Policies, promisesFor } from '../modules/sla/core/policy.ts'
import { checkUse } from '../modules/templates/core/use.ts'
import type { Random } from './random.ts'

/** An agent of the simulation: the rows that the shell would load. */
export type SimAgent = {
  readonly id: AgentId
  readonly name: string
  readonly role: Role
  queueIds: QueueId[]
  capacity: number | null
  /** Their own time to accept; null: the queue's. */
  acceptSeconds: number | null
  presence: AgentPresence
  readyRule: ReadyRule
  ranks: Map<QueueId, Rank>
  /** The queues an administrator has named them in. */
  named: QueueId[]
  /** How well they do what they can. */
  levels: Map<SkillId, number>
  tagIds: TagId[]
}
export type SimQueue = QueueCard &
  Asking &
  PreferredRule & {
    reminders: RemindRule['reminders']
    returnSeconds: number | null
    lastAgentId: AgentId | null
    line: Omit<QueueLine, 'announce'>
  }
export type SimChannel = ChannelCard & {
  queueId: QueueId
  reopenDays: number | null
  pauseReasonId: ReasonId | null
  maskCardNumbers: boolean
  offered: Choice['offered']
  hours: OpenHours | null
}

/** A template, as far as it decides where it may be used: those here are of the account of our WhatsApp numbers. */
export type SimTemplate = Pick<Template, 'account' | 'channelIds' | 'status'>

/** The outcome of which the business must not write to the contact again by itself (R-100). */
export const neverAgain = 'never_again' as DispositionId

/** A change of one interaction, as those who watch over the promises see it. */
export type Change = {
  /** Null: it has just begun. */
  before: Interaction | null
  after: Interaction
  command: InteractionCommand
  /** The presences, before the change, of the agents it may move. */
  presences: ReadonlyMap<AgentId, AgentPresence>
}

/** Who looks on and throws when a promise is broken. */
export type Watch = {
  afterChange(world: World, change: Change): void
  /** All that one command came to. */
  afterCommand(world: World, outcome: Outcome): void
  afterPass(world: World, waiting: readonly Interaction[], matched: ReadonlySet<InteractionId>): void
  sent(world: World, viewer: Viewer, event: DomainEvent): void
  /** The clocks after something that is no command of the interaction. */
  timeKept(world: World, before: Interaction, after: Interaction): void
}

/**
 * The whole product in memory, with the real cores and a shell as thin as the real one: load, decide, save, record.
 * Nothing here decides anything that a core should.
 */
export type World = {
  readonly watch: Watch
  now: Instant
  readonly random: Random
  readonly agents: Map<AgentId, SimAgent>
  readonly queues: Map<QueueId, SimQueue>
  readonly channels: Map<ChannelId, SimChannel>
  /** What is promised, and to whom. */
  policies: Policies
  /** People, conversations, messages, and the latest interaction of each conversation. */
  readonly known: Known
  /** Every interaction there ever was, as it is now. */
  readonly interactions: Map<InteractionId, Interaction>
  readonly journal: JournalEntry[]
  readonly screens: View[]
  /** What goes out later, and what came back. */
  readonly planned: Map<PlannedMessageId, Planned>
  readonly templates: Map<TemplateId, SimTemplate>
  /** Statuses that came before the answer to our own send. */
  readonly early: EarlyStatus[]
  tagging: Tagging
  /** For which wait somebody was too many, or waited too long, last. */
  readonly overflowedFor: Map<InteractionId, Instant>
  /** The last reminder of each. */
  readonly reminded: Map<InteractionId, Reminded>
  /** The router was told to look, and has not yet. */
  routerAwake: boolean
  ids: number
  readonly trace: string[]
  /** What the promises need to remember of the past. */
  readonly seen: {
    inbound: Set<string>
    lastInboundAt: Map<ConversationId, Instant>
    /** Conversations in which the contact waits for an answer. */
    owed: Set<ConversationId>
    /** What was last chosen for a wrap-up that is not over; null: what was chosen was taken back. */
    chosen: Map<InteractionId, DispositionId | null>
    closed: Map<InteractionId, Interaction>
    /** Who writes in a conversation, by the address they always write from; and the other way round, by channel. */
    writers: Map<ConversationId, string>
    conversations: Map<string, ConversationId>
    /** How many messages of the contact nobody has looked at. */
    unread: Map<ConversationId, number>
    /** Who last held anything in a conversation, and of a contact. */
    heldIn: Map<ConversationId, AgentId>
    heldOf: Map<ContactId, AgentId>
    /** Who took something of a contact up in the same instant as the last. */
    tiedOf: Map<ContactId, { at: Instant; agents: Set<AgentId | null> }>
    /** What became of a message since: the last that the contact did to it, by their own clock. */
    afterwards: Map<string, Afterwards>
    /** When a conversation last had news of its contact: when we heard them write. */
    heardAt: Map<ConversationId, Instant>
    /** Who passed an interaction on last, when, and how often that happened since a person answered. */
    passed: Map<InteractionId, { from: AgentId; at: Instant; times: number }>
    /** Since when somebody has had an interaction in hand, and since when nobody has said anything new in it. */
    inHandSince: Map<InteractionId, Instant>
    quietAt: Map<ConversationId, Instant>
    /** Whoever is on the telephone. */
    onCall: Set<AgentId>
    /** What each clock of an interaction should show, worked out slowly when it started. */
    clocks: Map<InteractionId, Map<ClockName, SlowClock>>
    /** How urgent each interaction should be. */
    priority: Map<InteractionId, number>
    /** For which wait an interaction was too many, or waited too long, as it was worked out slowly. */
    overflowed: Map<InteractionId, Instant>
    /** When a contact was to be reminded, in the silence that began then. */
    reminders: Map<InteractionId, { silence: Instant; at: Instant }[]>
    /** Where a clock has sent an interaction that is not there yet. */
    sentTo: Map<InteractionId, QueueId>
    /** Who is not to be written to, because an outcome said so and nobody has taken that back. */
    stopped: Set<ContactId>
    /** What contacts answered when they were asked, by its place; the first answer of each. */
    answers: Map<InteractionId, number>
    /** Since when somebody has gone, signed out or away; and since when a queue has taken back what the gone had. */
    goneSince: Map<AgentId, Instant>
    /** Who of them has been away since: their grace period is over. */
    wasAway: Set<AgentId>
    takesBackSince: Map<QueueId, Instant>
    /** What became of everything that was ever planned, as it was asked for last. */
    plans: Map<PlannedMessageId, SeenPlan>
  }
  /** How this workspace passes on what its agents hold. */
  transferRules: TransferRules
}

/** A clock as it should be. Null times: none is promised. */
export type SlowClock = {
  from: number
  warnAt: number | null
  dueAt: number | null
  stoppedAt: number | null
  /** What has been told of this start. */
  told: Set<string>
}

/** A planned message as people know it. */
export type SeenPlan = {
  by: AgentId
  goesAt: number
  templateId: TemplateId | null
  state: 'waits' | 'sent' | 'returned' | 'taken back'
}

/** What a contact did to a message of theirs after it was heard. `at` is of the last edit and the last reaction. */
export type Afterwards = {
  /** Null: no text, but a button pressed. */
  text: string | null
  editedAt: Instant | null
  isRevoked: boolean
  emoji: string | null
  reactedAt: Instant | null
}

export function emptyWorld(random: Random, now: Instant, watch: Watch): World {
  return {
    watch,
    now,
    random,
    agents: new Map(),
    queues: new Map(),
    channels: new Map(),
    policies: { workspace: following, owners: new Map() },
    known: knownNothing(new Map(), 1),
    interactions: new Map(),
    journal: [],
    screens: [],
    planned: new Map(),
    templates: new Map(),
    early: [],
    tagging: noTagging,
    overflowedFor: new Map(),
    reminded: new Map(),
    routerAwake: false,
    ids: 0,
    trace: [],
    seen: {
      inbound: new Set(),
      lastInboundAt: new Map(),
      owed: new Set(),
      chosen: new Map(),
      closed: new Map(),
      writers: new Map(),
      conversations: new Map(),
      unread: new Map(),
      heldIn: new Map(),
      heldOf: new Map(),
      tiedOf: new Map(),
      afterwards: new Map(),
      heardAt: new Map(),
      passed: new Map(),
      inHandSince: new Map(),
      quietAt: new Map(),
      onCall: new Set(),
      clocks: new Map(),
      priority: new Map(),
      overflowed: new Map(),
      reminders: new Map(),
      sentTo: new Map(),
      stopped: new Set(),
      answers: new Map(),
      goneSince: new Map(),
      wasAway: new Set(),
      takesBackSince: new Map(),
      plans: new Map(),
    },
    transferRules: { allowed: true, returnSeconds: random.pick([0, 30, 60]) },
  }
}

/** Ids are given out in order and sort in order, as the real ones do. */
export const newId = (world: World): string => `id-${String(++world.ids).padStart(6, '0')}`

export function note(world: World, line: string): void {
  world.trace.push(`${String(world.now).padStart(12)} ${line}`)
}

// Journal and screens ------------------------------------------------------------------------------------------------

/** Facts get their numbers, reach every screen that may see them, and set in motion what the product says they do. */
export function record(world: World, ...events: readonly DomainEvent[]): void {
  for (const event of events) {
    const entry: JournalEntry = { seq: world.journal.length + 1, at: world.now, event }
    world.journal.push(entry)
    world.screens.forEach((screen, place) => {
      const viewer = viewerOf(screen.me)
      const isSent = maySee(viewer, event)
      if (isSent) world.watch.sent(world, viewer, event)
      const shown = applyEntry(screen, { ...entry, event: isSent ? event : null })
      assert(shown !== 'gap', 'a screen misses no line')
      world.screens[place] = shown
    })
    if (reactions(event).some((reaction) => 'wake' in reaction && reaction.wake === 'router')) world.routerAwake = true
  }
}

/** What this person's browser would load now: the truth that replaying the journal must lead to. */
export function freshView(world: World, agentId: AgentId, opened: readonly ConversationId[]): View {
  const agent = present(world.agents.get(agentId), 'a person with a screen')
  const { id, name, role, queueIds } = agent
  const hidden = hiddenOf(world, agent)
  const viewer = { agentId, role, queueIds, hidden }
  const cards = [...world.interactions.values()].filter((interaction) => inView(viewer, cardParts(interaction)))
  const isShown = (channelId: ChannelId | null, queueId: QueueId | null) =>
    !isHidden(hidden, { channelId, queueId }) ||
    cards.some((card) => card.channelId === channelId || card.queueId === queueId)
  const channels = [...world.channels.values()].filter((channel) => isShown(channel.id, null))
  const queues = [...world.queues.values()].filter((queue) => isShown(null, queue.id))
  return {
    seq: world.journal.length,
    me: {
      agentId: id,
      name,
      email: `${name}@example.com`,
      role,
      queueIds: [...queueIds],
      permissions: [],
      hidden,
    },
    channels: Object.fromEntries(channels.map((channel) => [channel.id, channelCard(channel)])),
    queues: Object.fromEntries(queues.map((queue) => [queue.id, queueCard(queue)])),
    agents: Object.fromEntries([...world.agents.values()].map((agent) => [agent.id, agentCard(agent)])),
    interactions: Object.fromEntries(cards.map((interaction) => [interaction.id, cardOf(world, interaction)])),
    transferRules: world.transferRules,
    threads: Object.fromEntries(opened.map((conversationId) => [conversationId, threadOf(world, conversationId)])),
    catalogs: {},
    tags: {},
    tagging: world.tagging,
  }
}

/** What tags hide from an agent, as it is now. */
export const hiddenOf = ({ tagging, channels, queues }: World, agent: SimAgent): Hidden | null =>
  hiddenFrom(tagging, agent, { channels: channels.values(), queues: queues.values() })

const cardParts = (interaction: Interaction): Shown => ({
  conversation: { channelId: interaction.channelId },
  state: interaction.state,
  queueId: interaction.queueId,
  agentId: 'agentId' in interaction ? interaction.agentId : null,
  offer: interaction.state === 'offered' ? { ...interaction.offer, agentIds: [...interaction.offer.agentIds] } : null,
  transfer: interaction.transfer,
})

function threadOf(world: World, conversationId: ConversationId): View['threads'][string] {
  const messages = [...world.known.messagesById.values()]
    .filter((message) => message.conversationId === conversationId)
    .map(messageCard)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const lines = world.journal.flatMap(({ seq, at, event }) => {
    if (!event || !isLine(event) || event.card.conversation.id !== conversationId) return []
    return [{ seq, at, number: event.card.number, ...lineOf(event) }]
  })
  return {
    conversationId,
    messages,
    notes: [],
    lines,
    planned: plannedIn(world, conversationId).map(plannedCard),
    hasOlder: false,
  }
}

/** All that is planned in a conversation, the next first. */
export const plannedIn = ({ planned }: World, conversationId: ConversationId): Planned[] =>
  [...planned.values()]
    .filter((one) => one.conversationId === conversationId)
    .sort((a, b) => a.goesAt - b.goesAt || (a.id < b.id ? -1 : 1))

const isLine = (event: DomainEvent): event is Parameters<typeof lineOf>[0] =>
  lineTypes.some((type) => event.type === `interaction.${type}`)

/** A screen is opened, or loads everything again because what its person may see has changed. */
export function openScreen(world: World, agentId: AgentId, opened: readonly ConversationId[] = []): void {
  const place = world.screens.findIndex((screen) => screen.me.agentId === agentId)
  const agent = present(world.agents.get(agentId), 'whose screen it is')
  // Who does not see everything is asked to load a thread again (`web/sync/store.ts`); nobody does that here.
  const seesAll = agent.role !== 'agent' && hiddenOf(world, agent) === null
  const view = freshView(world, agentId, seesAll ? opened : [])
  if (place === -1) world.screens.push(view)
  else world.screens[place] = view
}

export const agentCard = (agent: SimAgent): AgentCard => ({
  id: agent.id,
  name: agent.name,
  role: agent.role,
  active: true,
  queueIds: [...agent.queueIds],
  capacity: agent.capacity,
  acceptSeconds: agent.acceptSeconds,
  presence: presenceCard(agent.presence),
  tagIds: [...agent.tagIds],
})

export function queueCard(queue: SimQueue): QueueCard {
  const { returnSeconds: _notShown, lastAgentId: _neither, skills: _1, joinsBySkill: _2, ...shown } = queue
  const { preferredBy: _3, preferredWaitMinutes: _4, line: _5, ...card } = shown
  return card
}

/** Who belongs to queues follows from skills and names, as the real action settles it. Whoever it changes for is told. */
export function settleMembers(world: World): void {
  for (const agent of world.agents.values()) {
    const queueIds = queuesOf(world, agent)
    if (queueIds.join() === agent.queueIds.join()) continue
    agent.queueIds = queueIds
    note(world, `${agent.id} belongs to ${queueIds.join(' and ')}`)
    record(world, { type: 'agent.saved', agent: agentCard(agent) })
    const opened = [...world.known.conversationsById.keys()].slice(0, 2)
    openScreen(world, agent.id, opened)
  }
}

/** The queues somebody belongs to with the skills these ask for. */
export const queuesOf = ({ queues }: World, agent: SimAgent): QueueId[] =>
  [...queues.values()].filter((queue) => belongs(queue, agent)?.able).map(({ id }) => id)

const belongs = (queue: SimQueue, { id, levels, named }: SimAgent): Belonging | null =>
  belonging(queue, { id, active: true, levels }, named.includes(queue.id))

/** How they stand in each of their queues: with the level of their skills, where it asks for any. */
const ranksOf = ({ queues }: World, agent: SimAgent): Map<QueueId, Rank> =>
  new Map(
    agent.queueIds.map((queueId) => {
      const rank = agent.ranks.get(queueId) ?? plainRank
      const skillLevel = belongs(present(queues.get(queueId), 'a queue'), agent)?.skillLevel ?? null
      return [queueId, { ...rank, level: skillLevel ?? rank.level }]
    }),
  )

export function channelCard(channel: SimChannel): ChannelCard {
  const { reopenDays: _1, pauseReasonId: _2, offered: _3, maskCardNumbers: _4, hours: _5, ...card } = channel
  return card
}

export function cardOf(world: World, interaction: Interaction): InteractionCard {
  return toCard(interaction, conversationOf(world, interaction.conversationId))
}

function conversationOf(world: World, id: ConversationId) {
  const conversation = present(world.known.conversationsById.get(id), 'the conversation of an interaction')
  return conversationCard(conversation, contactOf(world, conversation.contactId))
}

export function contactOf({ known }: World, id: Parameters<Known['contacts']['get']>[0]) {
  return contactCard(present(known.contacts.get(id), 'a contact'), [...(known.identitiesOf.get(id) ?? [])])
}

// Interactions and presence ------------------------------------------------------------------------------------------

/** What happened when a command was carried out. */
export type Outcome = { before: Interaction; after: Interaction; command: InteractionCommand }

/** Load, decide, save, record: as the real action does, and the promises look on. */
export function carryOut(world: World, id: InteractionId, command: InteractionCommand): Result<Outcome> {
  const before = world.interactions.get(id)
  if (!before) return refuse('not_found')
  const decision = decide(before, command)
  note(
    world,
    `${id} ${command.type} ${by(command)}-> ${decision.ok ? decision.value.map((c) => c.type) : decision.refusal}`,
  )
  if (!decision.ok) return decision

  let current = before
  for (const change of decision.value) {
    const wasWrappingUp = current.state === 'wrapping_up'
    const previous = current
    const { interaction, facts } = apply(current, [change], (next) => cardOf(world, next), timing(world))
    current = interaction
    save(world, current)
    record(world, ...facts)
    if (change.type === 'interaction.assigned') remember(world, current, change.agentId)
    if (change.type === 'interaction.closed' && change.disposition?.id === neverAgain)
      mark(world, current.contactId, { doNotContact: true })
    const presences = new Map(movesPresenceOf(change).map((agentId) => [agentId, presenceOf(world, agentId)]))
    for (const moved of presences.keys())
      setPresence(world, moved, (now) => presenceAfter(now, change, surroundings(world, current, moved, wasWrappingUp)))
    world.watch.afterChange(world, { before: previous, after: current, command, presences })
  }
  world.watch.afterCommand(world, { before, after: current, command })
  return { ok: true, value: { before, after: current, command } }
}

const presenceOf = ({ agents }: World, agentId: AgentId): AgentPresence =>
  present(agents.get(agentId), 'the agent of a change').presence

const unmoved: Change['presences'] = new Map()

function remember(world: World, { queueId, contactId }: Interaction, agentId: AgentId): void {
  const { queues, agents, now, known } = world
  known.holders.set(contactId, agentId)
  const queue = present(queues.get(queueId), 'the queue of what was taken')
  const agent = present(agents.get(agentId), 'who took it')
  if (remembering('turn').includes(queue.strategy)) queue.lastAgentId = agentId
  if (remembering('time').includes(queue.strategy))
    agent.ranks.set(queueId, { ...(agent.ranks.get(queueId) ?? plainRank), lastTookAt: now })
}

/** A contact is marked, or the mark is taken off: wherever something of theirs is open it is shown. */
export function mark(world: World, contactId: ContactId, { doNotContact }: { doNotContact: boolean }): void {
  const contact = present(world.known.contacts.get(contactId), 'a contact')
  if (contact.doNotContact === doNotContact) return
  contact.doNotContact = doNotContact
  note(world, `${contactId} ${doNotContact ? 'is not to be written to' : 'may be written to again'}`)
  record(world, { type: 'contact.changed', contactId })
  for (const one of open(world))
    if (one.contactId === contactId) record(world, { type: 'interaction.updated', card: cardOf(world, one) })
}

const by = (command: InteractionCommand): string => ('by' in command ? `by ${command.by} ` : '')

function save(world: World, interaction: Interaction): void {
  world.interactions.set(interaction.id, interaction)
  const latest = world.known.interactions.get(interaction.conversationId)
  if (latest?.id === interaction.id) world.known.interactions.set(interaction.conversationId, interaction)
}

function surroundings(
  world: World,
  { id, queueId, channelId }: Interaction,
  agentId: AgentId,
  wasWrappingUp: boolean,
): Surroundings {
  const queue = present(world.queues.get(queueId), 'the queue of an interaction')
  const { pauseReasonId } = present(world.channels.get(channelId), 'the channel of an interaction')
  const others = heldBy(world, agentId).filter((interaction) => interaction.id !== id)
  const heldPauseReasonId = pauseShownFor(world, others)
  const { readyRule } = present(world.agents.get(agentId), 'an agent')
  return { queue, pauseReasonId, wasWrappingUp, held: others.length, heldPauseReasonId, readyRule, at: world.now }
}

/** The break shown for this interaction: it is to be disposed of, and its channel has one. */
export const pauseOf = (world: World, interaction: Interaction): ReasonId | null =>
  interaction.state === 'wrapping_up' ? (world.channels.get(interaction.channelId)?.pauseReasonId ?? null) : null

const pauseShownFor = (world: World, interactions: readonly Interaction[]): ReasonId | null =>
  interactions.map((interaction) => pauseOf(world, interaction)).find((reason) => reason !== null) ?? null

/** What this agent holds: active and wrapping up. */
export const heldBy = (world: World, agentId: AgentId): Interaction[] =>
  open(world).filter((interaction) => interaction.state !== 'offered' && loads(interaction).includes(agentId))

export const open = (world: World): Interaction[] =>
  [...world.known.interactions.values()].filter((interaction) => interaction.state !== 'closed')

/** The agent's presence becomes what `move` says; screens hear of it only when they would show it. */
export function setPresence(world: World, agentId: AgentId, move: (presence: AgentPresence) => AgentPresence): void {
  const agent = present(world.agents.get(agentId), 'the agent of a presence')
  const before = agent.presence
  agent.presence = move(before)
  if (!looksDifferent(before, agent.presence)) return
  note(world, `${agentId} ${before.state} -> ${JSON.stringify(presenceCard(agent.presence))}`)
  record(world, { type: 'presence.changed', agentId, presence: presenceCard(agent.presence), by: null })
}

/** A person presses something about their own presence. */
export function sayPresence(
  world: World,
  agentId: AgentId,
  say: (presence: AgentPresence) => Result<AgentPresence>,
): Refusal | null {
  const agent = present(world.agents.get(agentId), 'a person')
  const said = say(agent.presence)
  if (!said.ok) return said.refusal
  setPresence(world, agentId, () => said.value)
  return null
}

/** What may and must be chosen at the end, on this interaction's channel as it is set now. */
export function choiceFor(world: World, interaction: Interaction): Choice {
  const channel = present(world.channels.get(interaction.channelId), 'the channel of an interaction')
  const { dispositionRequired: required, offered, closingFields: fields, asksContact } = channel
  return { required, offered, fields, asksContact }
}

/**
 * An agent writes to a contact first (R-039), with a template or without: the interaction is theirs from the start.
 * Answers with the interaction; null: it may not begin.
 */
export function startInteraction(
  world: World,
  agentId: AgentId,
  conversationId: ConversationId,
  templateId: TemplateId | null,
): Interaction | null {
  const latest = world.known.interactions.get(conversationId)
  if (latest?.state !== 'closed') return null
  const facts = factsOf(world, latest)
  const maySend = (templateId === null ? maySendFreeText : maySendTemplate)(facts, world.now)
  const usable = templateId === null || mayUse(world, templateId, facts.channel).ok
  if (!maySend.ok || !usable || saidStop(facts.contact)) return null
  const { channelId, contactId, id: previousId } = latest
  const { queueId } = present(world.channels.get(channelId), 'the channel of an interaction')
  const agent = routableAgents(world).find(({ id }) => id === agentId)
  if (isHidden(agent?.barred ?? null, { channelId, queueId })) return null
  if (!agent?.queueIds.includes(queueId) || !hasRoom(agent, channelId, [...world.channels.values()])) return null
  const { priority } = present(world.queues.get(queueId), 'its queue').line
  const [id, number, at] = [newId(world) as InteractionId, world.known.nextNumber++, world.now]
  const beginning = { id, number, conversationId, channelId, contactId, queueId, priority, previousId, at }
  const interaction = keepTime(null, begunBy(agentId, beginning), timing(world))
  note(world, `${agentId} starts ${id} in ${conversationId}`)
  world.interactions.set(id, interaction)
  world.known.interactions.set(conversationId, interaction)
  world.known.holders.set(contactId, agentId)
  const card = cardOf(world, interaction)
  const assigned = { type: 'interaction.assigned', card, agentId, by: null } as const
  record(world, { type: 'interaction.created', card }, { ...assigned, others: [] })
  const command = { type: 'auto_assign', agentId, at } as const
  world.watch.afterChange(world, { before: null, after: interaction, command, presences: unmoved })
  return interaction
}

// The router and the sweeps ------------------------------------------------------------------------------------------

export function routableAgents(world: World): RoutableAgent[] {
  const held = new Map<AgentId, Map<ChannelId, number>>()
  const asked = new Map<AgentId, number>()
  for (const interaction of open(world)) {
    for (const agentId of loads(interaction)) {
      if (interaction.state === 'offered') asked.set(agentId, (asked.get(agentId) ?? 0) + 1)
      const loadOf = held.get(agentId) ?? new Map<ChannelId, number>()
      held.set(agentId, loadOf.set(interaction.channelId, (loadOf.get(interaction.channelId) ?? 0) + 1))
    }
  }
  const heldIn = new Map<AgentId, Map<QueueId, number>>()
  for (const interaction of open(world)) {
    for (const agentId of loads(interaction)) {
      const of = heldIn.get(agentId) ?? new Map<QueueId, number>()
      heldIn.set(agentId, of.set(interaction.queueId, (of.get(interaction.queueId) ?? 0) + 1))
    }
  }
  const seen = inSightOf(world.tagging, world.channels, world.queues)
  return [...world.agents.values()].map((agent) => {
    const { id, queueIds, capacity, readyRule, presence, role, tagIds } = agent
    const loadOf = held.get(id) ?? new Map()
    const load = [...loadOf.values()].reduce((sum, n) => sum + n, 0)
    const [ready, offered] = [isReady(presence), asked.get(id) ?? 0]
    const limit = readyRule === 'one_by_one' ? { atMost: oneMore({ load, offered }) } : {}
    const ranks = ranksOf(world, agent)
    const { idleSince } = presence
    const busy = { load, loadOf, loadIn: heldIn.get(id) ?? new Map(), offered, onCall: presence.onCallSince !== null }
    return seen({ id, ...limit, queueIds, capacity, ready, idleSince, ...busy, ranks, role, tagIds })
  })
}

/** One pass: offers that should no longer stand are taken back, then what waits is offered or assigned. */
export function runRouter(world: World): void {
  world.routerAwake = false
  withdrawStale(world)
  const waiting = open(world).filter((interaction) => interaction.state === 'waiting')
  const channels = [...world.channels.values()]
  const lines = waiting.map((one) => ({ ...one, preference: preferenceAt(one, isThere(world, one), world.now) }))
  const inOrder = firstInLine(world.now, (queueId) => world.queues.get(queueId)?.line)
  const queues = [...world.queues.values()]
  const snapshot = { waiting: lines, agents: routableAgents(world), channels, queues, inOrder }
  const matches = route(snapshot, strategyOf)
  for (const { interactionId, agentIds } of matches) {
    const command = assignment(world, interactionId, agentIds)
    carryOut(world, interactionId, command)
    if (world.random.chance(0.1)) carryOut(world, interactionId, command)
  }
  world.watch.afterPass(world, waiting, new Set(matches.map((match) => match.interactionId)))
}

/** Can whom it would rather have still be asked, now or later? */
function isThere(world: World, { preferredAgentId, queueId, channelId }: Interaction): boolean {
  const agent = preferredAgentId === null ? undefined : world.agents.get(preferredAgentId)
  return agent?.queueIds.includes(queueId) === true && !isHidden(hiddenOf(world, agent), { queueId, channelId })
}

function withdrawStale(world: World): void {
  const agents = new Map(routableAgents(world).map((agent) => [agent.id, agent]))
  for (const interaction of open(world)) {
    // What a colleague passed on stands until its time.
    if (interaction.state !== 'offered' || (interaction.transfer?.toAgentId ?? null) !== null) continue
    const { id: offerId } = interaction.offer
    const { queueId, channelId } = interaction
    const { eligible } = present(world.queues.get(queueId), 'a queue')
    const agentIds = interaction.offer.agentIds.filter((agentId) =>
      isStale({ queueId, channelId, eligible }, present(agents.get(agentId), 'the agent of an offer'), [
        ...world.channels.values(),
      ]),
    )
    if (agentIds.length > 0) carryOut(world, interaction.id, { type: 'withdraw_offer', offerId, agentIds })
  }
}

function assignment(world: World, interactionId: InteractionId, agentIds: readonly AgentId[]): InteractionCommand {
  const interaction = present(world.interactions.get(interactionId), 'what was matched')
  const queue = present(world.queues.get(interaction.queueId), 'its queue')
  const agentId = present(agentIds[0], 'who was picked')
  if (!queue.asksToAccept) return { type: 'auto_assign', agentId, at: world.now }
  const expiresAt = (world.now + secondsToAccept(queue, world.agents.get(agentId)) * 1_000) as Instant
  return { type: 'offer', offerId: newId(world) as OfferId, agentIds, expiresAt }
}

/** Deadlines are columns: whatever has passed is turned into a command. Answers with those commands. */
export function sweep(world: World): [InteractionId, InteractionCommand][] {
  const carriedOut: [InteractionId, InteractionCommand][] = []
  // What one sweep leaves due, because two things were due of the same interaction, the next finds.
  for (let due = dueNow(world); due.length > 0; due = dueNow(world)) {
    for (const [id, command] of due) carryOut(world, id, command)
    carriedOut.push(...due)
    assert(carriedOut.length < mostPerSweep, 'a sweep comes to an end')
  }
  for (const { id } of world.agents.values()) {
    const heldPauseReasonId = pauseShownFor(world, heldBy(world, id))
    returnWork(world, id)
    const held = heldBy(world, id).length
    setPresence(world, id, (presence) => breakIsDue(presence, { held, at: world.now }))
    setPresence(world, id, (presence) => returnFromMiss(presence, { heldPauseReasonId, at: world.now }))
  }
  return carriedOut
}

const mostPerSweep = 1_000

function dueNow(world: World): [InteractionId, InteractionCommand][] {
  return open(world).flatMap((interaction): [InteractionId, InteractionCommand][] => {
    const timer = timerOf(world, interaction)
    if (timer) return [[interaction.id, timer]]
    if (interaction.state === 'offered' && interaction.offer.expiresAt <= world.now) {
      return [[interaction.id, { type: 'lapse_offer', offerId: interaction.offer.id, at: world.now }]]
    }
    if (
      interaction.state === 'wrapping_up' &&
      interaction.wrapUp.endsAt !== null &&
      interaction.wrapUp.endsAt <= world.now
    ) {
      return [[interaction.id, { type: 'wrap_up_over', at: world.now, choice: choiceFor(world, interaction) }]]
    }
    if ((nextOf(interaction.clocks) ?? world.now + 1) <= world.now)
      return [[interaction.id, clocksDue(world, interaction)]]
    return []
  })
}

/** What is due of something parked, passed on, or unanswered. */
export function timerOf(world: World, interaction: Interaction): InteractionCommand | null {
  const { now: at } = world
  const { transfer } = interaction
  const parked = parkedOf(interaction)
  if (interaction.state === 'active' && parked?.until != null && parked.until <= at)
    return { type: 'wake', at, isIn: isIn(world, interaction.agentId) }
  if (transfer?.endsAt != null && transfer.endsAt <= at)
    return { type: 'transfer_over', at, senderIsIn: isIn(world, transfer.fromAgentId) }
  const { contactSilenceSeconds, agentSilenceSeconds } = present(world.queues.get(interaction.queueId), 'a queue')
  const afterSeconds = interaction.awaitingReplySince === null ? contactSilenceSeconds : agentSilenceSeconds
  if (interaction.state !== 'active' || parked || afterSeconds === null) return null
  if (interaction.quietSince + afterSeconds * 1_000 > at) return null
  return { type: interaction.awaitingReplySince === null ? 'park_silent' : 'take_back_unanswered', at, afterSeconds }
}

/** Is this agent signed in, whatever they do? */
export const isIn = (world: World, agentId: AgentId): boolean =>
  !['signed_out', 'away'].includes(world.agents.get(agentId)?.presence.state ?? 'signed_out')

/** May this colleague be asked to take over, as the shell finds out? */
export function receiverFor(world: World, agentId: AgentId, { channelId }: Interaction): Receiver {
  const agent = present(
    routableAgents(world).find(({ id }) => id === agentId),
    'a colleague',
  )
  return { ready: agent.ready, room: hasRoom(agent, channelId, [...world.channels.values()]) }
}

/** The telephone system says who is on a call. */
export function phone(world: World, agentId: AgentId, state: 'on' | 'off'): void {
  const onCallSince = state === 'on' ? world.now : null
  setPresence(world, agentId, (presence) => ({ ...presence, onCallSince }))
  const theirs = open(world).filter((one) => one.state === 'active' && one.agentId === agentId)
  for (const { id, channelId } of theirs) {
    if (state === 'off') carryOut(world, id, { type: 'call_over', at: world.now, isIn: isIn(world, agentId) })
    else if (world.channels.get(channelId)?.parksOnCall) carryOut(world, id, { type: 'park_for_call', at: world.now })
  }
}

/** What is promised for an interaction as things are set now. */
export function promisesOf({ policies, channels }: World, { channelId, queueId }: Interaction): Promises {
  return promisesFor(policies, present(channels.get(channelId), 'the channel of an interaction'), queueId)
}

const timing = (world: World): Timing => ({
  at: world.now,
  promisesOf: (interaction) => promisesOf(world, interaction),
})

export const clocksDue = (world: World, interaction: Interaction): InteractionCommand => ({
  type: 'clocks_due',
  at: world.now,
  promises: promisesOf(world, interaction),
  queues: new Set(
    [...world.queues.values()].filter((queue) => takesChannel(queue, interaction.channelId)).map(({ id }) => id),
  ),
})

/** What who has gone left behind goes back to the queues that say so. */
function returnWork(world: World, agentId: AgentId): void {
  const { presence } = present(world.agents.get(agentId), 'an agent')
  if (!isWorkDue(presence, world.now)) return
  const theirs = heldBy(world, agentId).filter(({ state, queueId }) => {
    return state === 'active' && world.queues.get(queueId)?.onAgentGone === 'return'
  })
  for (const { id } of theirs) carryOut(world, id, { type: 'agent_gone', at: world.now })
  setPresence(world, agentId, (now) => workReturned(now, { returned: theirs.length, at: world.now }))
}

// Messages -----------------------------------------------------------------------------------------------------------

/** Whatever the provider says, as often and in whatever order it says it. */
export function hear(world: World, facts: readonly { channelId: ChannelId; fact: ConversationFact }[]): void {
  const earlier = world.early.splice(0)
  const told = [...facts, ...earlier.map(({ channelId, fact }) => ({ channelId, fact }))]
  const asked = [...world.interactions.values()].filter(({ satisfaction }) => satisfaction !== null)
  const known: Known = Object.assign(world.known, {
    channels: rules(world),
    asked: new Map(asked.map((interaction) => [interaction.id, interaction])),
  })
  const received = receive(known, told, world.now, () => newId(world))
  known.nextNumber += received.numbersUsed
  world.early.push(...received.early)
  note(world, `heard ${told.map(({ fact }) => what(fact)).join(' ')}`)
  for (const interaction of received.interactions.values()) {
    const before = world.interactions.get(interaction.id) ?? null
    world.interactions.set(interaction.id, interaction)
    for (const change of doneBy(interaction, before, world.now))
      world.watch.afterChange(world, { ...change, presences: unmoved })
  }
  record(world, ...received.events)
}

/** What contacts did to it in one batch: an answer to our question changes nothing else, and what they wrote the rest. */
function doneBy(after: Interaction, before: Interaction | null, at: Instant): Omit<Change, 'presences'>[] {
  const wrote = { type: 'contact_wrote', at, now: at } as const
  const place = after.satisfaction?.answer?.place
  if (before === null || place === undefined || before.satisfaction?.answer !== null)
    return [{ before, after, command: wrote }]
  const answered: Interaction = { ...before, satisfaction: after.satisfaction }
  const rated = { before, after: answered, command: { type: 'contact_answered', at, place } as const }
  const isAll = JSON.stringify(answered) === JSON.stringify(after)
  return isAll ? [rated] : [rated, { before: answered, after, command: wrote }]
}

const what = (fact: InboundFact): string =>
  `${fact.type}:${'providerMessageId' in fact ? fact.providerMessageId : ''}${fact.type === 'delivery' ? `=${fact.delivery}` : ''}`

const rules = (world: World): Map<ChannelId, ChannelRules> =>
  new Map(
    [...world.channels.values()].map((channel) => {
      const { id, queueId, reopenDays, maskCardNumbers } = channel
      const preferred = present(world.queues.get(queueId), 'its queue')
      const promisesIn = (queue: QueueId) => promisesFor(world.policies, channel, queue)
      const { priority } = preferred.line
      return [id, { id, queueId, priority, preferred, reopenDays, closed: null, maskCardNumbers, promisesIn }]
    }),
  )

/** The holder writes free text. Answers with the message, or why not. */
export function reply(world: World, agentId: AgentId, conversationId: ConversationId): Result<Message> {
  const interaction = world.known.interactions.get(conversationId)
  if (interaction?.state !== 'active' || interaction.agentId !== agentId) return refuse('not_yours')
  const allowed = maySendFreeText(factsOf(world, interaction), world.now)
  note(world, `${agentId} replies in ${conversationId} -> ${allowed.ok ? 'queued' : allowed.refusal}`)
  return allowed.ok ? { ok: true, value: queue(world, interaction, agentId) } : allowed
}

/** What decides whether something may be written there. */
export function factsOf(world: World, { conversationId, channelId, contactId }: Interaction) {
  const { lastInboundAt } = present(world.known.conversationsById.get(conversationId), 'a conversation')
  const channel = present(world.channels.get(channelId), 'its channel')
  return { channel, contact: contactOf(world, contactId), lastInboundAt }
}

/** May this template be sent there, as it is now? */
export const mayUse = ({ templates }: World, id: TemplateId, { id: channelId, kind }: SimChannel): Result<null> =>
  checkUse(present(templates.get(id), 'a template'), { id: channelId, account: kind })

/** An agent's message is made, and the contact has their answer. */
export function queue(
  world: World,
  interaction: Interaction,
  agentId: AgentId,
  templateId: TemplateId | null = null,
): Message {
  const { interaction: after } = apply(
    interaction,
    changesOf(interaction, world.now),
    (next) => cardOf(world, next),
    timing(world),
  )
  save(world, after)
  world.watch.timeKept(world, interaction, after)
  const content = { kind: 'text', text: 'Of course.' } as const
  return tell(world, after, { author: 'agent', agentId, content, templateId })
}

/** The same for what is no answer: a word of the house. */
export function tell(
  world: World,
  interaction: Interaction,
  said: Pick<Message, 'author' | 'content' | 'templateId'> & { agentId?: AgentId },
): Message {
  const { conversationId, channelId } = interaction
  const conversation = present(world.known.conversationsById.get(conversationId), 'a conversation')
  const message = newMessage({
    id: newId(world) as MessageId,
    conversationId,
    channelId,
    interactionId: interaction.id,
    direction: 'out',
    at: world.now,
    delivery: 'queued',
    ...said,
  })
  keepMessageKnown(world.known, message)
  Object.assign(conversation, { lastMessageAt: world.now, snippet: snippetOf(message.content), snippetFrom: 'us' })
  record(world, {
    type: 'message.queued',
    conversationId,
    ...whoseIs(interaction),
    message: messageCard(message),
    channelId,
    card: interaction.state === 'closed' ? null : cardOf(world, interaction),
  })
  return message
}

function changesOf(interaction: Interaction, at: Instant) {
  const decision = decide(interaction, { type: 'agent_replied', at })
  assert(decision.ok, 'a reply never fails to stop the clock')
  return decision.value
}

/** Our own machinery moves a message on: it is being sent, the provider took it under this id, or it may not go. */
export function sendOn(
  world: World,
  message: Message,
  to: 'sending' | 'accepted' | 'failed',
  providerMessageId: string | null,
): void {
  const next = advance(present(message.delivery, 'the delivery of what we send'), to)
  if (providerMessageId !== null) message.providerMessageId = providerMessageId
  keepMessageKnown(world.known, message)
  if (next === message.delivery) return
  const shown = present(shownDelivery(next), 'a delivery')
  const changed = shown !== shownDelivery(message.delivery)
  message.delivery = next
  if (!changed) return
  const interaction = world.known.interactions.get(message.conversationId)
  record(world, {
    type: 'message.delivery_changed',
    conversationId: message.conversationId,
    channelId: message.channelId,
    ...whoseIs(interaction),
    messageId: message.id,
    delivery: shown,
    at: world.now,
    failure: null,
  })
}

/** The holder has seen it: nothing is unread. */
export function markRead(world: World, agentId: AgentId, conversationId: ConversationId): void {
  const interaction = world.known.interactions.get(conversationId)
  const conversation = world.known.conversationsById.get(conversationId)
  if (!interaction || !conversation || interaction.state === 'closed' || !('agentId' in interaction)) return
  if (interaction.agentId !== agentId) return
  if (conversation.unread === 0) return
  conversation.unread = 0
  record(world, { type: 'interaction.updated', card: cardOf(world, interaction) })
}

/** Does the shell let this agent have anything to do with it, as far as tags decide that? */
export function mayLookAt(world: World, agentId: AgentId, interaction: Interaction): boolean {
  const hidden = hiddenOf(world, present(world.agents.get(agentId), 'an agent'))
  return !isHidden(hidden, interaction) || loads(interaction).includes(agentId)
}

/** May this agent take it by hand, as the shell finds out. */
export function standingOf(world: World, agentId: AgentId, interaction: Interaction) {
  const agent = present(
    routableAgents(world).find(({ id }) => id === agentId),
    'an agent',
  )
  const { presence } = present(world.agents.get(agentId), 'an agent')
  return {
    member: agent.queueIds.includes(interaction.queueId),
    isIn: isIn(world, agentId),
    available: presence.state === 'available',
    room: hasRoom(agent, interaction.channelId, [...world.channels.values()]),
    fits: fits(agent, interaction.queueId, world.queues.values()),
  }
}
