/**
 * A server with two workspaces that have something of everything: the attacker's and the victim's. Whoever imports them
 * has them before its first case, and they are gone after its last.
 */
import type pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { startServer, type TestServer } from '../src/testing/server.ts'
import { idsOf, makeTenant, openOwner, type Tenant } from './tenant.ts'

export let server: TestServer
/** Past all rules. */
export let owner: pg.Client
export let mine: Tenant
export let theirs: Tenant
/** Every id of theirs: none of them may be told to us. */
export let theirIds: ReadonlySet<string>

export const THEIR_LINE = '100000000000022'
const MAKING_LIMIT_MS = 120_000

beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await openOwner(server)
  mine = await makeTenant({ server, owner, mark: 'kmine', line: '100000000000011' })
  theirs = await makeTenant({ server, owner, mark: 'ktheirs', line: THEIR_LINE })
  theirIds = await idsOf(owner, theirs.workspaceId)
}, MAKING_LIMIT_MS)
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})
