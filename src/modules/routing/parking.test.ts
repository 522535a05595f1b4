import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Instant, InteractionId, OfferId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/new-id.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { setPresence } from '../presence/actions.ts'
import { tellCall } from '../telephone/actions.ts'
import { acceptOffer, rejectOffer, takeInteraction } from './actions.ts'
import { routerLoop, timersLoop } from './jobs.ts'
import { parkForCall, parkInteraction, returnAfterCall, unparkInteraction } from './parking-actions.ts'
import { removeQueue } from './removing-actions.ts'
import { moveInteractions } from './steer-actions.ts'
import { acceptTransfer, callBack, declineTransfer, type PassTo, passInteraction } from './transfer-actions.ts'

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  await world.asOwner('update channel set capacity = 1, parks_on_call = true')
  // Nobody but these two, so that it is known who gets what.
  await world.asOwner('update queue_member set penalty = 0')
  await world.as('carla').do((work, { agentId }) => setPresence(work, agentId, { state: 'on_break', reasonId: null }))
})
afterEach(() => world.close())

const minute = 60_000
const later = (ms: number): Instant => (world.clock.now() + ms) as Instant

const run = async () => {
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
}
/** The loop of timers, only when it says itself that something is due. */
async function timers(): Promise<void> {
  const due = await timersLoop.due(world.kernel.system, world.clock.now())
  if (due.includes(world.workspaceId))
    await browsersAgree(world, async () => void (await timersLoop.run(world.kernel, world.workspaceId)))
  await run()
}

type Row = {
  id: InteractionId
  state: string
  agent_id: string | null
  offered_to: string[] | null
  offer_id: OfferId
  parked_reason: string | null
  queue_id: string
  waiting_since: Instant
  transfer: { id: OfferId } | null
}
async function row(id: InteractionId): Promise<Row> {
  const [found] = await world.asOwner<Row>('select * from interaction where id = $1', [id])
  return present(found, 'the interaction')
}
const nameOf = (id: string | null | undefined): string | null =>
  Object.entries(world.agentIds).find(([, known]) => known === id)?.[0] ?? null
/** Where it is, in a word or two. */
async function place(id: InteractionId): Promise<string> {
  const { state, agent_id, offered_to, parked_reason } = await row(id)
  const who = nameOf(agent_id ?? offered_to?.[0])
  return [state, who, parked_reason].filter(Boolean).join(' ')
}

const writer = (n: number) => ({
  addresses: [{ kind: 'phone', value: `+4477009${String(n).padStart(5, '0')}` } as const],
  name: `Stranger ${n}`,
  username: null,
})
const writes = (n: number) => told(world, wroteFact(writer(n), 'Hi', world.clock.now()))

/** A stranger writes, and this agent accepts. */
async function held(by: Name): Promise<{ id: InteractionId; n: number }> {
  const n = ++strangers
  await writes(n)
  await run()
  const [made] = await world.asOwner<{ id: InteractionId; offer_id: OfferId }>(
    'select id, offer_id from interaction order by number desc limit 1',
  )
  const { id, offer_id: offerId } = present(made, 'what was written')
  await world.as(by).do((work, person) => acceptOffer(work, person, { interactionId: id, offerId }))
  return { id, n }
}

const parks = (by: Name, interactionId: InteractionId, until: Instant | null = null) =>
  browsersAgree(world, () => world.as(by).do((work, person) => parkInteraction(work, person, { interactionId, until })))
const passes = (by: Name, interactionId: InteractionId, to: PassTo) =>
  browsersAgree(world, () =>
    world
      .as(by)
      .do((work, person) =>
        passInteraction(work, person, { interactionId, transferId: newId() as OfferId, to, note: 'asks for a refund' }),
      ),
  )
/** Why not; null: it may. */
async function refusal(name: Name, action: Parameters<ReturnType<World['as']>['try']>[0]): Promise<string | null> {
  const result = await world.as(name).try(action)
  return result.ok ? null : result.refusal
}
const available = (name: Name) =>
  world.as(name).do((work, { agentId }) => setPresence(work, agentId, { state: 'available', reasonId: null }))

test('parked, it frees its place, and comes back when the contact writes, even beyond the limit (R-033, D-06)', async () => {
  const first = await held('ben')
  await parks('ben', first.id)
  const second = await held('ben')
  expect([await place(first.id), await place(second.id)]).toEqual(['active ben manual', 'active ben'])
  expect(await refusal('ben', (work, person) => unparkInteraction(work, person, { interactionId: first.id }))).toBe(
    'no_room',
  )
  world.clock.advance(minute)
  await writes(first.n)
  await timers()
  expect(await place(first.id)).toBe('active ben')
})

test('a snooze ends at its time and not before, also when nobody has looked meanwhile', async () => {
  const { id } = await held('ben')
  await parks('ben', id, later(60 * minute))
  world.clock.advance(60 * minute - 1)
  await timers()
  expect(await place(id)).toBe('active ben manual')
  world.clock.advance(1)
  await timers()
  expect(await place(id)).toBe('active ben')
})

test('who wrote to an agent who has left is not left alone with them', async () => {
  const { id, n } = await held('ben')
  await parks('ben', id)
  await world.as('ben').do((work, { agentId }) => setPresence(work, agentId, { state: 'signed_out', reasonId: null }))
  await available('carla')
  await writes(n)
  await timers()
  expect(await place(id)).toBe('offered carla')
})

test('who has gone takes nothing into their hands: set aside it stays so until they are there', async () => {
  const { id: interactionId } = await held('ben')
  await parks('ben', interactionId)
  await world.as('ben').do((work, { agentId }) => setPresence(work, agentId, { state: 'signed_out', reasonId: null }))
  const back = () => refusal('ben', (work, person) => unparkInteraction(work, person, { interactionId }))
  expect(await back()).toBe('not_available')
  expect(await place(interactionId)).toBe('active ben manual')
  await available('ben')
  expect(await back()).toBeNull()
  expect(await place(interactionId)).toBe('active ben')
})

test('parking is refused where the channel says so, and until a time that is past', async () => {
  const { id: interactionId } = await held('ben')
  const asked = (until: Instant | null) =>
    refusal('ben', (work, person) => parkInteraction(work, person, { interactionId, until }))
  expect(await asked(later(-1))).toBe('time_not_valid')
  await world.asOwner('update channel set parks_by_hand = false')
  expect(await asked(null)).toBe('parking_off')
})

/** What a telephone system says of somebody. */
async function telephoneOf(name: Name) {
  const { email } = await world.person(name)
  const say = (state: 'on' | 'off', callId: string) =>
    world.as('ana').do((work) => tellCall(work, { parkForCall, returnAfterCall }, { email, state, callId }))
  return { say, tell: (state: 'on' | 'off', callId: string) => browsersAgree(world, () => say(state, callId)) }
}

test('on a call everything of the channel is parked; off the call it comes back (R-034)', async () => {
  const { id, n } = await held('ben')
  const { say, tell } = await telephoneOf('ben')
  await tell('on', 'a')
  world.clock.advance(minute)
  await say('on', 'b')
  expect(await place(id)).toBe('active ben call')
  await writes(n)
  await timers()
  expect(await place(id)).toBe('active ben call')
  await tell('off', 'a')
  expect(await place(id)).toBe('active ben call')
  await tell('off', 'b')
  expect(await place(id)).toBe('active ben')
  world.clock.advance(minute)
  await tell('on', 'b')
  expect(await place(id)).toBe('active ben call')
})

test('a call stops the response clock where the channel parks, and not where it does not (R-034)', async () => {
  const { id } = await held('ben')
  const { tell } = await telephoneOf('ben')
  const clock = async () => present((await loadView(world, 'ben')).interactions[id]?.clocks.next_response, 'its clock')
  const { dueAt } = await clock()
  await world.asOwner('update channel set parks_on_call = false')
  await tell('on', 'a')
  expect(await place(id)).toBe('active ben')
  expect((await clock()).pausedAt).toBeUndefined()
  await tell('off', 'a')
  await world.asOwner('update channel set parks_on_call = true')
  await tell('on', 'b')
  expect((await clock()).pausedAt).toBe(world.clock.now())
  world.clock.advance(minute)
  await tell('off', 'b')
  const goesOn = await clock()
  expect(goesOn.pausedAt).toBeUndefined()
  expect(goesOn.dueAt).toBe(dueAt + minute)
})

test('passed to a colleague it is offered to them alone, and comes back when they say nothing (R-035)', async () => {
  const { id } = await held('ben')
  await available('carla')
  await passes('ben', id, { agentId: world.agentIds.carla, mode: 'blind' })
  expect(await place(id)).toBe('offered carla')
  world.clock.advance(59_000)
  await timers()
  expect(await place(id)).toBe('offered carla')
  world.clock.advance(1_000)
  await timers()
  expect(await place(id)).toBe('active ben')
})

test('passed to a colleague who has gone since it does not come into their hands: it goes back when its time is over', async () => {
  const { id: interactionId } = await held('ben')
  await available('carla')
  await passes('ben', interactionId, { agentId: world.agentIds.carla, mode: 'blind' })
  const { offer_id: offerId } = await row(interactionId)
  await world.as('carla').do((work, { agentId }) => setPresence(work, agentId, { state: 'signed_out', reasonId: null }))
  await run()
  expect(await place(interactionId)).toBe('offered carla')
  expect(await refusal('carla', (work, person) => acceptOffer(work, person, { interactionId, offerId }))).toBe(
    'not_available',
  )
  expect(await refusal('carla', (work, person) => takeInteraction(work, person, { interactionId }))).toBe(
    'not_available',
  )
  world.clock.advance(minute)
  await timers()
  expect(await place(interactionId)).toBe('active ben')
})

test('where nothing comes back, a colleague has their own time to accept what is passed to them (R-035, R-075)', async () => {
  await world.asOwner('insert into transfer_rules (workspace_id, allowed, return_seconds) values ($1, true, 0)', [
    world.workspaceId,
  ])
  await world.asOwner('update agent set accept_seconds = 45 where id = $1', [world.agentIds.carla])
  const { id } = await held('ben')
  await available('carla')
  await passes('ben', id, { agentId: world.agentIds.carla, mode: 'blind' })
  const [{ ends }] = (await world.asOwner<{ ends: number }>(
    'select (extract(epoch from offer_expires_at) * 1000)::float8 as ends from interaction where id = $1',
    [id],
  )) as [{ ends: number }]
  expect(ends).toBe(later(45_000))
})

test('a colleague who says no sends it back at once; one who says yes has it', async () => {
  const { id } = await held('ben')
  await available('carla')
  for (const answer of [rejectOffer, acceptOffer]) {
    await available('carla')
    await passes('ben', id, { agentId: world.agentIds.carla, mode: 'blind' })
    const { offer_id: offerId } = await row(id)
    await browsersAgree(world, () =>
      world.as('carla').do((work, person) => answer(work, person, { interactionId: id, offerId })),
    )
    expect(await place(id)).toBe(answer === rejectOffer ? 'active ben' : 'active carla')
  }
})

test('asked first, the sender keeps it: called back, declined, taken over', async () => {
  const { id: interactionId } = await held('ben')
  await available('carla')
  const ask = async () => {
    await passes('ben', interactionId, { agentId: world.agentIds.carla, mode: 'consulted' })
    expect(await place(interactionId)).toBe('active ben')
    return { interactionId, transferId: present((await row(interactionId)).transfer, 'the question').id }
  }
  await ask()
  await world.as('ben').do((work, person) => callBack(work, person, { interactionId }))
  const second = await ask()
  await browsersAgree(world, () => world.as('carla').do((work, person) => declineTransfer(work, person, second)))
  const third = await ask()
  expect(await refusal('sofia', (work, person) => acceptTransfer(work, person, third))).toBe('not_your_offer')
  await browsersAgree(world, () => world.as('carla').do((work, person) => acceptTransfer(work, person, third)))
  expect(await place(interactionId)).toBe('active carla')
})

test('passed to a queue it waits there for anybody, and comes back after the time that is set', async () => {
  const { id } = await held('ben')
  await passes('ben', id, { queueId: world.sales })
  await run()
  expect([await place(id), (await row(id)).queue_id]).toEqual(['offered davi', world.sales])
  world.clock.advance(60_000)
  await timers()
  expect([await place(id), (await row(id)).queue_id]).toEqual(['active ben', world.support])
})

test('a queue that something on its way may come back to is not removed', async () => {
  const { id } = await held('ben')
  await passes('ben', id, { queueId: world.sales })
  await run()
  const { offer_id: offerId } = await row(id)
  await world.as('davi').do((work, person) => acceptOffer(work, person, { interactionId: id, offerId }))
  await passes('davi', id, { queueId: world.support })
  const removes = () => refusal('ana', (work) => removeQueue(work, { id: world.sales }))
  expect(await removes()).toBe('still_in_use')
  world.clock.advance(60_000)
  await timers()
  expect([await place(id), (await row(id)).queue_id]).toEqual(['active davi', world.sales])
  const interactions = [{ interactionId: id, queueId: world.sales, agentId: world.agentIds.davi }]
  await world
    .as('sofia')
    .do((work, person) => moveInteractions(work, person, { interactions, toQueueId: world.support }))
  expect(await removes()).toBeNull()
})

test('nobody passes to who is away or full, nor for ever to and fro', async () => {
  const { id } = await held('ben')
  const to = { agentId: world.agentIds.carla, mode: 'blind' } as const
  const asked = (interactionId: InteractionId) =>
    refusal('ben', (work, person) =>
      passInteraction(work, person, { interactionId, transferId: newId() as OfferId, to, note: '' }),
    )
  expect(await asked(id)).toBe('colleague_away')
  await available('carla')
  await held('carla')
  expect(await asked(id)).toBe('colleague_full')
  for (let turn = 0; turn < 5; turn++) {
    await passes('ben', id, { queueId: world.sales })
    world.clock.advance(60_000)
    await timers()
  }
  expect(await asked(id)).toBe('passed_too_often')
})

test('nobody passes on what is held on a channel that says so (R-035)', async () => {
  const { id: interactionId } = await held('ben')
  await available('carla')
  const asked = (to: PassTo) =>
    refusal('ben', (work, person) =>
      passInteraction(work, person, { interactionId, transferId: newId() as OfferId, to, note: '' }),
    )
  await world.asOwner('update channel set passes_on = false')
  expect(await asked({ queueId: world.sales })).toBe('passing_off')
  for (const mode of ['blind', 'consulted'] as const)
    expect(await asked({ agentId: world.agentIds.carla, mode })).toBe('passing_off')
  expect(await place(interactionId)).toBe('active ben')
  await world.asOwner('update channel set passes_on = true')
  expect(await asked({ queueId: world.sales })).toBeNull()
})

test('a contact who is silent frees the agent, and their next message is given out anew (R-037)', async () => {
  await world.asOwner('update queue set contact_silence_seconds = 600')
  const { id, n } = await held('ben')
  await world.asOwner('update interaction set awaiting_reply_since = null where id = $1', [id])
  world.clock.advance(599_000)
  await timers()
  expect(await place(id)).toBe('active ben')
  world.clock.advance(1_000)
  await timers()
  expect(await place(id)).toBe('active ben customer_silence')
  await writes(n)
  await timers()
  expect(await place(id)).toBe('offered ben')
})

test('what is accepted and not answered waits again, with its age, and others are asked first (R-084)', async () => {
  await world.asOwner('update queue set agent_silence_seconds = 120')
  const { id } = await held('ben')
  const { waiting_since: since } = await row(id)
  await available('carla')
  world.clock.advance(119_000)
  await timers()
  expect(await place(id)).toBe('active ben')
  world.clock.advance(1_000)
  await timers()
  expect(await place(id)).toBe('offered carla')
  expect(Number((await row(id)).waiting_since)).toBe(Number(since))
})
