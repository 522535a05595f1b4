/** Somebody wants to be somebody else: passwords, cookies, other people's pages, and headers that only a proxy may set. */
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { createAuth } from '../../src/modules/identity/auth.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { json, makeTenant, openOwner, password, type Tenant } from '../tenant.ts'

let server: TestServer
let owner: pg.Client
let house: Tenant
beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await openOwner(server)
  house = await makeTenant({ server, owner, mark: 'khouse', line: '100000000000011' })
}, 120_000)
// Each case has its own tries.
beforeEach(() => owner.query('delete from auth."rateLimit"'))
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})

const administrator = () => house.people.administrator
type Headers = Record<string, string>

const signInAs = (body: unknown, headers: Headers = {}) =>
  fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
const viewAs = (headers: Headers) => fetch(`${server.url}/api/view`, { headers })
const change = (headers: Headers, body: object = { state: 'available' }) =>
  fetch(`${server.url}/api/presence/set`, {
    method: 'POST',
    headers: { 'content-type': json, ...headers },
    body: JSON.stringify(body),
  })
const call = (path: string, cookie: string, body: object) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': json, origin: server.url, cookie },
    body: JSON.stringify(body),
  })

// Passwords (A-09, A-10, A-11, A-27).

const wrongPasswords: readonly [what: string, value: unknown][] = [
  ['an empty text', ''],
  ['nothing', null],
  ['true', true],
  ['a list with the right one', [password]],
  ['a query operator that fits everything', { $ne: null }],
  ['a query operator with a pattern', { $regex: '.*' }],
  ['zero', 0],
  ['the word undefined', 'undefined'],
  ['the right one with a space after it', `${password} `],
  ['the right one in capitals', password.toUpperCase()],
  ['the right one cut short', password.slice(0, -1)],
  ['the right one with a NUL after it', `${password}\0`],
  ['the right one twice', password + password],
  ['a thousand characters', 'a'.repeat(1_000)],
]
for (const [what, value] of wrongPasswords)
  test(`somebody signs in with a wrong password: ${what}`, async () => {
    const response = await signInAs({ email: administrator().email, password: value })
    expect([400, 401]).toContain(response.status)
    expect(response.headers.getSetCookie()).toEqual([])
  })

test('somebody signs in with the hash that is stored of the password', async () => {
  const { rows } = await owner.query<{ password: string }>(
    'select a.password from auth.account a join auth."user" u on u.id = a."userId" where u.email = $1',
    [administrator().email],
  )
  const [hash] = rows
  expect((await signInAs({ email: administrator().email, password: hash?.password.slice(0, 128) })).status).toBe(401)
})

test('somebody signs in as a person without a password', async () => {
  const { rows } = await owner.query<{ email: string }>(
    `select email from agent where email like '%@api-key.invalid' limit 1`,
  )
  for (const given of ['', 'x', password]) {
    const { status } = await signInAs({ email: rows[0]?.email, password: given })
    expect([400, 401]).toContain(status)
  }
})

const injected = [`' or '1'='1`, `${'x'}' --`, `admin'/*`, `%`, `_`, `*`, `${'a@b.c'}' union select null --`]
for (const email of injected)
  test(`somebody signs in as whoever fits ${email}`, async () => {
    expect((await signInAs({ email, password })).status).toBe(401)
  })

test('a stranger learns from the answer who exists', async () => {
  const known = await signInAs({ email: administrator().email, password: 'not the password' })
  const unknown = await signInAs({ email: 'nobody@switchboard.example', password: 'not the password' })
  const inactive = await signInAs({ email: house.people.disabled.email, password })
  const bodies = await Promise.all(
    [known, unknown, inactive].map(async (answer) => [answer.status, await answer.text()]),
  )
  expect(bodies[1]).toEqual(bodies[0])
  expect(bodies[2]).toEqual(bodies[0])
  expect(bodies[0]?.[0]).toBe(401)
})

test('a stranger learns from the time of the answer who exists', async () => {
  const median = async (email: string): Promise<number> => {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const began = performance.now()
      await signInAs({ email: email.replace('N', String(round)), password: 'not the password' })
      times.push(performance.now() - began)
    }
    return times.sort((a, b) => a - b)[2]!
  }
  const [unknown, known] = [await median('nobodyN@switchboard.example'), await median(administrator().email)]
  // A password is looked at either way: without that an unknown address is answered a hundred times as fast.
  expect(unknown).toBeGreaterThan(known / 8)
})

const spoofed = [
  'x-forwarded-for',
  'x-real-ip',
  'forwarded',
  'cf-connecting-ip',
  'true-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-switchboard-address',
]
for (const header of spoofed)
  test(`passwords are guessed from ever new addresses that ${header} pretends`, async () => {
    const statuses: number[] = []
    for (let guess = 0; guess < 12; guess++) {
      const address = header === 'forwarded' ? `for=192.0.2.${guess}` : `192.0.2.${guess}`
      const email = `${header}@switchboard.example`
      statuses.push((await signInAs({ email, password: `guess ${guess}` }, { [header]: address })).status)
    }
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10)
    expect(statuses.at(-1)).toBe(429)
  })

test('a client behind a trusted proxy pretends ever new addresses before its own', async () => {
  const behind = await startServer({ demo: false, env: { TRUST_PROXY: '127.0.0.1' } })
  const guess = async (from: string, email: string) => {
    const response = await fetch(`${behind.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': json, 'x-forwarded-for': from },
      body: JSON.stringify({ email, password: 'not the password' }),
    })
    return response.status
  }
  for (let tried = 0; tried < 10; tried++) expect(await guess(`203.0.113.${tried}, 192.0.2.7`, 'a@b.example')).toBe(401)
  expect(await guess('203.0.113.99, 192.0.2.7', 'a@b.example')).toBe(429)
  // The proxy is believed: somebody else in the same office of the world is not stopped.
  expect(await guess('192.0.2.8', 'a@b.example')).toBe(401)
  await behind.stop()
})

test('a hundred passwords are guessed at once, before the first is counted', async () => {
  const email = 'racer@switchboard.example'
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, guess) => signInAs({ email, password: `guess ${guess}` })),
  )
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10)
})

test('the right password is tried after too many wrong ones', async () => {
  for (let guess = 0; guess < 11; guess++) await signInAs({ email: administrator().email, password: `guess ${guess}` })
  expect((await signInAs({ email: administrator().email, password })).status).toBe(429)
})

// Sessions (A-04).

test('a session is planted before signing in, and used afterwards', async () => {
  const planted = 'switchboard.session_token=planted0000000000000000000000000.c2lnbmF0dXJl'
  const response = await signInAs({ email: administrator().email, password }, { cookie: planted })
  expect(cookieOf(response)).not.toContain('planted')
  expect((await viewAs({ cookie: planted })).status).toBe(401)
})

test('two signings-in share one session', async () => {
  const [first, second] = [
    await signInAs({ email: administrator().email, password }),
    await signInAs({ email: administrator().email, password }),
  ]
  expect(cookieOf(first)).not.toBe(cookieOf(second))
})

test('a script reads the cookie, or another site sends it along', async () => {
  const [line = ''] = (await signInAs({ email: administrator().email, password })).headers.getSetCookie()
  expect(line).toMatch(/; ?HttpOnly/i)
  expect(line).toMatch(/; ?SameSite=Lax/i)
  expect(line).toMatch(/; ?Path=\/(;|$)/i)
  expect(line).not.toMatch(/Domain=/i)
})

test('the cookie travels without encryption, or to a sub-domain', async () => {
  const auth = createAuth({
    pool: server.database.auth,
    secret: 'a secret of this test that signs its cookies',
    publicUrl: 'https://desk.example',
    mayComeIn: async () => true,
  })
  const signedIn = await auth.signIn({ email: administrator().email, password, address: '', userAgent: '' })
  expect(signedIn?.cookies[0]).toMatch(/^__Host-/)
  expect(signedIn?.cookies[0]).toMatch(/; ?Secure/i)
})

test('a stolen session lives on after its owner changed the password', async () => {
  const email = house.people.supervisor.email
  const [stolen, own] = [cookieOf(await signInAs({ email, password })), cookieOf(await signInAs({ email, password }))]
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
    headers: { cookie: stolen, origin: server.url },
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.on('open', resolve))
  const changed = await call('/api/me/change-password', own, {
    currentPassword: password,
    newPassword: 'another-Meadow-52-kettle',
  })
  expect(changed.status).toBe(200)
  // Nobody can look up now that the session is gone: its socket ends because it is told.
  const { connect } = server.database.auth
  server.database.auth.connect = (() => Promise.reject(new Error('away'))) as typeof connect
  expect(await closed, 'its socket was closed').toBe(1008)
  server.database.auth.connect = connect
  expect((await viewAs({ cookie: stolen })).status).toBe(401)
  expect((await viewAs({ cookie: own })).status).toBe(200)
  expect((await signInAs({ email, password })).status).toBe(401)
})

test('a stolen session lives on after an administrator gave a new password', async () => {
  const stolen = cookieOf(await signInAs({ email: house.people.outsider.email, password }))
  const id = house.people.outsider.agentId
  const reset = await call('/api/users/reset-password', administrator().cookie, {
    id,
    password: 'another-Meadow-52-kettle',
  })
  expect(reset.status).toBe(200)
  expect((await viewAs({ cookie: stolen })).status).toBe(401)
})

test('a cookie is used after signing out', async () => {
  const cookie = cookieOf(await signInAs({ email: administrator().email, password }))
  expect((await viewAs({ cookie })).status).toBe(200)
  await call('/api/auth/sign-out', cookie, {})
  expect((await viewAs({ cookie })).status).toBe(401)
})

const tampered: readonly [how: string, of: (cookie: string) => Headers][] = [
  [
    'with another signature',
    (cookie) => ({
      cookie: `${cookie.split('.').slice(0, -1).join('.')}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D`,
    }),
  ],
  ['without its signature', (cookie) => ({ cookie: cookie.replace(/(session_token=[^.;]+)[^;]*/, '$1') })],
  [
    'with one character of it changed',
    (cookie) => ({
      cookie: cookie.replace(/session_token=(.)/, (_, c: string) => `session_token=${c === 'a' ? 'b' : 'a'}`),
    }),
  ],
  ['under the name it has with encryption', (cookie) => ({ cookie: `__Secure-${cookie}` })],
  ['as a bearer', (cookie) => ({ authorization: `Bearer ${/session_token=([^;]+)/.exec(cookie)?.[1]}` })],
  ['beside a key that is none', (cookie) => ({ cookie, authorization: 'Bearer sbk_none0000000000000000' })],
  ['as an unsigned JWT', () => ({ authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW5pc3RyYXRvciJ9.' })],
]
for (const [how, of] of tampered)
  test(`a session is presented ${how}`, async () => {
    const cookie = cookieOf(await signInAs({ email: administrator().email, password }))
    expect((await viewAs({ cookie })).status).toBe(200)
    expect((await viewAs(of(cookie))).status).toBe(401)
  })

test('a session or a key is put into the address, where logs and histories keep it', async () => {
  const cookie = administrator().cookie
  const token = /session_token=([^;]+)/.exec(cookie)?.[1] ?? ''
  for (const query of [
    `token=${token}`,
    `session_token=${token}`,
    `access_token=${house.keys.administrator}`,
    `api_key=${house.keys.administrator}`,
  ])
    expect((await fetch(`${server.url}/api/view?${query}`)).status, query).toBe(401)
})

test('a key is presented as a cookie, twice, or in another scheme', async () => {
  const key = house.keys.administrator
  for (const headers of [
    { cookie: `switchboard.session_token=${key}` },
    { authorization: `Basic ${btoa(`key:${key}`)}` },
    { authorization: key },
    { authorization: `Bearer ${key} ${key}` },
    { authorization: `Bearer ${key}x` },
    { 'x-api-key': key },
  ])
    expect((await viewAs(headers)).status, JSON.stringify(headers).slice(0, 20)).toBe(401)
  expect((await viewAs({ authorization: `Bearer ${key}` })).status).toBe(200)
})

// Headers that somebody in front of us might set (A-16, A-19).

for (const header of [
  'x-remote-user',
  'remote-user',
  'x-forwarded-user',
  'x-forwarded-email',
  'x-auth-request-email',
  'x-webauth-user',
  'x-user-id',
])
  test(`a stranger says in ${header} that they are the administrator`, async () => {
    for (const value of [administrator().email, administrator().agentId])
      expect((await viewAs({ [header]: value })).status).toBe(401)
  })

test('an agent names another workspace or role in a header', async () => {
  const headers = {
    cookie: administrator().cookie,
    'x-workspace-id': crypto.randomUUID(),
    'x-role': 'none',
    'x-tenant': 'other',
  }
  const plain = await (await viewAs({ cookie: administrator().cookie })).json()
  const dressed = await (await viewAs(headers)).json()
  expect((dressed as { me: object }).me).toEqual((plain as { me: object }).me)
})

// Other people's pages.

const foreignOrigins: Readonly<Record<string, () => string | undefined>> = {
  'another site': () => 'https://evil.example',
  'no site at all': () => undefined,
  'a sandboxed frame': () => 'null',
  'a site whose name begins like ours': () => `${server.url}.evil.example`,
  'a site whose name ends like ours': () => `http://evil-${new URL(server.url).host}`,
  'another port of this computer': () => 'http://127.0.0.1:1',
  'our name with encryption': () => server.url.replace('http:', 'https:'),
  'our name as a user name': () => `${server.url}@evil.example`,
  'two sites at once': () => `${server.url} https://evil.example`,
}
for (const [from, originOf] of Object.entries(foreignOrigins)) {
  const headers = (): Headers => {
    const origin = originOf()
    return { cookie: administrator().cookie, ...(origin === undefined ? {} : { origin }) }
  }
  test(`a page of ${from} acts with the cookie of a person`, async () => {
    expect((await change(headers())).status).toBe(401)
  })
  test(`a page of ${from} opens a socket with the cookie of a person`, async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, { headers: headers() })
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('open', () => resolve('open'))
      socket.on('error', () => {}) // The answer says why.
    })
    socket.terminate()
    expect(status).toBe(403)
  })
}

test('a page elsewhere is believed because it names our host in a header of a proxy', async () => {
  const headers = {
    cookie: administrator().cookie,
    origin: 'https://evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
  }
  expect((await change(headers)).status).toBe(401)
})

test('a form of another site posts what looks like JSON', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])
    expect([400, 401]).toContain(
      (await change({ cookie: administrator().cookie, origin: 'https://evil.example', 'content-type': type })).status,
    )
})

test('a picture of another site has a change as its address', async () => {
  const response = await fetch(`${server.url}/api/presence/set?state=available`, {
    headers: { cookie: administrator().cookie },
  })
  expect(response.status).toBe(404)
})

test('another site signs a person in as somebody else, or out', async () => {
  expect((await signInAs({ email: administrator().email, password }, { origin: 'https://evil.example' })).status).toBe(
    403,
  )
  const out = await fetch(`${server.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', cookie: administrator().cookie },
  })
  expect(out.status).toBe(403)
  expect((await viewAs({ cookie: administrator().cookie })).status).toBe(200)
})

test('a person is sent on to another site', async () => {
  for (const path of [
    '//evil.example',
    '/%5Cevil.example',
    '/\\evil.example',
    '/api/auth/sign-in?callbackURL=https://evil.example',
    '/?next=https://evil.example',
    '/api/auth/error?redirect=//evil.example',
    '///evil.example/%2e%2e',
  ]) {
    const response = await fetch(`${server.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect(response.status < 300 || response.status >= 400, path).toBe(true)
    expect(response.headers.get('location'), path).toBeNull()
  }
})

test('the library behind signing in is reached past us', async () => {
  const paths = [
    'sign-up/email',
    'request-password-reset',
    'reset-password',
    'change-email',
    'update-user',
    'delete-user',
    'list-sessions',
    'revoke-sessions',
    'callback/google',
    'sign-in/social',
    'verify-email',
    'ok',
    'admin/list-users',
    'sign-in/email/',
    'token',
  ]
  for (const path of paths)
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${server.url}/api/auth/${path}`, {
        method,
        headers: { 'content-type': json, origin: server.url, cookie: administrator().cookie },
        ...(method === 'GET' ? {} : { body: '{"email":"a@b.example","password":"x","newPassword":"y"}' }),
      })
      expect(response.status, `${method} ${path}`).toBe(404)
    }
})

test('a name of our host is forged, and comes back in an answer', async () => {
  for (const headers of [{ host: 'evil.example' }, { 'x-forwarded-host': 'evil.example' }]) {
    const response = await fetch(`${server.url}/api/channels`, {
      headers: { cookie: administrator().cookie, ...headers },
    })
    expect(`${JSON.stringify([...response.headers])}${await response.text()}`).not.toContain('evil.example')
  }
})
