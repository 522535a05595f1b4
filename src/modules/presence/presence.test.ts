import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Presence } from '../../contract/cards.ts'
import type { ReasonId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { requestBreak, saveReason, setPresence, setStopNew } from './actions.ts'
import type { ChosenState } from './core/presence.ts'
import { endPresence } from './index.ts'
import { listReasons } from './repo.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const says = (state: ChosenState, reasonId: ReasonId | null = null) =>
  world.as('ben').try((work, { agentId }) => setPresence(work, agentId, { state, reasonId }))
const stops = (on: boolean) => world.as('ben').try((work, { agentId }) => setStopNew(work, agentId, { on }))
const asks = (on: boolean, reasonId: ReasonId | null = null) =>
  world.as('ben').try((work, { agentId }) => requestBreak(work, agentId, { on, reasonId }))
async function ben(): Promise<Presence> {
  return present((await loadView(world, 'sofia')).agents[world.agentIds.ben], 'Ben').presence
}

test('what an agent says is on every screen, with its reason (R-074)', async () => {
  await browsersAgree(world, () => says('on_break', world.reasons.lunch))
  expect(await ben()).toMatchObject({ state: 'on_break', reasonId: world.reasons.lunch, since: world.clock.now() })
  await browsersAgree(world, () => says('working_offline', world.reasons.paperwork))
  await browsersAgree(world, () => says('available'))
  await browsersAgree(world, () => says('signed_out'))
})

test('a reason of the wrong kind, or of nobody, is refused', async () => {
  expect(await says('on_break', world.reasons.paperwork)).toMatchObject({ refusal: 'invalid_input' })
  expect(await says('on_break', crypto.randomUUID() as ReasonId)).toMatchObject({ refusal: 'not_found' })
  expect((await ben()).state).toBe('available')
})

test('saying the same again records nothing', async () => {
  await says('on_break')
  const before = world.commits.length
  world.clock.advance(1_000)
  await says('on_break')
  expect(world.commits).toHaveLength(before)
})

test('stop new and a break with nothing held begin at once', async () => {
  await browsersAgree(world, () => stops(true))
  expect((await ben()).state).toBe('working_offline')
  expect(await asks(true)).toMatchObject({ refusal: 'not_available' })
  await says('available')
  await browsersAgree(world, () => asks(true, world.reasons.lunch))
  expect(await ben()).toMatchObject({ state: 'on_break', reasonId: world.reasons.lunch, breakRequested: false })
})

test('every change of presence wakes the router', async () => {
  await says('on_break')
  const before = world.wakes.length
  await says('available')
  expect(world.wakes.slice(before)).toEqual([{ loop: 'router', workspaceId: world.workspaceId }])
})

test('a person who may no longer come in is signed out', async () => {
  await browsersAgree(world, () =>
    world.as('ana').do(async (work) => {
      await endPresence(work, world.agentIds.ben)
      return { ok: true, value: null }
    }),
  )
  expect((await ben()).state).toBe('signed_out')
})

test('who never signed in has a presence from the first word on', async () => {
  await world.asOwner('delete from presence where agent_id = $1', [world.agentIds.ben])
  await browsersAgree(world, () => says('available'))
  expect((await ben()).state).toBe('available')
})

test('reasons are added, renamed and retired; two of a kind have different names', async () => {
  type Given = { id: ReasonId | null; kind: 'break' | 'offline'; name: string; active?: boolean; version?: number }
  const save = (input: Given) => world.as('ana').try((work) => saveReason(work, { active: true, version: 1, ...input }))
  await browsersAgree(world, () => save({ id: null, kind: 'break', name: 'Tea' }))
  expect(await save({ id: null, kind: 'break', name: 'tea' })).toMatchObject({ refusal: 'name_taken' })
  expect(await save({ id: null, kind: 'offline', name: 'Tea' })).toMatchObject({ ok: true })
  expect(await save({ id: crypto.randomUUID() as ReasonId, kind: 'break', name: 'Gym' })).toMatchObject({
    refusal: 'not_found',
  })
  const { lunch } = world.reasons
  expect(await save({ id: lunch, kind: 'offline', name: 'Lunch' })).toMatchObject({ refusal: 'invalid_input' })
  expect(await save({ id: lunch, kind: 'break', name: 'Long lunch', active: false })).toMatchObject({ ok: true })
  const late = await save({ id: lunch, kind: 'break', name: 'Second lunch' })
  expect(late, 'somebody else has changed it').toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await says('on_break', lunch), 'a retired reason is not given').toMatchObject({ refusal: 'invalid_input' })
  const all = await world.as('ben').read(async (tx, person) => ({
    ok: true,
    value: await listReasons(tx, person.workspaceId),
  }))
  expect(all.map(({ name, kind, active }) => `${name} ${kind} ${active}`)).toEqual([
    'Long lunch break false',
    'Paperwork offline true',
    'Tea break true',
    'Tea offline true',
  ])
})
