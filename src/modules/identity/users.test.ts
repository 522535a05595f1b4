import { afterAll, beforeEach, expect, test } from 'vitest'
import type { AgentId, QueueId } from '../../contract/ids.ts'
import { defaultPreferences } from '../../contract/operations/identity.ts'
import { present } from '../../kernel/assert.ts'
import { inRead } from '../../kernel/work.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { saveQueue } from '../routing/queue-actions.ts'
import { returnWorkOf } from '../routing/steer-actions.ts'
import { type IdentityDeps, savePreferences, saveUser } from './actions.ts'
import { countedAttempts } from './attempts.ts'
import type { UserInput } from './core/user.ts'
import { createApiKey, revokeApiKey } from './key-actions.ts'
import { agentCards, preferencesOf, usersOf } from './repo.ts'

let world: World
beforeEach(async () => {
  await world?.close()
  world = await createWorld()
})
afterAll(() => world.close())

const nobody = '01890000-0000-7000-8000-000000000000'
const newcomer: UserInput = {
  id: null,
  version: 0,
  name: 'Iris Pinto',
  email: 'Iris@Northwind.example',
  role: 'agent',
  active: true,
  capacity: 4,
  readyRule: null,
  acceptSeconds: null,
  denied: [],
  queueIds: [],
  password: 'seven-kites-aloft',
}

const deps = (): IdentityDeps => ({
  attempts: countedAttempts(world.kernel),
  forget() {},
  signOut() {},
  returnWork: returnWorkOf,
})
const by = () => ({ workspaceId: world.workspaceId, agentId: world.agentIds.ana })
const save = (input: Partial<UserInput>) => saveUser(deps(), world.kernel, by(), { ...newcomer, ...input })
const users = () => inRead(world.kernel, world.workspaceId, (tx) => usersOf(tx, world.workspaceId))
const cards = () => inRead(world.kernel, world.workspaceId, (tx) => agentCards(tx, world.workspaceId))
/** How a person is now, as a form would hold them. */
async function form(id: AgentId): Promise<UserInput> {
  const {
    presence: _presence,
    createdAt: _createdAt,
    ...user
  } = present(
    (await users()).find((one) => one.id === id),
    'the user',
  )
  return { ...user, password: null }
}
const change = async (id: AgentId, input: Partial<UserInput>) => save({ ...(await form(id)), ...input })
const lastFacts = () => world.commits.at(-1)?.events.map(({ type }) => type)

test('a newcomer appears on every screen, in their queues, signed out', async () => {
  await browsersAgree(world, () => save({ queueIds: [world.support, world.sales, world.support] }))
  const iris = present(
    (await users()).find(({ name }) => name === 'Iris Pinto'),
    'Iris',
  )
  expect(iris).toMatchObject({ email: 'iris@northwind.example', capacity: 4, presence: 'signed_out', version: 1 })
  expect(iris.queueIds.toSorted()).toEqual([world.support, world.sales].toSorted())
  expect(lastFacts()).toEqual(['agent.saved', 'catalog.changed', 'catalog.changed'])
})

test('a change is seen by everybody; who was moved fetches everything anew', async () => {
  const { ben } = world.agentIds
  await browsersAgree(world, () => change(ben, { queueIds: [world.sales], capacity: 2, denied: ['offers.reject'] }))
  expect(await form(ben)).toMatchObject({ queueIds: [world.sales], capacity: 2, denied: ['offers.reject'], version: 2 })
  const facts = present(world.commits.at(-1), 'the commit').events
  expect(facts[0]).toMatchObject({
    type: 'agent.saved',
    agent: { queueIds: [world.sales], presence: { state: 'available' } },
  })
})

test('a time of their own to accept is kept, shown on every screen, and taken back (R-075)', async () => {
  const { ben } = world.agentIds
  await browsersAgree(world, () => change(ben, { acceptSeconds: 40 }))
  expect(await form(ben)).toMatchObject({ acceptSeconds: 40 })
  expect((await cards()).find(({ id }) => id === ben)).toMatchObject({ acceptSeconds: 40 })
  await browsersAgree(world, () => change(ben, { acceptSeconds: null }))
  expect(await form(ben)).toMatchObject({ acceptSeconds: null })
})

test('queues that gain or lose somebody count as changed, and only those', async () => {
  const versions = async () =>
    Object.fromEntries(
      (await world.asOwner<{ id: QueueId; version: number }>('select id, version from queue')).map(
        ({ id, version }) => [id, version],
      ),
    )
  await change(world.agentIds.ben, { name: 'Ben C. Carter' })
  expect(await versions()).toEqual({ [world.support]: 1, [world.sales]: 1 })
  await change(world.agentIds.ben, { queueIds: [world.support, world.sales] })
  expect(await versions()).toEqual({ [world.support]: 1, [world.sales]: 2 })
  await change(world.agentIds.ben, { queueIds: [] })
  expect(await versions()).toEqual({ [world.support]: 2, [world.sales]: 3 })
})

test('whoever moves people from two sides at once, every screen ends up right', async () => {
  const { ben, carla, davi } = world.agentIds
  const queue = {
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
  const add = (name: string, ids: AgentId[]) => {
    const members = ids.map((agentId) => ({ agentId, level: 10, penalty: 0 }))
    return world.as('ana').do((work) => saveQueue(work, { ...queue, id: null, version: 0, name, members }))
  }
  for (let round = 0; round < 5; round++) {
    const queueIds = round % 2 === 0 ? [world.sales] : [world.support]
    const [bens, carlas] = [await form(ben), await form(carla)]
    await browsersAgree(world, () =>
      Promise.all([
        save({ ...bens, queueIds }),
        add(`Queue ${round}`, [ben, carla, davi]),
        save({ ...carlas, queueIds, capacity: round + 1 }),
      ]),
    )
  }
})

test('a change made meanwhile, an address in use, a queue that is not there, and a weak password are refused', async () => {
  const { ben } = world.agentIds
  expect(await change(ben, { version: 7 })).toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await change(ben, { email: 'CARLA@northwind.example' })).toMatchObject({ refusal: 'email_taken' })
  expect(await change(ben, { queueIds: [nobody as QueueId] })).toMatchObject({
    refusal: 'not_found',
    detail: 'queueIds',
  })
  expect(await save({ id: nobody as AgentId, password: null })).toMatchObject({ refusal: 'not_found' })
  expect(await save({ password: 'password1234' })).toMatchObject({ refusal: 'password_too_weak' })
  expect(await save({ email: 'ben@northwind.example' })).toMatchObject({ refusal: 'email_taken' })
  expect(world.commits).toEqual([])
  expect(await world.asOwner('select from auth."user"')).toEqual([])
})

test('of two administrators who demote each other at once, one stays', async () => {
  const { ana, ben } = world.agentIds
  await change(ben, { role: 'administrator' })
  const forms = await Promise.all([form(ana), form(ben)])
  const results = await Promise.all(forms.map((one) => save({ ...one, role: 'supervisor' })))
  expect(results.map((result) => (result.ok ? 'ok' : result.refusal)).toSorted()).toEqual(['last_administrator', 'ok'])
  expect((await users()).filter(({ role }) => role === 'administrator')).toHaveLength(1)
})

test('who is made inactive is signed out of the desk in the same work', async () => {
  const { ben } = world.agentIds
  await browsersAgree(world, () => change(ben, { active: false }))
  expect(lastFacts()).toEqual(['presence.changed', 'agent.saved', 'catalog.changed'])
  expect((await cards()).find(({ id }) => id === ben)).toMatchObject({
    active: false,
    presence: { state: 'signed_out' },
  })
  await change(ben, { active: true })
  expect(lastFacts()).toEqual(['agent.saved', 'catalog.changed'])
})

test('an address is one person’s, even when two are added at once', async () => {
  const results = await Promise.all([save({}), save({ email: 'IRIS@northwind.example' })])
  expect(results.map((result) => (result.ok ? 'ok' : result.refusal)).toSorted()).toEqual(['email_taken', 'ok'])
  expect(await world.asOwner('select from auth."user"')).toHaveLength(1)
})

test('a sign-in that a crash left without its person is in nobody’s way', async () => {
  await world.asOwner(
    `insert into auth."user" (id, name, email, "emailVerified") values ('left', 'x', 'iris@northwind.example', true)`,
  )
  expect(await save({})).toMatchObject({ ok: true })
  const rows = await world.asOwner<{ id: string }>('select u.id from auth."user" u join agent a on a.user_id = u.id')
  expect(rows).toHaveLength(1)
  expect(rows[0]?.id).not.toBe('left')
})

test('a new address is the one to sign in with', async () => {
  await save({})
  const iris = present(
    (await users()).find(({ name }) => name === 'Iris Pinto'),
    'Iris',
  )
  await change(iris.id, { email: 'Iris.Pinto@northwind.example', name: 'Iris P.' })
  expect(await world.asOwner('select name, email from auth."user"')).toEqual([
    { name: 'Iris P.', email: 'iris.pinto@northwind.example' },
  ])
})

test('a key is an agent in the journal and on screens, but no user', async () => {
  const made = { id: '' }
  await browsersAgree(world, async () => {
    Object.assign(made, await world.as('ana').do((work) => createApiKey(work, { name: 'Reports', role: 'supervisor' })))
  })
  expect((await cards()).filter(({ name }) => name === 'Reports')).toMatchObject([{ active: true, role: 'supervisor' }])
  expect((await users()).map(({ name }) => name)).not.toContain('Reports')
  // Nobody counts on it to administer, and nobody can change it as if it were a person.
  const key = present(
    (await cards()).find(({ name }) => name === 'Reports'),
    'the key',
  )
  expect(await save({ id: key.id, password: null })).toMatchObject({ refusal: 'not_found' })
  const revoke = (id: string) => revokeApiKey(deps(), world.kernel, by(), { id: id as never })
  await browsersAgree(world, () => revoke(made.id))
  expect((await cards()).find(({ name }) => name === 'Reports')).toMatchObject({ active: false })
  expect(await revoke(nobody)).toMatchObject({ refusal: 'not_found' })
})

test('an administrator’s key does not make the last administrator replaceable', async () => {
  await world.as('ana').do((work) => createApiKey(work, { name: 'Robot', role: 'administrator' }))
  expect(await change(world.agentIds.ana, { role: 'agent' })).toMatchObject({ refusal: 'last_administrator' })
})

test('preferences are kept, and what is no longer a choice falls back to the default alone', async () => {
  const read = () =>
    inRead(world.kernel, world.workspaceId, (tx) => preferencesOf(tx, world.workspaceId, world.agentIds.ben))
  expect(await read()).toEqual(defaultPreferences)
  const mine = { ...defaultPreferences, theme: 'dark', undoSeconds: 0, language: 'pt' } as const
  await world.as('ben').do((work) => savePreferences(work, mine))
  expect(await read()).toEqual(mine)
  await world.asOwner(`update agent set preferences = preferences || '{"theme": "neon", "gone": 1, "__proto__": 2}'`)
  expect(await read()).toEqual({ ...mine, theme: 'auto' })
})

test('a key that is ended leaves nothing behind: what its system holds waits again, and it is signed out', async () => {
  const { id } = await world.as('ana').do((work) => createApiKey(work, { name: 'The shop', role: 'agent' }))
  const [shop] = await world.asOwner<{ agent_id: AgentId }>('select agent_id from api_key where id = $1', [id])
  const { agent_id: agentId } = present(shop, 'the agent of the key')
  await told(world, wroteFact(rosa, 'Where is my order?', world.clock.now()))
  await world.asOwner(`update interaction set state = 'active', agent_id = $1, accepted_at = created_at`, [agentId])
  await world.asOwner(`update presence set state = 'available' where agent_id = $1`, [agentId])
  await browsersAgree(world, () => revokeApiKey(deps(), world.kernel, by(), { id }))
  expect(await world.asOwner('select state, agent_id from interaction')).toEqual([{ state: 'waiting', agent_id: null }])
  const card = (await cards()).find((one) => one.id === agentId)
  expect(card).toMatchObject({ active: false, presence: { state: 'signed_out' } })
})
