import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../contract/ids.ts'
import { PREPARED, type Tx } from './db.ts'
import type { Tables } from './tables.ts'

/** A row as JSON writes it: instants as ISO text, JSON columns as they are. Every column that has no null must be there. */
export type JsonRow = Record<string, unknown>

/**
 * Insert any number of rows in one statement. A column that is null in all of them is left to the table; in the others
 * every column that may not be null must be there.
 */
export async function insertRows(
  tx: Tx,
  table: keyof Tables & string,
  rows: readonly JsonRow[],
  conflict: RawBuilder<unknown> = sql``,
): Promise<void> {
  if (rows.length === 0) return
  // Most columns of most rows are null: they are neither written out nor read in.
  const given = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)))
  const used = new Set(given.flatMap((row) => Object.keys(row)))
  const columns = sql.join([...used].map((column) => sql.ref(column)))
  await sql`${sql.raw(PREPARED)} insert into ${sql.table(table)} (${columns}) select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(given)}::jsonb) ${conflict}`.execute(
    tx,
  )
}

/** Set the same columns of many rows in one statement, found by workspace and id. */
export async function updateRows(tx: Tx, table: keyof Tables & string, rows: readonly JsonRow[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first).filter((column) => column !== 'id' && column !== 'workspace_id')
  const assignments = sql.join(columns.map((column) => sql`${sql.ref(column)} = changed.${sql.ref(column)}`))
  await sql`${sql.raw(PREPARED)} update ${sql.table(table)} as kept set ${assignments} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb) as changed where kept.workspace_id = changed.workspace_id and kept.id = changed.id`.execute(
    tx,
  )
}

/** An instant for a JSON row. */
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString())
export const iso = (at: Instant): string => new Date(at).toISOString()
