import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { reactions } from '../../src/app/reactions.ts'
import type { DomainEvent } from '../../src/contract/events.ts'
import type { ConversationId, Instant, InteractionId, WorkspaceId } from '../../src/contract/ids.ts'
import { ok } from '../../src/contract/refusals.ts'
import { present } from '../../src/kernel/assert.ts'
import { openPool } from '../../src/kernel/db.ts'
import { createLog } from '../../src/kernel/log.ts'
import { createLoop, type Loop } from '../../src/kernel/loops.ts'
import { migrate } from '../../src/kernel/migrate.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { inWork, type Kernel } from '../../src/kernel/work.ts'
import { toCard } from '../../src/modules/routing/core/facts.ts'
import { begun, type Interaction } from '../../src/modules/routing/core/interaction.ts'
import {
  conversationCards,
  insertInteractions,
  lockNumbers,
  settleMembers,
  useNumbers,
} from '../../src/modules/routing/index.ts'
import { routerLoop } from '../../src/modules/routing/jobs.ts'

export type HouseSize = {
  /** Half of them are busy: their queues are full of people who wait. The other half waits for work. */
  agents: number
  queues: number
  /** How many wait before anybody is asked, all in the busy half. */
  waiting: number
  /** How many each agent of the busy half may hold. */
  busyCapacity: number
  /** How many more will write, to the other half. */
  coming: number
}

/** Half of a contact centre waits, half of it has time: its database, and the product's router on it. */
export type House = {
  /** Let the router run until it has made so many offers; how long it took, in seconds. */
  offersInSeconds(count: number): Promise<number>
  /** Let the router run until there is nobody left to ask. */
  offerAll(): Promise<void>
  /** So many write, at so many a second, whether or not the router keeps up. */
  arrivals(count: number, perSecond: number): Promise<ArrivalTimes>
  /** Throws when an agent is over capacity, somebody was passed by, went to another than the one they wait for, or an offer has no line in the journal. */
  check(): Promise<void>
  close(): Promise<void>
}

/** In milliseconds: from when the interaction was there to be seen, and from when it was to come, to its offer. */
export type ArrivalTimes = { waited: number[]; sinceDue: number[] }

const SKILLS_EACH = 3
/** Of an agent's skills those at a worse level do not count: one in twenty. */
const WORST_LEVEL = 19
const CHANNEL_CAPACITY = 100
const IDLE_CAPACITY = 10
/** Whoever comes within this time comes in one work, as the inbox stores a batch. */
const TOGETHER_MS = 5
const ARRIVALS_LIMIT_MS = 60_000
const LOOK_MS = 5

export async function openHouse(url: string, size: HouseSize): Promise<House> {
  await migrate(url)
  const owner = new pg.Pool({ connectionString: url, max: 2 })
  // Postgres may be stopped before the last connection's farewell has reached it; a query that fails still throws.
  owner.on('error', () => {})
  const workspaceId = newId() as WorkspaceId
  await furnish(owner, workspaceId, size)
  const app = openPool({ url, role: 'switchboard_app', size: 8, pipeline: true })
  const system = openPool({ url, role: 'switchboard_system', size: 2 })
  let loop: Loop | null = null
  const watchers = new Set<(events: readonly DomainEvent[]) => void>()
  let offered = 0
  // Stands still: what is offered stays offered, and what is measured is the router alone.
  const at = Date.now() as Instant
  const kernel: Kernel = {
    app,
    system,
    clock: { now: () => at },
    reactions,
    committed: ({ events }) => {
      offered += events.filter(({ type }) => type === 'interaction.offered').length
      for (const watch of watchers) watch(events)
    },
    wake: (name) => name === 'router' && loop?.wake(workspaceId),
  }
  const by = { workspaceId, agentId: null }
  await joinBySkill(kernel, workspaceId)
  await prefer(owner, workspaceId)
  const people = await comingPeople(owner, workspaceId)
  const free: Place[] = people

  function startRouter(): Loop {
    return createLoop({
      name: 'router',
      everyMs: 1_000,
      atOnce: 1,
      due: () => routerLoop.due(system, at),
      run: (id) => routerLoop.run(kernel, id),
      log: createLog({ level: 'warn' }),
    })
  }

  async function onePass(): Promise<number> {
    const before = offered
    await routerLoop.run(kernel, workspaceId)
    return offered - before
  }

  async function watching<T>(watch: (events: readonly DomainEvent[]) => void, run: () => Promise<T>): Promise<T> {
    watchers.add(watch)
    try {
      return await run()
    } finally {
      watchers.delete(watch)
    }
  }

  return {
    async offersInSeconds(count) {
      const [before, began] = [offered, performance.now()]
      while (offered - before < count) {
        if ((await onePass()) === 0) throw new Error(`the router stopped after ${offered - before} of ${count} offers`)
      }
      return ((performance.now() - began) / 1_000) * (count / (offered - before))
    },
    async offerAll() {
      while ((await onePass()) > 0);
    },
    async arrivals(count, perSecond) {
      const coming = free.splice(0, count)
      if (coming.length < count) throw new Error('there is nobody left who could write')
      const due = new Map<string, number>()
      const there = new Map<string, number>()
      const done = new Map<string, number>()
      const note = (events: readonly DomainEvent[]) => {
        const now = performance.now()
        for (const event of events) {
          if (event.type === 'interaction.created') there.set(event.card.id, now)
          if (event.type === 'interaction.offered' && due.has(event.card.id)) done.set(event.card.id, now)
        }
      }
      return watching(note, async () => {
        loop = startRouter()
        try {
          const began = performance.now()
          const dueAt = (n: number) => began + (n * 1_000) / perSecond
          for (let next = 0; next < count; ) {
            const until = performance.now()
            const now: Place[] = []
            for (; next < count && dueAt(next) <= until; next++) {
              due.set(coming[next]!.interactionId, dueAt(next))
              now.push(coming[next]!)
            }
            await begin(now)
            await wait(TOGETHER_MS)
          }
          while (done.size < count && performance.now() - began < ARRIVALS_LIMIT_MS) await wait(LOOK_MS)
        } finally {
          await loop.stop()
          loop = null
        }
        if (done.size < count) throw new Error(`only ${done.size} of ${count} were offered`)
        const since = (from: Map<string, number>) => [...done].map(([id, offeredAt]) => offeredAt - from.get(id)!)
        return { waited: since(there), sinceDue: since(due) }
      })
    },
    check: () => checkHouse(owner, workspaceId, offered),
    async close() {
      await Promise.all([app.end(), system.end(), owner.end()])
    },
  }

  /** What receiving a first message does for routing: the interaction, its conversation, the fact. */
  async function begin(places: readonly Place[]): Promise<void> {
    if (places.length === 0) return
    await inWork(kernel, by, async (work) => {
      const first = await lockNumbers(work.tx, workspaceId)
      const interactions = places.map(({ interactionId, ...place }, n): Interaction => {
        const beginning = { ...place, id: interactionId, number: first + n, priority: 0, previousId: null, at: work.at }
        return begun(beginning)
      })
      const ids = places.map(({ conversationId }) => conversationId)
      const [cards] = await Promise.all([
        conversationCards(work.tx, workspaceId, ids),
        insertInteractions(work.tx, workspaceId, interactions),
        useNumbers(work.tx, workspaceId, places.length),
      ])
      for (const interaction of interactions) {
        const conversation = present(cards.get(interaction.conversationId), 'a conversation')
        work.record({ type: 'interaction.created', card: toCard(interaction, conversation) })
      }
      return ok(null)
    })
  }
}

/** Nobody is named: who belongs to the queues follows from the skills, as an administrator's save settles it. */
async function joinBySkill(kernel: Kernel, workspaceId: WorkspaceId): Promise<void> {
  const settled = await inWork(kernel, { workspaceId, agentId: null }, async ({ tx }) => {
    const queues = await tx.selectFrom('queue').select('id').where('workspace_id', '=', workspaceId).execute()
    return ok(await settleMembers(tx, workspaceId, { queueIds: queues.map(({ id }) => id) }))
  })
  if (!settled.ok || settled.value.length === 0) throw new Error('nobody belongs to any queue')
}

/** One in so many waits for one agent alone: always the same one of their queue, who soon is full. */
const PREFERRING = 50

async function prefer(owner: pg.Pool, workspaceId: WorkspaceId): Promise<void> {
  await owner.query(
    `update interaction i set preferred_agent_id = chosen.agent_id, preferred_until = now() + interval '1 day'
     from (select queue_id, min(agent_id::text)::uuid as agent_id from queue_member
       where workspace_id = $1 and able group by 1) as chosen
     where i.workspace_id = $1 and i.queue_id = chosen.queue_id and i.number / 7 % ${PREFERRING} = 0`,
    [workspaceId],
  )
  await owner.query('analyze interaction')
}

type Place = Pick<Interaction, 'conversationId' | 'channelId' | 'contactId' | 'queueId'> & {
  interactionId: InteractionId
}

/** Those who will write: their conversations are there, their interactions not yet. */
async function comingPeople(owner: pg.Pool, workspaceId: WorkspaceId): Promise<Place[]> {
  const { rows } = await owner.query<Omit<Place, 'interactionId'> & { conversationId: ConversationId }>(
    `select c.id as "conversationId", c.channel_id as "channelId", c.contact_id as "contactId", l.queue_id as "queueId"
     from conversation c join channel l on l.workspace_id = c.workspace_id and l.id = c.channel_id
     where c.workspace_id = $1 and c.latest_interaction_id is null order by c.id`,
    [workspaceId],
  )
  return rows.map((row) => ({ ...row, interactionId: newId() as InteractionId }))
}

/** Ids that can be told from a number, so that rows can refer to each other without being read. */
const idOf = (kind: string, n: string) => `('${kind}0000000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`

/** Straight into the tables. Queues and channels go together; the first half of them is the busy one. */
async function furnish(owner: pg.Pool, workspaceId: WorkspaceId, size: HouseSize): Promise<void> {
  const { agents, queues, waiting, busyCapacity, coming } = size
  const half = queues / 2
  const w = `'${workspaceId}'::uuid`
  /** The queue of the nth of a half's people or agents, spread by steps that have no common divisor with the queues. */
  const busy = (n: string) => `(((${n}) * 7919) % ${half})`
  const idle = (n: string) => `(${half} + ((${n}) * 7919) % ${half})`
  const people = waiting + coming
  const queueOf = `case when n < ${waiting} then ${busy('n')} else ${idle('n')} end`
  const halfOf = `case when n < ${agents / 2} then 0 else ${half} end`
  const statements = [
    `insert into workspace (id, name, created_at) values (${w}, 'Northwind Travel', now())`,
    `insert into workspace_counter (workspace_id, interaction_number) values (${w}, ${waiting})`,
    `insert into queue (workspace_id, id, name, accept_seconds, joins_by_skill, strategy, point_seconds, weight)
     select ${w}, ${idOf('1', 'n')}, 'Queue ' || n, 60, true,
       (array['longest_idle', 'least_busy', 'proficiency', 'round_robin'])[1 + n % 4],
       (array[null, 60, null, 1]::int[])[1 + n / 2 % 4], 1 + n % 3 from generate_series(0, ${queues - 1}) as n`,
    `insert into channel (workspace_id, id, key, name, kind, provider, queue_id, capacity, phone_number_id, webhook_key, verify_token, created_at)
     select ${w}, ${idOf('2', 'n')}, 'C' || n, 'Number ' || n, 'whatsapp', 'whatsapp_cloud', ${idOf('1', 'n')}, ${CHANNEL_CAPACITY},
       (100000000000000 + n)::text, 'bench-' || n, 'verify', now() from generate_series(0, ${queues - 1}) as n`,
    `insert into agent (workspace_id, id, name, email, role, capacity, created_at)
     select ${w}, ${idOf('3', 'n')}, 'Agent ' || n, n || '@northwind.example', 'agent',
       case when n < ${agents / 2} then ${busyCapacity} else ${IDLE_CAPACITY} end, now() from generate_series(0, ${agents - 1}) as n`,
    `insert into presence (workspace_id, agent_id, state, since, idle_since)
     select ${w}, ${idOf('3', 'n')}, 'available', now(), now() - make_interval(secs => (n * 31) % 3600) from generate_series(0, ${agents - 1}) as n`,
    `insert into skill (workspace_id, id, name) select ${w}, ${idOf('8', 'n')}, 'skill-' || n from generate_series(0, ${queues - 1}) as n`,
    `insert into agent_skill (workspace_id, agent_id, skill_id, level)
     select distinct on (2, 3) ${w}, ${idOf('3', 'n')}, ${idOf('8', `${halfOf} + (n * (31 + 12 * skill) + skill * 17) % ${half}`)}, 1 + n % 20
     from generate_series(0, ${agents - 1}) as n, generate_series(0, ${SKILLS_EACH - 1}) as skill`,
    `insert into queue_skill (workspace_id, queue_id, skill_id, best, worst)
     select ${w}, ${idOf('1', 'n')}, ${idOf('8', 'n')}, 1, ${WORST_LEVEL} from generate_series(0, ${queues - 1}) as n`,
    `insert into contact (workspace_id, id, name, created_at)
     select ${w}, ${idOf('4', 'n')}, 'Contact ' || n, now() from generate_series(0, ${people - 1}) as n`,
    `insert into identity (workspace_id, id, contact_id, kind, value, first_seen_at, last_seen_at)
     select ${w}, ${idOf('5', 'n')}, ${idOf('4', 'n')}, 'phone', '+44770' || (10000000 + n), now(), now() from generate_series(0, ${people - 1}) as n`,
    `insert into conversation (workspace_id, id, channel_id, contact_id, last_inbound_at, last_message_at, snippet, snippet_from, unread, latest_interaction_id, created_at)
     select ${w}, ${idOf('6', 'n')}, ${idOf('2', queueOf)}, ${idOf('4', 'n')}, now(), now(), 'Hello, where is my order?', 'contact', 1,
       case when n < ${waiting} then ${idOf('7', 'n')} end, now() from generate_series(0, ${people - 1}) as n`,
    `insert into interaction (workspace_id, id, number, conversation_id, channel_id, contact_id, queue_id, state, priority, origin, created_at, waiting_since, awaiting_reply_since)
     select ${w}, ${idOf('7', 'n')}, n + 1, ${idOf('6', 'n')}, ${idOf('2', queueOf)}, ${idOf('4', 'n')}, ${idOf('1', queueOf)}, 'waiting',
       case when n / 7 % 10 = 0 then 10 else 0 end, 'contact', at, at, at
     from (select n, now() - make_interval(secs => (n * 31) % 86400) as at from generate_series(0, ${waiting - 1}) as n) as line`,
    'analyze',
  ]
  for (const statement of statements) await owner.query(statement)
}

async function checkHouse(owner: pg.Pool, workspaceId: WorkspaceId, offered: number): Promise<void> {
  const { rows } = await owner.query<
    Record<'offered' | 'told' | 'over' | 'strangers' | 'reserved' | 'overtaken', number>
  >(
    `select
       (select count(*) from interaction where workspace_id = $1 and state = 'offered')::int as offered,
       (select count(*) from journal where workspace_id = $1 and type = 'interaction.offered')::int as told,
       (select count(*) from (select agent_id, count(*) as n from asked where workspace_id = $1 group by 1) as load
         join agent a on a.workspace_id = $1 and a.id = load.agent_id where load.n > a.capacity)::int as over,
       (select count(*) from interaction i cross join lateral unnest(i.offered_to) as who where i.workspace_id = $1 and not exists (
         select from queue_member m where m.able and m.workspace_id = $1 and m.queue_id = i.queue_id and m.agent_id = who))::int as strangers,
       (select count(*) from interaction where workspace_id = $1 and state = 'offered' and preferred_until > 'epoch'
         and not preferred_agent_id = any(offered_to))::int as reserved,
       (with line as (select i.queue_id, i.state, i.preferred_until = 'epoch' as for_all,
           i.waiting_since - i.priority * coalesce(q.point_seconds, 31536000) * interval '1 second' as since
           from interaction i join queue q on q.workspace_id = i.workspace_id and q.id = i.queue_id where i.workspace_id = $1)
         select count(*) from (select queue_id, max(since) as youngest from line where state = 'offered' and for_all group by 1) as given
         join (select queue_id, min(since) as oldest from line where state = 'waiting' and for_all group by 1) as left_over using (queue_id)
         where youngest > oldest)::int as overtaken`,
    [workspaceId],
  )
  const found = present(rows[0], 'the state of the house')
  const right = { offered, told: offered, over: 0, strangers: 0, reserved: 0, overtaken: 0 }
  if (JSON.stringify(found) !== JSON.stringify(right))
    throw new Error(`the database does not hold what it should: ${JSON.stringify({ found, right })}`)
}
