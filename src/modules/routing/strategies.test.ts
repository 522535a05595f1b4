import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StrategyName } from '../../contract/cards.ts'
import type { InteractionId, OfferId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { inWork } from '../../kernel/work.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { setPresence } from '../presence/actions.ts'
import { acceptOffer, rejectOffer, takeInteraction } from './actions.ts'
import { routerLoop } from './jobs.ts'
import { listQueues, saveQueue } from './queue-actions.ts'
import { routeWorkspace } from './router.ts'

const three = ['ben', 'carla', 'davi'] as const
type Ranks = Partial<Record<Name, { level?: number; penalty?: number }>>

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  await world.asOwner('update channel set capacity = 10')
})
afterEach(() => world.close())

/** The queue Support picks in this way among the three. */
async function picksBy(strategy: StrategyName, ranks: Ranks = {}): Promise<void> {
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  const {
    pickOrder: _order,
    waiting: _waiting,
    ...queue
  } = present(
    queues.find(({ id }) => id === world.support),
    'the queue',
  )
  const members = three.map((name) => ({ agentId: world.agentIds[name], level: 10, penalty: 0, ...ranks[name] }))
  await browsersAgree(world, () =>
    world.as('ana').do((work) => saveQueue(work, { ...queue, strategy, onReject: 'none', members })),
  )
}

/** A stranger writes and the router gives it to somebody. `forgetful`: it begins anew, as after a restart. */
async function writes({ forgetful = false } = {}): Promise<{ to: string; id: InteractionId; offerId: OfferId }> {
  const sender = { addresses: [{ kind: 'phone', value: `+4477009${String(++strangers).padStart(5, '0')}` } as const] }
  await told(world, wroteFact({ ...sender, name: `Stranger ${strangers}`, username: null }, 'Hi', world.clock.now()))
  if (forgetful) await inWork(world.kernel, world.house, (work) => routeWorkspace(work))
  else while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
  const [row] = await world.asOwner<{ id: InteractionId; offer_id: OfferId; offered_to: string[] | null }>(
    'select id, offer_id, offered_to from interaction order by number desc limit 1',
  )
  const { id, offer_id: offerId, offered_to } = present(row, 'what was written')
  return { id, offerId, to: three.filter((name) => offered_to?.includes(world.agentIds[name])).join(' ') }
}

async function accepted(options: { forgetful?: boolean } = {}): Promise<string> {
  const { to, id: interactionId, offerId } = await writes(options)
  await world.as(to as Name).do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
  world.clock.advance(1_000)
  return to
}

const says = (name: Name, state: 'available' | 'on_break') =>
  world.as(name).do((work, { agentId }) => setPresence(work, agentId, { state, reasonId: null }))

async function several(n: number, one: () => Promise<string>): Promise<string> {
  const all: string[] = []
  for (let turn = 0; turn < n; turn++) all.push(await one())
  return all.join(' ')
}

test('in turn: the round goes on where it was, also for a router that has just started (R-054)', async () => {
  await picksBy('round_robin')
  expect(await several(4, () => accepted())).toBe('ben carla davi ben')
  expect(await accepted({ forgetful: true })).toBe('carla')
  expect(await accepted()).toBe('davi')
})

test('in turn: the pointer moves when somebody takes, not when they are asked (D-12)', async () => {
  await picksBy('round_robin')
  const { id: interactionId, offerId, to } = await writes()
  expect(to).toBe('ben')
  await world.as('ben').do((work, person) => rejectOffer(work, person, { interactionId, offerId }))
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
  // Carla is asked for it now, and Ben, who took nothing, is next.
  expect((await writes()).to).toBe('ben')
})

test('in turn: whoever takes one out of the line by hand had their turn', async () => {
  await picksBy('round_robin')
  for (const name of three) await says(name, 'on_break')
  const { id: interactionId } = await writes()
  await says('carla', 'available')
  await world.as('carla').do((work, person) => takeInteraction(work, person, { interactionId }))
  for (const name of three) await says(name, 'available')
  expect(await accepted()).toBe('davi')
})

test('least recent: whoever took one of this queue longest ago (R-054)', async () => {
  await picksBy('least_recent')
  await world.asOwner(`update queue_member set last_took_at = '2000-01-01' where agent_id = $1`, [world.agentIds.ben])
  expect(await several(4, () => accepted())).toBe('carla davi ben carla')
})

test('best first: a better level at once gets what comes, without a restart (R-056)', async () => {
  await picksBy('proficiency', { carla: { level: 1 }, davi: { level: 5 } })
  expect(await several(3, () => accepted())).toBe('carla carla carla')
  await picksBy('proficiency', { carla: { level: 7 }, davi: { level: 5 } })
  expect(await several(2, () => accepted())).toBe('davi davi')
})

test('by chance: with a penalty of 100 only when nobody else has room (R-060)', async () => {
  await picksBy('weighted_random', { ben: { penalty: 100 }, carla: { penalty: 100 } })
  await world.asOwner('update agent set capacity = 2 where id = $1', [world.agentIds.davi])
  expect(await several(2, () => accepted())).toBe('davi davi')
  expect(['ben', 'carla']).toContain(await accepted())
})
