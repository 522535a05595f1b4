import { type AgentId, type ChannelId, compareIds } from '../../src/contract/ids.ts'
import {
  capacityOf,
  type Match,
  mostUrgentFirst,
  type RoutableAgent,
  type Snapshot,
} from '../../src/modules/routing/core/route.ts'

/** Who gets what; the reasons for it the obvious way does not give. */
export type Pair = Pick<Match, 'interactionId' | 'agentIds'>

type Held = { load: number; loadOf: Map<ChannelId, number> }

/**
 * The router anybody would write first, and the reference for what is right: for each that waits, all agents are
 * filtered, those left are sorted, and the first one gets it.
 */
export function naiveRoute({ waiting, agents, channels }: Snapshot): Pair[] {
  const channelOf = new Map(channels.map((channel) => [channel.id, channel]))
  const held = new Map<AgentId, Held>(agents.map(({ id, load, loadOf }) => [id, { load, loadOf: new Map(loadOf) }]))
  const holds = (agent: RoutableAgent): Held => held.get(agent.id)!
  // The crowd of this claim writes to channels that lead to the queue it waits in.
  const capacities = new Map(agents.map((agent) => [agent.id, capacityOf(agent, channels)]))
  const matches: Pair[] = []
  for (const { id, queueId, channelId, passedOver } of waiting.toSorted(mostUrgentFirst)) {
    const channel = channelOf.get(channelId)
    if (!channel?.active) continue
    const candidates = agents
      .filter((agent) => agent.ready && agent.queueIds.includes(queueId))
      .filter((agent) => (holds(agent).loadOf.get(channelId) ?? 0) < channel.capacity)
      .filter((agent) => holds(agent).load < capacities.get(agent.id)!)
      .sort((a, b) => holds(a).load - holds(b).load || a.idleSince - b.idleSince || compareIds(a.id, b.id))
    const chosen = candidates.find((agent) => !passedOver.includes(agent.id)) ?? candidates[0]
    if (!chosen) continue
    const its = holds(chosen)
    its.load++
    its.loadOf.set(channelId, (its.loadOf.get(channelId) ?? 0) + 1)
    matches.push({ interactionId: id, agentIds: [chosen.id] })
  }
  return matches
}
