import { expect, test } from 'vitest'
import { at } from '../../testing/samples.ts'
import { slaOf } from './sla.ts'

const minute = { responseSeconds: 60, responseWarningPercent: 80 }
const waiting = { awaitingReplySince: at(0) }

test.each([
  [0, 'good'],
  [47.9, 'good'],
  [48, 'warn'],
  [59.9, 'warn'],
  [60, 'bad'],
])('60 s at 80 percent, after %d s: %s', (seconds, state) =>
  expect(slaOf(waiting, minute, at(seconds)).state).toBe(state),
)
test('100 percent is never amber', () => {
  const never = { responseSeconds: 60, responseWarningPercent: 100 }
  expect(slaOf(waiting, never, at(59.999)).state).toBe('good')
  expect(slaOf(waiting, never, at(60)).state).toBe('bad')
})
test('nothing is due once answered', () =>
  expect(slaOf({ awaitingReplySince: null }, minute, at(500))).toEqual({ state: 'answered' }))
test('what is left, and what is over', () => {
  expect(slaOf(waiting, minute, at(15))).toEqual({ state: 'good', leftMs: 45_000, part: 0.75 })
  expect(slaOf(waiting, minute, at(194))).toEqual({ state: 'bad', overMs: 134_000 })
})
test('a message from the future of a wrong clock has its whole time', () =>
  expect(slaOf(waiting, minute, at(-30))).toMatchObject({ part: 1 }))
