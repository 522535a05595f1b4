import pg from 'pg'
import { type RunningServer, startServer } from '../../src/app/server.ts'
import type { WorkspaceId } from '../../src/contract/ids.ts'
import type { MovableClock } from '../../src/kernel/clock.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { createLog } from '../../src/kernel/log.ts'
import { newId } from '../../src/kernel/new-id.ts'
import type { Committed } from '../../src/kernel/work.ts'
import { percentile } from '../claim.ts'
import type { Kind, Plan } from './plan.ts'

/** The product, whole and in this process, with wrap-ups that all end in the hours and days ahead of its clock. */
export type Ours = {
  /** The owner's address of its database. */
  readonly url: string
  readonly plan: Plan
  /** Let time come to a cohort and wait until all of it is done: how many a second, and how late. */
  letFall(kind: Kind, round: number): Promise<{ perSecond: number; p50: number; p99: number; worst: number }>
  /** Throws when a row or a fact is missing, doubled or early. */
  check(): Promise<void>
  stop(): Promise<void>
}

/** Wrap-ups one agent has in hand. */
const IN_HAND = 5
/** The clock leaps to so long before a cohort, so that the product looks at least once before it falls due. */
const AHEAD_MS = 1_500
/** A cohort that takes longer than this is no result. */
const LIMIT_MS = 30 * 60_000

export async function startOurs(dataDir: string, planFrom: (now: number) => Plan): Promise<Ours> {
  const config = readConfig({ PORT: '0', SWITCHBOARD_DATA: dataDir, SWITCHBOARD_DEMO: 'on' })
  const server = await startServer(config, { log: createLog({ level: 'error' }) })
  const owner = new pg.Pool({ connectionString: server.database.url, max: 1 })
  // A demonstration's clock can be moved.
  const clock = server.kernel.clock as MovableClock
  const plan = planFrom(clock.now())
  const workspaceId = await fill(owner, plan)
  const watch = watchClosed(server, clock, workspaceId, plan)

  return {
    url: server.database.url,
    plan,
    async letFall(kind, round) {
      const { from, count, beginsAt, everyMs } = plan.cohort(kind, round)
      const done = watch(from, count)
      clock.advance(beginsAt - AHEAD_MS - clock.now())
      const { lateMs, endedAt } = await done
      const seconds = (endedAt - beginsAt) / 1_000
      if (everyMs > 0 && Math.min(...lateMs) < 0) throw new Error('a wrap-up ended before its time')
      return {
        perSecond: count / seconds,
        p50: percentile(lateMs, 50),
        p99: percentile(lateMs, 99),
        worst: percentile(lateMs, 100),
      }
    },
    check: () => check(owner, workspaceId, plan),
    async stop() {
      await owner.end()
      await server.stop()
    },
  }
}

/** Hears of every commit, after it is durable, as the browsers' stream does; late is by the product's own clock. */
function watchClosed(server: RunningServer, clock: MovableClock, workspaceId: WorkspaceId, plan: Plan) {
  let awaited: { from: number; count: number; lateMs: number[]; done(endedAt: number): void } | null = null
  const tellOthers = server.kernel.committed
  const committed = (commit: Committed): void => {
    tellOthers(commit)
    if (commit.workspaceId !== workspaceId || awaited === null) return
    const now = clock.now()
    for (const event of commit.events) {
      if (event.type !== 'interaction.closed') continue
      const { number } = event.card
      if (number < awaited.from || number >= awaited.from + awaited.count)
        throw new Error(`${number} ended out of turn`)
      awaited.lateMs.push(now - plan.deadlineOf(number))
    }
    if (awaited.lateMs.length === awaited.count) awaited.done(now)
  }
  Object.assign(server.kernel, { committed })

  return (from: number, count: number): Promise<{ lateMs: number[]; endedAt: number }> =>
    new Promise((resolve, reject) => {
      const lateMs: number[] = []
      const late = setTimeout(
        () => reject(new Error(`only ${lateMs.length} of ${count} wrap-ups ended in time`)),
        LIMIT_MS,
      )
      awaited = {
        from,
        count,
        lateMs,
        done(endedAt) {
          clearTimeout(late)
          awaited = null
          resolve({ lateMs, endedAt })
        },
      }
    })
}

/** Past the product's rules, as the owner: what is measured is not how these rows came about. */
async function fill(owner: pg.Pool, plan: Plan): Promise<WorkspaceId> {
  const [workspace, queue, channel] = [newId() as WorkspaceId, newId(), newId()]
  const at = new Date()
  const agents = Math.ceil(plan.pending / IN_HAND)
  const run = (text: string, values: unknown[] = []) => owner.query(text, values)
  await run('set synchronous_commit = off')
  await run(`insert into workspace (id, name, created_at) values ($1, 'Northwind Travel', $2)`, [workspace, at])
  await run('insert into workspace_counter (workspace_id, interaction_number) values ($1, $2)', [
    workspace,
    plan.pending,
  ])
  await run(`insert into queue (workspace_id, id, name) values ($1, $2, 'Support')`, [workspace, queue])
  await run(
    `insert into channel (workspace_id, id, key, name, kind, provider, display_number, queue_id, phone_number_id,
       business_account_id, webhook_key, verify_token, created_at)
     values ($1, $2, 'DUE', 'WhatsApp', 'whatsapp', 'whatsapp_cloud', '+447700900001', $3, '100000000000009',
       '200000000000009', $4, 'verify-me', $5)`,
    [workspace, channel, queue, newId(), at],
  )
  await run('create temp table busy as select n, uuidv7() as id from generate_series(0, $1 - 1) as n', [agents])
  await run(
    'create temp table ending (n int, at timestamptz, contact uuid, conversation uuid, interaction uuid, agent uuid)',
  )
  for (const chunk of chunks(plan.pending)) {
    await run(
      `insert into ending select line.n, to_timestamp(line.at / 1000.0), uuidv7(), uuidv7(), uuidv7(), busy.id
       from unnest($1::int[], $2::float8[]) as line (n, at) join busy on busy.n = line.n % $3`,
      [chunk, chunk.map(plan.deadlineOf), agents],
    )
  }
  // Nothing refers to what is not there: checking it a million times would only take long.
  await run('set session_replication_role = replica')
  for (const text of filling)
    await run(
      text
        .replaceAll(':workspace', `'${workspace}'::uuid`)
        .replaceAll(':channel', `'${channel}'::uuid`)
        .replaceAll(':queue', `'${queue}'::uuid`),
    )
  await run('reset session_replication_role')
  await run('drop table busy, ending')
  await run('reset synchronous_commit')
  await run('vacuum (analyze) interaction, conversation, contact, identity, agent, presence')
  await run('checkpoint')
  return workspace
}

const filling = [
  `insert into agent (workspace_id, id, name, email, role, created_at)
     select :workspace, id, 'Agent ' || n, 'agent' || n || '@northwind.example', 'agent', now() from busy`,
  `insert into presence (workspace_id, agent_id, state, since, idle_since)
     select :workspace, id, 'available', now(), now() from busy`,
  `insert into queue_member (workspace_id, queue_id, agent_id) select :workspace, :queue, id from busy`,
  `insert into contact (workspace_id, id, name, created_at) select :workspace, contact, 'Contact ' || n, now() from ending`,
  `insert into identity (workspace_id, id, contact_id, kind, value, first_seen_at, last_seen_at)
     select :workspace, uuidv7(), contact, 'phone', '+4477' || (10000000 + n), now(), now() from ending`,
  `insert into conversation (workspace_id, id, channel_id, contact_id, last_inbound_at, last_message_at, snippet,
       snippet_from, latest_interaction_id, created_at)
     select :workspace, conversation, :channel, contact, now(), now(), 'Thank you, that was all I wanted to know.',
       'contact', interaction, now() from ending`,
  `insert into interaction (workspace_id, id, number, conversation_id, channel_id, contact_id, queue_id, state, origin,
       created_at, waiting_since, agent_id, accepted_at, wrap_up_started_at, wrap_up_ends_at)
     select :workspace, interaction, n, conversation, :channel, contact, :queue, 'wrapping_up', 'contact',
       now(), now(), agent, now(), now(), at from ending`,
]

const CHUNK = 50_000

function* chunks(count: number): Generator<number[]> {
  for (let from = 1; from <= count; from += CHUNK)
    yield Array.from({ length: Math.min(CHUNK, count - from + 1) }, (_, index) => from + index)
}

async function check(owner: pg.Pool, workspaceId: WorkspaceId, plan: Plan): Promise<void> {
  const { rows } = await owner.query<Record<'closed' | 'early' | 'facts' | 'told' | 'last' | 'idle', string>>(
    `select
       (select count(*) from interaction where workspace_id = $1 and state = 'closed') as closed,
       (select count(*) from interaction i join journal j on j.workspace_id = i.workspace_id and j.interaction_id = i.id
         where i.workspace_id = $1 and i.closed_at <> j.at) as early,
       (select count(*) from journal where workspace_id = $1 and type = 'interaction.closed') as facts,
       (select count(distinct interaction_id) from journal where workspace_id = $1 and type = 'interaction.closed') as told,
       (select journal_seq from workspace where id = $1) as last,
       (select count(*) from presence where workspace_id = $1 and state = 'available' and idle_since > since) as idle`,
    [workspaceId],
  )
  const found = Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, text]) => [name, Number(text)]))
  const { pending } = plan
  const expected = {
    closed: pending,
    early: 0,
    facts: pending,
    told: pending,
    last: pending,
    idle: Math.ceil(pending / IN_HAND),
  }
  for (const [name, count] of Object.entries(expected))
    if (found[name] !== count) throw new Error(`${name} should be ${count} and is ${found[name]}`)
}
