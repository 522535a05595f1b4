import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InteractionId } from '../src/contract/ids.ts'
import type { Sender } from '../src/contract/inbound.ts'
import { inWork } from '../src/kernel/work.ts'
import { setPresence } from '../src/modules/presence/actions.ts'
import { acceptOffer, endConversation, finishWrapUp } from '../src/modules/routing/actions.ts'
import { routeWorkspace } from '../src/modules/routing/router.ts'
import { told, wroteFact } from '../src/testing/inbound.ts'
import { createWorld, type World } from '../src/testing/world.ts'

/** Failures of others that no single part of the product is the home of; all of them are listed in docs/failures.md. */
const root = join(import.meta.dirname, '..')
const rosa: Sender = {
  addresses: [{ kind: 'phone', value: '+447700900131' }],
  name: 'Rosa Quintero',
  username: null,
}

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

test('two conversations for one customer: thirty first messages at the same moment, each on its own, open one', async () => {
  const now = world.clock.now()
  await Promise.all(Array.from({ length: 30 }, (_, n) => told(world, wroteFact(rosa, `Hello ${n}`, now))))
  const counts = await world.asOwner(
    `select (select count(*)::int from contact) as contacts, (select count(*)::int from conversation) as conversations,
       (select count(*)::int from interaction) as interactions, (select count(*)::int from message) as messages`,
  )
  expect(counts).toEqual([{ contacts: 1, conversations: 1, interactions: 1, messages: 30 }])
})

test('stuck with somebody who has gone: what is reopened waits for whoever is there', async () => {
  await world.asOwner('update channel set reopen_days = 7')
  const routes = () => inWork(world.kernel, world.house, (work) => routeWorkspace(work))
  await told(world, wroteFact(rosa, 'Hello', world.clock.now()))
  await routes()
  const offered = await world.asOwner<{ id: InteractionId; offer_id: never }>('select id, offer_id from interaction')
  const { id: interactionId, offer_id: offerId } = offered[0] as (typeof offered)[number]
  const input = { interactionId, dispositionId: null }
  await world.as('ben').do((work, ben) => acceptOffer(work, ben, { interactionId, offerId }))
  await world.as('ben').do((work, ben) => endConversation(work, ben, input))
  await world.as('ben').do((work, ben) => finishWrapUp(work, ben, input))
  await world.as('ben').do((work, ben) => setPresence(work, ben.agentId, { state: 'signed_out', reasonId: null }))
  world.clock.advance(3_600_000)
  await told(world, wroteFact(rosa, 'One more thing', world.clock.now()))
  await routes()
  expect(await world.asOwner('select state, reopened, offered_to from interaction')).toEqual([
    { state: 'offered', reopened: 1, offered_to: [world.agentIds.carla] },
  ])
})

test('a failure that nobody looked at: docs/failures.md has a row for each, with a test or the reason why there is none', () => {
  const rows = readFileSync(join(root, 'docs/failures.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| F-'))
  expect(rows.map((row) => row.slice(2, 6))).toEqual(
    Array.from({ length: 44 }, (_, n) => `F-${String(n + 1).padStart(2, '0')}`),
  )
  for (const row of rows) expect(row).toMatch(/`: “|Not yet: /)
})
