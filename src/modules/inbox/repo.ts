import { sql } from 'kysely'
import type pg from 'pg'
import type { ChannelId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { QuarantinedPart } from '../../contract/operations/channels.ts'
import { instant, PREPARED, type Tx } from '../../kernel/db.ts'
import { insertRows, iso } from '../../kernel/rows.ts'

/** A webhook as it arrived: to whose address, when, and its bytes. */
export type Arrived = { channelId: ChannelId; at: Instant; body: Buffer }
export type StoredWebhook = Arrived & { id: number; attempts: number }

/** Keep what arrived, byte for byte, in order. Answers with their ids, in that order. */
export async function storeArrived(
  tx: Tx,
  workspaceId: WorkspaceId,
  arrived: readonly Arrived[],
  state: 'stored' | 'applied',
): Promise<number[]> {
  // All bodies as one, which travels as it is; an array of them would be written out in digits.
  const lengths = arrived.map(({ body }) => body.length)
  let next = 1
  const starts = lengths.map((length) => {
    next += length
    return next - length
  })
  const { rows } = await sql<{ id: number }>`${sql.raw(PREPARED)}
    with given as materialized (
      select nextval('webhook_id_seq') as id, place, channel_id, received_at, substring(${Buffer.concat(arrived.map(({ body }) => body))}::bytea from start for length) as body
      from unnest(
        ${arrived.map(({ channelId }) => channelId)}::uuid[],
        ${arrived.map(({ at }) => new Date(at))}::timestamptz[],
        ${starts}::int[],
        ${lengths}::int[]
      ) with ordinality as arrived (channel_id, received_at, start, length, place)
    ), kept as (
      insert into webhook (workspace_id, id, channel_id, received_at, body, state) overriding system value
      select ${workspaceId}, id, channel_id, received_at, body, ${state} from given
    )
    select id from given order by place`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Which workspaces have webhooks that nobody has applied yet. */
export async function workspacesWithStored(pool: pg.Pool): Promise<WorkspaceId[]> {
  const { rows } = await pool.query<{ workspace_id: WorkspaceId }>(
    `select distinct workspace_id from webhook where state = 'stored'`,
  )
  return rows.map((row) => row.workspace_id)
}

/**
 * Take the oldest stored webhooks, in order of arrival: with this work they are applied. The caller holds the
 * workspace's inbox lock.
 */
export async function takeStored(tx: Tx, workspaceId: WorkspaceId, limit: number): Promise<StoredWebhook[]> {
  const { rows } = await sql<{
    id: number
    channel_id: ChannelId
    received_at: Instant
    body: Buffer
    attempts: number
  }>`
    with oldest as (
      select id from webhook where workspace_id = ${workspaceId} and state = 'stored' order by id limit ${limit}
    )
    update webhook set state = 'applied' from oldest
    where webhook.workspace_id = ${workspaceId} and webhook.id = oldest.id
    returning webhook.id, webhook.channel_id, webhook.received_at, webhook.body, webhook.attempts`.execute(tx)
  const webhooks = rows.map(({ id, channel_id, received_at, body, attempts }) => ({
    id,
    channelId: channel_id,
    at: received_at,
    body,
    attempts,
  }))
  return webhooks.sort((a, b) => a.id - b.id)
}

/** Applying this one failed: it counts, and after too often it is set aside as broken. */
export async function countFailure(tx: Tx, workspaceId: WorkspaceId, id: number, broken: boolean): Promise<void> {
  await sql`update webhook set attempts = attempts + 1, state = ${broken ? 'broken' : 'stored'}
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
}

export type NewPart = Pick<QuarantinedPart, 'channelId' | 'why' | 'line' | 'path' | 'reason' | 'raw'> & {
  webhookId: number
}

export async function keepParts(
  tx: Tx,
  workspaceId: WorkspaceId,
  parts: readonly NewPart[],
  at: Instant,
): Promise<void> {
  await insertRows(
    tx,
    'webhook_part',
    parts.map((part) => ({
      workspace_id: workspaceId,
      webhook_id: part.webhookId,
      channel_id: part.channelId,
      at: iso(at),
      why: part.why,
      line: part.line,
      path: part.path,
      reason: part.reason,
      raw: part.raw,
      state: 'kept',
    })),
  )
}

export async function listKept(tx: Tx, workspaceId: WorkspaceId, limit: number): Promise<QuarantinedPart[]> {
  const rows = await tx
    .selectFrom('webhook_part')
    .select(['id', 'at', 'channel_id', 'why', 'line', 'path', 'reason', 'raw'])
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'kept')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ channel_id, why, ...row }) => ({
    ...row,
    channelId: channel_id,
    why: why as QuarantinedPart['why'],
  }))
}

/** Put the webhooks of these parts back among the stored ones; the parts themselves are done with. */
export async function restoreParts(tx: Tx, workspaceId: WorkspaceId, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ webhook_id: number }>`
    with again as (
      update webhook_part set state = 'replayed'
      where workspace_id = ${workspaceId} and state = 'kept' and webhook_id in (
        select webhook_id from webhook_part where workspace_id = ${workspaceId} and id = any(${ids}::bigint[]) and state = 'kept')
      returning webhook_id
    )
    update webhook set state = 'stored', attempts = 0
    where workspace_id = ${workspaceId} and id in (select webhook_id from again) returning id as webhook_id`.execute(tx)
  return rows.map((row) => row.webhook_id)
}

export async function countKeptOf(tx: Tx, workspaceId: WorkspaceId, webhookIds: readonly number[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(distinct webhook_id) as n from webhook_part
    where workspace_id = ${workspaceId} and state = 'kept' and webhook_id = any(${webhookIds}::bigint[])`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function dismissParts(tx: Tx, workspaceId: WorkspaceId, ids: readonly number[]): Promise<void> {
  await sql`update webhook_part set state = 'dismissed'
    where workspace_id = ${workspaceId} and id = any(${ids}::bigint[]) and state = 'kept'`.execute(tx)
}

/** Quarantined parts by channel, for the channel's health. */
export async function keptByChannel(tx: Tx, workspaceId: WorkspaceId): Promise<Map<ChannelId, number>> {
  const { rows } = await sql<{ channel_id: ChannelId; n: number }>`select channel_id, count(*) as n from webhook_part
    where workspace_id = ${workspaceId} and state = 'kept' group by channel_id`.execute(tx)
  return new Map(rows.map((row) => [row.channel_id, row.n]))
}

/** Forget applied webhooks after their keeping time, but none that something in quarantine still needs. */
export async function dropApplied(tx: Tx, workspaceId: WorkspaceId, before: Instant, limit: number): Promise<void> {
  await sql`delete from webhook where workspace_id = ${workspaceId} and id in (
    select w.id from webhook w where w.workspace_id = ${workspaceId} and w.state = 'applied' and w.received_at < ${instant(before)}
      and not exists (select from webhook_part p where p.workspace_id = w.workspace_id and p.webhook_id = w.id and p.state = 'kept')
    limit ${limit})`.execute(tx)
}
