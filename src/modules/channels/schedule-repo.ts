import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { CalendarId, ChannelId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { OpenHours } from '../../contract/operations/calendars.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import { isoOrNull, updateRows } from '../../kernel/rows.ts'
import type { Scheduled } from './core/schedule.ts'

/** Which channels are looked at: one, those that follow a calendar, or so many of those whose time has come. */
export type Which = { channelId: ChannelId } | { calendarId: CalendarId } | { dueAt: Instant; limit: number }

/** Channels with the calendar they follow, held until commit, in the order of their ids. */
export async function lockScheduled(tx: Tx, workspaceId: WorkspaceId, which: Which): Promise<Scheduled[]> {
  const { rows } = await sql<{
    id: ChannelId
    open: boolean
    changesAt: Instant | null
    hours: OpenHours | null
  }>`select c.id, c.open, c.schedule_at as "changesAt",
      case when k.id is not null then
        jsonb_build_object('zone', k.zone, 'blocks', k.blocks, 'specialDays', k.special_days) end as hours
    from channel c left join calendar k on k.workspace_id = c.workspace_id and k.id = c.calendar_id
    where c.workspace_id = ${workspaceId} and ${conditionOf(which)} for update of c`.execute(tx)
  return rows
}

function conditionOf(which: Which): RawBuilder<unknown> {
  if ('channelId' in which) return sql`c.id = ${which.channelId} order by c.id`
  if ('calendarId' in which) return sql`c.calendar_id = ${which.calendarId} order by c.id`
  return sql`c.schedule_at is not null and c.schedule_at <= ${instant(which.dueAt)} order by c.schedule_at limit ${which.limit}`
}

/** Whether channels are open, and when that changes next. No other setting of theirs. */
export const saveScheduled = (tx: Tx, workspaceId: WorkspaceId, channels: readonly Scheduled[]): Promise<void> =>
  updateRows(
    tx,
    'channel',
    channels.map(({ id, open, changesAt }) => ({
      workspace_id: workspaceId,
      id,
      open,
      schedule_at: isoOrNull(changesAt),
    })),
  )

/** Which workspaces have a channel to open or close. One look into an index for each workspace. */
export async function workspacesWithSchedules(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where
       (select true from channel c where c.workspace_id = w.id and c.schedule_at is not null and c.schedule_at <= $1 limit 1)`,
    [new Date(at)],
  )
  return rows.map((row) => row.id)
}

/** When the next channel opens or closes, anywhere; null: none does. */
export async function nextSchedule(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min((select min(c.schedule_at) from channel c where c.workspace_id = w.id and c.schedule_at > $1)) as next
     from workspace w`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
