import { randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AgentId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { openPool } from '../../kernel/db.ts'
import { binder, installErrorAnswers } from '../../kernel/http.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { returnWorkOf } from '../routing/steer-actions.ts'
import { resetPassword } from './actions.ts'
import { countedAttempts } from './attempts.ts'
import { createAuth } from './auth.ts'
import { authRoutes } from './auth-routes.ts'
import { createAuthenticate, type Gate } from './authenticate.ts'
import { createWorkspace } from './create-workspace.ts'
import { knownByUser } from './repo.ts'
import { identityRoutes } from './routes.ts'

const ours = 'http://desk.test'
/** The first administrator of a second workspace in the same database. */
const rosa = { name: 'Rosa Vidal', email: 'Rosa@Harbour.example', password: 'lantern-on-the-quay' }
const benPassword = 'seven-kites-aloft'

let world: World
let pool: pg.Pool
let desk: Desk
let ended: { userId: string; except: string | null }[]
/** The clock by which answers are remembered. */
let ticking = 0

/** A server, as a browser meets it. */
type Desk = { app: FastifyInstance; gate: Gate }

function openDesk(publicUrl: string, sessions = pool): Desk {
  const app = Fastify()
  installErrorAnswers(app)
  const { kernel } = world
  const mayComeIn = async (userId: string) => (await knownByUser(kernel.system, userId)) !== undefined
  const auth = createAuth({ pool: sessions, secret, publicUrl, mayComeIn })
  const attempts = countedAttempts({ system: kernel.system, clock: kernel.clock })
  const gate = createAuthenticate({ kernel, auth, publicUrl, now: () => ticking })
  authRoutes(app, { kernel, auth, attempts, gate, publicUrl })
  identityRoutes(binder(app, kernel, gate.authenticate), {
    attempts,
    forget: gate.forget,
    returnWork: returnWorkOf,
    signOut: (userId, except) => void ended.push({ userId, except }),
  })
  return { app, gate }
}
const secret = randomBytes(32).toString('base64url')

beforeAll(async () => {
  world = await createWorld()
  pool = openPool({ url: world.url, role: 'switchboard_system', size: 4, searchPath: 'auth' })
  const owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
  const made = await createWorkspace(owner, { name: 'Harbour', at: world.clock.now(), administrator: rosa })
  await owner.end()
  expect(made).toMatchObject({ ok: true })
})
beforeEach(() => {
  desk = openDesk(ours)
  ended = []
})
afterEach(() => desk.app.close())
afterAll(async () => {
  await pool.end()
  await world.close()
})

type Asking = { from?: string | null; cookie?: string; key?: string; address?: string; at?: Desk }

function ask(method: 'GET' | 'POST', url: string, payload: object | undefined, asking: Asking = {}) {
  const { from = ours, cookie, key, address = '192.0.2.1', at = desk } = asking
  const headers = {
    ...(from === null ? {} : { origin: from }),
    ...(cookie === undefined ? {} : { cookie }),
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    host: 'desk.test',
  }
  return at.app.inject({ method, url, headers, remoteAddress: address, ...(payload ? { payload } : {}) })
}

const signIn = (who: { email: string; password: string }, asking: Asking = {}) =>
  ask('POST', '/api/auth/sign-in/email', { email: who.email, password: who.password }, asking)

function cookieOf(response: LightMyRequestResponse): string {
  expect(response.statusCode).toBe(204)
  return present([response.headers['set-cookie']].flat()[0], 'the cookie').split(';')[0]!
}
const signedIn = async (who: { email: string; password: string }, asking?: Asking) =>
  cookieOf(await signIn(who, asking))
const preferences = (asking: Asking) => ask('GET', '/api/me/preferences', undefined, asking)
const statuses = (responses: LightMyRequestResponse[]) => responses.map(({ statusCode }) => statusCode)

/** Ben of the other workspace gets a way to come in. */
async function letBenIn(): Promise<{ email: string; password: string }> {
  const { agentIds, workspaceId } = world
  const by = { workspaceId, agentId: agentIds.ana }
  const deps = { attempts: countedAttempts(world.kernel), forget() {}, signOut() {}, returnWork: returnWorkOf }
  const reset = await resetPassword(deps, world.kernel, by, { id: agentIds.ben, password: benPassword })
  expect(reset).toEqual({ ok: true, value: null })
  return { email: 'ben@northwind.example', password: benPassword }
}

test('signing in gives a cookie no script can read, and nothing else', async () => {
  const response = await signIn(rosa)
  expect(response.body).toBe('')
  const [cookie, ...others] = [response.headers['set-cookie']].flat()
  expect(cookie).toMatch(/^switchboard\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)
  expect(others).toEqual([])
  const session = await ask('GET', '/api/auth/get-session', undefined, { cookie: cookieOf(response) })
  expect(session.json()).toEqual({ name: 'Rosa Vidal', email: 'rosa@harbour.example', role: 'administrator' })
  expect((await ask('GET', '/api/auth/get-session', undefined)).json()).toBeNull()
})

test('over https the cookie is secure and bound to this very host', async () => {
  const at = openDesk('https://desk.test')
  const response = await signIn(rosa, { at, from: 'https://desk.test' })
  expect(response.headers['set-cookie']).toEqual([
    expect.stringMatching(
      /^__Host-switchboard\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ])
  expect((await preferences({ at, cookie: cookieOf(response) })).statusCode).toBe(200)
  await at.app.close()
})

test('a wrong password, a stranger and somebody who has left get one answer', async () => {
  const ben = await letBenIn()
  await world.asOwner('update agent set active = false where id = $1', [world.agentIds.ben])
  const refusals = [
    await signIn({ ...rosa, password: 'not-this-one' }),
    await signIn({ email: 'nobody@harbour.example', password: rosa.password }),
    await signIn(ben),
    await signIn({ email: 'no address at all', password: 'x' }),
  ]
  await world.asOwner('update agent set active = true where id = $1', [world.agentIds.ben])
  for (const { statusCode, body, headers } of refusals) {
    expect([statusCode, body]).toEqual([401, '{"refusal":"not_signed_in"}'])
    expect(headers['set-cookie']).toBeUndefined()
  }
  expect(
    await world.asOwner('select from auth.session where "userId" in (select user_id from agent where id = $1)', [
      world.agentIds.ben,
    ]),
  ).toEqual([])
})

test('nothing else of better-auth can be reached', async () => {
  const cookie = await signedIn(rosa)
  const paths = [
    'sign-up/email',
    'change-password',
    'update-user',
    'revoke-session',
    'sign-in/social',
    'request-password-reset',
  ]
  const posts = await Promise.all(
    paths.map((path) => ask('POST', `/api/auth/${path}`, { email: 'x@x.example' }, { cookie })),
  )
  const gets = await Promise.all(
    ['list-sessions', 'ok', 'error', 'reset-password/x'].map((path) =>
      ask('GET', `/api/auth/${path}`, undefined, { cookie }),
    ),
  )
  expect(new Set(statuses([...posts, ...gets]))).toEqual(new Set([404]))
})

test('a change with a cookie comes from our own pages or not at all', async () => {
  const cookie = await signedIn(rosa)
  const change = async (from: string | null, at = desk) => {
    const current = (await preferences({ cookie, at })).json() as object
    return (await ask('POST', '/api/me/preferences/save', current, { cookie, from, at })).statusCode
  }
  expect(await change(ours)).toBe(200)
  for (const from of [
    null,
    'null',
    'http://evil.test',
    'https://desk.test',
    'http://desk.test.evil.test',
    'http://desk.test:81',
  ])
    expect(await change(from)).toBe(401)
  // People who come by another name of this computer: page and request name the same host.
  const elsewhere = openDesk('http://localhost:4000')
  expect(await change('http://desk.test', elsewhere)).toBe(200)
  expect(await change('http://evil.test', elsewhere)).toBe(401)
  await elsewhere.app.close()
})

test('nobody can be signed in by somebody else’s page', async () => {
  const response = await signIn(rosa, { from: 'http://evil.test' })
  expect(response.statusCode).toBe(403)
  expect(response.headers['set-cookie']).toBeUndefined()
})

test('of many guesses at once, only a few are looked at', async () => {
  const from = { address: '192.0.2.66' }
  const guesses = await Promise.all(
    Array.from({ length: 30 }, () => signIn({ ...rosa, password: 'guess-guess' }, from)),
  )
  expect(statuses(guesses).filter((status) => status === 401)).toHaveLength(10)
  expect(statuses(guesses).filter((status) => status === 429)).toHaveLength(20)
  const right = await signIn(rosa, from)
  expect([right.statusCode, right.json(), right.headers['retry-after']]).toEqual([
    429,
    { refusal: 'too_many_requests' },
    '300',
  ])
  // Its owner sits elsewhere, and is not locked out.
  await signedIn(rosa, { address: '192.0.2.67' })
  world.clock.advance(5 * 60_000)
  await signedIn(rosa, from)
})

test('a session that is ended elsewhere is over within a second, and at once when we are told', async () => {
  const cookie = await signedIn(rosa)
  const end = () => world.asOwner('delete from auth.session')
  expect((await preferences({ cookie })).statusCode).toBe(200)
  await end()
  ticking += 999
  expect((await preferences({ cookie })).statusCode).toBe(200)
  ticking += 1
  expect((await preferences({ cookie })).statusCode).toBe(401)
  const again = await signedIn(rosa)
  expect((await preferences({ cookie: again })).statusCode).toBe(200)
  await end()
  desk.gate.forget()
  expect((await preferences({ cookie: again })).statusCode).toBe(401)
})

test('signing out ends the session for good', async () => {
  const cookie = await signedIn(rosa)
  expect((await preferences({ cookie })).statusCode).toBe(200)
  const out = await ask('POST', '/api/auth/sign-out', {}, { cookie })
  expect(out.statusCode).toBe(204)
  expect(String(out.headers['set-cookie'])).toContain('switchboard.session_token=; Max-Age=0')
  expect((await preferences({ cookie })).statusCode).toBe(401)
  expect((await ask('POST', '/api/auth/sign-out', {})).statusCode).toBe(204)
})

test('who signs out of the last session has left the desk; out of another one, not', async () => {
  const ben = await letBenIn()
  const [desktop, phone] = [await signedIn(ben), await signedIn(ben)]
  const state = async () =>
    (await world.asOwner<{ state: string }>('select state from presence where agent_id = $1', [world.agentIds.ben]))[0]
      ?.state
  await world.asOwner(`update presence set state = 'available' where agent_id = $1`, [world.agentIds.ben])
  await ask('POST', '/api/auth/sign-out', {}, { cookie: phone })
  expect(await state()).toBe('available')
  await ask('POST', '/api/auth/sign-out', {}, { cookie: desktop })
  expect(await state()).toBe('signed_out')
  expect(world.commits.at(-1)?.events).toMatchObject([{ type: 'presence.changed', presence: { state: 'signed_out' } }])
})

test('a forged or altered cookie is nobody', async () => {
  const cookie = await signedIn(rosa)
  const [name, value = ''] = cookie.split('=')
  const [token] = decodeURIComponent(value).split('.')
  for (const forged of [`${name}=${token}`, `${name}=${token}.${'A'.repeat(43)}%3D`, `${cookie}x`, `${name}=`])
    expect((await preferences({ cookie: forged })).statusCode).toBe(401)
})

test('a session in use lives on: after a day it is renewed, and the browser is told', async () => {
  await world.asOwner('delete from auth.session')
  const cookie = await signedIn(rosa)
  await world.asOwner(`update auth.session set "expiresAt" = now() + interval '5 days'`)
  expect(await desk.gate.authenticateSocket({ headers: { cookie } })).toMatchObject({ name: 'Rosa Vidal' })
  desk.gate.forget()
  const response = await preferences({ cookie })
  expect(cookieOf({ ...response, statusCode: 204 } as LightMyRequestResponse)).toBe(cookie)
  const [session] = await world.asOwner<{ days: number }>(
    `select round(extract(epoch from "expiresAt" - now()) / 86400) as days from auth.session`,
  )
  expect(Number(session?.days)).toBe(7)
  expect((await preferences({ cookie })).headers['set-cookie']).toBeUndefined()
})

test('a changed password ends every other session and no longer lets the old one in', async () => {
  const ben = await letBenIn()
  const [here, there] = [await signedIn(ben), await signedIn(ben)]
  const change = (currentPassword: string, newPassword: string) =>
    ask('POST', '/api/me/change-password', { currentPassword, newPassword }, { cookie: here })
  expect((await change('not-the-current-one', 'harbour-lantern-42')).json()).toEqual({
    refusal: 'not_permitted',
    detail: 'currentPassword',
  })
  expect((await change(benPassword, 'password12345')).json()).toEqual({
    refusal: 'password_too_weak',
    detail: 'too_easy',
  })
  expect(statuses([await preferences({ cookie: here }), await preferences({ cookie: there })])).toEqual([200, 200])

  expect((await change(benPassword, 'harbour-lantern-42')).statusCode).toBe(200)
  expect(statuses([await preferences({ cookie: here }), await preferences({ cookie: there })])).toEqual([200, 401])
  const [me] = await world.asOwner<{ user_id: string; session: string }>(
    'select user_id, (select id from auth.session where "userId" = user_id) as session from agent where id = $1',
    [world.agentIds.ben],
  )
  expect(ended).toEqual([{ userId: me?.user_id, except: me?.session }])
  expect((await signIn(ben)).statusCode).toBe(401)
  await signedIn({ ...ben, password: 'harbour-lantern-42' })
})

test('the current password cannot be guessed either', async () => {
  world.clock.advance(5 * 60_000)
  const ben = await letBenIn()
  const cookie = await signedIn(ben)
  const guess = () =>
    ask('POST', '/api/me/change-password', { currentPassword: 'guess', newPassword: 'harbour-lantern-42' }, { cookie })
  const guesses = await Promise.all(Array.from({ length: 12 }, guess))
  expect(statuses(guesses).toSorted()).toEqual([...Array(10).fill(403), 429, 429])
})

test('somebody who leaves is out at once, everywhere', async () => {
  const ben = await letBenIn()
  const { agentIds } = world
  const cookie = await signedIn(ben)
  const anaPassword = 'quiet-orchard-gate'
  const deps = { attempts: countedAttempts(world.kernel), forget() {}, signOut() {}, returnWork: returnWorkOf }
  await resetPassword(
    deps,
    world.kernel,
    { workspaceId: world.workspaceId, agentId: null },
    { id: agentIds.ana, password: anaPassword },
  )
  const admin = await signedIn({ email: 'ana@northwind.example', password: anaPassword })
  const users = (await ask('GET', '/api/users', undefined, { cookie: admin })).json() as {
    users: { id: AgentId; name: string }[]
  }
  const user = present(
    users.users.find(({ id }) => id === agentIds.ben),
    'Ben',
  )
  expect((await preferences({ cookie })).statusCode).toBe(200)

  const saved = await ask('POST', '/api/users/save', { ...user, active: false, password: null }, { cookie: admin })
  expect(saved.statusCode).toBe(200)
  expect((await preferences({ cookie })).statusCode).toBe(401)
  expect(ended).toMatchObject([{ except: null }])
  expect(
    await world.asOwner('select from auth.session s join agent a on a.user_id = s."userId" where a.id = $1', [
      agentIds.ben,
    ]),
  ).toEqual([])
  await world.asOwner('update agent set active = true where id = $1', [agentIds.ben])
})

test('a key of another system is shown once, works without a cookie, and ends at once', async () => {
  const cookie = await signedIn(rosa)
  const made = await ask('POST', '/api/api-keys/create', { name: 'Reports', role: 'supervisor' }, { cookie })
  const { id, key } = made.json() as { id: string; key: string }
  expect(key).toMatch(/^sbk_[\w-]{43}$/)
  const stored = JSON.stringify(await world.asOwner('select * from api_key'))
  expect(stored).not.toContain(key)
  expect((await ask('GET', '/api/api-keys', undefined, { cookie })).body).not.toContain(key)

  const byKey = { key, from: null }
  expect((await preferences(byKey)).statusCode).toBe(200)
  const saved = await ask('POST', '/api/me/preferences/save', (await preferences(byKey)).json(), byKey)
  expect(saved.statusCode).toBe(200)
  // A supervisor's key; and a cookie beside it makes it no administrator's.
  expect((await ask('GET', '/api/users', undefined, { ...byKey, cookie })).statusCode).toBe(403)

  expect((await ask('POST', '/api/api-keys/revoke', { id }, { cookie })).statusCode).toBe(200)
  expect((await preferences(byKey)).statusCode).toBe(401)
  expect((await preferences({ ...byKey, cookie })).statusCode).toBe(401)
  expect((await ask('POST', '/api/api-keys/revoke', { id }, { cookie })).statusCode).toBe(200)
})

test('the last use of a key is kept to the minute', async () => {
  const cookie = await signedIn(rosa)
  const made = await ask('POST', '/api/api-keys/create', { name: 'Reports', role: 'agent' }, { cookie })
  const { id, key } = made.json() as { id: string; key: string }
  const lastUsed = async () => {
    const { keys } = (await ask('GET', '/api/api-keys', undefined, { cookie })).json() as {
      keys: { id: string; lastUsedAt: number | null }[]
    }
    return present(
      keys.find((one) => one.id === id),
      'the key',
    ).lastUsedAt
  }
  const use = async () => {
    ticking += 2_000
    await preferences({ key, from: null })
    return lastUsed()
  }
  expect(await lastUsed()).toBeNull()
  const first = world.clock.now()
  expect(await use()).toBe(first)
  world.clock.advance(59_999)
  expect(await use()).toBe(first)
  world.clock.advance(1)
  expect(await use()).toBe(first + 60_000)
})

test('what is no key is nobody', async () => {
  const cookie = await signedIn(rosa)
  for (const authorization of ['Bearer sbk_', 'Bearer ', 'Basic cm9zYTpyb3Nh', `Bearer sbk_${'A'.repeat(43)}`, 'sbk_x'])
    expect((await desk.app.inject({ url: '/api/me/preferences', headers: { authorization, cookie } })).statusCode).toBe(
      401,
    )
})

test('two workspaces in one database do not know each other', async () => {
  const cookie = await signedIn(rosa)
  const { users } = (await ask('GET', '/api/users', undefined, { cookie })).json() as { users: { name: string }[] }
  expect(users.map(({ name }) => name)).toEqual(['Rosa Vidal'])
  const { ben } = world.agentIds
  const user = {
    id: ben,
    version: 1,
    name: 'Mine',
    email: 'mine@harbour.example',
    role: 'agent',
    active: true,
    capacity: null,
    denied: [],
    queueIds: [],
    password: null,
  }
  expect((await ask('POST', '/api/users/save', user, { cookie })).statusCode).toBe(404)
  expect(
    (await ask('POST', '/api/users/reset-password', { id: ben, password: 'harbour-lantern-42' }, { cookie }))
      .statusCode,
  ).toBe(404)
  const theirQueue = { ...user, id: null, password: 'harbour-lantern-42', queueIds: [world.support] }
  expect((await ask('POST', '/api/users/save', theirQueue, { cookie })).json()).toEqual({
    refusal: 'not_found',
    detail: 'queueIds',
  })
  // A sign-in is found before the workspace is: an address is one person's everywhere.
  await letBenIn()
  const sameAddress = { ...user, id: null, email: 'BEN@northwind.example', password: 'harbour-lantern-42' }
  expect((await ask('POST', '/api/users/save', sameAddress, { cookie })).json()).toEqual({ refusal: 'email_taken' })
})

test('when the database is away, that is what is said', async () => {
  const nowhere = openPool({
    url: 'postgres://x@127.0.0.1:1/x',
    role: 'switchboard_system',
    size: 1,
    searchPath: 'auth',
  })
  const cookie = await signedIn(rosa)
  const at = openDesk(ours, nowhere)
  expect((await preferences({ at, cookie })).json()).toEqual({ refusal: 'database_away' })
  expect((await signIn(rosa, { at })).json()).toEqual({ refusal: 'database_away' })
  await at.app.close()
  await nowhere.end()
})

test('a connection that breaks while a session is looked up is the database’s trouble, also when the next one works', async () => {
  const cookie = await signedIn(rosa)
  const holder = new pg.Client({ connectionString: world.url })
  await holder.connect()
  await holder.query('begin; lock table auth.session in access exclusive mode')
  const answer = preferences({ cookie })
  const waiting = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and usename is not null`
  while ((await holder.query(waiting)).rowCount === 0);
  await holder.end()
  expect((await answer).json()).toEqual({ refusal: 'database_away' })
  // Another connection may have been cut with it: then one more is told to come again.
  await expect.poll(async () => (await preferences({ cookie })).statusCode).toBe(200)
})
