import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { WorkspaceId } from '../contract/ids.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { createLog } from './log.ts'
import { newId } from './new-id.ts'
import { joinNodes, type Nodes } from './nodes.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const joined: Nodes[] = []
afterEach(async () => {
  await Promise.all(joined.splice(0).map((node) => node.leave()))
})

/** A node that writes down what it hears. */
async function join() {
  const heard: unknown[] = []
  const node = joinNodes({
    url: database.url,
    log: createLog({ level: 'silent' }),
    on: {
      committed: (workspaceId, seq) => heard.push([workspaceId, seq]),
      signedOut: (userId, except) => heard.push({ userId, except }),
      sessionEnded: (sessionId) => heard.push({ sessionId }),
      channelsChanged: () => heard.push('channels'),
      connectedAgain: () => heard.push('again'),
    },
  })
  joined.push(node)
  await until(() => node.isConnected())
  return { node, heard }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(1)
}

const [north, south] = [newId() as WorkspaceId, newId() as WorkspaceId]

test('the others hear how far a journal has come, and whoever says it does not', async () => {
  const [a, b] = [await join(), await join()]
  for (let seq = 1; seq <= 500; seq++) a.node.committed(north, seq)
  a.node.committed(south, 7)
  await until(() => b.heard.length >= 2)
  // A burst is one message with the last number.
  expect(b.heard).toEqual([
    [north, 500],
    [south, 7],
  ])
  b.node.channelsChanged()
  b.node.sessionEnded('laptop')
  await until(() => a.heard.length === 2)
  expect(a.heard).toEqual(['channels', { sessionId: 'laptop' }])
})

test('the others hear who was signed out, however many', async () => {
  const [a, b] = [await join(), await join()]
  const users = Array.from({ length: 300 }, () => newId())
  for (const userId of users) a.node.signedOut(userId, 'this one')
  await until(() => b.heard.length === users.length)
  expect(b.heard).toEqual(users.map((userId) => ({ userId, except: 'this one' })))
})

test('who was cut off comes back, looks at the database, and hears again', async () => {
  const [a, b] = [await join(), await join()]
  await database.cutOff('switchboard_nodes')
  await until(() => a.heard.includes('again') && b.heard.includes('again'))
  a.node.committed(north, 3)
  await until(() => b.heard.length === 2)
  expect(b.heard).toEqual(['again', [north, 3]])
})

test('what is said while the line is away is said afterwards', async () => {
  const b = await join()
  const a = await join()
  await cutOffWhoCameLast()
  a.node.signedOut('ana', null)
  await until(() => b.heard.length > 0)
  expect(b.heard[0]).toEqual({ userId: 'ana', except: null })
})

/** Only one of them: who is away while something is said does not hear it, and looks at the database instead. */
async function cutOffWhoCameLast(): Promise<void> {
  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  await owner.query(`select pg_terminate_backend(pid) from (
    select pid from pg_stat_activity where datname = current_database() and application_name = 'switchboard_nodes'
    order by backend_start desc limit 1) as last`)
  await owner.end()
}
