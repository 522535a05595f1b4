import type { Duplex } from 'node:stream'
import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
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

/**
 * Typed queries on one connection that is already in a transaction; whoever opened it ends it. A query is sent the moment
 * it is executed, so that they run in the order in which they were begun. After `over` nothing more is sent: a query
 * begun by somebody who did not notice throws, instead of running in whoever's transaction is next.
 */
export function typed(client: pg.ClientBase): { tx: Tx; over: () => void } {
  let isOver = false
  const connection = connectionOf(client, (query) => {
    if (isOver) throw new Error('this transaction is over')
    return client.query(query)
  })
  const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: (use) => use(connection) })
  return {
    tx: new Kysely<Tables>({ config: { dialect }, dialect, driver, executor }),
    over: () => {
      isOver = true
    },
  }
}

const refused = async () => {
  throw new Error('transactions are opened by inWork alone')
}
const nothing = async () => {}
const driver: Driver = {
  init: nothing,
  acquireConnection: refused,
  beginTransaction: refused,
  commitTransaction: refused,
  rollbackTransaction: refused,
  releaseConnection: nothing,
  destroy: nothing,
}
const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()
const dialect: Dialect = {
  createAdapter: () => adapter,
  createDriver: () => driver,
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => compiler,
}

type Send = (query: pg.QueryConfig) => Promise<pg.QueryResult>

/**
 * A statement that begins with this is planned once for each connection. Only for one that has a single sensible plan,
 * for a table of ten rows as of ten million: an insert, a `lateral` look-up of each of many keys in its index, or a change
 * of rows by their keys.
 */
export const PREPARED = '/* prepared */'
/** A connection's plans are made anew after this many transactions, after twice as many, and so on up to the last. */
const FIRST_PLANNED_ANEW = 5
const LAST_PLANNED_ANEW = 1_000
const plansOf = new WeakMap<pg.ClientBase, { used: number; keptFor: number }>()

/**
 * Whether the plans of this connection should be forgotten before its next transaction: those made for a table of ten
 * rows, which any index serves alike, are no good for one of ten thousand.
 */
export function isTimeToPlan(client: pg.ClientBase): boolean {
  const plans = plansOf.get(client) ?? { used: 0, keptFor: FIRST_PLANNED_ANEW }
  plansOf.set(client, plans)
  if (++plans.used < plans.keptFor) return false
  plans.used = 0
  plans.keptFor = Math.min(2 * plans.keptFor, LAST_PLANNED_ANEW)
  return true
}

/** Each costs memory on every connection; those of an insert differ by the columns it fills. */
const MOST_PREPARED = 300
const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  if (!text.startsWith(PREPARED)) return undefined
  const name = names.get(text)
  if (name !== undefined || names.size === MOST_PREPARED) return name
  const next = `prepared_${names.size}`
  names.set(text, next)
  return next
}

/** Statements begun together leave in one packet, not in one each. */
export function holdUntilAllAreWritten(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

function connectionOf(client: pg.ClientBase, send: Send): DatabaseConnection {
  return {
    async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const name = nameOf(text)
      const values = [...parameters]
      holdUntilAllAreWritten(client)
      const { rows, rowCount } = await send(name === undefined ? { text, values } : { name, text, values })
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
    },
    // biome-ignore lint/correctness/useYield: required by the interface, not offered: nothing here streams.
    async *streamQuery() {
      throw new Error('queries are not streamed')
    },
  }
}

/** For writing: what a timestamptz column takes. */
export const toDate = (at: Instant): Date => new Date(at)

/** For comparing a timestamptz column with an instant. */
export const instant = (at: Instant): RawBuilder<Instant> => sql<Instant>`${new Date(at)}::timestamptz`

/** How Postgres says that trying the same transaction again may work (serialisation, deadlock). */
export const isTryAgain = (error: unknown): boolean =>
  ['40001', '40P01'].includes(sqlState(error)) || isPreparedTooEarly(error)

/** A table was changed since this connection prepared a statement about it: another connection knows it as it is. */
export const isPreparedTooEarly = (error: unknown): boolean =>
  sqlState(error) === '0A000' && error instanceof Error && error.message.startsWith('cached plan')

/** Somebody else held a lock for longer than this transaction would wait. */
export const isLockTimeout = (error: unknown): boolean => sqlState(error) === '55P03'

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
