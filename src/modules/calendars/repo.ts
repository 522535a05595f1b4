import { sql } from 'kysely'
import type { CalendarId, WorkspaceId } from '../../contract/ids.ts'
import type { Calendar } from '../../contract/operations/calendars.ts'
import { type Tx, takenIn } from '../../kernel/db.ts'

/** Every calendar, with the names of the channels that follow it. */
export async function calendars(tx: Tx, workspaceId: WorkspaceId): Promise<Calendar[]> {
  const rows = await tx
    .selectFrom('calendar as k')
    .selectAll()
    .select(
      sql<string[]>`array(select c.name from channel c
        where c.workspace_id = k.workspace_id and c.calendar_id = k.id order by lower(c.name), c.id)`.as('usedBy'),
    )
    .where('k.workspace_id', '=', workspaceId)
    .orderBy(sql`lower(k.name)`)
    .execute()
  return rows.map(({ id, name, zone, blocks, special_days, version, usedBy }) => ({
    id,
    name,
    zone,
    blocks: blocks as Calendar['blocks'],
    specialDays: special_days as Calendar['specialDays'],
    version,
    usedBy,
  }))
}

/** How many calendars there are. */
export async function countCalendars(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  const { count } = await tx
    .selectFrom('calendar')
    .select((query) => query.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return count
}

/** The version of a calendar, held until commit; undefined: there is none. */
export async function lockCalendar(tx: Tx, workspaceId: WorkspaceId, id: CalendarId): Promise<number | undefined> {
  const row = await tx
    .selectFrom('calendar')
    .select('version')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.version
}

/** Make a calendar, or write the next version of one that is held. False: another one has this name. */
export async function writeCalendar(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id, name, zone, blocks, specialDays, version }: Omit<Calendar, 'usedBy'>,
): Promise<boolean> {
  const columns = {
    name,
    zone,
    blocks: JSON.stringify(blocks),
    special_days: JSON.stringify(specialDays),
    version,
  }
  try {
    await tx
      .insertInto('calendar')
      .values({ workspace_id: workspaceId, id, ...columns })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(columns))
      .execute()
    return true
  } catch (error) {
    if (takenIn(error) === 'calendar_name') return false
    throw error
  }
}

export async function deleteCalendar(tx: Tx, workspaceId: WorkspaceId, id: CalendarId): Promise<void> {
  await tx.deleteFrom('calendar').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}
