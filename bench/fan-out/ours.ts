/**
 * The product's stream in a process of its own, with its journal, its database, its sign-in and its clock: put together
 * here, because what is committed is held back until it is to be told, and the whole product would look for it unasked.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { openDatabase } from '../../src/app/database.ts'
import { reactions } from '../../src/app/reactions.ts'
import type { AgentId, QueueId, WorkspaceId } from '../../src/contract/ids.ts'
import { ok } from '../../src/contract/refusals.ts'
import { present } from '../../src/kernel/assert.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { openDataFolder, readConfig } from '../../src/kernel/config.ts'
import { journalOf } from '../../src/kernel/journal.ts'
import { createLog } from '../../src/kernel/log.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { hashToken } from '../../src/kernel/secrets.ts'
import { openStream } from '../../src/kernel/stream.ts'
import { type Committed, inRead, inWork, type Kernel } from '../../src/kernel/work.ts'
import { maySeeConversation } from '../../src/modules/conversations/index.ts'
import { createApiKey } from '../../src/modules/identity/key-actions.ts'
import { knownByKey } from '../../src/modules/identity/repo.ts'
import { serveLane } from './lane.ts'
import { endOf, factsOf, factsPerCommit, fillersOf, type Reader } from './lines.ts'

const QUEUES = 12
/** Out of ten people one supervises, and nine answer one, two or three queues. */
const PEOPLE = 200
const NEVER_MS = 1e9

const config = readConfig({ PORT: '0', SWITCHBOARD_DATA: process.argv[2], SWITCHBOARD_DEMO: 'off' })
const log = createLog({ level: 'error' })
await openDataFolder(config)
const database = await openDatabase({ config, log, onLost: () => process.exit(1) })
const http = createServer()
await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
const { port } = http.address() as AddressInfo
const kernel: Kernel = {
  app: database.app,
  system: database.system,
  clock: systemClock,
  reactions,
  committed: (commit) => stream.publish(commit),
  wake: () => {},
}
const stream = openStream({
  journal: journalOf(kernel),
  clock: systemClock,
  log,
  publicUrl: `http://127.0.0.1:${port}`,
  async authenticate({ headers }) {
    const known = await knownByKey(kernel.system, hashToken(headers.authorization?.replace('Bearer ', '') ?? ''))
    return known ? { ...known, sessionId: null, userId: null } : null
  },
  maySeeConversation: (person, id) => inRead(kernel, person.workspaceId, (tx) => maySeeConversation(tx, person, id)),
  limits: { lookMs: NEVER_MS },
})
stream.attach(http)
const owner = new pg.Pool({ connectionString: database.url, max: 1 })
const held: Committed[] = []
const holding: Kernel = { ...kernel, committed: (commit) => void held.push(commit) }

const workspaceId = newId() as WorkspaceId
const house = { workspaceId, agentId: null }
const queueIds = Array.from({ length: QUEUES }, () => newId() as QueueId)
await owner.query(`insert into workspace (id, name, created_at) values ($1, 'Northwind Travel', now())`, [workspaceId])
await owner.query('insert into workspace_counter (workspace_id) values ($1)', [workspaceId])
for (const [index, id] of queueIds.entries())
  await owner.query('insert into queue (workspace_id, id, name) values ($1, $2, $3)', [
    workspaceId,
    id,
    `Queue ${index}`,
  ])
const readers: Reader[] = []
for (let index = 0; index < PEOPLE; index++) readers.push(await comesIn(index))

serveLane(
  port,
  { databaseUrl: database.url, workspaceId, readers },
  {
    async commit({ lines, fillers, round }) {
      const facts = [...fillersOf(fillers), ...factsOf(lines, readers, queueIds)]
      held.length = 0
      for (let from = 0; from < facts.length; from += factsPerCommit) {
        await inWork(holding, house, async (work) => {
          work.record(...facts.slice(from, from + factsPerCommit))
          return ok(null)
        })
      }
      await inWork(holding, house, async (work) => {
        work.record(endOf(round, present(readers[0], 'a reader')))
        return ok(null)
      })
      return held.map(({ from, events }) => ({ from, count: events.length }))
    },
    prepare: async () => {},
    publish: (place) => kernel.committed(present(held[place], 'a commit that was held back')),
    async stop() {
      await owner.end()
      await stream.close()
      await database.close()
    },
  },
)

/** A key is a person to the product, and needs no password to be hashed. */
async function comesIn(index: number): Promise<Reader> {
  const role = index % 10 === 0 ? 'supervisor' : 'agent'
  const made = await inWork(kernel, house, (work) => createApiKey(work, { name: `Reader ${index}`, role }))
  if (!made.ok) throw new Error(`a reader was refused: ${made.refusal}`)
  const { rows } = await owner.query<{ agent_id: AgentId }>('select agent_id from api_key where id = $1', [
    made.value.id,
  ])
  const { agent_id: agentId } = present(rows[0], 'the agent of a key')
  const mine = role === 'agent' ? queueIds.filter((_, queue) => isMine(index, queue)) : []
  for (const id of mine)
    await owner.query('insert into queue_member (workspace_id, queue_id, agent_id) values ($1, $2, $3)', [
      workspaceId,
      id,
      agentId,
    ])
  return { key: made.value.key, agentId, role, queueIds: mine, hidden: null }
}

function isMine(index: number, queue: number): boolean {
  const first = index % QUEUES
  const others = [
    index % 2 === 0 ? (index * 5 + 1) % QUEUES : first,
    index % 3 === 0 ? (index * 7 + 2) % QUEUES : first,
  ]
  return queue === first || others.includes(queue)
}
