import type pg from 'pg'
import type { StrategyName } from '../../src/contract/cards.ts'
import type { AgentId, ChannelId, QueueId, WorkspaceId } from '../../src/contract/ids.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { type Random, randomFrom } from '../../src/sim/random.ts'

/** The houses that are routed, as they are set up: what everything else is judged by. */
export type Town = { readonly houses: readonly House[] }

export type House = {
  readonly workspaceId: WorkspaceId
  readonly queues: readonly TownQueue[]
  readonly channels: readonly TownChannel[]
  readonly agents: readonly TownAgent[]
}

export type TownQueue = {
  readonly id: QueueId
  readonly name: string
  readonly strategy: StrategyName
  readonly asksToAccept: boolean
  readonly onTimeout: 'none' | 'on_break'
  readonly returnSeconds: number | null
  readonly wrapUpSeconds: number
  /** What is not answered for so long is taken back. */
  readonly agentSilenceSeconds: number | null
  readonly onAgentGone: 'keep' | 'return'
  /** So long it waits for whoever had the contact last, alone; null: for nobody. */
  readonly preferredWaitMinutes: number | null
}
export type TownChannel = { readonly id: ChannelId; readonly queueId: QueueId; readonly capacity: number }
export type TownAgent = {
  readonly id: AgentId
  readonly name: string
  readonly role: 'agent' | 'administrator'
  readonly queueIds: readonly QueueId[]
  readonly capacity: number | null
}

/** Accepting takes at most this long: an offer that is older has lapsed. */
export const ACCEPT_SECONDS = 15

const plain: Omit<TownQueue, 'id' | 'name'> = {
  strategy: 'longest_idle',
  asksToAccept: true,
  onTimeout: 'none',
  returnSeconds: null,
  wrapUpSeconds: 0,
  agentSilenceSeconds: null,
  onAgentGone: 'keep',
  preferredWaitMinutes: null,
}
/**
 * Queues that differ in how they pick, in what happens to who misses, goes away or does not answer, in whether they ask,
 * and in how work ends.
 */
const kinds: readonly Omit<TownQueue, 'id'>[] = [
  { ...plain, name: 'Orders', onAgentGone: 'return', preferredWaitMinutes: 1 },
  { ...plain, name: 'Returns', strategy: 'ring_all', wrapUpSeconds: 30 },
  { ...plain, name: 'Repairs', onTimeout: 'on_break', returnSeconds: 5, agentSilenceSeconds: 60 },
  { ...plain, name: 'Letters', strategy: 'pick_from_list', onAgentGone: 'return' },
  { ...plain, name: 'Billing', asksToAccept: false },
]
/** One place, few places, many; the last queue has two lines to it. */
const channelCapacities = [1, 3, 2, 2, 1, 2]
/** After signing out, work stays with its agent for so long. */
const GRACE_SECONDS = 30
/** What was passed on and not taken goes back after so long; in a house without that it stays where it was sent. */
const returnSeconds = [20, 0]
const ownCapacities = [null, null, 1, 2, 4]

/** Invent a town: the same seed, the same town but for its ids. */
export function inventTown(seed: number, { houses, agents }: { houses: number; agents: number }): Town {
  const random = randomFrom(seed)
  return { houses: Array.from({ length: houses }, () => inventHouse(random, agents)) }
}

function inventHouse(random: Random, agents: number): House {
  const queues = kinds.map((kind) => ({ ...kind, id: newId() as QueueId }))
  const leadsTo = (place: number) => queues[Math.min(place, queues.length - 1)] as TownQueue
  const channels = channelCapacities.map((capacity, place) => ({
    id: newId() as ChannelId,
    queueId: leadsTo(place).id,
    capacity,
  }))
  const people = Array.from({ length: agents }, (_, place): TownAgent => {
    const queueIds = queues.filter(() => random.chance(0.4)).map(({ id }) => id)
    return {
      id: newId() as AgentId,
      name: `Agent ${place + 1}`,
      role: 'agent',
      queueIds: queueIds.length > 0 ? queueIds : [random.pick(queues).id],
      capacity: random.pick(ownCapacities),
    }
  })
  const administrator: TownAgent = {
    id: newId() as AgentId,
    name: 'Mara Quist',
    role: 'administrator',
    queueIds: [],
    capacity: null,
  }
  return { workspaceId: newId() as WorkspaceId, queues, channels, agents: [...people, administrator] }
}

/** Put it into an empty, migrated database, as its owner. Everybody is available. */
export async function buildTown(owner: pg.Pool, { houses }: Town, at: Date): Promise<void> {
  for (const [place, house] of houses.entries()) await buildHouse(owner, house, place, at)
}

async function buildHouse(
  owner: pg.Pool,
  { workspaceId, queues, channels, agents }: House,
  place: number,
  at: Date,
): Promise<void> {
  await owner.query(`insert into workspace (id, name, created_at) values ($1, 'Northwind Travel', $2)`, [
    workspaceId,
    at,
  ])
  await owner.query('insert into workspace_counter (workspace_id) values ($1)', [workspaceId])
  await owner.query('insert into presence_rules (workspace_id, grace_seconds) values ($1, $2)', [
    workspaceId,
    GRACE_SECONDS,
  ])
  await owner.query('insert into transfer_rules (workspace_id, return_seconds) values ($1, $2)', [
    workspaceId,
    returnSeconds[place % returnSeconds.length],
  ])
  for (const queue of queues) await buildQueue(owner, workspaceId, queue)
  for (const [place, { id, queueId, capacity }] of channels.entries())
    await owner.query(
      `insert into channel (workspace_id, id, key, name, kind, provider, display_number, queue_id, capacity,
         phone_number_id, webhook_key, verify_token, created_at, parks_on_call)
       values ($1, $2, $3, $3, 'whatsapp', 'whatsapp_cloud', '+447700900000', $4, $5, $6, $8, 'verify-me', $7, true)`,
      [workspaceId, id, `WA${place}`, queueId, capacity, lineOf(place), at, newId()],
    )
  for (const agent of agents) await buildAgent(owner, workspaceId, agent, at)
}

async function buildQueue(owner: pg.Pool, workspaceId: WorkspaceId, queue: TownQueue): Promise<void> {
  const { id, name, strategy, asksToAccept, onTimeout, returnSeconds, wrapUpSeconds } = queue
  const { agentSilenceSeconds, onAgentGone, preferredWaitMinutes } = queue
  const preferredBy = preferredWaitMinutes === null ? 'off' : 'contact'
  await owner.query(
    `insert into queue (workspace_id, id, name, accept_seconds, asks_to_accept, on_reject, on_timeout, return_seconds,
       wrap_up_seconds, strategy, agent_silence_seconds, on_agent_gone, preferred_by, preferred_wait_minutes)
     values ($1, $2, $3, $4, $5, 'none', $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[workspaceId, id, name, ACCEPT_SECONDS, asksToAccept, onTimeout, returnSeconds, wrapUpSeconds, strategy],
      ...[agentSilenceSeconds, onAgentGone, preferredBy, preferredWaitMinutes],
    ],
  )
}

/** The provider's id of the number of a house's channel. */
export const lineOf = (place: number): string => String(100_000 + place)

async function buildAgent(
  owner: pg.Pool,
  workspaceId: WorkspaceId,
  { id, name, role, capacity, queueIds }: TownAgent,
  at: Date,
): Promise<void> {
  await owner.query(
    `insert into agent (workspace_id, id, name, email, role, capacity, created_at)
     values ($1, $2, $3, $7, $4, $5, $6)`,
    [workspaceId, id, name, role, capacity, at, `${id}@northwind.example`],
  )
  const state = role === 'agent' ? 'available' : 'signed_out'
  await owner.query(
    'insert into presence (workspace_id, agent_id, state, since, idle_since) values ($1, $2, $3, $4, $4)',
    [workspaceId, id, state, at],
  )
  for (const queueId of queueIds)
    await owner.query('insert into queue_member (workspace_id, queue_id, agent_id) values ($1, $2, $3)', [
      workspaceId,
      queueId,
      id,
    ])
}
