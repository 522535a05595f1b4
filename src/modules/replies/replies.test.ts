import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CannedAnswerId, ChannelId } from '../../contract/ids.ts'
import { inRead } from '../../kernel/work.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { removeCannedAnswer, saveCannedAnswer } from './actions.ts'
import { cannedAnswers } from './repo.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

type Input = Parameters<typeof saveCannedAnswer>[1]
const hello: Input = {
  id: null,
  channelId: null,
  shortcut: 'hello',
  title: 'Hello',
  text: 'Hello {{contact.name}}',
  version: 1,
}
const save = (input: Partial<Input>) =>
  world.as('sofia').try((work, person) => saveCannedAnswer(work, { ...hello, ...input }, person))
const list = (channelId?: ChannelId) =>
  inRead(world.kernel, world.workspaceId, (tx) => cannedAnswers(tx, world.workspaceId, channelId))

test('an answer is added, changed and removed, and every screen hears of it', async () => {
  let id = '' as CannedAnswerId
  await browsersAgree(world, async () => {
    const saved = await save({})
    if (saved.ok) id = saved.value.id
  })
  expect(await list()).toEqual([{ ...hello, id }])
  await browsersAgree(world, () => save({ id, text: 'Good morning' }))
  expect(await list()).toEqual([{ ...hello, id, text: 'Good morning', version: 2 }])
  expect(await save({ id, text: 'Good evening' }), 'two at once').toMatchObject({ refusal: 'changed_by_someone_else' })
  await browsersAgree(world, () => world.as('sofia').do((work, person) => removeCannedAnswer(work, { id }, person)))
  expect(await list()).toEqual([])
})

test('a channel offers its own answers and the general ones', async () => {
  const { channelId } = world
  await save({ shortcut: 'general' })
  await save({ shortcut: 'ours', channelId })
  const shortcuts = (await list(channelId)).map(({ shortcut }) => shortcut)
  expect(shortcuts).toEqual(['general', 'ours'])
  const elsewhere = (await list('01890000-0000-7000-8000-000000000000' as ChannelId)).map(({ shortcut }) => shortcut)
  expect(elsewhere).toEqual(['general'])
})

test('a shortcut is one answer on each channel, and one in general', async () => {
  expect(await save({ shortcut: 'Once' })).toMatchObject({ ok: true })
  expect(await save({ shortcut: 'oNCE' })).toEqual({ ok: false, refusal: 'key_taken', detail: 'shortcut' })
  expect(await save({ shortcut: 'once', channelId: world.channelId })).toMatchObject({ ok: true })
})

test('what is not there is refused', async () => {
  const id = '01890000-0000-7000-8000-000000000000'
  expect(await save({ id: id as CannedAnswerId })).toEqual({ ok: false, refusal: 'not_found' })
  expect(await save({ channelId: id as ChannelId })).toMatchObject({ refusal: 'not_found', detail: 'channelId' })
  const removed = await world
    .as('sofia')
    .try((work, person) => removeCannedAnswer(work, { id: id as CannedAnswerId }, person))
  expect(removed).toEqual({ ok: false, refusal: 'not_found' })
})
