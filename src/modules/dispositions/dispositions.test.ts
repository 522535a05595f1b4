import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DispositionId, Instant, ResultCodePlanId } from '../../contract/ids.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { type NewDisposition, removeDisposition, removePlan, saveDisposition, savePlan } from './actions.ts'
import { offeredOn, report } from './questions.ts'
import { listDispositions, listPlans } from './repo.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

async function save(name: string, given: Partial<NewDisposition> = {}): Promise<DispositionId> {
  const { id } = await world.as('ana').do((work) => saveDisposition(work, { ...usual, name, ...given }))
  return id
}
const usual: NewDisposition = {
  id: null,
  parentId: null,
  name: '',
  kinds: ['whatsapp', 'sms'],
  doNotContact: false,
  everywhere: false,
  active: true,
  position: 0,
  version: 1,
}
const attempt = (given: Partial<NewDisposition>) =>
  world.as('ana').try((work) => saveDisposition(work, { ...usual, name: 'New', ...given }))
const plan = (name: string, dispositionIds: DispositionId[], id: ResultCodePlanId | null = null, version = 1) =>
  world.as('ana').try((work) => savePlan(work, { id, name, dispositionIds, version }))
const useOnChannel = (id: ResultCodePlanId) => world.asOwner('update channel set result_code_plan_id = $1', [id])
async function names(): Promise<string[]> {
  const { dispositions } = await world.as('ben').read((tx, person) => offeredOn(tx, person, world.channelId))
  return dispositions.map(({ name }) => name)
}
async function all() {
  return world.as('ana').read(async (tx, { workspaceId }) => ({
    ok: true,
    value: { dispositions: await listDispositions(tx, workspaceId), plans: await listPlans(tx, workspaceId) },
  }))
}

test('dispositions are made, moved and renamed, and screens are told that their list is stale', async () => {
  const damaged = await save('Damaged')
  const leg = await save('Leg', { parentId: damaged })
  await browsersAgree(world, () => save('Leg or foot', { id: leg, parentId: null, position: 1 }))
  expect((await all()).dispositions).toMatchObject([
    { id: damaged, name: 'Damaged' },
    { id: leg, parentId: null, name: 'Leg or foot', position: 1 },
  ])
})

test('the rules of the tree hold: levels, circles, names, parents', async () => {
  const one = await save('One')
  const two = await save('Two', { parentId: one })
  const three = await save('Three', { parentId: two })
  expect(await attempt({ parentId: three })).toMatchObject({ refusal: 'invalid_input' })
  expect(await attempt({ id: one, name: 'One', parentId: three })).toMatchObject({ refusal: 'invalid_input' })
  expect(await attempt({ name: 'ONE' })).toMatchObject({ refusal: 'name_taken' })
  expect(await attempt({ parentId: crypto.randomUUID() as DispositionId })).toMatchObject({ refusal: 'not_found' })
  expect(await attempt({ id: crypto.randomUUID() as DispositionId })).toMatchObject({ refusal: 'not_found' })
})

test('two moves at once that would make a circle together: the second is refused', async () => {
  const [a, b] = [await save('A'), await save('B')]
  const ana = await world.person('ana')
  const results = await meanwhile(
    world,
    ana,
    (work) => saveDisposition(work, { ...usual, id: a, name: 'A', parentId: b }),
    () => attempt({ id: b, name: 'B', parentId: a }),
  )
  expect(results).toMatchObject([{ ok: true }, { refusal: 'invalid_input' }])
})

test('two who change the same one from the same version: the second is told, for a disposition and for a plan', async () => {
  const sold = await save('Sold')
  expect(await attempt({ id: sold, name: 'Sold it' })).toMatchObject({ ok: true, value: { version: 2 } })
  expect(await attempt({ id: sold, name: 'Sold, really' })).toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await attempt({ id: sold, name: 'Sold at last', version: 2 })).toMatchObject({ value: { version: 3 } })
  const made = await plan('Shop', [sold])
  const id = made.ok ? made.value.id : null
  expect(await plan('Shop and more', [sold], id)).toMatchObject({ value: { version: 2 } })
  expect(await plan('Shop and less', [], id)).toMatchObject({ refusal: 'changed_by_someone_else' })
  await world.as('ana').do((work) => removeDisposition(work, { id: sold }))
  expect(await plan('Shop', [], id, 2), 'what was removed from it is a change').toMatchObject({
    refusal: 'changed_by_someone_else',
  })
  expect((await all()).plans).toMatchObject([{ name: 'Shop and more', dispositionIds: [], version: 3 }])
})

test('removing a level removes what is below it, also from plans (R-097)', async () => {
  const damaged = await save('Damaged')
  const leg = await save('Leg', { parentId: damaged })
  const sold = await save('Sold')
  await plan('All', [leg, sold, damaged])
  await browsersAgree(world, async () => {
    const gone = await world.as('ana').do((work) => removeDisposition(work, { id: damaged }))
    expect(gone).toEqual({ removed: 2 })
  })
  const { dispositions, plans } = await all()
  expect(dispositions.map(({ id }) => id)).toEqual([sold])
  expect(plans).toMatchObject([{ name: 'All', dispositionIds: [sold] }])
  const again = await world.as('ana').try((work) => removeDisposition(work, { id: damaged }))
  expect(again).toMatchObject({ refusal: 'not_found' })
})

test('a channel offers its plan, less what is not for its kind (R-096), and what is offered everywhere (R-097)', async () => {
  const damaged = await save('Damaged')
  const leg = await save('Leg', { parentId: damaged, position: 1 })
  const text = await save('Texted', { kinds: ['sms'], position: 2 })
  await save('Sold', { position: 3 })
  expect(await names()).toEqual(['Damaged', 'Leg', 'Sold'])
  const made = await plan('Returns', [leg, text])
  if (made.ok) await useOnChannel(made.value.id)
  expect(await names()).toEqual(['Damaged', 'Leg'])
  await save('Wrong number', { everywhere: true, position: 4 })
  expect(await names()).toEqual(['Damaged', 'Leg', 'Wrong number'])
})

test('plans have names of their own, and one that a channel uses stays', async () => {
  const sold = await save('Sold')
  const made = await plan('Shop', [sold, sold])
  if (!made.ok) throw new Error(made.refusal)
  expect((await all()).plans).toMatchObject([{ name: 'Shop', dispositionIds: [sold] }])
  expect(await plan('shop', [])).toMatchObject({ refusal: 'name_taken' })
  expect(await plan('Other', [crypto.randomUUID() as DispositionId])).toMatchObject({ refusal: 'not_found' })
  expect(await plan('Other', [], crypto.randomUUID() as ResultCodePlanId)).toMatchObject({ refusal: 'not_found' })
  const remove = () => world.as('ana').try((work) => removePlan(work, { id: made.value.id }))
  await useOnChannel(made.value.id)
  expect(await remove()).toMatchObject({ refusal: 'still_in_use' })
  await world.asOwner('update channel set result_code_plan_id = null')
  await browsersAgree(world, remove)
  expect(await remove()).toMatchObject({ refusal: 'not_found' })
})

test('what was chosen lately and the report count the same closed interactions, by channel (R-100)', async () => {
  const [sold, lost] = [await save('Sold'), await save('Lost', { position: 1 })]
  const closed = async (id: DispositionId | null, name: string | null) => {
    await told(world, wroteFact(rosa, 'Hello', world.clock.now()))
    await world.asOwner(
      `update interaction set state = 'closed', agent_id = $1, accepted_at = created_at, closed_at = $2,
         disposition_id = $3, disposition_name = $4 where state <> 'closed'`,
      [world.agentIds.ben, new Date(world.clock.now()), id, name],
    )
  }
  for (const [id, name] of [
    [sold, 'Sold'],
    [lost, 'Lost'],
    [lost, 'Lost'],
    [null, null],
  ] as const)
    await closed(id, name)
  const { often } = await world.as('ben').read((tx, person) => offeredOn(tx, person, world.channelId))
  expect(often).toEqual([lost, sold])

  await world.as('ana').do((work) => removeDisposition(work, { id: lost }))
  const now = world.clock.now()
  const rowsIn = async (from: number, to: number) => {
    const span = { from: from as Instant, to: to as Instant }
    return (await world.as('sofia').read((tx, person) => report(tx, person, span))).rows
  }
  const shown = (await rowsIn(now, now + 1)).map((row) => [row.channelName, row.dispositionName, row.count])
  expect(shown).toEqual([
    ['WhatsApp', 'Lost', 2],
    ['WhatsApp', 'Sold', 1],
    ['WhatsApp', null, 1],
  ])
  expect(await rowsIn(now + 1, now + 2)).toEqual([])
  expect(await rowsIn(now - 1, now), 'the end is not included').toEqual([])
})
