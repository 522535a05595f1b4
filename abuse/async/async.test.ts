/** A check that fails, or comes late, lets somebody in: each is made to, and nobody comes in. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { json, makeTenant, openOwner, password, postHook, type Tenant, webhookBody } from '../tenant.ts'

let server: TestServer
let owner: pg.Client
let house: Tenant
beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await openOwner(server)
  house = await makeTenant({ server, owner, mark: 'khouse', line: '100000000000011' })
}, 120_000)

const restore: (() => void)[] = []
afterEach(async () => {
  for (const back of restore.splice(0).reverse()) back()
  // What is remembered of who asks is forgotten within a second.
  await wait(1_100)
})
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})

type Way = 'fails' | 'times out' | 'is late'
const ways: readonly Way[] = ['fails', 'times out', 'is late']

/** From now on this pool answers as a database in trouble. */
function trouble(pool: pg.Pool, way: Way): void {
  const { query, connect } = pool
  const troubled =
    (real: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]): Promise<unknown> => {
      if (way === 'fails') throw new Error('something that nobody foresaw')
      if (way === 'times out')
        throw Object.assign(new Error('timeout exceeded when trying to connect'), { code: 'ETIMEDOUT' })
      await wait(300)
      return real(...args)
    }
  pool.query = troubled(query.bind(pool) as never) as typeof pool.query
  pool.connect = troubled(connect.bind(pool) as never) as typeof pool.connect
  restore.push(() => Object.assign(pool, { query, connect }))
}

const view = (headers: Record<string, string>) => fetch(`${server.url}/api/view`, { headers })
const administrator = () => ({ cookie: house.people.administrator.cookie })

for (const way of ways) {
  test(`somebody asks with a made-up key while looking up keys ${way}`, async () => {
    trouble(server.kernel.system, way)
    const { status } = await view({ authorization: 'Bearer sbk_made-up-000000000000000' })
    expect(status).toBeGreaterThanOrEqual(401)
  })

  test(`somebody asks with a made-up session while looking up sessions ${way}`, async () => {
    trouble(server.database.auth, way)
    const { status } = await view({ cookie: 'switchboard.session_token=made.up' })
    expect(status).toBeGreaterThanOrEqual(401)
  })

  test(`an agent who was made inactive asks while looking up rights ${way}`, async () => {
    trouble(server.kernel.system, way)
    expect((await view({ cookie: house.people.disabled.cookie })).status).toBeGreaterThanOrEqual(401)
  })

  test(`somebody guesses passwords while counting guesses ${way}`, async () => {
    trouble(server.kernel.system, way)
    const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': json },
      body: JSON.stringify({ email: house.people.administrator.email, password: 'not the password' }),
    })
    expect(response.status).toBeGreaterThanOrEqual(401)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  test(`a stranger opens a socket while looking up who asks ${way}`, async () => {
    for (const pool of [server.kernel.system, server.database.auth]) trouble(pool, way)
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
      headers: { origin: server.url, cookie: 'switchboard.session_token=made.up' },
    })
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('open', () => resolve(200))
      socket.on('error', () => {}) // The answer says why.
    })
    socket.terminate()
    expect(status).toBeGreaterThanOrEqual(401)
  })

  test(`an agent of another queue asks for a conversation while the database ${way}`, async () => {
    trouble(server.kernel.app, way)
    const { status } = await fetch(
      `${server.url}/api/conversations/thread?conversationId=${house.ids.ConversationId}`,
      {
        headers: { cookie: house.people.outsider.cookie },
      },
    )
    expect(status).toBeGreaterThanOrEqual(404)
  })
}

test('a webhook is answered 200 although it could not be stored', async () => {
  const body = webhookBody(house.line, { contacts: [], messages: [] })
  expect((await postHook(server.url, house.channel, body)).status).toBe(200)
  for (const way of ['fails', 'times out'] as const) {
    for (const pool of [server.kernel.system, server.kernel.app]) trouble(pool, way)
    expect((await postHook(server.url, house.channel, body)).status).toBeGreaterThanOrEqual(500)
  }
})

test('a webhook with a wrong signature passes while its channel cannot be looked up', async () => {
  await wait(2_100)
  trouble(server.kernel.system, 'fails')
  const body = webhookBody(house.line, { contacts: [], messages: [] })
  const { status } = await postHook(server.url, { ...house.channel, appSecret: 'wrong' }, body)
  expect(status).toBeGreaterThanOrEqual(401)
})

test('a change is answered as done although its journal could not be written', async () => {
  const kept = () =>
    owner.query<{ n: string }>('select count(*) as n from note where workspace_id = $1', [house.workspaceId])
  const before = (await kept()).rows[0]?.n
  await owner.query(`create function stop() returns trigger language plpgsql as $$ begin raise 'no journal'; end $$;
    create trigger stop before insert on journal for each row execute function stop()`)
  const response = await fetch(`${server.url}/api/conversations/add-note`, {
    method: 'POST',
    headers: { 'content-type': json, origin: server.url, ...administrator() },
    body: JSON.stringify({ conversationId: house.ids.ConversationId, text: 'never written' }),
  })
  await owner.query('drop trigger stop on journal; drop function stop()')
  expect(response.status).toBe(500)
  expect((await kept()).rows[0]?.n).toBe(before)
})

test('a promise of a password counts as the right password', async () => {
  const words = { currentPassword: 'not the password', newPassword: 'another-Meadow-52-kettle' }
  const response = await fetch(`${server.url}/api/me/change-password`, {
    method: 'POST',
    headers: { 'content-type': json, origin: server.url, ...administrator() },
    body: JSON.stringify(words),
  })
  expect(response.status).toBe(403)
  const again = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': json },
    body: JSON.stringify({ email: house.people.administrator.email, password }),
  })
  expect(again.status).toBe(204)
})

test('a check that answers later is used as if it had answered yes', () => {
  const root = join(import.meta.dirname, '../../src')
  const checks = [
    'maySeeConversation',
    'maySeeContact',
    'maySeeInteraction',
    'isPassword',
    'attempts.take',
    'authenticate',
    'isOwnFile',
  ]
  const used = new RegExp(
    `(?<!function |await |=> |return |const |inTurn\\(\\(\\) => |[\\w.'])(?:${checks.map((name) => `(?:\\w+\\.)?${name.replace('.', '\\.')}`).join('|')})\\(`,
    'g',
  )
  const forgotten = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('test') && !/^(web|providers.simulator)/.test(path))
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .filter((line) => !/^\s*(\*|\/\/|\/\*\*)/.test(line))
        .filter((line) =>
          [...line.matchAll(used)].some(
            (match) => !promised.some((allowed) => line.slice(match.index).startsWith(allowed)),
          ),
        )
        .map((line) => `${path}: ${line.trim()}`),
    )
  expect(forgotten).toEqual([])
})
/** Joined with others that are waited for together. */
const promised = ['maySeeInteraction(work.tx, person, id),']
