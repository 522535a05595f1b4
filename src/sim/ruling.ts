import type { ConversationCard } from '../contract/cards.ts'
import type { DomainEvent } from '../contract/events.ts'
import type {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  OfferId,
  QueueId,
  RuleId,
  TagId,
} from '../contract/ids.ts'
import type { OpenHours } from '../contract/operations/calendars.ts'
import {
  type Condition,
  maxRunsAnHour,
  type RuleEvent,
  type RuleJob,
  type RuleWhen,
} from '../contract/operations/rules.ts'
import { ok, refuse } from '../contract/refusals.ts'
import { present } from '../kernel/assert.ts'
import { isOpen } from '../modules/calendars/core/calendar.ts'
import type { Choice, InteractionCommand } from '../modules/routing/core/commands.ts'
import { decide } from '../modules/routing/core/decide.ts'
import { apply, toCard } from '../modules/routing/core/facts.ts'
import { begun, type Interaction, parkedOf } from '../modules/routing/core/interaction.ts'
import { type Ruled, rule as ruleOn } from '../modules/routing/core/ruling.ts'
import { nextTime, parseCrontab } from '../modules/rules/core/crontab.ts'
import { occasionOf, waitsFor } from '../modules/rules/core/occasion.ts'
import { meets, type Ruling, whyNot } from '../modules/rules/core/rule.ts'
import { BrokenPromise } from './promises.ts'
import { type Random, randomFrom } from './random.ts'

/** Rules at work: a small house with rules drawn at random, and each of their promises said a second time, in slow words. */

const stepsOfShift = 50
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const [ana, ben] = ['ana', 'ben'] as unknown as [AgentId, AgentId]
const [sales, help] = ['sales', 'help'] as unknown as [QueueId, QueueId]
const [vip, angry] = ['vip', 'angry'] as unknown as [TagId, TagId]
const solved = 'solved' as DispositionId
const channelId = 'wa' as ChannelId
/** Monday to Friday, from nine to five. */
const office: OpenHours = {
  zone: 'UTC',
  blocks: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
  specialDays: [],
}

type SimRule = Ruling & { readonly onlyWithin: 'office' | null; active: boolean; afterSeq: number; lookedAt: Instant }
type Line = { readonly at: Instant; readonly event: DomainEvent; readonly isRules: boolean }
type Key = `${RuleId} ${InteractionId}`
type House = {
  readonly random: Random
  now: Instant
  readonly interactions: Map<InteractionId, Interaction>
  readonly said: Map<InteractionId, string>
  readonly stopped: Set<InteractionId>
  readonly choice: Choice
  readonly rules: SimRule[]
  readonly journal: Line[]
  cursor: number
  /** What is to come, as the rules' machinery knows it; and as somebody would who watches everything that happens. */
  readonly pending: Map<Key, Instant>
  readonly wanted: Map<Key, Instant>
  readonly done: { readonly key: Key; readonly at: Instant }[]
}

function promise(kept: boolean, words: string): asserts kept {
  if (!kept) throw new BrokenPromise(`rules: ${words}`)
}

/** A shift with rules. Throws when one of their promises breaks. */
export function playRules(seed: number): void {
  const house = open(randomFrom(seed ^ 0x5ca1ab1e))
  for (let step = 0; step < stepsOfShift; step++) {
    if (house.random.chance(0.7)) somethingHappens(house)
    else timePasses(house)
    if (house.random.chance(0.1)) switchOne(house)
    if (house.random.chance(0.02)) somebodyFidgets(house)
    if (house.random.chance(0.5)) {
      sweep(house)
      sweep(house)
    }
  }
}

function open(random: Random): House {
  const required = random.chance(0.5)
  const offered = [{ id: solved, name: 'Solved' }]
  const now = (Date.UTC(2026, 2, 5, 15) + random.below(48 * 60) * minuteMs) as Instant
  const house: House = {
    random,
    now,
    interactions: new Map(),
    said: new Map(),
    stopped: new Set(),
    choice: { required, offered, fields: [], asksContact: false },
    rules: [],
    journal: [],
    cursor: 0,
    pending: new Map(),
    wanted: new Map(),
    done: [],
  }
  for (let n = 0; n < 1 + random.below(4); n++) house.rules.push(someRule(house, n))
  for (let n = 0; n < 1 + random.below(3); n++) comesIn(house, n)
  return house
}

// What rules there are ----------------------------------------------------------------------------------------------

/** Times, each with the same said of a date. */
const times: Readonly<Record<string, (date: Date) => boolean>> = {
  '*/20 * * * *': (date) => date.getUTCMinutes() % 20 === 0,
  '0 8,16 * * *': (date) => date.getUTCMinutes() === 0 && [8, 16].includes(date.getUTCHours()),
  '30 9 * * 1-5': (date) =>
    date.getUTCHours() === 9 && date.getUTCMinutes() === 30 && ![0, 6].includes(date.getUTCDay()),
  '0 0 9 * sat': (date) =>
    date.getUTCHours() === 0 && date.getUTCMinutes() === 0 && (date.getUTCDate() === 9 || date.getUTCDay() === 6),
}
const events: readonly RuleEvent[] = [
  'created',
  'reopened',
  'not_taken',
  'assigned',
  'contact_wrote',
  'agent_answered',
  'parked',
  'unparked',
  'moved',
  'resolved',
  'resumed',
  'closed',
  'priority_changed',
]

function someRule({ random, now }: House, n: number): SimRule {
  const when = someWhen(random)
  const onlyWithin = random.chance(0.3) ? 'office' : null
  return {
    id: `rule-${n}` as RuleId,
    name: `Rule ${n}`,
    active: random.chance(0.9),
    when,
    onlyWithin,
    hours: onlyWithin === null ? null : office,
    delaySeconds: when.on === 'times' ? 0 : random.pick([0, 0, 59, 60, 599, 600, 86_400]),
    conditions: Array.from({ length: random.below(3) }, () =>
      Array.from({ length: 1 + random.below(2) }, () => someCondition(random)),
    ),
    jobs: Array.from({ length: 1 + random.below(3) }, () => someJob(random)),
    afterSeq: 0,
    lookedAt: now,
  }
}

function someWhen(random: Random): RuleWhen {
  const kind = random.below(10)
  if (kind < 6) return { on: 'event', event: random.pick(events) }
  if (kind < 8) return { on: random.pick(['tagged', 'untagged'] as const), tagId: random.pick([vip, angry, null]) }
  return { on: 'times', crontab: random.pick(Object.keys(times)) }
}

function someCondition(random: Random): Condition {
  const is = random.chance(0.6)
  return random.pick<Condition>([
    { of: 'queue', is, queueIds: [random.pick([sales, help])] },
    { of: 'tag', is, tagId: random.pick([vip, angry]) },
    { of: 'state', is, states: [random.pick(['waiting', 'active', 'wrapping_up', 'closed'] as const)] },
    { of: 'held', is },
    { of: 'parked', is },
    { of: 'priority', is, atLeast: 50 },
    { of: 'waited', seconds: random.pick([60, 600]) },
    { of: 'waited', seconds: random.pick([60, 600]) },
    { of: 'unanswered', seconds: random.pick([60, 600]) },
    { of: 'said', is, text: 'Refund' },
    { of: 'disposition', is, dispositionId: random.pick([solved, null]) },
  ])
}

const someJob = (random: Random): RuleJob =>
  random.pick<RuleJob>([
    { do: 'tag', tagId: random.pick([vip, angry]) },
    { do: 'untag', tagId: random.pick([vip, angry]) },
    { do: 'set_priority', priority: random.pick([0, 50, 300]) },
    { do: 'move', queueId: random.pick([sales, help]) },
    { do: 'close', dispositionId: random.pick([solved, null]) },
    { do: 'write', text: 'Still here.' },
  ])

/** Switched off it drops what is to come; switched on, it looks at what happens from then on. */
function switchOne({ random, rules, journal, pending, wanted, now }: House): void {
  const rule = random.pick(rules)
  rule.active = !rule.active
  Object.assign(rule, { afterSeq: journal.length, lookedAt: now })
  for (const known of [pending, wanted])
    for (const key of known.keys()) if (key.startsWith(`${rule.id} `)) known.delete(key)
}

// What happens -------------------------------------------------------------------------------------------------------

function comesIn(house: House, n: number): void {
  const id = `i${n}` as InteractionId
  const interaction = begun({
    id,
    number: n,
    conversationId: `c${n}` as ConversationId,
    channelId,
    contactId: `rosa-${n}` as ContactId,
    queueId: sales,
    priority: 0,
    previousId: null,
    at: house.now,
  })
  house.interactions.set(id, interaction)
  house.said.set(id, 'Hello')
  record(house, { type: 'interaction.created', card: cardOf(house, interaction) }, null, interaction, ['created'])
}

function somethingHappens(house: House): void {
  const { random } = house
  const one = random.pick([...house.interactions.values()])
  if (random.chance(0.05)) house.stopped.add(one.id)
  if (random.chance(0.05)) tellMessage(house, one.id, 'house')
  if (random.chance(0.2)) contactWrites(house, one)
  else somebodyActs(house, one)
}

function somebodyActs(house: House, one: Interaction): void {
  const { random, now: at } = house
  const by = 'agentId' in one && one.agentId !== null ? one.agentId : random.pick([ana, ben])
  const { choice } = house
  const ending = { by, at, dispositionId: random.pick([solved, null]), fields: [], choice }
  const offerId = (one.state === 'offered' ? one.offer.id : 'offer') as OfferId
  const command = random.pick<InteractionCommand>([
    { type: 'auto_assign', agentId: by, at },
    { type: 'auto_assign', agentId: by, at },
    { type: 'offer', offerId, agentIds: [by], expiresAt: at },
    { type: 'lapse_offer', offerId, at },
    { type: 'end', ...ending, wrapUpSeconds: random.pick([0, 60, 3_600]) },
    { type: 'end', ...ending, wrapUpSeconds: 3_600 },
    { type: 'finish', ...ending },
    { type: 'resume', by, isIn: true },
    { type: 'wrap_up_over', at, choice },
    { type: 'reopen', queueId: one.queueId, priority: 0, at },
    { type: 'agent_replied', at },
    { type: 'park', by, at, until: null, allowed: true },
    { type: 'unpark', by, at, isIn: true, room: true },
    { type: 'move', queueId: random.pick([sales, help]), takes: true, by: null, at, seen: null },
    { type: 'tag', add: [random.pick([vip, angry])], remove: [] },
    { type: 'tag', add: [], remove: [random.pick([vip, angry])] },
    { type: 'set_priority', priority: random.pick([0, 50]) },
  ])
  const decision = decide(one, command)
  if (!decision.ok) return
  carry(house, one.id, decision.value, false)
  if (command.type === 'agent_replied' && one.state === 'active') tellMessage(house, one.id, 'agent', 'agent_answered')
}

/** A tag is put on and taken off so often that a rule which answers it must come to rest. */
function somebodyFidgets(house: House): void {
  const { id } = house.random.pick([...house.interactions.values()])
  for (let n = 0; n < 2 * (maxRunsAnHour + 2); n++) {
    const change = n % 2 === 0 ? { add: [vip], remove: [] } : { add: [], remove: [vip] }
    const decision = decide(of(house, id), { type: 'tag', ...change })
    if (decision.ok) carry(house, id, decision.value, false)
    sweep(house)
  }
}

function contactWrites(house: House, { id, state, queueId }: Interaction): void {
  const { random, now: at } = house
  const commands: InteractionCommand[] = [
    ...(state === 'closed' ? [{ type: 'reopen', queueId, priority: 0, at } as const] : []),
    { type: 'contact_wrote', at, now: at },
  ]
  for (const command of commands) {
    const decision = decide(of(house, id), command)
    if (decision.ok) carry(house, id, decision.value, false)
  }
  house.said.set(id, random.pick(['Hello', 'I want my REFUND', 'Thanks']))
  tellMessage(house, id, 'contact', 'contact_wrote')
}

function tellMessage(house: House, id: InteractionId, author: 'agent' | 'contact' | 'house', event?: RuleEvent): void {
  const interaction = of(house, id)
  const { conversationId } = interaction
  const about = { conversationId, channelId, queueId: null, agentId: null, held: false }
  const message = { author, content: { kind: 'text', text: house.said.get(id) } } as never
  const type = author === 'contact' ? 'message.received' : 'message.queued'
  record(
    house,
    { type, ...about, message, card: cardOf(house, interaction) },
    interaction,
    interaction,
    event ? [event] : [],
  )
}

const of = ({ interactions }: House, id: InteractionId): Interaction => present(interactions.get(id), 'an interaction')

function carry(house: House, id: InteractionId, changes: Parameters<typeof apply>[1], isRules: boolean): void {
  for (const change of changes) {
    const before = of(house, id)
    const { interaction: after, facts } = apply(before, [change], (one) => cardOf(house, one), noClocks(house.now))
    house.interactions.set(id, after)
    for (const fact of facts) {
      if (isRules) house.journal.push({ at: house.now, event: fact, isRules })
      else record(house, fact, before, after, happened(fact.type, before, after))
    }
  }
}

/** What a watcher would say has happened, from how it was and how it is. */
function happened(type: string, before: Interaction, after: Interaction): RuleEvent[] {
  const [was, is] = [before.state, after.state]
  const [wasParked, isParked] = [parkedOf(before) !== null, parkedOf(after) !== null]
  const told: [boolean, RuleEvent][] = [
    [was === 'closed' && is !== 'closed', 'reopened'],
    [was === 'offered' && is === 'waiting' && type.endsWith('lapsed'), 'not_taken'],
    [(was === 'waiting' || was === 'offered') && is === 'active', 'assigned'],
    // Also what is parked already and woken, before it comes back.
    [type.endsWith('.parked') && isParked, 'parked'],
    [wasParked && is === 'active' && !isParked, 'unparked'],
    [is === 'waiting' && ('agentId' in before || before.queueId !== after.queueId) && was !== 'closed', 'moved'],
    [was === 'active' && is === 'wrapping_up', 'resolved'],
    [was === 'wrapping_up' && is === 'active', 'resumed'],
    [was !== 'closed' && is === 'closed', 'closed'],
    [type === 'interaction.updated' && before.priority !== after.priority, 'priority_changed'],
  ]
  return told.flatMap(([isSo, event]) => (isSo ? [event] : []))
}

/** Into the journal; and the watcher notes which rules must run for it, and when. */
function record(
  house: House,
  event: DomainEvent,
  before: Interaction | null,
  after: Interaction,
  what: readonly RuleEvent[],
): void {
  house.journal.push({ at: house.now, event, isRules: false })
  for (const rule of house.rules.filter(({ active }) => active)) {
    if (!isWaitedFor(rule.when, before ?? after, after, what)) continue
    const dueAt = (house.now + rule.delaySeconds * 1_000) as Instant
    if (isMet(house, rule, after, dueAt)) house.wanted.set(`${rule.id} ${after.id}`, dueAt)
  }
}

function isWaitedFor(when: RuleWhen, before: Interaction, after: Interaction, what: readonly RuleEvent[]): boolean {
  if (when.on === 'times') return false
  if (when.on === 'event') return what.includes(when.event)
  const [less, more] = when.on === 'tagged' ? [before, after] : [after, before]
  const tagIds = more.tagIds.filter((id) => !less.tagIds.includes(id))
  return when.tagId === null ? tagIds.length > 0 : tagIds.includes(when.tagId)
}

function timePasses(house: House): void {
  const { random } = house
  const soon = [...house.wanted.values()].map((dueAt) => dueAt - house.now).filter((ms) => ms > 0)
  const ms = random.pick([1_000, minuteMs, 10 * minuteMs, hourMs, 24 * hourMs, ...soon, ...soon.map((one) => one - 1)])
  house.now = (house.now + ms) as Instant
}

// What rules do -------------------------------------------------------------------------------------------------------

/** The loop of rules: a shell as thin as the real one. */
function sweep(house: House): void {
  follow(house)
  for (const rule of house.rules) look(house, rule)
  const due = [...house.pending].filter(([, dueAt]) => dueAt <= house.now)
  for (const [key, dueAt] of due.sort(([, a], [, b]) => a - b)) run(house, key, dueAt)
  const lost = [...house.wanted].find(([, dueAt]) => dueAt <= house.now)
  promise(lost === undefined, `${lost?.[0]} was to run at ${lost?.[1]} and has not`)
}

function follow(house: House): void {
  for (; house.cursor < house.journal.length; house.cursor++) {
    const { at, event, isRules } = present(house.journal[house.cursor], 'a line')
    const occasion = isRules ? null : occasionOf(event)
    if (occasion === null) continue
    for (const rule of house.rules) {
      if (!rule.active || rule.afterSeq > house.cursor || !waitsFor(rule.when, occasion)) continue
      const dueAt = (at + rule.delaySeconds * 1_000) as Instant
      const seen = { card: occasion.card, kind: 'whatsapp', said: wordsThen(house, occasion), at: dueAt } as const
      if (meets(rule, seen)) house.pending.set(`${rule.id} ${occasion.card.id}`, dueAt)
    }
  }
}

/** What was said by then: later words are not heard by what happened before. */
function wordsThen({ journal, cursor }: House, { card, said }: NonNullable<ReturnType<typeof occasionOf>>): string {
  if (said !== null) return said
  const earlier = journal.slice(0, cursor).findLast(({ event }) => {
    return event.type === 'message.received' && event.card?.id === card.id
  })
  const occasion = earlier && occasionOf(earlier.event)
  return occasion?.said ?? 'Hello'
}

function look(house: House, rule: SimRule): void {
  if (rule.when.on !== 'times' || !rule.active) return
  const read = parseCrontab(rule.when.crontab)
  promise(read.ok, `${rule.when.crontab} is a crontab`)
  let dueAt = nextTime(read.value, 'UTC', rule.lookedAt)
  while (dueAt !== null && dueAt <= house.now && rule.hours !== null && !isOpen(rule.hours, dueAt))
    dueAt = nextTime(read.value, 'UTC', dueAt)
  const at = dueAt !== null && dueAt <= house.now ? dueAt : null
  promise(at === firstTime(rule, rule.lookedAt, house.now), `${rule.when.crontab} looks at ${at}`)
  rule.lookedAt = house.now
  if (at === null) return
  for (const one of house.interactions.values()) {
    if (one.state === 'closed') continue
    const seen = { card: cardOf(house, one), kind: 'whatsapp', said: house.said.get(one.id) ?? '', at } as const
    const isSo = meets(rule, seen)
    promise(isSo === isMet(house, rule, one, at), `${rule.id} sees ${one.id} otherwise than it is`)
    if (!isSo) continue
    house.pending.set(`${rule.id} ${one.id}`, at)
    house.wanted.set(`${rule.id} ${one.id}`, at)
  }
}

/** The first of these minutes that is meant, and on which the hours are open. */
function firstTime({ when, onlyWithin }: SimRule, from: Instant, to: Instant): Instant | null {
  const isMeant = when.on === 'times' ? present(times[when.crontab], 'a crontab') : () => false
  for (let at = Math.floor(from / minuteMs + 1) * minuteMs; at <= to; at += minuteMs)
    if (isMeant(new Date(at)) && (onlyWithin === null || isOfficeTime(at))) return at as Instant
  return null
}

function isOfficeTime(at: number): boolean {
  const date = new Date(at)
  return date.getUTCDay() >= 1 && date.getUTCDay() <= 5 && date.getUTCHours() >= 9 && date.getUTCHours() < 17
}

function run(house: House, key: Key, dueAt: Instant): void {
  const [ruleId, id] = key.split(' ') as [RuleId, InteractionId]
  const rule = present(
    house.rules.find((one) => one.id === ruleId),
    'a rule',
  )
  const before = of(house, id)
  promise(house.wanted.get(key) === dueAt, `${key} runs at ${dueAt}, and nothing asked for it`)
  house.pending.delete(key)
  house.wanted.delete(key)
  const recentRuns = house.done.filter((one) => one.key === key && one.at > house.now - hourMs).length
  const seen = { card: cardOf(house, before), kind: 'whatsapp', said: house.said.get(id) ?? '', at: house.now } as const
  const why = whyNot(rule, { dueAt, recentRuns }, seen)
  const wrong = reasonAgainst(house, rule, before, dueAt, recentRuns)
  promise(why === wrong, `${key} is ${why ?? 'to go on'}, and should be ${wrong ?? 'to go on'}`)
  if (why !== null) return
  const ruled = ruleOn(before, rule.jobs, {
    at: house.now,
    choice: house.choice,
    tags: [vip, angry],
    mayWaitIn: () => ok(null),
    mayWrite: house.stopped.has(id) ? refuse('contact_opted_out') : ok(null),
  })
  asToldOrNotAtAll(house, rule, before, ruled)
  if (!ruled.ok || ruled.steps.length === 0) return
  for (const step of ruled.steps) if ('changes' in step) carry(house, id, step.changes, true)
  house.done.push({ key, at: house.now })
  effectsStand(house, rule, before, of(house, id))
}

// The same, in slow words ---------------------------------------------------------------------------------------------

/** Is one of the sets met, every condition of it? Said of the interaction itself, and not of its card. */
function isMet({ said }: House, { conditions }: Ruling, one: Interaction, at: Instant): boolean {
  if (conditions.length === 0) return true
  for (const set of conditions) {
    let met = 0
    for (const condition of set) if (isSo(condition)) met++
    if (met === set.length) return true
  }
  return false

  function isSo(condition: Condition): boolean {
    const asked = 'is' in condition ? condition.is : true
    return asked ? isFact(condition) : !isFact(condition)
  }

  function isFact(condition: Condition): boolean {
    const waits = one.state === 'waiting' || one.state === 'offered'
    switch (condition.of) {
      case 'queue':
        return condition.queueIds.some((id) => id === one.queueId)
      case 'tag':
        return one.tagIds.some((id) => id === condition.tagId)
      case 'state':
        return condition.states.some((state) => state === one.state)
      case 'held':
        return one.state === 'active' || one.state === 'wrapping_up'
      case 'parked':
        return one.state === 'active' && one.parked !== null
      case 'priority':
        return !(one.priority < condition.atLeast)
      case 'waited':
        return waits && !(at < one.waitingSince + condition.seconds * 1_000)
      case 'unanswered':
        return one.awaitingReplySince !== null && !(at < one.awaitingReplySince + condition.seconds * 1_000)
      case 'said':
        return /refund/i.test(said.get(one.id) ?? '')
      case 'disposition': {
        const chosen = 'disposition' in one ? (one.disposition?.id ?? null) : null
        return condition.dispositionId === null ? chosen !== null : chosen === condition.dispositionId
      }
      default:
        throw new Error(`${condition.of} is not drawn`)
    }
  }
}

/** Why a run must come to nothing; null: it must go on. */
function reasonAgainst(
  house: House,
  rule: SimRule,
  one: Interaction,
  dueAt: Instant,
  recentRuns: number,
): ReturnType<typeof whyNot> {
  if (rule.onlyWithin === 'office' && !isOfficeTime(dueAt)) return 'outside_hours'
  if (rule.delaySeconds !== 0) {
    if (isUndone(rule.when, one)) return 'undone'
    if (!isMet(house, rule, one, house.now)) return 'conditions'
  }
  return recentRuns > maxRunsAnHour - 1 ? 'too_often' : null
}

function isUndone(when: RuleWhen, one: Interaction): boolean {
  const { state } = one
  const isQuiet = one.awaitingReplySince === null
  if (when.on === 'times') return false
  if (when.on !== 'event') return when.tagId !== null && one.tagIds.includes(when.tagId) === (when.on === 'untagged')
  const isParked = state === 'active' && one.parked !== null
  const undone: Partial<Record<RuleEvent, boolean>> = {
    reopened: state === 'closed',
    not_taken: state !== 'waiting' && state !== 'offered',
    assigned: state !== 'active',
    contact_wrote: isQuiet,
    agent_answered: !isQuiet || state === 'closed',
    parked: !isParked,
    unparked: state !== 'active' || isParked,
    moved: state !== 'waiting' && state !== 'offered',
    resolved: state !== 'wrapping_up' || !isQuiet,
    resumed: state !== 'active',
    closed: state !== 'closed',
  }
  return undone[when.event] ?? false
}

/** Nothing is closed without the outcome it needs; and who said stop hears nothing. Then nothing of it is done at all. */
function asToldOrNotAtAll(house: House, { jobs }: Ruling, one: Interaction, ruled: Ruled): void {
  const closes = jobs.find((job) => job.do === 'close')
  const isClosed = one.state === 'closed'
  const chosen = one.state === 'wrapping_up' ? one.disposition : null
  const lacks = closes !== undefined && !isClosed && house.choice.required && closes.dispositionId === null && !chosen
  const isMovedFirst = jobs.findIndex((job) => job.do === 'move') >= 0
  if (lacks && !isMovedFirst) promise(!ruled.ok, `${one.id} is closed without the outcome that is required`)
  const writes = jobs.some((job) => job.do === 'write')
  if (writes && house.stopped.has(one.id)) promise(!ruled.ok, `${one.id} is written to, and its contact said stop`)
  if (isClosed) promise(!ruled.ok || !jobs.some(({ do: what }) => what === 'move'), `${one.id} is closed, and moved`)
}

/** What a rule did stands, as its jobs said, the last word counting. */
function effectsStand(house: House, { jobs, id: ruleId }: Ruling, before: Interaction, after: Interaction): void {
  const last = <T extends RuleJob['do']>(kinds: readonly T[], among = jobs): Extract<RuleJob, { do: T }> | undefined =>
    among.findLast((job): job is Extract<RuleJob, { do: T }> => kinds.includes(job.do as T))
  for (const tagId of [vip, angry]) {
    const word = last(
      ['tag', 'untag'],
      jobs.filter((job) => 'tagId' in job && job.tagId === tagId),
    )
    if (word) promise(after.tagIds.includes(tagId) === (word.do === 'tag'), `${ruleId} tags ${after.id} as it says`)
  }
  const priority = last(['set_priority'])
  if (priority) promise(after.priority === priority.priority, `${ruleId} sets the priority of ${after.id}`)
  const queue = last(['move'])
  if (queue) promise(after.queueId === queue.queueId, `${ruleId} moves ${after.id}`)
  const close = jobs.find((job) => job.do === 'close')
  if (!close) return
  promise(after.state === 'closed', `${ruleId} closes ${after.id}`)
  const isNamed = before.state === 'closed' || close.dispositionId === null || after.disposition?.id === solved
  promise(isNamed, `${ruleId} closes ${after.id} with the outcome it names`)
  if (house.choice.required && jobs.length === 1)
    promise(after.disposition !== null, `${after.id} is closed without the outcome that is required`)
}

// ----------------------------------------------------------------------------------------------------------------------

function cardOf(house: House, interaction: Interaction) {
  const { conversationId: id, contactId } = interaction
  const contact = { id: contactId, doNotContact: house.stopped.has(interaction.id) }
  return toCard(interaction, { id, channelId, contact } as ConversationCard)
}

const off = { on: false, seconds: 60, warnPercent: 100, businessHours: false, onWarning: [], onBreach: [] }
const terms = { promise: off, hours: null }
const noPromises = { queue_answer: terms, first_response: terms, next_response: terms, solution: terms }
const noClocks = (at: Instant) => ({ at, promisesOf: () => noPromises })
