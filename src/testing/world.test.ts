import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DomainEvent } from '../contract/events.ts'
import type { WorkspaceId } from '../contract/ids.ts'
import { ok, refuse } from '../contract/refusals.ts'
import { journalOf } from '../kernel/journal.ts'
import { newId } from '../kernel/new-id.ts'
import { inRead, inWork } from '../kernel/work.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world?.close())

const changed: DomainEvent = { type: 'catalog.changed', catalog: 'users' }

test('people have the rights of their role and their queues', async () => {
  expect(await world.person('ben')).toMatchObject({ name: 'Ben Carter', role: 'agent', queueIds: [world.support] })
  expect(await world.person('davi')).toMatchObject({ role: 'agent', queueIds: [world.sales] })
  expect(await world.person('ana')).toMatchObject({ role: 'administrator', queueIds: [] })
})

test('a refused work leaves nothing: no row, no line, no number', async () => {
  const before = await journalOf(world.kernel).last(world.workspaceId)
  const result = await world.as('ben').try(async (work) => {
    await work.tx.updateTable('agent').set({ name: 'Nobody' }).where('workspace_id', '=', world.workspaceId).execute()
    work.record(changed)
    return refuse('not_yours', 'of course')
  })
  expect(result).toEqual({ ok: false, refusal: 'not_yours', detail: 'of course' })
  expect(await journalOf(world.kernel).last(world.workspaceId)).toBe(before)
  expect((await world.person('ben')).name).toBe('Ben Carter')
})

test('journal numbers have no holes and follow the order of commits, whatever races', async () => {
  const journal = journalOf(world.kernel)
  const before = await journal.last(world.workspaceId)
  const count = 40
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      inWork(world.kernel, world.house, async (work) => {
        work.record(...new Array<DomainEvent>(1 + (index % 3)).fill(changed))
        return index % 5 === 4 ? refuse('not_found') : ok(null)
      }),
    ),
  )
  const lines = await journal.after(world.workspaceId, before, 1_000)
  const numbers = lines.flatMap(({ from, events }) => events.map((_, index) => from + index))
  const last = await journal.last(world.workspaceId)
  expect(numbers).toEqual(Array.from({ length: last - before }, (_, index) => before + 1 + index))
  const told = world.commits.flatMap(({ from, events }) => events.map((_, index) => from + index))
  expect(told.filter((seq) => seq > before).toSorted((a, b) => a - b)).toEqual(numbers)
})

test('another workspace is invisible, and no workspace is an error', async () => {
  const other = newId() as WorkspaceId
  await world.asOwner('insert into workspace (id, name, created_at) values ($1, $2, now())', [other, 'Southwind'])
  await world.asOwner(
    `insert into agent (workspace_id, id, name, email, role, created_at)
     values ($1, $2, 'Eva Lima', 'eva@southwind.example', 'agent', now())`,
    [other, newId()],
  )
  const agents = (workspaceId: WorkspaceId) =>
    inRead(world.kernel, workspaceId, (tx) => tx.selectFrom('agent').select('name').execute())
  expect(await agents(other)).toEqual([{ name: 'Eva Lima' }])
  expect(await agents(world.workspaceId)).not.toContainEqual({ name: 'Eva Lima' })
  await expect(world.kernel.app.query('select * from agent')).rejects.toThrow(/app\.workspace|uuid: ""/)
})
