import { Eligible, type ReadyRule, StrategyName } from '../contract/cards.ts'
import type { ClosingField, FieldId, FieldValue } from '../contract/closing.ts'
import type { MessageContent } from '../contract/content.ts'
import type {
  AgentId,
  ChannelId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  OfferId,
  QueueId,
  ReasonId,
  SkillId,
  TagId,
  TemplateId,
} from '../contract/ids.ts'
import type { InboundFact, Sender } from '../contract/inbound.ts'
import { Overflow } from '../contract/line.ts'
import type { OpenHours } from '../contract/operations/calendars.ts'
import type { Reason } from '../contract/operations/presence.ts'
import { PreferredBy } from '../contract/operations/queues.ts'
import type { ClockPromise, Escalation, PolicyClocks } from '../contract/operations/sla.ts'
import { Template } from '../contract/operations/templates.ts'
import { present } from '../kernel/assert.ts'
import type { ConversationFact } from '../modules/conversations/core/inbound.ts'
import type { Message } from '../modules/conversations/core/message.ts'
import { mayGo } from '../modules/conversations/core/sending.ts'
import { choose, requestBreak, signedOut, stopNew, vanish } from '../modules/presence/core/presence.ts'
import { secondsToAccept } from '../modules/routing/core/accept-time.ts'
import type { Choice, InteractionCommand } from '../modules/routing/core/commands.ts'
import { type Interaction, type Offered, parkedOf } from '../modules/routing/core/interaction.ts'
import { takesChannel } from '../modules/routing/core/line.ts'
import { plainRank, type Rank } from '../modules/routing/core/strategy.ts'
import { nextOf } from '../modules/sla/core/clock.ts'
import { askAfterClose, askByHand, someAnswer } from './asking.ts'
import { playRandomDay } from './days.ts'
import { playEquals, playNeed, playRush } from './equals.ts'
import { sendPlanned, somebodyPlans } from './later.ts'
import { tendLines } from './lines.ts'
import {
  afterChange,
  afterCommand,
  afterPass,
  afterStep,
  answeredAsSaid,
  answersAmong,
  BrokenPromise,
  begunAsAllowed,
  deliveriesMoveForward,
  leavesAsAllowed,
  leftAsAllowed,
  leftBehind,
  nothingKeptBack,
  nothingOverdue,
  nothingPlannedIsLost,
  oneThreadEach,
  refusedOutsideTheWindow,
  screensAgree,
  sentToTheRight,
  stillAsked,
  timeIsKept,
  wroteInTheWindow,
} from './promises.ts'
import { type Random, randomFrom } from './random.ts'
import { remindSilent } from './reminding.ts'
import { playRules } from './ruling.ts'
import { readinessOf, signOut, steering } from './steering.ts'
import {
  agentCard,
  carryOut,
  channelCard,
  choiceFor,
  clocksDue,
  emptyWorld,
  factsOf,
  hear,
  heldBy,
  hiddenOf,
  isIn,
  mark,
  markRead,
  mayLookAt,
  neverAgain,
  newId,
  note,
  open,
  openScreen,
  pauseOf,
  phone,
  queue,
  queueCard,
  queuesOf,
  receiverFor,
  record,
  reply,
  runRouter,
  type SimAgent,
  type SimChannel,
  type SimQueue,
  type SimTemplate,
  sayPresence,
  sendOn,
  setPresence,
  settleMembers,
  standingOf,
  startInteraction,
  sweep,
  type Watch,
  type World,
} from './world.ts'

const minuteMs = 60_000
/** How long what somebody holds stays with them after they sign out. */
const graceSeconds = 60
const dayMs = 24 * 60 * minuteMs
/** How many lines of what happened are shown when a promise breaks. */
const traceLines = 20
/** Screens are compared with what they would load every so many steps, and at the end. */
const stepsBetweenComparisons = 4

const lunch: Reason = { id: 'lunch' as ReasonId, kind: 'break', name: 'Lunch', active: true, version: 1 }
const disposing = 'disposing' as ReasonId

const watch: Watch = { afterChange, afterCommand, afterPass, sent: sentToTheRight, timeKept: timeIsKept }

/** One person at the other end, and what is on its way between us and the provider. */
type Contact = { sender: Sender; channelId: ChannelId }
type OnItsWay = { channelId: ChannelId; fact: ConversationFact }
type Shift = {
  readonly world: World
  readonly contacts: Contact[]
  /** Sent by the provider and not heard by us yet. Webhooks come late, twice, and in any order. */
  readonly webhooks: OnItsWay[]
  /** Heard already: any of them may be sent again. */
  readonly heard: OnItsWay[]
  /** Commands of sweeps and of people that will be delivered a second time. */
  readonly echoes: [InteractionId, InteractionCommand][]
  /** Taken by our machinery and not yet by the provider. */
  readonly sending: Message[]
}

/** A day of the what-if room takes as long as several shifts: one is played with every so many of them. */
const shiftsPerDay = 10

/**
 * A shift of `steps` steps out of one seed: contacts write, agents press buttons, clocks move, webhooks and jobs come
 * late, twice and in the wrong order, strangers try everything. Throws when a promise breaks, with the seed, the step
 * and what happened last. Answers with the whole story.
 */
export function simulate(seed: number, steps: number): string[] {
  if (seed % shiftsPerDay === 0) playRandomDay(seed)
  playEquals(seed)
  playRush(seed)
  playNeed(seed)
  playRules(seed)
  const shift = beginShift(randomFrom(seed))
  const { world } = shift
  for (let step = 0; step < steps; step++) {
    try {
      takeStep(shift)
      if (step % stepsBetweenComparisons === 0 || step === steps - 1) screensAgree(world)
      if (step === steps - 1) deliveriesMoveForward(world)
    } catch (error) {
      throw brokenAt(error, seed, step, world)
    }
  }
  return world.trace
}

function brokenAt(error: unknown, seed: number, step: number, { trace }: World): Error {
  const words = error instanceof Error ? error.message : String(error)
  const story = trace.slice(-traceLines).join('\n')
  return new Error(`${words}\nseed ${seed}, step ${step}: npm run sim -- --seed ${seed} --seeds 1\n${story}`, {
    ...(error instanceof BrokenPromise ? {} : { cause: error }),
  })
}

/** What may happen in a step, each as often as its weight says. */
const plays = (
  [
    [12, contactWrites],
    [22, webhooksArrive],
    [5, contactThinksAgain],
    [12, timePasses],
    [14, offerIsAnswered],
    [10, holderWorks],
    [6, agentReplies],
    [6, providerTakes],
    [7, presenceChanges],
    [2, missedOneAsks],
    [6, strangerPresses],
    [4, handTakes],
    [6, supervisorSteers],
    [3, somebodyTags],
    [3, agentStarts],
    [4, administratorChanges],
    [3, echoArrives],
    [3, jobComesEarly],
    [4, houseAsks],
    [3, holderEndsWell],
    [2, colleagueIsQuicker],
    [3, somebodyAsks],
    [3, agentGoes],
    [4, goneOnePresses],
    [4, contactAnswers],
    [5, holderSetsAside],
    [5, holderPassesOn],
    [4, colleagueAnswers],
    [3, telephoneRings],
    [6, ({ world }: Shift) => somebodyPlans(world)],
  ] as const
).flatMap(([weight, play]): ((shift: Shift) => void)[] => Array.from({ length: weight }, () => play))

function takeStep(shift: Shift): void {
  const { world } = shift
  const { random } = world
  const play = random.pick(plays)
  play(shift)
  if (random.chance(0.6)) {
    const before = new Map([...world.agents.values()].map(({ id, presence }) => [id, presence]))
    remember(shift, sweep(world))
    stillAsked(world, before)
    nothingKeptBack(world)
    plannedGo(shift)
    nothingOverdue(world)
    nothingPlannedIsLost(world)
  }
  if (random.chance(0.3)) tendLines(world)
  if (random.chance(0.8)) shift.sending.push(...remindSilent(world))
  if (world.routerAwake && random.chance(0.85)) runRouter(world)
  if (random.chance(0.05)) runRouter(world)
  afterStep(world)
}

/** What was planned is an answer like any other. */
function plannedGo({ world, sending }: Shift): void {
  for (const message of sendPlanned(world)) {
    const { conversationId } = message
    world.seen.owed.delete(conversationId)
    world.seen.quietAt.set(conversationId, world.now)
    const { id } = present(world.known.interactions.get(conversationId), 'the interaction of what was sent')
    // It may be on its way to somebody at this moment: it still comes back to who passed it on.
    const passed = world.seen.passed.get(id)
    if (passed) world.seen.passed.set(id, { ...passed, times: 0 })
    sending.push(message)
  }
}

// Who is there -------------------------------------------------------------------------------------------------------

/** An ordinary week, the days before a leap day, and before the clocks of London go forward and back. */
const beginnings = ['2023-11-14T22:13:20Z', '2024-02-27T00:00:00Z', '2024-03-29T00:00:00Z', '2024-10-25T00:00:00Z']

/** Each leads to the queue its name ends with. */
const allChannels = ['wa-sales', 'wa-help', 'sms-help'] as ChannelId[]

function beginShift(random: Random): Shift {
  const begins = Date.parse(random.pick(beginnings)) + random.below(dayMs)
  const world = emptyWorld(random, begins as Instant, watch)
  for (const name of ['sales', 'help']) addQueue(world, name as QueueId)
  for (const id of allChannels) addChannel(world, id, (id.endsWith('sales') ? 'sales' : 'help') as QueueId)
  for (const id of ['reminder', 'question'] as TemplateId[]) world.templates.set(id, usable)
  setPolicies(world)
  const crew = 2 + random.below(4)
  for (let n = 0; n < crew; n++) addAgent(world, `agent-${n}` as AgentId)
  if (random.chance(0.3)) {
    drawTagging(world)
    for (const thing of [...world.channels.values(), ...world.queues.values()]) thing.tagIds = someTags(random)
  }
  for (const { id } of world.agents.values()) openScreen(world, id)
  const contacts = Array.from({ length: 3 + random.below(6) }, (_, n) => newContact(world, n))
  return { world, contacts, webhooks: [], heard: [], echoes: [], sending: [] }
}

const usable: SimTemplate = { account: 'whatsapp', status: 'approved', channelIds: [] }

function addQueue({ queues, channels, random }: World, id: QueueId): void {
  const policy = () => random.pick(['none', 'on_break', 'offline', 'stop_new'] as const)
  const queue: SimQueue = {
    id,
    name: id,
    strategy: random.pick(StrategyName.options),
    eligible: random.chance(0.4) ? 'with_room' : random.pick(Eligible.options),
    acceptSeconds: 15 + random.below(46),
    onReject: policy(),
    onTimeout: policy(),
    asksToAccept: random.chance(0.8),
    wrapUpSeconds: random.pick([0, 30, 60]),
    afterWrapUp: random.chance(0.75) ? 'available' : 'not_ready',
    contactSilenceSeconds: random.pick([null, null, 120, 3_600]),
    agentSilenceSeconds: random.pick([null, null, 60, 600]),
    reminders: random.chance(0.3)
      ? null
      : { afterSeconds: random.pick([60, 60, 600]), most: random.pick([1, 1, 2, 3]) },
    onAgentGone: random.pick(['keep', 'return'] as const),
    returnSeconds: random.pick([null, 10, 60]),
    lastAgentId: queues.get(id)?.lastAgentId ?? null,
    outboundTemplateId: null,
    skills: random.chance(0.5) ? [] : someSkills(random).map((skillId) => ({ skillId, ...someBounds(random) })),
    joinsBySkill: random.chance(0.5),
    preferredBy: random.pick(PreferredBy.options),
    preferredWaitMinutes: random.pick([null, 1, 5]),
    tagIds: queues.get(id)?.tagIds ?? [],
    channelIds: random.chance(0.6) ? [] : leadingTo(channels, id),
    line: {
      priority: random.pick([0, 0, 3, 500]),
      pointSeconds: random.pick([null, 1, 60]),
      weight: random.pick([1, 1, 4]),
      mostWaiting: random.pick([null, null, 1, 3]),
      longestWaitSeconds: random.pick([null, null, 60, 3_600]),
      overflow: {
        does: random.pick(Overflow.shape.does.options),
        queueId: (id === 'sales' ? 'help' : 'sales') as QueueId,
        text: null,
      },
    },
  }
  queues.set(id, queue)
}

/** Whatever else a queue names, it names what leads to it. */
const leadingTo = (channels: World['channels'], queueId: QueueId): ChannelId[] =>
  allChannels.filter((id) => channels.get(id)?.queueId === queueId || (channels.size === 0 && id.endsWith(queueId)))

const skills = ['spanish', 'invoices'] as SkillId[]
const someSkills = (random: Random): SkillId[] => skills.filter(() => random.chance(0.7))
const someBounds = (random: Random) => ({ best: 1 + random.below(3), worst: 3 + random.below(18) })

function addChannel({ channels, random }: World, id: ChannelId, queueId: QueueId): void {
  const channel: SimChannel = {
    id,
    key: id,
    name: id,
    kind: id.startsWith('sms') ? 'sms' : 'whatsapp',
    active: true,
    displayNumber: '+447700900000',
    queueId,
    open: true,
    changesAt: null,
    capacity: 1 + random.below(3),
    optInTemplateId: null,
    recontactTemplateId: null,
    dispositionRequired: random.chance(0.5),
    closingFields: someFields(random),
    asksContact: random.chance(0.5),
    parksByHand: random.chance(0.8),
    parksOnCall: random.chance(0.6),
    passesOn: random.chance(0.8),
    trouble: null,
    tagIds: [],
    reopenDays: random.pick([null, 1, 7]),
    pauseReasonId: random.pick([null, disposing]),
    maskCardNumbers: random.chance(0.8),
    offered: ['solved', 'sold', neverAgain].map((name) => ({ id: name as DispositionId, name })),
    hours: someHours(random),
  }
  channels.set(id, channel)
}

const fieldId = (name: string): FieldId => name as FieldId

const allFields: readonly ClosingField[] = [
  { id: fieldId('order'), name: 'Order', kind: 'number', required: true, choices: [] },
  { id: fieldId('why'), name: 'Why', kind: 'choice', required: true, choices: ['late', 'lost'] },
  { id: fieldId('day'), name: 'Day', kind: 'date', required: false, choices: [] },
  { id: fieldId('paid'), name: 'Paid', kind: 'yes_no', required: true, choices: [] },
  { id: fieldId('note'), name: 'Note', kind: 'text', required: false, choices: [] },
]

const someFields = (random: Random): ClosingField[] =>
  random.chance(0.5)
    ? []
    : allFields
        .filter(() => random.chance(0.4))
        .map((field) => ({ ...field, choices: field.choices.filter((one) => one === 'late' || random.chance(0.6)) }))

/** One of them is in no calendar. */
const days = ['2026-03-02', '2024-02-29', '2026-02-30']

/** What somebody fills in: often right, sometimes blank, and sometimes nonsense. */
function someValues(random: Random): FieldValue[] {
  const values = [12, 'late', 'lost', 'gone', '2026-02-28', true, false, 'Hello', '  ', null]
  const right: RightValues = { ...rightValues, why: random.pick(['late', 'lost']), day: random.pick(days) }
  return allFields
    .filter(() => random.chance(0.8))
    .map(({ id }) => ({ id, value: random.chance(0.9) ? (right[id] ?? null) : random.pick(values) }))
}

type RightValues = Readonly<Record<string, FieldValue['value']>>
const rightValues: RightValues = { order: 7, day: '2026-03-02', paid: false, note: 'Hello' }

/** London by its weekdays, with a holiday or two and one short day. */
function someHours(random: Random): OpenHours | null {
  if (random.chance(0.4)) return null
  const [from, to] = random.pick([
    ['09:00', '17:00'],
    ['00:00', '02:30'],
    ['22:00', '24:00'],
    ['00:00', '24:00'],
  ] as const)
  const days = [1, 2, 3, 4, 5, 6, 7].filter((day) => day < 6 || random.chance(0.5))
  const blocks = days.map((day) => ({ day, from, to }))
  const specialDays: OpenHours['specialDays'] = [
    { name: 'Leap day', on: { every: 'year', date: '02-29' }, blocks: [] },
    { name: 'Easter Sunday', on: { every: 'once', date: '2024-03-31' }, blocks: [{ from: '00:30', to: '03:00' }] },
    { name: 'Month’s end', on: { every: 'month', day: 31 }, blocks: [{ from: '10:00', to: '11:00' }] },
  ]
  return { zone: 'Europe/London', blocks, specialDays: specialDays.filter(() => random.chance(0.6)) }
}

/** What is promised, drawn anew: for the workspace, and now and then for a channel or a queue. */
function setPolicies(world: World): void {
  const { random, channels, queues } = world
  const owners = [...channels.keys(), ...queues.keys()].filter(() => random.chance(0.3))
  world.policies = {
    workspace: someClocks(world, 0.1),
    owners: new Map(owners.map((id) => [id, someClocks(world, 0.6)])),
  }
}

function someClocks({ random, queues }: World, follows: number): PolicyClocks {
  const queueIds = [...queues.keys(), 'gone' as QueueId]
  const one = () => (random.chance(follows) ? null : somePromise(random, queueIds))
  return { queue_answer: one(), first_response: one(), next_response: one(), solution: one() }
}

const somePromise = (random: Random, queueIds: readonly QueueId[]): ClockPromise => ({
  on: random.chance(0.8),
  seconds: random.pick([10, 60, 300, 3_600, 4 * 3_600]),
  warnPercent: random.pick([1, 50, 80, 100]),
  businessHours: random.chance(0.5),
  onWarning: someEscalations(random, queueIds),
  onBreach: someEscalations(random, queueIds),
})

const someEscalations = (random: Random, queueIds: readonly QueueId[]): Escalation[] => [
  ...(random.chance(0.3) ? [{ do: 'raise_priority' as const, by: random.pick([1, 300, 1_000]) }] : []),
  ...(random.chance(0.3) ? [{ do: 'tell_supervisors' as const }] : []),
  ...(random.chance(0.2) ? [{ do: 'move' as const, queueId: random.pick(queueIds) }] : []),
]

function addAgent(world: World, id: AgentId): void {
  const { agents, random } = world
  const role = agents.size === 0 ? 'administrator' : agents.size === 1 ? 'supervisor' : 'agent'
  const named = [...world.queues.keys()].filter(() => random.chance(0.8))
  const capacity = random.chance(0.3) ? 1 + random.below(4) : null
  const ranks = new Map(named.map((queueId) => [queueId, someRank(random)]))
  const known = {
    queueIds: [],
    readyRule: someRule(random),
    capacity,
    acceptSeconds: someTime(random),
    presence: signedOut(world.now),
    ranks,
    named,
    levels: someLevels(random),
  }
  const agent: SimAgent = { id, name: id, role, ...known, tagIds: someTags(random) }
  agent.queueIds = queuesOf(world, agent)
  agents.set(id, agent)
  if (random.chance(0.8))
    sayPresence(world, id, (now) => choose(now, { ...saying(world, id), state: 'available', reason: null }))
}

const someLevels = (random: Random): Map<SkillId, number> =>
  new Map(someSkills(random).map((id) => [id, random.chance(0.5) ? 1 + random.below(6) : 1 + random.below(20)]))

const someRule = (random: Random): ReadyRule => random.pick(['by_queue', 'by_queue', 'force_ready', 'one_by_one'])

/** A time of their own to accept, or none. */
const someTime = (random: Random): number | null => (random.chance(0.5) ? null : 15 + random.below(46))

const someRank = (random: Random): Rank => ({
  level: random.chance(0.5) ? plainRank.level : 1 + random.below(20),
  penalty: random.pick([0, 0, 50, 100]),
  lastTookAt: null,
})

function newContact({ channels, random }: World, n: number): Contact {
  const phone = { kind: 'phone' as const, value: `+4477009${String(n).padStart(5, '0')}` }
  const userId = { kind: 'user_id' as const, value: `GB.${n}` }
  const addresses = random.pick([[phone], [userId], [phone, userId]])
  return { sender: { addresses, name: `Contact ${n}`, username: null }, channelId: random.pick([...channels.keys()]) }
}

// Contacts and the provider ------------------------------------------------------------------------------------------

function contactWrites(shift: Shift): void {
  const { world, contacts, webhooks } = shift
  const { random } = world
  const contact = random.pick(contacts)
  if (random.chance(0.05))
    Object.assign(contact, { sender: { ...contact.sender, name: `Contact ${random.below(100)}` } })
  // Some write to several of our numbers, and with another of their addresses.
  const channelId = random.chance(0.15) ? random.pick([...world.channels.keys()]) : contact.channelId
  for (let n = random.chance(0.2) ? 3 : 1; n > 0; n--) {
    const at = (world.now - random.below(3) * 1_000) as Instant
    const providerMessageId = `in-${newId(world)}`
    const text = random.chance(0.1) ? withNumber(random) : `Hello ${providerMessageId}`
    const message: ConversationFact = {
      type: 'message',
      line: channelId,
      providerMessageId,
      from: contact.sender,
      at,
      content: { kind: 'text', text },
      quotedProviderMessageId: null,
      forwarded: false,
      referral: null,
      product: null,
      opensWindow: true,
      echo: false,
    }
    webhooks.push({ channelId, fact: message })
    note(world, `${contact.sender.name} writes ${providerMessageId} on ${channelId}`)
  }
}

/** Some of what is on its way arrives: in any order, some of it twice, some of it again though heard long ago. */
function webhooksArrive({ world, webhooks, heard }: Shift): void {
  const { random } = world
  const batch: OnItsWay[] = []
  for (let n = random.below(5); n >= 0 && webhooks.length > 0; n--) {
    const [one] = webhooks.splice(random.below(webhooks.length), 1)
    if (one) batch.push(one)
    if (one && random.chance(0.15)) batch.push(one)
  }
  const again = random.some(heard)
  if (again && random.chance(0.3)) batch.push(again)
  if (batch.length === 0) return
  const answers = answersAmong(world, batch)
  hear(world, batch)
  heard.push(...batch)
  for (const { channelId, fact } of batch) {
    if (fact.type === 'message') keepDiary(world, channelId, fact, answers.has(fact.providerMessageId))
    else keepAfterwards(world, fact)
  }
  answeredAsSaid(world)
}

/** What the contacts know they wrote, and when we first heard of it: the promises believe only this. */
function keepDiary(
  world: World,
  channelId: ChannelId,
  fact: Extract<InboundFact, { type: 'message' }>,
  isAnswer: boolean,
): void {
  const { seen, known, channels } = world
  const message = present(known.messages.get(`${channelId} ${fact.providerMessageId}`), 'a message that was heard')
  const { conversationId } = message
  oneThreadEach(world, channelId, fact.from, conversationId)
  if (!seen.inbound.has(fact.providerMessageId)) {
    const { kind } = fact.content
    const text = kind === 'choice' ? null : asShown(fact.content, present(channels.get(channelId), 'a channel'))
    seen.afterwards.set(message.id, { text, editedAt: null, isRevoked: false, emoji: null, reactedAt: null })
    // A button asks nothing of anybody, whatever becomes of it.
    if (kind !== 'choice' && !isAnswer) {
      if (!seen.owed.has(conversationId)) seen.quietAt.set(conversationId, world.now)
      seen.owed.add(conversationId)
      seen.heardAt.set(conversationId, world.now)
      seen.unread.set(conversationId, (seen.unread.get(conversationId) ?? 0) + 1)
    }
  }
  seen.inbound.add(fact.providerMessageId)
  const last = seen.lastInboundAt.get(conversationId)
  if (last === undefined || last < fact.at) seen.lastInboundAt.set(conversationId, fact.at)
}

/** Numbers of the length of a card's: the first are of cards that issuers publish for tests, the last of orders. */
const cards = ['4111111111111111', '5555555555554444', '378282246310005', '30569309025904', '6011111111111117']
const orders = ['4111111111111112', '9555555555554444', '4000123412341230']
const keptDigits = 4

/** Somebody writes a long number, in one of the ways people do. */
function withNumber(random: Random): string {
  const number = random.pick([...cards, ...orders])
  const written = random.pick([
    number,
    number.replace(/(\d{4})(?=\d)/g, '$1 '),
    number.replace(/(\d{4})(?=\d)/g, '$1-'),
  ])
  return `It is ${written}, thank you`
}

/** What may be stored of it: the number of a card only by its last digits, any other number as it is. */
function asShown(content: MessageContent, channel: SimChannel): string {
  const text = content.kind === 'text' ? content.text : ''
  if (!channel.maskCardNumbers || !cards.includes(text.replace(/\D/g, ''))) return text
  let hidden = text.replace(/\D/g, '').length - keptDigits
  return text.replace(/\d/g, (digit) => (hidden-- > 0 ? '•' : digit))
}

/** The contact corrects what they wrote, takes it back, or reacts to it: news of it may arrive in any order. */
function contactThinksAgain({ world, webhooks, heard }: Shift): void {
  const { random } = world
  const about = random.some(heard)
  if (about?.fact.type !== 'message') return
  note(world, `${about.fact.from.name} thinks again about ${about.fact.providerMessageId}`)
  for (let n = 1 + random.below(3); n > 0; n--) {
    // Two in one and the same millisecond would have no order.
    moveTo(world, (world.now + 1) as Instant)
    webhooks.push({ channelId: about.channelId, fact: secondThought(world, about.fact) })
  }
}

function secondThought(world: World, about: Extract<InboundFact, { type: 'message' }>): ConversationFact {
  const { random } = world
  const { line, from, providerMessageId: targetProviderMessageId } = about
  const providerMessageId = `in-${newId(world)}`
  const told = { line, providerMessageId, from, at: world.now, targetProviderMessageId, echo: false }
  const kind = random.below(10)
  if (kind < 4) {
    const text = random.chance(0.3) ? withNumber(random) : `Rather ${providerMessageId}`
    return { ...told, type: 'edited', content: { kind: 'text', text } }
  }
  if (kind < 5) return { ...told, type: 'revoked' }
  return { ...told, type: 'reaction', emoji: random.pick(['👍', '❤️', null]) }
}

function keepAfterwards(world: World, fact: ConversationFact): void {
  const { seen, known, channels } = world
  if (fact.type !== 'edited' && fact.type !== 'revoked' && fact.type !== 'reaction') return
  const channelId = fact.line as ChannelId
  const message = present(known.messages.get(`${channelId} ${fact.targetProviderMessageId}`), 'a message thought again')
  const diary = present(seen.afterwards.get(message.id), 'the diary of a message')
  if (fact.type === 'revoked') diary.isRevoked = true
  else if (fact.type === 'edited' && (diary.editedAt ?? 0) < fact.at) {
    const text = asShown(fact.content, present(channels.get(channelId), 'a channel'))
    Object.assign(diary, { text, editedAt: fact.at })
  } else if (fact.type === 'reaction' && (diary.reactedAt ?? 0) < fact.at)
    Object.assign(diary, { emoji: fact.emoji, reactedAt: fact.at })
}

function agentReplies({ world, sending }: Shift): void {
  const { random } = world
  const interaction = random.some(open(world).filter(({ state }) => state === 'active'))
  if (interaction?.state !== 'active') return
  const agentId = random.chance(0.85) ? interaction.agentId : random.pick([...world.agents.keys()])
  const sent = reply(world, agentId, interaction.conversationId)
  if (!sent.ok) {
    if (sent.refusal === 'outside_allowed_sending_window') refusedOutsideTheWindow(world, interaction.conversationId)
    return
  }
  wroteInTheWindow(world, interaction.conversationId)
  world.seen.owed.delete(interaction.conversationId)
  world.seen.quietAt.set(interaction.conversationId, world.now)
  world.seen.passed.delete(interaction.id)
  sending.push(sent.value)
}

/** The provider takes a message and will tell how far it got: statuses may be ahead of its own answer. */
function providerTakes({ world, sending, webhooks }: Shift): void {
  const { random } = world
  if (sending.length === 0) return
  const [message] = sending.splice(random.below(sending.length), 1)
  if (!message) return
  const { channelId } = message
  const providerMessageId = `out-${message.id}`
  const story = random.pick([
    ['sent', 'delivered', 'read'],
    ['sent', 'failed'],
    ['sent', 'read', 'delivered'],
    ['failed', 'delivered'],
  ] as const)
  const statuses = story.map((delivery): OnItsWay => {
    const failure = delivery === 'failed' ? { code: '131049', title: 'Withheld', detail: '' } : null
    const reference = random.chance(0.3) ? message.id : null
    const fact = {
      type: 'delivery',
      line: channelId,
      providerMessageId,
      at: world.now,
      delivery,
      reference,
      failure,
      recipient: null,
      pricing: null,
    } as const
    return { channelId, fact }
  })
  sendOn(world, message, 'sending', null)
  const interaction = present(world.known.interactions.get(message.conversationId), 'whose message it is')
  const isTemplate = message.templateId !== null
  const { contact, lastInboundAt } = factsOf(world, interaction)
  const may = mayGo({ ...contact, lastInboundAt, isTemplate }, world.now)
  leavesAsAllowed(world, interaction, message, may)
  if (!may) {
    sendOn(world, message, 'failed', null)
    return
  }
  if (random.chance(0.2)) hear(world, statuses.slice(0, 1))
  else webhooks.push(...statuses)
  sendOn(world, message, 'accepted', providerMessageId)
  webhooks.push(...statuses.filter(() => random.chance(0.5)))
}

// Agents -------------------------------------------------------------------------------------------------------------

/** Carry out what a person pressed; some press twice, and some presses arrive again later. */
function press(shift: Shift, id: InteractionId, command: InteractionCommand): void {
  const { world, echoes } = shift
  carryOut(world, id, command)
  if (world.random.chance(0.2)) carryOut(world, id, command)
  if (world.random.chance(0.1)) echoes.push([id, command])
}

function offerIsAnswered(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const interaction = random.some(open(world).filter(({ state }) => state === 'offered'))
  if (interaction?.state !== 'offered') return
  const { id: offerId, agentIds } = interaction.offer
  const by = random.pick(agentIds)
  const answer = random.below(8)
  if (answer < 5) {
    press(shift, interaction.id, { type: 'accept_offer', offerId, by, at, isIn: isIn(world, by) })
    // The others press in the same moment.
    if (random.chance(0.3))
      for (const other of agentIds)
        press(shift, interaction.id, { type: 'accept_offer', offerId, by: other, at, isIn: isIn(world, other) })
  } else if (answer < 7) press(shift, interaction.id, rejection(world, interaction, by))
  else {
    // Accepted at the very end, or an instant too late.
    moveTo(world, (interaction.offer.expiresAt - random.below(2)) as Instant)
    press(shift, interaction.id, { type: 'accept_offer', offerId, by, at: world.now, isIn: isIn(world, by) })
  }
}

/** A no, as the action finds out where it leads. */
const rejection = (world: World, interaction: Offered, by: AgentId): InteractionCommand => ({
  type: 'reject_offer',
  offerId: interaction.offer.id,
  by,
  at: world.now,
  senderIsIn: senderIsIn(world, interaction),
})

const senderIsIn = (world: World, { transfer }: Interaction): boolean =>
  transfer !== null && isIn(world, transfer.fromAgentId)

const holderIsIn = (world: World, interaction: Interaction): boolean =>
  'agentId' in interaction && interaction.agentId !== null && isIn(world, interaction.agentId)

/** Parked, parked anew, or taken back, by whoever has it. */
function holderSetsAside(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const interaction = random.some(open(world).filter(({ state }) => state === 'active'))
  if (interaction?.state !== 'active') return
  const { id, agentId: by } = interaction
  const allowed = mayPark(world, interaction)
  const until = random.pick([
    null,
    at - 1,
    at,
    at + 1,
    at + 10 * minuteMs,
    at + dayMs,
    at + 91 * dayMs,
  ]) as Instant | null
  if (interaction.parked === null || random.chance(0.3)) press(shift, id, { type: 'park', by, at, until, allowed })
  else
    press(shift, id, { type: 'unpark', by, at, isIn: isIn(world, by), room: receiverFor(world, by, interaction).room })
}

const mayPark = ({ channels }: World, { channelId }: Interaction): boolean =>
  present(channels.get(channelId), 'a channel').parksByHand

/** Passed to a queue or a colleague, or called back, by whoever has it. */
function holderPassesOn(shift: Shift): void {
  const { world } = shift
  const { random } = world
  const interaction = random.some(open(world).filter(({ state }) => state === 'active'))
  if (interaction?.state !== 'active') return
  const { id, agentId: by } = interaction
  if (random.chance(0.05)) playBall(world, id)
  else if (interaction.transfer !== null && random.chance(0.5)) press(shift, id, { type: 'call_back', by })
  else press(shift, id, passing(world, interaction, by))
  const asked = withinReach(present(world.interactions.get(id), 'what was passed on'))
  const goes = random.chance(0.3) ? random.some(asked) : undefined
  if (goes) goesAndPresses(shift, goes)
  else if (random.chance(0.3)) colleagueAnswers(shift)
}

/** More passes than there may be before a person answers the contact. */
const ballPasses = 7

const mayPass = ({ channels }: World, { channelId }: Interaction): boolean =>
  present(channels.get(channelId), 'a channel').passesOn

/** Colleagues play ball with somebody: whoever has it sends it on, and a supervisor gives it to the next. */
function playBall(world: World, id: InteractionId): void {
  const { random, now: at, transferRules, agents } = world
  const supervisor = present(
    [...agents.values()].find(({ role }) => role !== 'agent'),
    'a supervisor',
  ).id
  for (let n = 0; n < ballPasses; n++) {
    const interaction = present(world.interactions.get(id), 'the ball')
    if (interaction.state !== 'active') return
    const { agentId: by, queueId } = interaction
    const offerId = newId(world) as OfferId
    const { returnSeconds } = transferRules
    const asked = { takes: true, allowed: mayPass(world, interaction), returnSeconds }
    carryOut(world, id, { type: 'pass_to_queue', by, at, queueId, id: offerId, note: '', ...asked })
    const next = random.pick([...agents.keys()])
    const readiness = readinessOf(world, next, interaction)
    const given = { type: 'assign', agentId: next, by: supervisor, at, seen: null } as const
    carryOut(world, id, { ...given, readiness, aboveCapacity: true })
  }
}

function passing(world: World, interaction: Interaction, by: AgentId): InteractionCommand {
  const { random, now: at, transferRules } = world
  const { returnSeconds } = transferRules
  const id = newId(world) as OfferId
  const allowed = mayPass(world, interaction)
  if (random.chance(0.4)) {
    const queue = random.pick([...world.queues.values()])
    const takes = takesChannel(queue, interaction.channelId)
    return { type: 'pass_to_queue', by, at, queueId: queue.id, takes, allowed, id, note: 'please', returnSeconds }
  }
  const colleagues = [...world.agents.keys()].filter((id) => id !== by)
  const free = colleagues.filter((id) => receiverFor(world, id, interaction).ready)
  const to = (random.chance(0.6) && random.some(free)) || random.pick([...world.agents.keys()])
  const queue = present(world.queues.get(interaction.queueId), 'a queue')
  const askSeconds = returnSeconds === 0 ? secondsToAccept(queue, world.agents.get(to)) : returnSeconds
  const asked = { allowed, askSeconds, returns: returnSeconds > 0 }
  const mode = random.pick(['blind', 'consulted'] as const)
  const receiver = receiverFor(world, to, interaction)
  return { type: 'pass_to_agent', by, at, to, id, mode, note: 'please', ...asked, receiver }
}

/** Who is asked by a colleague says yes or no, or somebody else does. */
function colleagueAnswers(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const interaction = random.some(open(world).filter((one) => one.state === 'active' && one.transfer !== null))
  if (!interaction?.transfer) return
  const { id, toAgentId } = interaction.transfer
  const by = toAgentId !== null && random.chance(0.6) ? toAgentId : random.pick([...world.agents.keys()])
  if (random.chance(0.3)) press(shift, interaction.id, { type: 'decline_transfer', id, by })
  else {
    const { room } = receiverFor(world, by, interaction)
    press(shift, interaction.id, { type: 'accept_transfer', id, by, at, isIn: isIn(world, by), room })
  }
}

function telephoneRings({ world }: Shift): void {
  const { random, seen } = world
  const agentId = random.pick([...world.agents.keys()])
  const state = seen.onCall.has(agentId) ? 'off' : 'on'
  if (state === 'on') seen.onCall.add(agentId)
  else seen.onCall.delete(agentId)
  note(world, `${agentId} is ${state} the telephone`)
  phone(world, agentId, state)
}

function holderWorks(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const held = open(world).filter((one) => one.state === 'active' || one.state === 'wrapping_up')
  // Who has missed something and will be brought back goes on with what they have meanwhile.
  const missed = held.filter(({ agentId }) => world.agents.get(agentId)?.presence.returnsAt != null)
  const interaction = random.some(missed.length > 0 && random.chance(0.5) ? missed : held)
  if (!interaction) return
  const { id, agentId: by } = interaction
  const choice = choiceFor(world, interaction)
  const dispositionId = random.pick([null, null, 'solved', 'sold', neverAgain, 'made-up']) as DispositionId | null
  if (interaction.state === 'active') {
    const { wrapUpSeconds } = present(world.queues.get(interaction.queueId), 'a queue')
    if (random.chance(0.3)) {
      markRead(world, by, interaction.conversationId)
      world.seen.unread.set(interaction.conversationId, 0)
    } else
      press(shift, id, { type: 'end', by, at, wrapUpSeconds, dispositionId, fields: fieldsFor(random, choice), choice })
    return
  }
  const next = random.below(10)
  if (next < 4) press(shift, id, { type: 'finish', by, at, dispositionId, fields: fieldsFor(random, choice), choice })
  else if (next < 7)
    press(shift, id, { type: 'keep_closing', by, dispositionId, fields: fieldsFor(random, choice), choice })
  else if (next < 8) press(shift, id, { type: 'resume', by, isIn: isIn(world, by) })
  else press(shift, id, { type: 'lengthen_wrap_up', by, at })
}

/** Everything that is asked for at the end is said at once, and the contact is asked and answers before anything else. */
function holderEndsWell(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const interaction = random.some(open(world).filter((one) => one.state === 'active' && one.parked === null))
  if (interaction?.state !== 'active') return
  const { id, agentId: by } = interaction
  const choice = choiceFor(world, interaction)
  const dispositionId = random.pick(choice.offered).id
  const wrapUpSeconds = random.pick([0, 30])
  const fields = choice.fields.map((field) => ({
    id: field.id,
    value: field.choices[0] ?? rightValues[field.id] ?? null,
  }))
  press(shift, id, { type: 'end', by, at, wrapUpSeconds, dispositionId, fields, choice })
  if (wrapUpSeconds > 0) {
    const others = fields.map((one) => (one.value === rightValues.order ? { ...one, value: 8 } : one))
    press(shift, id, { type: 'keep_closing', by, dispositionId, fields: others, choice })
    // What they have just chosen is offered no longer.
    const channel = present(world.channels.get(interaction.channelId), 'a channel')
    channel.closingFields = channel.closingFields.map((field) =>
      field.kind === 'choice' ? { ...field, choices: field.choices.includes('other') ? ['late'] : ['other'] } : field,
    )
    record(world, { type: 'channel.saved', channel: channelCard(channel) })
    press(shift, id, { type: 'finish', by, at, dispositionId, fields: [], choice: choiceFor(world, interaction) })
  }
  if (random.chance(0.5)) houseAsks(shift)
  if (random.chance(0.5)) contactAnswers(shift)
}

/** Mostly what the channel asks for, and now and then whatever comes to mind. */
function fieldsFor(random: Random, { fields }: Choice): FieldValue[] {
  if (random.chance(0.1)) return []
  const given = someValues(random)
  return random.chance(0.9) ? given.filter(({ id }) => fields.some((field) => field.id === id)) : given
}

function handTakes(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const interaction = random.some(open(world))
  if (!interaction) return
  const by = random.pick([...world.agents.keys()])
  if (!mayLookAt(world, by, interaction)) return // The shell says that there is no such thing.
  press(shift, interaction.id, { type: 'take', by, at, standing: standingOf(world, by, interaction) })
}

function supervisorSteers(shift: Shift): void {
  const { world } = shift
  if (world.random.chance(0.1)) {
    signOut(world)
    return
  }
  const wish = steering(world)
  if (wish) press(shift, wish.interaction.id, wish.command)
}

function somebodyTags(shift: Shift): void {
  const { random, interactions } = shift.world
  const id = random.some([...interactions.keys()])
  if (id) press(shift, id, { type: 'tag', add: someTags(random), remove: someTags(random) })
}

function agentStarts({ world, sending }: Shift): void {
  const { random } = world
  const ended = [...world.known.interactions.values()].filter(({ state }) => state === 'closed')
  const conversationId = random.some(ended)?.conversationId
  if (!conversationId) return
  const templateId = random.chance(0.5) ? random.pick([...world.templates.keys()]) : null
  const by = random.pick([...world.agents.keys()])
  const started = startInteraction(world, by, conversationId, templateId)
  if (!started) return
  begunAsAllowed(world, started, templateId)
  world.seen.owed.delete(conversationId)
  if (templateId === null) return
  world.seen.quietAt.set(conversationId, world.now)
  sending.push(queue(world, started, by, templateId))
}

function presenceChanges({ world }: Shift): void {
  const { random, now: at } = world
  const agentId = random.pick([...world.agents.keys()])
  const said = saying(world, agentId)
  const { held, pauses } = said
  const wish = random.below(10)
  if (wish < 4) sayPresence(world, agentId, (now) => choose(now, { ...said, state: 'available', reason: null }))
  else if (wish < 7) {
    const state = random.pick(['on_break', 'working_offline', 'signed_out'] as const)
    const reason = state === 'on_break' && random.chance(0.5) ? lunch : null
    const agent = present(world.agents.get(agentId), 'an agent')
    const before = agent.presence
    sayPresence(world, agentId, (now) => choose(now, { ...said, state, reason }))
    leftAsAllowed(world, agent, before, state, held)
  } else if (wish < 9) sayPresence(world, agentId, (now) => stopNew(now, { on: random.chance(0.7), held, pauses, at }))
  else asksForBreak(world, agentId, said)
}

/** Whoever has missed an offer goes on with what they hold, and asks for a break before the clock brings them back. */
function missedOneAsks({ world }: Shift): void {
  const missed = [...world.agents.values()].filter(({ presence }) => presence.returnsAt !== null)
  const one = world.random.some(missed)
  if (one) asksForBreak(world, one.id, saying(world, one.id))
}

function asksForBreak(world: World, agentId: AgentId, { held, pauses }: ReturnType<typeof saying>): void {
  const { random, now: at } = world
  const state = random.pick(['on_break', 'working_offline'] as const)
  const reason = state === 'on_break' ? lunch : null
  const asked = { state, reason, held, pauses, waitSeconds: random.pick([0, 20]), at }
  sayPresence(world, agentId, (now) => requestBreak(now, { on: random.chance(0.7), ...asked }))
}

/** What decides whether somebody may say what they say. */
function saying(world: World, agentId: AgentId) {
  const theirs = heldBy(world, agentId)
  const pauses = theirs.flatMap((interaction) => pauseOf(world, interaction) ?? [])
  const { readyRule } = present(world.agents.get(agentId), 'an agent')
  return { pauses, held: theirs.length, readyRule, graceSeconds, at: world.now }
}

/** Somebody goes, with or without a word, for longer than the grace period. */
function agentGoes(shift: Shift): void {
  const { world } = shift
  const { random } = world
  const agentId = random.pick([...world.agents.keys()])
  if (random.chance(0.6)) {
    vanishes(shift, agentId)
    return
  }
  saysGoodbye(world, agentId)
  moveTo(world, (world.now + graceSeconds * 1_000) as Instant)
  sweepNow(shift)
}

/** A sweep of its own, before anything else happens. */
function sweepNow(shift: Shift): void {
  const { world } = shift
  remember(shift, sweep(world))
  nothingOverdue(world)
  nothingKeptBack(world)
}

const saysGoodbye = (world: World, agentId: AgentId) =>
  sayPresence(world, agentId, (now) => choose(now, { ...saying(world, agentId), state: 'signed_out', reason: null }))

/** Their laptop is closed, or their network is gone. */
function vanishes(shift: Shift, agentId: AgentId): void {
  const { world } = shift
  const { now: at } = world
  note(world, `${agentId} has no line any more`)
  const { presence } = present(world.agents.get(agentId), 'an agent')
  setPresence(world, agentId, (now) => vanish(now, { lastSeenAt: (at - graceSeconds * 1_000) as Instant, at }))
  if (presence.state === 'signed_out' || presence.state === 'away') return
  sweepNow(shift)
  leftBehind(world, agentId)
}

/** Somebody goes, or has gone long ago, and presses on a page that was left open what would bring them something. */
function goneOnePresses(shift: Shift): void {
  const { world } = shift
  const { random } = world
  // As often what is rare as what is there all the time.
  const kinds = Map.groupBy(open(world).flatMap(withinReach), ({ type }) => type)
  const wish = random.some(random.some([...kinds.values()]) ?? [])
  if (wish) goesAndPresses(shift, wish)
}

function goesAndPresses(shift: Shift, wish: Reach): void {
  const { world } = shift
  const { random } = world
  const { by, id } = wish
  if (isIn(world, by)) {
    if (random.chance(0.3)) vanishes(shift, by)
    else saysGoodbye(world, by)
  }
  note(world, `${by} has gone and presses`)
  const interaction = present(world.interactions.get(id), 'what is within reach')
  const still = withinReach(interaction).find((one) => one.by === by && one.type === wish.type)
  if (still) press(shift, id, reaching(world, interaction, still))
  if (random.chance(0.5))
    sayPresence(world, by, (now) => choose(now, { ...saying(world, by), state: 'available', reason: null }))
}

type Reach = { id: InteractionId; by: AgentId; type: 'accept_offer' | 'take' | 'resume' | 'unpark' | 'accept_transfer' }

/** Who would have it in hand after one press, and which. */
function withinReach(interaction: Interaction): Reach[] {
  const { id, state, transfer } = interaction
  if (state === 'offered')
    return interaction.offer.agentIds.flatMap((by): Reach[] => [
      { id, by, type: 'accept_offer' },
      { id, by, type: 'take' },
    ])
  if (state === 'wrapping_up') return [{ id, by: interaction.agentId, type: 'resume' }]
  if (state !== 'active') return []
  const asked = transfer?.toAgentId ?? null
  return [
    ...(interaction.parked === null ? [] : [{ id, by: interaction.agentId, type: 'unpark' } as const]),
    ...(asked === null ? [] : [{ id, by: asked, type: 'accept_transfer' } as const]),
  ]
}

function reaching(world: World, interaction: Interaction, { by, type }: Reach): InteractionCommand {
  const pressed = { by, at: world.now, isIn: isIn(world, by) }
  const offerId = interaction.state === 'offered' ? interaction.offer.id : ('made-up' as OfferId)
  const { room } = receiverFor(world, by, interaction)
  switch (type) {
    case 'accept_offer':
      return { ...pressed, type, offerId }
    case 'take':
      return { type, by, at: world.now, standing: standingOf(world, by, interaction) }
    case 'resume':
      return { type, by, isIn: isIn(world, by) }
    case 'unpark':
      return { ...pressed, type, room }
    case 'accept_transfer':
      return { ...pressed, type, id: interaction.transfer?.id ?? offerId, room }
  }
}

/** Somebody presses any button on anything. */
function strangerPresses(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const interaction = random.some(random.chance(0.7) ? open(world) : [...world.interactions.values()])
  if (!interaction) return
  const by = random.pick([...world.agents.keys()])
  const offerId = interaction.state === 'offered' && random.chance(0.7) ? interaction.offer.id : ('made-up' as OfferId)
  const choice = choiceFor(world, interaction)
  const dispositionId = random.pick([null, 'solved', 'made-up']) as DispositionId | null
  const buttons: InteractionCommand[] = [
    { type: 'accept_offer', offerId, by, at, isIn: isIn(world, by) },
    { type: 'reject_offer', offerId, by, at, senderIsIn: senderIsIn(world, interaction) },
    { type: 'take', by, at, standing: standingOf(world, by, interaction) },
    { type: 'end', by, at, wrapUpSeconds: 0, dispositionId, fields: fieldsFor(random, choice), choice },
    { type: 'finish', by, at, dispositionId, fields: fieldsFor(random, choice), choice },
    { type: 'keep_closing', by, dispositionId, fields: fieldsFor(random, choice), choice },
    { type: 'resume', by, isIn: isIn(world, by) },
    { type: 'lengthen_wrap_up', by, at },
    { type: 'park', by, at, until: null, allowed: mayPark(world, interaction) },
    { type: 'unpark', by, at, isIn: isIn(world, by), room: receiverFor(world, by, interaction).room },
    { type: 'call_back', by },
    {
      type: 'accept_transfer',
      id: offerId,
      by,
      at,
      isIn: isIn(world, by),
      room: receiverFor(world, by, interaction).room,
    },
    { type: 'decline_transfer', id: offerId, by },
    passing(world, interaction, by),
  ]
  const button = random.pick(buttons)
  if (button.type === 'take' && !mayLookAt(world, by, interaction)) return // As in `handTakes`.
  press(shift, interaction.id, button)
}

// The house ----------------------------------------------------------------------------------------------------------

function remember({ world, echoes }: Shift, commands: readonly [InteractionId, InteractionCommand][]): void {
  for (const command of commands) if (world.random.chance(0.3)) echoes.push(command)
}

/** A job delivered twice, or a press that arrives again, long after. Standing is found out anew, as the action does. */
function echoArrives({ world, echoes }: Shift): void {
  if (echoes.length === 0) return
  const [echo] = echoes.splice(world.random.below(echoes.length), 1)
  if (!echo) return
  const [id, command] = echo
  const interaction = world.interactions.get(id)
  if (!interaction) return
  const now = 'at' in command && !ofTheHouse.includes(command.type) ? { at: world.now } : {}
  if (command.type === 'take' && !mayLookAt(world, command.by, interaction)) return
  const standing = command.type === 'take' ? { standing: standingOf(world, command.by, interaction) } : {}
  const choice = 'choice' in command ? { choice: choiceFor(world, interaction) } : {}
  const room = 'room' in command ? { room: receiverFor(world, command.by, interaction).room } : {}
  const receiver = command.type === 'pass_to_agent' ? { receiver: receiverFor(world, command.to, interaction) } : {}
  const allows = command.type === 'park' ? mayPark : mayPass
  const allowed = 'allowed' in command ? { allowed: allows(world, interaction) } : {}
  const readiness = command.type === 'assign' ? { readiness: readinessOf(world, command.agentId, interaction) } : {}
  const mayHave = {
    ...standing,
    ...room,
    ...receiver,
    ...allowed,
    ...readiness,
    ...whoIsIn(world, interaction, command),
  }
  carryOut(world, id, { ...command, ...now, ...choice, ...mayHave })
}

/** Whether whoever a command asks about is signed in now. */
function whoIsIn(world: World, interaction: Interaction, command: InteractionCommand) {
  if ('senderIsIn' in command) return { senderIsIn: senderIsIn(world, interaction) }
  if (!('isIn' in command)) return {}
  return { isIn: 'by' in command ? isIn(world, command.by) : holderIsIn(world, interaction) }
}

/** Commands of sweeps: what comes again is as old as it was. */
const ofTheHouse: readonly InteractionCommand['type'][] = [
  'lapse_offer',
  'wrap_up_over',
  'wake',
  'transfer_over',
  'park_silent',
  'take_back_unanswered',
]

/** A job that is not due yet, or about what is over: it must look at the clock itself. */
function jobComesEarly({ world }: Shift): void {
  const interaction = world.random.some(open(world))
  if (!interaction) return
  const { id } = interaction
  carryOut(world, id, clocksDue(world, interaction))
  const { now: at } = world
  if (world.random.chance(0.5)) {
    const sweeps: InteractionCommand[] = [
      { type: 'wake', at, isIn: holderIsIn(world, interaction) },
      { type: 'transfer_over', at, senderIsIn: senderIsIn(world, interaction) },
      { type: 'park_silent', at, afterSeconds: 3_600 },
      { type: 'take_back_unanswered', at, afterSeconds: 600 },
    ]
    carryOut(world, id, world.random.pick(sweeps))
  } else if (interaction.state === 'offered') {
    carryOut(world, id, { type: 'lapse_offer', offerId: interaction.offer.id, at: world.now })
  } else carryOut(world, id, { type: 'wrap_up_over', at: world.now, choice: choiceFor(world, interaction) })
}

/** The house asks a contact after the close, or somebody before it: the question goes out like any message. */
function houseAsks({ world, sending }: Shift): void {
  sending.push(...[askAfterClose(world)].filter((message) => message !== null))
}

function somebodyAsks({ world, sending }: Shift): void {
  sending.push(...[askByHand(world)].filter((message) => message !== null))
}

/** A contact answers what they were asked, once or often, by a button or in words. */
function contactAnswers({ world, webhooks, heard }: Shift): void {
  const { random } = world
  const asked = random.some([...world.interactions.values()].filter(({ satisfaction }) => satisfaction !== null))
  if (!asked) return
  const theirs = heard.find(({ channelId, fact }) => {
    if (fact.type !== 'message') return false
    return world.known.messages.get(`${channelId} ${fact.providerMessageId}`)?.conversationId === asked.conversationId
  })
  if (theirs?.fact.type !== 'message') return
  const providerMessageId = `in-${newId(world)}`
  const content = someAnswer(world, asked.id)
  webhooks.push({ ...theirs, fact: { ...theirs.fact, providerMessageId, at: world.now, content } })
  note(world, `${theirs.fact.from.name} answers ${JSON.stringify(content)}`)
}

function timePasses({ world }: Shift): void {
  const { random } = world
  const deadlines = [
    ...open(world).flatMap((interaction) => (interaction.state === 'offered' ? [interaction.offer.expiresAt] : [])),
    ...open(world).flatMap((interaction) =>
      interaction.state === 'wrapping_up' ? (interaction.wrapUp.endsAt ?? []) : [],
    ),
    ...open(world).flatMap(({ state, preferredUntil }) => (state === 'waiting' ? (preferredUntil ?? []) : [])),
    ...[...world.agents.values()].flatMap(({ presence: { returnsAt, breakBeginsAt, workReturnsAt } }) =>
      [returnsAt, breakBeginsAt, workReturnsAt].filter((at) => at !== null),
    ),
    ...open(world).flatMap((interaction) => parkedOf(interaction)?.until ?? []),
    ...open(world).flatMap(({ transfer }) => transfer?.endsAt ?? []),
    ...open(world).flatMap(({ quietSince }) =>
      [60, 120, 600, 3_600].map((seconds) => (quietSince + seconds * 1_000) as Instant),
    ),
    ...open(world).flatMap(({ id }) => ((world.reminded.get(id)?.at ?? 0) + minuteMs) as Instant),
    ...open(world).flatMap((interaction) => nextOf(interaction.clocks) ?? []),
    ...[...world.planned.values()].map(({ goesAt }) => goesAt),
    ...[...world.known.interactions.values()].flatMap(({ satisfaction }) =>
      satisfaction?.answer === null ? ((satisfaction.askedAt + dayMs) as Instant) : [],
    ),
    ...[...world.seen.lastInboundAt.values()].map((at) => (at + dayMs) as Instant),
  ].filter((at) => at > world.now)
  const kind = random.below(20)
  if (kind < 8 && deadlines.length > 0) moveTo(world, (random.pick(deadlines) - random.below(2)) as Instant)
  else if (kind < 18) moveTo(world, (world.now + random.below(30_000)) as Instant)
  else moveTo(world, (world.now + random.pick([10 * minuteMs, dayMs - 1, dayMs, 3 * dayMs, 8 * dayMs])) as Instant)
}

function moveTo(world: World, at: Instant): void {
  if (at <= world.now) return
  // The router is woken when a wait for a preferred agent is over: nothing is written then.
  const isOver = (until: Instant | null) => until !== null && world.now < until && until <= at
  if (open(world).some(({ state, preferredUntil }) => state === 'waiting' && isOver(preferredUntil)))
    world.routerAwake = true
  world.now = at
  note(world, 'the clock moves')
}

function administratorChanges({ world }: Shift): void {
  const { random } = world
  const kind = random.below(15)
  if (random.chance(0.2)) setPolicies(world)
  if (random.chance(0.3)) changeTemplate(world)
  if (random.chance(0.3)) forgives(world)
  if (kind < 3) changeQueue(world)
  else if (kind < 7) changeChannel(world)
  else if (kind < 10) changeMember(world)
  else changeTags(world)
}

/** Tags are switched on or off, or put on something else: whose sight that changes loads everything again. */
function changeTags(world: World): void {
  const { random } = world
  const things = [...world.channels.values(), ...world.queues.values(), ...world.agents.values()]
  const before = new Map([...world.agents.values()].map((agent) => [agent.id, JSON.stringify(hiddenOf(world, agent))]))
  if (random.chance(0.3)) drawTagging(world)
  else random.pick(things).tagIds = someTags(random)
  note(
    world,
    `tags ${world.tagging.active ? 'decide' : 'decide nothing'}: ${things.map(({ id, tagIds }) => `${id} ${tagIds.join('+')}`).join(', ')}`,
  )
  for (const agent of world.agents.values()) {
    if (JSON.stringify(hiddenOf(world, agent)) === before.get(agent.id)) continue
    const screen = world.screens.find(({ me }) => me.agentId === agent.id)
    const opened = Object.keys(screen?.threads ?? {}) as ConversationId[]
    openScreen(world, agent.id, opened)
  }
  for (const channel of world.channels.values()) record(world, { type: 'channel.saved', channel: channelCard(channel) })
  for (const queue of world.queues.values()) record(world, { type: 'queue.saved', queue: queueCard(queue) })
  for (const agent of world.agents.values()) record(world, { type: 'agent.saved', agent: agentCard(agent) })
  record(world, { type: 'tagging.changed', tagging: world.tagging })
}

/** Whether tags decide, and for whom. */
function drawTagging(world: World): void {
  const { random } = world
  const rules = () => ({ filter: random.chance(0.7), assign: false, block: false })
  world.tagging = { active: random.chance(0.8), roles: { supervisor: rules(), agent: rules() } }
}

/** A template is withdrawn, or comes back; and it may be kept for some channels. */
function changeTemplate({ random, templates }: World): void {
  const status = random.chance(0.5) ? 'approved' : random.pick(Template.shape.status.options)
  const channelIds = random.chance(0.5) ? [] : allChannels.filter(() => random.chance(0.5))
  templates.set(random.pick([...templates.keys()]), { account: 'whatsapp', status, channelIds })
}

/** Somebody may be written to again. */
function forgives(world: World): void {
  const contactId = world.random.some([...world.seen.stopped])
  if (!contactId) return
  world.seen.stopped.delete(contactId)
  mark(world, contactId, { doNotContact: false })
}

const someTags = (random: Random): TagId[] =>
  (['north', 'south'] as const).filter(() => random.chance(0.3)).map((name) => name as string as TagId)

function changeQueue(world: World): void {
  const id = world.random.pick([...world.queues.keys()])
  addQueue(world, id)
  note(world, `the queue ${id} is set anew`)
  record(world, { type: 'queue.saved', queue: queueCard(present(world.queues.get(id), 'a queue')) })
  settleMembers(world)
}

function changeChannel(world: World): void {
  const { random } = world
  const channel = random.pick([...world.channels.values()])
  if (random.chance(0.5)) channel.active = !channel.active
  else channel.capacity = 1 + random.below(3)
  if (random.chance(0.3)) channel.dispositionRequired = !channel.dispositionRequired
  if (random.chance(0.3)) channel.closingFields = someFields(random)
  if (random.chance(0.2)) channel.asksContact = !channel.asksContact
  const takers = [...world.queues.values()].filter((queue) => takesChannel(queue, channel.id))
  if (random.chance(0.2)) channel.queueId = random.pick(takers).id
  if (random.chance(0.2)) channel.hours = someHours(random)
  if (random.chance(0.2)) channel.maskCardNumbers = !channel.maskCardNumbers
  const { id, active, capacity, queueId } = channel
  note(world, `the channel ${id}: ${active ? 'on' : 'off'}, capacity ${capacity}, leads to ${queueId}`)
  record(world, { type: 'channel.saved', channel: channelCard(channel) })
}

/** An administrator moves somebody. */
function changeMember(world: World): void {
  const { random } = world
  moveMember(world, random.pick([...world.agents.values()]))
}

function moveMember(world: World, agent: SimAgent): void {
  const { random } = world
  agent.named = [...world.queues.keys()].filter(() => random.chance(0.7))
  agent.ranks = new Map(
    [...world.queues.keys()].map((id) => [
      id,
      { ...someRank(random), lastTookAt: agent.ranks.get(id)?.lastTookAt ?? null },
    ]),
  )
  if (random.chance(0.5)) agent.levels = someLevels(random)
  agent.capacity = random.chance(0.3) ? 1 + random.below(4) : null
  agent.readyRule = someRule(random)
  agent.acceptSeconds = someTime(random)
  note(world, `${agent.id} is named in ${agent.named.join(' and ')}, capacity ${agent.capacity}`)
  settleMembers(world)
  record(world, { type: 'agent.saved', agent: agentCard(agent) })
  const opened = [...world.known.conversationsById.keys()].slice(0, 2)
  openScreen(world, agent.id, opened)
}

/** Of several who are asked one belongs to the queue no longer, and a colleague accepts in the same moment. */
function colleagueIsQuicker(shift: Shift): void {
  const { world } = shift
  const { random, now: at } = world
  const ringing = open(world).find((one) => one.state === 'offered' && one.offer.agentIds.length > 1)
  if (ringing?.state !== 'offered') return
  const { id: offerId, agentIds } = ringing.offer
  const slower = random.pick(agentIds)
  moveMember(world, present(world.agents.get(slower), 'who is asked'))
  const by = random.pick(agentIds.filter((id) => id !== slower))
  press(shift, ringing.id, { type: 'accept_offer', offerId, by, at, isIn: isIn(world, by) })
}
