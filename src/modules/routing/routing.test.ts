import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InteractionCard, Presence } from '../../contract/cards.ts'
import type { FieldId } from '../../contract/closing.ts'
import type { DispositionId, Instant, InteractionId, OfferId, ReasonId, TagId } from '../../contract/ids.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { inView } from '../../contract/view.ts'
import { present } from '../../kernel/assert.ts'
import { openPool } from '../../kernel/db.ts'
import { inRead, inWork, type Work } from '../../kernel/work.ts'
import { type Agreeing, browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type Name, names, type World } from '../../testing/world.ts'
import { returnFromBreaks, setPresence, setStopNew } from '../presence/actions.ts'
import type { ChosenState } from '../presence/core/presence.ts'
import {
  acceptOffer,
  endConversation,
  endWrapUps,
  finishWrapUp,
  keepClosing,
  lapseOffers,
  lengthenWrapUp,
  rejectOffer,
  resumeInteraction,
  takeInteraction,
} from './actions.ts'
import { interactionCards, openInteractionCards } from './index.ts'
import { lockLoad } from './repo.ts'
import { routeWorkspace } from './router.ts'
import { moveInteractions } from './steer-actions.ts'
import { tagInteraction } from './tag-actions.ts'

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

// Telling the story --------------------------------------------------------------------------------------------------

const agree = (act: () => Promise<unknown>, given?: Agreeing) => browsersAgree(world, act, given)
const pass = (seconds: number) => world.clock.advance(seconds * 1_000)
const change = (query: string, ...values: unknown[]) => world.asOwner(query, values)

async function house<T>(action: (work: Work) => Promise<Result<T>>): Promise<T> {
  const result = await inWork(world.kernel, world.house, action)
  if (!result.ok) throw new Error(result.refusal)
  return result.value
}
const routes = (perLine?: number) => house((work) => routeWorkspace(work, perLine === undefined ? {} : { perLine }))

/** A stranger writes; the interaction that begins. */
async function somebodyWrites(): Promise<InteractionId> {
  const value = `+4477009${String(++strangers).padStart(5, '0')}`
  const sender = { addresses: [{ kind: 'phone', value } as const], name: `Stranger ${strangers}`, username: null }
  await told(world, wroteFact(sender, 'Hello', world.clock.now()))
  const [row] = await change('select id from interaction order by number desc limit 1')
  return present(row, 'a new interaction').id as InteractionId
}

async function cardOf(id: InteractionId): Promise<InteractionCard> {
  const [card] = await inRead(world.kernel, world.workspaceId, (tx) => interactionCards(tx, world.workspaceId, [id]))
  return present(card, 'a card')
}

/** In one line: the state and whose it is. */
async function state(id: InteractionId): Promise<string> {
  const { state, agentId, offer } = await cardOf(id)
  const theirs = state === 'waiting' ? [] : (offer?.agentIds ?? [agentId])
  return [state, ...names.filter((name) => theirs.includes(world.agentIds[name]))].join(' ')
}

async function presenceOf(name: Name): Promise<Presence> {
  return present((await loadView(world, 'ana')).agents[world.agentIds[name]], 'an agent').presence
}

const offerOf = async (id: InteractionId): Promise<OfferId> => present((await cardOf(id)).offer, 'an offer').id
const accepts = async (name: Name, interactionId: InteractionId) => {
  const input = { interactionId, offerId: await offerOf(interactionId) }
  return world.as(name).do((work, person) => acceptOffer(work, person, input))
}
const says = (name: Name, state: ChosenState, reasonId: ReasonId | null = null) =>
  world.as(name).do((work, person) => setPresence(work, person.agentId, { state, reasonId }))
const ends = (name: Name, interactionId: InteractionId, dispositionId: DispositionId | null = null) =>
  world.as(name).try((work, person) => endConversation(work, person, { interactionId, dispositionId }))
const finishes = (name: Name, interactionId: InteractionId, dispositionId: DispositionId | null = null) =>
  world.as(name).try((work, person) => finishWrapUp(work, person, { interactionId, dispositionId }))

/** Ben holds one. */
async function benHolds(): Promise<InteractionId> {
  const id = await somebodyWrites()
  await routes()
  await accepts('ben', id)
  return id
}

async function disposition(name: string, columns = ''): Promise<DispositionId> {
  const [row] = await change(
    `insert into disposition (workspace_id, id, name, kinds${columns && ', do_not_contact'})
     values ($1, gen_random_uuid(), $2, '{whatsapp}'${columns && ', true'}) returning id`,
    world.workspaceId,
    name,
  )
  return present(row, 'a disposition').id as DispositionId
}

// The way of one interaction -----------------------------------------------------------------------------------------

test('waiting, offered to whoever has been idle longest, accepted, ended, finished', async () => {
  const id = await somebodyWrites()
  await agree(() => routes())
  expect(await state(id)).toBe('offered ben')
  expect((await cardOf(id)).offer?.expiresAt).toBe(world.clock.now() + 20_000)
  pass(5)
  await agree(() => accepts('ben', id))
  expect(await state(id)).toBe('active ben')
  pass(60)
  await agree(() => ends('ben', id))
  expect(await cardOf(id)).toMatchObject({
    state: 'wrapping_up',
    wrapUp: { startedAt: world.clock.now(), endsAt: world.clock.now() + 60_000, held: false },
  })
  pass(10)
  await agree(() => finishes('ben', id))
  expect(await cardOf(id)).toMatchObject({ state: 'closed', closedAt: world.clock.now() })
  expect((await presenceOf('ben')).state).toBe('available')
})

test('a pass that waited long for its turn decides with the time it has then: who is asked has all of theirs', async () => {
  const id = await somebodyWrites()
  const holdsLoads = async (work: Work) => ok(await lockLoad(work.tx, world.workspaceId))
  await agree(() =>
    meanwhile(
      world,
      world.house,
      holdsLoads,
      () => routes(),
      () => pass(19),
    ),
  )
  expect((await cardOf(id)).offer?.expiresAt).toBe(world.clock.now() + 20_000)
  const [told] = await change('select at from journal order by seq desc limit 1')
  expect(Number(told?.at)).toBe(world.clock.now())
  pass(5)
  await accepts('ben', id)
})

test('the lists of an agent show what waits in their queues and what they hold, and nothing else', async () => {
  const id = await somebodyWrites()
  await routes()
  const views = await agree(() => accepts('ben', id))
  const shown = (name: Name) => Object.keys(views[name].interactions)
  expect([shown('ben'), shown('carla'), shown('davi'), shown('sofia')]).toEqual([[id], [], [], [id]])
})

test('an offer that is missed lapses: the agent goes on break, it is offered to the next and keeps its age (R-075)', async () => {
  const id = await somebodyWrites()
  await routes()
  const { waitingSince } = await cardOf(id)
  pass(20)
  await agree(() => house(lapseOffers))
  expect(await presenceOf('ben')).toMatchObject({ state: 'on_break', notResponding: true })
  await agree(() => routes())
  expect(await state(id)).toBe('offered carla')
  expect((await cardOf(id)).waitingSince).toBe(waitingSince)
})

test('an offer lapses at its agent’s own time: after 15 seconds it goes on, and whoever has 40 keeps it so long (R-075)', async () => {
  const { ben, carla } = world.agentIds
  await change('update agent set accept_seconds = case id when $1 then 15 when $2 then 40 end', ben, carla)
  const id = await somebodyWrites()
  await routes()
  expect(await state(id)).toBe('offered ben')
  pass(14)
  await house(lapseOffers)
  expect(await state(id)).toBe('offered ben')
  pass(1)
  await agree(() => house(lapseOffers))
  expect(await presenceOf('ben')).toMatchObject({ state: 'on_break', notResponding: true })
  await agree(() => routes())
  expect(await state(id)).toBe('offered carla')
  pass(39)
  await house(lapseOffers)
  expect(await state(id)).toBe('offered carla')
  await agree(() => accepts('carla', id))
  expect(await state(id)).toBe('active carla')
})

test('where all are rung the queue’s time holds, whoever has one of their own (R-075)', async () => {
  await change(`update queue set strategy = 'ring_all'`)
  await change('update agent set accept_seconds = 15')
  const id = await somebodyWrites()
  await routes()
  expect(await state(id)).toBe('offered ben carla')
  expect((await cardOf(id)).offer?.expiresAt).toBe(world.clock.now() + 20_000)
})

test('an offer that is rejected, under a policy that leaves the agent alone, goes to the other one (D-03)', async () => {
  await change(`update queue set on_reject = 'none'`)
  const id = await somebodyWrites()
  await routes()
  const input = { interactionId: id, offerId: await offerOf(id) }
  await agree(() => world.as('ben').do((work, person) => rejectOffer(work, person, input)))
  expect((await presenceOf('ben')).state).toBe('available')
  await routes()
  expect(await state(id)).toBe('offered carla')
})

test('with nobody left a new round begins at once', async () => {
  await change(`update queue set on_reject = 'none'`)
  await says('carla', 'signed_out')
  const id = await somebodyWrites()
  for (let round = 0; round < 3; round++) {
    await routes()
    expect(await state(id)).toBe('offered ben')
    const input = { interactionId: id, offerId: await offerOf(id) }
    await world.as('ben').do((work, person) => rejectOffer(work, person, input))
  }
})

test('a break that the system set ends by itself (D-03)', async () => {
  await change('update queue set return_seconds = 30')
  await somebodyWrites()
  await routes()
  pass(20)
  await house(lapseOffers)
  expect((await presenceOf('ben')).returnsAt).toBe(world.clock.now() + 30_000)
  pass(29)
  expect(await house(returnFromBreaks)).toBe(0)
  pass(1)
  await agree(() => house(returnFromBreaks))
  expect(await presenceOf('ben')).toMatchObject({ state: 'available', notResponding: false, returnsAt: null })
})

test('a queue that does not ask assigns at once (R-077)', async () => {
  await change('update queue set asks_to_accept = false')
  const id = await somebodyWrites()
  await agree(() => routes())
  expect(await state(id)).toBe('active ben')
})

test('a missed, rejected or withdrawn offer cannot be accepted any more, and nobody accepts for another', async () => {
  const id = await somebodyWrites()
  await routes()
  const input = { interactionId: id, offerId: await offerOf(id) }
  const tries = (name: Name) => world.as(name).try((work, person) => acceptOffer(work, person, input))
  expect(await tries('carla')).toMatchObject({ ok: false, refusal: 'not_your_offer' })
  pass(20)
  expect(await tries('ben')).toMatchObject({ ok: false, refusal: 'offer_expired' })
  await house(lapseOffers)
  expect(await tries('ben')).toMatchObject({ ok: false, refusal: 'offer_gone' })
  const unknown = { ...input, interactionId: crypto.randomUUID() as InteractionId }
  const refused = await world.as('ben').try((work, person) => acceptOffer(work, person, unknown))
  expect(refused).toMatchObject({ ok: false, refusal: 'not_found' })
})

// Capacity -----------------------------------------------------------------------------------------------------------

test('nobody gets more than the channel’s capacity; the rest waits, oldest first, until a place is free (R-062, R-078)', async () => {
  await change('update channel set capacity = 1')
  const ids = []
  for (let n = 0; n < 4; n++) {
    ids.push(await somebodyWrites())
    pass(1)
  }
  await agree(() => routes())
  expect(await Promise.all(ids.map(state))).toEqual(['offered ben', 'offered carla', 'waiting', 'waiting'])
  await accepts('ben', ids[0]!)
  await ends('ben', ids[0]!)
  await routes()
  expect(await state(ids[2]!), 'wrapping up still fills the place').toBe('waiting')
  await finishes('ben', ids[0]!)
  await agree(() => routes())
  expect(await Promise.all(ids.map(state))).toEqual(['closed ben', 'offered carla', 'offered ben', 'waiting'])
})

test('an agent’s own limit counts over all channels (R-079)', async () => {
  await change('update agent set capacity = 2 where id = any($1)', [world.agentIds.ben, world.agentIds.carla])
  const ids = []
  for (let n = 0; n < 5; n++) ids.push(await somebodyWrites())
  await routes()
  expect((await Promise.all(ids.map(state))).sort()).toEqual([
    'offered ben',
    'offered ben',
    'offered carla',
    'offered carla',
    'waiting',
  ])
})

test('taking by hand: what waits, while available, with room', async () => {
  await change('update channel set capacity = 1')
  await says('ben', 'working_offline')
  await says('carla', 'working_offline')
  const [first, second] = [await somebodyWrites(), await somebodyWrites()]
  const takes = (name: Name, interactionId: InteractionId) =>
    world.as(name).try((work, person) => takeInteraction(work, person, { interactionId }))
  expect(await takes('davi', first)).toMatchObject({ refusal: 'not_found' })
  expect(await takes('ben', first)).toMatchObject({ refusal: 'not_available' })
  await says('ben', 'available')
  await agree(() => takes('ben', first))
  expect(await state(first)).toBe('active ben')
  expect(await takes('ben', second)).toMatchObject({ refusal: 'no_room' })
  await says('carla', 'available')
  expect(await takes('carla', first)).toMatchObject({ refusal: 'interaction_taken' })
  await says('sofia', 'available')
  expect(await takes('sofia', second), 'a supervisor takes from any queue').toMatchObject({ ok: true })
})

test('an offer is taken back when its agent is no longer ready, no longer a member, or the channel is switched off', async () => {
  const id = await somebodyWrites()
  await routes()
  await says('ben', 'on_break', world.reasons.lunch)
  await agree(() => routes())
  expect(await state(id)).toBe('offered carla')
  await change('delete from queue_member where agent_id = $1', world.agentIds.carla)
  await agree(() => routes(), { who: ['ana', 'sofia', 'ben', 'davi'] })
  expect(await state(id)).toBe('waiting')
  await says('ben', 'available')
  await routes()
  expect(await state(id)).toBe('offered ben')
  await change('update channel set active = false')
  await agree(() => routes())
  expect(await state(id)).toBe('waiting')
  expect(await routes(), 'and nothing of it is offered').toMatchObject({ more: false })
})

// Wrap-up and dispositions -------------------------------------------------------------------------------------------

test('at zero the wrap-up closes by itself and the place is free (R-094)', async () => {
  const id = await benHolds()
  await ends('ben', id)
  pass(59)
  expect(await house(endWrapUps)).toBe(0)
  pass(1)
  await agree(() => house(endWrapUps))
  expect(await state(id)).toBe('closed ben')
})

test('without wrap-up time the end closes at once', async () => {
  await change('update queue set wrap_up_seconds = 0')
  const id = await benHolds()
  const views = await agree(() => ends('ben', id))
  expect(await state(id)).toBe('closed ben')
  expect(Object.keys(views.ben.interactions)).toEqual([])
})

test('a required disposition holds the agent on the configured break until it is given (R-095, R-098, R-099)', async () => {
  await change('update channel set disposition_required = true, disposition_reason_id = $1', world.reasons.lunch)
  const [solved, gone] = [await disposition('Solved'), await disposition('Gone')]
  await change('update disposition set removed_at = now() where id = $1', gone)
  const id = await benHolds()
  await agree(() => ends('ben', id))
  const onBreak = { state: 'on_break', reasonId: world.reasons.lunch, since: world.clock.now() }
  expect(await presenceOf('ben'), 'from the end on, while the wrap-up time runs').toMatchObject(onBreak)
  expect(await finishes('ben', id)).toMatchObject({ refusal: 'disposition_required' })
  expect(await finishes('ben', id, gone)).toMatchObject({ refusal: 'disposition_not_offered' })
  pass(60)
  await agree(() => house(endWrapUps))
  expect(await cardOf(id)).toMatchObject({ state: 'wrapping_up', wrapUp: { endsAt: null, held: true } })
  expect(await presenceOf('ben'), 'and without a gap when it is over').toMatchObject(onBreak)
  const back = await world
    .as('ben')
    .try((work, { agentId }) => setPresence(work, agentId, { state: 'available', reasonId: null }))
  expect(back).toMatchObject({ refusal: 'disposition_required' })
  expect(await house(endWrapUps), 'what is held is not swept again').toBe(0)
  await agree(() => finishes('ben', id, solved))
  expect(await cardOf(id)).toMatchObject({ state: 'closed', dispositionId: solved })
  expect((await presenceOf('ben')).state).toBe('available')
})

test('while disposing nothing is offered; disposed of in time, going on, or handed in at zero, the break ends (R-099, R-094)', async () => {
  await change('update channel set disposition_required = true, disposition_reason_id = $1', world.reasons.lunch)
  const solved = await disposition('Solved')
  const shown = async () => (await presenceOf('ben')).state
  const first = await benHolds()
  await agree(() => ends('ben', first))
  const benTakes = async () => {
    const id = await somebodyWrites()
    await world.as('ben').do((work, ben) => takeInteraction(work, ben, { interactionId: id }))
    return id
  }
  const says = (on: boolean) => world.as('ben').try((work, { agentId }) => setStopNew(work, agentId, { on }))
  const other = await somebodyWrites()
  await routes()
  expect(await state(other), 'offered to who is available, or to nobody').not.toContain('ben')
  expect(await says(true), 'no new ones, said while disposing').toMatchObject({ ok: true })
  expect(await says(false)).toMatchObject({ ok: true })
  await agree(() => world.as('ben').do((work, ben) => resumeInteraction(work, ben, { interactionId: first })))
  expect(await shown(), 'goes on talking').toBe('available')
  await ends('ben', first)
  expect(await shown()).toBe('on_break')
  await agree(() => finishes('ben', first, solved))
  expect(await shown(), 'disposed of before the time is over').toBe('available')
  const second = await benTakes()
  await ends('ben', second, solved)
  expect(await shown(), 'chosen, but not handed in').toBe('on_break')
  pass(60)
  await agree(() => house(endWrapUps))
  expect(await state(second)).toBe('closed ben')
  expect(await shown(), 'handed in at zero').toBe('available')
})

test('without wrap-up time the break for the disposition is shown from the end on (R-099)', async () => {
  await change('update queue set wrap_up_seconds = 0')
  await change('update channel set disposition_required = true, disposition_reason_id = $1', world.reasons.lunch)
  const solved = await disposition('Solved')
  const id = await benHolds()
  await agree(() => ends('ben', id))
  expect(await presenceOf('ben')).toMatchObject({ state: 'on_break', reasonId: world.reasons.lunch })
  await agree(() => finishes('ben', id, solved))
  expect((await presenceOf('ben')).state).toBe('available')
})

test('what was chosen and typed is on every screen before it is finished, and counts at zero (R-094, R-095)', async () => {
  const note = crypto.randomUUID() as FieldId
  const field = { id: note, name: 'Note', kind: 'text', required: true, choices: [] }
  await change('update channel set disposition_required = true, closing_fields = $1', JSON.stringify([field]))
  const solved = await disposition('Solved')
  const id = await benHolds()
  await ends('ben', id)
  const keeps = (name: Name, value: string, dispositionId: DispositionId | null = solved) =>
    world
      .as(name)
      .try((work, person) =>
        keepClosing(work, person, { interactionId: id, dispositionId, fields: [{ id: note, value }] }),
      )
  expect(await keeps('carla', 'mine')).toMatchObject({ refusal: expect.stringMatching(/not_found|not_yours/) })
  await agree(() => keeps('ben', 'paid with 4111 1111 1111 1111'))
  const fields = [{ id: note, value: 'paid with •••• •••• •••• 1111' }]
  expect(await cardOf(id)).toMatchObject({ state: 'wrapping_up', dispositionId: solved, fields })
  pass(60)
  await agree(() => house(endWrapUps))
  expect(await cardOf(id)).toMatchObject({ state: 'closed', dispositionId: solved, fields })
  expect(await keeps('ben', 'too late')).toMatchObject({ ok: true })
  expect(await cardOf(id)).toMatchObject({ fields })
})

test('the name of a disposition is kept as it was chosen', async () => {
  const solved = await disposition('Solved')
  const id = await benHolds()
  await ends('ben', id, solved)
  await finishes('ben', id)
  await change(`update disposition set name = 'Renamed'`)
  expect(await change('select disposition_name from interaction where id = $1', id)).toEqual([
    { disposition_name: 'Solved' },
  ])
})

test('a disposition that says so stops the business from writing first (R-100)', async () => {
  const stop = await disposition('Never again', 'do_not_contact')
  const id = await benHolds()
  await ends('ben', id)
  await agree(() => finishes('ben', id, stop))
  expect((await cardOf(id)).conversation.contact.doNotContact).toBe(true)
  expect(await change(`select granted, source from consent_entry where source like 'disposition%'`)).toEqual([
    { granted: false, source: 'disposition Never again' },
  ])
})

test('who may be written to again stays so when what stopped it is tagged', async () => {
  const id = await benHolds()
  await ends('ben', id)
  await finishes('ben', id, await disposition('Never again', 'do_not_contact'))
  await change('update contact set do_not_contact = false')
  const [tag] = await change(
    `insert into tag (workspace_id, id, title, colour) values ($1, gen_random_uuid(), 'North', 'blue') returning id`,
    world.workspaceId,
  )
  const add = [present(tag, 'a tag').id as TagId]
  await world.as('ana').do((work, person) => tagInteraction(work, { interactionId: id, add, remove: [] }, person))
  expect((await cardOf(id)).conversation.contact.doNotContact).toBe(false)
})

test('a queue may leave its agents not ready after wrap-up (D-07)', async () => {
  await change(`update queue set after_wrap_up = 'not_ready'`)
  const id = await benHolds()
  await ends('ben', id)
  await agree(() => finishes('ben', id))
  expect(await presenceOf('ben')).toMatchObject({ state: 'on_break', reasonId: null, notResponding: false })
})

test('one minute more of wrap-up, and going on talking', async () => {
  const id = await benHolds()
  await ends('ben', id)
  const { wrapUp } = await cardOf(id)
  await agree(() => world.as('ben').do((work, person) => lengthenWrapUp(work, person, { interactionId: id })))
  expect((await cardOf(id)).wrapUp?.endsAt).toBe(present(wrapUp?.endsAt, 'an end') + 60_000)
  const stranger = await world.as('carla').try((work, person) => resumeInteraction(work, person, { interactionId: id }))
  expect(stranger).toMatchObject({ refusal: 'not_yours' })
  await agree(() => world.as('ben').do((work, person) => resumeInteraction(work, person, { interactionId: id })))
  expect(await state(id)).toBe('active ben')
})

test('the contact writes during wrap-up: at zero the conversation goes on with its agent', async () => {
  const id = await benHolds()
  await ends('ben', id)
  const { conversation } = await cardOf(id)
  const sender = { addresses: [{ kind: 'phone', value: present(conversation.contact.phone, 'a number') } as const] }
  await told(world, wroteFact({ ...sender, name: null, username: null }, 'One more thing', world.clock.now()))
  pass(60)
  await agree(() => house(endWrapUps), { threads: [conversation.id] })
  expect(await state(id)).toBe('active ben')
})

// Races --------------------------------------------------------------------------------------------------------------

test('two tabs accept at once: one acceptance, no error', async () => {
  const id = await somebodyWrites()
  await routes()
  const input = { interactionId: id, offerId: await offerOf(id) }
  const press = () => world.as('ben').try((work, person) => acceptOffer(work, person, input))
  await agree(async () => {
    expect((await Promise.all([press(), press(), press()])).map(({ ok }) => ok)).toEqual([true, true, true])
  })
  expect(await change(`select 1 from journal where type = 'interaction.assigned'`)).toHaveLength(1)
})

test('two agents take the same one at once: one winner, the other is told', async () => {
  await says('ben', 'available')
  const id = await somebodyWrites()
  const takes = (name: Name) =>
    world.as(name).try((work, person) => takeInteraction(work, person, { interactionId: id }))
  const results = await Promise.all([takes('ben'), takes('carla')])
  expect(results.filter((result) => result.ok)).toHaveLength(1)
  expect(results.find((result) => !result.ok)).toMatchObject({ refusal: 'interaction_taken' })
})

test('one free place, many takes and routers at once: it is filled once', async () => {
  await change('update channel set capacity = 1')
  await says('carla', 'signed_out')
  const ids: InteractionId[] = []
  for (let n = 0; n < 6; n++) ids.push(await somebodyWrites())
  const takes = ids.map((interactionId) =>
    world.as('ben').try((work, person) => takeInteraction(work, person, { interactionId })),
  )
  await Promise.all([...takes, routes(), routes(), routes()])
  const [{ n }] = (await change(
    `select count(*)::int as n from interaction where $1 = any(offered_to) or agent_id = $1`,
    world.agentIds.ben,
  )) as [{ n: number }]
  expect(n).toBe(1)
})

test('an acceptance in the last moment and a lapse, at once: exactly one of them happened', async () => {
  await says('carla', 'signed_out')
  for (let round = 0; round < 10; round++) {
    await says('ben', 'available')
    const id = await somebodyWrites()
    await routes()
    const { offer } = await cardOf(id)
    const { id: offerId, expiresAt } = present(offer, 'an offer')
    const person = await world.person('ben')
    const lastMoment = { ...world.kernel, clock: { now: () => (expiresAt - 1) as Instant } }
    pass(20)
    await Promise.all([
      inWork(lastMoment, person, (work) => acceptOffer(work, person, { interactionId: id, offerId })),
      house(lapseOffers),
    ])
    const types = ['interaction.assigned', 'interaction.offer_lapsed']
    const told = await change('select type from journal where interaction_id = $1 and type = any($2)', id, types)
    expect(told).toHaveLength(1)
    const assigned = told[0]?.type === 'interaction.assigned'
    expect(await state(id)).toBe(assigned ? 'active ben' : 'waiting')
    if (!assigned) {
      await says('ben', 'available')
      await routes()
      await accepts('ben', id)
    }
    await ends('ben', id)
    await finishes('ben', id)
  }
})

test('a node that starts later forgets nothing: it lapses and offers what another one offered', async () => {
  const id = await somebodyWrites()
  await routes()
  pass(20)
  const app = openPool({ url: world.url, role: 'switchboard_app', size: 2 })
  const later = { ...world.kernel, app }
  await inWork(later, world.house, lapseOffers)
  await inWork(later, world.house, (work) => routeWorkspace(work))
  await app.end()
  expect(await state(id)).toBe('offered carla')
})

test('twenty routers and as many changes at once: nobody over capacity, nobody offered twice, nobody waits for nothing', async () => {
  await change('update channel set capacity = 2')
  for (let n = 0; n < 12; n++) await somebodyWrites()
  await agree(async () => {
    const flips = (['ben', 'carla'] as const).flatMap((name) => [
      says(name, 'on_break', world.reasons.lunch),
      says(name, 'available'),
      says(name, 'available'),
    ])
    const passes = Array.from({ length: 14 }, () => routes())
    await Promise.all([...flips, ...passes])
    await says('ben', 'available')
    await says('carla', 'available')
    await routes()
  })
  const loads = await change(`select agent_id, count(*)::int as n from asked group by 1`)
  expect(loads.map(({ n }) => n)).toEqual([2, 2])
  const [waiting] = await change(`select count(*)::int as n from interaction where state = 'waiting'`)
  expect(waiting).toEqual({ n: 8 })
})

test('two last wrap-ups finished at once, with a break asked for: the break begins', async () => {
  await says('carla', 'signed_out')
  const [first, second] = [await benHolds(), await benHolds()]
  await ends('ben', first)
  await ends('ben', second)
  await change('update presence set break_requested = true where agent_id = $1', world.agentIds.ben)
  const ben = await world.person('ben')
  const finishesFirst = (work: Work) => finishWrapUp(work, ben, { interactionId: first, dispositionId: null })
  await meanwhile(world, ben, finishesFirst, () => finishes('ben', second))
  expect(await presenceOf('ben')).toMatchObject({ state: 'on_break', breakRequested: false })
})

test('a break that begins while the router looks is respected', async () => {
  await says('carla', 'signed_out')
  const id = await somebodyWrites()
  const ben = await world.person('ben')
  const goes = (work: Work) => setPresence(work, ben.agentId, { state: 'on_break', reasonId: null })
  await agree(() => meanwhile(world, ben, goes, () => routes()))
  expect(await state(id)).toBe('waiting')
})

test('nobody passes who waited longer because their agent went away while the router looked', async () => {
  await change('update channel set capacity = 1')
  const older = await somebodyWrites()
  pass(1)
  const younger = await somebodyWrites()
  const ben = await world.person('ben') // Idle longest: the older one would be his.
  const goes = (work: Work) => setPresence(work, ben.agentId, { state: 'on_break', reasonId: null })
  const [, first] = await meanwhile(world, ben, goes, () => routes())
  expect([await state(older), await state(younger), first.more]).toEqual(['waiting', 'waiting', true])
  await routes()
  expect([await state(older), await state(younger)]).toEqual(['offered carla', 'waiting'])
})

test('what is moved to another queue while the router looks goes to nobody of the old one', async () => {
  const id = await somebodyWrites()
  const { queueId } = await cardOf(id)
  const sofia = await world.person('sofia')
  const interactions = [{ interactionId: id, queueId, agentId: null }]
  const moves = (work: Work) => moveInteractions(work, sofia, { interactions, toQueueId: world.sales })
  const [moved, first] = await meanwhile(world, sofia, moves, () => routes())
  expect([moved.ok, await state(id), first.more]).toEqual([true, 'waiting', true])
  expect((await cardOf(id)).queueId).toBe(world.sales)
})

test('deadlines are columns: sweeps that find many finish them all, and a second sweep finds nothing', async () => {
  for (let n = 0; n < 6; n++) await somebodyWrites()
  await routes()
  pass(60)
  const swept = await Promise.all([house(lapseOffers), house(lapseOffers), house(lapseOffers)])
  expect(swept.reduce((sum, n) => sum + n, 0)).toBe(6)
  expect(await house(lapseOffers)).toBe(0)
  expect(await change(`select 1 from journal where type = 'interaction.offer_lapsed'`)).toHaveLength(6)
})

test('what waits behind a full channel is not hidden by it, however little of each line is looked at', async () => {
  await change('update channel set capacity = 1')
  const [other] = await change(
    `insert into channel (workspace_id, id, key, name, kind, provider, queue_id, phone_number_id, webhook_key,
       verify_token, created_at, capacity)
     values ($1, gen_random_uuid(), 'SHOP', 'Shop', 'whatsapp', 'whatsapp_cloud', $2, '100000000000002', 'shop',
       'verify', now(), 1) returning id`,
    world.workspaceId,
    world.support,
  )
  for (let n = 0; n < 4; n++) await somebodyWrites()
  await routes()
  const late = await somebodyWrites()
  await change('update interaction set channel_id = $2 where id = $1', late, other?.id)
  await routes(1)
  expect(await state(late)).toBe('offered ben')
  expect(await change(`select 1 from journal where type = 'interaction.offered'`)).toHaveLength(3)
})

test('a pass that was cut short asks for another one', async () => {
  for (let n = 0; n < 3; n++) await somebodyWrites()
  expect(await routes(2)).toMatchObject({ more: true })
  expect(await routes(2)).toMatchObject({ more: false })
  expect(await change(`select 1 from interaction where state = 'offered'`)).toHaveLength(3)
})

test('the database finds for each person exactly what belongs on their screen', async () => {
  for (let n = 0; n < 4; n++) await somebodyWrites()
  const [, active] = [await routes(1), await benHolds()]
  await ends('ben', active)
  const everything = await change('select id from interaction')
  const ids = everything.map(({ id }) => id as InteractionId)
  for (const name of names) {
    const viewer = await world.person(name)
    const [found, right] = await inRead(world.kernel, world.workspaceId, async (tx) => [
      await openInteractionCards(tx, world.workspaceId, viewer),
      (await interactionCards(tx, world.workspaceId, ids)).filter((card) => inView(viewer, card)),
    ])
    expect(found.map(({ id }) => id).sort(), name).toEqual(right.map(({ id }) => id).sort())
  }
})
