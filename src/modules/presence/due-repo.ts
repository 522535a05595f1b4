import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import { lateAfterMs } from './core/attendance.ts'

/**
 * Which workspaces have somebody whose break, set by the system, is over, or one they asked for begins; whose work goes
 * back; or who has not been seen for a while. One look into an index for each workspace and question.
 */
export async function workspacesWithReturns(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where
       (select true from presence p where p.workspace_id = w.id and p.returns_at <= $1 limit 1)
       or (select true from presence p where p.workspace_id = w.id and p.break_begins_at <= $1 limit 1)
       or (select true from presence p where p.workspace_id = w.id and p.work_returns_at <= $1 limit 1)
       or (select true from attendance a where a.workspace_id = w.id and a.leaves_at <= $1 limit 1)
       or (select true from attendance a where a.workspace_id = w.id and a.leaves_at is null and a.seen_at <= $2 limit 1)`,
    [new Date(at), new Date(at - lateAfterMs)],
  )
  return rows.map((row) => row.id)
}

/** When the next of these is due, anywhere; null: nothing is set. */
export async function nextReturn(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min(least(
       (select min(p.returns_at) from presence p where p.workspace_id = w.id and p.returns_at > $1),
       (select min(p.break_begins_at) from presence p where p.workspace_id = w.id and p.break_begins_at > $1),
       (select min(p.work_returns_at) from presence p where p.workspace_id = w.id and p.work_returns_at > $1),
       (select min(a.leaves_at) from attendance a where a.workspace_id = w.id and a.leaves_at > $1)
     )) as next from workspace w`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
