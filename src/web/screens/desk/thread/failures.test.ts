import { expect, test } from 'vitest'
import { message } from '../../../testing/samples.ts'
import { remedyOf, whyOf } from './failures.ts'

const failed = (code: string) =>
  message('a', 0, { direction: 'out', delivery: 'failed', failure: { code, title: '', detail: '' } })

test('outside the window the way on is a template, even when it has opened again since', () => {
  expect(remedyOf(failed('131047'), true)).toBe('template')
  expect(remedyOf(failed('131026'), false)).toBe('template')
})
test('otherwise the same once more', () => expect(remedyOf(failed('131026'), true)).toBe('again'))
test('who opted out is not written to again', () => expect(remedyOf(failed('131050'), true)).toBeNull())
test('what arrived has nothing to remedy', () =>
  expect(remedyOf(message('a', 0, { direction: 'out', delivery: 'delivered' }), true)).toBeNull())
test('an unknown outcome may be sent once more, by a person', () =>
  expect(remedyOf(message('a', 0, { direction: 'out', delivery: 'unknown' }), true)).toBe('again'))
test('templates have a family of codes', () => {
  expect(whyOf('132015')).toBe('template')
  expect(whyOf('999')).toBe('other')
})
