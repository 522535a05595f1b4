import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InteractionCard, Presence } from '../../contract/cards.ts'
import type { AgentId, InteractionId, QueueId } from '../../contract/ids.ts'
import type { SteeredInteraction } from '../../contract/operations/supervision.ts'
import { ok } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { inRead, type Work } from '../../kernel/work.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type Name, names, type World } from '../../testing/world.ts'
import { saveUser, signOutAgent } from '../identity/actions.ts'
import { countedAttempts } from '../identity/attempts.ts'
import { setPresence, setPresenceOf } from '../presence/actions.ts'
import type { ChosenState } from '../presence/core/presence.ts'
import { acceptOffer, endConversation, takeInteraction } from './actions.ts'
import { interactionCards } from './index.ts'
import { routerLoop } from './jobs.ts'
import { removeQueue } from './removing-actions.ts'
import { assignInteractions, moveInteractions, returnWorkOf, takeBackInteractions } from './steer-actions.ts'

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const nobody = crypto.randomUUID() as InteractionId

async function route(): Promise<void> {
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
}

async function somebodyWrites(): Promise<InteractionId> {
  const value = `+4477009${String(++strangers).padStart(5, '0')}`
  const sender = { addresses: [{ kind: 'phone', value } as const], name: `Stranger ${strangers}`, username: null }
  await told(world, wroteFact(sender, 'Hello', world.clock.now()))
  const [row] = await world.asOwner<{ id: InteractionId }>('select id from interaction order by number desc limit 1')
  return present(row, 'a new interaction').id
}

async function cardOf(id: InteractionId): Promise<InteractionCard> {
  const [card] = await inRead(world.kernel, world.workspaceId, (tx) => interactionCards(tx, world.workspaceId, [id]))
  return present(card, 'a card')
}

/** In one line: the state, whose it is, and in which queue. */
async function state(id: InteractionId): Promise<string> {
  const { state, agentId, queueId } = await cardOf(id)
  const whose = names.find((name) => world.agentIds[name] === agentId)
  return [state, whose, queueId === world.sales ? 'in sales' : 'in support'].filter(Boolean).join(' ')
}

async function holds(name: Name): Promise<InteractionId> {
  const interactionId = await somebodyWrites()
  await world.as(name).do((work, person) => takeInteraction(work, person, { interactionId }))
  return interactionId
}

/** As the supervisor sees it now. */
async function seen(...ids: InteractionId[]): Promise<SteeredInteraction[]> {
  const cards = await Promise.all(ids.map(cardOf))
  return cards.map(({ id, queueId, agentId }) => ({ interactionId: id, queueId, agentId }))
}

const moves = (interactions: SteeredInteraction[], toQueueId: QueueId = world.sales) =>
  world.as('sofia').try((work, person) => moveInteractions(work, person, { interactions, toQueueId }))
const gives = (interactions: SteeredInteraction[], name: Name, aboveCapacity = false) =>
  world
    .as('sofia')
    .try((work, person) =>
      assignInteractions(work, person, { interactions, toAgentId: world.agentIds[name], aboveCapacity }),
    )
const takesBack = (interactions: SteeredInteraction[]) =>
  world.as('sofia').try((work, person) => takeBackInteractions(work, person, { interactions }))
const says = (name: Name, state: ChosenState) =>
  world.as(name).do((work, { agentId }) => setPresence(work, agentId, { state, reasonId: null }))
const presenceOf = async (name: Name): Promise<Presence> =>
  present((await loadView(world, 'ana')).agents[world.agentIds[name]], 'an agent').presence

const signedOut: string[] = []
const deps = () => ({
  attempts: countedAttempts(world.kernel),
  forget() {},
  signOut: (userId: string) => void signedOut.push(userId),
  returnWork: returnWorkOf,
})
const signsOut = async (by: Name, name: Name) =>
  signOutAgent(deps(), world.kernel, await world.person(by), { agentId: world.agentIds[name] })

// Moving -------------------------------------------------------------------------------------------------------------

test('moved while it waits: it keeps its age, and the members of the other queue are asked', async () => {
  const id = await somebodyWrites()
  const { waitingSince } = await cardOf(id)
  world.clock.advance(60_000)
  await browsersAgree(world, async () => expect(await moves(await seen(id))).toMatchObject({ ok: true }))
  expect(await cardOf(id)).toMatchObject({ state: 'waiting', queueId: world.sales, waitingSince })
  await route()
  expect((await cardOf(id)).offer).toMatchObject({ agentIds: [world.agentIds.davi] })
})

test('moved while it is offered: the offer is withdrawn, and nobody is sent on a break for it', async () => {
  const id = await somebodyWrites()
  await route()
  const offerId = present((await cardOf(id)).offer, 'an offer').id
  await browsersAgree(world, async () => moves(await seen(id)))
  expect(await state(id)).toBe('waiting in sales')
  expect((await presenceOf('ben')).state).toBe('available')
  const accepts = world.as('ben').try((work, person) => acceptOffer(work, person, { interactionId: id, offerId }))
  expect(await accepts).toMatchObject({ ok: false })
})

test('moved out of somebody’s hands, and out of a wrap-up: it waits from now', async () => {
  const [one, two] = [await holds('ben'), await holds('carla')]
  await world
    .as('carla')
    .do((work, person) => endConversation(work, person, { interactionId: two, dispositionId: null, fields: [] }))
  world.clock.advance(60_000)
  await browsersAgree(world, async () => moves(await seen(one, two)))
  for (const id of [one, two])
    expect(await cardOf(id)).toMatchObject({ state: 'waiting', waitingSince: world.clock.now(), wrapUp: null })
})

test('the thread says who moved it where, and who took it back from whom', async () => {
  const id = await holds('ben')
  const conversation = (await cardOf(id)).conversation.id
  await browsersAgree(world, async () => takesBack(await seen(id)), { threads: [conversation] })
  await browsersAgree(world, async () => gives(await seen(id), 'carla'), { threads: [conversation] })
  await browsersAgree(world, async () => moves(await seen(id)), { threads: [conversation] })
  const { lines } = present((await loadView(world, 'sofia', [conversation])).threads[conversation], 'a thread')
  const { ben, carla, sofia } = world.agentIds
  expect(lines.slice(-3)).toMatchObject([
    { what: 'moved', agentId: ben, by: sofia, more: { why: 'taken_back' } },
    { what: 'assigned', agentId: carla, by: sofia },
    { what: 'moved', agentId: carla, by: sofia, more: { why: 'moved', queueId: world.sales } },
  ])
})

test('several at once: each is done or refused by itself, and only when nothing was done the call is refused', async () => {
  const [waits, held] = [await somebodyWrites(), await holds('ben')]
  const asSeen = await seen(waits, held)
  await world.as('carla').do((work, person) => takeInteraction(work, person, { interactionId: waits }))
  const outcome = await moves([...asSeen, { interactionId: nobody, queueId: world.support, agentId: null }])
  expect(outcome).toMatchObject({
    ok: true,
    value: {
      refused: [
        { interactionId: waits, refusal: 'changed_by_someone_else' },
        { interactionId: nobody, refusal: 'not_found' },
      ],
    },
  })
  expect([await state(waits), await state(held)]).toEqual(['active carla in support', 'waiting in sales'])
  expect(await moves(asSeen.slice(0, 1))).toMatchObject({ refusal: 'changed_by_someone_else' })
})

test('to a queue that was removed meanwhile, or never was, nothing is moved', async () => {
  const id = await somebodyWrites()
  await world.as('ana').do((work) => removeQueue(work, { id: world.sales }))
  expect(await moves(await seen(id))).toMatchObject({ refusal: 'queue_removed' })
  expect(await moves(await seen(id), crypto.randomUUID() as QueueId)).toMatchObject({ refusal: 'not_found' })
  expect(await state(id)).toBe('waiting in support')
})

test('a queue is not removed while something is on its way into it', async () => {
  const wanted = await seen(await somebodyWrites())
  const sofia = await world.person('sofia')
  const outcomes = await meanwhile(
    world,
    sofia,
    (work) => moveInteractions(work, sofia, { interactions: wanted, toQueueId: world.sales }),
    () => world.as('ana').try((work) => removeQueue(work, { id: world.sales })),
  )
  expect(outcomes).toMatchObject([{ ok: true }, { refusal: 'still_in_use' }])
})

test('what is closed is not steered', async () => {
  const id = await holds('ben')
  await world.asOwner('update queue set wrap_up_seconds = 0')
  await world
    .as('ben')
    .do((work, person) => endConversation(work, person, { interactionId: id, dispositionId: null, fields: [] }))
  const wanted = [{ interactionId: id, queueId: world.support, agentId: world.agentIds.ben }]
  expect(await moves(wanted)).toMatchObject({ refusal: 'interaction_closed' })
  expect(await gives(wanted, 'carla')).toMatchObject({ refusal: 'interaction_closed' })
  expect(await takesBack(wanted)).toMatchObject({ refusal: 'interaction_closed' })
})

// Giving -------------------------------------------------------------------------------------------------------------

test('given to an agent: also to one of another queue or on a break, never to one who is signed out', async () => {
  const [one, two] = [await somebodyWrites(), await somebodyWrites()]
  await says('davi', 'on_break')
  await browsersAgree(world, async () => gives(await seen(one), 'davi'))
  expect(await state(one)).toBe('active davi in support')
  expect((await presenceOf('davi')).state).toBe('on_break')
  await says('carla', 'signed_out')
  expect(await gives(await seen(two), 'carla')).toMatchObject({ refusal: 'agent_signed_out' })
  const stranger = { interactions: await seen(two), toAgentId: crypto.randomUUID() as AgentId, aboveCapacity: false }
  expect(await world.as('sofia').try((work, person) => assignInteractions(work, person, stranger))).toMatchObject({
    refusal: 'not_found',
  })
})

test('given to an agent who is full only where that is said; several fill their places one by one', async () => {
  await world.asOwner('update agent set capacity = 2 where id = $1', [world.agentIds.ben])
  const ids = [await somebodyWrites(), await somebodyWrites(), await somebodyWrites()]
  const outcome = await gives(await seen(...ids), 'ben')
  expect(outcome).toMatchObject({ ok: true, value: { refused: [{ interactionId: ids[2], refusal: 'agent_full' }] } })
  await browsersAgree(world, async () => gives(await seen(...ids.slice(2)), 'ben', true))
  expect(await state(ids[2] as InteractionId)).toBe('active ben in support')
})

test('given from hand to hand: the one who had it is free for the next', async () => {
  const id = await holds('ben')
  await browsersAgree(world, async () => gives(await seen(id), 'carla'))
  expect(await state(id)).toBe('active carla in support')
  await says('carla', 'on_break')
  const next = await somebodyWrites()
  await route()
  expect((await cardOf(next)).offer).toMatchObject({ agentIds: [world.agentIds.ben] })
})

test('an agent who accepts while a supervisor gives it away: one of them is told', async () => {
  const id = await somebodyWrites()
  await route()
  const wanted = await seen(id)
  const offerId = present((await cardOf(id)).offer, 'an offer').id
  const ben = await world.person('ben')
  const outcomes = await meanwhile(
    world,
    ben,
    (work) => acceptOffer(work, ben, { interactionId: id, offerId }),
    () => gives(wanted, 'carla'),
  )
  expect(outcomes).toMatchObject([{ ok: true }, { refusal: 'changed_by_someone_else' }])
  expect(await state(id)).toBe('active ben in support')
})

// People -------------------------------------------------------------------------------------------------------------

test('a supervisor sends an agent on a break: the screens know who did it, and the offer they had goes on', async () => {
  const id = await somebodyWrites()
  await route()
  const input = { agentId: world.agentIds.ben, state: 'on_break' as const, reasonId: world.reasons.lunch }
  await browsersAgree(world, () => world.as('sofia').do((work, person) => setPresenceOf(work, person, input)))
  expect(world.commits.at(-1)?.events).toMatchObject([
    { type: 'presence.changed', agentId: world.agentIds.ben, by: world.agentIds.sofia },
  ])
  expect(await presenceOf('ben')).toMatchObject({ state: 'on_break', reasonId: world.reasons.lunch })
  await route()
  expect((await cardOf(id)).offer).toMatchObject({ agentIds: [world.agentIds.carla] })
})

test('nobody is made to come in, and only administrators steer administrators', async () => {
  const set = (by: Name, name: Name, state: 'available' | 'on_break') =>
    world
      .as(by)
      .try((work, person) => setPresenceOf(work, person, { agentId: world.agentIds[name], state, reasonId: null }))
  await says('ben', 'signed_out')
  expect(await set('sofia', 'ben', 'available')).toMatchObject({ refusal: 'agent_signed_out' })
  await says('ana', 'available')
  expect(await set('sofia', 'ana', 'on_break')).toMatchObject({ refusal: 'not_permitted' })
  expect(await signsOut('sofia', 'ana')).toMatchObject({ refusal: 'not_permitted' })
  await says('sofia', 'available')
  expect(await set('ana', 'sofia', 'on_break')).toMatchObject({ ok: true })
})

test('signed out by a supervisor: every session ends, and what they held waits in its queues (R-124)', async () => {
  const [one, two] = [await holds('ben'), await holds('ben')]
  await world.asOwner(
    `with made as (insert into auth."user" (id, name, email, "emailVerified") values ('user-ben', 'Ben', 'ben@x.example', true) returning id)
     insert into auth.session (id, "expiresAt", token, "createdAt", "updatedAt", "userId")
     select 'session-ben', now() + interval '1 day', 'token', now(), now(), id from made`,
  )
  await world.asOwner(`update agent set user_id = 'user-ben' where id = $1`, [world.agentIds.ben])
  world.clock.advance(5_000)
  await browsersAgree(world, async () =>
    expect(await signsOut('sofia', 'ben')).toEqual({ ok: true, value: { returned: 2 } }),
  )
  expect(await world.asOwner(`select id from auth.session where "userId" = 'user-ben'`)).toEqual([])
  expect(signedOut).toContain('user-ben')
  expect((await presenceOf('ben')).state).toBe('signed_out')
  for (const id of [one, two])
    expect(await cardOf(id)).toMatchObject({ state: 'waiting', agentId: null, waitingSince: world.clock.now() })
  expect(world.commits.at(-1)?.events.filter(({ type }) => type === 'interaction.moved')).toMatchObject(
    [one, two].map(() => ({ agentId: world.agentIds.ben, by: world.agentIds.sofia })),
  )
  await route()
  expect((await cardOf(one)).offer).toMatchObject({ agentIds: [world.agentIds.carla] })
})

test('what an agent takes while they are signed out goes back as well', async () => {
  const id = await somebodyWrites()
  const ben = await world.person('ben')
  const outcomes = await meanwhile(
    world,
    ben,
    (work) => takeInteraction(work, ben, { interactionId: id }),
    () => signsOut('sofia', 'ben'),
  )
  expect(outcomes).toMatchObject([{ ok: true }, { ok: true, value: { returned: 1 } }])
  expect(await state(id)).toBe('waiting in support')
})

test('what an agent accepts while they are signed out goes back as well; afterwards there is nothing to accept', async () => {
  const [one, two] = [await somebodyWrites(), await somebodyWrites()]
  await says('carla', 'signed_out')
  await route()
  const ben = await world.person('ben')
  const accepts = async (work: Work, interactionId: InteractionId) =>
    acceptOffer(work, ben, { interactionId, offerId: present((await cardOf(interactionId)).offer, 'an offer').id })
  const outcomes = await meanwhile(
    world,
    ben,
    (work) => accepts(work, one),
    () => signsOut('sofia', 'ben'),
  )
  expect(outcomes).toMatchObject([{ ok: true }, { ok: true, value: { returned: 1 } }])
  expect([await state(one), await state(two)]).toEqual(['waiting in support', 'waiting in support'])
})

test('an offer is not accepted by who is being put out', async () => {
  const id = await somebodyWrites()
  await route()
  const offerId = present((await cardOf(id)).offer, 'an offer').id
  const accepts = () => world.as('ben').try((work, ben) => acceptOffer(work, ben, { interactionId: id, offerId }))
  const out = async (work: Work) => ok(await returnWorkOf(work, world.agentIds.ben))
  expect(await meanwhile(world, world.house, out, accepts)).toMatchObject([
    { ok: true, value: 0 },
    { refusal: 'offer_gone' },
  ])
})

test('a person who may no longer come in leaves nothing behind', async () => {
  const id = await holds('ben')
  const ben = await world.person('ben')
  const input = {
    id: ben.agentId,
    version: 1,
    name: ben.name,
    email: ben.email,
    role: 'agent' as const,
    active: false,
    capacity: null,
    readyRule: null,
    acceptSeconds: null,
    denied: [],
    queueIds: [world.support],
    password: null,
  }
  const by = await world.person('ana')
  await browsersAgree(world, async () =>
    expect(await saveUser(deps(), world.kernel, by, input)).toMatchObject({ ok: true }),
  )
  expect(await state(id)).toBe('waiting in support')
})
