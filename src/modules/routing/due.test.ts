import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Instant } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { nextAttempt } from '../conversations/due-repo.ts'
import { presenceLoop } from '../presence/jobs.ts'
import { acceptOffer, endConversation } from './actions.ts'
import { routerLoop } from './jobs.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const now = () => world.clock.now()
const inSeconds = (seconds: number) => (now() + seconds * 1_000) as Instant
const routing = async () => ({
  due: await routerLoop.due(world.kernel.system, now()),
  next: await routerLoop.next(world.kernel.system, now()),
})

/** Somebody writes, and it is offered to Ben. */
async function anOffer() {
  const sender = {
    addresses: [{ kind: 'phone', value: '+447700900123' } as const],
    name: 'Alice Mendes',
    username: null,
  }
  await told(world, wroteFact(sender, 'Hello', now()))
  expect(await routing()).toEqual({ due: [world.workspaceId], next: null })
  await routerLoop.run(world.kernel, world.workspaceId)
  const [row] = await world.asOwner(`select id, offer_id from interaction where state = 'offered'`)
  return present(row, 'an offer')
}

test('an offer and a wrap-up are due at their time, and their time is known before', async () => {
  expect(await routing()).toEqual({ due: [], next: null })
  const { id: interactionId, offer_id: offerId } = await anOffer()
  expect(await routing()).toEqual({ due: [], next: inSeconds(20) })

  await world.as('ben').do((work, person) => acceptOffer(work, person, { interactionId, offerId }))
  expect(await routing()).toEqual({ due: [], next: null })
  await world.as('ben').do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  expect(await routing()).toEqual({ due: [], next: inSeconds(60) })
  world.clock.advance(60_000)
  expect(await routing()).toEqual({ due: [world.workspaceId], next: null })
  await routerLoop.run(world.kernel, world.workspaceId)
  expect(await routing()).toEqual({ due: [], next: null })
})

test('an offer that nobody takes is due when its time is over', async () => {
  await anOffer()
  world.clock.advance(20_000)
  expect(await routing()).toEqual({ due: [world.workspaceId], next: null })
  await routerLoop.run(world.kernel, world.workspaceId)
  expect(await world.asOwner('select state, offer_id from interaction')).toEqual([{ state: 'waiting', offer_id: null }])
})

test('a wrap-up that is held for its disposition has no time', async () => {
  const { id } = await anOffer()
  await world.asOwner(
    `update interaction set state = 'wrapping_up', offer_id = null, offered_to = null, offer_expires_at = null,
       agent_id = $2, wrap_up_started_at = $3, wrap_up_ends_at = $4, wrap_up_held = true where id = $1`,
    [id, world.agentIds.ben, new Date(now()), new Date(inSeconds(60))],
  )
  expect(await routing()).toEqual({ due: [], next: null })
  world.clock.advance(60_000)
  expect(await routing()).toEqual({ due: [], next: null })
})

test('the return from a break, and the next attempt of a send, are known before their time', async () => {
  const { system } = world.kernel
  expect(await presenceLoop.next(system, now())).toBeNull()
  await world.asOwner('update presence set returns_at = $2 where agent_id = $1', [
    world.agentIds.ben,
    new Date(inSeconds(30)),
  ])
  expect(await presenceLoop.due(system, now())).toEqual([])
  expect(await presenceLoop.next(system, now())).toBe(inSeconds(30))
  world.clock.advance(30_000)
  expect(await presenceLoop.due(system, now())).toEqual([world.workspaceId])
  expect(await presenceLoop.next(system, now())).toBeNull()

  await anOffer()
  await world.asOwner(
    `update message set direction = 'out', author = 'house', delivery = 'queued', next_attempt_at = $1`,
    [new Date(inSeconds(5))],
  )
  expect(await nextAttempt(system, now())).toBe(inSeconds(5))
  expect(await nextAttempt(system, inSeconds(5))).toBeNull()
})
