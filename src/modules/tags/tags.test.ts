import { afterEach, beforeEach, expect, test } from 'vitest'
import { viewOf } from '../../app/view.ts'
import type { InteractionId, OfferId, TagId } from '../../contract/ids.ts'
import { ok } from '../../contract/refusals.ts'
import { noTagging, type Tagging } from '../../contract/sight.ts'
import { present } from '../../kernel/assert.ts'
import { hashToken } from '../../kernel/secrets.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { mira, rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { findContacts, getContact } from '../contacts/actions.ts'
import { addNote, saveDraft, sendMessage } from '../conversations/actions.ts'
import { searchInteractions } from '../conversations/history-repo.ts'
import { threadPage } from '../conversations/index.ts'
import { readDrafts } from '../conversations/repo.ts'
import { report } from '../dispositions/questions.ts'
import { createApiKey } from '../identity/key-actions.ts'
import { apiKeysOf, knownByKey } from '../identity/repo.ts'
import { acceptOffer, endConversation, takeInteraction } from '../routing/actions.ts'
import { changeMembers, listQueues } from '../routing/queue-actions.ts'
import { routeWorkspace } from '../routing/router.ts'
import { assignInteractions, moveInteractions } from '../routing/steer-actions.ts'
import { tagInteraction } from '../routing/tag-actions.ts'
import { passInteraction } from '../routing/transfer-actions.ts'
import { boardDay } from '../supervision/actions.ts'
import { listTags, type PutTags, putTags, saveTag, saveTagging } from './actions.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

/** What is refused before anything is asked of a provider. */
const nothingAsked = {
  abilitiesOf() {
    throw new Error('nobody asks')
  },
}
const everything = { contactId: null, state: null, text: null, tagId: null, before: null, limit: 50 }
const nobody = { filter: false, assign: false, block: false }
const agentsOnly: Tagging = { active: true, roles: { supervisor: nobody, agent: { ...nobody, filter: true } } }
const supervisorsToo: Tagging = {
  active: true,
  roles: { supervisor: { ...nobody, filter: true }, agent: { ...nobody, filter: true } },
}

async function tag(title: string): Promise<TagId> {
  const made = await world
    .as('ana')
    .do((work) => saveTag(work, { id: null, version: 0, title, colour: 'blue', active: true }))
  return made.id
}
const put = (given: Partial<PutTags>) =>
  world
    .as('ana')
    .try((work) => putTags(work, { channelIds: [], queueIds: [], agentIds: [], add: [], remove: [], ...given }))
async function mean(tagging: Tagging) {
  const { tagging: now } = await world.as('ana').read((tx, { workspaceId }) => listTags(tx, workspaceId))
  return world.as('ana').do((work) => saveTagging(work, { ...tagging, version: now.version }))
}
const route = () => world.as('ana').do((work) => routeWorkspace({ ...work, by: world.house }))
const wrote = (from = rosa, text = 'Is my order on its way?') => told(world, wroteFact(from, text, world.clock.now()))

async function cardOf(name: Name) {
  const { interactions } = await loadView(world, name)
  return Object.values(interactions)[0]
}
const card = async () => present(await cardOf('ana'), 'an interaction')

test('a tag is made, renamed and retired; two of one title and two who save at once are refused', async () => {
  let id = '' as TagId
  await browsersAgree(world, async () => {
    id = await tag('North')
  })
  const save = (change: object) =>
    world
      .as('ana')
      .try((work) => saveTag(work, { id, version: 1, title: 'North', colour: 'red', active: true, ...change } as never))
  expect(await save({ id: null, version: 0, title: 'nORTH' })).toMatchObject({ refusal: 'name_taken' })
  await browsersAgree(world, () => save({ title: 'Up north', active: false }))
  expect(await save({ title: 'Late' })).toMatchObject({ refusal: 'changed_by_someone_else' })
  const view = await loadView(world, 'ben')
  expect(view.tags[id]).toEqual({ id, title: 'Up north', colour: 'red', active: false })
  // Retired: it is put on nothing more, and can be taken off.
  expect(await put({ queueIds: [world.support], add: [id] })).toMatchObject({ refusal: 'not_found', detail: 'add' })
  expect(await put({ queueIds: [world.support], remove: [id] })).toMatchObject({ ok: true })
})

test('an interaction is tagged by hand, open or closed, and found by its tag at once', async () => {
  const [north, south] = [await tag('North'), await tag('South')]
  await wrote()
  const { id } = await card()
  const put = (name: Name, add: TagId[], remove: TagId[] = []) =>
    world.as(name).try((work, person) => tagInteraction(work, { interactionId: id, add, remove }, person))
  const found = (name: Name, tagId: TagId) =>
    world
      .as(name)
      .read(async (tx, person) =>
        ok((await searchInteractions(tx, person, { ...everything, tagId })).map((one) => one.id)),
      )
  await browsersAgree(world, () => put('ben', [north, south, north]))
  expect((await card()).tagIds).toEqual([north, south])
  expect(await found('ben', south)).toEqual([id])
  await browsersAgree(world, () => put('carla', [], [south]))
  expect(await found('carla', south)).toEqual([])
  expect(await found('carla', north)).toEqual([id])
  expect(await put('davi', [south])).toMatchObject({ refusal: 'not_found' })
  expect(await put('ben', ['01890000-0000-7000-8000-000000000000' as TagId])).toMatchObject({ refusal: 'not_found' })

  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId: id }))
  await world.asOwner('update queue set wrap_up_seconds = 0')
  await world.as('ben').do((work, person) => endConversation(work, person, { interactionId: id, dispositionId: null }))
  expect(await put('ben', [south])).toMatchObject({ ok: true })
  expect(await found('ben', south)).toEqual([id])
})

test('switched on, tags hide nothing until something has one', async () => {
  await wrote()
  const before = await loadView(world, 'ben')
  await mean(supervisorsToo)
  const after = await loadView(world, 'ben')
  expect(after.interactions).toEqual(before.interactions)
  expect(after.me.hidden).toBe(null)
})

test('what has tags is for those who share one: in the snapshot, in search, in every look and every change', async () => {
  const north = await tag('North')
  await wrote()
  const { id: interactionId, conversation } = await card()
  const { id: conversationId, contact } = conversation
  await world.as('carla').do((work, person) => saveDraft(work, person, { conversationId, mode: 'reply', text: 'Dear' }))
  await mean(agentsOnly)
  await put({ channelIds: [world.channelId], agentIds: [world.agentIds.ben], add: [north] })

  expect(await cardOf('ben')).toBeDefined()
  expect(await cardOf('carla')).toBeUndefined()
  const hers = await loadView(world, 'carla')
  expect(hers.channels[world.channelId]).toBeUndefined()
  expect(hers.me.hidden).toEqual({ channelIds: [world.channelId], queueIds: [] })
  const carla = world.as('carla')
  expect(await carla.read(async (tx, person) => ok(await searchInteractions(tx, person, everything)))).toEqual([])
  expect(await carla.read((tx, person) => findContacts(tx, { text: 'Rosa' }, person))).toEqual({ contacts: [] })
  expect(await carla.read(async (tx, person) => ok(await readDrafts(tx, person)))).toEqual([])
  for (const refused of [
    carla.try((work, person) => takeInteraction(work, person, { interactionId })),
    carla.try((work, person) => addNote(work, person, conversationId, 'Hello')),
    carla.try((work, person) => tagInteraction(work, { interactionId, add: [], remove: [] }, person)),
    carla.try((work, person) => threadPage(work.tx, person, { conversationId })),
    carla.try((work, person) => getContact(work.tx, { contactId: contact.id }, person)),
    carla.try((work, person) =>
      sendMessage(work, nothingAsked, person, {
        conversationId,
        clientId: '01890000-0000-7000-8000-000000000001',
        content: { kind: 'text', text: 'Hello' },
        quotedMessageId: null,
        undoSeconds: 0,
      }),
    ),
  ])
    expect(await refused).toMatchObject({ ok: false, refusal: 'not_found' })
  // By the tags of its queue it is hidden just so; from a supervisor only when their role says it.
  await put({ channelIds: [world.channelId], queueIds: [world.support], add: [], remove: [north] })
  await put({ queueIds: [world.support], add: [north] })
  expect(await cardOf('carla')).toBeUndefined()
  expect(await cardOf('sofia')).toBeDefined()
  await mean(supervisorsToo)
  expect(await cardOf('sofia')).toBeUndefined()
  expect(await cardOf('ana')).toBeDefined()
  await mean({ ...supervisorsToo, active: false })
  expect(await cardOf('carla')).toBeDefined()
})

test('the router offers nothing to whom tags hide it, takes back an offer that stands with them, and loses nothing', async () => {
  const north = await tag('North')
  await mean(agentsOnly)
  await put({ channelIds: [world.channelId], agentIds: [world.agentIds.carla], add: [north] })
  await wrote()
  await route()
  // Ben is idle longer, but Carla shares the tag.
  expect((await card()).offer?.agentIds).toEqual([world.agentIds.carla])
  await browsersAgree(world, () => put({ agentIds: [world.agentIds.carla], remove: [north] }))
  await browsersAgree(world, route)
  expect(await card()).toMatchObject({ state: 'waiting', offer: null })
  const { unseen } = await world.as('ana').read((tx, { workspaceId }) => listTags(tx, workspaceId))
  expect(unseen).toEqual([{ channelId: world.channelId, queueId: world.support, waiting: 1 }])
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  expect(queues.find(({ id }) => id === world.support)?.pickOrder).toEqual([])
  await put({ agentIds: [world.agentIds.ben], add: [north] })
  await route()
  expect((await card()).offer?.agentIds).toEqual([world.agentIds.ben])
  const { unseen: none } = await world.as('ana').read((tx, { workspaceId }) => listTags(tx, workspaceId))
  expect(none).toEqual([])
})

test('who holds it finishes it, and then it is hidden from them as from the others', async () => {
  const north = await tag('North')
  await wrote()
  await route()
  const { id: interactionId, offer, conversation } = await card()
  await world
    .as('ben')
    .do((work, person) => acceptOffer(work, person, { interactionId, offerId: present(offer, 'an offer').id }))
  await mean(agentsOnly)
  await put({ channelIds: [world.channelId], add: [north] })
  expect(await cardOf('ben')).toMatchObject({ id: interactionId })
  expect((await loadView(world, 'ben')).channels[world.channelId]).toBeDefined()
  const threads = [conversation.id]
  await browsersAgree(world, () => wrote(rosa, 'Still there?'), { threads })
  await world.asOwner('update queue set wrap_up_seconds = 0')
  await browsersAgree(world, () =>
    world.as('ben').do((work, person) => endConversation(work, person, { interactionId, dispositionId: null })),
  )
  expect(await cardOf('ben')).toBeUndefined()
  const ben = world.as('ben')
  expect(
    await ben.try((work, person) => threadPage(work.tx, person, { conversationId: conversation.id })),
  ).toMatchObject({
    refusal: 'not_found',
  })
  expect(await ben.read(async (tx, person) => ok(await searchInteractions(tx, person, everything)))).toEqual([])
})

test('who is asked by a colleague for what tags hide from them reads along until they answer', async () => {
  const north = await tag('North')
  await wrote()
  const { id: interactionId, conversation } = await card()
  await mean(agentsOnly)
  await put({ channelIds: [world.channelId], agentIds: [world.agentIds.ben], add: [north] })
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  const transferId = '01890000-0000-7000-8000-000000000009' as OfferId
  const to = { agentId: world.agentIds.carla, mode: 'blind' } as const
  await world.as('ben').do((work, person) => passInteraction(work, person, { interactionId, transferId, to, note: '' }))
  const { carla } = await browsersAgree(world, () => wrote(rosa, 'Still there?'), { threads: [conversation.id] })
  expect(carla.interactions[interactionId]?.conversation.snippet).toBe('Still there?')
})

test('a supervisor whose role is filtered counts and finds only what they may see', async () => {
  const north = await tag('North')
  await wrote()
  await wrote(mira, 'Hello')
  const { interactions } = await loadView(world, 'ana')
  await world.asOwner('update queue set wrap_up_seconds = 0')
  for (const interactionId of Object.keys(interactions) as InteractionId[]) {
    await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
    await world.as('ben').do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  }
  const span = { from: 0 as never, to: (world.clock.now() + 1) as never }
  const counted = () => world.as('sofia').read((tx, person) => report(tx, person, span))
  const worked = () =>
    world.as('sofia').read(async (tx, person) => ok((await boardDay(tx, person, world.clock.now())).work))
  const found = () => world.as('sofia').read((tx, person) => findContacts(tx, { text: 'Rosa' }, person))
  await mean(supervisorsToo)
  expect((await counted()).rows).toMatchObject([{ count: 2 }])
  expect((await found()).contacts).toHaveLength(1)
  expect(await worked()).toMatchObject([{ agentId: world.agentIds.ben, completed: 2 }])
  await put({ queueIds: [world.support], add: [north] })
  expect(await worked()).toEqual([])
  expect((await counted()).rows).toEqual([])
  expect((await found()).contacts).toEqual([])
})

test('the key of another system has tags too, and sees what they let it see', async () => {
  const north = await tag('North')
  const { key } = await world.as('ana').do((work) => createApiKey(work, { name: 'The shop', role: 'agent' }))
  const keys = () => world.as('ana').read(async (tx, { workspaceId }) => ok(await apiKeysOf(tx, workspaceId)))
  const hidden = async () => (await knownByKey(world.kernel.system, hashToken(key)))?.hidden
  const [{ agentId, tagIds }] = (await keys()) as [Awaited<ReturnType<typeof keys>>[number]]
  expect(tagIds).toEqual([])
  await mean(agentsOnly)
  await put({ channelIds: [world.channelId], add: [north] })
  expect(await hidden()).toEqual({ channelIds: [world.channelId], queueIds: [] })
  await browsersAgree(world, () => put({ agentIds: [agentId], add: [north] }))
  expect(await keys()).toMatchObject([{ agentId, tagIds: [north] }])
  expect(await hidden()).toBeNull()
})

test('membership in bulk: two queues and three people are six links in one action', async () => {
  const { ben, davi, sofia } = world.agentIds
  const queueIds = [world.support, world.sales]
  const change = (change: 'add' | 'remove', agentIds = [ben, davi, sofia]) =>
    world.as('ana').try((work) => changeMembers(work, { queueIds, agentIds, change }))
  let made: unknown
  await browsersAgree(world, async () => {
    made = await change('add')
  })
  // Ben was in Support and Davi in Sales already.
  expect(made).toEqual({ ok: true, value: { changed: 4 } })
  const { agents } = await loadView(world, 'ana')
  for (const id of [ben, davi, sofia]) expect(agents[id]?.queueIds.toSorted()).toEqual(queueIds.toSorted())
  expect(await change('add')).toEqual({ ok: true, value: { changed: 0 } })
  await browsersAgree(world, () => change('remove'))
  expect(await change('remove')).toEqual({ ok: true, value: { changed: 0 } })
  const nobody = '01890000-0000-7000-8000-000000000000' as typeof ben
  expect(await change('add', [ben, nobody])).toEqual({ ok: false, refusal: 'not_found', detail: 'agentIds' })
  expect((await loadView(world, 'ana')).agents[ben]?.queueIds).toEqual([])
})

test('what tags mean is saved from the version that was read', async () => {
  const save = (version: number) =>
    world.as('ana').try((work) => saveTagging(work, { ...noTagging, active: true, version }))
  expect(await save(0)).toEqual({ ok: true, value: { version: 1 } })
  expect(await save(0)).toEqual({ ok: false, refusal: 'changed_by_someone_else' })
  expect(await save(1)).toEqual({ ok: true, value: { version: 2 } })
})

test('a snapshot is as of its line, also where somebody was looked up before their tags changed', async () => {
  const north = await tag('North')
  await wrote()
  await mean(agentsOnly)
  const carla = await world.person('carla')
  await put({ channelIds: [world.channelId], add: [north] })
  const view = await world.as('ana').read(async (tx) => ok(await viewOf(tx, carla)))
  expect(view.interactions).toEqual({})
})

test('who shares no tag is given nothing where the role of the giver says so', async () => {
  const [north, south] = [await tag('North'), await tag('South')]
  await wrote()
  const { id: interactionId, queueId } = await card()
  const strict = { filter: true, assign: false, block: true }
  await mean({ active: true, roles: { supervisor: strict, agent: strict } })
  await put({ queueIds: [world.support], agentIds: [world.agentIds.sofia, world.agentIds.ben], add: [north] })
  await put({ agentIds: [world.agentIds.carla], add: [south] })
  const give = (to: Name) =>
    world.as('sofia').try((work, person) =>
      assignInteractions(work, person, {
        interactions: [{ interactionId, queueId, agentId: null }],
        toAgentId: world.agentIds[to],
        aboveCapacity: false,
      }),
    )
  expect(await give('carla')).toMatchObject({ ok: false, refusal: 'tags_not_shared' })
  await put({ queueIds: [world.sales], add: [south] })
  const move = () =>
    world.as('sofia').try((work, person) =>
      moveInteractions(work, person, {
        interactions: [{ interactionId, queueId, agentId: null }],
        toQueueId: world.sales,
      }),
    )
  // She may not see that queue, and can name it no more than one that is not there.
  expect(await move()).toMatchObject({ ok: false, refusal: 'tags_not_shared' })
  expect(await give('ben')).toMatchObject({ ok: true })
  expect(await card()).toMatchObject({ state: 'active', agentId: world.agentIds.ben })
  const pass = (to: Name) =>
    world.as('ben').try((work, person) =>
      passInteraction(work, person, {
        interactionId,
        transferId: '01890000-0000-7000-8000-000000000009' as OfferId,
        to: { agentId: world.agentIds[to], mode: 'blind' },
        note: '',
      }),
    )
  expect(await pass('carla')).toMatchObject({ ok: false, refusal: 'tags_not_shared' })
})
