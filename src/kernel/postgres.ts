import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { readIfThere } from './files.ts'
import { type Cluster, isAlive, OWNER, openCluster, trimLog } from './postgres-cluster.ts'
import { type Held, holdServer, shutDown } from './postgres-server.ts'
import { PostgresTrouble } from './postgres-trouble.ts'

export { PostgresTrouble }

/** A running embedded Postgres. */
export type Postgres = {
  /** The superuser's address of our database. It stays the same when Postgres is started again. */
  url: string
  port: number
  /** Stop it, politely first, in bounded time. Every call waits for the same stop. */
  stop(): Promise<void>
}

export type PostgresOptions = {
  /** A folder of its own; made when missing. */
  dataDir: string
  /** Told, in whole sentences, what whoever runs the program should know. */
  log: (sentence: string) => void
  /** What differs from `SETTINGS`: for tests, which need speed more than safety. */
  settings?: Readonly<Record<string, string>>
  /** Called at most once: Postgres died and cannot be brought back. */
  onLost?: (trouble: PostgresTrouble) => void
}

/** What is acknowledged is on disk. Sized for a computer with two processors and some gigabytes of memory. */
const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  wal_compression: 'pglz',
  max_wal_size: '2GB',
  random_page_cost: '1.1',
  // Compiling a statement costs more than it gives on short, batched ones.
  jit: 'off',
  // Two processors are busy enough, and parallel queries need /dev/shm, which is tiny in containers.
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  // The log says what went wrong, never what the rows contain.
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

const RESTART_LIMIT = 20
const RESTART_FIRST_WAIT_MS = 100
const RESTART_LONGEST_WAIT_MS = 10_000
const LOG_CHECK_MS = 60_000

/**
 * Start the embedded Postgres on `dataDir`, making the database the first time. A healthy server left behind by a
 * killed predecessor is taken over with its port. When Postgres dies while we run, it is started again on the same
 * port. Throws `PostgresTrouble`, for example when another Switchboard uses the folder.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const cluster = await openCluster(resolve(options.dataDir))
  const settings = { ...SETTINGS, ...options.settings }
  const ending = new AbortController()
  const hold = (port: number | null) => holdServer({ cluster, settings, port, signal: ending.signal, log: options.log })

  const first = await hold(null)
  await makeDatabase(first, cluster)
  const stopKeeping = keepRunning({ first, hold, cluster, ending, options })
  const stopTrimming = keepLogShort(cluster, options.log)

  let stopped: Promise<void> | undefined
  return {
    url: `postgres://${OWNER}:${cluster.password}@127.0.0.1:${first.port}/${OWNER}`,
    port: first.port,
    stop() {
      stopTrimming()
      stopped ??= stopKeeping()
      return stopped
    },
  }
}

/**
 * The superuser's address of our database, if a server of `dataDir` is running, whoever started it; else null. For
 * programs that work beside the server. Changes nothing.
 */
export async function addressIfRunning(dataDir: string): Promise<string | null> {
  const [password, lock] = await Promise.all([
    readIfThere(join(dataDir, 'password')),
    readIfThere(join(dataDir, 'cluster', 'postmaster.pid')),
  ])
  // Postgres: postmaster.pid holds the process in its first line and the port in its fourth.
  const [pid, , , port] = lock?.split('\n') ?? []
  if (!password || !pid || !port || !isAlive(Number(pid))) return null
  return `postgres://${OWNER}:${password.trim()}@127.0.0.1:${port}/${OWNER}`
}

async function makeDatabase({ owner, pid }: Held, cluster: Cluster): Promise<void> {
  try {
    const { rowCount } = await owner.query('select from pg_database where datname = $1', [OWNER])
    if (rowCount === 0) await owner.query(`create database ${OWNER}`)
  } catch (error) {
    await shutDown(cluster, pid)
    throw error
  }
}

type Keeping = {
  first: Held
  hold: (port: number) => Promise<Held>
  cluster: Cluster
  ending: AbortController
  options: PostgresOptions
}

/** Start the server again whenever it ends by itself. Returns how to stop it for good. */
function keepRunning({ first, hold, cluster, ending, options }: Keeping): () => Promise<void> {
  const { signal } = ending
  let held: Held | null = first
  const keeping = keep()

  async function keep(): Promise<void> {
    while (held !== null && !signal.aborted) {
      await Promise.race([held.gone, aborted(signal)])
      if (signal.aborted) return
      options.log(`Postgres (process ${held.pid}) ended by itself; starting it again`)
      held = null
      held = await holdAgain()
    }
  }

  async function holdAgain(): Promise<Held | null> {
    let reason = ''
    for (let attempt = 0; attempt < RESTART_LIMIT && !signal.aborted; attempt++) {
      try {
        await wait(Math.min(RESTART_FIRST_WAIT_MS * 2 ** attempt, RESTART_LONGEST_WAIT_MS), undefined, { signal })
        const again = await hold(first.port)
        options.log(`Postgres is back on port ${again.port} (process ${again.pid})`)
        return again
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
      }
    }
    if (!signal.aborted)
      options.onLost?.(new PostgresTrouble(`Postgres ended and could not be started again: ${reason}`))
    return null
  }

  return async () => {
    ending.abort()
    await keeping
    if (held === null) return
    await shutDown(cluster, held.pid)
    await closed(held.owner)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => {
    if (signal.aborted) settle()
    else signal.addEventListener('abort', () => settle(), { once: true })
  })
}

/** The server has closed the connection already; only our side is left. */
async function closed(owner: pg.Client): Promise<void> {
  await owner.end().catch(() => {})
}

function keepLogShort(cluster: Cluster, log: (sentence: string) => void): () => void {
  const timer = setInterval(() => {
    trimLog(cluster).catch((error: unknown) => log(`The log of Postgres cannot be shortened: ${String(error)}`))
  }, LOG_CHECK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
