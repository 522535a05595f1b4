import { EventEmitter } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Logger, type Runner, run, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { complaints } from './complaints.ts'
import type { Log } from './log.ts'
import type { Reaction } from './work.ts'

export type JobName = Extract<Reaction, { job: string }>['job']

/** What each job does with its payload. A throw is tried again later, a limited number of times (`jobAttempts`). */
export type Tasks = Readonly<Record<JobName, (payload: unknown) => Promise<void>>>

export type Jobs = {
  isRunning(): boolean
  /** `givenUp`: failed as often as allowed; they stay in the table. */
  numbers(): { done: number; failed: number; givenUp: number }
  /** How many are in the table: still to be done, and given up. Throws when the database is away. */
  kept(): Promise<{ waiting: number; givenUp: number }>
  /** Take no more, and wait for those in hand. */
  stop(): Promise<void>
}

export type JobsOptions = {
  /** The owner's address: the job tables are nobody else's. */
  url: string
  tasks: Tasks
  log: Log
  /** No other process works on this database: whatever is in hand at the start was left by one that is gone. */
  alone: boolean
}

/** Jobs in hand at once. They wait for providers most of the time. */
const AT_ONCE = 8
/** Longer than any job may take: whoever has it in hand for so long is dead. */
const LOST_AFTER = '10 minutes'
const LOST_CHECK_MS = 60_000
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000
/** How long a runner with nothing in hand may take to stop. */
const STOP_GRACE_MS = 1_000

/** Run the jobs that reactions add. When the database goes away, the runner is built again until it is back. */
export function startJobs({ url, tasks, log, alone }: JobsOptions): Jobs {
  const complain = complaints(log, 'the job runner')
  const stopping = new AbortController()
  const numbers = { done: 0, failed: 0, givenUp: 0 }
  const pool = new pg.Pool({ connectionString: url, max: AT_ONCE + 2, application_name: 'switchboard_jobs' })
  const brokeOff = (error: unknown) => {
    if (!stopping.signal.aborted) complain.about(error)
  }
  pool.on('error', brokeOff)
  // A connection that breaks while a query has it must not bring the process down; the query fails by itself.
  pool.on('connect', (client) => client.on('error', brokeOff))
  let runner: Runner | null = null
  /** Names under which we hold jobs, of all runners of this process. */
  let workers: string[] = []
  const inHand = new Set<Promise<void>>()
  let isFirst = alone
  const keeping = keepRunning()
  const releasing = setInterval(() => void release(heldFor(LOST_AFTER)).catch(complain.about), LOST_CHECK_MS)

  return {
    isRunning: () => runner !== null,
    numbers: () => ({ ...numbers }),
    async kept() {
      const { rows } = await pool.query<{ waiting: number; given_up: number }>(
        `select count(*) filter (where attempts < max_attempts)::int as waiting,
           count(*) filter (where attempts >= max_attempts)::int as given_up from graphile_worker._private_jobs`,
      )
      return { waiting: rows[0]?.waiting ?? 0, givenUp: rows[0]?.given_up ?? 0 }
    },
    async stop() {
      clearInterval(releasing)
      stopping.abort()
      const stopped = (async () => {
        await runner?.stop().catch(() => {})
        await keeping
      })()
      await Promise.race([stopped, shortlyAfterOurs()])
      await releaseOurs().catch(brokeOff)
      await Promise.race([pool.end(), wait(STOP_GRACE_MS, undefined, { ref: false })])
    },
  }

  /** A runner whose listener waits for a database that was away takes seconds to stop, with nothing in hand. */
  async function shortlyAfterOurs(): Promise<void> {
    await wait(STOP_GRACE_MS, undefined, { ref: false })
    while (inHand.size > 0) await Promise.allSettled(inHand)
  }

  async function keepRunning(): Promise<void> {
    let retryMs = FIRST_RETRY_MS
    while (!stopping.signal.aborted) {
      try {
        if (isFirst) await release(heldFor('0'))
        isFirst = false
        await releaseOurs()
        const fresh = await start()
        if (stopping.signal.aborted) await fresh.stop()
        runner = fresh
        complain.over()
        retryMs = FIRST_RETRY_MS
        await fresh.promise
      } catch (error) {
        brokeOff(error)
      }
      runner = null
      await wait(retryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)
    }
  }

  function held(task: (payload: unknown) => Promise<void>) {
    return (payload: unknown): Promise<void> => {
      const doing = task(payload).finally(() => inHand.delete(doing))
      inHand.add(doing)
      return doing
    }
  }

  function start(): Promise<Runner> {
    const events: WorkerEvents = new EventEmitter()
    events.on('worker:create', ({ worker }) => workers.push(worker.workerId))
    events.on('job:success', () => numbers.done++)
    events.on('job:error', ({ job, error }) => {
      numbers.failed++
      log.warn({ err: error, job: job.id, task: job.task_identifier, attempt: job.attempts }, 'a job failed')
    })
    events.on('job:failed', ({ job, error }) => {
      numbers.givenUp++
      log.error({ err: error, job: job.id, task: job.task_identifier }, 'a job failed for the last time')
    })
    return run({
      pgPool: pool,
      taskList: Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, held(task)])),
      concurrency: AT_ONCE,
      noHandleSignals: true,
      events,
      logger: quiet(log),
    })
  }

  /** A runner that was stopped may have taken jobs at the last moment and not begun them. */
  async function releaseOurs(): Promise<void> {
    if (workers.length > 0) await release('select unnest($1::text[])', [workers])
    workers = []
  }

  /** Give back the jobs of these workers: a job that is held is otherwise nobody else's for hours. */
  async function release(workersQuery: string, values: unknown[] = []): Promise<void> {
    await pool.query(`select graphile_worker.force_unlock_workers(array(${workersQuery}))`, values)
  }
}

const heldFor = (interval: string): string =>
  `select distinct locked_by from graphile_worker._private_jobs where locked_at < now() - interval '${interval}'`

/** What the runner says about itself is for whoever looks for a bug; we speak of the jobs ourselves. */
const quiet = (log: Log): Logger => new Logger(() => (_level, message) => log.debug(message))
