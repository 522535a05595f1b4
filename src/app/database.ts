import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { Config } from '../kernel/config.ts'
import { isDatabaseAway, openPool } from '../kernel/db.ts'
import type { Log } from '../kernel/log.ts'
import { migrate } from '../kernel/migrate.ts'
import { type Postgres, startPostgres } from '../kernel/postgres.ts'

/** The database, migrated, and connections to it. */
export type Database = {
  /** The owner's address. */
  url: string
  /** Nobody else uses it: it is the embedded one. */
  alone: boolean
  app: pg.Pool
  system: pg.Pool
  /** Of the system role, in the tables of sign-in. */
  auth: pg.Pool
  /** Every call waits for the same end. */
  close(): Promise<void>
}

/** Connections. Postgres allows 100 by default: two nodes fit, a third needs more there. */
const APP_CONNECTIONS = 16
const SYSTEM_CONNECTIONS = 8
const AUTH_CONNECTIONS = 4
/** A database that is being started beside us gets this long. */
const START_LIMIT_MS = 60_000
const RETRY_MS = 500
const CLOSE_LIMIT_MS = 3_000

export type DatabaseOptions = {
  config: Pick<Config, 'databaseUrl' | 'dataFolder'>
  log: Log
  /** The embedded Postgres died and cannot be brought back. */
  onLost: (trouble: Error) => void
}

/** Open the configured database, or start the embedded one, and bring it up to date. */
export async function openDatabase({ config, log, onLost }: DatabaseOptions): Promise<Database> {
  const postgres = config.databaseUrl === null ? await startEmbedded(config.dataFolder, log, onLost) : null
  const url = postgres?.url ?? config.databaseUrl ?? ''
  try {
    await migrateWhenUp(url, log)
  } catch (error) {
    await postgres?.stop()
    throw error
  }
  const onTrouble = (error: Error) => log.debug({ err: error }, 'a database connection broke')
  const app = openPool({ url, role: 'switchboard_app', size: APP_CONNECTIONS, pipeline: true, onTrouble })
  const system = openPool({ url, role: 'switchboard_system', size: SYSTEM_CONNECTIONS, onTrouble })
  const searchPath = 'auth'
  const auth = openPool({ url, role: 'switchboard_system', size: AUTH_CONNECTIONS, searchPath, onTrouble })

  async function close(): Promise<void> {
    const closing = Promise.all([app, system, auth].map((pool) => pool.end()))
    await Promise.race([closing, wait(CLOSE_LIMIT_MS, undefined, { ref: false })])
    await postgres?.stop()
  }
  let closed: Promise<void> | undefined
  return {
    url,
    alone: postgres !== null,
    app,
    system,
    auth,
    close() {
      closed ??= close()
      return closed
    },
  }
}

const startEmbedded = (dataFolder: string, log: Log, onLost: (trouble: Error) => void): Promise<Postgres> =>
  startPostgres({ dataDir: join(dataFolder, 'postgres'), log: (sentence) => log.info(sentence), onLost })

async function migrateWhenUp(url: string, log: Log): Promise<void> {
  const giveUpAt = Date.now() + START_LIMIT_MS
  for (;;) {
    try {
      return await migrate(url)
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > giveUpAt) throw error
      log.info('waiting for Postgres')
      await wait(RETRY_MS)
    }
  }
}
