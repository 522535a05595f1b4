import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'

/** Which workspaces have somebody whose break, set by the system, is over. One look into an index for each workspace. */
export async function workspacesWithReturns(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where
       (select true from presence p where p.workspace_id = w.id and p.returns_at <= $1 limit 1)`,
    [new Date(at)],
  )
  return rows.map((row) => row.id)
}

/** When the next break, set by the system, is over, anywhere; null: nobody is on one. */
export async function nextReturn(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min((select min(p.returns_at) from presence p where p.workspace_id = w.id and p.returns_at > $1)) as next
     from workspace w`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
