import type { Eligible } from '../../../contract/cards.ts'
import { type Day, type DayLine, type DayQueue, plainDayLine } from '../../../contract/day.ts'
import {
  type AgentId,
  type ChannelId,
  compareIds,
  type Instant,
  type InteractionId,
  type QueueId,
} from '../../../contract/ids.ts'
import { present } from '../../../kernel/assert.ts'
import { isEligible } from '../../routing/core/eligible.ts'
import { type Heap, heapOf } from '../../routing/core/heap.ts'
import { firstInLine, firstOfQueue, takesChannel } from '../../routing/core/line.ts'
import {
  capacityOf,
  type InOrder,
  keyOf,
  type RoutableAgent,
  type RoutableChannel,
  type RoutableQueue,
} from '../../routing/core/route.ts'
import { type Candidate, plainRank, type Rank, type WaitingInteraction } from '../../routing/core/strategy.ts'
import { type Arrival, minuteMs } from './arrivals.ts'

/** The floor of the contact centre while a day is played: who is there, what they hold, and who waits. */

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }

/** An interaction of the day; as long as it waits, the router sees it as it is. */
export type Request = Writable<WaitingInteraction> & {
  passedOver: AgentId[]
  /** Where they stand; and the queue they wrote to, where they are counted and whose matter they bring. */
  line: Line
  readonly home: QueueOnFloor
  readonly seed: number
  readonly arrivedAt: number
  state: 'waiting' | 'offered' | 'active' | 'wrapping_up' | 'closed' | 'gone'
  /** Who is asked at the moment. */
  asked: Person[]
  /** How often it was offered: the number of the offer that stands. */
  offers: number
  holder: Person | null
  answeredAt: number | null
  /** They were too many once, or waited too long, and what the queue does with them was done. */
  overflowed: boolean
  /** How much of its holder's work has been done when it is over: see `Person.done`. */
  endsAt: number
}

export type Person = {
  readonly index: number
  /** As the router sees them; kept up to date. */
  readonly agent: Writable<RoutableAgent> & {
    readonly loadOf: Map<ChannelId, number>
    /** Of queues that want somebody undivided: nobody asks for the others. */
    readonly loadIn: Map<QueueId, number>
    readonly ranks: Map<QueueId, Rank>
  }
  readonly seats: readonly Seat[]
  /** How many they may hold in all: of channels that lead to their queues, and on any channel at most. */
  readonly own: number
  readonly most: number
  readonly capacityFor: (channel: RoutableChannel) => number
  onShift: boolean
  /** After a missed offer, until then. */
  awayUntil: number | null
  readonly offers: Set<Request>
  readonly talking: Request[]
  /** Milliseconds of work done on each conversation since the day began: slower the more there are at once. */
  done: number
  doneAt: number
  /** Which of the moments set for the end of a conversation counts. */
  version: number
  answered: number
  onDutyMs: number
  busyMs: number
  heldMs: number
  countedAt: number
}

/** A person as a member of a queue. */
export type Seat = {
  readonly person: Person
  readonly queue: QueueOnFloor
  readonly candidate: Writable<Candidate>
  /** Where they stand among the free of the queue; -1: they are not. */
  place: number
}

export type QueueOnFloor = {
  readonly index: number
  readonly settings: DayQueue
  readonly line: DayLine
  /** Who waits, oldest first; null: any number may wait, and nobody asks. */
  readonly byAge: Request[] | null
  readonly routable: Writable<RoutableQueue> & { readonly eligible: Eligible }
  readonly lines: Line[]
  /** Members who are ready and may hold more, in no order. */
  readonly free: Seat[]
  waiting: number
}

export type Line = {
  readonly queue: QueueOnFloor
  readonly channel: RoutableChannel
  /** Those who no longer wait are dropped when they come to the head. */
  readonly heap: Heap<Request>
  /** Where agents pick by themselves: somebody is about to look. */
  looking: boolean
}

export type Floor = {
  readonly people: readonly Person[]
  readonly queues: readonly QueueOnFloor[]
  readonly channels: readonly RoutableChannel[]
  /** In the order of the day's arrivals; then those to which people are only sent on. */
  readonly lines: readonly Line[]
  /** By queue and channel: see `keyOf`. */
  readonly lineOf: ReadonlyMap<string, Line>
  readonly personOf: ReadonlyMap<AgentId, Person>
  readonly orderOf: (queueId: QueueId) => DayLine | undefined
  /** The queues that want whomever they ask undivided: whatever the router is asked about, it must know of them. */
  readonly undivided: readonly RoutableQueue[]
}

/** The empty floor of a day: nobody on shift, nobody waiting. The day has been checked. */
export function openFloor(day: Day): Floor {
  const channels = day.channels.map((channel): RoutableChannel => {
    const queueId = channel.queueId as QueueId | null
    return { id: channel.id as ChannelId, queueId, active: true, capacity: channel.capacity }
  })
  const queues = day.queues.map(queueOnFloor)
  const queueOf = new Map(queues.map((queue) => [queue.settings.id, queue]))
  const channelOf = new Map(channels.map((channel): [string, RoutableChannel] => [channel.id, channel]))
  const lines = day.arrivals.map(({ queueId, channelId }) => {
    const queue = present(queueOf.get(queueId), 'the queue of an arrival')
    return openLine(queue, present(channelOf.get(channelId), 'the channel of an arrival'))
  })
  const lineOf = new Map(lines.map((line) => [keyOfLine(line), line]))
  for (const { queue, channel } of lines.slice()) {
    const { does, queueId } = queue.line.overflow
    const to = does === 'move' && queueId !== null ? queueOf.get(queueId) : undefined
    if (to === undefined) continue
    const key = keyOf({ queueId: to.routable.id, channelId: channel.id })
    if (lineOf.has(key)) continue
    const line = openLine(to, channel)
    lines.push(line)
    lineOf.set(key, line)
  }
  const people = day.agents.map((agent, index) => personOnFloor(agent, index, { channels, queueOf }))
  const orders = new Map(queues.map(({ routable, line }) => [routable.id, line]))
  const undivided = queues.map(({ routable }) => routable).filter(({ eligible }) => eligible === 'undivided')
  return {
    people,
    queues,
    channels,
    lines,
    lineOf,
    undivided,
    personOf: new Map(people.map((person) => [person.agent.id, person])),
    orderOf: (queueId) => orders.get(queueId),
  }
}

/** Who comes first of all who wait, by the lines of their queues. */
export const inOrderOf = ({ orderOf }: Floor, at: number): InOrder => firstInLine(at as Instant, orderOf)

const keyOfLine = ({ queue, channel }: Line): string => keyOf({ queueId: queue.routable.id, channelId: channel.id })

function openLine(queue: QueueOnFloor, channel: RoutableChannel): Line {
  const line = { queue, channel, heap: heapOf<Request>([], firstOfQueue(queue.line)), looking: false }
  queue.lines.push(line)
  return line
}

const takes = ({ settings: { channelIds = [] } }: QueueOnFloor, channel: RoutableChannel): boolean =>
  takesChannel({ channelIds: channelIds as ChannelId[] }, channel.id)

/** Where who overflows is sent on to; undefined: nowhere, or the other queue does not take their channel. */
export function lineBeyond({ lineOf }: Floor, { queue, channel }: Line): Line | undefined {
  const { does, queueId } = queue.line.overflow
  if (does !== 'move' || queueId === null) return undefined
  const beyond = lineOf.get(keyOf({ queueId: queueId as QueueId, channelId: channel.id }))
  return beyond && takes(beyond.queue, channel) ? beyond : undefined
}

function queueOnFloor(settings: DayQueue, index: number): QueueOnFloor {
  const { strategy, eligible = 'with_room', asksToAccept, line = plainDayLine } = settings
  const routable = { id: settings.id as QueueId, strategy, eligible, asksToAccept, lastAgentId: null }
  const byAge = line.mostWaiting === null ? null : []
  return { index, settings, line, byAge, routable, lines: [], free: [], waiting: 0 }
}

function personOnFloor(
  { id, capacity, acceptSeconds = null, queues: memberships }: Day['agents'][number],
  index: number,
  { channels, queueOf }: { channels: readonly RoutableChannel[]; queueOf: ReadonlyMap<string, QueueOnFloor> },
): Person {
  const ranks = new Map(
    memberships.map(({ queueId, level, penalty }): [QueueId, Rank] => [
      queueId as QueueId,
      { ...plainRank, level, penalty },
    ]),
  )
  const agent = {
    id: id as AgentId,
    queueIds: [...ranks.keys()],
    ready: false,
    capacity,
    acceptSeconds,
    idleSince: 0 as Instant,
    load: 0,
    loadOf: new Map<ChannelId, number>(),
    loadIn: new Map<QueueId, number>(),
    offered: 0,
    ranks,
  }
  const own = capacityOf(agent, channels)
  const capacities = new Map<ChannelId, number>()
  // A channel that leads to none of their queues adds its own capacity while it is the one in question.
  function capacityFor({ id: channelId, queueId }: RoutableChannel): number {
    if (queueId !== null && ranks.has(queueId)) return own
    const known = capacities.get(channelId) ?? capacityOf(agent, channels, channelId)
    capacities.set(channelId, known)
    return known
  }
  const most = capacity === null ? own + Math.max(0, ...channels.map((one) => one.capacity)) : own
  const seats: Seat[] = []
  const person: Person = {
    index,
    agent,
    seats,
    own,
    most,
    capacityFor,
    onShift: false,
    awayUntil: null,
    offers: new Set(),
    talking: [],
    done: 0,
    doneAt: 0,
    version: 0,
    answered: 0,
    onDutyMs: 0,
    busyMs: 0,
    heldMs: 0,
    countedAt: 0,
  }
  for (const [queueId, rank] of ranks) {
    const queue = present(queueOf.get(queueId), 'the queue of a member')
    const { id, load, offered, idleSince } = agent
    const candidate = { ...rank, id, load, offered, given: 0, capacity: person.most, idleSince }
    seats.push({ person, queue, candidate, place: -1 })
  }
  return person
}

/** Somebody of the day's arrivals, about to wait. `n` counts them. */
export function requestOf(floor: Floor, { at, line: lineAt, seed }: Arrival, n: number): Request {
  const line = present(floor.lines[lineAt], 'the line of an arrival')
  return {
    id: String(n).padStart(8, '0') as InteractionId,
    queueId: line.queue.routable.id,
    channelId: line.channel.id,
    priority: line.queue.line.priority,
    waitingSince: at as Instant,
    passedOver: [],
    line,
    home: line.queue,
    seed,
    arrivedAt: at,
    state: 'waiting',
    asked: [],
    offers: 0,
    holder: null,
    answeredAt: null,
    overflowed: false,
    endsAt: 0,
  }
}

/** How many of those who wait in the same queue came before this one, who waits or is about to. */
export function placeOf({ line: { queue }, waitingSince, id }: Request): number {
  const byAge = present(queue.byAge, 'a line that is limited')
  let [from, to] = [0, byAge.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const one = present(byAge[middle], 'somebody who waits')
    if ((one.waitingSince - waitingSince || compareIds(one.id, id)) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** How many they hold: talking and wrapping up. What is only offered is not held. */
export const heldBy = ({ agent }: Person): number => agent.load - agent.offered

/** Has this person room for one more of this channel (D-08)? */
export const hasPlace = (person: Person, channel: RoutableChannel): boolean =>
  (person.agent.load < person.own || person.agent.load < person.capacityFor(channel)) &&
  (person.agent.loadOf.get(channel.id) ?? 0) < channel.capacity

/** May this person be given one more of this line: they have room, and the queue asks them beside what they have. */
export const mayTake = (person: Person, { queue, channel }: Line): boolean =>
  hasPlace(person, channel) &&
  isEligible(queue.routable.eligible, {
    onCall: false,
    load: person.agent.load,
    undivided: person.agent.loadIn.size > 0,
  })

/** Whatever was changed about a person: the queues see it. */
export function seen(person: Person): void {
  const { agent, seats, most } = person
  const isFree = agent.ready && agent.load < most
  for (const seat of seats) {
    const { candidate } = seat
    candidate.load = agent.load
    candidate.offered = agent.offered
    candidate.idleSince = agent.idleSince
    if (isFree && seat.place < 0) seat.place = seat.queue.free.push(seat) - 1
    if (!isFree && seat.place >= 0) leaveFree(seat)
  }
}

/** The last of the free takes the place of who goes. */
function leaveFree(seat: Seat): void {
  const { free } = seat.queue
  const last = present(free.pop(), 'somebody free')
  if (last !== seat) {
    free[seat.place] = last
    last.place = seat.place
  }
  seat.place = -1
}

/** One place more, or one less, for this request. */
export function changeLoad({ agent }: Person, { channelId, queueId, line: { queue } }: Request, by: 1 | -1): void {
  agent.load += by
  agent.loadOf.set(channelId, (agent.loadOf.get(channelId) ?? 0) + by)
  if (queue.routable.eligible !== 'undivided') return
  const now = (agent.loadIn.get(queueId) ?? 0) + by
  if (now > 0) agent.loadIn.set(queueId, now)
  else agent.loadIn.delete(queueId)
}

/** Somebody took one of this queue: whose turn it was, and when they last did (D-12). */
export function remember(person: Person, queue: QueueOnFloor, at: number): void {
  const { agent } = person
  queue.routable.lastAgentId = agent.id
  const seat = person.seats.find((one) => one.queue === queue)
  if (!seat) return
  seat.candidate.lastTookAt = at as Instant
  agent.ranks.set(queue.routable.id, {
    ...(agent.ranks.get(queue.routable.id) ?? plainRank),
    lastTookAt: at as Instant,
  })
}

/** When somebody begins and ends, in milliseconds since midnight, in order: shifts that touch are one. */
export function shiftsOf({ shifts }: Day['agents'][number]): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = []
  for (const { from, to } of shifts.toSorted((a, b) => a.from - b.from)) {
    if (from >= to) continue
    const last = joined.at(-1)
    if (last && from * minuteMs <= last.to) last.to = Math.max(last.to, Math.round(to * minuteMs))
    else joined.push({ from: Math.round(from * minuteMs), to: Math.round(to * minuteMs) })
  }
  return joined
}
