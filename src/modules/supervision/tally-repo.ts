import { sql } from 'kysely'
import type { AgentId, ChannelId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { Hidden } from '../../contract/sight.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import { insertRows, iso, isoOrNull } from '../../kernel/rows.ts'
import type { Work } from '../../kernel/work.ts'
import type { Day } from './core/day.ts'
import type { Counts, LevelLimits, Tally } from './core/tally.ts'

/** Add what is to be counted. Nothing of it is read again in this work. */
export function keepTallies({ tx, by, newId }: Work, tallies: readonly Tally[]): Promise<void> {
  return insertRows(
    tx,
    'tally',
    tallies.map(({ what, at, queueId, channelId, agentId, since }) => ({
      workspace_id: by.workspaceId,
      at: iso(at),
      id: newId(),
      what,
      queue_id: queueId,
      channel_id: channelId,
      agent_id: agentId,
      since: isoOrNull(since),
    })),
  )
}

export type QueueCounts = Counts & { readonly queueId: QueueId; readonly channelId: ChannelId }

/**
 * What became of the waits that ended in a day, and of what was completed, by queue and channel. The same rule as
 * `outcomeOf`, so that a day of hundreds of thousands is counted where it lies.
 */
export async function countsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  { from, to }: Day,
  limits: readonly (LevelLimits & { queueId: QueueId })[],
): Promise<QueueCounts[]> {
  const ids = limits.map(({ queueId }) => queueId)
  const levels = limits.map(({ serviceLevelSeconds }) => serviceLevelSeconds)
  const chats = limits.map(({ chatLimitSeconds }) => chatLimitSeconds)
  const losses = limits.map(({ abandonAfterSeconds }) => abandonAfterSeconds)
  const { rows } = await sql<QueueCounts>`
    select queue_id as "queueId", channel_id as "channelId",
      (count(*) filter (where answered))::int as answered,
      (count(*) filter (where answered and waited <= level))::int as "inTime",
      (count(*) filter (where lost))::int as abandoned,
      (count(*) filter (where lost and least(waited, loss) <= level))::int as "lostInTime",
      (count(*) filter (where what = 'completed'))::int as completed,
      (count(*) filter (where what = 'completed' and waited >= chat))::int as "tooLong",
      coalesce(sum(extract(epoch from waited) * 1000) filter (where answered), 0)::float8 as "waitedMs",
      coalesce(max(extract(epoch from waited) * 1000) filter (where answered), 0)::float8 as "longestMs"
    from (
      select t.queue_id, t.channel_id, t.what, t.at - t.since as waited, l.*,
        t.what = 'answered' and t.at < t.since + l.loss as answered,
        (t.what in ('answered', 'ended', 'returned') and t.at >= t.since + l.loss and t.since + l.loss >= ${instant(from)})
          or (t.what = 'ended' and t.at < t.since + l.loss) as lost
      from tally t
        join (
          select id, make_interval(secs => level) as level, make_interval(secs => loss) as loss,
            make_interval(secs => chat) as chat
          from unnest(${ids}::uuid[], ${levels}::int[], ${losses}::int[], ${chats}::int[]) as s (id, level, loss, chat)
        ) as l on l.id = t.queue_id
      where t.workspace_id = ${workspaceId} and t.at >= ${instant(from)} and t.at < ${instant(to)}
        and t.what in ('answered', 'ended', 'returned', 'completed')
    ) as one
    group by queue_id, channel_id`.execute(tx)
  return rows
}

/** When people were last taken out of a queue's line, since a moment, newest first. */
export async function lastAnswered(
  tx: Tx,
  workspaceId: WorkspaceId,
  { queueId, since, limit }: { queueId: QueueId; since: Instant; limit: number },
): Promise<Instant[]> {
  const { rows } = await sql<{ at: Instant }>`select at from tally
    where workspace_id = ${workspaceId} and at >= ${instant(since)} and queue_id = ${queueId} and what = 'answered'
    order by at desc limit ${limit}`.execute(tx)
  return rows.map(({ at }) => at)
}

/**
 * Of each agent how many they completed in a day, and when they last took something up or put it down in it. What tags
 * hide from whoever asks is not counted, unless they did it themselves: the same as the stream tells them.
 */
export async function workOf(
  tx: Tx,
  { workspaceId, agentId, hidden }: { workspaceId: WorkspaceId; agentId: AgentId; hidden: Hidden | null },
  { from, to }: Day,
): Promise<{ agentId: AgentId; completed: number; lastAt: Instant }[]> {
  const { channelIds, queueIds } = hidden ?? { channelIds: [], queueIds: [] }
  const { rows } = await sql<{ agentId: AgentId; completed: number; lastAt: Instant }>`
    select agent_id as "agentId", (count(*) filter (where what = 'completed'))::int as completed, max(at) as "lastAt"
    from tally where workspace_id = ${workspaceId} and at >= ${instant(from)} and at < ${instant(to)}
      and agent_id is not null
      and (agent_id = ${agentId}
        or not (queue_id = any(${queueIds}::uuid[]) or channel_id = any(${channelIds}::uuid[])))
    group by agent_id`.execute(tx)
  return rows
}

/** Where the day of the business begins; nobody said so yet: in UTC. */
export async function businessDay(tx: Tx, workspaceId: WorkspaceId): Promise<{ zone: string; version: number }> {
  const row = await tx
    .selectFrom('business_day')
    .select(['zone', 'version'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row ?? { zone: 'UTC', version: 0 }
}

/** Keep it, from the version that was read. False: somebody else was faster. */
export async function saveBusinessDay(
  tx: Tx,
  workspaceId: WorkspaceId,
  { zone, version }: { zone: string; version: number },
): Promise<boolean> {
  const { rows } = await sql`insert into business_day as kept (workspace_id, zone, version)
    values (${workspaceId}, ${zone}, ${version + 1})
    on conflict (workspace_id) do update set zone = excluded.zone, version = excluded.version
      where kept.version = ${version}
    returning version`.execute(tx)
  return rows.length > 0
}

/** The agents that are other systems. */
export async function integrationsOf(tx: Tx, workspaceId: WorkspaceId): Promise<AgentId[]> {
  const rows = await tx.selectFrom('api_key').select('agent_id').where('workspace_id', '=', workspaceId).execute()
  return [...new Set(rows.map((row) => row.agent_id))]
}
