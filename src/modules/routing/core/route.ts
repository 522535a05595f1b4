import type { Eligible } from '../../../contract/cards.ts'
import {
  type AgentId,
  type ChannelId,
  compareIds,
  type Instant,
  type InteractionId,
  type QueueId,
} from '../../../contract/ids.ts'
import { type Hidden, isHidden, type Spot } from '../../../contract/sight.ts'
import type { Considered, Why } from '../../../contract/why.ts'
import { type Busy, doing, isEligible, isIdle, placesBy, undividedAmong } from './eligible.ts'
import { type Heap, heapOf, pop, push } from './heap.ts'
import type { Interaction } from './interaction.ts'
import {
  type Candidate,
  type Memory,
  type Order,
  plainRank,
  type Rank,
  type Strategy,
  type StrategyName,
  type WaitingInteraction,
} from './strategy.ts'

/** An agent as the router sees them. `load` counts offered, active and wrapping up, on all channels (D-08). */
export type RoutableAgent = {
  readonly id: AgentId
  readonly queueIds: readonly QueueId[]
  readonly ready: boolean
  /** The agent's own limit; null: the sum of their channels'. */
  readonly capacity: number | null
  /** A time of their own to accept; left out or null: their queue's. */
  readonly acceptSeconds?: number | null
  /** For now no more than this, whatever their limit: they take one at a time. */
  readonly atMost?: number
  readonly idleSince: Instant
  readonly load: number
  readonly loadOf: ReadonlyMap<ChannelId, number>
  /** The same by queue; left out: of none that wants anybody undivided. */
  readonly loadIn?: ReadonlyMap<QueueId, number>
  /** Are they on the telephone? */
  readonly onCall?: boolean
  /** How many of the load are offers that stand. */
  readonly offered: number
  /** How they stand in their queues; a queue that is not here: `plainRank`. */
  readonly ranks: ReadonlyMap<QueueId, Rank>
  /** What tags hide from them: nothing that is there is theirs to get. */
  readonly barred?: Hidden | null
}

export type RoutableChannel = {
  readonly id: ChannelId
  readonly queueId: QueueId | null
  readonly active: boolean
  readonly capacity: number
}

export type RoutableQueue = Pick<Memory, 'lastAgentId'> & {
  readonly id: QueueId
  readonly strategy: StrategyName
  /** Whom it asks by what they are doing; left out: anybody with room. */
  readonly eligible?: Eligible
  readonly asksToAccept: boolean
}

export type Team = {
  readonly agents: readonly RoutableAgent[]
  readonly channels: readonly RoutableChannel[]
  readonly queues: readonly RoutableQueue[]
}
export type Snapshot = Team & {
  readonly waiting: readonly WaitingInteraction[]
  /** Who comes first of what waits; left out: whoever is more urgent, then whoever waits longer. */
  readonly inOrder?: InOrder
  /** Those who were left out of `agents` because they have no room: only the reasons speak of them. */
  readonly full?: (line: WaitingLine) => Full
}
/** Which of two that wait comes first. */
export type InOrder = (a: WaitingInteraction, b: WaitingInteraction) => number

/** Whom to give it to; where the queue asks, whom to ask, first the one who comes first. Never nobody. */
export type Match = {
  readonly interactionId: InteractionId
  /** Where it waited: the choice holds for this queue alone. */
  readonly queueId: QueueId
  readonly agentIds: readonly AgentId[]
  readonly why: Why
}

/** How many are asked at once, at most: those who come first by the strategy. */
export const maxAsked = 100

/** How many of those who were chosen, came next or were full are named in the reasons for a match; the rest is counted. */
export const maxNamed = 3

/** Ready members of a line without room. */
export type Full = { readonly first: readonly Considered[]; readonly count: number }

/**
 * Pair waiting interactions with ready agents who have room, in the order of the lines, each by its queue's strategy.
 * Ties are settled by id, so the same snapshot always gives the same pairs. Whoever let an interaction pass is asked again
 * only when nobody else could be (D-03); then a new round begins, so that nothing waits for ever. What prefers an agent is
 * theirs before it goes by the strategy, and nobody else's while it waits for them alone.
 */
export function route(snapshot: Snapshot, strategyOf: (name: StrategyName) => Strategy): Match[] {
  const channels = byId(snapshot.channels)
  const lineOf = linesOf(snapshot, strategyOf)
  return snapshot.waiting.toSorted(snapshot.inOrder ?? mostUrgentFirst).flatMap((interaction) => {
    const channel = channels.get(interaction.channelId)
    const line = channel?.active ? lineOf(interaction, channel) : undefined
    const picked = line && pickedFor(line, interaction)
    if (!channel || !picked) return []
    const why = reasons(line, interaction, picked)
    for (const { seat } of picked.chosen) {
      seat.load++
      if (line.asks) seat.offered++
      if (line.eligible === 'undivided') seat.undivided = true
      seat.given = oneMoreOf(seat.given, interaction.queueId)
      seat.loadOf = oneMoreOf(seat.loadOf, channel.id)
    }
    const { id: interactionId, queueId } = interaction
    return [{ interactionId, queueId, agentIds: picked.chosen.map(({ id }) => id), why }]
  })
}

const oneMoreOf = <Id>(counts: ReadonlyMap<Id, number>, id: Id): ReadonlyMap<Id, number> =>
  new Map(counts).set(id, (counts.get(id) ?? 0) + 1)

/** A line of waiting interactions: one queue, one channel. */
export type WaitingLine = { readonly queueId: QueueId; readonly channelId: ChannelId }

/**
 * A line that somebody could take from, and how many at most: those who serve several lines count in each. `full`: ready
 * members who have no room in any of the lines.
 */
export type OpenLine = WaitingLine & {
  readonly places: number
  readonly full: Full
  /** Only this agent may take from it: it holds those who wait for them alone. Null: whoever belongs to the queue. */
  readonly agentId: AgentId | null
}

/** Those of a line who wait for one agent alone. `isThere`: that agent can still be asked, now or later. */
export type ReservedLine = WaitingLine & { readonly agentId: AgentId; readonly isThere: boolean }

/**
 * The lines that somebody ready has room for, and all who do: whoever could be matched is among them, so the others need
 * not be looked at, however many wait or are full.
 */
export function openLines(team: Team, waiting: readonly WaitingLine[]): { lines: OpenLine[]; agents: RoutableAgent[] } {
  const channels = byId(team.channels)
  const asked = waiting.flatMap((line) => {
    const channel = channels.get(line.channelId)
    return channel?.active ? [{ line, channel, places: 0, full: { first: [] as Considered[], count: 0 } }] : []
  })
  const byQueue = Map.groupBy(asked, ({ line }) => line.queueId)
  const capacityOfAgent = capacitiesBy(team.channels)
  const placesIn = placesBeside(team.queues)
  const agents = team.agents.filter((agent) => {
    if (!agent.ready) return false
    let isAsked = false
    for (const queueId of agent.queueIds) {
      const theirs = byQueue.get(queueId)
      if (!theirs) continue
      for (const one of theirs) {
        if (isBarred(agent, one.line)) continue
        const room = placesFor(agent, one.channel, capacityOfAgent(agent, one.channel))
        if (room <= 0) continue
        one.places += placesIn(queueId, agent, room)
        isAsked = true // Or would be, if they were doing something else.
      }
    }
    if (isAsked) return true
    for (const queueId of agent.queueIds)
      for (const { channel, full } of byQueue.get(queueId) ?? [])
        addFull(full, candidateIn(queueId, agent, capacityOfAgent(agent, channel)))
    return false
  })
  const lines = asked.flatMap(({ line, places, full }) =>
    places > 0 ? [{ ...line, places, full, agentId: null }] : [],
  )
  return { lines, agents }
}

/**
 * Of the lines of those who wait for one agent alone, the ones whose agent is ready and has room. Where the agent is gone
 * nobody waits for them: such a line stands open to all, as the one it came from.
 */
export function openReserved(
  open: { readonly lines: readonly OpenLine[]; readonly agents: readonly RoutableAgent[] },
  { channels, queues }: Pick<Team, 'channels' | 'queues'>,
  reserved: readonly ReservedLine[],
): { own: OpenLine[]; gone: OpenLine[] } {
  const openLine = new Map(open.lines.map((line) => [keyOf(line), line]))
  const wanted = new Set(reserved.map(({ agentId }) => agentId))
  const agents = byId(open.agents.filter(({ id }) => wanted.has(id)))
  const [channelOf, capacityOfAgent] = [byId(channels), capacitiesBy(channels)]
  const placesIn = placesBeside(queues)
  const own = reserved.flatMap(({ isThere, ...line }) => {
    const [whole, agent, channel] = [openLine.get(keyOf(line)), agents.get(line.agentId), channelOf.get(line.channelId)]
    if (!isThere || !whole || !agent?.queueIds.includes(line.queueId) || !channel) return []
    const places = placesIn(line.queueId, agent, placesFor(agent, channel, capacityOfAgent(agent, channel)))
    return places > 0 ? [{ ...whole, ...line, places }] : []
  })
  const gone = reserved.flatMap(({ isThere, ...line }) => {
    const whole = isThere ? undefined : openLine.get(keyOf(line))
    return whole ? [{ ...whole, ...line }] : [] // Whoever belongs to the queue takes from it.
  })
  return { own, gone }
}

/** How many more of this channel they may hold, of `capacity` in all. */
const placesFor = (
  { load, loadOf }: Pick<RoutableAgent, 'load' | 'loadOf'>,
  channel: RoutableChannel,
  capacity: number,
): number => Math.min(channel.capacity - (loadOf.get(channel.id) ?? 0), capacity - load)

/** How many of those places a queue fills, by what else its agent is doing. */
function placesBeside(queues: readonly RoutableQueue[]): (queueId: QueueId, agent: Busy, places: number) => number {
  const rules = byId(queues)
  const undividedIds = undividedAmong(queues)
  return (queueId, agent, places) => {
    const { eligible = 'with_room' } = rules.get(queueId) ?? {}
    return isEligible(eligible, doing(agent, undividedIds)) ? placesBy(eligible, places) : 0
  }
}

/** The first of an open line, as many as were read. */
export type HeadOfLine = Pick<OpenLine, 'places'> & { readonly heads: readonly WaitingInteraction[] }

/**
 * Of the heads of lines that were read only so far, those that nothing unread comes before: the end of the shortest
 * sight is the end for all. `cut` says whether there was more to see that somebody has room for.
 */
export function inSight(
  read: readonly HeadOfLine[],
  perLine: number,
  inOrder: InOrder = mostUrgentFirst,
): { waiting: WaitingInteraction[]; cut: boolean } {
  const heads = read.flatMap((line) => line.heads)
  const ends = read.flatMap(({ heads, places }) =>
    heads.length < perLine || heads.length >= places ? [] : [heads.toSorted(inOrder).at(-1)!],
  )
  const [end] = ends.sort(inOrder)
  if (!end) return { waiting: heads, cut: false }
  return { waiting: heads.filter((head) => inOrder(head, end) <= 0), cut: true }
}

/** One text for each line. */
export const keyOf = ({ queueId, channelId }: WaitingLine): string => `${queueId} ${channelId}`

/**
 * How many interactions this agent may hold in all: their own limit, or the sum of their channels' (R-079). Theirs are
 * those that lead to their queues, and the one in question.
 */
export function capacityOf(
  agent: Pick<RoutableAgent, 'capacity' | 'queueIds' | 'atMost'>,
  channels: readonly RoutableChannel[],
  channelId: ChannelId | null = null,
): number {
  if (agent.capacity !== null) return forNow(agent, agent.capacity)
  const sum = channels
    .filter((channel) => channel.id === channelId || leadsTo(channel, agent.queueIds))
    .reduce((sum, channel) => sum + channel.capacity, 0)
  return forNow(agent, sum)
}

const forNow = ({ atMost }: Pick<RoutableAgent, 'atMost'>, places: number): number =>
  atMost === undefined || places < atMost ? places : atMost

/** `capacityOf` for many: what the channels add up to is counted once. */
function capacitiesBy(
  channels: readonly RoutableChannel[],
): (agent: Pick<RoutableAgent, 'capacity' | 'queueIds' | 'atMost'>, channel: RoutableChannel) => number {
  const sums = new Map<QueueId, number>()
  for (const { queueId, capacity } of channels) {
    if (queueId !== null) sums.set(queueId, (sums.get(queueId) ?? 0) + capacity)
  }
  return (agent, channel) => {
    const { capacity, queueIds } = agent
    if (capacity !== null) return forNow(agent, capacity)
    const sum = queueIds.reduce((all, queueId) => all + (sums.get(queueId) ?? 0), 0)
    return forNow(agent, leadsTo(channel, queueIds) ? sum : sum + channel.capacity)
  }
}

/** Do tags hide this place from the agent? */
const isBarred = ({ barred = null }: Pick<RoutableAgent, 'barred'>, spot: Spot): boolean => isHidden(barred, spot)

const leadsTo = ({ queueId }: RoutableChannel, queueIds: readonly QueueId[]): boolean =>
  queueId !== null && queueIds.includes(queueId)

/** Who takes one at a time has room for one more than they have in hand, however many others are offered. */
export const oneMore = ({ load, offered }: Pick<RoutableAgent, 'load' | 'offered'>): number => load - offered + 1

/** May this agent hold one more of this channel (D-08)? */
export function hasRoom(agent: RoutableAgent, channelId: ChannelId, channels: readonly RoutableChannel[]): boolean {
  const channel = channels.find(({ id }) => id === channelId)
  if (!channel) return false
  const ofChannel = agent.loadOf.get(channelId) ?? 0
  return agent.load < capacityOf(agent, channels, channelId) && ofChannel < channel.capacity
}

/** May a queue ask this agent, by what they are doing? Whether they have room is asked elsewhere. */
export function fits(agent: Busy, queueId: QueueId, queues: Iterable<Pick<RoutableQueue, 'id' | 'eligible'>>): boolean {
  const all = [...queues]
  const { eligible = 'with_room' } = all.find(({ id }) => id === queueId) ?? {}
  return isEligible(eligible, doing(agent, undividedAmong(all)))
}

/**
 * Should an offer no longer stand with this agent? Not where they stopped being ready or a member, tags hide it from
 * them, the channel was switched off, or their telephone rang while something wants them undivided.
 */
export function isStale(
  { queueId, channelId, eligible }: Pick<Interaction, 'queueId' | 'channelId'> & Pick<RoutableQueue, 'eligible'>,
  agent: Pick<RoutableAgent, 'ready' | 'queueIds' | 'barred' | 'onCall'>,
  channels: readonly RoutableChannel[],
): boolean {
  if (eligible === 'undivided' && agent.onCall === true) return true
  const channel = channels.find(({ id }) => id === channelId)
  if (isBarred(agent, { queueId, channelId })) return true
  return !agent.ready || !agent.queueIds.includes(queueId) || channel?.active !== true
}

/** Of agents who are full whatever the channel, those whom the reasons name, and how many they are. */
export function fullOf(agents: ReadonlyMap<AgentId, RoutableAgent> | undefined, queueId: QueueId, more: Full): Full {
  if (!agents) return more
  const first = [...more.first]
  for (const agent of agents.values()) {
    if (first.length >= maxNamed) break
    first.push(considered(candidateIn(queueId, agent, agent.capacity ?? agent.load)))
  }
  return { first, count: more.count + agents.size }
}

/** Who would be picked now for this queue, first to last: the ready members with room. Nobody where agents pick. */
export function pickOrder(
  team: Team,
  { id, strategy, eligible = 'with_room', lastAgentId, asksToAccept: asks }: RoutableQueue,
  strategyOf: (name: StrategyName) => Strategy,
): AgentId[] {
  const served = team.channels.filter((channel) => channel.queueId === id && channel.active)
  const { order, asks: whom } = strategyOf(strategy)
  if (whom === 'nobody') return []
  const compare = orderBy(eligible, order({ lastAgentId, asks, seed: id }))
  const undividedIds = undividedAmong(team.queues)
  return team.agents
    .filter((agent) => agent.ready && agent.queueIds.includes(id) && !isBarred(agent, { queueId: id, channelId: null }))
    .filter((agent) => isEligible(eligible, doing(agent, undividedIds)))
    .filter((agent) => {
      const theirs = served.filter((channel) => !isBarred(agent, { queueId: id, channelId: channel.id }))
      return served.length === 0 || theirs.some((channel) => hasRoom(agent, channel.id, team.channels))
    })
    .map((agent) => candidateIn(id, agent, capacityOf(agent, team.channels)))
    .toSorted(compare)
    .map((candidate) => candidate.id)
}

/** Where the idle come first, the strategy's order counts among them, and then among the others. */
export const orderBy = (eligible: Eligible, compare: ReturnType<Order>): ReturnType<Order> =>
  eligible === 'idle_first' ? (a, b) => Number(isIdle(b)) - Number(isIdle(a)) || compare(a, b) : compare

const candidateIn = (
  queueId: QueueId,
  {
    id,
    load,
    offered,
    onCall = false,
    idleSince,
    ranks,
  }: Pick<RoutableAgent, 'id' | 'load' | 'offered' | 'onCall' | 'idleSince' | 'ranks'>,
  capacity: number,
  given = 0,
): Candidate => {
  const { level, penalty, lastTookAt } = ranks.get(queueId) ?? plainRank
  return { id, load, capacity, offered, onCall, given, idleSince, level, penalty, lastTookAt }
}

/** Most urgent first, then oldest; ids settle the rest. */
export const mostUrgentFirst = (
  a: Pick<Interaction, 'priority' | 'waitingSince' | 'id'>,
  b: Pick<Interaction, 'priority' | 'waitingSince' | 'id'>,
): number => b.priority - a.priority || a.waitingSince - b.waitingSince || compareIds(a.id, b.id)

/**
 * A ready agent during one run of the router: the load grows as pairs are made. Thousands are seated in a run and a few
 * are given something, so what is counted is shared with the agent until then.
 */
type Seat = {
  readonly id: AgentId
  readonly idleSince: Instant
  /** How many in all, of this channel and others. */
  readonly capacity: (channel: RoutableChannel) => number
  readonly onCall: boolean
  load: number
  offered: number
  /** Something they have wants all of them. */
  undivided: boolean
  /** In this run, by queue. */
  given: ReadonlyMap<QueueId, number>
  loadOf: ReadonlyMap<ChannelId, number>
  readonly ranks: ReadonlyMap<QueueId, Rank>
  readonly barred: Hidden | null
}

/** A seat in a line, with the load it had when it was put there: another line may have filled it meanwhile. */
type Place = Candidate & { readonly seat: Seat }

/**
 * Those who may be asked for one queue and one channel, in order. Loads only grow while the router runs, so whoever has
 * no room left is dropped for good, and an empty line costs nothing however many wait.
 */
type Line = {
  /** Made when it is first asked for: the first of the line that goes by the strategy seeds what is drawn. */
  readonly heapFor: (head: WaitingInteraction) => Heap<Place>
  /** The seats of the queue's members, by agent: only for those who prefer one. */
  readonly seatOf: (id: AgentId) => Seat | undefined
  readonly asks: boolean
  /** How many are asked for each, at most. */
  readonly most: number
  readonly hasRoom: (seat: Seat) => boolean
  /** Has room, and may be asked by what they are doing. */
  readonly fits: (seat: Seat) => boolean
  readonly placeOf: (seat: Seat) => Place
  readonly strategy: StrategyName
  readonly eligible: Eligible
  /** Members without room, and those who have some but are doing something else, as they are found out. */
  readonly full: { readonly first: Considered[]; count: number }
  readonly busy: { readonly first: Considered[]; count: number }
}

/** The line an interaction stands in; undefined: its queue has no rules, or gives nothing by itself. */
function linesOf(
  snapshot: Snapshot,
  strategyOf: (name: StrategyName) => Strategy,
): (interaction: WaitingInteraction, channel: RoutableChannel) => Line | undefined {
  const members = membersByQueue(snapshot)
  const queues = byId(snapshot.queues)
  const lines = new Map<string, Line>()
  return (interaction, channel) => {
    const key = keyOf(interaction)
    const known = lines.get(key)
    if (known) return known
    const { queueId } = interaction
    const queue = queues.get(queueId)
    if (!queue) return undefined
    const asks = queue.asksToAccept
    const { eligible = 'with_room' } = queue
    const hasPlace = (seat: Seat): boolean =>
      seat.load < seat.capacity(channel) && (seat.loadOf.get(channel.id) ?? 0) < channel.capacity
    const hasRoom = (seat: Seat): boolean => hasPlace(seat) && !isBarred(seat, { queueId, channelId: channel.id })
    const fits = (seat: Seat): boolean => hasRoom(seat) && isEligible(eligible, seat)
    const placeOf = (seat: Seat): Place =>
      Object.assign(candidateIn(queueId, seat, seat.capacity(channel), seat.given.get(queueId)), { seat })
    const strategy = strategyOf(queue.strategy)
    if (strategy.asks === 'nobody') return undefined
    const places = (members.get(queueId) ?? []).map(placeOf)
    const able = places.filter(({ seat }) => fits(seat))
    const most = asks && strategy.asks === 'all' ? maxAsked : 1
    const { first, count } = snapshot.full?.(interaction) ?? nobodyFull
    const full = { first: [...first], count }
    const busy = { first: [], count: 0 }
    if (able.length < places.length)
      for (const place of places) if (!fits(place.seat)) addFull(hasRoom(place.seat) ? busy : full, place)
    let heap: Heap<Place> | undefined
    const heapFor = ({ id: seed }: WaitingInteraction): Heap<Place> => {
      heap ??= heapOf(able, orderBy(eligible, strategy.order({ lastAgentId: queue.lastAgentId, asks, seed })))
      return heap
    }
    const seatOf = bySeat(members.get(queueId) ?? [])
    const line = { heapFor, seatOf, asks, most, hasRoom, fits, placeOf, strategy: queue.strategy, eligible, full, busy }
    lines.set(key, line)
    return line
  }
}

const nobodyFull: Full = { first: [], count: 0 }

function addFull(full: Line['full'], candidate: Candidate): void {
  full.count++
  if (full.first.length < maxNamed) full.first.push(considered(candidate))
}

/** Most lines have nobody who prefers anybody: the map is made when it is first asked. */
function bySeat(seats: readonly Seat[]): Line['seatOf'] {
  let seatOf: Map<AgentId, Seat> | undefined
  return (id) => {
    seatOf ??= byId(seats)
    return seatOf.get(id)
  }
}

/** The members of each queue where somebody waits. */
function membersByQueue({ agents, channels, queues, waiting }: Snapshot): Map<QueueId, Seat[]> {
  const capacityOfAgent = capacitiesBy(channels)
  const undividedIds = undividedAmong(queues)
  const members = new Map(waiting.map(({ queueId }): [QueueId, Seat[]] => [queueId, []]))
  for (const agent of agents) {
    const { id, ready, queueIds, idleSince, load, loadOf, offered, ranks, barred = null } = agent
    if (!ready) continue
    const capacity = (channel: RoutableChannel): number => capacityOfAgent(agent, channel)
    const { onCall, undivided } = doing(agent, undividedIds)
    const seat: Seat = {
      id,
      idleSince,
      capacity,
      load,
      loadOf,
      offered,
      onCall,
      undivided,
      given: nothing,
      ranks,
      barred,
    }
    for (const queueId of queueIds) members.get(queueId)?.push(seat)
  }
  return members
}

const nothing: ReadonlyMap<QueueId, number> = new Map()

/** Who was picked for an interaction, and who would have come next. */
type Picked = {
  readonly chosen: readonly Place[]
  readonly next: readonly Place[]
  readonly newRound: boolean
  /** Whom it would rather have: the strategy was not asked. */
  readonly preferred: boolean
}

/** The preferred agent, where they have room, or else whoever comes first, unless it waits for them alone. */
function pickedFor(line: Line, interaction: WaitingInteraction): Picked | undefined {
  const { preference } = interaction
  if (!preference) return pick(line, interaction)
  const own = line.seatOf(preference.agentId)
  if (own && line.fits(own)) return { chosen: [line.placeOf(own)], next: [], newRound: false, preferred: true }
  return preference.alone ? undefined : pick(line, interaction)
}

/**
 * Those who come first: all with room, best first, are taken out of the line as they are looked at, and put back.
 * Whoever let it pass is asked only when nobody else could be. Undefined when nobody has room.
 */
function pick(line: Line, interaction: WaitingInteraction): Picked | undefined {
  const heap = line.heapFor(interaction)
  const { passedOver } = interaction
  const wanted = line.most + maxNamed - 1
  const seen: Place[] = []
  const fresh: Place[] = []
  for (let place = pop(heap); place; place = pop(heap)) {
    if (!line.fits(place.seat)) {
      addFull(line.hasRoom(place.seat) ? line.busy : line.full, line.placeOf(place.seat))
      continue
    }
    if (place.load !== place.seat.load) {
      push(heap, line.placeOf(place.seat)) // Filled from another line since: to its new place.
      continue
    }
    seen.push(place)
    if (!passedOver.includes(place.id) && fresh.push(place) === wanted) break
  }
  for (const place of seen) push(heap, place)
  if (seen.length === 0) return undefined
  const newRound = fresh.length === 0
  const able = newRound ? seen : fresh
  const most = line.eligible === 'idle_first' ? mostIdle(able, line.most) : line.most
  return { chosen: able.slice(0, most), next: able.slice(most, wanted), newRound, preferred: false }
}

/** Where all are asked and somebody is idle, the others are not disturbed. */
function mostIdle(able: readonly Candidate[], most: number): number {
  const idle = able.findIndex((candidate) => !isIdle(candidate))
  return idle > 0 ? Math.min(most, idle) : most
}

const considered = (candidate: Candidate): Considered => {
  const { id: agentId, load, capacity, onCall, idleSince, level, penalty, lastTookAt } = candidate
  return { agentId, load, capacity, ...(onCall && { onCall }), idleSince, level, penalty, lastTookAt }
}

/** Why these: what was known of them, and of a few others, before they were given it. */
function reasons(
  { strategy, eligible, full, busy }: Line,
  { passedOver }: WaitingInteraction,
  { chosen, next, newRound, preferred }: Picked,
): Why {
  return {
    strategy,
    eligible,
    preferred,
    chosen: { first: chosen.slice(0, maxNamed).map(considered), count: chosen.length },
    next: next.map(considered),
    full: { first: full.first.slice(), count: full.count },
    busy: { first: busy.first.slice(), count: busy.count },
    passedOver: { first: passedOver.slice(0, maxNamed), count: passedOver.length },
    newRound,
  }
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): Map<T['id'], T> =>
  new Map(items.map((item) => [item.id, item]))
