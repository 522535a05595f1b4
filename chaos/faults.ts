/** What goes wrong, on purpose: with the product's process, with its Postgres, and with the disk below. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { House } from './house.ts'

const run = promisify(execFile)

/** Each answers whether it could be tried here, and returns when it is over; what it broke may still be recovering. */
export type Fault = (house: House) => Promise<boolean>

const STALL_MS = 2_000
const FULL_MS = 2_500
const STORM_ROUNDS = 12
const STORM_EVERY_MS = 120
const IDLE_MS = 3_000
const PEER_ATTEMPTS = 10
const POSTMASTER_LIMIT_MS = 60_000
const LOOK_EVERY_MS = 20

/** SIGKILL of the product, in whatever it is doing, and a new start on the same data. */
export const killProduct: Fault = async (house) => {
  await house.product.kill()
  await house.startAgain()
  return true
}

/** SIGQUIT of the postmaster: Postgres lets everything fall and has to recover (`pg_ctl stop -m immediate`). */
export const stopPostgres: Fault = async (house) => {
  const pid = await livingPostmaster(house)
  process.kill(pid, 'SIGQUIT')
  const until = performance.now() + POSTMASTER_LIMIT_MS
  while (house.postmaster() === pid && isThere(pid) && performance.now() < until) await wait(LOOK_EVERY_MS)
  return true
}

/** The last fault may have left Postgres on its way back. */
async function livingPostmaster(house: House): Promise<number> {
  const until = performance.now() + POSTMASTER_LIMIT_MS
  for (;;) {
    const pid = house.postmaster()
    if (pid !== null && isThere(pid)) return pid
    if (performance.now() > until) throw new Error('Postgres did not come back')
    await wait(LOOK_EVERY_MS)
  }
}

/** Both at once: nobody is there to bring the database back until the product itself is. */
export const killBoth: Fault = async (house) => {
  const stopping = stopPostgres(house)
  const killed = await killProduct(house)
  return (await stopping) && killed
}

/** Every connection is ended by the server, again and again, faster than they come back. */
export const storm: Fault = async (house) => {
  for (let round = 0; round < STORM_ROUNDS; round++) {
    await house.look(`select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and backend_type = 'client backend'`)
    await wait(STORM_EVERY_MS)
  }
  return true
}

/** Not one byte is left on the disk of Postgres for a while. Needs a disk of its own. */
export const fillDisk: Fault = async ({ disk }) => {
  if (disk === null) return false
  const filler = join(disk, 'filler')
  const until = performance.now() + FULL_MS
  try {
    while (performance.now() < until) {
      const { bavail, bsize } = statfsSync(disk)
      // What Postgres gives back meanwhile is taken too. Refused when somebody else was faster: then it is full.
      if (bavail > 0)
        await run('fallocate', ['-o', String(sizeOf(filler)), '-l', String(bavail * bsize), filler]).catch(() => {})
      await wait(LOOK_EVERY_MS)
    }
  } finally {
    rmSync(filler, { force: true })
  }
  return true
}

/**
 * A disk that does not answer: every process of Postgres stands still for two seconds, as all of them soon do behind an
 * fsync that does not return. Connections stay open and nothing is refused.
 */
export const stall: Fault = async (house) => {
  const frozen = freeze(await livingPostmaster(house))
  await wait(STALL_MS)
  thaw(frozen)
  return true
}

/**
 * Somebody else's program on the same database, idle in a transaction: it has an old snapshot open, and holds the rows
 * of people who write and of the workspace itself.
 */
export const idlePeer: Fault = async (house) => {
  for (let attempt = 0; attempt < PEER_ATTEMPTS; attempt++) {
    const peer = await house.connect().catch(() => null)
    try {
      await peer?.query('begin isolation level repeatable read')
      await peer?.query('select count(*) from message')
      await peer?.query('select id from contact order by id limit 200 for update')
      await peer?.query('select id from conversation order by id desc limit 200 for update')
      await wait(IDLE_MS)
      if (peer && (await peer.query('rollback'))) return true
    } catch {
      // It lost its locks to a deadlock, or Postgres was away: it comes again.
    } finally {
      await peer?.end().catch(() => {})
    }
  }
  return false
}

/** Stop all processes below a postmaster, the postmaster last. */
export function freeze(postmaster: number): number[] {
  const processes = [...childrenOf(postmaster), postmaster]
  return processes.filter((pid) => signal(pid, 'SIGSTOP'))
}

export function thaw(processes: readonly number[]): void {
  for (const pid of processes.toReversed()) signal(pid, 'SIGCONT')
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    return pid > 0 && parentOf(pid) === parent ? [pid] : []
  })
}

/** The fourth word of `/proc/<pid>/stat`, counted after the name, which may hold spaces. */
function parentOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null // It has just ended.
  }
}

function sizeOf(file: string): number {
  const { size } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0 }
  return size
}

const isThere = (pid: number): boolean => signal(pid, 0)

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
