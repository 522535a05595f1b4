import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'

/**
 * Which workspaces have somebody waiting, or an offer or a wrap-up whose time is over. One look into an index for each
 * workspace and question: a million overdue rows cost no more than one.
 */
export async function workspacesToRoute(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where
       (select true from interaction i where i.workspace_id = w.id and i.state = 'waiting' limit 1)
       or (select true from interaction i where i.workspace_id = w.id
         and i.state = 'offered' and i.offer_expires_at <= $1 limit 1)
       or (select true from interaction i where i.workspace_id = w.id
         and i.state = 'wrapping_up' and not i.wrap_up_held and i.wrap_up_ends_at <= $1 limit 1)`,
    [new Date(at)],
  )
  return rows.map((row) => row.id)
}

/** Which workspaces have a clock with something to tell, as above. */
export async function workspacesWithClocks(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where
       (select true from interaction i where i.workspace_id = w.id and i.clock_at is not null and i.clock_at <= $1 limit 1)`,
    [new Date(at)],
  )
  return rows.map((row) => row.id)
}

/** When the next clock has something to tell, anywhere; null: none is set. */
export async function nextClock(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min((select min(i.clock_at) from interaction i where i.workspace_id = w.id and i.clock_at > $1)) as next
     from workspace w`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}

/** When the next offer lapses, wrap-up ends or wait for a preferred agent is over, anywhere; null: none is set. */
export async function nextToRoute(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min(least(
       (select min(i.offer_expires_at) from interaction i where i.workspace_id = w.id
         and i.state = 'offered' and i.offer_expires_at > $1),
       (select min(i.wrap_up_ends_at) from interaction i where i.workspace_id = w.id
         and i.state = 'wrapping_up' and not i.wrap_up_held and i.wrap_up_ends_at > $1),
       (select min(i.preferred_until) from interaction i where i.workspace_id = w.id
         and i.state = 'waiting' and i.preferred_until > 'epoch' and i.preferred_until > $1)
     )) as next from workspace w`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
