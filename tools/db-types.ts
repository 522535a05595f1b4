/**
 * Table types from the migrations: `npm run db:types` writes src/kernel/tables.ts. A column `agent_id uuid` becomes an
 * AgentId by its name, an `id` by its table's, so that no query needs a cast. A test fails when the file is stale.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

const target = join(import.meta.dirname, '../src/kernel/tables.ts')

/** Columns whose id is not called after its table. */
const alias: Record<string, string> = {
  offered_to: 'AgentId[]',
  transfer_to: 'AgentId',
  uploaded_by: 'AgentId',
  returned_to: 'AgentId',
  by_agent_id: 'AgentId',
  by_rule_id: 'RuleId',
  looked_to: 'ConversationId',
  latest_interaction_id: 'InteractionId',
  previous_id: 'InteractionId',
  disposition_reason_id: 'ReasonId',
  break_requested_reason_id: 'ReasonId',
  last_agent_id: 'AgentId',
  preferred_agent_id: 'AgentId',
  outbound_template_id: 'TemplateId',
  overflow_queue_id: 'QueueId',
  passed_over: 'AgentId[]',
  disposition_ids: 'DispositionId[]',
  channel_ids: 'ChannelId[]',
  tag_ids: 'TagId[]',
  client_id: 'string',
}
const idOf: Record<string, string> = {
  'disposition.parent_id': 'DispositionId',
  'consent_entry.id': 'string',
  'pick.id': 'string',
  'sla_policy.owner_id': 'string',
  'tally.id': 'string',
}
const scalars: Record<string, string> = {
  text: 'string',
  varchar: 'string',
  int4: 'number',
  int8: 'number',
  bool: 'boolean',
  bytea: 'Buffer',
  numeric: 'string',
}

type Column = { table: string; name: string; type: string; nullable: boolean; generated: boolean }

/** The contents of tables.ts for the database at `url`. */
export async function tableTypes(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Column>(`
    select c.table_name as table, c.column_name as name, c.udt_name as type, c.is_nullable = 'YES' as nullable,
      (c.column_default is not null or c.is_identity = 'YES') as generated
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'migration'
    order by c.table_name, c.ordinal_position`)
  await client.end()
  const ids = new Set<string>()
  const tables = [...Map.groupBy(rows, (row) => row.table)].map(([table, columns]) => {
    const lines = columns.map((column) => `    ${column.name}: ${typeOf(column, ids)}`)
    return `  ${table}: {\n${lines.join('\n')}\n  }`
  })
  return `// Generated from the migrations by \`npm run db:types\`. Do not edit.
import type { ColumnType, Generated } from 'kysely'
import type { ${[...ids].sort().join(', ')}, Instant } from '../contract/ids.ts'

type Timestamp = ColumnType<Instant, Date, Date>
type NullableTimestamp = ColumnType<Instant | null, Date | null | undefined, Date | null>
/** Read as a value that the repo checks; written as JSON text. */
type Json = ColumnType<unknown, string, string>
type JsonWithDefault = ColumnType<unknown, string | undefined, string>
type NullableJson = ColumnType<unknown, string | null | undefined, string | null>

export interface Tables {
${tables.join('\n')}
}
`
}

function typeOf({ table, name, type, nullable, generated }: Column, ids: Set<string>): string {
  if (type === 'timestamptz') return nullable ? 'NullableTimestamp' : 'Timestamp'
  if (type === 'jsonb' || type === 'json') return nullable ? 'NullableJson' : generated ? 'JsonWithDefault' : 'Json'
  const base =
    type === 'uuid' || type === '_uuid'
      ? idType(table, name, ids)
      : type === '_text'
        ? 'string[]'
        : (scalars[type] ?? 'never')
  const value = nullable ? `${base} | null` : base
  return generated ? `Generated<${value}>` : value
}

function idType(table: string, name: string, ids: Set<string>): string {
  const pascal = (word: string) =>
    word
      .split('_')
      .map((part) => part[0]!.toUpperCase() + part.slice(1))
      .join('')
  const type =
    idOf[`${table}.${name}`] ?? alias[name] ?? `${pascal(name === 'id' ? table : name.replace(/_id$/, ''))}Id`
  if (type !== 'string') ids.add(type.replace('[]', ''))
  return type
}

if (process.argv[1] === import.meta.filename) {
  const { startPostgres } = await import('../src/kernel/postgres.ts')
  const { migrate } = await import('../src/kernel/migrate.ts')
  const { mkdtempSync, rmSync } = await import('node:fs')
  const dataDir = mkdtempSync('/tmp/switchboard-types-')
  const postgres = await startPostgres({ dataDir, log: () => {} })
  await migrate(postgres.url)
  writeFileSync(target, await tableTypes(postgres.url))
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
