import { sql } from 'kysely'
import type { AgentId, ContactId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import { PREPARED, type Tx, toDate } from '../../kernel/db.ts'
import { remembering } from './core/strategy.ts'

/** Who took the last one of each queue that goes round its members. */
export async function lastOfRounds(tx: Tx, workspaceId: WorkspaceId): Promise<Map<QueueId, AgentId | null>> {
  const { rows } = await sql<{ id: QueueId; agentId: AgentId | null }>`${sql.raw(PREPARED)}
    select id, last_agent_id as "agentId" from queue
    where workspace_id = ${workspaceId} and strategy = any(${remembering('turn')}::text[])`.execute(tx)
  return new Map(rows.map(({ id, agentId }) => [id, agentId]))
}

/** An agent took something of a contact's, out of a queue. */
export type Taken = { readonly queueId: QueueId; readonly contactId: ContactId; readonly agentId: AgentId }

/**
 * What is remembered of who took something, in order, the last one last: by the contact, whose next one may prefer them,
 * and by the queue, where its strategy asks for it.
 */
export async function rememberTaken(
  tx: Tx,
  workspaceId: WorkspaceId,
  taken: readonly Taken[],
  at: Instant,
): Promise<void> {
  const queueIds = taken.map(({ queueId }) => queueId)
  const contactIds = taken.map(({ contactId }) => contactId)
  const agentIds = taken.map(({ agentId }) => agentId)
  await sql`with taken as (
      select * from unnest(${queueIds}::uuid[], ${contactIds}::uuid[], ${agentIds}::uuid[])
        with ordinality as t (queue_id, contact_id, agent_id, n)
    ), held as (
      insert into contact_holder (workspace_id, contact_id, agent_id, at)
      select distinct on (contact_id) ${workspaceId}::uuid, contact_id, agent_id, ${toDate(at)}::timestamptz
      from taken order by contact_id, n desc
      on conflict (workspace_id, contact_id) do update set agent_id = excluded.agent_id, at = excluded.at
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

/** Who writes to a contact first has what they answer: it counts as taken, out of no queue's turn. */
export async function rememberHolder(
  tx: Tx,
  workspaceId: WorkspaceId,
  contactId: ContactId,
  agentId: AgentId,
  at: Instant,
): Promise<void> {
  await sql`insert into contact_holder (workspace_id, contact_id, agent_id, at)
    values (${workspaceId}, ${contactId}, ${agentId}, ${toDate(at)})
    on conflict (workspace_id, contact_id) do update set agent_id = excluded.agent_id, at = excluded.at`.execute(tx)
}
