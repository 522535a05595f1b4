import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Instant, QueueId } from '../../contract/ids.ts'
import type { ClockPromise, PolicyClocks } from '../../contract/operations/sla.ts'
import { present } from '../../kernel/assert.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { acceptOffer } from '../routing/actions.ts'
import { clocksLoop, routerLoop } from '../routing/jobs.ts'
import { removeQueue } from '../routing/removing-actions.ts'
import { listPolicies, savePolicy } from './actions.ts'
import { following, plainClocks } from './core/policy.ts'
import { levelLimits } from './index.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const now = () => world.clock.now()
const house = {
  channelId: null,
  queueId: null,
  serviceLevelSeconds: null,
  abandonAfterSeconds: null,
  chatLimitSeconds: null,
  version: 0,
}
const promise = (clocks: Partial<PolicyClocks>, of: object = {}) =>
  world.as('ana').do((work) => savePolicy(work, { ...house, ...of, clocks: { ...following, ...clocks } }))
const within = (seconds: number, more: Partial<ClockPromise> = {}): ClockPromise => ({
  ...plainClocks.next_response,
  seconds,
  ...more,
})
const writes = () => told(world, wroteFact(rosa, 'Hello', now()))
const sweep = () => clocksLoop.run(world.kernel, world.workspaceId)
const due = () => clocksLoop.due(world.kernel.system, now())
const facts = async () =>
  (
    await world.asOwner<{ type: string; clock: string }>(
      `select type, event ->> 'clock' as clock from journal where type like 'interaction.clock%' order by seq`,
    )
  ).map(({ type, clock }) => `${type.split('_')[1]} ${clock}`)
const card = async (name: 'sofia' | 'ben' = 'sofia') =>
  present(Object.values((await loadView(world, name)).interactions)[0], 'an interaction')

test('a warning and a breach are facts, once each, and every screen shows the same clock (R-085, R-086)', async () => {
  await promise({ next_response: within(60) })
  await browsersAgree(world, writes)
  expect((await card()).clocks.next_response).toEqual({ from: now(), warnAt: now() + 48_000, dueAt: now() + 60_000 })
  expect(await due()).toEqual([])
  expect(await clocksLoop.next(world.kernel.system, now())).toBe(now() + 48_000)

  world.clock.advance(48_000)
  expect(await due()).toEqual([world.workspaceId])
  await browsersAgree(world, sweep)
  expect(await facts()).toEqual(['warned next_response'])
  world.clock.advance(12_000)
  await browsersAgree(world, sweep)
  await sweep()
  expect(await facts()).toEqual(['warned next_response', 'breached next_response'])
  expect(await due()).toEqual([])
})

test('sweeps at the same time, a standstill and a clock set back lose nothing and double nothing', async () => {
  await promise({ next_response: within(60), queue_answer: within(30, { warnPercent: 100 }) })
  await writes()
  world.clock.advance(3_600_000) // Nothing ran for an hour.
  await Promise.all([sweep(), sweep(), sweep()])
  expect(await facts()).toEqual(['breached queue_answer', 'warned next_response', 'breached next_response'])
  const earlier = now() - 3_600_000
  await clocksLoop.run({ ...world.kernel, clock: { now: () => earlier as Instant } }, world.workspaceId)
  world.clock.advance(3_600_000)
  await sweep()
  expect(await facts()).toHaveLength(3)
})

test('a breach raises the priority and tells supervisors, once for each time the clock runs', async () => {
  const onBreach: ClockPromise['onBreach'] = [{ do: 'raise_priority', by: 300 }, { do: 'tell_supervisors' }]
  await promise({ next_response: within(60, { onBreach }) })
  await writes()
  world.clock.advance(60_000)
  await browsersAgree(world, sweep)
  await sweep()
  expect(await card()).toMatchObject({ priority: 300, clocks: { next_response: { alarm: true } } })
})

test('a breach moves what waits to another queue, once: its old queue loses it from sight, and nothing plays ball', async () => {
  const to = (queueId: QueueId): ClockPromise['onBreach'] => [{ do: 'move', queueId }]
  await promise({ queue_answer: within(60, { warnPercent: 100, onBreach: to(world.sales) }) })
  await promise(
    { queue_answer: within(60, { warnPercent: 100, onBreach: to(world.support) }) },
    { queueId: world.sales },
  )
  await writes()
  world.clock.advance(60_000)
  await browsersAgree(world, sweep)
  expect(await card()).toMatchObject({ queueId: world.sales, state: 'waiting' })
  world.clock.advance(3_600_000)
  await sweep()
  expect(await card()).toMatchObject({ queueId: world.sales })
  expect(Object.keys((await loadView(world, 'ben')).interactions)).toEqual([])
})

const toSales = () => within(60, { warnPercent: 100, onBreach: [{ do: 'move', queueId: world.sales }] })
const removes = (id: QueueId) => world.as('ana').try((work) => removeQueue(work, { id }))

test('a queue that a promise moves to is not removed, and who tries is told whose promise it is', async () => {
  const clocks = { queue_answer: toSales() }
  await promise(clocks)
  await promise(clocks, { queueId: world.support })
  await promise({ solution: { ...toSales(), on: false } }, { channelId: world.channelId })
  const inUse = { ok: false, refusal: 'still_in_use', detail: 'promises: the workspace, Support, WhatsApp' }
  expect(await removes(world.sales)).toEqual(inUse)
  await promise({}, { version: 1 })
  await promise({}, { channelId: world.channelId, version: 1 })
  expect(await removes(world.sales)).toMatchObject({ detail: 'promises: Support' })
  await world.asOwner('update queue set removed_at = now() where id = $1', [world.support])
  expect(await removes(world.sales), 'the promise of a queue that is gone keeps no other').toMatchObject({ ok: true })
})

test('a promise that is saved while its queue is removed: one of the two is refused', async () => {
  const ana = { workspaceId: world.workspaceId, agentId: world.agentIds.ana }
  const policy = { ...house, clocks: { ...following, queue_answer: toSales() } }
  const saves = () => world.as('ana').try((work) => savePolicy(work, policy))
  const [saved, removed] = await meanwhile(
    world,
    ana,
    (work) => savePolicy(work, policy),
    () => removes(world.sales),
  )
  expect([saved.ok, removed]).toMatchObject([true, { refusal: 'still_in_use' }])
  await promise({}, { version: 1 })
  const [gone, refused] = await meanwhile(world, ana, (work) => removeQueue(work, { id: world.sales }), saves)
  expect([gone.ok, refused]).toMatchObject([true, { refusal: 'not_found' }])
})

test('a breach that moves to a queue not for this channel moves nothing, and supervisors are told', async () => {
  await promise({ queue_answer: toSales() })
  await world.asOwner('update queue set channel_ids = array[gen_random_uuid()] where id = $1', [world.sales])
  await writes()
  world.clock.advance(60_000)
  await browsersAgree(world, sweep)
  expect(await card()).toMatchObject({ queueId: world.support, clocks: { queue_answer: { alarm: true } } })
  expect(await facts()).toEqual(['breached queue_answer'])
})

test('the queue’s word goes before the channel’s, and that before the workspace’s; what runs keeps its times (R-087, R-090)', async () => {
  await promise({ next_response: within(100) })
  await promise({ next_response: within(200) }, { channelId: world.channelId })
  await writes()
  const first = await card()
  expect(first.clocks.next_response?.dueAt).toBe(now() + 200_000)
  await promise({ next_response: within(300) }, { queueId: world.support })
  expect((await card()).clocks).toEqual(first.clocks)
  await told(world, wroteFact({ ...rosa, addresses: [{ kind: 'phone', value: '+447700900132' }] }, 'Hi', now()))
  const dues = Object.values((await loadView(world, 'sofia')).interactions).map(
    ({ clocks }) => clocks.next_response?.dueAt,
  )
  expect(dues.toSorted()).toEqual([now() + 200_000, now() + 300_000])
})

test('taking it ends the queue’s clock; due times fall in business hours of the channel’s calendar (R-088)', async () => {
  await world.asOwner(
    `with made as (
       insert into calendar (workspace_id, id, name, zone, blocks)
       values ($1, gen_random_uuid(), 'Office', 'Europe/London', $2) returning id
     ) update channel set calendar_id = (select id from made)`,
    [world.workspaceId, JSON.stringify([1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })))],
  )
  await promise({ queue_answer: within(60), solution: within(9 * 3_600) })
  await writes()
  // Monday 09:00 and nine hours of eight a day: Tuesday 10:00.
  expect((await card()).clocks.solution?.dueAt).toBe(Date.UTC(2026, 2, 3, 10))
  await routerLoop.run(world.kernel, world.workspaceId)
  expect(Object.keys((await card()).clocks)).toContain('queue_answer')
  const { id: interactionId, offer } = await card()
  const offerId = present(offer, 'an offer').id
  await world.as('ben').do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
  expect(Object.keys((await card()).clocks).toSorted()).toEqual(['next_response', 'solution'])
})

test('two administrators: the second is told, and nothing of the first is lost', async () => {
  await promise({ next_response: within(100) })
  const second = await world.as('ana').try((work) => savePolicy(work, { ...house, clocks: following }))
  expect(second).toMatchObject({ ok: false, refusal: 'changed_by_someone_else' })
  const policies = await world.as('ana').read((tx, person) => listPolicies(tx, person.workspaceId))
  expect(policies.policies).toMatchObject([{ version: 1, clocks: { next_response: { seconds: 100 } } }])
})

test('nothing saved yet: what is delivered holds, and is shown', async () => {
  const { policies } = await world.as('ana').read((tx, person) => listPolicies(tx, person.workspaceId))
  expect(policies).toMatchObject([{ version: 0, clocks: plainClocks, serviceLevelSeconds: 60 }])
  await writes()
  expect((await card()).clocks).toMatchObject({ next_response: { dueAt: (now() + 300_000) as Instant } })
})

test('a queue has its own service level, or the workspace’s', async () => {
  await promise({}, { serviceLevelSeconds: 45, abandonAfterSeconds: 900, chatLimitSeconds: 1_200 })
  await promise({}, { queueId: world.sales, serviceLevelSeconds: 20 })
  await world.as('ana').read(async (tx, { workspaceId }) => {
    const limits = await levelLimits(tx, workspaceId)
    expect(limits(world.support)).toEqual({
      serviceLevelSeconds: 45,
      abandonAfterSeconds: 900,
      chatLimitSeconds: 1_200,
    })
    expect(limits(world.sales)).toEqual({ serviceLevelSeconds: 20, abandonAfterSeconds: 900, chatLimitSeconds: 1_200 })
    return { ok: true, value: null }
  })
})

test('what is promised for something that is not there is refused', async () => {
  const save = (of: object, clocks: Partial<PolicyClocks> = {}) =>
    world.as('ana').try((work) => savePolicy(work, { ...house, ...of, clocks: { ...following, ...clocks } }))
  expect(await save({ queueId: world.channelId })).toMatchObject({ refusal: 'not_found' })
  const move = within(60, { onBreach: [{ do: 'move', queueId: world.channelId as never }] })
  expect(await save({}, { solution: move })).toMatchObject({ refusal: 'not_found' })
})
