import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'

/** Which workspaces have somebody whose break, set by the system, is over. */
export async function workspacesWithReturns(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ workspace_id: WorkspaceId }>(
    'select distinct workspace_id from presence where returns_at <= $1',
    [new Date(at)],
  )
  return rows.map((row) => row.workspace_id)
}
