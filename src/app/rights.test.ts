import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InteractionCard } from '../contract/cards.ts'
import { listUsers, saveUser } from '../contract/operations/identity.ts'
import { setPresence } from '../contract/operations/presence.ts'
import { getTransferRules, listQueues, saveQueue, saveTransferRules } from '../contract/operations/queues.ts'
import { acceptOffer, getView, passInteraction, rejectOffer } from '../contract/operations/routing.ts'
import { listSkills, saveSkill } from '../contract/operations/skills.ts'
import { present } from '../kernel/assert.ts'
import { newId } from '../kernel/new-id.ts'
import { SEED_NUMBER } from '../providers/simulator/seed.ts'
import { type Client, signIn } from '../testing/client.ts'
import { startServer, type TestServer } from '../testing/server.ts'
import { demoUsers } from './demo.ts'

/** What a switch or a right takes away is gone from the API too, and not only from a screen. */

let server: TestServer
let ines: Client
let mara: Client
beforeAll(async () => {
  server = await startServer({ demo: true })
  const [agent, , , administrator] = demoUsers
  ines = await signIn(server.url, agent.email, agent.password)
  mara = await signIn(server.url, administrator.email, administrator.password)
  await ines.must(setPresence, { state: 'available' })
})
afterAll(() => server?.stop())

async function somebodyWrites(phone: string): Promise<InteractionCard> {
  const response = await fetch(`${server.url}/simulator/api/control/phones/${phone}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ to: SEED_NUMBER.phoneNumberId, action: { type: 'text', text: 'hello' } }),
  })
  if (!response.ok) throw new Error(`the telephone refused: ${await response.text()}`)
  for (;;) {
    const { interactions } = await ines.must(getView, {})
    const offered = Object.values(interactions).find(({ offer }) => offer !== null)
    if (offered) return offered
    await wait(5)
  }
}

test('passing on is switched off: nobody may, and nothing offers it; switched on, it goes (R-035)', async () => {
  const card = await somebodyWrites('amara')
  await ines.must(acceptOffer, { interactionId: card.id, offerId: present(card.offer, 'the offer').id })
  const rules = await mara.must(getTransferRules, {})
  const off = await mara.must(saveTransferRules, { ...rules, allowed: false })
  const pass = () =>
    ines.call(passInteraction, {
      interactionId: card.id,
      transferId: newId(),
      to: { queueId: card.queueId },
      note: '',
    })
  expect(await pass()).toMatchObject({ ok: false, refusal: 'not_permitted' })
  expect((await ines.must(getView, {})).me.permissions, 'the desk shows no arrow').not.toContain(
    'interactions.transfer',
  )
  await mara.must(saveTransferRules, { ...rules, ...off, allowed: true })
  expect(await pass()).toMatchObject({ ok: true })
})

test('who may not reject is refused, and is told that they may not before they try (R-076, D-27)', async () => {
  const { users } = await mara.must(listUsers, {})
  const stored = present(
    users.find(({ name }) => name === demoUsers[0].name),
    'Ines',
  )
  await mara.must(saveUser, { ...stored, denied: ['offers.reject'], password: null })
  const card = await somebodyWrites('rosa')
  const offerId = present(card.offer, 'the offer').id
  expect(await ines.call(rejectOffer, { interactionId: card.id, offerId })).toMatchObject({ refusal: 'not_permitted' })
  expect((await ines.must(getView, {})).me.permissions).not.toContain('offers.reject')
})

test('queues and skills are changed by administrators alone (R-063)', async () => {
  const { queues } = await mara.must(listQueues, {})
  const refused = { ok: false, refusal: 'not_permitted' }
  expect(await ines.call(listQueues, {})).toMatchObject(refused)
  expect(await ines.call(saveQueue, present(queues[0], 'a queue'))).toMatchObject(refused)
  expect(
    await ines.call(saveSkill, { id: null, version: 0, name: 'welsh', description: '', people: [] }),
  ).toMatchObject(refused)
  expect((await mara.must(listSkills, {})).skills).toEqual([])
})

test('the name of a queue is for people, the name of a skill for machines (R-063)', async () => {
  const queue = present((await mara.must(listQueues, {})).queues[0], 'a queue')
  for (const name of ['R', 'x'.repeat(31), ' '])
    expect(await mara.call(saveQueue, { ...queue, name })).toMatchObject({ refusal: 'invalid_input' })
  expect(await mara.call(saveQueue, { ...queue, name: 'Réclamations & retours' })).toMatchObject({ ok: true })
  for (const name of ['r', 'x'.repeat(31), 'Réclamations & retours'])
    expect(await mara.call(saveSkill, { id: null, version: 0, name, description: '', people: [] })).toMatchObject({
      refusal: 'invalid_input',
    })
})
