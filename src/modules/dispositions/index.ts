import type { ChannelKind } from '../../contract/cards.ts'
import type { ResultCodePlanId, WorkspaceId } from '../../contract/ids.ts'
import type { Disposition } from '../../contract/operations/dispositions.ts'
import type { Tx } from '../../kernel/db.ts'
import { choosable } from './core/tree.ts'
import { listDispositions, listPlans } from './repo.ts'

/** What a channel offers at the end: for any number of channels the lists are read once. */
export async function dispositionsFor(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<(channel: { kind: ChannelKind; resultCodePlanId: ResultCodePlanId | null }) => Disposition[]> {
  const all = await listDispositions(tx, workspaceId)
  const plans = await listPlans(tx, workspaceId)
  return ({ kind, resultCodePlanId }) => {
    const plan = plans.find(({ id }) => id === resultCodePlanId) ?? null
    return choosable(all, plan, kind)
  }
}

/**
 * Whoever changes dispositions, or keeps something that names them, waits for the others; and of some dispositions those
 * that stop all further messages the business starts. Removed ones count too.
 */
export { lockDispositions, stoppingDispositions } from './repo.ts'
