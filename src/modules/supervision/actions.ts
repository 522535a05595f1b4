import type { AgentId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { BoardDay } from '../../contract/operations/supervision.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { type Hidden, isHidden } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'
import { lastLine } from '../../kernel/journal.ts'
import type { Work } from '../../kernel/work.ts'
import { queueCards } from '../routing/index.ts'
import { timeRules } from '../rules/index.ts'
import { levelLimits } from '../sla/index.ts'
import { dayAround, isZone } from './core/day.ts'
import * as repo from './tally-repo.ts'

/**
 * The day of the business around `at`, as of one journal line: what was counted in it, and by which limits. Read in one
 * transaction that sees a single state of the database. What tags hide from the person is not in it.
 */
export async function boardDay(
  tx: Tx,
  person: { workspaceId: WorkspaceId; agentId: AgentId; hidden: Hidden | null },
  at: Instant,
): Promise<BoardDay> {
  const { workspaceId, hidden } = person
  const seq = await lastLine(tx, workspaceId)
  const { zone, version } = await repo.businessDay(tx, workspaceId)
  const day = dayAround(zone, at)
  const limitsOf = await levelLimits(tx, workspaceId)
  const queues = (await queueCards(tx, workspaceId)).filter(
    ({ id }) => !isHidden(hidden, { channelId: null, queueId: id }),
  )
  const limits = queues.map(({ id }) => ({ queueId: id, ...limitsOf(id) }))
  const counts = (await repo.countsOf(tx, workspaceId, day, limits)).filter((one) => !isHidden(hidden, one))
  const work = await repo.workOf(tx, person, day)
  const integrations = await repo.integrationsOf(tx, workspaceId)
  return { seq, zone, version, ...day, counts, work, limits, integrations }
}

/** Say where the day begins. Refuses `calendar_not_valid` for what is no zone, and `changed_by_someone_else`. */
export async function saveBusinessDay(
  work: Work,
  { zone, version }: { zone: string; version: number },
): Promise<Result<{ version: number }>> {
  if (!isZone(zone)) return refuse('calendar_not_valid', `zone: ${zone}`)
  if (!(await repo.saveBusinessDay(work.tx, work.by.workspaceId, { zone, version })))
    return refuse('changed_by_someone_else')
  await timeRules(work, zone)
  work.record({ type: 'catalog.changed', catalog: 'queues' })
  return ok({ version: version + 1 })
}
