import type { AgentId, ChannelId, Instant, InteractionId, QueueId } from '../../src/contract/ids.ts'
import { firstInLine, type LineOrder } from '../../src/modules/routing/core/line.ts'
import type { RoutableAgent, RoutableChannel, RoutableQueue, Snapshot } from '../../src/modules/routing/core/route.ts'
import type { Rank, WaitingInteraction } from '../../src/modules/routing/core/strategy.ts'
import { randomFrom } from '../../src/sim/random.ts'

export type CrowdSize = { agents: number; queues: number; waiting: number; seed: number }

/** How many skills an agent has. */
const SKILLS_EACH = 3
/** Out of a hundred: agents who are not ready; interactions that somebody let pass; urgent ones; those with a wish. */
const [NOT_READY, PASSED, URGENT, PREFERRING] = [10, 5, 10, 4]
const NOW = 10_000_000 as Instant
/** How the queues pick, in turn; what a point of their priority is worth in seconds, and what they weigh beside others. */
const strategies = ['longest_idle', 'least_busy', 'proficiency', 'round_robin', 'least_recent'] as const
const orders: readonly LineOrder[] = [
  { pointSeconds: null, weight: 1 },
  { pointSeconds: 60, weight: 1 },
  { pointSeconds: 1, weight: 3 },
]

/** A crowd, and how its lines are ordered: with that somebody else can order them too. */
export type Crowd = Snapshot & {
  readonly at: Instant
  readonly orderOf: (queueId: QueueId) => LineOrder
}

/**
 * A large contact centre as the router sees it, the same for the same seed. A skill is a queue with its members, at their
 * levels; queues differ in how they pick, in what priority and waiting are worth, and in how they weigh.
 */
export function crowd({ agents, queues, waiting, seed }: CrowdSize): Crowd {
  const { below } = randomFrom(seed)
  const queueId = (n: number) => name('queue', n) as QueueId
  const channelId = (n: number) => name('channel', n) as ChannelId
  const channels = Array.from({ length: queues }, (_, n): RoutableChannel => {
    return { id: channelId(n), queueId: queueId(n), active: n % 50 !== 49, capacity: 3 }
  })
  const membersOf = Array.from({ length: queues }, (): AgentId[] => [])
  const everybody = Array.from({ length: agents }, (_, n): RoutableAgent => {
    const skills = [...new Set(Array.from({ length: SKILLS_EACH }, () => below(queues)))]
    for (const skill of skills) membersOf[skill]?.push(name('agent', n) as AgentId)
    const loadOf = new Map(below(3) === 0 ? [[channelId(skills[0]!), 1 + below(2)]] : [])
    return {
      id: name('agent', n) as AgentId,
      queueIds: skills.map(queueId),
      ready: below(100) >= NOT_READY,
      capacity: below(2) === 0 ? null : 1 + below(8),
      idleSince: below(100_000) as Instant,
      load: [...loadOf.values()].reduce((sum, load) => sum + load, 0),
      loadOf,
      offered: 0,
      ranks: new Map(skills.map((skill) => [queueId(skill), someRank(below)])),
    }
  })
  const line = Array.from({ length: waiting }, (_, n): WaitingInteraction => {
    const skill = below(queues)
    const members = membersOf[skill] ?? []
    const agentId = below(100) < PREFERRING ? members[below(members.length)] : undefined
    return {
      id: name('interaction', n) as InteractionId,
      queueId: queueId(skill),
      channelId: channelId(skill),
      priority: below(100) < URGENT ? below(1_000) : 0,
      waitingSince: below(NOW) as Instant,
      passedOver: below(100) < PASSED ? [name('agent', below(agents)) as AgentId] : [],
      preference: agentId === undefined ? undefined : { agentId, alone: below(2) === 0 },
    }
  })
  const rules = channels.map((_, n): RoutableQueue => {
    const strategy = strategies[n % strategies.length]!
    const lastAgentId = strategy === 'round_robin' ? (name('agent', below(agents)) as AgentId) : null
    return { id: queueId(n), strategy, lastAgentId, asksToAccept: n % 7 !== 0 }
  })
  const places = new Map(rules.map(({ id }, n) => [id, orders[n % orders.length]!]))
  const orderOf = (id: QueueId) => places.get(id)!
  const inOrder = firstInLine(NOW, orderOf)
  return { agents: everybody, channels, waiting: line, queues: rules, inOrder, at: NOW, orderOf }
}

const someRank = (below: (n: number) => number): Rank => ({
  level: 1 + below(20),
  penalty: 0,
  lastTookAt: below(3) === 0 ? null : (below(NOW) as Instant),
})

const name = (what: string, n: number): string => `${what} ${String(n).padStart(6, '0')}`
