import { Logger, type RunnerOptions, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { present } from '../../src/kernel/assert.ts'
import { percentile } from '../claim.ts'

/** graphile-worker with delayed jobs that do nothing, in a database of its own on the same server. */
export type Beside = {
  /** So many jobs fall due, so many a second: how late each began. */
  spread(count: number, perSecond: number): Promise<{ p50: number; p99: number }>
  /** All that is pending is due now. */
  fallDue(): Promise<void>
  /** Work at what is due for so long: jobs a second. */
  work(settings: RunnerOptions, seconds: number): Promise<number>
  /** Throws when a job was lost. */
  check(): Promise<void>
  stop(): Promise<void>
}

/** As the README has it: no preset, no options. */
export const asShipped: RunnerOptions = {}

/** As its documentation on performance advises. */
export const tuned: RunnerOptions = {
  preset: { worker: { concurrentJobs: 24, maxPoolSize: 26, localQueue: { size: 500 }, completeJobBatchDelay: 0 } },
}

/** What the library takes where nothing is said. */
const SHIPPED_POOL_SIZE = 10
const poolSize = ({ preset }: RunnerOptions): number => preset?.worker?.maxPoolSize ?? SHIPPED_POOL_SIZE

/** A connection that breaks while nobody asks anything of it is nobody's trouble. */
function openPool(url: URL, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url.href, max })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const CHUNK = 50_000
/** Its log of every job costs it time and tells us nothing. */
const silent = new Logger(() => () => {})
const LOOK_MS = 5
const LIMIT_MS = 60_000

export async function startBeside(serverUrl: string, pending: number): Promise<Beside> {
  const url = new URL(serverUrl)
  url.pathname = '/beside'
  const server = new pg.Client({ connectionString: serverUrl })
  await server.connect()
  await server.query('create database beside')
  await server.end()
  await runMigrations({ connectionString: url.href, logger: silent })
  const pool = openPool(url, 1)
  /** The library ends a pool of its own while its last words, under load, are still on their way: these end with us. */
  const pools = new Map([asShipped, tuned].map((settings) => [settings, openPool(url, poolSize(settings))]))
  const done = new Set<number>()
  let began: { deadline: number; at: number }[] = []
  let added = 0

  async function add(count: number, runAt: string, ...values: number[]): Promise<void> {
    await pool.query(
      `select from graphile_worker.add_jobs(array(select json_populate_record(null::graphile_worker.job_spec,
         json_build_object('identifier', 'deadline', 'payload', json_build_object('n', $1::int + n), 'run_at', ${runAt}))
         from generate_series(0, $2::int - 1) as n))`,
      [added, count, ...values],
    )
    added += count
  }

  async function running<T>(settings: RunnerOptions, body: () => Promise<T>): Promise<T> {
    const runner = await run({
      ...settings,
      pgPool: present(pools.get(settings), 'the pool of a lane'),
      logger: silent,
      noHandleSignals: true,
      taskList: {
        deadline: async (payload, { job }) => {
          const { n } = payload as { n: number }
          done.add(n)
          began.push({ deadline: job.run_at.getTime(), at: Date.now() })
        },
      },
    })
    try {
      return await body()
    } finally {
      await runner.stop()
    }
  }

  const until = async (condition: () => boolean): Promise<void> => {
    const limit = performance.now() + LIMIT_MS
    while (!condition()) {
      if (performance.now() > limit) throw new Error('graphile-worker did not get there in time')
      await new Promise((later) => setTimeout(later, LOOK_MS))
    }
  }

  for (let left = pending; left > 0; left -= CHUNK) await add(Math.min(CHUNK, left), `now() + interval '30 days'`)
  await pool.query('vacuum (analyze) graphile_worker._private_jobs')

  return {
    spread: (count, perSecond) =>
      running(asShipped, async () => {
        began = []
        await add(count, `now() + interval '1500 milliseconds' + n * interval '1 second' / $3::int`, perSecond)
        await until(() => began.length === count)
        const lateMs = began.map(({ deadline, at }) => at - deadline)
        return { p50: percentile(lateMs, 50), p99: percentile(lateMs, 99) }
      }),
    async fallDue() {
      await pool.query('update graphile_worker._private_jobs set run_at = now()')
      await pool.query('vacuum (analyze) graphile_worker._private_jobs')
    },
    async work(settings, seconds) {
      // As much is due at the start of each round: a lane that is fast does not run out.
      await add(pending - (added - done.size), 'now()')
      return running(settings, async () => {
        const before = done.size
        await until(() => done.size > before)
        const [first, from] = [done.size, performance.now()]
        await until(() => performance.now() >= from + seconds * 1_000)
        return (done.size - first) / ((performance.now() - from) / 1_000)
      })
    },
    async check() {
      const { rows } = await pool.query<{ left: number }>(
        'select count(*)::int as left from graphile_worker._private_jobs',
      )
      const left = rows[0]?.left ?? 0
      // A job that was in hand when its runner stopped may be done and still be there: it promises "at least once".
      if (left + done.size < added) throw new Error(`of ${added} jobs ${done.size} were done and ${left} are left`)
    },
    async stop() {
      for (const one of [pool, ...pools.values()]) await one.end()
    },
  }
}
