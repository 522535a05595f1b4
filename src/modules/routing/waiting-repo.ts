import { type RawBuilder, sql } from 'kysely'
import type { AgentId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { Tagged } from '../../contract/sight.ts'
import { instant, PREPARED, type Tx } from '../../kernel/db.ts'
import { preferredFromColumns } from './batch-repo.ts'
import { preferenceAt } from './core/preferred.ts'
import type { HeadOfLine, InOrder, OpenLine, ReservedLine, WaitingLine } from './core/route.ts'
import type { WaitingInteraction } from './core/strategy.ts'

const prepared = sql.raw(PREPARED)

/** Where anything waits: found by jumping along the index, however long the lines are. */
export async function waitingLines(tx: Tx, workspaceId: WorkspaceId): Promise<WaitingLine[]> {
  const next = (after: RawBuilder<unknown>) => sql`
    select queue_id, channel_id from interaction
    where workspace_id = ${workspaceId} and state = 'waiting' ${after} order by queue_id, channel_id limit 1`
  const { rows } = await sql<WaitingLine>`${prepared}
    with recursive line as (
      (${next(sql``)})
      union all
      select following.queue_id, following.channel_id from line
        cross join lateral (${next(sql`and (queue_id, channel_id) > (line.queue_id, line.channel_id)`)}) as following
    )
    select queue_id as "queueId", channel_id as "channelId" from line`.execute(tx)
  return rows
}

/**
 * Where anybody waits for one agent alone, and whether that agent is still there: found in the same way. Those whose
 * time is over stand in the line of all. (Asked whether a member `exists`, the planner may read all members instead.)
 */
export async function reservedLines(tx: Tx, workspaceId: WorkspaceId, at: Instant): Promise<(ReservedLine & Tagged)[]> {
  const next = (after: RawBuilder<unknown>) => sql`
    select preferred_agent_id as agent_id, queue_id, channel_id from interaction
    where workspace_id = ${workspaceId} and state = 'waiting' and preferred_until > 'epoch'
      and preferred_until > ${instant(at)} ${after} order by preferred_agent_id, queue_id, channel_id limit 1`
  const following = sql`and (preferred_agent_id, queue_id, channel_id) > (line.agent_id, line.queue_id, line.channel_id)`
  const { rows } = await sql<ReservedLine & Tagged>`${prepared}
    with recursive line as (
      (${next(sql``)})
      union all
      select following.* from line cross join lateral (${next(following)}) as following
    )
    select agent_id as "agentId", queue_id as "queueId", channel_id as "channelId", a.role, a.tag_ids as "tagIds",
      a.active and coalesce((select able from queue_member where workspace_id = ${workspaceId}
        and queue_id = line.queue_id and agent_id = line.agent_id), false) as "isThere"
    from line join agent a on a.workspace_id = ${workspaceId} and a.id = line.agent_id`.execute(tx)
  return rows
}

/** How much of a line is looked at, and how it is ordered. */
export type LineSight = {
  readonly perLine: number
  readonly at: Instant
  readonly inOrder: InOrder
  /** Does waiting make up for priority in this queue? */
  readonly ages: (queueId: QueueId) => boolean
}

/**
 * The head of each of these lines: the first of it, at most `perLine` of each and no more than it has places. Who waits
 * for one agent alone is left out, so that they do not hide those behind them.
 */
export const waitingHeads = (
  tx: Tx,
  workspaceId: WorkspaceId,
  lines: readonly OpenLine[],
  sight: LineSight,
): Promise<HeadOfLine[]> => headsOf(tx, workspaceId, lines, sight, sql`preferred_until <= ${instant(sight.at)}`)

/** The same of the lines of those who wait for one agent alone. */
export const reservedHeads = (
  tx: Tx,
  workspaceId: WorkspaceId,
  lines: readonly OpenLine[],
  sight: LineSight,
): Promise<HeadOfLine[]> =>
  headsOf(
    tx,
    workspaceId,
    lines,
    sight,
    sql`preferred_until > 'epoch' and preferred_until > ${instant(sight.at)} and preferred_agent_id = line.agent_id`,
  )

async function headsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  lines: readonly OpenLine[],
  sight: LineSight,
  condition: RawBuilder<unknown>,
): Promise<HeadOfLine[]> {
  const aging = lines.filter(({ queueId }) => sight.ages(queueId))
  const strict = lines.filter(({ queueId }) => !sight.ages(queueId))
  const heads = await Promise.all([
    readHeads(tx, strict, sight, strictly(workspaceId, condition)),
    readHeads(tx, aging, sight, byPriority(workspaceId, condition)),
  ])
  return heads.flat()
}

const isOfLine = (workspaceId: WorkspaceId): RawBuilder<unknown> => sql`workspace_id = ${workspaceId}
  and state = 'waiting' and queue_id = line.queue_id and channel_id = line.channel_id`

const headColumns = sql`id, queue_id as "queueId", channel_id as "channelId", priority, waiting_since as "waitingSince",
  passed_over as "passedOver", preferred_agent_id as "preferredAgentId", preferred_until as "preferredUntil"`

/** The most urgent and oldest: as the index has them. */
const strictly = (workspaceId: WorkspaceId, condition: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${headColumns} from interaction where ${isOfLine(workspaceId)} and ${condition}
  order by priority desc, waiting_since, id limit line.most`

/** The oldest of each priority, found by jumping along the index: the first by age and priority together are among them. */
function byPriority(workspaceId: WorkspaceId, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  const next = (after: RawBuilder<unknown>) => sql`
    select priority from interaction where ${isOfLine(workspaceId)} ${after} order by priority desc limit 1`
  return sql`
    with recursive level as (
      (${next(sql``)})
      union all
      select following.priority from level cross join lateral (${next(sql`and priority < level.priority`)}) as following
    )
    select oldest.* from level cross join lateral (
      select ${headColumns} from interaction
      where ${isOfLine(workspaceId)} and priority = level.priority and ${condition}
      order by waiting_since, id limit line.most
    ) as oldest`
}

type HeadRow = Omit<WaitingInteraction, 'preference'> & {
  n: number
  preferredAgentId: AgentId | null
  preferredUntil: Instant
}

/** `head`: a query for those of one `line` that may be among its first, at most `line.most` of which count. */
async function readHeads(
  tx: Tx,
  lines: readonly OpenLine[],
  { perLine, at, inOrder }: LineSight,
  head: RawBuilder<unknown>,
): Promise<HeadOfLine[]> {
  if (lines.length === 0) return []
  const queueIds = lines.map((line) => line.queueId)
  const channelIds = lines.map((line) => line.channelId)
  const agentIds = lines.map((line) => line.agentId)
  const limits = lines.map((line) => Math.min(line.places, perLine))
  const { rows } = await sql<HeadRow>`${prepared}
    select line.n::int, head.* from unnest(
        ${queueIds}::uuid[], ${channelIds}::uuid[], ${agentIds}::uuid[], ${limits}::int[]
      ) with ordinality as line (queue_id, channel_id, agent_id, most, n)
      cross join lateral (${head}) as head`.execute(tx)
  const byLine = Map.groupBy(rows, ({ n }) => n)
  return lines.map(({ places }, place) => {
    const heads = (byLine.get(place + 1) ?? []).map((row) => headFromRow(row, at))
    return { places, heads: heads.sort(inOrder).slice(0, Math.min(places, perLine)) }
  })
}

function headFromRow(
  { n: _line, preferredAgentId, preferredUntil, ...head }: HeadRow,
  at: Instant,
): WaitingInteraction {
  return { ...head, preference: preferenceAt(preferredFromColumns(preferredAgentId, preferredUntil), true, at) }
}
