import { sql } from 'kysely'
import type pg from 'pg'
import type {
  AgentId,
  ChannelId,
  ConversationId,
  Instant,
  MessageId,
  QueueId,
  WorkspaceId,
} from '../../contract/ids.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import { updateRows } from '../../kernel/rows.ts'
import type { Message } from './core/message.ts'
import { messageStateRow } from './inbound-repo.ts'
import { messageColumns, messageFromRow } from './rows.ts'

type MessageRow = Parameters<typeof messageFromRow>[0]

/**
 * Take messages whose time has come and mark them as being sent. Only the oldest unsent one of each conversation is
 * taken, so that the parts of a text and the answers of an agent arrive in the order they were written.
 */
export async function claimQueued(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
  pausedChannels: readonly ChannelId[],
): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`
    with due as (
      select m.workspace_id, m.id from message m join channel c on c.workspace_id = m.workspace_id and c.id = m.channel_id
      where m.workspace_id = ${workspaceId} and m.delivery = 'queued' and m.next_attempt_at <= ${instant(at)}
        and c.active and c.trouble is null and m.channel_id <> all(${pausedChannels}::uuid[])
        and not exists (
          select from message earlier where earlier.workspace_id = m.workspace_id and earlier.conversation_id = m.conversation_id
            and earlier.delivery in ('queued', 'sending') and earlier.id < m.id)
      order by m.next_attempt_at, m.id limit ${limit} for update of m skip locked
    )
    update message set delivery = 'sending', sending_since = ${instant(at)}, attempts = attempts + 1, held_until = null
    from due where message.workspace_id = due.workspace_id and message.id = due.id
    returning ${sql.raw(columnsOfMessage)}`.execute(tx)
  return rows.map(messageFromRow)
}

const columnsOfMessage =
  'message.id, conversation_id, channel_id, interaction_id, direction, author, agent_id, at, content, provider_message_id, client_id, part, quote, reactions, forwarded, referral, edited_at, revoked_at, delivery, held_until, next_attempt_at, attempts, sending_since, accepted_at, sent_at, delivered_at, read_at, failure, pricing, template_id, template_fill'

/** Hold messages for recording how their send ended. */
export async function lockMessages(tx: Tx, workspaceId: WorkspaceId, ids: readonly MessageId[]): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) order by id for update`.execute(tx)
  return rows.map(messageFromRow)
}

export const saveStates = (tx: Tx, workspaceId: WorkspaceId, messages: readonly Message[]): Promise<void> =>
  updateRows(
    tx,
    'message',
    messages.map((message) => messageStateRow(workspaceId, message)),
  )

/** Sends that began so long ago that nobody is waiting for their answer any more. */
export async function lockAbandoned(
  tx: Tx,
  workspaceId: WorkspaceId,
  before: Instant,
  limit: number,
): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and delivery = 'sending' and sending_since < ${instant(before)}
    order by id limit ${limit} for update skip locked`.execute(tx)
  return rows.map(messageFromRow)
}

/** Which workspaces have something to send, or a send that was abandoned. */
export async function workspacesWithDue(pool: pg.Pool, at: Instant, abandonedBefore: Instant): Promise<WorkspaceId[]> {
  const { rows } = await pool.query<{ workspace_id: WorkspaceId }>(
    `select distinct workspace_id from message where delivery = 'queued' and next_attempt_at <= $1
     union select distinct workspace_id from message where delivery = 'sending' and sending_since < $2`,
    [new Date(at), new Date(abandonedBefore)],
  )
  return rows.map((row) => row.workspace_id)
}

/** Whose each conversation is: the queue and the holder of its latest interaction. */
export async function holdersOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, { queueId: QueueId; agentId: AgentId | null }>> {
  const { rows } = await sql<{ id: ConversationId; queue_id: QueueId; agent_id: AgentId | null }>`
    select c.id, i.queue_id, i.agent_id from conversation c
    join interaction i on i.workspace_id = c.workspace_id and i.id = c.latest_interaction_id
    where c.workspace_id = ${workspaceId} and c.id = any(${ids}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, { queueId: row.queue_id, agentId: row.agent_id }]))
}
