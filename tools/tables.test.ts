/** The database as the migrations make it: types that fit it, and who may see what. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../src/testing/database.ts'
import { tableTypes } from './db-types.ts'

let database: TestDatabase
let owner: pg.Client
beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

async function lines(query: string): Promise<string[]> {
  const { rows } = await owner.query<{ line: string }>(query)
  return rows.map(({ line }) => line).sort()
}

test('the table types are those of the migrations: npm run db:types writes them', async () => {
  const kept = readFileSync(join(import.meta.dirname, '../src/kernel/tables.ts'), 'utf8')
  expect(kept).toBe(await tableTypes(database.url))
})

const tables = `select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'migration'`

test('every table keeps workspaces apart, even for its owner', async () => {
  expect(
    await lines(`select relname as line from (${tables}) t where not relrowsecurity or not relforcerowsecurity`),
  ).toEqual([])
  const unguarded = `select relname as line from (${tables}) t where not exists (
    select from pg_policy p where p.polrelid = t.oid and p.polname = 'one_workspace'
      and p.polroles = array['switchboard_app'::regrole::oid]
      and pg_get_expr(p.polqual, p.polrelid) ~ '^\\((workspace_)?id = \\(current_setting\\(''app.workspace''::text\\)\\)::uuid\\)$')`
  expect(await lines(unguarded)).toEqual([])
  // No other policy may let the application see more.
  const others = `select relname || ' ' || polname as line from (${tables}) t join pg_policy p on p.polrelid = t.oid
    where polname <> 'one_workspace' and 'switchboard_app'::regrole::oid = any(polroles)`
  expect(await lines(others)).toEqual([])
})

test('every table but the workspace itself begins its key with the workspace', async () => {
  const keys = `select t.relname as line from (${tables}) t
    join pg_index i on i.indrelid = t.oid and i.indisprimary
    join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
    where a.attname <> 'workspace_id' and t.relname not in ('workspace', 'webhook')`
  expect(await lines(keys)).toEqual([])
})

test('neither role owns anything, may bypass row-level security, or sign in', async () => {
  const roles = `select rolname as line from pg_roles where rolname like 'switchboard\\_%'
    and (rolbypassrls or rolsuper or rolcanlogin or rolcreaterole or rolcreatedb)`
  expect(await lines(roles)).toEqual([])
  const owned = `select relname as line from pg_class where relowner::regrole::text like 'switchboard\\_%'`
  expect(await lines(owned)).toEqual([])
})

test('the system role may do exactly this, across workspaces', async () => {
  const granted = `
    select distinct table_name || ': ' || lower(privilege_type) || case
      when exists (select from information_schema.role_table_grants t
        where t.grantee = c.grantee and t.table_schema = c.table_schema and t.table_name = c.table_name
          and t.privilege_type = c.privilege_type)
      then '' else ' ' || column_name end as line
    from information_schema.role_column_grants c
    where grantee = 'switchboard_system' and table_schema = 'public'
    union
    select table_name || ': ' || lower(privilege_type) from information_schema.role_table_grants
    where grantee = 'switchboard_system' and table_schema = 'public' and privilege_type in ('DELETE', 'TRUNCATE', 'TRIGGER')`
  expect(await lines(granted)).toEqual(
    [
      'agent: select',
      'api_key: select',
      'channel: select',
      ...['limit_at', 'workspace_id'].map((column) => `call: select ${column}`),
      ...[
        'clock_at',
        'offer_expires_at',
        'preferred_until',
        'state',
        'workspace_id',
        'wrap_up_ends_at',
        'wrap_up_held',
      ].map((column) => `interaction: select ${column}`),
      ...[
        'awaiting_reply_since',
        'parked_since',
        'parked_until',
        'queue_id',
        'quiet_since',
        'reminded',
        'reminded_at',
        'reminded_for',
        'transfer_ends_at',
      ].map((column) => `interaction: select ${column}`),
      ...['delivery', 'next_attempt_at', 'sending_since', 'workspace_id'].map((column) => `message: select ${column}`),
      ...['leaves_at', 'seen_at', 'workspace_id'].map((column) => `attendance: select ${column}`),
      ...['goes_at', 'returned_at', 'workspace_id'].map((column) => `planned_message: select ${column}`),
      ...['break_begins_at', 'returns_at', 'work_returns_at', 'workspace_id'].map(
        (column) => `presence: select ${column}`,
      ),
      ...[
        'agent_silence_seconds',
        'announce_after_seconds',
        'contact_silence_seconds',
        'id',
        'longest_wait_seconds',
        'most_waiting',
        'remind_after_seconds',
        'remind_most',
        'removed_at',
        'tag_ids',
        'workspace_id',
      ].map((column) => `queue: select ${column}`),
      'queue_member: select',
      ...['active', 'next_at', 'workspace_id'].map((column) => `rule: select ${column}`),
      ...['seq', 'workspace_id'].map((column) => `rule_cursor: select ${column}`),
      ...['due_at', 'ended_at', 'workspace_id'].map((column) => `rule_run: select ${column}`),
      'telephone: select',
      ...['allowed', 'workspace_id'].map((column) => `transfer_rules: select ${column}`),
      'tagging: select',
      'webhook: insert',
      'webhook: select',
      ...['created_at', 'id', 'journal_seq', 'name'].map((column) => `workspace: select ${column}`),
    ].sort(),
  )
})

test('what must never be changed cannot be: the journal, and consents', async () => {
  const may = (table: string, privilege: string) =>
    lines(`select 'yes' as line where has_table_privilege('switchboard_app', '${table}', '${privilege}')`)
  for (const [table, privilege] of [
    ['journal', 'update'],
    ['journal', 'delete'],
    ['consent_entry', 'delete'],
    ['interaction', 'delete'],
    ['workspace', 'insert'],
    ['workspace', 'delete'],
  ] as const)
    expect([table, privilege, await may(table, privilege)]).toEqual([table, privilege, []])
})

test('what becomes of a sent message touches no index', async () => {
  expect(
    await lines(`select indexname as line from pg_indexes where tablename = 'message' and indexdef ~ '\\mdelivery\\M'`),
  ).toEqual([])
})
