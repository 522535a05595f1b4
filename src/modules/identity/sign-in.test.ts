import { randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Instant } from '../../contract/ids.ts'
import { defaultPreferences } from '../../contract/operations/identity.ts'
import { present } from '../../kernel/assert.ts'
import { openPool } from '../../kernel/db.ts'
import { binder, installErrorAnswers } from '../../kernel/http.ts'
import { SECRET_KEY_BYTES } from '../../kernel/secrets.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { countedAttempts } from './attempts.ts'
import { createAuth } from './auth.ts'
import { authRoutes } from './auth-routes.ts'
import { createAuthenticate, type Gate } from './authenticate.ts'
import { createWorkspace } from './create-workspace.ts'
import { knownByUser } from './repo.ts'
import { identityRoutes } from './routes.ts'

const ours = 'http://desk.test'
const ana = { name: 'Ana Ribeiro', email: 'Ana@Harbour.example', password: 'lantern-on-the-quay' }

let world: World
let pool: pg.Pool
let desk: Desk
let ended: { userId: string; except: string | null }[]
/** The clock by which answers are remembered. */
let ticking = 0

/** A server, as a browser meets it. */
type Desk = { app: FastifyInstance; gate: Gate }

function openDesk(publicUrl: string): Desk {
  const app = Fastify()
  installErrorAnswers(app)
  const { kernel } = world
  const mayComeIn = async (userId: string) => (await knownByUser(kernel.system, userId)) !== undefined
  const auth = createAuth({ pool, secretKey: randomBytes(SECRET_KEY_BYTES), publicUrl, mayComeIn })
  const attempts = countedAttempts({ system: kernel.system, clock: kernel.clock })
  const gate = createAuthenticate({ kernel, auth, publicUrl, now: () => ticking })
  authRoutes(app, { auth, attempts, gate, publicUrl })
  identityRoutes(binder(app, kernel, gate.authenticate), {
    attempts,
    forget: gate.forget,
    signOut: (userId, except) => void ended.push({ userId, except }),
    endPresence: async () => {},
  })
  return { app, gate }
}

beforeAll(async () => {
  world = await createWorld()
  pool = openPool({ url: world.url, role: 'switchboard_system', size: 4, searchPath: 'auth' })
  const owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
  const made = await createWorkspace(owner, { name: 'Harbour', at: world.clock.now(), administrator: ana })
  await owner.end()
  expect(made).toMatchObject({ ok: true })
})
beforeEach(() => {
  desk = openDesk(ours)
  ended = []
})
afterAll(async () => {
  await pool.end()
  await world.close()
})

test('hello', async () => {
  const r = await desk.app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email: ana.email, password: ana.password }, headers: { origin: ours } })
  console.log(r.statusCode, r.body, r.headers)
  const cookie = String(r.headers['set-cookie']).split(';')[0]!
  const p = await desk.app.inject({ url: '/api/me/preferences', headers: { cookie } })
  console.log(p.statusCode, p.body)
  const q = await desk.app.inject({ url: '/api/auth/get-session', headers: { cookie } })
  console.log(q.statusCode, q.body)
  const w = await desk.app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email: ana.email, password: 'x' }, headers: { origin: ours } })
  console.log(w.statusCode, w.body, w.headers)
  console.log(await world.asOwner('select * from auth.session'), await world.asOwner('select * from auth."rateLimit"'), await world.asOwner('select * from auth.account'))
  const o = await desk.app.inject({ method: 'POST', url: '/api/auth/sign-out', headers: { origin: ours, cookie } })
  console.log(o.statusCode, o.body, o.headers)
})
