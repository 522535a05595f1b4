import type { AgentId, ChannelId, Instant, InteractionId, QueueId } from '../contract/ids.ts'
import { firstInLine } from '../modules/routing/core/line.ts'
import { type RoutableAgent, route } from '../modules/routing/core/route.ts'
import { type StrategyName, strategyOf, type WaitingInteraction } from '../modules/routing/core/strategy.ts'
import { BrokenPromise } from './promises.ts'
import { type Random, randomFrom } from './random.ts'

/** Strategies that share out alike among equals, when everybody accepts at once. */
const fair: readonly StrategyName[] = ['longest_idle', 'least_busy', 'least_recent', 'round_robin']
const passes = 12
const rushPasses = 80
const needPasses = 3
const roundMs = 10_000
const queueId = 'sales' as QueueId
const channelId = 'wa-sales' as ChannelId
/** More than anybody is given here. */
const plenty = 1_000

type Person = {
  readonly id: AgentId
  readonly idleSince: Instant
  penalty: number
  load: number
  lastTookAt: Instant | null
}

function promise(kept: boolean, words: string): asserts kept {
  if (!kept) throw new BrokenPromise(words)
}

/**
 * Nobody is more equal than others: agents with the same queue, the same room and the same skills, who accept at once and
 * are never done. However many come at a time, nobody has two more than anybody else.
 */
export function playEquals(seed: number): void {
  const random = randomFrom(seed)
  const strategy = random.pick(fair)
  const people = crew(random, 2 + random.below(5))
  const asksToAccept = random.chance(0.5)
  let lastAgentId: AgentId | null = null
  for (let pass = 0; pass < passes; pass++) {
    const now = (pass * roundMs) as Instant
    const waiting = Array.from({ length: random.below(2 * people.length) }, (_, n) => arrival(`${pass}-${n}`, now, 0))
    const queue = { id: queueId, strategy, lastAgentId, asksToAccept }
    const matches = route({ ...team(people, plenty), waiting, queues: [queue] }, strategyOf)
    promise(matches.length === waiting.length, `${matches.length} of ${waiting.length} were given to people with room`)
    for (const [n, { agentIds }] of matches.entries()) {
      const taker = people.find(({ id }) => id === agentIds[0])
      if (!taker) throw new BrokenPromise('it was given to somebody of the crew')
      taker.load++
      taker.lastTookAt = (now + n) as Instant
      lastAgentId = taker.id
    }
    const loads = people.map(({ load }) => load)
    promise(Math.max(...loads) - Math.min(...loads) <= 1, `among equals ${strategy} gives ${loads.join(', ')}`)
  }
}

/**
 * A rush: more come than there are hands, some of them urgent, where waiting makes up for priority. Nobody is passed by
 * somebody whose points are worth less than the time they came later, and when it ebbs everybody has been served.
 */
export function playRush(seed: number): void {
  const random = randomFrom(seed)
  const point = random.pick([1, 60])
  const urgent = 1 + random.below(20)
  const people = crew(random, 1 + random.below(3))
  const inOrder = (at: Instant) => firstInLine(at, () => ({ pointSeconds: point, weight: 1 }))
  let waiting: WaitingInteraction[] = []
  for (let pass = 0; pass < rushPasses || waiting.length > 0; pass++) {
    promise(pass < rushPasses * 10, `${waiting.length} are never served`)
    const now = (pass * roundMs) as Instant
    const coming = pass < rushPasses ? random.below(3) : 0
    for (let n = 0; n < coming; n++) waiting.push(arrival(`${pass}-${n}`, now, random.pick([0, 0, urgent])))
    for (const person of people) if (random.chance(0.6)) person.load = 0
    const queue = { id: queueId, strategy: 'longest_idle', lastAgentId: null, asksToAccept: true } as const
    const matches = route({ ...team(people, 1), waiting, queues: [queue], inOrder: inOrder(now) }, strategyOf)
    const taken = new Set(matches.map(({ interactionId }) => interactionId))
    for (const { agentIds } of matches) for (const one of people) if (agentIds.includes(one.id)) one.load++
    const left = waiting.filter(({ id }) => !taken.has(id))
    for (const one of waiting.filter(({ id }) => taken.has(id))) for (const other of left) mayPass(one, other, point)
    waiting = left
  }
}

/** Whoever is only for need is drawn for nobody while a colleague is free, however seldom that one is drawn. */
export function playNeed(seed: number): void {
  const random = randomFrom(seed)
  const people = crew(random, 2 + random.below(3))
  for (const [n, person] of people.entries()) person.penalty = n === 0 ? 100 : random.pick([0, 50, 99])
  const waiting = Array.from({ length: needPasses }, (_, n) => arrival(`${seed}-${n}`, 0 as Instant, 0))
  for (const one of waiting) {
    const queue = { id: queueId, strategy: 'weighted_random', lastAgentId: null, asksToAccept: true } as const
    const [match] = route({ ...team(people, 1), waiting: [one], queues: [queue] }, strategyOf)
    promise(match !== undefined && match.agentIds[0] !== people[0]?.id, 'who is only for need is asked before others')
  }
}

/** So many seconds later, and so many points more. */
function mayPass(one: WaitingInteraction, other: WaitingInteraction, point: number): void {
  const later = (one.waitingSince - other.waitingSince) / 1_000
  const worth = (one.priority - other.priority) * point
  promise(later <= worth, `${one.id} came ${later} s later than ${other.id} and is ${worth} s more urgent`)
}

const crew = (random: Random, size: number): Person[] =>
  Array.from({ length: size }, (_, n) => ({
    id: `agent-${n}` as AgentId,
    idleSince: random.below(1_000) as Instant,
    penalty: 0,
    load: 0,
    lastTookAt: null,
  }))

function team(people: readonly Person[], capacity: number) {
  const agents = people.map(
    ({ id, idleSince, penalty, load, lastTookAt }): RoutableAgent => ({
      id,
      queueIds: [queueId],
      ready: true,
      capacity,
      idleSince,
      load,
      loadOf: new Map([[channelId, load]]),
      offered: 0,
      ranks: new Map([[queueId, { level: 1, penalty, lastTookAt }]]),
    }),
  )
  return { agents, channels: [{ id: channelId, queueId, active: true, capacity: plenty }] }
}

const arrival = (name: string, waitingSince: Instant, priority: number): WaitingInteraction => ({
  id: name as InteractionId,
  queueId,
  channelId,
  priority,
  waitingSince,
  passedOver: [],
})
