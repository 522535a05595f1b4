import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
  sql,
} from 'kysely'
import pg from 'pg'
import type { Instant } from '../contract/ids.ts'
import type { Tables } from './tables.ts'

/** One transaction: typed queries, all on one connection. */
export type Tx = Kysely<Tables>

/** Who a connection acts as: `app` sees one workspace at a time, `system` a few columns of all (0001_foundation.sql). */
export type DbRole = 'switchboard_app' | 'switchboard_system'

const TIMESTAMPTZ = 1184
const INT8 = 20

/** Instants come back as milliseconds, counters as numbers: both are safe below 2^53. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === TIMESTAMPTZ) return (text: string) => Date.parse(text)
    if (oid === INT8) return Number
    return pg.types.getTypeParser(oid, format)
  },
}

export type PoolOptions = {
  /**
   * Statements that are begun without waiting for one another travel together, in order: one round trip for many.
   * Whoever begins several must await them all; the first that fails makes the others fail too.
   */
  pipeline?: boolean
  url: string
  role: DbRole
  size: number
  searchPath?: string
  onTrouble?: (error: Error) => void
}

/** Connections that act as `role`. A connection that breaks while idle is reported and replaced, never fatal. */
export function openPool({ url, role, size, searchPath, onTrouble, pipeline = false }: PoolOptions): pg.Pool {
  const settings = ['jit=off', 'TimeZone=UTC', `role=${role}`, ...(searchPath ? [`search_path=${searchPath}`] : [])]
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    pipeline,
    types,
    application_name: role,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
  })
  const report = (error: Error) => onTrouble?.(error)
  pool.on('error', report)
  // The same for one that breaks in the middle of a transaction: the query throws, and nobody else need hear of it.
  pool.on('connect', (client) => client.on('error', report))
  return pool
}

/** Typed queries on one connection that is already in a transaction; whoever opened it ends it. */
export function typed(client: pg.ClientBase): Tx {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => oneClient(client),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

function oneClient(client: pg.ClientBase): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, rowCount } = await client.query(sql, [...parameters])
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
    },
    // biome-ignore lint/correctness/useYield: required by the interface, not offered: nothing here streams.
    async *streamQuery() {
      throw new Error('queries are not streamed')
    },
  }
  const nothing = async () => {}
  const refused = async () => {
    throw new Error('transactions are opened by inWork alone')
  }
  return {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: refused,
    commitTransaction: refused,
    rollbackTransaction: refused,
    releaseConnection: nothing,
    destroy: nothing,
  }
}

/** For writing: what a timestamptz column takes. */
export const toDate = (at: Instant): Date => new Date(at)

/** For comparing a timestamptz column with an instant. */
export const instant = (at: Instant): RawBuilder<Instant> => sql<Instant>`${new Date(at)}::timestamptz`

/** How Postgres says that trying the same transaction again may work (serialisation, deadlock). */
export const isTryAgain = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error))

/** The name of the unique index that did not take a row, or null when that is not what went wrong. */
export function takenIn(error: unknown): string | null {
  const constraint = (error as { constraint?: unknown } | null)?.constraint
  return sqlState(error) === '23505' && typeof constraint === 'string' ? constraint : null
}

/** The database cannot be reached, is starting, or is going away: nothing was done, and it is not a bug of ours. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error)
  if (state.startsWith('08') || ['57P01', '57P02', '57P03', '53300', '25006'].includes(state)) return true
  const message = error instanceof Error ? error.message : ''
  const code = (error as { code?: string } | null)?.code ?? ''
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code) ||
    /Connection terminated|timeout exceeded when trying to connect|not queryable|Client was closed|server closed the connection/i.test(
      message,
    )
  )
}

/** No room on the disk of the database (53100) or of our own files. */
export const isStorageFull = (error: unknown): boolean =>
  sqlState(error) === '53100' || (error as { code?: string } | null)?.code === 'ENOSPC'

function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/**
 * Remember this moment; the answer says how many of our transactions that began before it are still open. Asked with a
 * connection of the owner.
 */
export async function transactionsSince(owner: pg.ClientBase): Promise<() => Promise<number>> {
  const { rows } = await owner.query<{ now: string }>('select clock_timestamp()::text as now')
  const since = rows[0]?.now
  return async () => {
    const { rowCount } = await owner.query(
      `select from pg_stat_activity
       where datname = current_database() and application_name like 'switchboard%' and xact_start <= $1::timestamptz
         and pid <> pg_backend_pid()`,
      [since],
    )
    return rowCount ?? 0
  }
}
