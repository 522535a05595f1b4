import { sql } from 'kysely'
import { dayLimits } from '../../contract/day.ts'
import type { Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import type { Handled, Lived } from './core/lived.ts'
import type { PresenceChange } from './core/presences.ts'

/** A stretch of time, half-open. */
export type Stretch = { readonly from: Instant; readonly to: Instant }

/** With more lines of the journal than this in a day, presences are not read from it: about a second's work. */
const maxLines = 500_000
/** Steps until the first line of a day is found among so many as a number can count. */
const maxSteps = 64
/** How finely handling times are told: every twentieth. */
const shares = Array.from({ length: 21 }, (_, n) => n / 20)

type QueueRow = Omit<Lived['queues'][number], 'id' | 'serviceLevelSeconds'> & { id: QueueId }

/** Queues as they are set now, in the order of their names. */
export async function readQueues(tx: Tx, workspaceId: WorkspaceId): Promise<QueueRow[]> {
  const { rows } = await sql<QueueRow>`
    select id, name, strategy, eligible, asks_to_accept as "asksToAccept", accept_seconds as "acceptSeconds",
      wrap_up_seconds as "wrapUpSeconds", on_timeout as "onTimeout", return_seconds as "returnSeconds",
      channel_ids as "channelIds", jsonb_build_object('priority', priority, 'pointSeconds', point_seconds,
        'weight', weight, 'mostWaiting', most_waiting, 'longestWaitSeconds', longest_wait_seconds,
        'overflow', jsonb_build_object('does', overflow, 'queueId', overflow_queue_id)) as line
    from queue where workspace_id = ${workspaceId} and removed_at is null
    order by name, id limit ${dayLimits.queues}`.execute(tx)
  return rows
}

export async function readChannels(tx: Tx, workspaceId: WorkspaceId): Promise<Lived['channels']> {
  return tx
    .selectFrom('channel')
    .select(['id', 'name', 'queue_id as queueId', 'capacity'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .orderBy('id')
    .limit(dayLimits.channels)
    .execute()
}

/** Those who are members of a queue, with how they stand in it. */
export async function readAgents(tx: Tx, workspaceId: WorkspaceId): Promise<Lived['agents']> {
  const { rows } = await sql<Lived['agents'][number]>`
    select a.id, a.name, a.capacity, a.accept_seconds as "acceptSeconds", jsonb_agg(
      jsonb_build_object('queueId', m.queue_id, 'level', coalesce(m.skill_level, m.level), 'penalty', m.penalty)
      order by m.queue_id) as queues
    from agent a join queue_member m on m.workspace_id = a.workspace_id and m.agent_id = a.id and m.able
    where a.workspace_id = ${workspaceId} and a.active
    group by a.workspace_id, a.id order by a.name, a.id limit ${dayLimits.agents}`.execute(tx)
  return rows
}

/** How many of those who wrote began to wait in each quarter of an hour, counted from the beginning of the stretch. */
export async function countArrivals(
  tx: Tx,
  workspaceId: WorkspaceId,
  { from, to }: Stretch,
): Promise<Lived['arrivals']> {
  const { rows } = await sql<Lived['arrivals'][number]>`
    select queue_id as "queueId", channel_id as "channelId",
      floor(extract(epoch from created_at - ${instant(from)}) / 900)::int as quarter, count(*)::int as count
    from interaction
    where workspace_id = ${workspaceId} and created_at >= ${instant(from)} and created_at < ${instant(to)}
      and origin = 'contact'
    group by 1, 2, 3 order by 1, 2, 3`.execute(tx)
  return rows
}

/** How long what began then took, by queue and in all, and who gave up. What was reopened is left out: it began anew. */
export async function readHandled(tx: Tx, workspaceId: WorkspaceId, { from, to }: Stretch): Promise<Handled[]> {
  const { rows } = await sql<Handled & { quantiles: number[] | null }>`
    select queue_id as "queueId", count(handled)::int as count,
      percentile_cont(${shares}::float8[]) within group (order by handled) as quantiles,
      count(*) filter (where state = 'closed' and accepted_at is null and not turned_away)::int as "gaveUp",
      coalesce(sum(waited), 0)::float8 as "waitedSeconds"
    from (
      select i.queue_id, i.state, i.accepted_at,
        extract(epoch from i.closed_at - i.accepted_at)::float8 as handled,
        extract(epoch from coalesce(i.accepted_at, i.closed_at) - i.created_at)::float8 as waited,
        i.overflowed_for is not null and q.overflow = 'close' as turned_away
      from interaction i join queue q on q.workspace_id = i.workspace_id and q.id = i.queue_id
      where i.workspace_id = ${workspaceId} and i.created_at >= ${instant(from)} and i.created_at < ${instant(to)}
        and i.reopened = 0 and i.origin = 'contact'
    ) as begun
    group by grouping sets ((queue_id), ())`.execute(tx)
  return rows.map((row) => ({ ...row, quantiles: (row.quantiles ?? []).filter((one) => one !== null) }))
}

/** From what each agent first took of what began then, to what they last closed. */
export async function readWork(tx: Tx, workspaceId: WorkspaceId, { from, to }: Stretch): Promise<Lived['work']> {
  const { rows } = await sql<Lived['work'][number]>`
    select agent_id as "agentId", min(accepted_at) as from, max(coalesce(closed_at, accepted_at)) as to
    from interaction
    where workspace_id = ${workspaceId} and created_at >= ${instant(from)} and created_at < ${instant(to)}
      and agent_id is not null and accepted_at is not null
    group by agent_id limit ${dayLimits.agents}`.execute(tx)
  return rows
}

/**
 * The first line of the journal from then on: found by halving, since numbers follow time and have no holes. Each step
 * is one look into the key; `limit 1` keeps the planner from joining with the whole journal instead.
 */
async function firstLineFrom(tx: Tx, workspaceId: WorkspaceId, at: Instant): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    with recursive search (low, high, step) as (
      select 1::bigint, w.journal_seq + 1, 0 from workspace w where w.id = ${workspaceId}
      union all
      select case when line.early then middle.seq + 1 else search.low end,
        case when line.early then search.high else middle.seq end, step + 1
      from search
        cross join lateral (select (search.low + search.high) / 2 as seq offset 0) as middle
        cross join lateral (
          select j.at < ${instant(at)} as early from journal j
          where j.workspace_id = ${workspaceId} and j.seq = middle.seq limit 1) as line
      where search.low < search.high and step < ${maxSteps}
    )
    select low as seq from search order by step desc limit 1`.execute(tx)
  return rows[0]?.seq ?? 1
}

/** What agents said about themselves in this stretch, and offers made and missed; null: there is too much to read. */
export async function readPresences(
  tx: Tx,
  workspaceId: WorkspaceId,
  { from, to }: Stretch,
): Promise<{ changes: PresenceChange[]; made: number; missed: number } | null> {
  const [first, end] = await Promise.all([firstLineFrom(tx, workspaceId, from), firstLineFrom(tx, workspaceId, to)])
  if (end - first > maxLines) return null
  const within = sql`workspace_id = ${workspaceId} and seq >= ${first} and seq < ${end}`
  const [changes, offers] = await Promise.all([
    // A break that the house set, after a missed offer or while something is disposed of, is no end of a shift.
    sql<PresenceChange>`
      select event ->> 'agentId' as "agentId", at, (event #>> '{presence,notResponding}')::boolean
        or ((event #>> '{presence,state}' = 'available' or (event #>> '{presence,reasonId}' in (
              select disposition_reason_id::text from channel where workspace_id = ${workspaceId})
            and event #>> '{presence,state}' = 'on_break')) and not (event #>> '{presence,stopNew}')::boolean
          and not (event #>> '{presence,breakRequested}')::boolean) as available
      from journal where ${within} and type = 'presence.changed' order by seq`.execute(tx),
    sql<{ made: number; missed: number }>`
      select count(*) filter (where type = 'interaction.offered')::int as made,
        count(*) filter (where type in ('interaction.offer_lapsed', 'interaction.offer_rejected'))::int as missed
      from journal where ${within}`.execute(tx),
  ])
  return { changes: changes.rows, made: offers.rows[0]?.made ?? 0, missed: offers.rows[0]?.missed ?? 0 }
}

/** Who is available now, and since when. */
export async function readStanding(tx: Tx, workspaceId: WorkspaceId): Promise<PresenceChange[]> {
  const { rows } = await sql<PresenceChange>`
    select agent_id as "agentId", since as at, state = 'available' as available
    from presence where workspace_id = ${workspaceId}`.execute(tx)
  return rows
}
