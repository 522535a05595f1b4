import { sql } from 'kysely'
import type { AgentId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import { PREPARED, type Tx, toDate } from '../../kernel/db.ts'
import { remembering } from './core/strategy.ts'

/** Who took the last one of each queue that goes round its members. */
export async function lastOfRounds(tx: Tx, workspaceId: WorkspaceId): Promise<Map<QueueId, AgentId | null>> {
  const { rows } = await sql<{ id: QueueId; agentId: AgentId | null }>`${sql.raw(PREPARED)}
    select id, last_agent_id as "agentId" from queue
    where workspace_id = ${workspaceId} and strategy = any(${remembering('turn')}::text[])`.execute(tx)
  return new Map(rows.map(({ id, agentId }) => [id, agentId]))
}

/** An agent took something of a queue. */
export type Taken = { readonly queueId: QueueId; readonly agentId: AgentId }

/** What queues remember of who took something, where their strategy asks for it; in order, the last one last. */
export async function rememberTaken(
  tx: Tx,
  workspaceId: WorkspaceId,
  taken: readonly Taken[],
  at: Instant,
): Promise<void> {
  const queueIds = taken.map(({ queueId }) => queueId)
  const agentIds = taken.map(({ agentId }) => agentId)
  await sql`with taken as (
      select * from unnest(${queueIds}::uuid[], ${agentIds}::uuid[]) with ordinality as t (queue_id, agent_id, n)
    ), remembered as (
      update queue_member m set last_took_at = ${toDate(at)}
      from taken join queue q on q.workspace_id = ${workspaceId} and q.id = taken.queue_id
      where m.workspace_id = ${workspaceId} and m.queue_id = taken.queue_id and m.agent_id = taken.agent_id
        and q.strategy = any(${remembering('time')}::text[])
    )
    update queue set last_agent_id = last.agent_id
    from (select distinct on (queue_id) queue_id, agent_id from taken order by queue_id, n desc) as last
    where workspace_id = ${workspaceId} and id = last.queue_id and strategy = any(${remembering('turn')}::text[])`.execute(
    tx,
  )
}
