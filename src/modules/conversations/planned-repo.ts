import { type Selectable, sql } from 'kysely'
import type pg from 'pg'
import type { MessageContent, TemplateFill } from '../../contract/content.ts'
import type {
  AgentId,
  AttachmentId,
  ChannelId,
  ConversationId,
  Instant,
  PlannedMessageId,
  QueueId,
  WorkspaceId,
} from '../../contract/ids.ts'
import { maxPlannedListed } from '../../contract/operations/later.ts'
import { may, type Permission, type Role } from '../../contract/permissions.ts'
import type { Refusal } from '../../contract/refusals.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { insertRows, iso, isoOrNull, updateRows } from '../../kernel/rows.ts'
import type { Tables } from '../../kernel/tables.ts'
import { visibleTo } from '../routing/index.ts'
import type { Quote } from './core/message.ts'
import type { Planned } from './core/planned.ts'

type Row = Omit<Selectable<Tables['planned_message']>, 'workspace_id'> & { channel_id: ChannelId }

const columns = sql.raw(
  'p.id, p.conversation_id, p.client_id, p.agent_id, p.contents, p.quote, p.template_id, p.template_fill, p.planned_at, p.goes_at, p.returned_at, p.returned_why, p.returned_to, p.version, c.channel_id',
)
const withConversation = sql.raw(
  'planned_message p join conversation c on c.workspace_id = p.workspace_id and c.id = p.conversation_id',
)

const fromRow = (row: Row): Planned => ({
  id: row.id,
  conversationId: row.conversation_id,
  channelId: row.channel_id,
  clientId: row.client_id,
  agentId: row.agent_id,
  contents: row.contents as MessageContent[],
  quote: row.quote as Quote | null,
  templateId: row.template_id,
  templateFill: row.template_fill as TemplateFill | null,
  plannedAt: row.planned_at,
  goesAt: row.goes_at,
  returned:
    row.returned_at === null
      ? null
      : { why: row.returned_why as Refusal, at: row.returned_at, toAgentId: row.returned_to },
  version: row.version,
})

const toRow = (workspaceId: WorkspaceId, planned: Planned) => ({
  workspace_id: workspaceId,
  id: planned.id,
  conversation_id: planned.conversationId,
  client_id: planned.clientId,
  agent_id: planned.agentId,
  contents: planned.contents,
  quote: planned.quote,
  template_id: planned.templateId,
  template_fill: planned.templateFill,
  planned_at: iso(planned.plannedAt),
  goes_at: iso(planned.goesAt),
  returned_at: isoOrNull(planned.returned?.at ?? null),
  returned_why: planned.returned?.why ?? null,
  returned_to: planned.returned?.toAgentId ?? null,
  version: planned.version,
})

export const insertPlanned = (tx: Tx, workspaceId: WorkspaceId, planned: Planned): Promise<void> =>
  insertRows(tx, 'planned_message', [toRow(workspaceId, planned)])

export const savePlanned = (tx: Tx, workspaceId: WorkspaceId, planned: readonly Planned[]): Promise<void> =>
  updateRows(
    tx,
    'planned_message',
    planned.map((one) => toRow(workspaceId, one)),
  )

export async function removePlanned(tx: Tx, workspaceId: WorkspaceId, ids: readonly PlannedMessageId[]): Promise<void> {
  await sql`delete from planned_message where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
}

/** Which conversation it stands in; undefined: there is no such message planned. */
export async function conversationOfPlanned(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: PlannedMessageId,
): Promise<ConversationId | undefined> {
  const row = await tx
    .selectFrom('planned_message')
    .select('conversation_id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.conversation_id
}

/** All that is planned in these conversations, the next first, held until commit: their conversations are held before. */
export async function lockPlanned(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationIds: readonly ConversationId[],
): Promise<Planned[]> {
  const { rows } = await sql<Row>`select ${columns} from ${withConversation}
    where p.workspace_id = ${workspaceId} and p.conversation_id = any(${conversationIds}::uuid[])
    order by p.goes_at, p.id for update of p`.execute(tx)
  return rows.map(fromRow)
}

/** What an earlier press planned. */
export async function plannedOfClient(
  tx: Tx,
  workspaceId: WorkspaceId,
  clientId: string,
): Promise<Planned | undefined> {
  const { rows } = await sql<Row>`select ${columns} from ${withConversation}
    where p.workspace_id = ${workspaceId} and p.client_id = ${clientId}`.execute(tx)
  return rows[0] && fromRow(rows[0])
}

/** All that is planned in a conversation, the next first. */
export async function readPlanned(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
): Promise<Planned[]> {
  const { rows } = await sql<Row>`select ${columns} from ${withConversation}
    where p.workspace_id = ${workspaceId} and p.conversation_id = ${conversationId} order by p.goes_at, p.id`.execute(
    tx,
  )
  return rows.map(fromRow)
}

/** What this person answers for, and what is back with them or with a queue they see. */
export async function plannedOf(tx: Tx, person: Person): Promise<{ planned: Planned; contactName: string }[]> {
  const { workspaceId, agentId } = person
  const { rows } = await sql<Row & { contact_name: string }>`select ${columns}, k.name as contact_name
    from ${withConversation} join contact k on k.workspace_id = c.workspace_id and k.id = c.contact_id
    where p.workspace_id = ${workspaceId} and ${visibleTo(person)} and (p.agent_id = ${agentId}
      or p.returned_at is not null and (p.returned_to = ${agentId} or p.returned_to is null))
    order by p.goes_at, p.id limit ${maxPlannedListed}`.execute(tx)
  return rows.map((row) => ({ planned: fromRow(row), contactName: row.contact_name }))
}

/** The conversations of what is due, the longest due first, and then held, in the order of their ids. */
export async function lockDueConversations(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<ConversationId[]> {
  const due = await sql<{ id: ConversationId }>`select conversation_id as id from planned_message
    where workspace_id = ${workspaceId} and returned_at is null and goes_at <= ${instant(at)}
    order by goes_at limit ${limit}`.execute(tx)
  const ids = [...new Set(due.rows.map(({ id }) => id))]
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: ConversationId }>`select id from conversation
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) order by id for update`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Somebody something was planned by: what they may do now. */
export type Author = Pick<Person, 'agentId' | 'role' | 'queueIds'> & { works: boolean }

export async function authorsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly AgentId[],
): Promise<Map<AgentId, Author>> {
  const { rows } = await sql<{ id: AgentId; role: Role; denied: Permission[]; active: boolean; queue_ids: QueueId[] }>`
    select id, role, denied, active, array(select m.queue_id from queue_member m
      where m.workspace_id = agent.workspace_id and m.agent_id = agent.id and m.able order by m.queue_id) as queue_ids
    from agent where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
  return new Map(
    rows.map(({ id, role, denied, active, queue_ids: queueIds }) => [
      id,
      { agentId: id, role, queueIds, works: active && may({ role, denied }, 'interactions.handle') },
    ]),
  )
}

/** Of these files, those that are still there, by the conversation they belong to. */
export async function filesOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly AttachmentId[],
): Promise<Map<AttachmentId, ConversationId>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: AttachmentId; conversation_id: ConversationId }>`
    select id, conversation_id from attachment where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.id, row.conversation_id]))
}

/** Which workspaces have a planned message whose time has come. One look into an index for each. */
export async function workspacesWithPlanned(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where (select true from planned_message p
       where p.workspace_id = w.id and p.returned_at is null and p.goes_at <= $1 limit 1)`,
    [new Date(at)],
  )
  return rows.map((row) => row.id)
}

/** When the next planned message goes, anywhere; null: none is planned. */
export async function nextPlanned(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min((select min(p.goes_at) from planned_message p
       where p.workspace_id = w.id and p.returned_at is null and p.goes_at > $1)) as next from workspace w`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
