import pg from 'pg'
import { expect, inject, test } from 'vitest'
import type {} from './postgres.ts'

test('all tests of a run share one Postgres, which makes databases', async () => {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  const { rows } = await client.query(
    "select current_setting('server_version_num')::int / 10000 as version, rolcreatedb as creates from pg_roles where rolname = current_user",
  )
  await client.end()
  expect(rows).toEqual([{ version: 18, creates: true }])
})
