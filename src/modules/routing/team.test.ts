import { expect, test } from 'vitest'
import type { InteractionId, OfferId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { inRead, inWork } from '../../kernel/work.ts'
import { randomFrom } from '../../sim/random.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { saveUser } from '../identity/actions.ts'
import { countedAttempts } from '../identity/attempts.ts'
import { usersOf } from '../identity/repo.ts'
import { setPresence } from '../presence/actions.ts'
import { acceptOffer, endConversation, finishWrapUp, rejectOffer } from './actions.ts'
import { routerLoop } from './jobs.ts'
import { saveQueue } from './queue-actions.ts'
import { routeWorkspace } from './router.ts'

type Row = { id: InteractionId; state: string; offer_id: OfferId | null; agent: string | null }
const agents = ['ben', 'carla', 'davi'] as const
const STEPS = 100

test('a router that remembers leaves nothing that one without memory would still give', async () => {
  const world = await createWorld()
  await world.asOwner('update channel set capacity = 2')
  await world.asOwner('update agent set capacity = 1 where id = $1', [world.agentIds.carla])
  for (let step = 0; step < STEPS; step++) {
    await somethingHappens(world, step)
    await turns(world)
    const before = await offers(world)
    await inWork(world.kernel, world.house, (work) => routeWorkspace(work))
    expect(await offers(world), `after step ${step}`).toBe(before)
  }
  expect(await offers(world)).toBeGreaterThan(10)
  await world.close()
})

test('a time of one’s own to accept holds from the next offer on, also with a router that remembers (R-075)', async () => {
  const world = await createWorld()
  await world.asOwner(`update presence set state = 'signed_out' where agent_id <> $1`, [world.agentIds.ben])
  await world.asOwner('update channel set capacity = 2')
  const lasts = async (n: number) => {
    await somebodyWrites(world, n)
    await turns(world)
    const [made] = await world.asOwner<{ ends: number }>(
      'select (extract(epoch from offer_expires_at) * 1000)::float8 as ends from interaction order by number desc limit 1',
    )
    return (present(made, 'an offer').ends - world.clock.now()) / 1_000
  }
  expect(await lasts(1)).toBe(20)
  const by = await world.person('ana')
  const deps = {
    ...{ attempts: countedAttempts(world.kernel), forget() {}, signOut() {} },
    returnWork: async () => 0,
  }
  const user = present(
    (await inRead(world.kernel, world.workspaceId, (tx) => usersOf(tx, world.workspaceId))).find(
      ({ id }) => id === world.agentIds.ben,
    ),
    'Ben',
  )
  const saved = await saveUser(deps, world.kernel, by, { ...user, acceptSeconds: 45, password: null })
  expect(saved).toMatchObject({ ok: true })
  expect(await lasts(2)).toBe(45)
  await world.close()
})

test('a team that is not told of a change by the journal still fills nobody over capacity', async () => {
  const world = await createWorld()
  await world.asOwner('update channel set capacity = 2')
  await somebodyWrites(world, 1)
  await turns(world)
  // Nobody does this: it stands for a fact that is missing.
  await world.asOwner('update agent set capacity = 1')
  await world.asOwner(`update presence set state = 'signed_out' where agent_id = $1`, [world.agentIds.carla])
  for (let n = 2; n < 5; n++) await somebodyWrites(world, n)
  await turns(world)
  const held = await world.asOwner<Row>(`select agent_id as agent from asked`)
  expect(held.filter(({ agent }) => agent === world.agentIds.carla)).toEqual([])
  await world.close()
})

/** Until there is no more to do, as the loop does. */
async function turns(world: World): Promise<void> {
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
}

async function offers(world: World): Promise<number> {
  return (await world.asOwner(`select 1 from journal where type = 'interaction.offered'`)).length
}

async function somebodyWrites(world: World, n: number): Promise<void> {
  const sender = { addresses: [{ kind: 'phone', value: `+4477009${String(n).padStart(5, '0')}` } as const] }
  await told(world, wroteFact({ ...sender, name: `Stranger ${n}`, username: null }, 'Hello', world.clock.now()))
}

async function somethingHappens(world: World, step: number): Promise<void> {
  const random = randomFrom(step)
  const name: Name = random.pick(agents)
  const theirs = await world.asOwner<Row>(
    `select id, state, offer_id from interaction where ($1 = any(offered_to) or agent_id = $1) and state <> 'closed'`,
    [world.agentIds[name]],
  )
  const one = random.some(theirs)
  const chosen = random.below(10)
  if (chosen < 4) return somebodyWrites(world, step)
  if (chosen === 4) return setsPresence(world, name, 'on_break')
  if (chosen === 5) return setsPresence(world, name, 'available')
  if (chosen === 6) return movesToOtherQueue(world, name)
  if (!one) return setsPresence(world, name, 'available')
  const [seat, interactionId] = [world.as(name), one.id]
  const offerId = one.offer_id
  if (offerId !== null && chosen === 9) {
    await seat.do((work, person) => rejectOffer(work, person, { interactionId, offerId }))
  } else if (offerId !== null) {
    await seat.do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
  } else if (one.state === 'active') {
    await seat.do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  } else {
    await seat.do((work, person) => finishWrapUp(work, person, { interactionId, dispositionId: null }))
  }
}

async function setsPresence(world: World, name: Name, state: 'on_break' | 'available'): Promise<void> {
  await world.as(name).do((work, { agentId }) => setPresence(work, agentId, { state, reasonId: null }))
}

async function movesToOtherQueue(world: World, name: Name): Promise<void> {
  const agentId = world.agentIds[name]
  const [queue] = await world.asOwner<{ version: number; members: string[] }>(
    `select version, array(select agent_id from queue_member where queue_id = id) as members from queue where id = $1`,
    [world.support],
  )
  const { version, members } = present(queue, 'the queue')
  const others = members.filter((id) => id !== agentId)
  const ids = (others.length < members.length ? others : [...members, agentId]) as (typeof agentId)[]
  const settings = {
    name: 'Support',
    description: '',
    strategy: 'longest_idle',
    acceptSeconds: 20,
    onReject: 'on_break',
    onTimeout: 'on_break',
    returnSeconds: null,
    asksToAccept: true,
    wrapUpSeconds: 60,
    contactSilenceSeconds: null,
    agentSilenceSeconds: null,
    afterWrapUp: 'available',
    onAgentGone: 'keep',
  } as const
  await world.as('ana').do((work) =>
    saveQueue(work, {
      id: world.support,
      version,
      members: ids.map((id) => ({ agentId: id, level: 10, penalty: 0 })),
      ...settings,
    }),
  )
}
