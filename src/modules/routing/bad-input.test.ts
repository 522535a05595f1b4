import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Instant, InteractionId, OfferId } from '../../contract/ids.ts'
import { saveChannel as contractOfChannels } from '../../contract/operations/channels.ts'
import { saveUser as contractOfUsers } from '../../contract/operations/identity.ts'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/new-id.ts'
import { whatsappCloud } from '../../providers/whatsapp-cloud/adapter.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { channels, saveChannel } from '../channels/actions.ts'
import { channelDirectory } from '../channels/directory.ts'
import { saveUser } from '../identity/actions.ts'
import { countedAttempts } from '../identity/attempts.ts'
import { acceptOffer, endConversation, finishWrapUp } from './actions.ts'
import { routerLoop, timersLoop } from './jobs.ts'
import { parkInteraction } from './parking-actions.ts'
import { listQueues, type SaveQueue, saveQueue } from './queue-actions.ts'
import { saveSkill } from './skill-actions.ts'
import { returnWorkOf } from './steer-actions.ts'
import { passInteraction } from './transfer-actions.ts'

/** What an administrator may well do, and what nobody meant: each has an outcome that is defined, and seen. */

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  await world.asOwner('update channel set capacity = 10')
})
afterEach(() => world.close())

const hour = 3_600_000
const run = async () => {
  while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
}
const timers = async () => {
  await timersLoop.run(world.kernel, world.workspaceId)
  await run()
}
const writer = (n: number) => ({
  addresses: [{ kind: 'phone', value: `+4477007${String(n).padStart(5, '0')}` } as const],
  name: `Stranger ${n}`,
  username: null,
})
const writes = (n: number) => told(world, wroteFact(writer(n), 'Hello', world.clock.now()))

async function somebodyWrites(): Promise<InteractionId> {
  await writes(++strangers)
  await run()
  const [row] = await world.asOwner<{ id: InteractionId }>('select id from interaction order by number desc limit 1')
  return present(row, 'a new interaction').id
}

/** In a few words, as a supervisor sees it. */
async function seen(id: InteractionId): Promise<string> {
  const card = (await loadView(world, 'sofia')).interactions[id]
  if (!card) return 'closed'
  const who = Object.entries(world.agentIds).find(([, one]) => one === (card.agentId ?? card.offer?.agentIds[0]))?.[0]
  return [card.state, who, card.parked?.reason].filter(Boolean).join(' ')
}

async function accepts(name: Name, interactionId: InteractionId): Promise<void> {
  const card = present((await loadView(world, 'sofia')).interactions[interactionId], 'what is offered')
  const offerId = present(card.offer, 'an offer').id
  await world.as(name).do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
}

async function held(name: Name): Promise<InteractionId> {
  const id = await somebodyWrites()
  expect(await seen(id)).toBe(`offered ${name}`)
  await accepts(name, id)
  return id
}

async function queue() {
  const { queues } = await world.as('ana').read((tx, { workspaceId }) => listQueues(tx, workspaceId))
  return present(
    queues.find(({ id }) => id === world.support),
    'Support',
  )
}

async function saved(changes: Partial<SaveQueue>) {
  const { pickOrder: _order, waiting: _waiting, membership: _members, ...settings } = await queue()
  return world.as('ana').do((work) => saveQueue(work, { ...settings, ...changes }))
}

/** As an administrator does it. On needs secrets, which the channel of the world has none of. */
async function switched(active: boolean): Promise<void> {
  const { system, clock } = world.kernel
  const deps = {
    sealer: world.sealer,
    directory: channelDirectory({ system, sealer: world.sealer, now: clock.now }),
    providers: { whatsapp_cloud: whatsappCloud },
    webhookUrl: (key: string) => `http://desk.test/hooks/${key}`,
    problemOfAddress: async () => null,
    fetcher: async () => new Response('{}'),
  }
  const listed = await world.as('ana').read((tx, by) => channels(deps, tx, by))
  const stored = present(listed.channels[0], 'the channel')
  const secrets = { accessToken: 'EAAG-not-a-real-token', addAppSecret: 'a-secret-of-an-app', dropAppSecrets: [] }
  const connection = { ...stored.connection, baseUrl: 'https://graph.facebook.com' }
  const by = await world.person('ana')
  const saved = await saveChannel(deps, world.kernel, by, { ...stored, ...secrets, connection, active })
  expect(saved).toEqual({ ok: true, value: expect.anything() })
}

const named = (...names: Name[]) => names.map((name) => ({ agentId: world.agentIds[name], level: 10, penalty: 0 }))

test('a queue with no members is saved and says so; what comes waits, is seen, and goes to the first who joins', async () => {
  expect(await saved({ members: [] })).toMatchObject({ able: 0 })
  const id = await somebodyWrites()
  expect(await seen(id)).toBe('waiting')
  expect(await queue()).toMatchObject({ membership: [], pickOrder: [], waiting: 1 })
  expect(await saved({ members: named('carla') })).toMatchObject({ able: 1 })
  await run()
  expect(await seen(id)).toBe('offered carla')
})

test('a queue that asks for a skill nobody has is saved and says that it may ask nobody; its members stay members', async () => {
  const { id: skillId } = await world
    .as('ana')
    .do((work) => saveSkill(work, { id: null, version: 0, name: 'finnish', description: '', people: [] }))
  expect(await saved({ strategy: 'proficiency', skills: [{ skillId, best: 1, worst: 20 }] })).toMatchObject({ able: 0 })
  const id = await somebodyWrites()
  expect(await seen(id)).toBe('waiting')
  const { membership, waiting } = await queue()
  expect(membership.map(({ able }) => able)).toEqual([false, false])
  expect(waiting).toBe(1)
})

test('an agent who is deactivated while they hold work leaves all of it: in hand, set aside, wrapped up, offered, asked for', async () => {
  await saved({ members: named('ben') })
  const inHand = await held('ben')
  const aside = await held('ben')
  const until = (world.clock.now() + hour) as Instant
  await world.as('ben').do((work, person) => parkInteraction(work, person, { interactionId: aside, until }))
  const over = await held('ben')
  await world
    .as('ben')
    .do((work, person) => endConversation(work, person, { interactionId: over, dispositionId: null, fields: [] }))
  const askedFor = await held('ben')
  const to = { agentId: world.agentIds.davi, mode: 'consulted' as const }
  const transferId = newId() as OfferId
  await world
    .as('ben')
    .do((work, person) => passInteraction(work, person, { interactionId: askedFor, transferId, to, note: '' }))
  const offered = await somebodyWrites()
  const before = await Promise.all([inHand, aside, over, askedFor, offered].map(seen))
  expect(before).toEqual(['active ben', 'active ben manual', 'wrapping_up ben', 'active ben', 'offered ben'])

  const ben = await world.person('ben')
  const [{ version }] = (await world.asOwner<{ version: number }>('select version from agent where id = $1', [
    ben.agentId,
  ])) as [{ version: number }]
  const form = {
    ...{ id: ben.agentId, version, name: ben.name, email: ben.email, role: 'agent' as const, active: false },
    ...{ capacity: null, readyRule: null, acceptSeconds: null, denied: [], queueIds: [world.support], password: null },
  }
  const deps = { attempts: countedAttempts(world.kernel), forget() {}, signOut() {}, returnWork: returnWorkOf }
  const by = await world.person('ana')
  await browsersAgree(world, async () =>
    expect(await saveUser(deps, world.kernel, by, form)).toMatchObject({ ok: true }),
  )
  await run()
  const after = await Promise.all([inHand, aside, over, askedFor, offered].map(seen))
  expect(after, 'all of it waits where supervisors see it').toEqual(Array(5).fill('waiting'))
  expect(await queue(), 'and the queue says that it may ask nobody').toMatchObject({ pickOrder: [], waiting: 5 })
  world.clock.advance(2 * hour)
  await timers()
  expect(await seen(aside), 'nothing wakes with somebody who is gone').toBe('waiting')
})

test('a channel switched off with work in it: what waits stays and is not offered, what is held can be finished, nothing is lost', async () => {
  const first = await held('ben')
  const second = await somebodyWrites()
  await switched(false)
  await run()
  expect(await Promise.all([first, second].map(seen))).toEqual(['active ben', 'waiting'])
  const view = await loadView(world, 'ben')
  expect(view.channels[world.channelId]?.active, 'the desk knows, and locks the reply field').toBe(false)
  await writes(strangers)
  const third = await somebodyWrites()
  expect(await seen(third), 'what contacts write is kept').toBe('waiting')
  const input = { interactionId: first, dispositionId: null, fields: [] }
  await world.as('ben').do((work, person) => endConversation(work, person, input))
  await world.as('ben').do((work, person) => finishWrapUp(work, person, input))
  expect(await seen(first)).toBe('closed')
  await switched(true)
  await run()
  const after = await Promise.all([second, third].map(seen))
  expect(
    after.map((one) => one.split(' ')[0]),
    'switched on, it goes on',
  ).toEqual(['offered', 'offered'])
})

test('a capacity of zero is refused by name, for a channel and for a person: nobody would ever be asked', () => {
  const channel = contractOfChannels.input.shape.capacity.safeParse(0)
  const person = contractOfUsers.input.shape.capacity.safeParse(0)
  expect([channel.success, person.success]).toEqual([false, false])
  expect([
    contractOfChannels.input.shape.capacity.safeParse(1).success,
    contractOfUsers.input.shape.capacity.safeParse(1).success,
  ]).toEqual([true, true])
})
