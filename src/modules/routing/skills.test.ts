import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AgentId, InteractionId, OfferId, QueueId, SkillId, TemplateId } from '../../contract/ids.ts'
import type { Sender } from '../../contract/inbound.ts'
import type { Result } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { setPresence } from '../presence/actions.ts'
import { acceptOffer, endConversation, rejectOffer, takeInteraction } from './actions.ts'
import { nextToRoute } from './due-repo.ts'
import { routerLoop } from './jobs.ts'
import { listQueues, type SaveQueue, saveQueue } from './queue-actions.ts'
import { listSkills, removeSkill, type SaveSkill, saveSkill } from './skill-actions.ts'

const minuteMs = 60_000
let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  await world.asOwner('update channel set capacity = 10, reopen_days = 7')
  await world.asOwner(`update queue set wrap_up_seconds = 0, on_reject = 'none', on_timeout = 'none'`)
})
afterEach(() => world.close())

type People = Partial<Record<Name, number>>
const peopleOf = (people: People) =>
  Object.entries(people).map(([name, level]) => ({ agentId: world.agentIds[name as Name], level }))

const trySkill = (input: Partial<SaveSkill>) =>
  world
    .as('ana')
    .try((work) => saveSkill(work, { id: null, version: 0, name: 'spanish', description: '', people: [], ...input }))

async function skill(name: string, people: People): Promise<SkillId> {
  const saved = await trySkill({ name, people: peopleOf(people) })
  return granted(saved).id
}

function granted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal} ${result.detail ?? ''}`)
  return result.value
}

const skillNamed = async (name: string) =>
  present(
    (await world.as('ana').read((tx, { workspaceId }) => listSkills(tx, workspaceId))).skills.find(
      (one) => one.name === name,
    ),
    'a skill',
  )

const queue = async (id: QueueId = world.support) =>
  present(
    (await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))).queues.find(
      (one) => one.id === id,
    ),
    'a queue',
  )

async function change(changes: Partial<SaveQueue>): Promise<Result<{ able: number }>> {
  const { pickOrder: _order, waiting: _waiting, membership: _members, ...settings } = await queue()
  return world.as('ana').try((work) => saveQueue(work, { ...settings, ...changes }))
}
const changed = async (changes: Partial<SaveQueue>) => granted(await change(changes))

const route = async () => {
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
}
const senderOf = (n: number): Sender => ({
  addresses: [{ kind: 'phone', value: `+4477008${String(n).padStart(5, '0')}` }],
  name: `Stranger ${n}`,
  username: null,
})

type Row = { id: InteractionId; state: string; offer_id: OfferId; asked: AgentId[]; agent_id: AgentId | null }

const nameOf = (id: AgentId | null | undefined): string =>
  Object.entries(world.agentIds).find(([, agentId]) => agentId === id)?.[0] ?? 'nobody'

/** The latest interaction of somebody, and whom it is offered to, or who has it. */
async function lookAt(n: number): Promise<Row & { who: string }> {
  const [row] = await world.asOwner<Row>(
    `select i.id, i.state, i.offer_id, i.agent_id, array(select a.agent_id from asked a where a.interaction_id = i.id) as asked
     from interaction i join identity t on t.contact_id = i.contact_id where t.value = $1 order by i.number desc limit 1`,
    [senderOf(n).addresses[0]!.value],
  )
  const found = present(row, 'an interaction')
  return { ...found, who: found.state === 'waiting' ? 'nobody' : nameOf(found.asked[0] ?? found.agent_id) }
}

async function writes(n: number = ++strangers): Promise<{ n: number; who: string }> {
  await told(world, wroteFact(senderOf(n), 'Hi', world.clock.now()))
  await route()
  return { n, who: (await lookAt(n)).who }
}

async function accepts(n: number): Promise<void> {
  const { id: interactionId, offer_id: offerId, who } = await lookAt(n)
  await world.as(who as Name).do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
}

/** Served once by whoever is asked, and over. */
async function served(n: number): Promise<string> {
  await accepts(n)
  const { id: interactionId, agent_id } = await lookAt(n)
  await world
    .as(nameOf(agent_id) as Name)
    .do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  return nameOf(agent_id)
}

const says = (name: Name, state: 'available' | 'on_break' | 'signed_out') =>
  world.as(name).do((work, { agentId }) => setPresence(work, agentId, { state, reasonId: null }))

// Skills -------------------------------------------------------------------------------------------------------------

test('an agent without the skill is never offered, also when they are a member by name (R-055)', async () => {
  const skillId = await skill('spanish', { carla: 3 })
  await changed({ skills: [{ skillId, best: 1, worst: 20 }] })
  // Ben has been idle longest, and is named.
  expect((await writes()).who).toBe('carla')
  await says('carla', 'on_break')
  const { n, who } = await writes()
  expect(who).toBe('nobody')
  const { id: interactionId } = await lookAt(n)
  const taken = await world.as('ben').try((work, person) => takeInteraction(work, person, { interactionId }))
  expect(taken).toMatchObject({ refusal: 'not_found' })
  expect((await queue()).membership.filter(({ able }) => !able).map(({ agentId }) => nameOf(agentId))).toEqual(['ben'])
})

test('who is given the skill joins at once, and the next message follows (R-055)', async () => {
  const skillId = await skill('spanish', {})
  expect(await change({ skills: [{ skillId, best: 1, worst: 5 }], joinsBySkill: true, members: [] })).toMatchObject({
    value: { able: 0 },
  })
  const { n, who } = await writes()
  expect(who, 'nobody has it: it waits').toBe('nobody')
  const { id, version } = await skillNamed('spanish')
  await browsersAgree(world, () => trySkill({ id, version, people: peopleOf({ davi: 2, ben: 6 }) }))
  await route()
  expect((await lookAt(n)).who, 'within the bounds').toBe('davi')
  expect((await loadView(world, 'davi')).me.queueIds).toContain(world.support)
  expect((await loadView(world, 'ben')).me.queueIds).toEqual([])
})

test('the bounds are included, and all of what is asked for is needed (R-056)', async () => {
  const spanish = await skill('spanish', { ben: 2, carla: 5, davi: 6 })
  const invoices = await skill('invoices', { ben: 20, carla: 1 })
  await changed({ skills: [{ skillId: spanish, best: 2, worst: 5 }], joinsBySkill: true, members: [] })
  const able = async () => (await queue()).membership.map(({ agentId }) => nameOf(agentId)).sort()
  expect(await able()).toEqual(['ben', 'carla'])
  await changed({
    skills: [
      { skillId: spanish, best: 3, worst: 5 },
      { skillId: invoices, best: 1, worst: 19 },
    ],
  })
  expect(await able()).toEqual(['carla'])
})

test('best first goes by the worst of their levels in what is asked for (R-056)', async () => {
  const spanish = await skill('spanish', { ben: 1, carla: 4 })
  const invoices = await skill('invoices', { ben: 9, carla: 2 })
  const members = (['ben', 'carla'] as const).map((name) => ({
    agentId: world.agentIds[name],
    level: name === 'ben' ? 1 : 20,
    penalty: 0,
  }))
  await changed({ strategy: 'proficiency', members: members.toSorted((a, b) => (a.agentId < b.agentId ? -1 : 1)) })
  expect((await writes()).who, 'by the level they were named with').toBe('ben')
  await changed({ skills: [spanish, invoices].map((skillId) => ({ skillId, best: 1, worst: 20 })) })
  expect((await writes()).who).toBe('carla')
  const { id, version } = await skillNamed('spanish')
  granted(await trySkill({ id, version, people: peopleOf({ ben: 1, carla: 15 }) }))
  expect((await writes()).who, 'a router that remembers hears of it').toBe('ben')
})

test('an offer is taken back when its agent loses the skill', async () => {
  const skillId = await skill('spanish', { ben: 3, carla: 3 })
  await changed({ skills: [{ skillId, best: 1, worst: 20 }] })
  const { n, who } = await writes()
  const other = who === 'ben' ? 'carla' : 'ben'
  const { id, version } = await skillNamed('spanish')
  await browsersAgree(world, () => trySkill({ id, version, people: peopleOf({ [other]: 3 }) }))
  await route()
  expect((await lookAt(n)).who).toBe(other)
})

test('a skill that a queue asks for is not removed, and it is said where; one that nobody asks for is', async () => {
  const skillId = await skill('spanish', { ben: 3 })
  await changed({ skills: [{ skillId, best: 1, worst: 20 }] })
  const remove = () => world.as('ana').try((work) => removeSkill(work, { id: skillId }))
  expect(await remove()).toEqual({ ok: false, refusal: 'still_in_use', detail: 'queues: Support' })
  await changed({ skills: [] })
  expect(await remove()).toMatchObject({ ok: true })
  expect(await remove()).toMatchObject({ refusal: 'not_found' })
})

test('two who save a skill at once, a name in use, and what is not there are refused', async () => {
  const skillId = await skill('spanish', { ben: 3 })
  expect(await trySkill({ name: 'SPANISH' })).toMatchObject({ refusal: 'name_taken' })
  const both = await Promise.all(
    [1, 2].map((level) => trySkill({ id: skillId, version: 1, people: peopleOf({ ben: level }) })),
  )
  expect(both.map((one) => (one.ok ? 'saved' : one.refusal)).sort()).toEqual(['changed_by_someone_else', 'saved'])
  const nobody = crypto.randomUUID()
  expect(await trySkill({ name: 'x1', people: [{ agentId: nobody as AgentId, level: 1 }] })).toMatchObject({
    refusal: 'not_found',
  })
  expect(await change({ skills: [{ skillId: nobody as SkillId, best: 1, worst: 2 }] })).toMatchObject({
    refusal: 'not_found',
  })
  expect(await change({ skills: [{ skillId, best: 5, worst: 2 }] })).toMatchObject({ refusal: 'invalid_input' })
  expect(await change({ outboundTemplateId: nobody as TemplateId })).toMatchObject({ refusal: 'template_not_found' })
})

test('what a call leaves out of a queue stays as it is', async () => {
  const skillId = await skill('spanish', { ben: 3 })
  await changed({ skills: [{ skillId, best: 1, worst: 7 }], preferredBy: 'contact', preferredWaitMinutes: 5 })
  await changed({
    skills: undefined,
    joinsBySkill: undefined,
    outboundTemplateId: undefined,
    preferredBy: undefined,
    preferredWaitMinutes: undefined,
    description: 'Other words',
  })
  expect(await queue()).toMatchObject({
    description: 'Other words',
    skills: [{ skillId, best: 1, worst: 7 }],
    preferredBy: 'contact',
    preferredWaitMinutes: 5,
  })
})

// The preferred agent ------------------------------------------------------------------------------------------------

test('a reopened one waits for its agent who went home, for so long and no longer, then goes by the strategy (R-058, D-04)', async () => {
  await changed({ preferredBy: 'interaction', preferredWaitMinutes: 5 })
  const { n } = await writes()
  expect(await served(n)).toBe('ben')
  await says('ben', 'signed_out')
  world.clock.advance(1_000)
  await browsersAgree(world, () => told(world, wroteFact(senderOf(n), 'One more thing', world.clock.now())))
  await route()
  expect((await lookAt(n)).who, 'Carla is free').toBe('nobody')
  const until = world.clock.now() + 5 * minuteMs
  const cards = Object.values((await loadView(world, 'carla')).interactions)
  expect(cards.map(({ preferred }) => preferred)).toEqual([{ agentId: world.agentIds.ben, until }])
  expect(await nextToRoute(world.kernel.system, world.clock.now()), 'the router wakes by itself').toBe(until)
  world.clock.advance(5 * minuteMs - 1)
  await route()
  expect((await lookAt(n)).who).toBe('nobody')
  world.clock.advance(1)
  await route()
  expect((await lookAt(n)).who).toBe('carla')
})

test('who is preferred and comes back in time gets it, and who takes it instead is preferred next (R-058)', async () => {
  await changed({ preferredBy: 'contact', preferredWaitMinutes: 5 })
  const { n } = await writes()
  expect(await served(n)).toBe('ben')
  await says('ben', 'on_break')
  await writes(n)
  await says('ben', 'available')
  await route()
  expect((await lookAt(n)).who).toBe('ben')
  await served(n)
  await says('ben', 'on_break')
  await writes(n)
  const { id: interactionId } = await lookAt(n)
  await world.as('carla').do((work, person) => takeInteraction(work, person, { interactionId }))
  await world.as('carla').do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  await says('ben', 'available')
  expect((await writes(n)).who, 'though Ben has been idle longer').toBe('carla')
})

test('prefer if available: at once to another when they are not free, and to them when they are (R-058)', async () => {
  await changed({ preferredBy: 'interaction', preferredWaitMinutes: null })
  const { n } = await writes()
  expect(await served(n)).toBe('ben')
  // Carla has been idle longer by now.
  expect((await writes(n)).who).toBe('ben')
  await served(n)
  await says('ben', 'on_break')
  expect((await writes(n)).who).toBe('carla')
})

test('the first contact goes by the strategy, and with the rule off everything does (R-032, R-057)', async () => {
  await changed({ preferredBy: 'contact', preferredWaitMinutes: 60 })
  const { n, who } = await writes()
  expect(who).toBe('ben')
  await served(n)
  await changed({ preferredBy: 'off' })
  expect((await writes(n)).who).toBe('carla')
})

test('what waits for one alone hides nobody, and does not keep that one from older work', async () => {
  await changed({ preferredBy: 'interaction', preferredWaitMinutes: 60 })
  const returning = []
  for (let n = 0; n < 8; n++) {
    const { n: one } = await writes()
    returning.push(one)
    await accepts(one)
  }
  for (const n of returning) {
    const { id: interactionId, agent_id } = await lookAt(n)
    await world
      .as(nameOf(agent_id) as Name)
      .do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  }
  await says('ben', 'on_break')
  await says('carla', 'on_break')
  for (const n of returning) await told(world, wroteFact(senderOf(n), 'Again', world.clock.now()))
  world.clock.advance(1_000)
  const stranger = 999
  await told(world, wroteFact(senderOf(stranger), 'First time', world.clock.now()))
  await world.asOwner('update agent set capacity = 1 where id = $1', [world.agentIds.carla])
  await world.asOwner('update interaction set preferred_agent_id = $1 where preferred_agent_id is not null', [
    world.agentIds.ben,
  ])
  await says('carla', 'available')
  await route()
  expect((await lookAt(stranger)).who, 'eight who wait for Ben stand before them').toBe('carla')
})

test('nobody waits for an agent who is gone, and who rejects is preferred no longer', async () => {
  await changed({ preferredBy: 'interaction', preferredWaitMinutes: 60 })
  const { n } = await writes()
  expect(await served(n)).toBe('ben')
  expect((await writes(n)).who).toBe('ben')
  const { id: interactionId, offer_id: offerId } = await lookAt(n)
  await world.as('ben').do((work, person) => rejectOffer(work, person, { interactionId, offerId }))
  await route()
  expect((await lookAt(n)).who).toBe('carla')
  expect(await served(n)).toBe('carla')
  await says('carla', 'on_break')
  expect((await writes(n)).who, 'it waits for Carla').toBe('nobody')
  const { members } = await queue()
  await changed({ members: members.filter(({ agentId }) => agentId !== world.agentIds.carla) })
  await route()
  expect((await lookAt(n)).who).toBe('ben')
})
