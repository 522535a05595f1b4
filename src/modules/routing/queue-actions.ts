import type { AgentId, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { QueueMember, QueueSettings } from '../../contract/operations/routing.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { type Tx, toDate } from '../../kernel/db.ts'
import type { Work } from '../../kernel/work.ts'
import { agentCards } from '../identity/index.ts'
import { holdPresences } from '../presence/index.ts'
import { pickOrder } from './core/route.ts'
import { strategyOf } from './core/strategy.ts'
import * as queues from './queue-repo.ts'
import { availableMembers, channelLimits, lockLoad, queueCards } from './repo.ts'

/** All queues with their settings and members, and who would be picked now. */
export async function listQueues(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<Result<{ queues: (QueueSettings & { pickOrder: AgentId[]; waiting: number })[] }>> {
  const settings = await queues.queueSettings(tx, workspaceId)
  const channels = [...(await channelLimits(tx, workspaceId)).values()]
  const agents = await availableMembers(
    tx,
    workspaceId,
    settings.map(({ id }) => id),
  )
  return ok({
    queues: settings.map(({ lastAgentId, ...queue }) => ({
      ...queue,
      pickOrder: pickOrder({ agents, channels }, { ...queue, lastAgentId }, strategyOf),
    })),
  })
}

export type SaveQueue = queues.QueueInput & { id: QueueId | null; version: number; members: readonly QueueMember[] }

/**
 * Create a queue, or change it from the version that was read. Everybody who joins or leaves sees other things from then
 * on, so each of them is told. Memberships decide who may be given work: it waits its turn with the router.
 */
export async function saveQueue(
  work: Work,
  { id, version, members, ...input }: SaveQueue,
): Promise<Result<{ id: QueueId; version: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const known = id === null ? 0 : await queues.lockQueue(tx, workspaceId, id)
  if (known === undefined) return refuse('not_found')
  if (id !== null && known !== version) return refuse('changed_by_someone_else')
  const agentIds = [...new Set(members.map(({ agentId }) => agentId))]
  if (agentIds.length < members.length) return refuse('invalid_input', 'members: one person twice')
  if ((await queues.countAgents(tx, workspaceId, agentIds)) < agentIds.length) return refuse('not_found', 'members')
  const queueId = id ?? (work.newId() as QueueId)
  if (!(await queues.writeQueue(tx, workspaceId, queueId, known + 1, input))) return refuse('name_taken')
  const moved = await queues.setMembers(tx, workspaceId, queueId, members)
  await tellQueue(work, queueId)
  await tellAgents(work, moved)
  return ok({ id: queueId, version: known + 1 })
}

/** Remove a queue that no channel uses and nothing is open in. Its members leave it. */
export async function removeQueue(work: Work, { id }: { id: QueueId }): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  if ((await queues.lockQueue(tx, workspaceId, id)) === undefined) return refuse('not_found')
  if (await queues.isQueueUsed(tx, workspaceId, id)) return refuse('still_in_use')
  const moved = await queues.setMembers(tx, workspaceId, id, [])
  await queues.removeQueue(tx, workspaceId, id, toDate(work.at))
  work.record({ type: 'queue.removed', queueId: id }, { type: 'catalog.changed', catalog: 'queues' })
  await tellAgents(work, moved)
  return ok(null)
}

async function tellQueue(work: Work, id: QueueId): Promise<void> {
  const cards = await queueCards(work.tx, work.by.workspaceId)
  const queue = present(
    cards.find((card) => card.id === id),
    'a queue that was saved',
  )
  work.record({ type: 'queue.saved', queue }, { type: 'catalog.changed', catalog: 'queues' })
}

async function tellAgents(work: Work, ids: readonly AgentId[]): Promise<void> {
  if (ids.length === 0) return
  await holdPresences(work.tx, work.by.workspaceId, ids) // A card must not be older than a presence told before it.
  for (const agent of await agentCards(work.tx, work.by.workspaceId, ids)) work.record({ type: 'agent.saved', agent })
  work.record({ type: 'catalog.changed', catalog: 'users' })
}
