import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  defaultPreferences,
  type LockedPreferences,
  type PreferenceChange,
} from '../../contract/operations/identity.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { preferencesFor, savePreferenceRules, savePreferences } from './actions.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const read = () => world.as('ben').read(preferencesFor)
const saves = (change: PreferenceChange) => world.as('ben').try((work) => savePreferences(work, change))
const locks = (locked: LockedPreferences, version: number) =>
  world.as('ana').try((work) => savePreferenceRules(work, { locked, version }))

test('personal settings are kept for each person; what an administrator sets holds for all, and nobody changes it (R-073)', async () => {
  const own = { ...defaultPreferences, undoSeconds: 3, soundMessages: false }
  await saves(own)
  expect(await read()).toEqual({ ...own, locked: [] })

  await browsersAgree(world, () => locks({ undoSeconds: 10 }, 0))
  expect(await read()).toEqual({ ...own, undoSeconds: 10, locked: ['undoSeconds'] })
  expect(await saves({ ...own, undoSeconds: 0 })).toMatchObject({ refusal: 'set_by_administrator' })
  expect(await saves({ ...own, undoSeconds: 10, theme: 'dark' })).toMatchObject({ ok: true })
  expect(await read()).toMatchObject({ undoSeconds: 10, theme: 'dark' })

  expect(await locks({}, 0)).toMatchObject({ refusal: 'changed_by_someone_else' })
  await locks({}, 1)
  expect(await read(), 'their own is theirs again').toMatchObject({ undoSeconds: 3, theme: 'dark', locked: [] })
})

test('what two windows change at the same moment is both kept', async () => {
  await Promise.all([saves({ theme: 'dark' }), saves({ undoSeconds: 3 }), saves({ soundVolume: 0 })])
  expect(await read()).toEqual({ ...defaultPreferences, theme: 'dark', undoSeconds: 3, soundVolume: 0, locked: [] })
})
