import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { type DomainEvent, interactionOf } from '../contract/events.ts'
import type { AgentId, Instant, RuleId, WorkspaceId } from '../contract/ids.ts'
import type { Result } from '../contract/refusals.ts'
import { assert } from './assert.ts'
import type { Clock } from './clock.ts'
import { holdUntilAllAreWritten, isPreparedTooEarly, isTimeToPlan, isTryAgain, PREPARED, type Tx, typed } from './db.ts'
import { newId } from './new-id.ts'

/** On whose behalf something happens. No agent: the house itself (an inbound message, a sweep). */
export type Actor = {
  readonly workspaceId: WorkspaceId
  readonly agentId: AgentId | null
  /** The house acts by this rule: its facts set off no other. */
  readonly ruleId?: RuleId
}

/** What a fact sets in motion: a durable job that leaves the machine, or a wake-up for one of our own loops. */
export type Reaction =
  | { job: 'fetch_media'; payload: { messageId: string } }
  | { job: 'mark_read'; payload: { conversationId: string } }
  | { job: 'send_reaction'; payload: { messageId: string } }
  | { job: 'ask_contact'; payload: { interactionId: string } }
  /** A hint only: the loop looks at the rows, which are the truth, and also looks by itself every second. */
  | { wake: 'router' | 'dispatcher' | 'inbox' | 'timers' | 'rules' }

/** How often each job is tried. The wait grows to six hours: a file gets two days, ticks and reactions less. */
const jobAttempts: Record<Extract<Reaction, { job: string }>['job'], number> = {
  fetch_media: 16,
  mark_read: 5,
  send_reaction: 8,
  ask_contact: 8,
}

export type Reactions = (event: DomainEvent) => Reaction[]

/** One transaction: one clock reading, one actor, one batch of facts. */
export type Work = {
  readonly tx: Tx
  /** When it began, or `readClock` was called last: the instant of all its facts. */
  readonly at: Instant
  /** For what begins by waiting for a lock, and gives time from now on. Only before anything is recorded. */
  readonly readClock: () => void
  readonly by: Actor
  readonly newId: () => string
  readonly record: (...events: readonly DomainEvent[]) => void
  /** A write whose answer nobody needs: it travels with what comes after it, and the commit waits for it. */
  readonly begun: (write: Promise<unknown>) => void
}

/** What a committed work tells the rest of the process: consecutive journal lines from `from`. */
export type Committed = { workspaceId: WorkspaceId; from: number; at: Instant; events: readonly DomainEvent[] }

export type Kernel = {
  readonly app: pg.Pool
  readonly system: pg.Pool
  readonly clock: Clock
  readonly reactions: Reactions
  readonly committed: (commit: Committed) => void
  readonly wake: (loop: Extract<Reaction, { wake: string }>['wake'], workspaceId: WorkspaceId) => void
}

/** How often a transaction that lost to another one is tried again before it counts as trouble. */
const MAX_TRIES = 5
const uuid = /^[0-9a-f-]{36}$/

/**
 * Run `body` in a transaction of the actor's workspace and write what it recorded. A refusal rolls everything back and
 * is returned; a throw rolls everything back and is thrown on. Deadlocks and lost serialisations are tried again.
 *
 * The workspace row is locked last and only here, so journal order is commit order, without holes, and no two
 * transactions can wait on each other for it.
 */
export async function inWork<T>(
  kernel: Kernel,
  by: Actor,
  body: (work: Work) => Promise<Result<T>>,
): Promise<Result<T>> {
  for (let tries = 1; ; tries++) {
    try {
      return await once(kernel, by, body)
    } catch (error) {
      if (tries === MAX_TRIES || !isTryAgain(error)) throw error
    }
  }
}

type Wake = Extract<Reaction, { wake: string }>['wake']
type Outcome<T> = { result: Result<T>; from: number; wakes: Wake[] }

async function once<T>(kernel: Kernel, by: Actor, body: (work: Work) => Promise<Result<T>>): Promise<Result<T>> {
  const facts: DomainEvent[] = []
  let at = kernel.clock.now()
  const { result, from, wakes } = await inTransaction<Outcome<T>>(
    kernel.app,
    by.workspaceId,
    'read write',
    async (tx, end) => {
      const writes: Promise<unknown>[] = []
      const record = (...events: readonly DomainEvent[]) => void facts.push(...events)
      const begun = (write: Promise<unknown>) => {
        // Whoever fails first is thrown below; the others must not count as nobody's trouble.
        write.catch(() => {})
        writes.push(write)
      }
      const readClock = () => {
        assert(facts.length === 0, 'all facts of a work are of one instant')
        at = kernel.clock.now()
      }
      const work: Work = {
        tx,
        get at() {
          return at
        },
        readClock,
        by,
        newId,
        record,
        begun,
      }
      const result = await body(work).catch(async (error: unknown) => {
        await Promise.all(writes) // Where one of them failed, that is why what came after it did.
        throw error
      })
      if (!result.ok) {
        await Promise.all([...writes, end('rollback')])
        return { result, from: 0, wakes: [] }
      }
      const reactions = facts.flatMap(kernel.reactions)
      // Begun together, they travel together. When one of the first fails, Postgres makes the commit a rollback.
      const [, from] = await Promise.all([
        addJobs(tx, by.workspaceId, reactions),
        writeFacts(tx, by, at, facts),
        end('commit'),
        ...writes,
      ])
      return { result, from, wakes: reactions.flatMap((reaction) => ('wake' in reaction ? [reaction.wake] : [])) }
    },
  )
  if (from > 0) kernel.committed({ workspaceId: by.workspaceId, from, at, events: facts })
  for (const loop of new Set(wakes)) kernel.wake(loop, by.workspaceId)
  return result
}

/** Read in one consistent, read-only transaction of a workspace. */
export async function inRead<T>(
  kernel: Pick<Kernel, 'app'>,
  workspaceId: WorkspaceId,
  body: (tx: Tx) => Promise<T>,
): Promise<T> {
  return inTransaction(kernel.app, workspaceId, 'read only', async (tx, end) => {
    const value = await body(tx)
    await end('commit')
    return value
  })
}

async function inTransaction<T>(
  pool: pg.Pool,
  workspaceId: WorkspaceId,
  mode: 'read write' | 'read only',
  body: (tx: Tx, end: (how: 'commit' | 'rollback') => Promise<unknown>) => Promise<T>,
): Promise<T> {
  assert(uuid.test(workspaceId), 'a workspace is named by its id')
  const client = await pool.connect()
  const { tx, over } = typed(client)
  let broken: Error | undefined
  try {
    // Two statements in one round trip. The setting ends with the transaction; an unset one raises in every policy.
    const isolation = mode === 'read only' ? 'isolation level repeatable read read only' : 'read write'
    holdUntilAllAreWritten(client)
    const forgotten = isTimeToPlan(client) ? client.query('discard plans') : null
    const begun = client.query(`begin ${isolation}; set local app.workspace = '${workspaceId}'`)
    // Not awaited first: the body's first statements travel with it. Without it they would see no workspace, and raise.
    // The end takes the way of every other statement, so that it is sent after those that were begun before it.
    const end = (how: 'commit' | 'rollback') => sql.raw(how).execute(tx)
    const [value] = await Promise.all([body(tx, end), begun, forgotten])
    return value
  } catch (error) {
    // What the body has begun beside what failed may not have been sent yet: it must not come after the end.
    over()
    await client.query('rollback').catch((trouble: Error) => {
      broken = trouble
    })
    if (isPreparedTooEarly(error)) broken ??= error as Error
    throw error
  } finally {
    over()
    client.release(broken)
  }
}

async function addJobs(tx: Tx, workspaceId: WorkspaceId, reactions: readonly Reaction[]): Promise<void> {
  const jobs = reactions.flatMap((reaction) =>
    'job' in reaction
      ? [
          {
            identifier: reaction.job,
            payload: { workspaceId, ...reaction.payload },
            max_attempts: jobAttempts[reaction.job],
          },
        ]
      : [],
  )
  if (jobs.length > 0) await sql`select add_jobs(${JSON.stringify(jobs)}::jsonb)`.execute(tx)
}

/** Number the facts and write them: one statement, the last before the commit. Answers with the first number. */
async function writeFacts(tx: Tx, by: Actor, at: Instant, facts: readonly DomainEvent[]): Promise<number> {
  if (facts.length === 0) return 0
  const about = facts.map(interactionOf)
  const column = (values: readonly (string | null)[], type: 'text' | 'uuid' | 'json'): RawBuilder<unknown> =>
    sql`${values}::${sql.raw(type)}[]`
  const { rows } = await sql<{ journal_seq: number }>`${sql.raw(PREPARED)}
    with numbered as (
      update workspace set journal_seq = journal_seq + ${facts.length} where id = ${by.workspaceId} returning journal_seq
    ), written as (
      insert into journal (workspace_id, seq, at, type, by_agent_id, by_rule_id, interaction_id, conversation_id, event)
      select ${by.workspaceId}, numbered.journal_seq - ${facts.length} + line.place, ${new Date(at)}, line.type, ${by.agentId}, ${by.ruleId ?? null}, line.interaction_id, line.conversation_id, line.event
      from numbered, unnest(
        ${column(
          facts.map((fact) => fact.type),
          'text',
        )},
        ${column(
          about.map(({ interactionId }) => interactionId),
          'uuid',
        )},
        ${column(
          about.map(({ conversationId }) => conversationId),
          'uuid',
        )},
        ${column(
          facts.map((fact) => JSON.stringify(fact)),
          'json',
        )}
      ) with ordinality as line (type, interaction_id, conversation_id, event, place)
    )
    select journal_seq from numbered`.execute(tx)
  const last = rows[0]?.journal_seq
  assert(last !== undefined, 'the workspace exists')
  return last - facts.length + 1
}
