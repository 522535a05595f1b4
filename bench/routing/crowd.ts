import type { AgentId, ChannelId, Instant, InteractionId, QueueId } from '../../src/contract/ids.ts'
import type { RoutableAgent, RoutableChannel, Snapshot } from '../../src/modules/routing/core/route.ts'
import type { WaitingInteraction } from '../../src/modules/routing/core/strategy.ts'
import { randomFrom } from '../../src/sim/random.ts'

export type CrowdSize = { agents: number; queues: number; waiting: number; seed: number }

/** How many skills an agent has. */
const SKILLS_EACH = 3
/** Out of a hundred: agents who are not ready; interactions that somebody let pass; urgent ones. */
const [NOT_READY, PASSED, URGENT] = [10, 5, 10]

/** A large contact centre as the router sees it, the same for the same seed. A skill is a queue with its members. */
export function crowd({ agents, queues, waiting, seed }: CrowdSize): Snapshot {
  const { below } = randomFrom(seed)
  const queueId = (n: number) => name('queue', n) as QueueId
  const channelId = (n: number) => name('channel', n) as ChannelId
  const channels = Array.from({ length: queues }, (_, n): RoutableChannel => {
    return { id: channelId(n), queueId: queueId(n), active: n % 50 !== 49, capacity: 3 }
  })
  const everybody = Array.from({ length: agents }, (_, n): RoutableAgent => {
    const skills = [...new Set(Array.from({ length: SKILLS_EACH }, () => below(queues)))]
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
      ranks: new Map(),
    }
  })
  const line = Array.from({ length: waiting }, (_, n): WaitingInteraction => {
    const skill = below(queues)
    return {
      id: name('interaction', n) as InteractionId,
      queueId: queueId(skill),
      channelId: channelId(skill),
      priority: below(100) < URGENT ? below(1_000) : 0,
      waitingSince: below(10_000_000) as Instant,
      passedOver: below(100) < PASSED ? [name('agent', below(agents)) as AgentId] : [],
    }
  })
  const rules = channels.map(({ queueId }) => ({
    id: queueId!,
    strategy: 'longest_idle' as const,
    lastAgentId: null,
    asksToAccept: true,
  }))
  return { agents: everybody, channels, waiting: line, queues: rules }
}

const name = (what: string, n: number): string => `${what} ${String(n).padStart(6, '0')}`
