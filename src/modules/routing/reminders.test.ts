import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ContactId, ConversationId, Instant, InteractionId } from '../../contract/ids.ts'
import type { Reminders } from '../../contract/operations/queues.ts'
import { ok } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { abilities } from '../../providers/whatsapp-cloud/abilities.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { stopContacting } from '../contacts/index.ts'
import { sendMessage } from '../conversations/actions.ts'
import { takeInteraction } from './actions.ts'
import { timersLoop } from './jobs.ts'
import { parkInteraction } from './parking-actions.ts'
import { listQueues, type SaveQueue, saveQueue } from './queue-actions.ts'

const minute = 60_000
const hour = 60 * minute
const text = 'Are you still there?'

let world: World
let conversationId: ConversationId
let interactionId: InteractionId

/** Rosa has written, Ben has taken it and answered. */
beforeEach(async () => {
  world = await createWorld()
  await writes()
  const [made] = await world.asOwner<{ id: InteractionId; conversation_id: ConversationId }>(
    'select id, conversation_id from interaction',
  )
  const { id, conversation_id } = present(made, 'what was written')
  conversationId = conversation_id
  interactionId = id
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  await answers()
})
afterEach(() => world.close())

const writes = () => told(world, wroteFact(rosa, 'Hello', world.clock.now()))
const answers = () =>
  world.as('ben').do((work, person) =>
    sendMessage(work, { abilitiesOf: () => abilities }, person, {
      conversationId,
      clientId: crypto.randomUUID(),
      content: { kind: 'text', text: 'In which colour?' },
      quotedMessageId: null,
      undoSeconds: 0,
    }),
  )

async function settings(): Promise<SaveQueue> {
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  const {
    pickOrder: _order,
    waiting: _waiting,
    membership: _membership,
    ...queue
  } = present(
    queues.find(({ id }) => id === world.support),
    'the queue',
  )
  return queue
}
const says = async (change: Partial<SaveQueue>) => {
  const queue = await settings()
  return world.as('ana').do((work) => saveQueue(work, { ...queue, ...change }))
}
const reminds = (reminders: Partial<Reminders> = {}, change: Partial<SaveQueue> = {}) =>
  says({ reminders: { afterSeconds: 600, most: 2, text, ...reminders }, ...change })

/** The loop of timers, only when it says itself that something is due; its other sweeps may have nothing to do. */
async function timers(): Promise<void> {
  const due = await timersLoop.due(world.kernel.system, world.clock.now())
  if (due.includes(world.workspaceId)) await timersLoop.run(world.kernel, world.workspaceId)
}
async function after(ms: number): Promise<void> {
  world.clock.advance(ms)
  await timers()
}

/** What the house has written, and how often. */
async function reminders(): Promise<number> {
  const words = await world.asOwner<{ text: string }>(
    `select content ->> 'text' as text from message where direction = 'out' and author = 'house'`,
  )
  expect(words.every((word) => word.text === text)).toBe(true)
  return words.length
}
async function row() {
  const [found] = await world.asOwner<{
    state: string
    parked_reason: string | null
    quiet_since: Instant
    awaiting_reply_since: Instant | null
    clocks: unknown
  }>('select state, parked_reason, quiet_since, awaiting_reply_since, clocks from interaction')
  return present(found, 'the interaction')
}

test('the silent are reminded at their time, so often as their queue says, and again after the next message', async () => {
  await reminds()
  const before = await row()
  await after(10 * minute - 1)
  expect(await reminders()).toBe(0)
  await browsersAgree(world, () => after(1))
  expect(await reminders()).toBe(1)
  await after(10 * minute - 1)
  expect(await reminders()).toBe(1)
  await after(1)
  expect(await reminders()).toBe(2)
  await after(hour)
  expect(await reminders()).toBe(2)
  expect(await row(), 'it is no answer, and no end of the silence').toEqual(before)
  await answers()
  await after(10 * minute)
  expect(await reminders()).toBe(3)
})

test('the loop names the moment of the first reminder and of the next, and then none', async () => {
  const next = () => timersLoop.next(world.kernel.system, world.clock.now())
  expect(await next()).toBeNull()
  await reminds()
  const begins = world.clock.now()
  expect(Number(await next())).toBe(begins + 10 * minute)
  await after(11 * minute)
  expect(Number(await next())).toBe(begins + 21 * minute)
  await after(10 * minute)
  expect(await reminders()).toBe(2)
  expect(await next()).toBeNull()
})

test('who writes, or whose interaction is parked, is reminded no more', async () => {
  await reminds()
  await after(10 * minute)
  expect(await reminders()).toBe(1)
  await writes()
  await after(hour)
  expect(await reminders()).toBe(1)
  await answers()
  await world.as('ben').do((work, person) => parkInteraction(work, person, { interactionId, until: null }))
  await after(hour)
  expect(await reminders()).toBe(1)
})

test('a reminder that falls due when the silence parks it is not sent', async () => {
  await reminds({}, { contactSilenceSeconds: 1_200 })
  await after(10 * minute)
  expect(await reminders()).toBe(1)
  await after(10 * minute)
  expect(await row()).toMatchObject({ parked_reason: 'customer_silence' })
  expect(await reminders()).toBe(1)
})

test('what fell due while nobody ran is sent once', async () => {
  await reminds({ most: 3 })
  await after(5 * hour)
  await timers()
  expect(await reminders()).toBe(1)
  await after(10 * minute - 1)
  expect(await reminders()).toBe(1)
  await after(1)
  expect(await reminders()).toBe(2)
})

test('two sweeps at once send one', async () => {
  await reminds()
  world.clock.advance(10 * minute)
  await Promise.all(Array.from({ length: 4 }, () => timersLoop.run(world.kernel, world.workspaceId)))
  expect(await reminders()).toBe(1)
})

test('outside the window nobody is reminded, and it is not tried for ever', async () => {
  await reminds({ afterSeconds: 86_400, most: 1 })
  await after(24 * hour)
  expect(await reminders()).toBe(0)
  expect(await timersLoop.due(world.kernel.system, world.clock.now())).toEqual([])
})

test('what cannot be taken in hand counts as reminded: it is looked at again after a pause, and no oftener than said', async () => {
  await reminds()
  await world.asOwner('update conversation set latest_interaction_id = null')
  await after(10 * minute)
  expect(await timersLoop.due(world.kernel.system, world.clock.now())).toEqual([])
  expect(Number(await timersLoop.next(world.kernel.system, world.clock.now()))).toBe(world.clock.now() + 10 * minute)
  await world.asOwner('update conversation set latest_interaction_id = $1', [interactionId])
  await after(10 * minute)
  expect(await reminders()).toBe(1)
  await after(hour)
  expect(await reminders()).toBe(1)
})

test('who said stop is not reminded, though they may still be answered', async () => {
  await reminds()
  const [rosas] = await world.asOwner<{ id: ContactId }>('select contact_id as id from interaction')
  await world.as('ana').do(async (work) => ok(await stopContacting(work, [present(rosas, 'hers').id], 'said so')))
  await after(10 * minute)
  expect(await reminders()).toBe(0)
  await answers()
})

test('what is left out when a queue is saved stays; null ends it; half a rule is none', async () => {
  await reminds()
  const { reminders: kept, ...rest } = await settings()
  await world.as('ana').do((work) => saveQueue(work, rest))
  expect((await settings()).reminders).toEqual(kept)
  await says({ reminders: null })
  expect((await settings()).reminders).toBeNull()
  await expect(world.asOwner('update queue set remind_most = 2')).rejects.toThrow('reminders_are_whole')
})
