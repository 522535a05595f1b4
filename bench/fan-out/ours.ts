/** The product, whole, in a process of its own: what it commits is held back until it is to be published. */
import pg from 'pg'
import { startServer } from '../../src/app/server.ts'
import type { AgentId, QueueId, WorkspaceId } from '../../src/contract/ids.ts'
import { ok } from '../../src/contract/refusals.ts'
import { present } from '../../src/kernel/assert.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { createLog } from '../../src/kernel/log.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { type Committed, inWork } from '../../src/kernel/work.ts'
import { createApiKey } from '../../src/modules/identity/key-actions.ts'
import { serveLane } from './lane.ts'
import { endOf, factsOf, factsPerCommit, fillersOf, type Reader } from './lines.ts'

const QUEUES = 12
/** Out of ten people one supervises, and nine answer one, two or three queues. */
const PEOPLE = 200

const config = readConfig({ PORT: '0', SWITCHBOARD_DATA: process.argv[2], SWITCHBOARD_DEMO: 'off' })
const server = await startServer(config, { log: createLog({ level: 'error' }) })
const owner = new pg.Pool({ connectionString: server.database.url, max: 1 })
const held: Committed[] = []
const holding = { ...server.kernel, committed: (commit: Committed) => void held.push(commit) }

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
  Number(new URL(server.url).port),
  { databaseUrl: server.database.url, workspaceId, readers },
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
    publish: (place) => server.kernel.committed(present(held[place], 'a commit that was held back')),
    async stop() {
      await owner.end()
      await server.stop()
    },
  },
)

/** A key is a person to the product, and needs no password to be hashed. */
async function comesIn(index: number): Promise<Reader> {
  const role = index % 10 === 0 ? 'supervisor' : 'agent'
  const made = await inWork(server.kernel, house, (work) => createApiKey(work, { name: `Reader ${index}`, role }))
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
  return { key: made.value.key, agentId, role, queueIds: mine }
}

function isMine(index: number, queue: number): boolean {
  const first = index % QUEUES
  const others = [
    index % 2 === 0 ? (index * 5 + 1) % QUEUES : first,
    index % 3 === 0 ? (index * 7 + 2) % QUEUES : first,
  ]
  return queue === first || others.includes(queue)
}
