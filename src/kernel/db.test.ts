import { once } from 'node:events'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ok } from '../contract/refusals.ts'
import { createWorld, type World } from '../testing/world.ts'
import { isDatabaseAway } from './db.ts'
import { inWork } from './work.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('a connection that breaks in the middle of a work fails that work, and nothing else', async () => {
  const error = await inWork(world.kernel, world.house, async ({ tx }) => {
    await tx.selectFrom('agent').select('id').where('workspace_id', '=', world.workspaceId).execute()
    const broken = once(world.kernel.app, 'remove')
    await world.cutOff('switchboard_app')
    await Promise.race([broken, tx.selectFrom('agent').select('id').execute()])
    return ok(null)
  }).catch((thrown: unknown) => thrown)
  expect(isDatabaseAway(error)).toBe(true)
  const again = await inWork(world.kernel, world.house, async ({ tx }) =>
    ok(await tx.selectFrom('agent').select('id').where('workspace_id', '=', world.workspaceId).execute()),
  )
  expect(again).toMatchObject({ ok: true })
})

test('queries run in the order in which they were begun, also the first of a work', async () => {
  const order = await inWork(world.kernel, world.house, async ({ tx, begun }) => {
    begun(sql`create temporary table said (place serial, word text) on commit drop`.execute(tx))
    for (const word of ['one', 'two', 'three']) begun(sql`insert into said (word) values (${word})`.execute(tx))
    const { rows } = await sql<{ word: string }>`select word from said order by place`.execute(tx)
    return ok(rows.map(({ word }) => word))
  })
  expect(order).toEqual({ ok: true, value: ['one', 'two', 'three'] })
})

test('a work that fails after a write it did not wait for tells why: where that one may be tried again, it is', async () => {
  let tries = 0
  const result = await inWork(world.kernel, world.house, async ({ tx, begun }) => {
    tries++
    if (tries === 1) begun(sql`do $$ begin raise exception 'lost' using errcode = '40P01'; end $$`.execute(tx))
    await sql`select 1`.execute(tx)
    return ok(tries)
  })
  expect(result).toEqual({ ok: true, value: 2 })
})

test('what a failed work would still have done is not done in the next one', async () => {
  let late: Promise<unknown> = Promise.resolve()
  const failed = inWork(world.kernel, world.house, async ({ tx }) => {
    late = Promise.resolve().then(() => sql`select 1`.execute(tx))
    throw new Error('a bug of ours')
  })
  await expect(failed).rejects.toThrow('a bug of ours')
  await expect(late).resolves.toBeDefined() // It was begun before the end.
  const after = inWork(world.kernel, world.house, async ({ tx }) => {
    late = new Promise((done) => setImmediate(done)).then(() => sql`select 1`.execute(tx))
    late.catch(() => {})
    throw new Error('another bug')
  })
  await expect(after).rejects.toThrow('another bug')
  await expect(late).rejects.toThrow('this transaction is over')
})

test('a write nobody waits for fails its work all the same', async () => {
  const error = await inWork(world.kernel, world.house, async ({ tx, begun }) => {
    begun(sql`select 1 / 0`.execute(tx))
    return ok(null)
  }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: '22012' })
})
