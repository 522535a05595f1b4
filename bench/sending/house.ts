import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { newId } from '../../src/kernel/new-id.ts'
import { type Postgres, startPostgres } from '../../src/kernel/postgres.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { type RunningProduct, startProduct } from '../../src/testing/process.ts'

/** A process that plays the provider, and the questions it answers over IPC, one at a time. */
export type Played = { child: ChildProcess; port: number; ask<T>(order: object): Promise<T> }

/** The product as it is shipped, with a number whose provider is played by another process. */
export type House = {
  product: RunningProduct
  owner: pg.Pool
  played: Played
  workspaceId: string
  channelId: string
  webhookPath: string
  /** The people the messages go to, and their conversations. */
  conversations: readonly Written[]
  close(): Promise<void>
}

export type Written = { conversationId: string; phone: string }

/** The channels are looked at again after this time; a setting made past the product holds from then on. */
export const SEEN_AFTER_MS = 2_500
const OWNER_CONNECTIONS = 2

export async function playProvider(file: string): Promise<Played> {
  const child = fork(file, { serialization: 'advanced' })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    child,
    port,
    async ask(order) {
      const answer = once(child, 'message')
      child.send(order)
      return (await answer)[0]
    },
  }
}

/** Start it all, with so many contacts that the number has a conversation with. */
export async function openHouse(playedBy: string, contacts: number): Promise<House> {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-bench-'))
  const closing: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })]
  const close = async () => {
    for (const letGo of closing.splice(0).reverse()) await letGo()
  }
  try {
    const postgres: Postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), log: () => {} })
    closing.push(() => postgres.stop())
    const product = await startProduct({ dataDir, env: { DATABASE_URL: postgres.url } })
    closing.push(() => product.stop())
    const played = await playProvider(playedBy)
    closing.push(async () => played.child.kill())
    const owner = new pg.Pool({ connectionString: postgres.url, max: OWNER_CONNECTIONS })
    closing.push(() => owner.end())
    const { rows } = await owner.query<{ workspace_id: string; id: string; webhook_key: string; queue_id: string }>(
      'update channel set base_url = $1, version = version + 1 where phone_number_id = $2 returning workspace_id, id, webhook_key, queue_id',
      [`http://127.0.0.1:${played.port}`, SEED_NUMBER.phoneNumberId],
    )
    const { workspace_id: workspaceId, id: channelId, webhook_key: webhookKey, queue_id: queueId } = rows[0]!
    const conversations = await fill(owner, { workspaceId, channelId, queueId, contacts })
    const webhookPath = `/hooks/whatsapp/${webhookKey}`
    return { product, owner, played, workspaceId, channelId, webhookPath, conversations, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** People who have written before: each with a conversation and a request that was closed. */
async function fill(
  owner: pg.Pool,
  at: { workspaceId: string; channelId: string; queueId: string; contacts: number },
): Promise<Written[]> {
  const people = Array.from({ length: at.contacts }, (_, i) => ({
    contactId: newId(),
    identityId: newId(),
    conversationId: newId(),
    interactionId: newId(),
    phone: `4477009${String(i).padStart(5, '0')}`,
    number: 1_000_000 + i,
  }))
  const values = [at.workspaceId, at.channelId, JSON.stringify(people)]
  const from = `from jsonb_to_recordset($3::jsonb) as p("contactId" uuid, "identityId" uuid, "conversationId" uuid,
    "interactionId" uuid, phone text, number bigint), (select $1::uuid as ws, $2::uuid as ch) as w`
  await owner.query(
    `insert into contact (workspace_id, id, name, service_consent, created_at)
    select ws, p."contactId", 'Contact ' || phone, 'granted', now() ${from}`,
    values,
  )
  await owner.query(
    `insert into identity (workspace_id, id, contact_id, kind, value, first_seen_at, last_seen_at)
    select ws, p."identityId", p."contactId", 'phone', phone, now(), now() ${from}`,
    values,
  )
  await owner.query(
    `insert into conversation (workspace_id, id, channel_id, contact_id, last_inbound_at, latest_interaction_id, created_at)
    select ws, p."conversationId", ch, p."contactId", now(), p."interactionId", now() ${from}`,
    values,
  )
  await owner.query(
    `insert into interaction (workspace_id, id, number, conversation_id, channel_id, contact_id, queue_id, state, agent_id, origin, created_at, waiting_since, accepted_at, closed_at)
    select ws, p."interactionId", number, p."conversationId", ch, p."contactId", $4::uuid, 'closed', (select min(id::text)::uuid from agent where workspace_id = $1 and role = 'agent'), 'contact', now(), now(), now(), now() ${from}`,
    [...values, at.queueId],
  )
  await owner.query('analyze')
  return people.map(({ conversationId, phone }) => ({ conversationId, phone }))
}

/** How many messages a second the number may send, as the dispatcher knows it when this returns. */
export async function allowPerSecond({ owner, channelId }: House, perSecond: number): Promise<void> {
  await owner.query('update channel set throughput_per_second = $2, version = version + 1 where id = $1', [
    channelId,
    perSecond,
  ])
  await wait(SEEN_AFTER_MS)
}

/**
 * Queue messages, as rows and all at once: nobody presses Send fifty thousand times, and there is no call for it yet.
 * They go to one contact after the other. Answers with their ids.
 */
export async function queueMessages(
  { owner, workspaceId, channelId }: House,
  to: readonly Written[],
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId())
  await owner.query(
    `insert into message (workspace_id, id, conversation_id, channel_id, direction, author, at, content, delivery, next_attempt_at)
     select $1, line.id, line.conversation_id, $2, 'out', 'house', now(), jsonb_build_object('kind', 'text', 'text',
       'Hello, your order has left our house and will be with you tomorrow between 9:00 and 12:00. No. ' || place), 'queued', now()
     from unnest($3::uuid[], $4::uuid[]) with ordinality as line (id, conversation_id, place)`,
    [workspaceId, channelId, ids, ids.map((_, i) => to[i % to.length]!.conversationId)],
  )
  return ids
}

/** How many of these are in each state of delivery. */
export async function deliveries({ owner }: House, ids: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ delivery: string; count: number }>(
    'select delivery, count(*)::int as count from message where id = any($1::uuid[]) group by delivery',
    [ids],
  )
  return Object.fromEntries(rows.map(({ delivery, count }) => [delivery, count]))
}

/** Resident memory of a process, in megabytes (10^6 bytes). */
export const residentMb = (pid: number): number =>
  (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024) / 1e6
