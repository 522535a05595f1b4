import { type AgentId, type ChannelId, compareIds, type QueueId } from '../../src/contract/ids.ts'
import { capacityOf, type Match, type RoutableAgent, type RoutableQueue } from '../../src/modules/routing/core/route.ts'
import { plainRank, type WaitingInteraction } from '../../src/modules/routing/core/strategy.ts'
import type { Crowd } from './crowd.ts'

/** Who gets what; the reasons for it the obvious way does not give. */
export type Pair = Pick<Match, 'interactionId' | 'agentIds'>

/** What an agent holds, how much of it is offered, and what of each queue they were given in this run. */
type Held = { load: number; offered: number; loadOf: Map<ChannelId, number>; given: Map<QueueId, number> }

/**
 * The router anybody would write first, and the reference for what is right: for each that waits, all agents are
 * filtered, those left are sorted as the queue picks, and the first one gets it.
 */
export function naiveRoute(crowd: Crowd): Pair[] {
  const { waiting, agents, channels } = crowd
  const channelOf = new Map(channels.map((channel) => [channel.id, channel]))
  const queueOf = new Map(crowd.queues.map((queue) => [queue.id, queue]))
  const held = new Map(agents.map((agent): [AgentId, Held] => [agent.id, { ...agent, ...fresh(agent) }]))
  const holds = (agent: RoutableAgent): Held => held.get(agent.id)!
  // The crowd of this claim writes to channels that lead to the queue it waits in.
  const capacities = new Map(agents.map((agent) => [agent.id, capacityOf(agent, channels)]))
  const matches: Pair[] = []
  for (const { id, queueId, channelId, passedOver, preference } of waiting.toSorted(inTurn(crowd))) {
    const [channel, queue] = [channelOf.get(channelId), queueOf.get(queueId)!]
    if (!channel?.active) continue
    const candidates = agents
      .filter((agent) => agent.ready && agent.queueIds.includes(queueId))
      .filter((agent) => (holds(agent).loadOf.get(channelId) ?? 0) < channel.capacity)
      .filter((agent) => holds(agent).load < capacities.get(agent.id)!)
      .sort(picking(queue, holds, capacities))
    const wish = preference && candidates.find((agent) => agent.id === preference.agentId)
    const next = candidates.find((agent) => !passedOver.includes(agent.id)) ?? candidates[0]
    const chosen = wish ?? (preference?.alone ? undefined : next)
    if (!chosen) continue
    const its = holds(chosen)
    its.load++
    if (queue.asksToAccept) its.offered++
    its.given.set(queueId, (its.given.get(queueId) ?? 0) + 1)
    its.loadOf.set(channelId, (its.loadOf.get(channelId) ?? 0) + 1)
    matches.push({ interactionId: id, agentIds: [chosen.id] })
  }
  return matches
}

const fresh = ({ loadOf }: RoutableAgent) => ({ loadOf: new Map(loadOf), given: new Map<QueueId, number>() })

/** Where points are worth nothing a point is a year; beside other queues a second counts as often as the queue weighs. */
function inTurn({ at, orderOf }: Crowd): (a: WaitingInteraction, b: WaitingInteraction) => number {
  const since = ({ queueId, waitingSince, priority }: WaitingInteraction) =>
    waitingSince - priority * (orderOf(queueId).pointSeconds ?? 31_536_000) * 1_000
  const worth = (one: WaitingInteraction) => Math.max(0, at - since(one)) * orderOf(one.queueId).weight
  return (a, b) => worth(b) - worth(a) || since(a) - since(b) || compareIds(a.id, b.id)
}

type Compare = (a: RoutableAgent, b: RoutableAgent) => number

function picking(
  { id, strategy, lastAgentId, asksToAccept }: RoutableQueue,
  holds: (agent: RoutableAgent) => Held,
  capacities: ReadonlyMap<AgentId, number>,
): Compare {
  const rank = (agent: RoutableAgent) => agent.ranks.get(id) ?? plainRank
  const share = (agent: RoutableAgent) => holds(agent).load / capacities.get(agent.id)!
  const beforeLast = (agent: RoutableAgent) => lastAgentId !== null && compareIds(agent.id, lastAgentId) <= 0
  const idlest: Compare = (a, b) => holds(a).load - holds(b).load || a.idleSince - b.idleSince || compareIds(a.id, b.id)
  const turns: Compare = (a, b) =>
    holds(a).offered - holds(b).offered ||
    (asksToAccept ? 0 : (holds(a).given.get(id) ?? 0) - (holds(b).given.get(id) ?? 0))
  switch (strategy) {
    case 'least_busy':
      return (a, b) => share(a) - share(b) || idlest(a, b)
    case 'proficiency':
      return (a, b) => rank(a).level - rank(b).level || idlest(a, b)
    case 'least_recent':
      return (a, b) => turns(a, b) || (rank(a).lastTookAt ?? 0) - (rank(b).lastTookAt ?? 0) || idlest(a, b)
    case 'round_robin':
      return (a, b) => turns(a, b) || Number(beforeLast(a)) - Number(beforeLast(b)) || compareIds(a.id, b.id)
    default:
      return idlest
  }
}
