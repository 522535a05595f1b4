import type { AgentId, QueueId } from '../../../../contract/ids.ts'
import { maxPeopleAtOnce, maxQueuesAtOnce } from '../../../../contract/operations/queues.ts'

export type Change = 'add' | 'remove'

/** What of a queue matters here: who is named in it. */
export type NamedQueue = {
  readonly id: QueueId
  readonly name: string
  readonly members: readonly { readonly agentId: AgentId }[]
}

/** Pure: in how many of these queues each of these people is named. */
export function namedIn(queues: readonly NamedQueue[]): ReadonlyMap<AgentId, number> {
  const counts = new Map<AgentId, number>()
  for (const { members } of queues)
    for (const { agentId } of members) counts.set(agentId, (counts.get(agentId) ?? 0) + 1)
  return counts
}

/** Pure: who can be chosen: to add, who is not in all of these queues; to remove, who is in one of them. */
export function choosable<P extends { readonly id: AgentId }>(
  people: readonly P[],
  queues: readonly NamedQueue[],
  change: Change,
): P[] {
  if (queues.length === 0) return change === 'add' ? [...people] : []
  const named = namedIn(queues)
  return people.filter(({ id }) => (change === 'add' ? (named.get(id) ?? 0) < queues.length : (named.get(id) ?? 0) > 0))
}

export type Plan = {
  readonly pairs: number
  /** Memberships that begin or end; the other pairs are so already. */
  readonly changes: number
  /** Queues in which nobody is named afterwards, and somebody was before. */
  readonly emptied: readonly string[]
  readonly isTooMany: boolean
}

/** Pure: what a change of membership comes to before anything is done. */
export function membershipPlan(queues: readonly NamedQueue[], agentIds: readonly AgentId[], change: Change): Plan {
  const chosen = new Set(agentIds)
  const there = queues.map(({ members }) => members.filter(({ agentId }) => chosen.has(agentId)).length)
  const pairs = queues.length * chosen.size
  const known = there.reduce((sum, n) => sum + n, 0)
  return {
    pairs,
    changes: change === 'add' ? pairs - known : known,
    emptied:
      change === 'add'
        ? []
        : queues
            .filter(({ members }, place) => members.length > 0 && members.length === there[place])
            .map(({ name }) => name),
    isTooMany: queues.length > maxQueuesAtOnce || chosen.size > maxPeopleAtOnce,
  }
}
