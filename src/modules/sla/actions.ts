import type { WorkspaceId } from '../../contract/ids.ts'
import type { SlaPolicy } from '../../contract/operations/sla.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Work } from '../../kernel/work.ts'
import { checkPolicy, ownerOf, plainClocks, plainLevel, queuesMovedTo } from './core/policy.ts'
import { hasOwner, holdQueues, lockPolicy, readPolicies, writePolicy } from './repo.ts'

/** What is promised, wherever somebody has said so; the workspace's own always, as it holds until somebody does. */
export async function listPolicies(tx: Tx, workspaceId: WorkspaceId): Promise<Result<{ policies: SlaPolicy[] }>> {
  const kept = await readPolicies(tx, workspaceId)
  const own = kept.find((policy) => ownerOf(policy).owner === 'workspace')
  const plain = { channelId: null, queueId: null, clocks: plainClocks, ...plainLevel, version: 0 } as const
  return ok({ policies: [own ?? plain, ...kept.filter((policy) => policy !== own)] })
}

/**
 * Change what is promised, from the version that was read (0: none yet). Refuses `not_found`, also for a queue that an
 * escalation moves to, `changed_by_someone_else`, and what `checkPolicy` refuses.
 */
export async function savePolicy(work: Work, policy: SlaPolicy): Promise<Result<{ version: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  const checked = checkPolicy(policy)
  if (!checked.ok) return checked
  if (!(await hasOwner(tx, workspaceId, policy))) return refuse('not_found')
  const queueIds = [...new Set(queuesMovedTo(policy.clocks))]
  if ((await holdQueues(tx, workspaceId, queueIds)) < queueIds.length) return refuse('not_found', 'queueId')
  const ownerId = ownerOf(policy).ownerId ?? workspaceId
  if ((await lockPolicy(tx, workspaceId, ownerId)) !== policy.version) return refuse('changed_by_someone_else')
  const version = policy.version + 1
  if (!(await writePolicy(tx, workspaceId, ownerId, { ...policy, version }))) return refuse('changed_by_someone_else')
  work.record({ type: 'catalog.changed', catalog: 'sla_policies' })
  return ok({ version })
}
