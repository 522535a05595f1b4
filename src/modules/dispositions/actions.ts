import type { DispositionId, ResultCodePlanId } from '../../contract/ids.ts'
import type { Disposition, ResultCodePlan } from '../../contract/operations/dispositions.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Work } from '../../kernel/work.ts'
import { rulesNaming } from '../rules/index.ts'
import { branch, checkPlace } from './core/tree.ts'
import * as repo from './repo.ts'

export type NewDisposition = Omit<Disposition, 'id'> & { id: DispositionId | null }

/**
 * Add a disposition, or change it and where it stands, from the version that was read. Refuses `not_found`,
 * `changed_by_someone_else` and what `checkPlace` refuses.
 */
export async function saveDisposition(
  work: Work,
  input: NewDisposition,
): Promise<Result<{ id: DispositionId; version: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  await repo.lockDispositions(tx, workspaceId)
  const all = await repo.listDispositions(tx, workspaceId)
  const known = all.find(({ id }) => id === input.id)
  if (input.id !== null && !known) return refuse('not_found')
  if (known && known.version !== input.version) return refuse('changed_by_someone_else')
  const placed = checkPlace(all, input)
  if (!placed.ok) return placed
  const id = input.id ?? (work.newId() as DispositionId)
  const version = (known?.version ?? 0) + 1
  await repo.saveDisposition(tx, workspaceId, { ...input, id, version })
  work.record({ type: 'catalog.changed', catalog: 'dispositions' })
  return ok({ id, version })
}

/**
 * Remove a disposition and everything below it. What was closed with them keeps their names. Refuses `not_found`,
 * and `still_in_use`, with the rules that name one of them.
 */
export async function removeDisposition(
  work: Work,
  { id }: { id: DispositionId },
): Promise<Result<{ removed: number }>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  await repo.lockDispositions(tx, workspaceId)
  const gone = branch(await repo.listDispositions(tx, workspaceId), id)
  if (gone.length === 0) return refuse('not_found')
  const named = ({ dispositionIds }: { dispositionIds: readonly DispositionId[] }) =>
    dispositionIds.some((one) => gone.includes(one))
  const rules = await rulesNaming(tx, workspaceId, named)
  if (rules.length > 0) return refuse('still_in_use', `rules: ${rules.join(', ')}`)
  await repo.removeDispositions(tx, workspaceId, gone, at)
  work.record(
    { type: 'catalog.changed', catalog: 'dispositions' },
    { type: 'catalog.changed', catalog: 'result_code_plans' },
  )
  return ok({ removed: gone.length })
}

/**
 * Add a plan, or change it from the version that was read: which dispositions a channel offers. Refuses
 * `not_found` (also for dispositions), `changed_by_someone_else` and `name_taken`.
 */
export async function savePlan(
  work: Work,
  input: Omit<ResultCodePlan, 'id'> & { id: ResultCodePlanId | null },
): Promise<Result<{ id: ResultCodePlanId; version: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  await repo.lockDispositions(tx, workspaceId)
  const plans = await repo.listPlans(tx, workspaceId)
  const before = plans.find(({ id }) => id === input.id)
  if (input.id !== null && !before) return refuse('not_found')
  if (before && before.version !== input.version) return refuse('changed_by_someone_else')
  const named = plans.find(({ name }) => name.toLowerCase() === input.name.toLowerCase())
  if (named && named.id !== input.id) return refuse('name_taken')
  const known = new Set((await repo.listDispositions(tx, workspaceId)).map(({ id }) => id))
  const dispositionIds = [...new Set(input.dispositionIds)]
  if (!dispositionIds.every((id) => known.has(id))) return refuse('not_found', 'dispositionIds')
  const id = input.id ?? (work.newId() as ResultCodePlanId)
  const version = (before?.version ?? 0) + 1
  await repo.savePlan(tx, workspaceId, { id, name: input.name, dispositionIds, version })
  work.record({ type: 'catalog.changed', catalog: 'result_code_plans' })
  return ok({ id, version })
}

/** Remove a plan that no channel uses. */
export async function removePlan(work: Work, { id }: { id: ResultCodePlanId }): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  await repo.lockDispositions(tx, workspaceId)
  const plans = await repo.listPlans(tx, workspaceId)
  if (!plans.some((plan) => plan.id === id)) return refuse('not_found')
  if (await repo.isPlanUsed(tx, workspaceId, id)) return refuse('still_in_use')
  await repo.removePlan(tx, workspaceId, id)
  work.record({ type: 'catalog.changed', catalog: 'result_code_plans' })
  return ok(null)
}
