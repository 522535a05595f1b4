import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'

/** Which workspaces have somebody waiting, or an offer or a wrap-up whose time is over. */
export async function workspacesToRoute(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ workspace_id: WorkspaceId }>(
    `select distinct workspace_id from interaction where state = 'waiting'
     union select workspace_id from interaction where state = 'offered' and offer_expires_at <= $1
     union select workspace_id from interaction where state = 'wrapping_up' and not wrap_up_held and wrap_up_ends_at <= $1`,
    [new Date(at)],
  )
  return rows.map((row) => row.workspace_id)
}
