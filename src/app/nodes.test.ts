import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listUsers, resetPassword, type User } from '../contract/operations/identity.ts'
import { setPresence } from '../contract/operations/presence.ts'
import { present } from '../kernel/assert.ts'
import { inWork } from '../kernel/work.ts'
import { workspaces } from '../modules/identity/index.ts'
import { setPresence as changePresence } from '../modules/presence/actions.ts'
import { SEED_NUMBER } from '../providers/simulator/seed.ts'
import { signIn } from '../testing/client.ts'
import { startServer, type TestServer } from '../testing/server.ts'
import { demoAdministrator, demoUsers } from './demo.ts'

/** Two nodes on one database. The telephones are the first one's. */
let first: TestServer
let second: TestServer
beforeAll(async () => {
  first = await startServer({ demo: true })
  second = await startServer({ demo: false, beside: first })
})
afterAll(async () => {
  await second?.stop()
  await first?.stop()
})

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(5)
}

const [ines, tom] = demoUsers

test('a browser on one node sees at once what happens on the other', async () => {
  const [here, there] = await Promise.all([
    signIn(first.url, ines.email, ines.password),
    signIn(second.url, ines.email, ines.password),
  ])
  const store = there.openStore()
  await until(() => store.read().line.state === 'live')
  await here.must(setPresence, { state: 'available' })
  const me = () => present(store.read().view, 'the view').me.agentId
  await until(() => store.read().view?.agents[me()]?.presence.state === 'available')
  await fetch(`${first.url}/simulator/api/control/phones/gil/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: first.url },
    body: JSON.stringify({ to: SEED_NUMBER.phoneNumberId, action: { type: 'text', text: 'over there' } }),
  })
  const snippets = () =>
    Object.values(store.read().view?.interactions ?? {}).map(({ conversation }) => conversation.snippet)
  await until(() => snippets().includes('over there'))
  store.stop()
})

test('who is signed out on one node is signed out on the other', async () => {
  const administrator = await signIn(first.url, demoAdministrator.email, demoAdministrator.password)
  const person = await signIn(second.url, tom.email, tom.password)
  const store = person.openStore()
  await until(() => store.read().line.state === 'live')
  const { users } = await administrator.must(listUsers, {})
  const { id } = present<User>(users.find(({ email }) => email === tom.email) ?? null, 'Tom')
  await administrator.must(resetPassword, { id, password: 'another-lantern-on-the-quay' })
  await until(() => store.read().signedOut)
  expect(await person.call(listUsers, {})).toMatchObject({ ok: false, refusal: 'not_signed_in' })
})

test('what a node committed and was killed before it could say so reaches the browsers of the others', async () => {
  const person = await signIn(second.url, ines.email, ines.password)
  const store = person.openStore()
  await until(() => store.read().line.state === 'live')
  const me = present(store.read().view, 'the view').me.agentId
  const [workspace] = await workspaces(first.kernel.system)
  const by = { workspaceId: present(workspace, 'the workspace').id, agentId: me }
  const killed = { ...first.kernel, committed: () => {}, wake: () => {} }
  const state = store.read().view?.agents[me]?.presence.state === 'available' ? 'signed_out' : 'available'
  await inWork(killed, by, (work) => changePresence(work, me, { state, reasonId: null }))
  await until(() => store.read().view?.agents[me]?.presence.state === state)
  store.stop()
})
