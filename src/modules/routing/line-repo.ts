import { type Selectable, sql } from 'kysely'
import type pg from 'pg'
import type { ConversationId, Instant, InteractionId, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { QueueLine } from '../../contract/line.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'

/** The line of a queue as it is stored. */
export const lineFromRow = (row: Selectable<Tables['queue']>): QueueLine => ({
  priority: row.priority,
  pointSeconds: row.point_seconds,
  weight: row.weight,
  mostWaiting: row.most_waiting,
  longestWaitSeconds: row.longest_wait_seconds,
  overflow: {
    does: row.overflow as QueueLine['overflow']['does'],
    queueId: row.overflow_queue_id,
    text: row.overflow_text,
  },
  announce:
    row.announce_after_seconds === null || row.announce_text === null
      ? null
      : { afterSeconds: row.announce_after_seconds, text: row.announce_text },
})

/** Its columns. */
export const lineRow = ({ overflow, announce, ...line }: QueueLine) => ({
  priority: line.priority,
  point_seconds: line.pointSeconds,
  weight: line.weight,
  most_waiting: line.mostWaiting,
  longest_wait_seconds: line.longestWaitSeconds,
  overflow: overflow.does,
  overflow_queue_id: overflow.queueId,
  overflow_text: overflow.text,
  announce_after_seconds: announce?.afterSeconds ?? null,
  announce_text: announce?.text ?? null,
})

/** The line of a queue; undefined: there is no such queue. */
export async function lineOf(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<QueueLine | undefined> {
  const row = await tx
    .selectFrom('queue')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && lineFromRow(row)
}

/** How many wait in a queue, offered to nobody. */
export async function countWaiting(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from interaction
    where workspace_id = ${workspaceId} and queue_id = ${id} and state = 'waiting'`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Is the line of the queue `q` limited or announced? */
const isTended =
  '(q.most_waiting is not null or q.longest_wait_seconds is not null or q.announce_after_seconds is not null)'

/** Which workspaces have somebody waiting in a line that is limited or announced. */
export async function workspacesWithLines(system: pg.Pool): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select distinct q.workspace_id as id from queue q where q.removed_at is null and ${isTended}
       and (select true from interaction i
         where i.workspace_id = q.workspace_id and i.queue_id = q.id and i.state = 'waiting' limit 1)`,
  )
  return rows.map((row) => row.id)
}

/** Somebody who is too many or waits too long (`overflow`), or is to be told how long it takes. `ahead`: came before them. */
export type DueInLine = {
  readonly interactionId: InteractionId
  readonly conversationId: ConversationId
  readonly what: 'overflow' | 'announce'
  readonly ahead: number
  /** Where it waits, and since when. */
  readonly queueId: QueueId
  readonly waitingSince: Instant
}

/** What lines ask for at `at`, who came last first; each wait once for each. */
export async function dueInLines(tx: Tx, workspaceId: WorkspaceId, at: Instant, limit: number): Promise<DueInLine[]> {
  const longAgo = (seconds: string) =>
    sql`waits.waiting_since <= ${instant(at)} - ${sql.ref(seconds)} * interval '1 second'`
  const { rows } = await sql<DueInLine>`
    select waits.id as "interactionId", waits.conversation_id as "conversationId", waits.ahead, q.id as "queueId",
      waits.waiting_since as "waitingSince",
      case when too_much then 'overflow' else 'announce' end as what
    from queue q
      cross join lateral (
        select id, conversation_id, waiting_since, announced_for, overflowed_for,
          (row_number() over (order by waiting_since, id))::int - 1 as ahead
        from interaction where workspace_id = ${workspaceId} and queue_id = q.id and state = 'waiting'
      ) as waits
      cross join lateral (
        select coalesce(waits.overflowed_for is distinct from waits.waiting_since
            and (waits.ahead >= q.most_waiting or ${longAgo('q.longest_wait_seconds')}), false) as too_much,
          coalesce(waits.announced_for is distinct from waits.waiting_since
            and ${longAgo('q.announce_after_seconds')}, false) as to_tell
      ) as due
    where q.workspace_id = ${workspaceId} and q.removed_at is null and ${sql.raw(isTended)} and (too_much or to_tell)
    order by waits.waiting_since desc limit ${limit}`.execute(tx)
  return rows
}

/** Note that it was done, for this wait. False: it was done before, or it waits no more. */
export async function noteInLine(
  tx: Tx,
  workspaceId: WorkspaceId,
  { interactionId, what }: DueInLine,
): Promise<boolean> {
  const mark = sql.ref(what === 'overflow' ? 'overflowed_for' : 'announced_for')
  const { numAffectedRows } = await sql`update interaction set ${mark} = waiting_since
    where workspace_id = ${workspaceId} and id = ${interactionId} and state = 'waiting'
      and ${mark} is distinct from waiting_since`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}
