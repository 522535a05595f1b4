import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StrategyName } from '../../contract/cards.ts'
import type { InteractionId, OfferId } from '../../contract/ids.ts'
import type { RoutingStep } from '../../contract/operations/explanation.ts'
import { present } from '../../kernel/assert.ts'
import { inWork } from '../../kernel/work.ts'
import { type Agreeing, browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { setPresence } from '../presence/actions.ts'
import { acceptOffer, explainRouting, lapseOffers, rejectOffer, takeInteraction } from './actions.ts'
import { routerLoop } from './jobs.ts'
import { listQueues, saveQueue } from './queue-actions.ts'
import { routeWorkspace } from './router.ts'

const three = ['ben', 'carla', 'davi'] as const

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  await world.asOwner('update channel set capacity = 2')
})
afterEach(() => world.close())

const agree = (act: () => Promise<unknown>, given?: Agreeing) => browsersAgree(world, act, given)

/** The queue Support picks in this way among the three. */
async function picksBy(strategy: StrategyName, more: { onReject?: 'none'; asksToAccept?: boolean } = {}) {
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  const found = queues.find(({ id }) => id === world.support)
  const { pickOrder: _order, waiting: _waiting, ...queue } = present(found, 'the queue')
  const members = three.map((name) => ({ agentId: world.agentIds[name], level: 10, penalty: 0 }))
  await world.as('ana').do((work) => saveQueue(work, { ...queue, strategy, ...more, members }))
}

async function somebodyWrites(): Promise<InteractionId> {
  const value = `+4477009${String(++strangers).padStart(5, '0')}`
  const sender = { addresses: [{ kind: 'phone', value } as const], name: `Stranger ${strangers}`, username: null }
  await told(world, wroteFact(sender, 'Hello', world.clock.now()))
  const [row] = await world.asOwner<{ id: InteractionId }>('select id from interaction order by number desc limit 1')
  return present(row, 'a new interaction').id
}

const routes = async () => {
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
}

async function rings(): Promise<InteractionId> {
  const id = await somebodyWrites()
  await routes()
  return id
}

const offerOf = async (id: InteractionId): Promise<OfferId> => {
  const [row] = await world.asOwner<{ offer_id: OfferId }>('select offer_id from interaction where id = $1', [id])
  return present(row, 'an interaction').offer_id
}
const accepts = (name: Name, interactionId: InteractionId, offerId: OfferId) =>
  world.as(name).try((work, person) => acceptOffer(work, person, { interactionId, offerId }))
const rejects = async (name: Name, interactionId: InteractionId) => {
  const offerId = await offerOf(interactionId)
  return world.as(name).do((work, person) => rejectOffer(work, person, { interactionId, offerId }))
}
const takes = (name: Name, interactionId: InteractionId) =>
  world.as(name).try((work, person) => takeInteraction(work, person, { interactionId }))
const says = (name: Name, state: 'available' | 'on_break' | 'signed_out') =>
  world.as(name).do((work, { agentId }) => setPresence(work, agentId, { state, reasonId: null }))

/** Who is asked for it, by the row and by the table beside it. */
async function askedFor(id: InteractionId): Promise<string> {
  const [row] = await world.asOwner<{ row: string[] | null; asked: string[] }>(
    `select offered_to as row, array(select agent_id from asked where interaction_id = i.id) as asked
     from interaction i where id = $1`,
    [id],
  )
  const { row: onRow, asked } = present(row, 'an interaction')
  expect(asked.toSorted(), 'the table says what the row says').toEqual((onRow ?? []).toSorted())
  return three.filter((name) => onRow?.includes(world.agentIds[name])).join(' ')
}

async function loadOf(name: Name): Promise<number> {
  const rows = await world.asOwner(
    `select from interaction where agent_id = $1 and state <> 'closed' union all select from asked where agent_id = $1`,
    [world.agentIds[name]],
  )
  return rows.length
}

const why = async (interactionId: InteractionId): Promise<RoutingStep[]> =>
  (await world.as('ana').read((tx, person) => explainRouting(tx, person, { interactionId }))).steps
const nameOf = (id: string | undefined) => Object.entries(world.agentIds).find(([, one]) => one === id)?.[0]

test('ring all: everybody is asked, and the first to accept has it (R-053)', async () => {
  await picksBy('ring_all')
  const id = await somebodyWrites()
  await agree(() => routes())
  expect(await askedFor(id)).toBe('ben carla davi')
  await agree(async () => accepts('carla', id, await offerOf(id)))
  expect(await askedFor(id)).toBe('')
  expect(await Promise.all(three.map(loadOf))).toEqual([0, 1, 0])
  const [line] = await world.asOwner<{ event: { agentId: string; others: string[] } }>(
    `select event from journal where type = 'interaction.assigned'`,
  )
  expect(line?.event.agentId).toBe(world.agentIds.carla)
  expect(line?.event.others.map(nameOf)).toEqual(['ben', 'davi'])
})

test('ring all: two who accept in the same moment, one of them has it and the other is told that it is gone (R-053)', async () => {
  await picksBy('ring_all')
  for (let round = 0; round < 5; round++) {
    const id = await rings()
    const offerId = await offerOf(id)
    const answers = await Promise.all(three.map((name) => accepts(name, id, offerId)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]))).toEqual(['offer_gone', 'offer_gone'])
    await world.asOwner(`update interaction set state = 'closed', closed_at = now() where id = $1`, [id])
  }
  expect(await world.asOwner(`select 1 from journal where type = 'interaction.assigned'`)).toHaveLength(5)
})

test('ring all: who was slower has missed nothing, and has their place back', async () => {
  await picksBy('ring_all')
  await world.asOwner('update channel set capacity = 1')
  const [first, second] = [await rings(), await somebodyWrites()]
  await routes()
  expect([await askedFor(first), await askedFor(second)]).toEqual(['ben carla davi', ''])
  await accepts('ben', first, await offerOf(first))
  await routes()
  expect(await askedFor(second)).toBe('carla davi')
  const { agents } = await loadView(world, 'ana')
  for (const name of three)
    expect(agents[world.agentIds[name]]?.presence).toMatchObject({ state: 'available', notResponding: false })
})

test('ring all: whoever rejects leaves it to the rest; the last who rejects sends it back, and it keeps its age', async () => {
  await picksBy('ring_all')
  const id = await rings()
  await agree(() => rejects('ben', id))
  expect(await askedFor(id)).toBe('carla davi')
  await rejects('carla', id)
  await agree(() => rejects('davi', id))
  expect(await world.asOwner('select state, cardinality(passed_over) as n from interaction')).toEqual([
    { state: 'waiting', n: 3 },
  ])
  const { agents } = await loadView(world, 'ana')
  expect(three.map((name) => agents[world.agentIds[name]]?.presence.state)).toEqual(three.map(() => 'on_break'))
  await says('davi', 'available')
  await routes()
  expect(await askedFor(id), 'nobody else is there: a new round').toBe('davi')
})

test('ring all: two who reject in the same moment both leave it, and the rest is still asked', async () => {
  await picksBy('ring_all')
  const id = await rings()
  const input = { interactionId: id, offerId: await offerOf(id) }
  const ben = await world.person('ben')
  await meanwhile(
    world,
    ben,
    (work) => rejectOffer(work, ben, input),
    () => rejects('carla', id),
  )
  expect(await askedFor(id)).toBe('davi')
})

test('ring all: at the end of the time everybody who was asked let it pass', async () => {
  await picksBy('ring_all')
  const id = await rings()
  await rejects('ben', id)
  world.clock.advance(20_000)
  await agree(() => inWork(world.kernel, world.house, lapseOffers))
  expect(await askedFor(id)).toBe('')
  const { agents } = await loadView(world, 'ana')
  expect(three.filter((name) => agents[world.agentIds[name]]?.presence.notResponding)).toEqual([...three])
})

test('ring all: it is taken back from whoever goes away, and the rest keep ringing for as long', async () => {
  await picksBy('ring_all')
  const id = await rings()
  const [before] = await world.asOwner('select offer_id, offer_expires_at from interaction')
  world.clock.advance(5_000)
  await says('carla', 'on_break')
  await agree(() => routes())
  expect(await askedFor(id)).toBe('ben davi')
  expect(await world.asOwner('select offer_id, offer_expires_at from interaction')).toEqual([before])
  for (const name of ['ben', 'davi'] as const) await says(name, 'signed_out')
  await routes()
  expect(await world.asOwner('select state, offered_to from interaction')).toEqual([
    { state: 'waiting', offered_to: null },
  ])
})

test('ring all: an offer fills a place of everybody who is asked, so that nobody can accept more than they may (D-08)', async () => {
  await picksBy('ring_all')
  const ids: InteractionId[] = []
  for (let n = 0; n < 5; n++) ids.push(await somebodyWrites())
  await routes()
  expect(await Promise.all(three.map(loadOf))).toEqual([2, 2, 2])
  for (let turn = 0; turn < 10; turn++) {
    const standing = await world.asOwner<{ id: InteractionId; offer_id: OfferId }>(
      `select id, offer_id from interaction where state = 'offered'`,
    )
    await Promise.all(standing.flatMap(({ id, offer_id }) => three.map((name) => accepts(name, id, offer_id))))
    await routes()
    for (const name of three) expect(await loadOf(name)).toBeLessThanOrEqual(2)
  }
  const [held] = await world.asOwner(`select count(*)::int as n from interaction where state = 'active'`)
  expect(held).toEqual({ n: 5 })
})

test('pick from the list: nothing is given, everybody sees it, and the first who takes it has it (D-13)', async () => {
  await picksBy('pick_from_list')
  const id = await somebodyWrites()
  await routes()
  expect(await world.asOwner('select state from interaction')).toEqual([{ state: 'waiting' }])
  for (const name of three) expect((await loadView(world, name)).interactions[id]?.state).toBe('waiting')
  const answers = await Promise.all([takes('ben', id), takes('carla', id)])
  expect(answers.flatMap((answer) => (answer.ok ? ['ok'] : [answer.refusal])).sort()).toEqual([
    'interaction_taken',
    'ok',
  ])
  expect((await loadView(world, 'davi')).interactions[id]).toBeUndefined()
  expect((await why(id)).map(({ what }) => what)).toEqual(['taken'])
})

test('pick from the list: not even where the queue does not ask; and what waits is given when it picks otherwise', async () => {
  await picksBy('pick_from_list', { asksToAccept: false })
  const id = await somebodyWrites()
  await routes()
  expect(await world.asOwner('select state from interaction')).toEqual([{ state: 'waiting' }])
  await picksBy('ring_all', { asksToAccept: true })
  await routes()
  expect(await askedFor(id)).toBe('ben carla davi')
})

test('why: who was considered and why this one is kept with each offer, for supervisors (R-053)', async () => {
  await picksBy('longest_idle')
  await world.asOwner('update agent set capacity = 1 where id = $1', [world.agentIds.davi])
  const [busy, id] = [await rings(), await somebodyWrites()]
  await accepts('ben', busy, await offerOf(busy))
  // It stands for one that Davi took earlier.
  await world.asOwner(`update interaction set agent_id = $2 where id = $1`, [busy, world.agentIds.davi])
  await inWork(world.kernel, world.house, (work) => routeWorkspace(work))
  await rejects('ben', id)
  await inWork(world.kernel, world.house, (work) => routeWorkspace(work))
  await accepts('carla', id, await offerOf(id))
  const steps = await why(id)
  expect(steps.map(({ what, agentIds }) => `${what} ${agentIds.map(nameOf)}`)).toEqual([
    'offered ben',
    'rejected ben',
    'offered carla',
    'accepted carla',
  ])
  const [first, , second] = steps
  if (first?.what !== 'offered' || second?.what !== 'offered') throw new Error('two offers')
  expect(first.why).toMatchObject({ strategy: 'longest_idle', chosen: { count: 1 }, newRound: false })
  expect(first.why?.chosen.first[0]).toMatchObject({ agentId: world.agentIds.ben, load: 0 })
  expect(first.why?.next.map(({ agentId }) => nameOf(agentId))).toEqual(['carla'])
  expect(first.why?.full.first.map(({ agentId, load, capacity }) => [nameOf(agentId), load, capacity])).toEqual([
    ['davi', 1, 1],
  ])
  expect(second.why?.passedOver).toEqual({ first: [world.agentIds.ben], count: 1 })
})

test('why: what is given without asking has its reasons too', async () => {
  await picksBy('least_busy', { asksToAccept: false })
  const id = await rings()
  const [step] = await why(id)
  expect(step).toMatchObject({ what: 'given', why: { strategy: 'least_busy', chosen: { count: 1 } } })
})

test('why: nobody learns it of what they may not see', async () => {
  const elsewhere = await world
    .as('ana')
    .try((_work, person) =>
      explainRouting(_work.tx, person, { interactionId: '00000000-0000-4000-8000-000000000000' as InteractionId }),
    )
  expect(elsewhere).toMatchObject({ ok: false, refusal: 'not_found' })
})
