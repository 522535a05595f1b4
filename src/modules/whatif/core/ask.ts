import { pop } from '../../routing/core/heap.ts'
import { type Match, orderBy, route, type Snapshot } from '../../routing/core/route.ts'
import { strategyOf } from '../../routing/core/strategy.ts'
import {
  type Floor,
  inOrderOf,
  type Line,
  mayTake,
  type Person,
  type QueueOnFloor,
  type Request,
  type Seat,
} from './floor.ts'

/**
 * The product's router decides who gets what, here as there. It is asked after each event, about those only whom the
 * event can concern; `shortlist` says why nobody else could be chosen. A test asks it about the whole floor as well,
 * again and again, and it must say the same.
 */

/** What the router was asked about and said; the whole floor on request. */
export type Question = {
  readonly at: number
  readonly waiting: readonly Request[]
  readonly match: Match | undefined
  whole(): Whole
}
/** The whole floor as the router would be told of it. */
export type Whole = Snapshot & { readonly waiting: readonly Request[] }
export type Watch = (question: Question) => void

/**
 * Ask about these who wait and these people. Each of `waiting` heads its line, and only the most urgent pair is answered:
 * behind that one somebody may stand who comes before the other heads.
 */
export function ask(
  { floor, at, watch }: { floor: Floor; at: number; watch: Watch | undefined },
  waiting: readonly Request[],
  people: readonly Person[],
): Match | undefined {
  const queues = [...floor.undivided, ...waiting.map(({ line }) => line.queue.routable)]
  const agents = people.map(({ agent }) => agent)
  const inOrder = inOrderOf(floor, at)
  const [match] = route({ waiting, agents, channels: floor.channels, queues, inOrder }, strategyOf)
  watch?.({ at, waiting, match, whole: () => wholeOf(floor, at) })
  return match
}

/** The one at the head of a line; undefined: nobody waits in it. */
export function headOf(line: Line): Request | undefined {
  const { heap } = line
  for (;;) {
    const head = heap.items[0]
    if (head === undefined || standsIn(head, line)) return head
    pop(heap)
  }
}

const standsIn = (one: Request, line: Line): boolean => one.state === 'waiting' && one.line === line

/**
 * Who could be chosen for the head of a line. Where all are asked, everybody with room; otherwise by the strategy of its queue the first of those with room whom it was not
 * offered yet in this round, and the first of the others (D-03). A strategy compares two people and knows no third, so
 * whoever comes after one of these is never chosen before them.
 */
export function shortlist(line: Line, head: Request): Person[] {
  const { queue, channel } = line
  if (queue.free.length === 0) return []
  const { strategy: name, eligible, lastAgentId, asksToAccept: asks } = queue.routable
  const strategy = strategyOf(name)
  if (strategy.asks === 'all' && asks)
    return queue.free.flatMap(({ person }) => (mayTake(person, line) ? [person] : []))
  const compare = orderBy(eligible, strategy.order({ lastAgentId, asks, seed: head.id }))
  // Whoever is a member of the queue that the channel leads to has just their own capacity.
  const leadsHere = channel.queueId === queue.routable.id
  let fresh: Seat | undefined
  let passed: Seat | undefined
  for (const seat of queue.free) {
    if (!mayTake(seat.person, line)) continue
    seat.candidate.capacity = leadsHere ? seat.person.own : seat.person.capacityFor(channel)
    const isPassed = head.passedOver.length > 0 && head.passedOver.includes(seat.candidate.id)
    const first = isPassed ? passed : fresh
    if (first !== undefined && compare(seat.candidate, first.candidate) >= 0) continue
    if (isPassed) passed = seat
    else fresh = seat
  }
  return [fresh, passed].flatMap((seat) => (seat ? [seat.person] : []))
}

/** Do agents take from this queue by themselves? Then nothing is given. */
export const isPickedFrom = ({ routable }: QueueOnFloor): boolean => strategyOf(routable.strategy).asks === 'nobody'

/** Everybody and everything, as the product's loop would read it from its rows at that time. */
export function wholeOf(floor: Floor, at: number): Whole {
  const { people, channels, queues, lines } = floor
  return {
    agents: people.map(({ agent }) => ({
      ...agent,
      loadOf: new Map(agent.loadOf),
      loadIn: new Map(agent.loadIn),
      ranks: new Map(agent.ranks),
    })),
    channels,
    queues: queues.map(({ routable }) => ({ ...routable })),
    inOrder: inOrderOf(floor, at),
    waiting: lines
      .flatMap((line) => line.heap.items.filter((one) => standsIn(one, line)))
      .map((one) => ({ ...one, passedOver: [...one.passedOver] })),
  }
}
