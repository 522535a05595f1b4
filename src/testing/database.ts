import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from '../kernel/migrate.ts'
import type {} from './postgres.ts'

/** A database of a test's own. */
export type TestDatabase = {
  /** Its owner's address. */
  url: string
  /** End every connection that calls itself this, as a failing network would. */
  cutOff(applicationName: string): Promise<void>
  /** Throw it away, even when somebody is still connected. */
  drop(): Promise<void>
}

/** One process makes the template; the others wait here. */
const TEMPLATE_LOCK = 7_451_204

const GOODBYE_LIMIT_MS = 1_000
const GOODBYE_POLL_MS = 10

/**
 * A fresh, migrated database: a copy of a template that is migrated once for each state of the migrations, so that a
 * test costs a copy of some megabytes and not a migration.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  await onServer(server, async (client) => {
    const template = await templateOn(client, server)
    await client.query(`create database ${name} template ${template} strategy file_copy`)
  })
  return {
    url: databaseUrl(server, name),
    cutOff: (applicationName) =>
      onServer(server, (client) =>
        client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = $2',
          [name, applicationName],
        ),
      ),
    drop: () =>
      onServer(server, async (client) => {
        await goodbyes(client, name)
        await client.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

/**
 * A closed pool has only asked its connections to close. Cut off before it has, a connection would raise an error
 * nobody listens for any more.
 */
async function goodbyes(client: pg.Client, name: string): Promise<void> {
  const deadline = performance.now() + GOODBYE_LIMIT_MS
  while (performance.now() < deadline) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name])
    if (rowCount === 0) return
    await wait(GOODBYE_POLL_MS)
  }
}

async function templateOn(client: pg.Client, server: string): Promise<string> {
  const name = `template_${migrationsHash()}`
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 1) return name
    const draft = `${name}_draft`
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft}`)
    await migrate(databaseUrl(server, draft))
    await client.query(`alter database ${draft} rename to ${name}`)
    return name
  } finally {
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  }
}

/** Changes whenever a migrated database would look different. */
function migrationsHash(): string {
  const root = join(import.meta.dirname, '../..')
  const folder = join(root, 'migrations')
  const files = [
    ...readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
    join(root, 'src/kernel/migrate.ts'),
    join(root, 'node_modules/graphile-worker/package.json'),
  ]
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function onServer(server: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await run(client)
  } finally {
    await client.end()
  }
}
