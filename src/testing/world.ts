import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { reactions } from '../app/reactions.ts'
import type { AgentId, ChannelId, Instant, QueueId, ReasonId, WorkspaceId } from '../contract/ids.ts'
import type { Permission, Role } from '../contract/permissions.ts'
import type { Result } from '../contract/refusals.ts'
import { assert, present } from '../kernel/assert.ts'
import { type MovableClock, movableClock } from '../kernel/clock.ts'
import { openPool, type Tx } from '../kernel/db.ts'
import type { Person } from '../kernel/http.ts'
import { newId } from '../kernel/new-id.ts'
import { SECRET_KEY_BYTES, type Sealer, sealer } from '../kernel/secrets.ts'
import { type Actor, type Committed, inRead, inWork, type Kernel, type Work } from '../kernel/work.ts'
import { hiddenIn } from '../modules/identity/index.ts'
import { freshDatabase } from './database.ts'

/** The people of every test. Ben and Carla answer Support, Davi answers Sales: so there is always one who may not see. */
export const people = {
  ana: { name: 'Ana Ribeiro', role: 'administrator' },
  sofia: { name: 'Sofia Castro', role: 'supervisor' },
  ben: { name: 'Ben Carter', role: 'agent' },
  carla: { name: 'Carla Nunes', role: 'agent' },
  davi: { name: 'Davi Moreno', role: 'agent' },
} as const satisfies Record<string, { name: string; role: Role }>

export type Name = keyof typeof people
export const names = Object.keys(people) as Name[]

/** One workspace in a database of its own, with real pools. Close it when the test is over. */
export type World = {
  readonly kernel: Kernel
  /** Stands still until it is moved. Begins on a Monday, 2 March 2026, 09:00 UTC. */
  readonly clock: MovableClock
  /** The owner's address of the database. */
  readonly url: string
  readonly sealer: Sealer
  readonly workspaceId: WorkspaceId
  readonly agentIds: Readonly<Record<Name, AgentId>>
  /** Support: asks to accept, 20 s; 60 s of wrap-up; Ben and Carla. The channel leads here. */
  readonly support: QueueId
  /** Sales: the same, but Davi. */
  readonly sales: QueueId
  /** WhatsApp, +44 7700 900000, active, without credentials. */
  readonly channelId: ChannelId
  readonly reasons: { readonly lunch: ReasonId; readonly paperwork: ReasonId }
  /** What was committed since the beginning, as the stream was told. */
  readonly commits: readonly Committed[]
  readonly wakes: readonly { loop: string; workspaceId: WorkspaceId }[]
  /** What happens on nobody's behalf: inbound messages, sweeps. */
  readonly house: Actor
  /** A person with the rights they have now. */
  person(name: Name): Promise<Person>
  /** Act and look as a person. */
  as(name: Name): Seat
  /** Anything, past all rules: only for what no action can bring about. */
  asOwner<T extends pg.QueryResultRow>(query: string, values?: readonly unknown[]): Promise<T[]>
  /** End every connection that calls itself this (a role, for our pools), as a failing network would. */
  cutOff(applicationName: string): Promise<void>
  close(): Promise<void>
}

/** Acting as one person, with the rights they have at that moment. */
export type Seat = {
  /** One work; throws when it is refused. */
  do<T>(action: (work: Work, person: Person) => Promise<Result<T>>): Promise<T>
  /** One work, and what came of it. */
  try<T>(action: (work: Work, person: Person) => Promise<Result<T>>): Promise<Result<T>>
  /** A question; throws when it is refused. */
  read<T>(answer: (tx: Tx, person: Person) => Promise<Result<T>>): Promise<T>
}

const MONDAY_MORNING = Date.UTC(2026, 2, 2, 9) as Instant
/** Connections of each pool: several, so that tests can race. */
const POOL_SIZE = 8

/** Make a world. Agents are available, Ben longest and Davi shortest; Ana and Sofia are signed out. */
export async function createWorld(): Promise<World> {
  const database = await freshDatabase()
  const { url } = database
  const owner = new pg.Pool({ connectionString: url, max: 2 })
  const app = openPool({ url, role: 'switchboard_app', size: POOL_SIZE, pipeline: true })
  const system = openPool({ url, role: 'switchboard_system', size: POOL_SIZE })
  const clock = movableClock({ now: () => MONDAY_MORNING })
  const commits: Committed[] = []
  const wakes: { loop: string; workspaceId: WorkspaceId }[] = []
  const kernel: Kernel = {
    app,
    system,
    clock,
    reactions,
    committed: (commit) => void commits.push(commit),
    wake: (loop, workspaceId) => void wakes.push({ loop, workspaceId }),
  }
  const ids = await furnish(owner)
  const { workspaceId, agentIds } = ids

  const person = async (name: Name) => {
    const known = await readPerson(owner, workspaceId, agentIds[name])
    return { ...known, ...(await inRead(kernel, workspaceId, (tx) => hiddenIn(tx, known))) }
  }
  return {
    ...ids,
    kernel,
    clock,
    url,
    sealer: sealer(randomBytes(SECRET_KEY_BYTES)),
    commits,
    wakes,
    house: { workspaceId, agentId: null },
    person,
    as: (name) => seat(kernel, () => person(name)),
    async asOwner<T extends pg.QueryResultRow>(query: string, values: readonly unknown[] = []) {
      return (await owner.query<T>(query, [...values])).rows
    },
    cutOff: database.cutOff,
    async close() {
      await Promise.all([app.end(), system.end(), owner.end()])
      await database.drop()
    },
  }
}

function seat(kernel: Kernel, person: () => Promise<Person>): Seat {
  const attempt: Seat['try'] = async (action) => {
    const by = await person()
    return inWork(kernel, by, (work) => action(work, by))
  }
  return {
    try: attempt,
    do: async (action) => granted(await attempt(action)),
    async read(answer) {
      const by = await person()
      return granted(await inRead(kernel, by.workspaceId, (tx) => answer(tx, by)))
    },
  }
}

function granted<T>(result: Result<T>): T {
  assert(result.ok, result.ok ? '' : `it is not refused (${result.refusal} ${result.detail ?? ''})`)
  return result.value
}

type Untagged = Omit<Person, 'tagIds' | 'hidden'>

async function readPerson(owner: pg.Pool, workspaceId: WorkspaceId, agentId: AgentId): Promise<Untagged> {
  const { rows } = await owner.query<{
    role: Role
    denied: Permission[]
    name: string
    email: string
    user_id: string | null
    queue_ids: QueueId[]
  }>(
    `select role, denied, name, email, user_id,
       array(select queue_id from queue_member m where m.workspace_id = $1 and m.agent_id = $2 and m.able order by queue_id) as queue_ids
     from agent where workspace_id = $1 and id = $2`,
    [workspaceId, agentId],
  )
  const row = present(rows[0], 'a person of the world')
  const { role, denied, name, email, user_id: userId, queue_ids: queueIds } = row
  return { workspaceId, agentId, role, denied, queueIds, name, email, sessionId: null, userId }
}

type Ids = Pick<World, 'workspaceId' | 'agentIds' | 'support' | 'sales' | 'channelId' | 'reasons'>

async function furnish(owner: pg.Pool): Promise<Ids> {
  const ids: Ids = {
    workspaceId: newId() as WorkspaceId,
    agentIds: Object.fromEntries(names.map((name) => [name, newId()])) as Record<Name, AgentId>,
    support: newId() as QueueId,
    sales: newId() as QueueId,
    channelId: newId() as ChannelId,
    reasons: { lunch: newId() as ReasonId, paperwork: newId() as ReasonId },
  }
  const at = new Date(MONDAY_MORNING)
  const { workspaceId: workspace } = ids
  await owner.query(`insert into workspace (id, name, created_at) values ($1, 'Northwind Travel', $2)`, [workspace, at])
  await owner.query('insert into workspace_counter (workspace_id) values ($1)', [workspace])
  for (const [index, name] of names.entries()) {
    const { name: fullName, role } = people[name]
    await owner.query(
      'insert into agent (workspace_id, id, name, email, role, created_at) values ($1, $2, $3, $4, $5, $6)',
      [workspace, ids.agentIds[name], fullName, `${name}@northwind.example`, role, at],
    )
    await owner.query(
      'insert into presence (workspace_id, agent_id, state, since, idle_since) values ($1, $2, $3, $4, $5)',
      [
        workspace,
        ids.agentIds[name],
        role === 'agent' ? 'available' : 'signed_out',
        at,
        // Ben has been idle longest, Davi shortest.
        new Date(MONDAY_MORNING - (names.length - index) * 60_000),
      ],
    )
  }
  await owner.query(
    `insert into reason (workspace_id, id, kind, name) values ($1, $2, 'break', 'Lunch'), ($1, $3, 'offline', 'Paperwork')`,
    [workspace, ids.reasons.lunch, ids.reasons.paperwork],
  )
  await owner.query(`insert into queue (workspace_id, id, name) values ($1, $2, 'Support'), ($1, $3, 'Sales')`, [
    workspace,
    ids.support,
    ids.sales,
  ])
  const members = [
    [ids.support, ids.agentIds.ben],
    [ids.support, ids.agentIds.carla],
    [ids.sales, ids.agentIds.davi],
  ]
  for (const [queue, agent] of members)
    await owner.query('insert into queue_member (workspace_id, queue_id, agent_id) values ($1, $2, $3)', [
      workspace,
      queue,
      agent,
    ])
  await owner.query(
    `insert into channel (workspace_id, id, key, name, kind, provider, display_number, queue_id, phone_number_id,
       business_account_id, webhook_key, verify_token, created_at)
     values ($1, $2, 'WA', 'WhatsApp', 'whatsapp', 'whatsapp_cloud', '+447700900000', $3, '100000000000001',
       '200000000000001', $4, 'verify-me', $5)`,
    [workspace, ids.channelId, ids.support, newId(), at],
  )
  return ids
}
