import type { QueueId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { toDate } from '../../kernel/db.ts'
import type { Work } from '../../kernel/work.ts'
import { lockInbound } from '../conversations/index.ts'
import { allLanes } from '../inbox/core/lanes.ts'
import { rulesNaming } from '../rules/index.ts'
import { promisesMovingTo } from '../sla/index.ts'
import { emptyQueue } from './member-repo.ts'
import { tellAgents } from './queue-actions.ts'
import * as queues from './queue-repo.ts'
import { lockLoad } from './repo.ts'

/**
 * Remove a queue that no channel, promise or rule leads to and nothing is open in. Its members leave it. Refuses
 * `not_found`, and `still_in_use`, with whose promises move there or which rules name it.
 */
export async function removeQueue(work: Work, { id }: { id: QueueId }): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  // What arrives now may still come into it, by a channel that led here a moment ago.
  await lockInbound(work, allLanes, null)
  await lockLoad(tx, workspaceId)
  if ((await queues.lockQueue(tx, workspaceId, id)) === undefined) return refuse('not_found')
  if (await queues.isQueueUsed(tx, workspaceId, id)) return refuse('still_in_use')
  const promised = await promisesMovingTo(tx, workspaceId, id)
  if (promised.length > 0) return refuse('still_in_use', `promises: ${promised.join(', ')}`)
  const rules = await rulesNaming(tx, workspaceId, ({ queueIds }) => queueIds.includes(id))
  if (rules.length > 0) return refuse('still_in_use', `rules: ${rules.join(', ')}`)
  const moved = await emptyQueue(tx, workspaceId, id)
  await queues.removeQueue(tx, workspaceId, id, toDate(work.at))
  work.record({ type: 'queue.removed', queueId: id }, { type: 'catalog.changed', catalog: 'queues' })
  work.record({ type: 'catalog.changed', catalog: 'skills' })
  await tellAgents(work, moved)
  return ok(null)
}
