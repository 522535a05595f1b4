import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getView } from '../contract/operations/routing.ts'
import { SEED_NUMBER } from '../providers/simulator/seed.ts'
import { type BreakableLine, breakableLine } from '../testing/breakable.ts'
import { signIn } from '../testing/client.ts'
import { startServer, type TestServer } from '../testing/server.ts'
import { demoUsers } from './demo.ts'

let line: BreakableLine
let server: TestServer
beforeAll(async () => {
  server = await startServer({
    demo: true,
    async through(url) {
      line = await breakableLine(url)
      return line.url
    },
  })
})
afterAll(async () => {
  await server?.stop()
  await line?.close()
})

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(20)
}

const statusOf = async (path: string) => (await fetch(`${server.url}${path}`)).status
const supervisor = demoUsers.find(({ role }) => role === 'supervisor')!

async function onPhone(text: string): Promise<void> {
  await fetch(`${server.url}/simulator/api/control/phones/gil/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ to: SEED_NUMBER.phoneNumberId, action: { type: 'text', text } }),
  })
}

test('while Postgres is away the server lives and says so; when it is back, so is everything', async () => {
  const person = await signIn(server.url, supervisor.email, supervisor.password)
  const store = person.openStore()
  await until(() => store.read().line.state === 'live')
  const interactions = () => Object.values(store.read().view?.interactions ?? {})

  await line.cut()
  await until(async () => (await statusOf('/readyz')) === 503)
  expect(await statusOf('/healthz')).toBe(200)
  expect(await person.call(getView, {})).toMatchObject({ ok: false, refusal: 'database_away' })
  // A customer writes meanwhile: the provider is not told 200, and sends it again.
  await onPhone('is anybody there?')
  // Long enough for every loop, runner and listener to have noticed and to have tried in vain, more than once.
  await wait(6_000)
  expect(await statusOf('/healthz')).toBe(200)
  expect(interactions()).toEqual([])

  await line.mend()
  await until(async () => (await statusOf('/readyz')) === 200)
  expect(await person.call(getView, {})).toMatchObject({ ok: true })
  await until(() => store.read().line.state === 'live')
  await onPhone('hello again')
  await until(() => interactions().some(({ conversation }) => conversation.snippet === 'hello again'))
  store.stop()
})
