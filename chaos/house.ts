/** The product and its Postgres as processes of their own, in a folder that is gone afterwards. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../src/kernel/postgres.ts'
import { type RunningProduct, startProduct } from '../src/testing/process.ts'

const run = promisify(execFile)
const LOOK_EVERY_MS = 50
const DATABASE_LIMIT_MS = 120_000

export type House = {
  readonly product: RunningProduct
  /** Whose Postgres it is: the product's own, which it brings back by itself, or one beside it. */
  readonly postgres: 'embedded' | 'outside'
  /** The small disk Postgres lives on, or null where none may be mounted. */
  readonly disk: string | null
  /** The process at the head of Postgres; it changes with each start. */
  postmaster(): number | null
  /** One statement as the owner, tried again while the database is away. Only for looking. */
  look<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
  /** A connection as the owner; whoever opens it ends it. Throws when the database is away. */
  connect(): Promise<pg.Client>
  /** Move the product's clock forward; it stays there over a start. */
  moveClock(ms: number): Promise<void>
  /** Start the killed product again, its clock where it was. */
  startAgain(): Promise<void>
  leave(): Promise<void>
}

export type HouseOptions = {
  postgres: 'embedded' | 'outside'
  /** Size of a disk of its own for Postgres, in megabytes; 0: none. Only root may mount one. */
  diskMegabytes: number
  log: (line: string) => void
}

/** Move in: a fresh database, the demo's workspace and people. */
export async function openHouse({ postgres, diskMegabytes, log }: HouseOptions): Promise<House> {
  const root = mkdtempSync(join(tmpdir(), 'switchboard-chaos-'))
  const dataDir = join(root, 'data')
  const home = postgres === 'embedded' ? join(dataDir, 'postgres') : join(root, 'outside')
  mkdirSync(home, { recursive: true })
  const disk = diskMegabytes > 0 && (await mountDisk(home, diskMegabytes)) ? home : null
  const closing: (() => Promise<unknown>)[] = [async () => disk && (await run('umount', ['-l', disk]))]

  async function leave(): Promise<void> {
    for (const close of closing.toReversed()) await close().catch((error: unknown) => log(`while leaving: ${error}`))
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    const beside = postgres === 'outside' ? await startPostgres({ dataDir: home, settings: SMALL, log }) : null
    closing.push(async () => beside?.stop())
    const env: Record<string, string> = beside ? { DATABASE_URL: beside.url } : {}
    const product = await startProduct({ dataDir, env })
    closing.push(() => product.stop())
    const note = join(home, 'cluster/postmaster.pid')
    const url = () => beside?.url ?? embeddedUrl(home)
    const postmaster = () => firstNumber(note)
    return { product, postgres, disk, postmaster, ...lookingAt(url), ...clockOf(product), leave }
  } catch (error) {
    await leave()
    throw error
  }
}

/** A small disk must hold the log of changes too. */
const SMALL = { max_wal_size: '192MB', min_wal_size: '48MB' }

async function mountDisk(folder: string, megabytes: number): Promise<boolean> {
  return run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'switchboard-chaos', folder]).then(
    () => true,
    () => false,
  )
}

/** A killed demo may have forgotten how far its clock was moved: a computer's clock would not. */
function clockOf({ origin, start }: RunningProduct): Pick<House, 'moveClock' | 'startAgain'> {
  const address = `${origin}/simulator/api/control/clock`
  let ahead = 0

  async function catchUp(): Promise<void> {
    const { offset } = (await (await fetch(address)).json()) as { offset: number }
    if (offset >= ahead) return
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ advanceMs: ahead - offset }),
    })
    if (!answer.ok) throw new Error(`the clock could not be moved: ${answer.status} ${await answer.text()}`)
  }
  return {
    async moveClock(ms) {
      ahead += ms
      await catchUp()
    },
    async startAgain() {
      await start()
      await catchUp()
    },
  }
}

function embeddedUrl(home: string): string {
  const note = readFileSync(join(home, 'cluster/postmaster.pid'), 'utf8').split('\n')
  const password = readFileSync(join(home, 'password'), 'utf8').trim()
  return `postgres://switchboard:${password}@127.0.0.1:${note[3]}/switchboard`
}

/** Null while there is none: Postgres takes its note away when it goes. */
function firstNumber(file: string): number | null {
  try {
    const number = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return number > 0 ? number : null
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw error
  }
}

function lookingAt(url: () => string): Pick<House, 'look' | 'connect'> {
  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url(), application_name: 'the ledger' })
    client.on('error', () => {}) // Whoever uses it finds out.
    await client.connect()
    return client
  }
  async function once<Row extends pg.QueryResultRow>(sql: string, values: unknown[]): Promise<Row[]> {
    const client = await connect()
    try {
      return (await client.query<Row>(sql, values)).rows
    } finally {
      await client.end().catch(() => {})
    }
  }
  return {
    connect,
    async look(sql, values = []) {
      const until = Date.now() + DATABASE_LIMIT_MS
      for (;;) {
        try {
          return await once(sql, values)
        } catch (error) {
          if (Date.now() > until) throw error
          await wait(LOOK_EVERY_MS)
        }
      }
    },
  }
}
