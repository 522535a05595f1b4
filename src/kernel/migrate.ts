import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations as migrateJobs } from 'graphile-worker'
import pg from 'pg'

const folder = join(import.meta.dirname, '../../migrations')
/** One node migrates at a time; the others wait here. */
const MIGRATION_LOCK = 7_451_203

/**
 * Bring the database up to date as its owner: the two roles, our migrations in order (plain SQL, forward only), and the
 * job tables. Safe to run from several nodes at once and again at every start.
 */
export async function migrate(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await makeRoles(client)
    await client.query(
      'create table if not exists migration (name text primary key, at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string }>('select name from migration')
    const done = new Set(rows.map((row) => row.name))
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort()
    for (const name of files.filter((file) => !done.has(file))) await apply(client, name)
    await migrateJobs({ connectionString: ownerUrl })
    await client.query(jobDoor)
  } finally {
    await client.end()
  }
}

async function makeRoles(client: pg.Client): Promise<void> {
  for (const role of ['switchboard_app', 'switchboard_system']) {
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin nobypassrls; end if;
      execute format('grant ${role} to %I', current_user);
    exception when duplicate_object or unique_violation then null; end $$`)
  }
}

async function apply(client: pg.Client, name: string): Promise<void> {
  await client.query('begin')
  try {
    await client.query(readFileSync(join(folder, name), 'utf8'))
    await client.query('insert into migration (name) values ($1)', [name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name} did not apply`, { cause: error })
  }
}

/** The application may add jobs in its own transaction, for the workspace of it, and nothing else of the job tables. */
const jobDoor = `
  create or replace function add_jobs(jobs jsonb) returns void language sql security definer set search_path = graphile_worker, pg_temp as $$
    select from graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec, job::json) from jsonb_array_elements(jobs) as job
      where (job -> 'payload' ->> 'workspaceId')::uuid = current_setting('app.workspace')::uuid
    ))
  $$;
  revoke all on function add_jobs(jsonb) from public;
  grant execute on function add_jobs(jsonb) to switchboard_app;
`
