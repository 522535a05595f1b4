import { expect, test } from 'vitest'
import { defaultPreferences } from '../../../contract/operations/identity.ts'
import { inForce, keptOf } from './preferences.ts'

const own = { ...defaultPreferences, sendWithEnter: true, undoSeconds: 3 }

test('what an administrator has set counts before what a person has (R-073)', () => {
  expect(inForce(own, {})).toEqual(own)
  expect(inForce(own, { undoSeconds: 10 })).toEqual({ ...own, undoSeconds: 10 })
})

test('a locked setting is not changed, and the person’s own is theirs again when it is free', () => {
  const locked = { undoSeconds: 10 }
  expect(keptOf({ theme: 'dark', undoSeconds: 0 }, locked)).toMatchObject({ refusal: 'set_by_administrator' })
  expect(keptOf({ theme: 'dark', undoSeconds: 10 }, locked)).toEqual({ ok: true, value: { theme: 'dark' } })
  expect(keptOf({ undoSeconds: 0 }, {})).toEqual({ ok: true, value: { undoSeconds: 0 } })
})
