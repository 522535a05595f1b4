import type { z } from 'zod'
import type { CalendarId } from '../../contract/ids.ts'
import type * as contract from '../../contract/operations/calendars.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Work } from '../../kernel/work.ts'
import { followSchedules } from '../channels/index.ts'
import { rulesNaming } from '../rules/index.ts'
import { checkCalendar } from './core/calendar.ts'
import { calendars, countCalendars, deleteCalendar, lockCalendar, writeCalendar } from './repo.ts'

/** One for each country and kind of service, and then some: all of them are in every administrator's list. */
export const maxCalendars = 500

type Input = z.output<(typeof contract.saveCalendar)['input']>

/**
 * Create a calendar, or change it from the version that was read. The channels that follow it open or close with it.
 * Refuses `not_found`, `changed_by_someone_else`, `name_taken`, `invalid_input` when there are too many, and what
 * `checkCalendar` refuses.
 */
export async function saveCalendar(work: Work, input: Input): Promise<Result<{ id: CalendarId; version: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  const known = input.id === null ? 0 : await lockCalendar(tx, workspaceId, input.id)
  if (known === undefined) return refuse('not_found')
  if (input.id !== null && known !== input.version) return refuse('changed_by_someone_else')
  if (input.id === null && (await countCalendars(tx, workspaceId)) >= maxCalendars)
    return refuse('invalid_input', `at most ${maxCalendars} calendars`)
  const checked = checkCalendar(input)
  if (!checked.ok) return checked
  const id = input.id ?? (work.newId() as CalendarId)
  const version = known + 1
  if (!(await writeCalendar(tx, workspaceId, { ...input, id, version }))) return refuse('name_taken')
  await followSchedules(work, { calendarId: id })
  work.record({ type: 'catalog.changed', catalog: 'calendars' })
  return ok({ id, version })
}

/** Remove a calendar. Refuses `not_found`, and `still_in_use` naming the channels that follow it, or the rules. */
export async function removeCalendar(work: Work, { id }: { id: CalendarId }): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  if ((await lockCalendar(tx, workspaceId, id)) === undefined) return refuse('not_found')
  const all = await calendars(tx, workspaceId)
  const { usedBy } = present(
    all.find((calendar) => calendar.id === id),
    'a calendar that is held',
  )
  if (usedBy.length > 0) return refuse('still_in_use', usedBy.join(', '))
  const rules = await rulesNaming(tx, workspaceId, ({ onlyWithin }) => onlyWithin === id)
  if (rules.length > 0) return refuse('still_in_use', `rules: ${rules.join(', ')}`)
  await deleteCalendar(tx, workspaceId, id)
  work.record({ type: 'catalog.changed', catalog: 'calendars' })
  return ok(null)
}
