import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Eligible, StrategyName } from '../../contract/cards.ts'
import type { InteractionId, OfferId, QueueId, ReasonId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { saveReason } from '../presence/actions.ts'
import { tellCall } from '../telephone/actions.ts'
import { acceptOffer, endConversation, explainRouting, rejectOffer, takeInteraction } from './actions.ts'
import { routerLoop } from './jobs.ts'
import { parkForCall, returnAfterCall } from './parking-actions.ts'
import { listQueues, saveQueue } from './queue-actions.ts'

/** Whom a queue asks, by what they are doing: the rows say it as the decision table does. */

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  await world.asOwner('update channel set capacity = 10')
})
afterEach(() => world.close())

type Rule = { eligible: Eligible; members?: readonly Name[]; strategy?: StrategyName; wrapUpSeconds?: number }

/** The queue Support asks by this rule among these. */
async function asks({ eligible, members = ['ben'], strategy = 'longest_idle' }: Rule): Promise<void> {
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  const {
    pickOrder: _order,
    waiting: _waiting,
    ...queue
  } = present(
    queues.find(({ id }) => id === world.support),
    'the queue',
  )
  const named = members.map((name) => ({ agentId: world.agentIds[name], level: 10, penalty: 0 }))
  const rules = { eligible, strategy, onReject: 'on_break', wrapUpSeconds: 0, acceptSeconds: 60 } as const
  await browsersAgree(world, () =>
    world.as('ana').do((work) => saveQueue(work, { ...queue, ...rules, members: named })),
  )
}

const run = async () => {
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
}

/** A stranger writes. */
async function writes(): Promise<InteractionId> {
  const sender = { addresses: [{ kind: 'phone', value: `+4477008${String(++strangers).padStart(5, '0')}` } as const] }
  await told(world, wroteFact({ ...sender, name: `Stranger ${strangers}`, username: null }, 'Hi', world.clock.now()))
  await run()
  const [made] = await world.asOwner<{ id: InteractionId }>('select id from interaction order by number desc limit 1')
  return present(made, 'what was written').id
}

type Row = { state: string; offered_to: string[] | null; offer_id: OfferId }
async function row(id: InteractionId): Promise<Row> {
  return present((await world.asOwner<Row>('select * from interaction where id = $1', [id]))[0], 'the interaction')
}
/** Who is asked: their names; or the state it is in. */
async function place(id: InteractionId): Promise<string> {
  const { state, offered_to } = await row(id)
  const names = Object.entries(world.agentIds).filter(([, agentId]) => offered_to?.includes(agentId))
  return names.length === 0 ? state : names.map(([name]) => name).join(' ')
}

async function accepts(name: Name, interactionId: InteractionId): Promise<void> {
  const { offer_id: offerId } = await row(interactionId)
  await world.as(name).do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
  await run()
}
async function ends(name: Name, interactionId: InteractionId): Promise<void> {
  await world.asOwner('update channel set disposition_required = false')
  await world.as(name).do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  await run()
}
const takes = (name: Name, interactionId: InteractionId) =>
  world.as(name).try((work, person) => takeInteraction(work, person, { interactionId }))

async function calls(name: Name, state: 'on' | 'off'): Promise<void> {
  world.clock.advance(1_000)
  const news = { email: `${name}@example.com`, state, callId: `call of ${name}` }
  const [known] = await world.asOwner<{ email: string }>('select email from agent where id = $1', [
    world.agentIds[name],
  ])
  const email = known?.email ?? news.email
  await browsersAgree(world, () =>
    world.as('ana').do((work) => tellCall(work, { parkForCall, returnAfterCall }, { ...news, email })),
  )
  await run()
}

test('undivided: not who is on the telephone; when it is over what waits comes at once', async () => {
  await asks({ eligible: 'undivided' })
  await calls('ben', 'on')
  const id = await writes()
  expect(await place(id)).toBe('waiting')
  await calls('ben', 'off')
  expect(await place(id)).toBe('ben')
})

test('undivided: a telephone that rings takes the offer away, and it keeps its place', async () => {
  await asks({ eligible: 'undivided', members: ['ben'] })
  const id = await writes()
  expect(await place(id)).toBe('ben')
  await calls('ben', 'on')
  expect(await place(id)).toBe('waiting')
})

test('undivided: nothing else comes until it is done, also while it is only offered', async () => {
  await asks({ eligible: 'undivided' })
  const first = await writes()
  expect(await place(first)).toBe('ben')
  const second = await writes()
  expect(await place(second)).toBe('waiting')
  await accepts('ben', first)
  expect(await place(second)).toBe('waiting')
  await ends('ben', first)
  expect(await place(second)).toBe('ben')
})

test('undivided: also what waits in another queue stays away, unless that asks beside anything', async () => {
  await asks({ eligible: 'undivided' })
  await accepts('ben', await writes())
  const other = await otherQueue('with_room')
  const [moved] = await world.asOwner<{ id: InteractionId }>(`select id from interaction where id = $1`, [
    await writes(),
  ])
  await world.asOwner('update interaction set queue_id = $2 where id = $1', [present(moved, 'one').id, other])
  await run()
  expect(await place(present(moved, 'one').id)).toBe('waiting')
  await otherQueue('beside_anything')
  await run()
  expect(await place(present(moved, 'one').id)).toBe('ben')
})

/** A queue beside Support with Ben in it, which asks by this rule. */
async function otherQueue(eligible: Eligible): Promise<QueueId> {
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  const support = present(
    queues.find(({ id }) => id === world.support),
    'the queue',
  )
  const known = queues.find(({ name }) => name === 'Urgent')
  const { pickOrder: _order, waiting: _waiting, membership: _membership, ...queue } = known ?? support
  const made = await world.as('ana').do((work) =>
    saveQueue(work, {
      ...queue,
      id: known?.id ?? null,
      version: known?.version ?? 0,
      name: 'Urgent',
      eligible,
      members: [{ agentId: world.agentIds.ben, level: 10, penalty: 0 }],
    }),
  )
  return made.id
}

test('one at a time: calls do not matter, other work does', async () => {
  await asks({ eligible: 'one_at_a_time' })
  await calls('ben', 'on')
  const [first, second] = [await writes(), await writes()]
  expect([await place(first), await place(second)]).toEqual(['ben', 'waiting'])
  await accepts('ben', first)
  expect(await place(second)).toBe('waiting')
  await ends('ben', first)
  expect(await place(second)).toBe('ben')
})

test('idle first: who is busy is asked when nobody is idle, and rung only then', async () => {
  await asks({ eligible: 'idle_first', members: ['ben', 'carla'], strategy: 'ring_all' })
  await calls('ben', 'on')
  const first = await writes()
  expect(await place(first)).toBe('carla')
  await accepts('carla', first)
  expect((await place(await writes())).split(' ').sort()).toEqual(['ben', 'carla'])
})

test('who takes from the list by hand is held to it: one at a time, or as many as they may', async () => {
  await asks({ eligible: 'one_at_a_time', strategy: 'pick_from_list' })
  const [first, second] = [await writes(), await writes()]
  expect(await takes('ben', first)).toMatchObject({ ok: true })
  expect(await takes('ben', second)).toMatchObject({ refusal: 'busy_otherwise' })
  await asks({ eligible: 'with_room', strategy: 'pick_from_list' })
  expect(await takes('ben', second)).toMatchObject({ ok: true })
})

test('why: who was on the telephone is told to supervisors', async () => {
  await asks({ eligible: 'undivided', members: ['ben', 'carla'] })
  await calls('ben', 'on')
  const interactionId = await writes()
  const { steps } = await world.as('ana').read((tx, person) => explainRouting(tx, person, { interactionId }))
  expect(steps).toMatchObject([
    {
      what: 'offered',
      why: {
        eligible: 'undivided',
        chosen: { first: [{ agentId: world.agentIds.carla }] },
        busy: { first: [{ agentId: world.agentIds.ben, onCall: true }], count: 1 },
      },
    },
  ])
})

test('whoever rejects may say why: supervisors see it in the presence and in why (R-074)', async () => {
  await asks({ eligible: 'with_room' })
  const reason = (kind: 'reject' | 'break') =>
    world.as('ana').do((work) => saveReason(work, { id: null, kind, name: `A ${kind}`, active: true, version: 0 }))
  const [{ id: reasonId }, { id: wrong }] = [await reason('reject'), await reason('break')]
  const interactionId = await writes()
  const { offer_id: offerId } = await row(interactionId)
  const rejects = (reasonId: ReasonId | null) =>
    world.as('ben').try((work, person) => rejectOffer(work, person, { interactionId, offerId, reasonId }))
  expect(await rejects(wrong)).toMatchObject({ refusal: 'invalid_input' })
  expect(await rejects(crypto.randomUUID() as ReasonId)).toMatchObject({ refusal: 'not_found' })
  expect(await place(interactionId)).toBe('ben')
  await browsersAgree(world, () => rejects(reasonId))
  const { presence } = present((await loadView(world, 'sofia')).agents[world.agentIds.ben], 'Ben')
  expect(presence).toMatchObject({ state: 'on_break', reasonId, notResponding: true })
  const { steps } = await world.as('ana').read((tx, person) => explainRouting(tx, person, { interactionId }))
  expect(steps.find(({ what }) => what === 'rejected')).toMatchObject({ agentIds: [world.agentIds.ben], reasonId })
})
