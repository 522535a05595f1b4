import { sql } from 'kysely'
import type { AgentId, Instant, WorkspaceId } from '../../contract/ids.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import { lateAfterMs, shortestGraceMs } from './core/attendance.ts'

/**
 * These people have a live line now, also by a clock that was set back: or who goes then would be missed only when it has
 * caught up. Whoever was missed is back, and nothing has happened.
 */
export async function writeSeen(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentIds: readonly AgentId[],
  at: Instant,
): Promise<void> {
  await sql`insert into attendance as kept (workspace_id, agent_id, seen_at)
    select ${workspaceId}, agent.id, ${instant(at)} from agent
    where agent.workspace_id = ${workspaceId} and agent.id = any(${agentIds}::uuid[]) order by agent.id
    on conflict (workspace_id, agent_id) do update
      set seen_at = excluded.seen_at, leaves_at = null`.execute(tx)
}

/** Somebody says something themselves: they are there, whatever their line does. Only for who had one. */
export async function writeHeard(tx: Tx, workspaceId: WorkspaceId, agentId: AgentId, at: Instant): Promise<void> {
  await sql`update attendance set seen_at = ${instant(at)}, leaves_at = null
    where workspace_id = ${workspaceId} and agent_id = ${agentId}`.execute(tx)
}

/** Whoever has not been seen for a while is missed from now on: `leavesAt` of the core, in one statement for all. */
export async function noticeMissing(
  tx: Tx,
  workspaceId: WorkspaceId,
  { graceSeconds, at, limit }: { graceSeconds: number; at: Instant; limit: number },
): Promise<number> {
  const { rows } = await sql`
    with late as (
      select agent_id from attendance
      where workspace_id = ${workspaceId} and leaves_at is null and seen_at <= ${instant((at - lateAfterMs) as Instant)}
      order by seen_at limit ${limit} for update skip locked
    )
    update attendance set leaves_at = greatest(
        seen_at + make_interval(secs => ${graceSeconds}), ${instant((at + shortestGraceMs) as Instant)})
    from late where attendance.workspace_id = ${workspaceId} and attendance.agent_id = late.agent_id
    returning attendance.agent_id`.execute(tx)
  return rows.length
}

/** Whose time to come back is over, with when they were last seen: they are no longer in attendance. */
export async function takeLeaving(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<Map<AgentId, Instant>> {
  const { rows } = await sql<{ agent_id: AgentId; seen_at: Instant }>`
    with gone as (
      select agent_id from attendance where workspace_id = ${workspaceId} and leaves_at <= ${instant(at)}
      order by leaves_at limit ${limit} for update skip locked
    )
    delete from attendance using gone
    where attendance.workspace_id = ${workspaceId} and attendance.agent_id = gone.agent_id
    returning attendance.agent_id, attendance.seen_at`.execute(tx)
  return new Map(rows.map(({ agent_id, seen_at }) => [agent_id, seen_at]))
}
