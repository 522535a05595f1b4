import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChannelId, InteractionId, OfferId, QueueId } from '../../contract/ids.ts'
import { plainLine, type QueueLine } from '../../contract/line.ts'
import { present } from '../../kernel/assert.ts'
import { inRead, inWork } from '../../kernel/work.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { acceptOffer, takeInteraction } from './actions.ts'
import { routerLoop } from './jobs.ts'
import { linesLoop, tendLine } from './line-actions.ts'
import { type DueInLine, dueInLines } from './line-repo.ts'
import { listQueues, saveQueue } from './queue-actions.ts'
import { removeQueue } from './removing-actions.ts'
import { routeWorkspace } from './router.ts'
import { moveInteractions } from './steer-actions.ts'
import { passInteraction } from './transfer-actions.ts'

const MINUTE = 60_000

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  strangers = 0
  await world.asOwner('update channel set capacity = 10')
  // Nobody is there: what comes waits.
  await world.asOwner(`update presence set state = 'on_break'`)
})
afterEach(() => world.close())

/** What the queue Support says of its line; what is left out is as it was at first. */
async function line(change: Partial<QueueLine>): Promise<void> {
  const saved = await saveLine(world.support, { ...plainLine, ...change })
  expect(saved).toMatchObject({ ok: true })
}

async function saveLine(id: QueueId, given: QueueLine, more: { channelIds?: ChannelId[] } = {}) {
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  const {
    pickOrder: _order,
    waiting: _waiting,
    membership: _membership,
    ...queue
  } = present(
    queues.find((one) => one.id === id),
    'the queue',
  )
  return world.as('ana').try((work) => saveQueue(work, { ...queue, ...more, line: given }))
}

/** A stranger writes; answers with their number. */
async function writes(): Promise<number> {
  const sender = { addresses: [{ kind: 'phone', value: `+4477009${String(++strangers).padStart(5, '0')}` } as const] }
  await told(world, wroteFact({ ...sender, name: `Stranger ${strangers}`, username: null }, 'Hi', world.clock.now()))
  return strangers
}

/** The lines are looked after, and every screen that follows holds what a fresh one would. */
const tended = () => browsersAgree(world, async () => void (await linesLoop.run(world.kernel, world.workspaceId)))

type Standing = { number: number; state: string; queue: string; priority: number; agent: string | null }
const standings = () =>
  world.asOwner<Standing>(`select i.number::int, i.state, q.name as queue, i.priority, i.agent_id as agent
    from interaction i join queue q on q.id = i.queue_id order by i.number`)

/** What the house wrote, in order. */
const words = async () =>
  (
    await world.asOwner<{ text: string }>(
      `select content ->> 'text' as text from message where direction = 'out' and author = 'house' order by id`,
    )
  ).map(({ text }) => text)

/** Everybody is there, and what waits is given in this order: the numbers of the interactions. */
async function givenInOrder(): Promise<number[]> {
  await world.asOwner(`update presence set state = 'available'`)
  const order: number[] = []
  for (;;) {
    await inWork(world.kernel, world.house, (work) => routeWorkspace(work, { perLine: 1 }))
    const rows = await world.asOwner<{ number: number }>(
      `select number::int from interaction where state = 'offered' order by offer_id`,
    )
    const fresh = rows.map(({ number }) => number).filter((number) => !order.includes(number))
    if (fresh.length === 0) return order
    order.push(...fresh)
  }
}

test('a point of priority counts as waiting: behind the more urgent nobody starves', async () => {
  await line({ pointSeconds: 60 })
  for (const priority of [0, 0, 12, 3]) {
    const number = await writes()
    await world.asOwner(`update interaction set priority = ${priority} where number = ${number}`)
    world.clock.advance(5 * MINUTE)
  }
  // They stand since: 1 at 0, 2 at 5, 3 at 10 - 12, 4 at 15 - 3.
  expect(await givenInOrder()).toEqual([3, 1, 2, 4])
})

test('otherwise whoever is more urgent is always first', async () => {
  await line({ priority: 7 })
  await writes()
  await line({ priority: 8 })
  world.clock.advance(600 * MINUTE)
  await writes()
  expect((await standings()).map(({ priority }) => priority)).toEqual([7, 8])
  expect(await givenInOrder()).toEqual([2, 1])
})

test('the eleventh of ten is told, once, and stays', async () => {
  await line({ mostWaiting: 10, overflow: { does: 'stay', queueId: null, text: 'Many are before you.' } })
  for (let n = 0; n < 11; n++) {
    await writes()
    world.clock.advance(1_000)
  }
  expect(await linesLoop.due(world.kernel.system)).toEqual([world.workspaceId])
  await tended()
  expect(await words()).toEqual(['Many are before you.'])
  await linesLoop.run(world.kernel, world.workspaceId)
  expect(await words()).toHaveLength(1)
  expect((await standings()).map(({ state }) => state)).toEqual(Array.from({ length: 11 }).fill('waiting'))
  const [owed] = await world.asOwner<{ n: number }>(
    'select count(*)::int as n from interaction where awaiting_reply_since is not null',
  )
  expect(owed?.n).toBe(11) // A word of the house is no answer.
})

test('who is too many goes to another queue with their age, and not on from there', async () => {
  await line({ mostWaiting: 1, overflow: { does: 'move', queueId: world.sales, text: null } })
  await saveLine(world.sales, {
    ...plainLine,
    mostWaiting: 1,
    overflow: { does: 'move', queueId: world.support, text: null },
  })
  for (let n = 0; n < 3; n++) {
    await writes()
    world.clock.advance(1_000)
  }
  await tended()
  const where = (await standings()).map(({ queue }) => queue)
  expect(where).toEqual(['Support', 'Sales', 'Sales'])
  await linesLoop.run(world.kernel, world.workspaceId)
  expect((await standings()).map(({ queue }) => queue)).toEqual(where)
  expect(await world.as('ana').try((work) => removeQueue(work, { id: world.sales }))).toMatchObject({ ok: false })
})

test('who waits too long is turned away with a word, and nobody had it', async () => {
  await line({
    longestWaitSeconds: 60,
    overflow: { does: 'close', queueId: null, text: 'Nobody is free. Write again later.' },
  })
  await writes()
  world.clock.advance(59_000)
  await linesLoop.run(world.kernel, world.workspaceId)
  expect((await standings())[0]).toMatchObject({ state: 'waiting' })
  world.clock.advance(1_000)
  await tended()
  expect((await standings())[0]).toMatchObject({ state: 'closed', agent: null })
  expect(await words()).toEqual(['Nobody is free. Write again later.'])
})

test('who is moved while their line is looked at is not turned away by the rule of the next', async () => {
  await line({ longestWaitSeconds: 60, overflow: { does: 'close', queueId: null, text: 'Nobody is free.' } })
  await saveLine(world.sales, {
    ...plainLine,
    longestWaitSeconds: 3_600,
    overflow: { does: 'close', queueId: null, text: 'Nobody is free here either.' },
  })
  await writes()
  world.clock.advance(MINUTE)
  const due = await inRead(world.kernel, world.workspaceId, (tx) =>
    dueInLines(tx, world.workspaceId, world.clock.now(), 10),
  )
  const [{ interactionId }] = due as [DueInLine]
  const interactions = [{ interactionId, queueId: world.support, agentId: null }]
  await world.as('sofia').do((work, person) => moveInteractions(work, person, { interactions, toQueueId: world.sales }))
  for (const one of due) await inWork(world.kernel, world.house, (work) => tendLine(work, one))
  expect((await standings())[0]).toMatchObject({ state: 'waiting', queue: 'Sales' })
  expect(await words()).toEqual([])
  world.clock.advance(60 * MINUTE)
  await tended()
  expect(await words()).toEqual(['Nobody is free here either.'])
})

test('whoever has waited a while is told how long it will take, by how fast the line goes', async () => {
  await line({ announce: { afterSeconds: 30, text: '{ahead} before you, about {minutes} minutes.' } })
  // Two were taken, four minutes apart.
  await world.asOwner(`update presence set state = 'available' where agent_id = '${world.agentIds.ben}'`)
  for (const wait of [4 * MINUTE, MINUTE]) {
    const number = await writes()
    await routerLoop.run(world.kernel, world.workspaceId)
    const [offer] = await world.asOwner<{ id: never; offer_id: never }>(
      `select id, offer_id from interaction where number = ${number}`,
    )
    const { id: interactionId, offer_id: offerId } = present(offer, 'what was offered')
    await world.as('ben').do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
    world.clock.advance(wait)
  }
  await world.asOwner(`update presence set state = 'on_break'`)
  await writes()
  await writes()
  world.clock.advance(29_000)
  await linesLoop.run(world.kernel, world.workspaceId)
  expect(await words()).toEqual([])
  world.clock.advance(1_000)
  await tended()
  expect((await words()).toSorted()).toEqual(['0 before you, about 4 minutes.', '1 before you, about 8 minutes.'])
  await linesLoop.run(world.kernel, world.workspaceId)
  expect(await words()).toHaveLength(2)
})

test('a line that leads to itself, to nowhere or to a queue that is not there is refused', async () => {
  const overflow = { does: 'move', queueId: world.support, text: null } as const
  expect(await saveLine(world.support, { ...plainLine, overflow })).toMatchObject({ refusal: 'invalid_input' })
  expect(await saveLine(world.support, { ...plainLine, overflow: { ...overflow, queueId: null } })).toMatchObject({
    refusal: 'invalid_input',
  })
  const gone = '00000000-0000-4000-8000-000000000000' as QueueId
  expect(await saveLine(world.support, { ...plainLine, overflow: { ...overflow, queueId: gone } })).toMatchObject({
    refusal: 'not_found',
  })
})

test('what is left out of a line stays as it is', async () => {
  await line({ weight: 5, mostWaiting: 3 })
  const [before] = (await inRead(world.kernel, world.workspaceId, (tx) => listQueues(tx, world.workspaceId)).then(
    (all) => (all.ok ? all.value.queues.filter(({ id }) => id === world.support) : []),
  )) as { version: number }[]
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  const {
    pickOrder: _o,
    waiting: _w,
    membership: _m,
    line: _line,
    ...rest
  } = present(
    queues.find(({ id }) => id === world.support),
    'the queue',
  )
  await world.as('ana').do((work) => saveQueue(work, { ...rest, version: present(before, 'a version').version }))
  const after = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  expect(after.queues.find(({ id }) => id === world.support)?.line).toMatchObject({ weight: 5, mostWaiting: 3 })
})

test('a queue that names channels takes nothing else: not moved, not passed on, not from an overflow (R-064)', async () => {
  const [other] = await world.asOwner<{ id: ChannelId }>(`insert into channel
    select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'key', 'OTHER', 'phone_number_id', '99', 'webhook_key', 'other'))).*
    from channel c where id = '${world.channelId}' returning id`)
  const { id: elsewhere } = present(other, 'another channel')
  const takes = (id: QueueId, channelIds: ChannelId[]) => saveLine(id, plainLine, { channelIds })
  expect(await takes(world.sales, ['00000000-0000-4000-8000-000000000000' as ChannelId])).toMatchObject({
    refusal: 'not_found',
  })
  expect(await takes(world.support, [elsewhere]), 'a channel leads here').toMatchObject({
    refusal: 'queue_not_for_channel',
  })
  expect(await takes(world.sales, [elsewhere])).toMatchObject({ ok: true })

  await writes()
  const [waits] = await world.asOwner<{ id: InteractionId }>('select id from interaction')
  const { id: interactionId } = present(waits, 'who waits')
  const interactions = [{ interactionId, queueId: world.support, agentId: null }]
  const moves = () =>
    world.as('sofia').try((work, person) => moveInteractions(work, person, { interactions, toQueueId: world.sales }))
  expect(await moves()).toMatchObject({ refusal: 'queue_not_for_channel' })
  await line({ longestWaitSeconds: 10, overflow: { does: 'move', queueId: world.sales, text: 'Still here.' } })
  world.clock.advance(10_000)
  await tended()
  expect(await words()).toEqual(['Still here.'])
  expect((await standings())[0]).toMatchObject({ state: 'waiting', queue: 'Support' })

  await world.asOwner(`update presence set state = 'available' where agent_id = '${world.agentIds.ben}'`)
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  const passed = await world.as('ben').try((work, person) =>
    passInteraction(work, person, {
      interactionId,
      transferId: work.newId() as OfferId,
      to: { queueId: world.sales },
      note: '',
    }),
  )
  expect(passed).toMatchObject({ refusal: 'queue_not_for_channel' })
  expect(await takes(world.sales, [elsewhere, world.channelId])).toMatchObject({ ok: true })
  const held = [{ interactionId, queueId: world.support, agentId: world.agentIds.ben }]
  const moved = await world
    .as('sofia')
    .try((work, person) => moveInteractions(work, person, { interactions: held, toQueueId: world.sales }))
  expect(moved).toMatchObject({ ok: true })
})
