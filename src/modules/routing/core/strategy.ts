import type { QueueCard } from '../../../contract/cards.ts'
import { type AgentId, compareIds, type Instant } from '../../../contract/ids.ts'
import type { Waiting } from './interaction.ts'

export type StrategyName = QueueCard['strategy']

/** Whom the router asks before it goes by the strategy, and whether it asks nobody else. */
export type Preference = { readonly agentId: AgentId; readonly alone: boolean }

/** What the router knows of an interaction that waits. */
export type WaitingInteraction = Pick<
  Waiting,
  'id' | 'queueId' | 'channelId' | 'priority' | 'waitingSince' | 'passedOver'
> & {
  /** Whom it would rather have; left out: whoever its queue picks. */
  readonly preference?: Preference | undefined
}

/** How a member stands in one queue. */
export type Rank = {
  /** How well they do its work: 1 best, 20 worst. */
  readonly level: number
  /** How rarely they are asked, in percent: 0 like anybody, 100 only when nobody else can. */
  readonly penalty: number
  /** When they last took something of this queue; null: never. */
  readonly lastTookAt: Instant | null
}

/** A member whom nothing more is said of. */
export const plainRank: Rank = { level: 10, penalty: 0, lastTookAt: null }

/** A ready agent with room, as a queue compares them. */
export type Candidate = Rank & {
  readonly id: AgentId
  /** How many they hold or are offered, in all. */
  readonly load: number
  /** How many they may. */
  readonly capacity: number
  /** How many of these are offers that stand. */
  readonly offered: number
  readonly onCall?: boolean
  /** How many of this queue the router gave them in this run. */
  readonly given: number
  readonly idleSince: Instant
}

/** What a queue remembers from one pick to the next. */
export type Memory = {
  /** Who took the last one (D-12). */
  readonly lastAgentId: AgentId | null
  /** Does it offer? Otherwise what it gives is taken at once. */
  readonly asks: boolean
  /** Whatever is drawn is drawn from this, so that the same snapshot always gives the same pairs. */
  readonly seed: string
}

/**
 * Who of two comes first; never a tie between two agents. While the router runs, only `load`, `offered` and `given` of a
 * candidate grow, and whoever was given something must not come earlier by it.
 */
export type Order = (memory: Memory) => (a: Candidate, b: Candidate) => number

/** How a queue picks. */
export type Strategy = {
  readonly order: Order
  /** How many of the first are asked, where the queue asks; nobody: its members take what they want. */
  readonly asks: 'one' | 'all' | 'nobody'
  /** What a queue has to remember when somebody takes something: whose turn it was, or when they did; null: nothing. */
  readonly remembers: 'turn' | 'time' | null
}

/** Whoever holds least, and among them whoever has been idle longest: nobody holds two while a colleague is free. */
export const compareCandidates = (a: Candidate, b: Candidate): number =>
  a.load - b.load || a.idleSince - b.idleSince || compareIds(a.id, b.id)

/** Whoever has the most room for their size: two of six comes before two of three. */
const leastBusy = (a: Candidate, b: Candidate): number =>
  a.load * b.capacity - b.load * a.capacity || compareCandidates(a, b)

/** Whoever is being asked already, or took one a moment ago, waits for their colleagues' turn. */
const turns =
  ({ asks }: Memory) =>
  (a: Candidate, b: Candidate): number =>
    a.offered - b.offered || (asks ? 0 : a.given - b.given)

/** Whoever took something of this queue longest ago; whoever never did comes first. */
const leastRecent: Order = (memory) => {
  const byTurns = turns(memory)
  return (a, b) => byTurns(a, b) || (a.lastTookAt ?? 0) - (b.lastTookAt ?? 0) || compareCandidates(a, b)
}

/** The best at it, however much they hold; among equals as above. */
const proficiency = (a: Candidate, b: Candidate): number => a.level - b.level || compareCandidates(a, b)

/** One after the other, in the order of their ids, beginning after whoever took the last one; who is away is skipped. */
const roundRobin: Order = (memory) => {
  const { lastAgentId } = memory
  const byTurns = turns(memory)
  const hadTheirTurn = (id: AgentId): number => (lastAgentId !== null && compareIds(id, lastAgentId) <= 0 ? 1 : 0)
  return (a, b) => byTurns(a, b) || hadTheirTurn(a.id) - hadTheirTurn(b.id) || compareIds(a.id, b.id)
}

/**
 * By chance: a penalty of 90 is drawn a tenth as often as none, and 100 only when nobody else is left. Each draws how
 * long until their turn, the shorter the smaller the penalty (Efraimidis and Spirakis: Weighted random sampling), and
 * from there to the next one whenever they were given something.
 */
const weightedRandom: Order = ({ seed }) => {
  function turnOf({ id, given, penalty }: Candidate): number {
    let turn = 0 // With a penalty of 100 it never comes.
    for (let n = 0; n <= given; n++) turn -= Math.log(drawn(`${seed} ${id} ${n}`)) / (100 - penalty)
    return turn
  }
  return (a, b) => compareNumbers(turnOf(a), turnOf(b)) || compareCandidates(a, b)
}

const strategies: Record<StrategyName, Strategy> = {
  longest_idle: { order: () => compareCandidates, asks: 'one', remembers: null },
  least_busy: { order: () => leastBusy, asks: 'one', remembers: null },
  least_recent: { order: leastRecent, asks: 'one', remembers: 'time' },
  round_robin: { order: roundRobin, asks: 'one', remembers: 'turn' },
  proficiency: { order: () => proficiency, asks: 'one', remembers: null },
  weighted_random: { order: weightedRandom, asks: 'one', remembers: null },
  ring_all: { order: () => compareCandidates, asks: 'all', remembers: null },
  pick_from_list: { order: () => compareCandidates, asks: 'nobody', remembers: null },
}

/** The strategy of that name. */
export const strategyOf = (name: StrategyName): Strategy => strategies[name]

/** The strategies whose queues remember that of who took something. */
export const remembering = (what: Strategy['remembers']): StrategyName[] =>
  (Object.keys(strategies) as StrategyName[]).filter((name) => strategies[name].remembers === what)

/** Two infinities are equal. */
const compareNumbers = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

/** A number from 0 to 1, without both ends, out of a text: the same one for the same text (FNV-1a, and mixed once more). */
function drawn(text: string): number {
  let hash = 0x811c9dc5
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 0x1_0000_0000
}
