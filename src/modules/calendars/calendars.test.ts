import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CalendarId, Instant } from '../../contract/ids.ts'
import type { OpenHours } from '../../contract/operations/calendars.ts'
import { ok } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { followSchedules } from '../channels/index.ts'
import { schedulesLoop } from '../channels/jobs.ts'
import { routerLoop } from '../routing/jobs.ts'
import { removeCalendar, saveCalendar } from './actions.ts'
import { calendars } from './repo.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

// The clock of the world stands at Monday 2 March 2026, 09:00 in London.
const hour = 3_600_000
const weekdays = (from: string, to: string): OpenHours['blocks'] => [1, 2, 3, 4, 5].map((day) => ({ day, from, to }))
const office: OpenHours = { zone: 'Europe/London', blocks: weekdays('08:00', '17:00'), specialDays: [] }
const save = (hours: OpenHours, of: { id?: CalendarId; version?: number; name?: string } = {}) =>
  world.as('ana').try((work) => saveCalendar(work, { id: null, version: 0, name: 'Office', ...hours, ...of }))

async function saved(hours: OpenHours): Promise<CalendarId> {
  const result = await save(hours)
  if (!result.ok) throw new Error(result.refusal)
  return result.value.id
}

/** The channel follows a calendar, as when its settings are saved. */
async function follow(id: CalendarId | null, columns = ''): Promise<void> {
  await world.asOwner(`update channel set calendar_id = $1 ${columns}`, [id])
  await world.as('ana').do(async (work) => ok(await followSchedules(work, { channelId: world.channelId })))
}

const channel = async () => present((await loadView(world, 'ben')).channels[world.channelId], 'the channel')
const sweep = () => schedulesLoop.run(world.kernel, world.workspaceId)
const facts = async () =>
  (
    await world.asOwner<{ type: string }>(
      `select type from journal where type in ('channel.opened', 'channel.closed') order by seq`,
    )
  ).map(({ type }) => type)

test('a channel opens and closes by its calendar, at the boundary and once (R-092)', async () => {
  await follow(await saved(office))
  expect(await channel()).toMatchObject({ open: true, changesAt: world.clock.now() + 8 * hour })
  world.clock.advance(8 * hour - 1)
  expect(await schedulesLoop.due(world.kernel.system, world.clock.now())).toEqual([])
  world.clock.advance(1)
  expect(await schedulesLoop.due(world.kernel.system, world.clock.now())).toEqual([world.workspaceId])
  await browsersAgree(world, () => Promise.all([sweep(), sweep()]))
  await sweep()
  expect(await channel()).toMatchObject({ open: false, changesAt: Date.UTC(2026, 2, 3, 8) })
  expect(await facts()).toEqual(['channel.closed'])
})

test('a standstill of days and a clock set back end in what the calendar says now', async () => {
  await follow(await saved(office))
  world.clock.advance(3 * 24 * hour) // Thursday 09:00: closed and opened three times meanwhile.
  await sweep()
  expect(await channel()).toMatchObject({ open: true, changesAt: Date.UTC(2026, 2, 5, 17) })
  const lastNight = (world.clock.now() - 12 * hour) as Instant
  await schedulesLoop.run({ ...world.kernel, clock: { now: () => lastNight } }, world.workspaceId)
  await sweep()
  expect(await channel()).toMatchObject({ open: true })
  expect(await facts()).toEqual([])
})

test('a holiday that is added closes the channels that follow at once', async () => {
  const id = await saved(office)
  await follow(id)
  const holiday: OpenHours = {
    ...office,
    specialDays: [{ name: 'Founders’ day', on: { every: 'year', date: '03-02' }, blocks: [] }],
  }
  await browsersAgree(world, () => save(holiday, { id, version: 1 }))
  expect(await channel()).toMatchObject({ open: false, changesAt: Date.UTC(2026, 2, 3, 8) })
})

test('outside hours a contact is told once, and the interaction waits for the opening where the channel says so (R-038)', async () => {
  const closedToday = {
    ...office,
    specialDays: [{ name: 'Today', on: { every: 'once' as const, date: '2026-03-02' }, blocks: [] }],
  }
  await follow(await saved(closedToday), `, holds_while_closed = true, out_of_hours_text = 'Back tomorrow'`)
  await told(world, wroteFact(rosa, 'Hello?', world.clock.now()))
  await told(world, wroteFact(rosa, 'Anybody?', world.clock.now()))
  const answers = await world.asOwner(`select 1 from message where author = 'house'`)
  expect(answers).toHaveLength(1)
  await routerLoop.run(world.kernel, world.workspaceId)
  const states = () => world.asOwner('select state from interaction')
  expect(await states()).toEqual([{ state: 'waiting' }])
  world.clock.advance(23 * hour)
  await sweep()
  await routerLoop.run(world.kernel, world.workspaceId)
  expect(await states()).toEqual([{ state: 'offered' }])
})

test('blocks that overlap are refused naming which; the same name twice too; and what somebody else saved stays', async () => {
  const overlapping = { ...office, blocks: [...office.blocks, { day: 1, from: '16:00', to: '18:00' }] }
  expect(await save(overlapping)).toEqual({
    ok: false,
    refusal: 'calendar_not_valid',
    detail: 'blocks.5: overlaps blocks.0',
  })
  const id = await saved(office)
  expect(await save(office)).toMatchObject({ refusal: 'name_taken' })
  expect(await save(office, { id, version: 7 })).toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await save(office, { id: world.channelId as never, version: 1 })).toMatchObject({ refusal: 'not_found' })
})

test('a calendar that a channel follows is not removed, and says which', async () => {
  const id = await saved(office)
  await follow(id)
  const remove = () => world.as('ana').try((work) => removeCalendar(work, { id }))
  expect(await remove()).toEqual({ ok: false, refusal: 'still_in_use', detail: 'WhatsApp' })
  await follow(null)
  expect(await remove()).toMatchObject({ ok: true })
  expect(await remove()).toMatchObject({ refusal: 'not_found' })
  const left = await world.as('ana').read(async (tx, { workspaceId }) => ok(await calendars(tx, workspaceId)))
  expect(left).toEqual([])
})
