import type { ChannelId, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Promises } from './core/clock.ts'
import { ownerOf, type Policies, plainLevel, policiesFrom, promisesFor, queuesMovedTo } from './core/policy.ts'
import { hoursOfChannels, namedPolicies, readPolicies } from './repo.ts'

/** What is promised in a workspace, wherever somebody has said so: one statement. */
export const policies = async (tx: Tx, workspaceId: WorkspaceId): Promise<Policies> =>
  policiesFrom(await readPolicies(tx, workspaceId))

/** What is promised for an interaction, with the hours that count: two statements that travel together. */
export async function readPromises(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<(interaction: { channelId: ChannelId; queueId: QueueId }) => Promises> {
  const [promised, hours] = await Promise.all([policies(tx, workspaceId), hoursOfChannels(tx, workspaceId)])
  return ({ channelId, queueId }) =>
    promisesFor(promised, { id: channelId, hours: hours.get(channelId) ?? null }, queueId)
}

/** Whose promises move to this queue when a clock warns or is over: the workspace's, and channels and queues by name. */
export async function promisesMovingTo(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<string[]> {
  const moving = (await namedPolicies(tx, workspaceId)).filter(({ clocks }) => queuesMovedTo(clocks).includes(id))
  return moving.map(({ name }) => name ?? 'the workspace')
}

/** What a service level is measured by (R-091, D-10, D-11). */
export type LevelLimits = { serviceLevelSeconds: number; abandonAfterSeconds: number; chatLimitSeconds: number }

/** The limits of each queue: its own, or the workspace's. */
export async function levelLimits(tx: Tx, workspaceId: WorkspaceId): Promise<(queueId: QueueId) => LevelLimits> {
  const kept = await readPolicies(tx, workspaceId)
  const own = kept.find((policy) => ownerOf(policy).owner === 'workspace')
  return (queueId) => {
    const queue = kept.find((policy) => policy.queueId === queueId)
    return {
      serviceLevelSeconds: queue?.serviceLevelSeconds ?? own?.serviceLevelSeconds ?? plainLevel.serviceLevelSeconds,
      chatLimitSeconds: queue?.chatLimitSeconds ?? own?.chatLimitSeconds ?? plainLevel.chatLimitSeconds,
      abandonAfterSeconds: queue?.abandonAfterSeconds ?? own?.abandonAfterSeconds ?? plainLevel.abandonAfterSeconds,
    }
  }
}
