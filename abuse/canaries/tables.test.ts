/**
 * Somebody who can run any statement as the application, in a transaction of their own workspace: an injection that
 * succeeded. Row-level security is all that is left. One case for each table and deed, whatever tables there are.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool } from '../../src/kernel/db.ts'
import { stateOf } from '../tenant.ts'
import { mine, owner, server, theirIds, theirs } from '../two-houses.ts'

/** As `npm run db:types` wrote them; a test of the tables holds that they are all. */
const tables = [
  ...readFileSync(join(import.meta.dirname, '../../src/kernel/tables.ts'), 'utf8').matchAll(
    /^ {2}(\w+): \{\n([^}]*)/gm,
  ),
]
  .filter(([, name, columns]) => name === 'workspace' || columns?.includes('workspace_id:'))
  .map(([, name]) => ({ name: name!, column: name === 'workspace' ? 'id' : 'workspace_id' }))

let app: pg.Pool
let system: pg.Pool
beforeAll(() => {
  app = openPool({ url: server.testDatabase.url, role: 'switchboard_app', size: 1 })
  system = openPool({ url: server.testDatabase.url, role: 'switchboard_system', size: 1 })
})
afterAll(() => Promise.all([app?.end(), system?.end()]))

/** Run as the application in a transaction of `workspace` that is rolled back. What Postgres refuses is its code. */
async function inside(workspace: string | null, query: string, values: unknown[] = []) {
  const client = await app.connect()
  try {
    await client.query('begin')
    if (workspace !== null) await client.query(`select set_config('app.workspace', $1, true)`, [workspace])
    const { rows, rowCount } = await client.query<Record<string, unknown>>(query, values)
    return { refused: null, rows, count: rowCount ?? 0 }
  } catch (error) {
    return { refused: (error as { code?: string }).code ?? String(error), rows: [], count: 0 }
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const NOT_PERMITTED = '42501'

for (const { name, column } of tables) {
  test(`an injected statement reads every ${name} there is`, async () => {
    const { rows, refused } = await inside(
      mine.workspaceId,
      `select t::text as row, ${column} as whose from "${name}" t`,
    )
    if (refused !== null) return expect(refused).toBe(NOT_PERMITTED)
    expect(rows.filter(({ whose }) => whose !== mine.workspaceId)).toEqual([])
    expect(JSON.stringify(rows)).not.toContain(theirs.mark)
  })

  test(`an injected statement reads every ${name} without saying whose`, async () => {
    expect((await inside(null, `select * from "${name}"`)).refused).not.toBeNull()
  })

  test(`an injected statement changes or removes every ${name} of the others`, async () => {
    const before = await stateOf(owner, theirs.workspaceId)
    for (const deed of [
      `update "${name}" set ${column} = ${column} where ${column} = $1`,
      `delete from "${name}" where ${column} = $1`,
    ]) {
      const { refused, count } = await inside(mine.workspaceId, deed, [theirs.workspaceId])
      if (refused !== null) expect(refused).toBe(NOT_PERMITTED)
      expect(count).toBe(0)
    }
    expect(await stateOf(owner, theirs.workspaceId)).toBe(before)
  })

  test(`an injected statement smuggles a ${name} in among those of the others`, async () => {
    const { rows } = await owner.query<{ row: string }>(
      `select to_json(t)::text as row from "${name}" t where ${column} = $1 limit 1`,
      [theirs.workspaceId],
    )
    const row = rows[0]?.row ?? JSON.stringify({ [column]: theirs.workspaceId })
    const insert = `insert into "${name}" overriding system value select (json_populate_record(null::"${name}", $1)).*`
    expect((await inside(mine.workspaceId, insert, [row])).refused).toBe(NOT_PERMITTED)
  })
}

test('an injected join of every two tables finds a row of one workspace beside one of another', async () => {
  const pairs = tables.flatMap((a) => tables.map((b) => ({ a, b })))
  expect(pairs.length).toBeGreaterThan(500)
  const parts = pairs.map(
    ({ a, b }) => `(select count(*) from "${a.name}" x join "${b.name}" y on x."${a.column}" <> y."${b.column}")`,
  )
  for (let from = 0; from < parts.length; from += 60) {
    const { rows, refused } = await inside(
      mine.workspaceId,
      `select ${parts.slice(from, from + 60).join(' + ')} as crossed`,
    )
    expect(refused).toBeNull()
    expect(Number(rows[0]?.crossed)).toBe(0)
  }
})

/** Functions that run past row-level security, called so that they tell as much as they can. */
const asOwner: Readonly<Record<string, string>> = {
  add_jobs: `select add_jobs('[{"identifier": "mark_read", "payload": {"workspaceId": "$theirs"}}]')::text as told`,
  contacts_named: `select contacts_named('', 1000000)::text as told`,
  contacts_with_digits: `select contacts_with_digits('', 1000000)::text as told`,
  // A trigger: somebody of the others is asked.
  keep_asked: `update interaction set offered_to = offered_to || '$theirs'::uuid where state = 'offered' returning id::text as told`,
}

test('an injected statement calls what runs as the owner', async () => {
  const { rows: all } = await owner.query<{ name: string }>(
    `select distinct proname as name from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by 1`,
  )
  const words = 'abuse/canaries/tables.test.ts: say in `asOwner` how each function is tried'
  expect(
    all.map(({ name }) => name),
    words,
  ).toEqual(Object.keys(asOwner))
  for (const [name, named] of Object.entries(asOwner)) {
    const query = named.replace('$theirs', theirs.workspaceId)
    const { rows, refused } = await inside(mine.workspaceId, query)
    expect([name, refused, rows.length > 0]).toEqual([name, null, true])
    expect(rows.filter(({ told }) => theirIds.has(String(told)))).toEqual([])
    expect((await inside(null, query)).refused, 'without a workspace').not.toBeNull()
  }
})

test('an injected statement has work done for another workspace', async () => {
  const client = await app.connect()
  const add = async (workspaceId: string) => {
    await client.query('begin')
    await client.query(`select set_config('app.workspace', $1, true)`, [mine.workspaceId])
    const job = { identifier: 'nobody_does_this', payload: { workspaceId, canary: `job of ${workspaceId}` } }
    await client.query('select add_jobs($1::jsonb)', [JSON.stringify([job])])
    await client.query('commit')
    const kept = `select from graphile_worker._private_jobs where payload ->> 'canary' = $1`
    return (await owner.query(kept, [job.payload.canary])).rowCount
  }
  expect([await add(theirs.workspaceId), await add(mine.workspaceId)]).toEqual([0, 1])
  client.release()
})

test('the role that looks across workspaces reads what people wrote', async () => {
  for (const query of [
    'select content from message',
    'select text from note',
    'select text from draft',
    'select contents from planned_message',
    'select name from contact',
    'select value from identity',
    'select event from journal',
    'select file_name from attachment',
    'select snippet from conversation',
    'select raw from webhook_part',
    'select text from canned_answer',
  ])
    await expect(system.query(query), query).rejects.toMatchObject({ code: NOT_PERMITTED })
})

test('an injected statement becomes somebody else, or switches row-level security off', async () => {
  const crossing = 'select count(*) as n from contact where workspace_id = $1'
  for (const deed of [
    'set local row_security = off',
    'alter table contact disable row level security',
    'create policy open on contact using (true)',
    'drop policy one_workspace on contact',
    `set local role switchboard_system`,
    'create function public.leak() returns int language sql security definer as $$ select 1 $$',
    'create table public.kept as select 1',
    'grant all on contact to public',
  ]) {
    const client = await app.connect()
    try {
      await client.query('begin')
      await client.query(`select set_config('app.workspace', $1, true)`, [mine.workspaceId])
      const crossed = await client
        .query(deed)
        .then(() => client.query<{ n: number }>(crossing, [theirs.workspaceId]))
        .then(({ rows }) => rows[0]?.n ?? 0)
        .catch(() => 0)
      expect(crossed, deed).toBe(0)
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
})
