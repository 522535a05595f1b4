import type { AgentCard, ChannelCard, ChannelKind, InteractionCard, QueueCard } from '../../../contract/cards.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, ChannelId, Instant, QueueId } from '../../../contract/ids.ts'
import type { BoardDay, DayCounts } from '../../../contract/operations/supervision.ts'
import { isReady } from '../../presence/core/presence.ts'
import { undividedAmong } from '../../routing/core/eligible.ts'
import {
  type Counts,
  counted,
  isTooLong,
  type LevelLimits,
  lostAt,
  noCounts,
  type Outcome,
  outcomeOf,
  tallyOf,
  together,
} from './tally.ts'

/** The day as a browser keeps it: read once, then moved by facts. */
export type LiveDay = {
  readonly seq: number
  readonly from: Instant
  readonly to: Instant
  readonly limits: ReadonlyMap<QueueId, LevelLimits>
  /** By queue and channel. */
  readonly counts: ReadonlyMap<string, DayCounts>
  readonly work: ReadonlyMap<AgentId, AgentWork>
  readonly integrations: ReadonlySet<AgentId>
}
type AgentWork = { readonly completed: number; readonly lastAt: Instant }

const keyOf = (queueId: QueueId, channelId: ChannelId): string => `${queueId} ${channelId}`

export const liveDay = ({ seq, from, to, limits, counts, work, integrations }: BoardDay): LiveDay => ({
  seq,
  from,
  to,
  limits: new Map(limits.map((one) => [one.queueId, one])),
  counts: new Map(counts.map((one) => [keyOf(one.queueId, one.channelId), one])),
  work: new Map(work.map(({ agentId, ...rest }) => [agentId, rest])),
  integrations: new Set(integrations),
})

/** The day after one more fact, which happened at `at`. Facts of the next day are not counted: that day is read anew. */
export function dayAfter(day: LiveDay, seq: number, at: Instant, event: DomainEvent | null): LiveDay {
  if (seq <= day.seq) return day
  const tally = event && tallyOf(event, at)
  if (!tally || at < day.from || at >= day.to) return { ...day, seq }
  const { what, queueId, channelId, agentId } = tally
  const work = agentId === null ? day.work : worked(day.work, agentId, at, what === 'completed' ? 1 : 0)
  const limits = day.limits.get(queueId)
  const outcome = what === 'handed_on' || !limits ? null : outcomeOf(tally, limits)
  if (!outcome || outcome.at < day.from) return { ...day, seq, work }
  const key = keyOf(queueId, channelId)
  const counts = counted(day.counts.get(key) ?? noCounts, outcome)
  return { ...day, seq, work, counts: new Map(day.counts).set(key, { queueId, channelId, ...counts }) }
}

function worked(
  work: LiveDay['work'],
  agentId: AgentId,
  at: Instant,
  completed: number,
): ReadonlyMap<AgentId, AgentWork> {
  const known = work.get(agentId) ?? { completed: 0, lastAt: at }
  const lastAt = known.lastAt < at ? at : known.lastAt
  return new Map(work).set(agentId, { completed: known.completed + completed, lastAt })
}

/** What is open in a workspace, as a supervisor's view holds it. */
export type OpenWork = {
  readonly queues: readonly Pick<QueueCard, 'id' | 'name' | 'eligible'>[]
  readonly agents: readonly AgentCard[]
  readonly interactions: readonly InteractionCard[]
  readonly channels: readonly Pick<ChannelCard, 'id' | 'kind' | 'queueId' | 'active' | 'capacity'>[]
}

/**
 * What the board shows of a queue now. `active`: in somebody's hands, set aside and wrapping up too. Of its members:
 * `ready` are available and let new ones come, with room or without, `free` of these hold nothing, `busy` hold
 * something, whatever else they do.
 */
export type QueueLine = {
  readonly id: QueueId
  readonly name: string
  readonly waiting: number
  readonly oldest: Instant | null
  readonly offered: number
  readonly active: number
  readonly ready: number
  readonly free: number
  readonly busy: number
  /** In somebody's hands for longer than the limit of chat time. */
  readonly overTime: number
  readonly counts: Counts
}

/** The five states of R-119, and five of ours. */
export type AgentState =
  | 'signed_out'
  | 'free'
  | 'busy'
  | 'free_on_break'
  | 'busy_on_break'
  | 'offline'
  | 'stop_new'
  | 'not_responding'
  | 'away'
  | 'wrapping_up'
export const agentStates = [
  'free',
  'busy',
  'wrapping_up',
  'stop_new',
  'not_responding',
  'away',
  'free_on_break',
  'busy_on_break',
  'offline',
  'signed_out',
] as const satisfies readonly AgentState[]

/**
 * Why nothing new comes to somebody who is available, where their state does not say it already; and that they are on
 * the telephone, which keeps some queues from asking them.
 */
export type Keeping = 'on_call' | 'break_requested' | 'one_at_a_time' | 'undivided' | 'full'

export type AgentLine = {
  readonly id: AgentId
  readonly name: string
  readonly card: AgentCard
  readonly state: AgentState
  readonly keeping: readonly Keeping[]
  readonly held: readonly InteractionCard[]
  /** How much of it is set aside: it takes no place. */
  readonly aside: number
  /** How many they are asked to take: each takes a place. */
  readonly asked: number
  /** How many they may hold (D-08); null: none of their own, and no channel that is on leads to them. */
  readonly places: number | null
  /** Something they hold came on a channel that is off. */
  readonly holdsOff: boolean
  readonly kinds: readonly ChannelKind[]
  readonly completed: number
  /** Since when nothing has changed: what they do, what they took up, what they put down. */
  readonly since: Instant
}

/** The lines of all queues, in the order of their names. Where channels are given, of what came on them alone. */
export function queueLines(
  open: OpenWork,
  day: LiveDay,
  now: Instant,
  channelIds: ReadonlySet<ChannelId> | null,
): QueueLine[] {
  const isWanted = (id: ChannelId) => channelIds === null || channelIds.has(id)
  const of = Map.groupBy(
    open.interactions.filter(({ conversation }) => isWanted(conversation.channelId)),
    ({ queueId }) => queueId,
  )
  const holders = new Set(open.interactions.flatMap(({ agentId }) => agentId ?? []))
  const dayOf = Map.groupBy(
    [...day.counts.values()].filter(({ channelId }) => isWanted(channelId)),
    ({ queueId }) => queueId,
  )
  return open.queues
    .map(({ id, name }): QueueLine => {
      const cards = of.get(id) ?? []
      const inLine = cards.filter(({ state }) => state === 'waiting' || state === 'offered')
      const members = open.agents.filter(({ active, queueIds }) => active && queueIds.includes(id))
      const ready = members.filter(({ presence }) => isReady(presence))
      const done = (dayOf.get(id) ?? []).reduce<Counts>(together, noCounts)
      const limits = day.limits.get(id)
      return {
        id,
        name,
        waiting: cards.filter(({ state }) => state === 'waiting').length,
        oldest: inLine.reduce<Instant | null>(
          (first, { waitingSince: at }) => (first === null || at < first ? at : first),
          null,
        ),
        offered: cards.filter(({ state }) => state === 'offered').length,
        active: cards.filter(({ state }) => state === 'active' || state === 'wrapping_up').length,
        ready: ready.length,
        free: ready.filter((agent) => !holders.has(agent.id)).length,
        busy: members.filter((agent) => holders.has(agent.id)).length,
        overTime: cards.filter((card) => isOverTime(card, day.limits, now)).length,
        counts: limits ? lostNow(inLine, limits, day, now).reduce(counted, done) : done,
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Of those who still wait, who counts as abandoned since today. */
const lostNow = (inLine: readonly InteractionCard[], limits: LevelLimits, { from }: LiveDay, now: Instant): Outcome[] =>
  inLine.flatMap(({ queueId, waitingSince: since, conversation: { channelId } }) => {
    const lost = lostAt(since, limits)
    if (lost > now || lost < from) return []
    return outcomeOf({ what: 'ended', agentId: null, at: now, since, queueId, channelId }, limits) ?? []
  })

/** Has its agent had it in hand for longer than the limit of chat time? A flag: nothing follows from it. */
export function isOverTime(
  { queueId, agentId, acceptedAt }: InteractionCard,
  limitsOf: LiveDay['limits'],
  now: Instant,
): boolean {
  const limits = limitsOf.get(queueId)
  return limits !== undefined && agentId !== null && acceptedAt !== null && isTooLong(acceptedAt, now, limits)
}

/** One line for each person, by name. Other systems are no agents here. */
export function agentLines(open: OpenWork, day: LiveDay): AgentLine[] {
  const held = Map.groupBy(
    open.interactions.filter(({ agentId }) => agentId !== null),
    ({ agentId }) => agentId as AgentId,
  )
  const asked = askedBy(open)
  const undividedIds = undividedAmong(open.queues)
  const offIds = new Set(open.channels.filter(({ active }) => !active).map(({ id }) => id))
  return open.agents
    .filter(({ active, id }) => active && !day.integrations.has(id))
    .map((card): AgentLine => {
      const theirs = held.get(card.id) ?? []
      const work = day.work.get(card.id)
      const reached = open.channels.filter(({ queueId }) => queueId !== null && card.queueIds.includes(queueId))
      const offered = asked.get(card.id) ?? []
      const inHand = theirs.filter(({ parked }) => parked === null)
      const places = card.capacity ?? placesOn(reached)
      return {
        id: card.id,
        name: card.name,
        card,
        state: stateOf(card, theirs),
        keeping: keepingOf(card, [...inHand, ...offered], { places, undividedIds }),
        held: theirs,
        aside: theirs.length - inHand.length,
        asked: offered.length,
        places,
        holdsOff: theirs.some(({ conversation }) => offIds.has(conversation.channelId)),
        kinds: [...new Set(reached.map(({ kind }) => kind))].sort(),
        completed: work?.completed ?? 0,
        since: lastChange(card, theirs, work?.lastAt ?? null),
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
}

/** What the channels of somebody's queues add up to; null: none of them is on. */
function placesOn(reached: OpenWork['channels']): number | null {
  const on = reached.filter(({ active }) => active)
  return on.length === 0 ? null : on.reduce((sum, { capacity }) => sum + capacity, 0)
}

/** What each is asked now: it takes a place as if they had it. */
function askedBy({ interactions }: OpenWork): ReadonlyMap<AgentId, readonly InteractionCard[]> {
  const asked = new Map<AgentId, InteractionCard[]>()
  for (const card of interactions)
    for (const id of card.state === 'offered' ? (card.offer?.agentIds ?? []) : [])
      asked.set(id, [...(asked.get(id) ?? []), card])
  return asked
}

type Limits = { readonly places: number | null; readonly undividedIds: ReadonlySet<QueueId> }

function keepingOf({ presence }: AgentCard, taken: readonly InteractionCard[], limits: Limits): Keeping[] {
  const onCall: Keeping[] = presence.onCallSince === null ? [] : ['on_call']
  if (presence.state !== 'available' || presence.notResponding || presence.stopNew) return onCall
  if (presence.breakRequested) return [...onCall, 'break_requested']
  if (presence.notReady) return [...onCall, 'one_at_a_time']
  if (taken.some(({ queueId }) => limits.undividedIds.has(queueId))) return [...onCall, 'undivided']
  return limits.places !== null && taken.length >= limits.places ? [...onCall, 'full'] : onCall
}

function stateOf({ presence }: AgentCard, held: readonly InteractionCard[]): AgentState {
  const busy = held.length > 0
  if (presence.notResponding) return 'not_responding'
  switch (presence.state) {
    case 'signed_out':
      return 'signed_out'
    case 'on_break':
      return busy ? 'busy_on_break' : 'free_on_break'
    case 'away':
      return 'away'
    case 'working_offline':
      return 'offline'
    case 'available':
      if (presence.stopNew) return 'stop_new'
      if (busy && held.every(({ state }) => state === 'wrapping_up')) return 'wrapping_up'
      return busy ? 'busy' : 'free'
  }
}

function lastChange({ presence }: AgentCard, held: readonly InteractionCard[], lastAt: Instant | null): Instant {
  const times = held.flatMap(({ acceptedAt, wrapUp }) => [acceptedAt, wrapUp?.startedAt ?? null])
  return Math.max(presence.since, lastAt ?? 0, ...times.map((at) => at ?? 0)) as Instant
}
