import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AgentId, QueueId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import type { Work } from '../../kernel/work.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { setPresence } from '../presence/actions.ts'
import { listQueues, type SaveQueue, saveQueue } from './queue-actions.ts'
import { removeQueue } from './removing-actions.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const settings: SaveQueue = {
  id: null,
  version: 0,
  name: 'Returns',
  description: 'What comes back',
  strategy: 'longest_idle',
  acceptSeconds: 30,
  onReject: 'none',
  onTimeout: 'stop_new',
  returnSeconds: 60,
  asksToAccept: true,
  wrapUpSeconds: 0,
  contactSilenceSeconds: null,
  agentSilenceSeconds: null,
  afterWrapUp: 'not_ready',
  onAgentGone: 'keep',
  members: [],
}
const ids = (...names: Name[]): AgentId[] => names.map((name) => world.agentIds[name])
const members = (...names: Name[]) =>
  ids(...names)
    .sort()
    .map((agentId) => ({ agentId, level: 10, penalty: 0 }))
const save = (input: Partial<SaveQueue>) => world.as('ana').try((work) => saveQueue(work, { ...settings, ...input }))
const list = () => world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
const remove = (id: QueueId) => world.as('ana').try((work) => removeQueue(work, { id }))
async function queue(name: string) {
  return present(
    (await list()).queues.find((one) => one.name === name),
    `the queue ${name}`,
  )
}

test('a queue is made with its members, who see it from then on', async () => {
  await browsersAgree(world, () => save({ members: members('ben', 'davi') }))
  const { id: _id, ...made } = await queue('Returns')
  const { id: _none, ...given } = settings
  expect(made).toMatchObject({ ...given, version: 1, members: members('ben', 'davi'), waiting: 0 })
  const ben = await loadView(world, 'ben')
  expect(ben.me.queueIds).toHaveLength(2)
})

test('a change is made from the version that was read; a second one from the same version is refused', async () => {
  const { id, version } = await queue('Support')
  await browsersAgree(world, () => save({ id, version, name: 'Help', members: members('carla', 'davi') }))
  expect(await save({ id, version, name: 'Mine', members: [] })).toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await queue('Help')).toMatchObject({ version: version + 1, members: members('carla', 'davi') })
})

test('two who save the same version at once: one is told', async () => {
  const { id, version } = await queue('Support')
  const results = await Promise.all([save({ id, version, name: 'One' }), save({ id, version, name: 'Two' })])
  expect(results.filter((result) => result.ok)).toHaveLength(1)
})

test('names are unique, whatever their case; unknown queues and people are refused', async () => {
  expect(await save({ name: 'sUPPORT' })).toMatchObject({ refusal: 'name_taken' })
  expect(await save({ id: crypto.randomUUID() as QueueId })).toMatchObject({ refusal: 'not_found' })
  expect(await save({ members: [{ agentId: crypto.randomUUID() as AgentId, level: 1, penalty: 0 }] })).toMatchObject({
    refusal: 'not_found',
  })
  expect(await save({ members: [...members('ben'), ...members('ben')] })).toMatchObject({ refusal: 'invalid_input' })
  expect((await list()).queues.map(({ name }) => name)).toEqual(['Sales', 'Support'])
})

test('a queue that a channel leads to, or in which something is open, is not removed', async () => {
  expect(await remove(world.support)).toMatchObject({ refusal: 'still_in_use' })
  await told(world, wroteFact(rosa, 'Hello', world.clock.now()))
  await world.asOwner('update channel set queue_id = $1', [world.sales])
  expect(await remove(world.support)).toMatchObject({ refusal: 'still_in_use' })
  expect(await remove(crypto.randomUUID() as QueueId)).toMatchObject({ refusal: 'not_found' })
})

test('a removed queue is gone from screens, its members leave it, and its name is free', async () => {
  await browsersAgree(world, () => remove(world.sales))
  expect((await list()).queues.map(({ name }) => name)).toEqual(['Support'])
  expect((await loadView(world, 'davi')).me.queueIds).toEqual([])
  expect(await remove(world.sales)).toMatchObject({ refusal: 'not_found' })
  expect(await save({ name: 'Sales' })).toMatchObject({ ok: true })
})

test('what arrives while a queue is removed comes to where its channel leads now', async () => {
  const ana = await world.person('ana')
  const leadsElsewhere = async (work: Work) => {
    await work.tx.updateTable('channel').set({ queue_id: world.sales }).where('id', '=', world.channelId).execute()
    return removeQueue(work, { id: world.support })
  }
  const arrives = () => told(world, wroteFact(rosa, 'Hello', world.clock.now()))
  const [removed] = await meanwhile(world, ana, leadsElsewhere, arrives)
  expect(removed).toMatchObject({ ok: true })
  expect(await world.asOwner('select queue_id from interaction')).toEqual([{ queue_id: world.sales }])
})

test('who would be picked now, and how many wait', async () => {
  expect((await queue('Support')).pickOrder).toEqual(ids('ben', 'carla'))
  await world.as('ben').do((work, { agentId }) => setPresence(work, agentId, { state: 'on_break', reasonId: null }))
  await told(world, wroteFact(rosa, 'Hello', world.clock.now()))
  expect(await queue('Support')).toMatchObject({ pickOrder: ids('carla'), waiting: 1 })
  await world.as('ben').do((work, { agentId }) => setPresence(work, agentId, { state: 'available', reasonId: null }))
  expect((await queue('Support')).pickOrder, 'who comes back is last').toEqual(ids('carla', 'ben'))
})

test('a presence that changes while memberships do is not overtaken by an older card', async () => {
  const { id, version } = await queue('Support')
  const ana = await world.person('ana')
  const joins = (work: Work) => saveQueue(work, { ...settings, id, version, name: 'Support', members: members('davi') })
  const leaves = () =>
    world.as('davi').do((work, { agentId }) => setPresence(work, agentId, { state: 'on_break', reasonId: null }))
  await browsersAgree(world, () => meanwhile(world, ana, joins, leaves), { who: ['ana', 'sofia'] })
})
