import { once } from 'node:events'
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
