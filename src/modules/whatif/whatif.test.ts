import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainDayLine } from '../../contract/day.ts'
import type { Instant } from '../../contract/ids.ts'
import { inRead } from '../../kernel/work.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { joined, wallClock } from './core/lived.ts'
import { play } from './core/play.ts'
import { spansOf } from './core/presences.ts'
import { readDay } from './questions.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const day = (date = '2026-03-02', zone = 'UTC') =>
  inRead(world.kernel, world.workspaceId, (tx) => readDay(tx, world.workspaceId, { date, zone }))
async function dayRead(date?: string, zone?: string) {
  const read = await day(date, zone)
  if (!read.ok) throw new Error(read.refusal)
  return read.value
}
const minute = 60_000

/** One person writes, is answered after two minutes and closed after ten. */
async function talked(n: number): Promise<void> {
  const from = { ...rosa, addresses: [{ kind: 'phone' as const, value: `+4477009002${String(n).padStart(2, '0')}` }] }
  await told(world, wroteFact(from, 'Hello', world.clock.now()))
  const now = world.clock.now()
  await world.asOwner(
    `update interaction set state = 'closed', agent_id = $1, accepted_at = $2, closed_at = $3,
       offer_id = null, offered_to = null, offer_expires_at = null where state <> 'closed'`,
    [world.agentIds.ben, new Date(now + 2 * minute), new Date(now + 12 * minute)],
  )
}

test('a day of the journal: who wrote when, how long it took, who was there, and it can be played', async () => {
  for (let n = 0; n < 25; n++) {
    await talked(n)
    world.clock.advance(10 * minute)
  }
  const read = await dayRead()
  expect(read.from).toEqual({ date: '2026-03-02', zone: 'UTC' })
  expect(read.arrivals).toEqual([expect.objectContaining({ queueId: world.support, channelId: world.channelId })])
  const counts = read.arrivals[0]!.perQuarter
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(25)
  expect(counts.slice(0, 36), 'nobody before nine').toEqual(new Array(36).fill(0))
  expect(counts.slice(36, 38)).toEqual([2, 1])
  const support = read.queues.find(({ id }) => id === world.support)!
  // Ten minutes, less half of the minute of wrap-up.
  expect(support.handling.kind === 'measured' && support.handling.quantiles).toEqual(new Array(21).fill(570))
  expect(support).toMatchObject({ asksToAccept: true, acceptSeconds: 20, wrapUpSeconds: 60, patience: null })
  const ben = read.agents.find(({ id }) => id === world.agentIds.ben)!
  expect(ben.queues).toEqual([{ queueId: world.support, level: 10, penalty: 0 }])
  expect(ben.acceptSeconds, 'as the queue says').toBeNull()
  await world.asOwner('update agent set accept_seconds = 45 where id = $1', [ben.id])
  expect((await dayRead()).agents.find(({ id }) => id === ben.id)).toMatchObject({ acceptSeconds: 45 })
  expect(read.assumed).toContain('nobody_gave_up')
  expect(play(read, { seed: 1 }).all.arrived).toBe(25)

  const inTokyo = await dayRead('2026-03-02', 'Asia/Tokyo')
  expect(inTokyo.arrivals[0]!.perQuarter.slice(72, 74), '9 o’clock in London is 18 o’clock there').toEqual([2, 1])
  expect((await dayRead('2026-03-03')).arrivals).toEqual([])
})

test('who gave up tells how patient people are', async () => {
  for (let n = 0; n < 4; n++) await talked(n)
  await world.asOwner(`update interaction set agent_id = null, accepted_at = null, closed_at = created_at + interval '5 minutes'
    where number = 1`)
  const support = (await dayRead()).queues.find(({ id }) => id === world.support)!
  // All together they waited 5 + 3 x 2 minutes until one gave up.
  expect(support.patience).toEqual({ kind: 'exponential', mean: 11 * 60 })
  // Where the line turned them away, it was not their patience.
  await world.asOwner(`update queue set overflow = 'close', most_waiting = 1`)
  await world.asOwner('update interaction set overflowed_for = waiting_since where number = 1')
  expect((await dayRead()).queues.find(({ id }) => id === world.support)!.patience).toBeNull()
})

test('a day carries the lines of its queues, and which channels they take from', async () => {
  await world.asOwner(
    `update queue set priority = 7, point_seconds = 60, weight = 3, most_waiting = 10, longest_wait_seconds = 600,
       overflow = 'move', overflow_queue_id = $2, channel_ids = array[$3]::uuid[] where id = $1`,
    [world.support, world.sales, world.channelId],
  )
  await talked(1)
  const read = await dayRead()
  const [support, sales] = [world.support, world.sales].map((of) => read.queues.find(({ id }) => id === of)!)
  expect(support!.line).toEqual({
    priority: 7,
    pointSeconds: 60,
    weight: 3,
    mostWaiting: 10,
    longestWaitSeconds: 600,
    overflow: { does: 'move', queueId: world.sales },
  })
  expect(support!.channelIds).toEqual([world.channelId])
  expect(sales!.line).toEqual(plainDayLine)
  expect(read.assumed).toContain('sent_on_counts_there')
})

test('shifts are what agents said about themselves; with too much to read, what they did', async () => {
  await world.asOwner('update channel set disposition_reason_id = $1', [world.reasons.lunch])
  const says = async (state: 'available' | 'on_break' | 'signed_out', at: string, reasonId: string | null = null) => {
    const seq = await world.asOwner<{ seq: string }>(
      'update workspace set journal_seq = journal_seq + 1 where id = $1 returning journal_seq as seq',
      [world.workspaceId],
    )
    const presence = { state, reasonId, stopNew: false, breakRequested: false, notResponding: false }
    const event = { type: 'presence.changed', agentId: world.agentIds.carla, presence }
    await world.asOwner('insert into journal (workspace_id, seq, at, type, event) values ($1, $2, $3, $4, $5)', [
      world.workspaceId,
      seq[0]!.seq,
      at,
      'presence.changed',
      JSON.stringify(event),
    ])
  }
  await says('signed_out', '2026-03-01T23:00:00Z')
  await says('available', '2026-03-02T08:00:00Z')
  await says('on_break', '2026-03-02T09:00:00Z', world.reasons.lunch) // Disposing: still at work.
  await says('available', '2026-03-02T09:02:00Z')
  await says('on_break', '2026-03-02T12:00:00Z')
  await says('available', '2026-03-02T12:30:00Z')
  await says('signed_out', '2026-03-02T17:00:00Z')
  await says('available', '2026-03-03T08:00:00Z')
  const carla = (await dayRead()).agents.find(({ id }) => id === world.agentIds.carla)!
  expect(carla.shifts).toEqual([
    { from: 480, to: 720 },
    { from: 750, to: 1_020 },
  ])
  const before = (await dayRead('2026-03-01')).agents.find(({ id }) => id === world.agentIds.carla)!
  expect(before.shifts, 'whoever stopped had been there').toEqual([{ from: 0, to: 1_380 }])
})

test('a zone that is none is refused; another workspace’s day is not read', async () => {
  expect(await day('2026-03-02', 'Mars/Olympus')).toMatchObject({ ok: false, refusal: 'invalid_input' })
  await talked(1)
  const stranger = '00000000-0000-4000-8000-000000000000' as typeof world.workspaceId
  const read = await inRead(world.kernel, stranger, (tx) => readDay(tx, stranger, { date: '2026-03-02', zone: 'UTC' }))
  expect(read).toMatchObject({ ok: false, refusal: 'not_found' })
})

test('the days on which clocks change have 23 and 25 hours, and their minutes are those on the wall', () => {
  const spring = wallClock('2026-03-29', 'Europe/London')!
  expect((spring.to - spring.from) / 3_600_000).toBe(23)
  expect(spring.minutesAt((spring.from + 2 * 3_600_000) as Instant)).toBe(180)
  const autumn = wallClock('2026-10-25', 'Europe/London')!
  expect((autumn.to - autumn.from) / 3_600_000).toBe(25)
  expect(autumn.minutesAt((autumn.from + 2 * 3_600_000) as Instant)).toBe(60)
  const skipped = wallClock('2024-03-31', 'Africa/Cairo')
  expect(skipped && skipped.to - skipped.from).toBe(24 * 3_600_000)
  const noMidnight = wallClock('2026-09-06', 'America/Santiago')!
  expect((noMidnight.to - noMidnight.from) / 3_600_000, 'midnight itself is skipped').toBe(23)
})

test('spans: who changes nothing is as they are now, and a day holds only so many', () => {
  const at = (n: number) => n as Instant
  const stretch = { from: at(100), to: at(200) }
  const spans = spansOf(
    [{ agentId: 'a', at: at(120), available: false }],
    [
      { agentId: 'b', at: at(50), available: true },
      { agentId: 'c', at: at(150), available: true },
      { agentId: 'a', at: at(10), available: true },
    ],
    stretch,
  )
  expect(spans).toEqual([
    { agentId: 'a', from: 100, to: 120 },
    { agentId: 'b', from: 100, to: 200 },
  ])
  const many = Array.from({ length: 300 }, (_, n) => ({ from: n * 4, to: n * 4 + 3 }))
  expect(joined(many).length).toBeLessThanOrEqual(48)
})
