import pg from 'pg'
import { type RunningServer, startServer } from '../../src/app/server.ts'
import type { WorkspaceId } from '../../src/contract/ids.ts'
import type { MovableClock } from '../../src/kernel/clock.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { createLog } from '../../src/kernel/log.ts'
import type { Committed } from '../../src/kernel/work.ts'
import { percentile } from '../claim.ts'
import type { Kind, Plan } from './plan.ts'

/**
 * The product, whole and in this process, with deadlines of four kinds, in turn, that all fall in the hours and days ahead
 * of its clock: a wrap-up ends, a clock is over, something wakes, a colleague has not answered.
 */
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

/** What says that a deadline was kept, by the number of the interaction. */
const outcomes = [
  'interaction.closed',
  'interaction.clock_breached',
  'interaction.unparked',
  'interaction.consult_ended',
] as const
/** How many one agent has in hand. */
const IN_HAND = 5
/** The clock leaps to so long before a cohort, so that the product looks at least once before it falls due. */
const AHEAD_MS = 1_500
/** A cohort that takes longer than this is no result. */
const LIMIT_MS = 30 * 60_000

export async function startOurs(dataDir: string, planFrom: (now: number) => Plan): Promise<Ours> {
  const config = readConfig({ PORT: '0', SWITCHBOARD_DATA: dataDir, SWITCHBOARD_DEMO: 'bare' })
  const server = await startServer(config, { log: createLog({ level: 'error' }) })
  const owner = new pg.Pool({ connectionString: server.database.url, max: 1 })
  owner.on('error', () => {}) // Idle for as long as a cohort takes: whoever asks next hears of it.
  // A demonstration's clock can be moved.
  const clock = server.kernel.clock as MovableClock
  const plan = planFrom(clock.now())
  const workspaceIds = await fill(owner, plan)
  const watch = watchClosed(server, clock, new Set(workspaceIds), plan)

  return {
    url: server.database.url,
    plan,
    async letFall(kind, round) {
      const { from, count, beginsAt, everyMs } = plan.cohort(kind, round)
      const done = watch(from, count)
      clock.advance(beginsAt - AHEAD_MS - clock.now())
      const { lateMs, endedAt } = await done
      const seconds = (endedAt - beginsAt) / 1_000
      if (everyMs > 0 && Math.min(...lateMs) < 0) throw new Error('something ended before its time')
      return {
        perSecond: count / seconds,
        p50: percentile(lateMs, 50),
        p99: percentile(lateMs, 99),
        worst: percentile(lateMs, 100),
      }
    },
    check: () => check(owner, workspaceIds, plan),
    async stop() {
      await owner.end()
      await server.stop()
    },
  }
}

/** Hears of every commit, after it is durable, as the browsers' stream does; late is by the product's own clock. */
function watchClosed(server: RunningServer, clock: MovableClock, workspaceIds: ReadonlySet<WorkspaceId>, plan: Plan) {
  let awaited: { from: number; count: number; lateMs: number[]; done(endedAt: number): void } | null = null
  const tellOthers = server.kernel.committed
  const committed = (commit: Committed): void => {
    tellOthers(commit)
    if (!workspaceIds.has(commit.workspaceId) || awaited === null) return
    const now = clock.now()
    for (const event of commit.events) {
      if (!('card' in event) || event.card === null) continue
      const { number } = event.card
      if (event.type !== outcomes[number % outcomes.length]) continue
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
      const late = setTimeout(() => reject(new Error(`only ${lateMs.length} of ${count} were done in time`)), LIMIT_MS)
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
async function fill(owner: pg.Pool, plan: Plan): Promise<WorkspaceId[]> {
  const run = (text: string, values: unknown[] = []) => owner.query(text, values)
  await run('set synchronous_commit = off')
  // Nothing refers to what is not there: checking it a million times would only take long.
  await run('set session_replication_role = replica')
  await run(
    `create function pg_temp.ms(timestamptz) returns bigint language sql immutable
       return (extract(epoch from $1) * 1000)::bigint`,
  )
  await run('create temp table place (n int, workspace uuid, queue uuid, channel uuid)')
  await run('create temp table busy (n int, workspace uuid, queue uuid, id uuid)')
  await run(
    `create temp table ending (n int, at timestamptz, workspace uuid, queue uuid, channel uuid, contact uuid,
       conversation uuid, interaction uuid, agent uuid)`,
  )
  await run('insert into place select n, uuidv7(), uuidv7(), uuidv7() from generate_series(0, $1::int - 1) as n', [
    plan.workspaces,
  ])
  // Agents take turns in the order of deadlines, and workspaces too: nobody's all end together.
  await run(
    `insert into busy select line.n, workspace, queue, uuidv7() from generate_series(0, $1::int - 1) as line (n)
       join place on place.n = line.n % $2::int`,
    [agentsOf(plan), plan.workspaces],
  )
  for (const chunk of chunks(plan.pending)) {
    await run(
      `insert into ending select line.n, to_timestamp(line.at / 1000.0), place.workspace, place.queue, place.channel,
         uuidv7(), uuidv7(), uuidv7(), busy.id
       from unnest($1::int[], $2::float8[]) as line (n, at) join busy on busy.n = line.n % $3::int
         join place on place.workspace = busy.workspace`,
      [chunk, chunk.map(plan.deadlineOf), agentsOf(plan)],
    )
  }
  for (const text of filling) await run(text)
  const { rows } = await owner.query<{ workspace: WorkspaceId }>('select workspace from place')
  await run('reset session_replication_role')
  await run('drop table place, busy, ending')
  await run('reset synchronous_commit')
  await run('vacuum (analyze) interaction, conversation, contact, identity, agent, presence')
  await run('checkpoint')
  return rows.map(({ workspace }) => workspace)
}

const agentsOf = ({ pending }: Plan): number => Math.ceil(pending / IN_HAND)

const filling = [
  `insert into workspace (id, name, created_at) select workspace, 'Northwind Travel ' || n, now() from place`,
  'insert into workspace_counter (workspace_id) select workspace from place',
  `insert into queue (workspace_id, id, name) select workspace, queue, 'Support' from place`,
  `insert into channel (workspace_id, id, key, name, kind, provider, display_number, queue_id, phone_number_id,
       business_account_id, webhook_key, verify_token, created_at)
     select workspace, channel, 'DUE', 'WhatsApp', 'whatsapp', 'whatsapp_cloud', '+447700900001', queue,
       '100000000000009', '200000000000009', channel::text, 'verify-me', now() from place`,
  `insert into agent (workspace_id, id, name, email, role, created_at)
     select workspace, id, 'Agent ' || n, 'agent' || n || '@northwind.example', 'agent', now() from busy`,
  `insert into presence (workspace_id, agent_id, state, since, idle_since)
     select workspace, id, 'available', now(), now() from busy`,
  'insert into queue_member (workspace_id, queue_id, agent_id) select workspace, queue, id from busy',
  `insert into contact (workspace_id, id, name, created_at)
     select workspace, contact, 'Contact ' || n, now() from ending`,
  `insert into identity (workspace_id, id, contact_id, kind, value, first_seen_at, last_seen_at)
     select workspace, uuidv7(), contact, 'phone', '+4477' || (10000000 + n), now(), now() from ending`,
  `insert into conversation (workspace_id, id, channel_id, contact_id, last_inbound_at, last_message_at, snippet,
       snippet_from, latest_interaction_id, created_at)
     select workspace, conversation, channel, contact, now(), now(), 'Thank you, that was all I wanted to know.',
       'contact', interaction, now() from ending`,
  `insert into interaction (workspace_id, id, number, conversation_id, channel_id, contact_id, queue_id, state, origin,
       created_at, waiting_since, agent_id, accepted_at, wrap_up_started_at, wrap_up_ends_at, awaiting_reply_since,
       clocks, clock_at, parked_reason, parked_since, parked_until, transfer, transfer_to, transfer_ends_at)
     select workspace, interaction, n, conversation, channel, contact, queue,
       case when ends then 'wrapping_up' else 'active' end, 'contact', now(), now(), agent, now(),
       case when ends then now() end, case when ends then at end, case when tells then now() end,
       case when tells then jsonb_build_object('next_response', jsonb_build_object('from', pg_temp.ms(now()), 'warnAt', null,
         'dueAt', pg_temp.ms(at), 'told', 'nothing', 'pausedAt', null, 'alarm', false)) else '{}' end, case when tells then at end,
       case when wakes then 'manual' end, case when wakes then now() end, case when wakes then at end,
       case when asks then jsonb_build_object('id', uuidv7(), 'mode', 'consulted', 'fromAgentId', agent,
         'fromQueueId', queue, 'note', '') end, case when asks then colleague end, case when asks then at end
     from (select *, n % 4 = 0 as ends, n % 4 = 1 as tells, n % 4 = 2 as wakes, n % 4 = 3 as asks,
       lead(agent, 1, agent) over (partition by workspace order by n) as colleague from ending) as line`,
]

const CHUNK = 50_000

function* chunks(count: number): Generator<number[]> {
  for (let from = 1; from <= count; from += CHUNK)
    yield Array.from({ length: Math.min(CHUNK, count - from + 1) }, (_, index) => from + index)
}

async function check(owner: pg.Pool, workspaceIds: readonly WorkspaceId[], plan: Plan): Promise<void> {
  const { rows } = await owner.query<Record<'closed' | 'early' | 'facts' | 'told' | 'last' | 'left', string>>(
    `select
       (select count(*) from interaction where workspace_id = any($1) and state = 'closed') as closed,
       (select count(*) from interaction i join journal j on j.workspace_id = i.workspace_id and j.interaction_id = i.id
         where i.workspace_id = any($1) and i.closed_at <> j.at) as early,
       (select count(*) from journal where workspace_id = any($1) and type = any($2)) as facts,
       (select count(distinct interaction_id) from journal where workspace_id = any($1) and type = any($2)) as told,
       (select sum(journal_seq) from workspace where id = any($1)) as last,
       (select count(*) from interaction where workspace_id = any($1) and (state = 'wrapping_up'
         or parked_since is not null or transfer is not null or clock_at is not null)) as "left"`,
    [workspaceIds, outcomes],
  )
  const found = Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, text]) => [name, Number(text)]))
  const { pending } = plan
  const closed = Math.floor(pending / outcomes.length)
  const all = { closed, early: 0, facts: pending, told: pending, last: pending, left: 0 }
  for (const [name, count] of Object.entries(all))
    if (found[name] !== count) throw new Error(`${name} should be ${count} and is ${found[name]}`)
}
