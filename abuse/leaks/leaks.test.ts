/** What an answer, a log or a file tells that nobody asked for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../../src/app/server.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { createLog } from '../../src/kernel/log.ts'
import { freshDatabase, type TestDatabase } from '../../src/testing/database.ts'
import { startServer as startTestServer, type TestServer } from '../../src/testing/server.ts'
import { type Description, describedOperations, inputsOf } from '../foreign/inputs.ts'
import { description } from '../foreign/operations.ts'
import { json, makeTenant, openOwner, password, postHook, type Tenant, tryCall } from '../tenant.ts'

const logged: string[] = []
let database: TestDatabase
let folder: string
let server: TestServer
let owner: pg.Client
let house: Tenant
beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'switchboard-leaks-'))
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    SWITCHBOARD_DATA: folder,
    SWITCHBOARD_DEMO: 'off',
    ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:*',
  })
  const log = createLog({ level: 'trace', to: { write: (line) => void logged.push(line) } })
  server = { ...(await startServer(config, { log })), testDatabase: database, folder }
  owner = await openOwner(server)
  house = await makeTenant({ server, owner, mark: 'khouse', line: '100000000000011' })
}, 120_000)
afterAll(async () => {
  await owner?.end()
  await server?.stop()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

const by = () => ({ headers: { cookie: house.people.administrator.cookie } })
const { inputFor } = inputsOf(description as unknown as Description)
const operations = describedOperations(description as unknown as Description)

for (const operation of operations.filter(({ method }) => method === 'GET'))
  test(`a shared computer shows what ${operation.path} answered before`, async () => {
    const input = inputFor(operation, null, ({ type }) => house.ids[type] ?? '')
    for (const headers of [by().headers, {}]) {
      const response = await fetch(
        `${server.url}${operation.path}?${new URLSearchParams(input as Record<string, string>)}`,
        { headers },
      )
      expect([200, 401]).toContain(response.status)
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

test('a refusal of what was sent is kept by a cache', async () => {
  const response = await fetch(`${server.url}/api/interactions?limit=9999`, { headers: by().headers })
  expect(response.status).toBe(400)
  expect(response.headers.get('cache-control')).toBe('no-store')
})

const pages = [
  '/',
  '/desk',
  '/api/view',
  '/api/nothing',
  '/healthz',
  '/hooks/whatsapp/x',
  '/assets/nothing.js',
  '/api/openapi.json',
]
for (const path of pages)
  test(`${path} is framed, guessed at, or says where a person came from`, async () => {
    const response = await fetch(`${server.url}${path}`, { headers: { accept: 'text/html' } })
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    for (const header of [
      'server',
      'x-powered-by',
      'via',
      'access-control-allow-origin',
      'access-control-allow-credentials',
    ])
      expect(response.headers.get(header), header).toBeNull()
  })

test('a page runs a script that somebody put into it', async () => {
  const ask = async (path: string) => {
    const response = await fetch(`${server.url}${path}`, { headers: { accept: 'text/html' } })
    const policy = response.headers.get('content-security-policy') ?? ''
    const rules = new Map(policy.split('; ').map((rule): [string, string] => [rule.split(' ')[0]!, rule]))
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
    return { rules, nonce, text: await response.text() }
  }
  for (const path of ['/', '/desk', '/api/nothing']) {
    const { rules, nonce, text } = await ask(path)
    expect(rules.get('default-src')).toBe("default-src 'none'")
    expect(rules.get('script-src')).toBe("script-src 'self'")
    expect(rules.get('style-src')).toBe(nonce ? `style-src 'self' 'nonce-${nonce}'` : "style-src 'self'")
    expect(rules.get('base-uri')).toBe("base-uri 'none'")
    expect(rules.get('form-action')).toBe("form-action 'self'")
    expect(rules.has('object-src')).toBe(false)
    // Nobody who knows one page knows the nonce of the next.
    if (nonce) expect([nonce.length > 20, (await ask(path)).text.includes(nonce)]).toEqual([true, false])
    for (const [, attributes, inside] of text.matchAll(/<script([^>]*)>([^<]*)/g))
      expect([/src="\//.test(attributes ?? ''), inside?.trim()]).toEqual([true, ''])
  }
  expect(isBuilt).toBe((await ask('/')).nonce !== undefined)
})

const isBuilt = existsSync(join(import.meta.dirname, '../../dist/web/index.html'))

const noise = /node_modules|\.ts:\d|\bat \S+ \(|\/src\/|FST_|ERR_|postgres|select .* from/i
const broken: readonly [what: string, send: () => Promise<Response>][] = [
  ['half a JSON', () => send('/api/presence/set', '{"state":')],
  ['a JSON of another type', () => send('/api/presence/set', '"text"')],
  ['an empty body', () => send('/api/presence/set', '')],
  ['another type of content', () => send('/api/presence/set', 'x', 'text/xml')],
  ['an unreadable type of content', () => send('/api/presence/set', 'x', ';;;')],
  ['a body that is too large', () => send('/api/presence/set', `"${'x'.repeat(1_100_000)}"`)],
  ['an address that is no address', () => fetch(`${server.url}/%E0%A4%A`, by())],
  ['an id that is none', () => fetch(`${server.url}/api/attachments/%00`, by())],
  ['an address of ten thousand characters', () => fetch(`${server.url}/api/${'x'.repeat(10_000)}`, by())],
  [
    'a range that is none',
    () =>
      fetch(`${server.url}/api/attachments/${house.ids.AttachmentId}`, {
        headers: { ...by().headers, range: 'bytes=9-1' },
      }),
  ],
]
const send = (path: string, body: string, type = json) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, origin: server.url, ...by().headers },
    body,
  })
for (const [what, provoke] of broken)
  test(`somebody provokes an error with ${what}, to read how we are made`, async () => {
    const response = await provoke()
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    expect(await response.text()).not.toMatch(noise)
  })

test('a fault of ours tells what it was', async () => {
  const { connect: real } = server.kernel.app
  server.kernel.app.connect = (async () => {
    throw new Error('the password of the database is hunter2')
  }) as unknown as typeof real
  const { status, body } = await tryCall(server.url, by(), { method: 'GET', path: '/api/view', input: {} })
  server.kernel.app.connect = real
  expect(status).toBe(500)
  expect(Object.keys(body as object).sort()).toEqual(['requestId', 'trouble'])
  expect(body).toMatchObject({ trouble: 'unexpected' })
})

const files = [
  '/.env',
  '/.git/config',
  '/package.json',
  '/.data/secret-key',
  '/secret-key',
  '/attachments',
  '/src/app/main.ts',
  '/migrations/0001_foundation.sql',
  '/server-status',
  '/debug',
  '/graphql',
  '/.well-known/security.txt',
  '/metrics/',
  '/logs',
]
for (const path of files)
  test(`somebody looks for ${path}`, async () => {
    const response = await fetch(`${server.url}${path}`, { headers: { accept: '*/*' } })
    expect(response.status).toBe(404)
  })

const traversals = [
  '/assets/../../package.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/..%5c..%5cpackage.json',
  '/assets/....//....//package.json',
  '/%2e%2e%2f%2e%2e%2fpackage.json',
  '/assets/..%252f..%252fpackage.json',
  '/assets/%00/../../package.json',
  '/api/attachments/..%2f..%2f..%2fsecret-key',
  '/hooks/whatsapp/..%2f..%2fapi%2fusers',
  '//etc/passwd',
  '/assets//../../package.json',
]
for (const path of traversals)
  test(`somebody walks out of our folder by ${path}`, async () => {
    const answer = await byHand(`GET ${path} HTTP/1.1`)
    expect(answer).not.toContain('"switchboard"')
    expect(answer).not.toContain('root:')
    expect(answer).toMatch(/^HTTP\/1\.1 (400|401|403|404|503)/)
  })

/** A request as it stands: clients would tidy its address. */
function byHand(first: string, host = 'x'): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    socket.write(`${first}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  })
}

test('what is built carries its source beside it', () => {
  const built = join(import.meta.dirname, '../../dist/web')
  const names = existsSync(built) ? readdirSync(built, { recursive: true, encoding: 'utf8' }) : []
  expect(names.filter((name) => name.endsWith('.map'))).toEqual([])
  for (const name of names.filter((one) => one.endsWith('.js')))
    expect(readFileSync(join(built, name), 'utf8')).not.toContain('sourceMappingURL=')
})

test('a method that repeats a request shows the cookie to a script', async () => {
  for (const method of ['TRACE', 'TRACK', 'DEBUG']) {
    const answer = await byHand(`${method} /api/view HTTP/1.1\r\nCookie: switchboard.session_token=secret-cookie`)
    expect(answer).not.toContain('secret-cookie')
    expect(answer).toMatch(/^HTTP\/1\.1 4/)
  }
})

test('another site asks what it may read', async () => {
  const headers = {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  }
  const response = await fetch(`${server.url}/api/view`, { method: 'OPTIONS', headers })
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  expect(response.status).toBe(404)
})

test('settings that only hold secrets are read back', async () => {
  const text = async (path: string) => (await tryCall(server.url, by(), { method: 'GET', path, input: {} })).text
  const everything = `${await text('/api/channels')}${await text('/api/api-keys')}${await text('/api/users')}${await text('/api/view')}`
  const { rows } = await owner.query<{ sealed: string[]; token: string }>(
    'select app_secrets_sealed as sealed, access_token_sealed as token from channel',
  )
  const { rows: hashes } = await owner.query<{ hash: string }>(
    `select hash from api_key union select password from auth.account union select token from auth.session`,
  )
  for (const secret of [
    house.channel.appSecret,
    ...Object.values(house.keys),
    rows[0]!.token,
    ...rows[0]!.sealed,
    ...hashes.map(({ hash }) => hash),
    password,
  ])
    expect(everything).not.toContain(secret)
})

test('signing in tells the token to the page', async () => {
  const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': json },
    body: JSON.stringify({ email: house.people.administrator.email, password }),
  })
  expect([response.status, await response.text()]).toEqual([204, ''])
  const session = await tryCall(server.url, by(), { method: 'GET', path: '/api/auth/get-session', input: {} })
  expect(Object.keys(session.body as object).sort()).toEqual(['email', 'name', 'role'])
})

test('a stranger learns who works here, and who wrote', async () => {
  for (const path of [
    '/api/public/about',
    '/api/openapi.json',
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/auth/get-session',
    '/',
  ])
    expect((await tryCall(server.url, { headers: {} }, { method: 'GET', path, input: {} })).text, path).not.toContain(
      house.mark,
    )
})

test('the figures of the server hold a key of an address', async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  for (const secret of [house.channel.webhookKey, house.keys.agent, house.workspaceId])
    expect(text).not.toContain(secret)
})

test('an administrator of one workspace reads what the server does for all of them', async () => {
  const bearer = { authorization: `Bearer ${house.keys.administrator}` }
  const elsewhere = { 'x-forwarded-for': '192.0.2.1' }
  for (const headers of [{ ...bearer, ...elsewhere }, { ...by().headers, ...elsewhere }, elsewhere])
    expect((await fetch(`${server.url}/metrics`, { headers })).status).toBe(401)
  // A page whose own name leads to this computer, in the browser of whoever runs the server.
  expect(await byHand('GET /metrics HTTP/1.1', 'evil.example')).toMatch(/^HTTP\/1\.1 401/)
  expect(await byHand('GET /metrics HTTP/1.1', 'localhost')).toMatch(/^HTTP\/1\.1 200/)
})

test('the token of the figures is guessed, or left out on the computer itself', async () => {
  const token = 'metrics-token-of-whoever-runs-it'
  const other = await startTestServer({ demo: false, env: { METRICS_TOKEN: token } })
  for (const authorization of ['', token, `Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, `Basic ${btoa(token)}`])
    expect((await fetch(`${other.url}/metrics`, { headers: { authorization } })).status, authorization).toBe(401)
  expect((await fetch(`${other.url}/metrics`)).status).toBe(401)
  const right = { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' }
  expect((await fetch(`${other.url}/metrics`, { headers: right })).status).toBe(200)
  await other.stop()
})

test('a token in an address, a password and what people write are read in the log', async () => {
  const secrets = ['token-in-an-address', 'wrong-password-typed', 'text-of-a-note', 'sbk_a-key-that-is-none-0000']
  await fetch(`${server.url}/api/view?access_token=${secrets[0]}`)
  await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': json },
    body: JSON.stringify({ email: house.people.administrator.email, password: secrets[1] }),
  })
  await tryCall(server.url, by(), {
    method: 'POST',
    path: '/api/conversations/add-note',
    input: { conversationId: house.ids.ConversationId, text: secrets[2] },
  })
  await fetch(`${server.url}/api/view`, { headers: { authorization: `Bearer ${secrets[3]}` } })
  await postHook(server.url, { ...house.channel, appSecret: 'wrong' }, '{}')
  const text = logged.join('')
  expect(text).toContain('refused')
  const cookie = /session_token=([^.;]+)/.exec(house.people.administrator.cookie)?.[1] ?? 'none'
  for (const secret of [
    ...secrets,
    cookie,
    password,
    house.channel.appSecret,
    house.channel.verifyToken,
    ...Object.values(house.keys),
    house.mark,
  ])
    expect(text.includes(secret) ? text.slice(text.indexOf(secret) - 300, text.indexOf(secret) + 50) : '').toBe('')
})
