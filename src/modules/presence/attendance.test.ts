import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Presence } from '../../contract/cards.ts'
import type { AgentId, InteractionId, WorkspaceId } from '../../contract/ids.ts'
import type { Result } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { inWork, type Work } from '../../kernel/work.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { endConversation, finishWrapUp, takeInteraction } from '../routing/actions.ts'
import { returnWork } from '../routing/gone-actions.ts'
import { routerLoop, timersLoop } from '../routing/jobs.ts'
import { parkInteraction, unparkInteraction } from '../routing/parking-actions.ts'
import { routeWorkspace } from '../routing/router.ts'
import { beginBreaks, requestBreak, savePresenceRules, setPresence } from './actions.ts'
import { keepAttendance } from './attendance-actions.ts'
import { presenceLoop } from './jobs.ts'

let world: World
let here: AgentId[]
let node: ReturnType<typeof keepAttendance>
beforeEach(async () => {
  world = await createWorld()
  here = []
  node = aNode(() => here)
})
afterEach(() => world.close())

const aNode = (people: () => AgentId[]) =>
  keepAttendance(world.kernel, () => new Map<WorkspaceId, AgentId[]>([[world.workspaceId, people()]]))
/** Time passes, second by second as far as our node is concerned: it says who is there, then the sweeps run. */
async function pass(seconds: number, nodes = [node]): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    world.clock.advance(Math.min(10, left) * 1_000)
    for (const one of nodes) await one.beat()
    await presenceLoop.run(world.kernel, world.workspaceId, returnWork)
  }
}
const house = <T>(action: (work: Work) => Promise<Result<T>>) => inWork(world.kernel, world.house, action)
const presenceOf = async (name: Name): Promise<Presence> =>
  present((await loadView(world, 'ana')).agents[world.agentIds[name]], 'an agent').presence
const takesBack = () => world.asOwner(`update queue set on_agent_gone = 'return'`)
const says = (state: 'available' | 'on_break' | 'signed_out', name: Name = 'ben') =>
  world.as(name).try((work, { agentId }) => setPresence(work, agentId, { state, reasonId: null }))
const rules = (given: Partial<Parameters<typeof savePresenceRules>[1]>) =>
  world
    .as('ana')
    .do((work) =>
      savePresenceRules(work, { readyRule: 'by_queue', breakWaitSeconds: 0, graceSeconds: 60, version: 0, ...given }),
    )

let strangers = 0
/** A stranger writes and Ben takes it. */
async function benTalks(): Promise<InteractionId> {
  const value = `+4477008${String(++strangers).padStart(5, '0')}`
  const sender = { addresses: [{ kind: 'phone', value } as const], name: `Stranger ${strangers}`, username: null }
  await told(world, wroteFact(sender, 'Hello', world.clock.now()))
  const interactionId = (await newest()).id
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  return interactionId
}
async function newest(): Promise<{ id: InteractionId; state: string }> {
  const [row] = await world.asOwner<{ id: InteractionId; state: string }>(
    'select id, state from interaction order by number desc limit 1',
  )
  return present(row, 'an interaction')
}
const stateOf = async (id: InteractionId): Promise<string> => {
  const [row] = await world.asOwner<{ state: string }>('select state from interaction where id = $1', [id])
  return present(row, 'an interaction').state
}

test('a line that is dead for longer than the grace period makes away, and work goes back where the queue says so', async () => {
  await takesBack()
  const [first, second] = [await benTalks(), await benTalks()]
  await world.as('ben').do((work, ben) => endConversation(work, ben, { interactionId: second, dispositionId: null }))
  here = [world.agentIds.ben]
  await pass(20)
  const lastSeen = world.clock.now()
  here = []
  await pass(50)
  expect((await presenceOf('ben')).state, 'missed, and still in the grace period').toBe('available')
  await browsersAgree(world, () => pass(50))
  const ben = await presenceOf('ben')
  expect(ben).toMatchObject({ state: 'away', away: { returned: 1 } })
  expect(lastSeen - present(ben.away, 'since when').since).toBeLessThan(20_000)
  expect(await stateOf(first)).toBe('waiting')
  expect(await stateOf(second), 'that conversation is over').not.toBe('waiting')
  await pass(120)
  expect((await presenceOf('ben')).away?.returned, 'once').toBe(1)
  await browsersAgree(world, () => says('available'))
  expect(await presenceOf('ben')).toMatchObject({ state: 'available', away: null })
})

test('back within the grace period: nothing has happened, and no line says so', async () => {
  await takesBack()
  const id = await benTalks()
  here = [world.agentIds.ben]
  await pass(20)
  here = []
  await pass(50)
  const before = world.commits.length
  here = [world.agentIds.ben]
  await pass(300)
  expect(world.commits).toHaveLength(before)
  expect(await stateOf(id)).toBe('active')
})

test('a queue that lets agents keep their work keeps it; what is offered to who is away is withdrawn', async () => {
  const id = await benTalks()
  here = [world.agentIds.ben]
  await pass(20)
  here = []
  await pass(120)
  expect((await presenceOf('ben')).state).toBe('away')
  expect(await stateOf(id)).toBe('active')
})

test('any node counts; one that died does not keep its people there, nor does a start send everybody away', async () => {
  const other = aNode(() => [world.agentIds.ben])
  here = [world.agentIds.ben]
  await pass(20, [node, other])
  await pass(200, [other])
  expect((await presenceOf('ben')).state).toBe('available')
  // Both are gone for ten minutes, and one starts again: whoever comes back in time has missed nothing.
  world.clock.advance(600_000)
  await presenceLoop.run(world.kernel, world.workspaceId, returnWork)
  expect((await presenceOf('ben')).state).toBe('available')
  await pass(20, [other])
  await pass(120, [other])
  expect((await presenceOf('ben')).state).toBe('available')
  await pass(120, [])
  expect((await presenceOf('ben')).state).toBe('away')
})

test('a leap of the clock sends nobody away whose line is alive', async () => {
  here = [world.agentIds.ben]
  await pass(20)
  for (const hours of [1, 30]) {
    world.clock.advance(hours * 3_600_000)
    await node.beat()
    await presenceLoop.run(world.kernel, world.workspaceId, returnWork)
  }
  expect((await presenceOf('ben')).state).toBe('available')
})

test('who goes after the clock was set back is missed all the same', async () => {
  here = [world.agentIds.ben]
  await pass(20)
  world.clock.advance(30 * 3_600_000)
  await pass(20)
  world.clock.reset()
  await pass(20)
  expect((await presenceOf('ben')).state).toBe('available')
  here = []
  await pass(120)
  expect((await presenceOf('ben')).state).toBe('away')
})

test('who never had a line works through the API, and does not disappear', async () => {
  await pass(600)
  expect((await presenceOf('ben')).state).toBe('available')
})

test('whoever signs out leaves their work behind for the grace period; signed in again in time they keep it', async () => {
  await takesBack()
  const id = await benTalks()
  await says('signed_out')
  await pass(50)
  expect(await stateOf(id)).toBe('active')
  await says('available')
  await pass(60)
  expect(await stateOf(id)).toBe('active')
  await says('signed_out')
  await browsersAgree(world, () => pass(60))
  expect(await stateOf(id)).toBe('waiting')
})

test('what goes on at the end of a wrap-up whose agent has gone goes back too, where the queue says so', async () => {
  await takesBack()
  const writes = () => told(world, wroteFact(rosa, 'One more thing', world.clock.now()))
  await told(world, wroteFact(rosa, 'Hello', world.clock.now()))
  const { id: interactionId } = await newest()
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  await world.as('ben').do((work, ben) => endConversation(work, ben, { interactionId, dispositionId: null }))
  await rules({ graceSeconds: 30 })
  await says('signed_out')
  await pass(40)
  await writes()
  expect(await stateOf(interactionId)).toBe('wrapping_up')
  await pass(30)
  await routerLoop.run(world.kernel, world.workspaceId)
  await pass(10)
  expect(await stateOf(interactionId)).toBe('waiting')
})

test('who writes to what its agent left without its disposition is answered by somebody else', async () => {
  await takesBack()
  await world.asOwner('update channel set disposition_required = true')
  await world.asOwner(`insert into disposition (workspace_id, id, name, kinds, everywhere, position)
    values ('${world.workspaceId}', gen_random_uuid(), 'Solved', '{whatsapp}', true, 1)`)
  await told(world, wroteFact(rosa, 'Hello', world.clock.now()))
  const { id: interactionId } = await newest()
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  await world.as('ben').do((work, ben) => endConversation(work, ben, { interactionId, dispositionId: null }))
  world.clock.advance(60_000)
  await routerLoop.run(world.kernel, world.workspaceId)
  await says('signed_out')
  await pass(120)
  const held = await world.asOwner<{ held: boolean }>('select wrap_up_held as held from interaction')
  expect(held).toEqual([{ held: true }])
  await browsersAgree(world, () => told(world, wroteFact(rosa, 'One more thing', world.clock.now())))
  expect(await routerLoop.due(world.kernel.system, world.clock.now())).toEqual([world.workspaceId])
  await browsersAgree(world, () => routerLoop.run(world.kernel, world.workspaceId))
  await browsersAgree(world, () => pass(10))
  await routerLoop.run(world.kernel, world.workspaceId)
  const [row] = await world.asOwner<{ state: string; to: AgentId[] }>('select state, offered_to as to from interaction')
  expect(row).toEqual({ state: 'offered', to: [world.agentIds.carla] })
})

test('a heartbeat is written at most every fifteen seconds, and at once for who has just come', async () => {
  const seen = async () =>
    (
      await world.asOwner<{ agent_id: AgentId; seen_at: Date }>(
        'select agent_id, seen_at from attendance order by seen_at',
      )
    ).map(({ seen_at }) => Number(seen_at) - world.clock.now())
  here = [world.agentIds.ben]
  await node.beat()
  expect(await seen()).toEqual([0])
  world.clock.advance(14_000)
  await node.beat()
  expect(await seen()).toEqual([-14_000])
  here = [world.agentIds.ben, world.agentIds.carla]
  await node.beat()
  expect(await seen()).toEqual([-14_000, 0])
  world.clock.advance(1_000)
  await node.beat()
  expect(await seen()).toEqual([0, 0])
})

test('force ready: a break only by request, which waits while nothing is held, and begins when all is done (R-082)', async () => {
  await rules({ readyRule: 'force_ready', breakWaitSeconds: 30 })
  const asks = (on: boolean) =>
    world.as('ben').try((work, { agentId }) => requestBreak(work, agentId, { on, reasonId: world.reasons.lunch }))
  const id = await benTalks()
  expect(await says('on_break')).toMatchObject({ refusal: 'only_by_request' })
  await browsersAgree(world, () => asks(true))
  expect(await presenceOf('ben')).toMatchObject({ state: 'available', breakRequested: true, breakBeginsAt: null })
  await world.as('ben').do((work, ben) => endConversation(work, ben, { interactionId: id, dispositionId: null }))
  await world.as('ben').do((work, ben) => finishWrapUp(work, ben, { interactionId: id, dispositionId: null }))
  expect(await presenceOf('ben')).toMatchObject({ state: 'on_break', reasonId: world.reasons.lunch })
  await says('available')
  await asks(true)
  expect((await presenceOf('ben')).breakBeginsAt).toBe(world.clock.now() + 30_000)
  world.clock.advance(29_000)
  await house(beginBreaks)
  expect((await presenceOf('ben')).state).toBe('available')
  await asks(false)
  world.clock.advance(10_000)
  await house(beginBreaks)
  expect(await presenceOf('ben'), 'taken back').toMatchObject({ state: 'available', breakRequested: false })
  await asks(true)
  world.clock.advance(30_000)
  await browsersAgree(world, () => house(beginBreaks))
  expect((await presenceOf('ben')).state).toBe('on_break')
})

test('one at a time: assigned one, then none; ready again when it is done, without a click (R-081)', async () => {
  await world.asOwner(`update queue set asks_to_accept = false`)
  await says('signed_out', 'carla')
  await rules({ readyRule: 'one_by_one' })
  for (let n = 0; n < 2; n++) {
    const sender = { addresses: [{ kind: 'phone', value: `+44770070000${n}` } as const], name: `S${n}`, username: null }
    await told(world, wroteFact(sender, 'Hello', world.clock.now()))
  }
  const states = async () =>
    (await world.asOwner<{ state: string }>('select state from interaction order by number')).map(({ state }) => state)
  await browsersAgree(world, () => house((work) => routeWorkspace(work)))
  expect(await states()).toEqual(['active', 'waiting'])
  expect(await presenceOf('ben')).toMatchObject({ state: 'available', notReady: true })
  await house((work) => routeWorkspace(work))
  expect(await states()).toEqual(['active', 'waiting'])
  await browsersAgree(world, () => says('available'))
  await house((work) => routeWorkspace(work))
  expect(await states(), 'they said so themselves').toEqual(['active', 'active'])
})

test('one at a time counts what was set aside: back in hand, nothing else comes; the next when they say so (R-081, R-033)', async () => {
  await world.asOwner(`update queue set asks_to_accept = false`)
  await says('signed_out', 'carla')
  await rules({ readyRule: 'one_by_one' })
  const sender = (n: number) => ({
    ...{ addresses: [{ kind: 'phone', value: `+44770070001${n}` } as const], name: `S${n}`, username: null },
  })
  const writes = (n: number) => told(world, wroteFact(sender(n), 'Hello', world.clock.now()))
  const states = async () =>
    (
      await world.asOwner<{ state: string; parked_since: unknown }>(
        'select state, parked_since from interaction order by number',
      )
    ).map(({ state, parked_since }) => (parked_since === null ? state : 'set aside'))
  await writes(0)
  await house((work) => routeWorkspace(work))
  const [{ id: interactionId }] = (await world.asOwner<{ id: InteractionId }>('select id from interaction')) as [
    { id: InteractionId },
  ]
  await world.as('ben').do((work, person) => parkInteraction(work, person, { interactionId, until: null }))
  expect(await presenceOf('ben'), 'set aside it is not in hand').toMatchObject({ notReady: false })
  await browsersAgree(world, () =>
    world.as('ben').do((work, person) => unparkInteraction(work, person, { interactionId })),
  )
  expect(await presenceOf('ben')).toMatchObject({ state: 'available', notReady: true })
  await writes(1)
  await house((work) => routeWorkspace(work))
  expect(await states()).toEqual(['active', 'waiting'])

  await world.as('ben').do((work, person) => parkInteraction(work, person, { interactionId, until: null }))
  await house((work) => routeWorkspace(work))
  expect(await states(), 'the other comes meanwhile').toEqual(['set aside', 'active'])
  await says('available')
  await writes(0)
  await browsersAgree(world, async () => void (await timersLoop.run(world.kernel, world.workspaceId)))
  expect(await states(), 'the contact wakes it').toEqual(['active', 'active'])
  expect(await presenceOf('ben'), 'with both in hand').toMatchObject({ notReady: true })
})

test('two administrators who change the rules at once: the second is told', async () => {
  await rules({ graceSeconds: 120 })
  const again = world
    .as('ana')
    .try((work) =>
      savePresenceRules(work, { readyRule: 'by_queue', breakWaitSeconds: 0, graceSeconds: 60, version: 0 }),
    )
  expect(await again).toMatchObject({ refusal: 'changed_by_someone_else' })
})
