import { type ChildProcess, execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { readIfThere } from './files.ts'
import { type Cluster, inOneLine, isAlive, OWNER, startOptions, trimLog } from './postgres-cluster.ts'
import { PostgresTrouble } from './postgres-trouble.ts'

/** A server that is ours to use, until `gone`. */
export type Held = {
  pid: number
  port: number
  /** The connection that holds `OWNERSHIP_LOCK`: it ends when we do, however we end. */
  owner: pg.Client
  /** Settles when the connection ends, which is when the server does. */
  gone: Promise<void>
}

export type Wanted = {
  cluster: Cluster
  settings: Readonly<Record<string, string>>
  /** The port it must have, or null for any free one. */
  port: number | null
  signal: AbortSignal
  log: (sentence: string) => void
}

/** Recovery after a crash replays at most `max_wal_size`; this is far longer. */
const START_LIMIT_MS = 600_000
const SLOW_START_MS = 10_000
const CONNECT_LIMIT_MS = 5_000
const POLL_MS = 50

/** Words of Postgres about what passes: old processes still ending, another start that was faster, a port just taken. */
const PASSING =
  /lock file ".*" (already exists|is empty)|pre-existing shared memory|could not bind|could not create any TCP/
const PASSING_LIMIT = 60
const PASSING_WAIT_MS = 500

/** Held by the one process that uses the cluster. The number means nothing. */
const OWNERSHIP_LOCK = 7_942_849
/** A killed predecessor's connection may take a moment to be noticed as gone. */
const OWNERSHIP_WAIT_MS = 3_000

const STOPPING: readonly { signal: NodeJS.Signals; waitMs: number }[] = [
  { signal: 'SIGINT', waitMs: 10_000 }, // Fast: roll back what is open, write everything down.
  // Immediate: the next start recovers. Postgres gives its own children 5 seconds (SIGKILL_CHILDREN_AFTER_SECS) before
  // it removes its note and ends.
  { signal: 'SIGQUIT', waitMs: 8_000 },
  { signal: 'SIGKILL', waitMs: 3_000 },
]

/**
 * Get hold of a ready server: the one that runs already, or a new one. Throws `PostgresTrouble` when it does not
 * start or another process uses it, and the signal's reason when aborted; a server it started is stopped then.
 */
export async function holdServer(wanted: Wanted): Promise<Held> {
  const started: ChildProcess[] = []
  try {
    const held = await findOrLaunch(wanted, started)
    if (held.pid !== started.at(-1)?.pid)
      wanted.log(`Took over the Postgres left running by a previous start (process ${held.pid})`)
    return held
  } catch (error) {
    // Of two starts at once the other may have taken the server that we started: then it is theirs to stop.
    if (!(error instanceof OwnedByAnother)) for (const { pid } of started) if (pid) await shutDown(wanted.cluster, pid)
    throw error
  }
}

async function findOrLaunch(wanted: Wanted, started: ChildProcess[]): Promise<Held> {
  const { cluster, signal, log } = wanted
  const began = performance.now()
  let launched: Launched | null = null
  let obstacles = 0
  let saidSlow = false

  while (performance.now() - began < START_LIMIT_MS) {
    signal.throwIfAborted()
    const running = await runningServer(cluster)
    if (running) {
      const connection = running.port === null ? null : await connect(cluster, running.port)
      if (connection) return await own({ pid: running.pid, ...connection }, wanted)
    } else if (launched === null || launched.hasEnded()) {
      if (launched) {
        const output = await launched.output()
        if (!PASSING.test(output) || ++obstacles > PASSING_LIMIT) throw notStarted(cluster, output)
        await wait(PASSING_WAIT_MS, undefined, { signal })
      }
      await removeStalePidFile(cluster)
      launched = await launch(wanted)
      started.push(launched.child)
    }
    if (!saidSlow && performance.now() - began > SLOW_START_MS) {
      saidSlow = true
      log('Postgres is still starting, most likely recovering after a crash')
    }
    await wait(POLL_MS, undefined, { signal })
  }
  throw notStarted(cluster, `it was not ready after ${START_LIMIT_MS / 1_000} seconds`)
}

function notStarted(cluster: Cluster, output: string): PostgresTrouble {
  return new PostgresTrouble(
    `The embedded Postgres did not start: ${inOneLine(output)} (its log is ${cluster.logFile})`,
  )
}

type Launched = { child: ChildProcess; hasEnded: () => boolean; output: () => Promise<string> }

/** In a process group of its own, so that Ctrl-C reaches us alone and we stop it when we have finished with it. */
async function launch({ cluster, settings, port }: Wanted): Promise<Launched> {
  await trimLog(cluster)
  const log = await open(cluster.logFile, 'a', 0o600)
  try {
    if (cluster.account.owner) await log.chown(cluster.account.owner.uid, cluster.account.owner.gid)
    const { size } = await log.stat()
    const all = { ...settings, port: String(port ?? (await freePort())) }
    const args = ['-D', cluster.folder, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    const child = cluster.account.start(cluster.binaries.postgres, args, {
      ...startOptions(cluster.binaries),
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    })
    let failure: Error | null = null
    child.on('error', (error) => {
      failure = error
    })
    child.unref()
    return {
      child,
      hasEnded: () => failure !== null || child.exitCode !== null || child.signalCode !== null,
      output: async () => failure?.message ?? (await readFile(cluster.logFile)).subarray(size).toString('utf8'),
    }
  } finally {
    await log.close()
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((settle, fail) => server.once('error', fail).listen(0, '127.0.0.1', settle))
  const address = server.address()
  await new Promise((settle) => server.close(settle))
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  return address.port
}

type Connection = { owner: pg.Client; port: number; gone: Promise<void> }

/** Null while the server cannot be used yet, or not any more. */
async function connect(cluster: Cluster, port: number): Promise<Connection | null> {
  const owner = new pg.Client({
    host: '127.0.0.1',
    port,
    user: OWNER,
    password: cluster.password,
    database: 'postgres',
    application_name: `switchboard owner (process ${process.pid})`,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
  })
  // A lost connection is told by `gone`; without a listener Node would end the program.
  owner.on('error', () => {})
  const gone = new Promise<void>((settle) => owner.once('end', settle))
  try {
    await owner.connect()
    return { owner, port, gone }
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code?.startsWith('28')) {
      throw new PostgresTrouble(
        `The embedded Postgres on port ${port} does not accept the password kept beside ${cluster.folder}: ` +
          'put the right password file back, or move the folder away to begin with an empty database',
      )
    }
    return null // Nobody listens, or it is starting up or shutting down.
  }
}

/** Another process uses the cluster, and whichever server runs on it. */
class OwnedByAnother extends PostgresTrouble {}

async function own(held: Held, { cluster, port }: Wanted): Promise<Held> {
  if (port !== null && held.port !== port) {
    await held.owner.end()
    throw new PostgresTrouble(`Another start has begun to serve ${cluster.folder} on port ${held.port}`)
  }
  const deadline = performance.now() + OWNERSHIP_WAIT_MS
  while (!(await lock(held.owner))) {
    if (performance.now() > deadline) {
      const other = await whoOwns(held.owner)
      await held.owner.end()
      throw new OwnedByAnother(
        `The database in ${cluster.folder} is in use by another Switchboard${other}: stop that one first, ` +
          'or set SWITCHBOARD_DATA to another folder',
      )
    }
    await wait(POLL_MS)
  }
  return held
}

async function lock(owner: pg.Client): Promise<boolean> {
  const { rows } = await owner.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [OWNERSHIP_LOCK])
  return rows[0]?.locked === true
}

async function whoOwns(owner: pg.Client): Promise<string> {
  const { rows } = await owner.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and objid = $1`,
    [OWNERSHIP_LOCK],
  )
  const [process] = /\(process \d+\)/.exec(rows[0]?.name ?? '') ?? []
  return process ? ` ${process}` : ''
}

/** The server that runs on this cluster, told from a stale note by looking at the process itself. */
async function runningServer(cluster: Cluster): Promise<{ pid: number; port: number | null } | null> {
  const note = await readIfThere(pidFile(cluster))
  if (note === null) return null
  const { pid, port } = parsePidFile(note)
  return pid !== null && (await isServer(pid, cluster)) ? { pid, port } : null
}

const pidFile = (cluster: Cluster) => join(cluster.folder, 'postmaster.pid')

/** Lines: process, data directory, start time, port, and more (Postgres: `miscadmin.h`, LOCK_FILE_LINE_*). */
function parsePidFile(note: string): { pid: number | null; port: number | null } {
  const lines = note.split('\n')
  return { pid: positive(lines[0]), port: positive(lines[3]) }
}

function positive(text: string | undefined): number | null {
  const number = Number(text)
  return Number.isSafeInteger(number) && number > 0 ? number : null
}

/** Its number may have been given to another program, or it may be dead and not buried yet: neither shows this command. */
async function isServer(pid: number, { folder }: Cluster): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true
  if (process.platform === 'linux') {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    const words = command.split('\0')
    return words[words.indexOf('-D') + 1] === folder
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }))
  return stdout.includes(`-D ${folder} `)
}

/**
 * Postgres replaces the note of a dead server itself, but not when the number belongs to a living program or to a
 * dead one nobody has buried. Then we remove it. Should old processes of that server still use the memory, Postgres
 * notices by other means and waits for them.
 */
async function removeStalePidFile(cluster: Cluster): Promise<void> {
  const note = await readIfThere(pidFile(cluster))
  if (note === null) return
  const { pid } = parsePidFile(note)
  if (pid !== null && !isAlive(pid)) return
  // A note without a number is either being written right now or was cut short by a crash.
  if (pid === null) await wait(PASSING_WAIT_MS)
  if ((await runningServer(cluster)) !== null) return

  const aside = `${pidFile(cluster)}.${randomBytes(4).toString('hex')}`
  await rename(pidFile(cluster), aside).catch(ignore('ENOENT'))
  // If another start wrote a new note between our look and the renaming, it goes back.
  const moved = await readIfThere(aside)
  if (moved !== null && moved !== note) await link(aside, pidFile(cluster)).catch(ignore('EEXIST'))
  await rm(aside, { force: true })
}

function ignore(code: string): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== code) throw error
  }
}

/** Stop the server, politely first. Returns when its process is gone, or after the last limit of `STOPPING`. */
export async function shutDown(cluster: Cluster, pid: number): Promise<void> {
  for (const { signal, waitMs } of STOPPING) {
    const deadline = performance.now() + waitMs
    if (!(await isServer(pid, cluster))) return
    process.kill(pid, signal)
    while (performance.now() < deadline) {
      if (!(await isServer(pid, cluster))) return
      await wait(POLL_MS)
    }
  }
}
