import { expect, test } from 'vitest'
import { at } from '../../testing/samples.ts'
import { dueAt, slaOf } from './sla.ts'

const minute = { from: at(0), warnAt: at(48), dueAt: at(60) }
const waiting = { awaitingReplySince: at(0), clocks: { next_response: minute } }

test.each([
  [0, 'good'],
  [47.9, 'good'],
  [48, 'warn'],
  [59.9, 'warn'],
  [60, 'bad'],
])('60 s at 80 percent, after %d s: %s', (seconds, state) => expect(slaOf(waiting, at(seconds)).state).toBe(state))
test('100 percent is never amber', () => {
  const never = { ...waiting, clocks: { next_response: { ...minute, warnAt: null } } }
  expect(slaOf(never, at(59.999)).state).toBe('good')
  expect(slaOf(never, at(60)).state).toBe('bad')
})
test('nothing is due once answered, and nothing is promised where the clock is off', () => {
  expect(slaOf({ awaitingReplySince: null, clocks: {} }, at(500))).toEqual({ state: 'answered' })
  expect(slaOf({ awaitingReplySince: at(0), clocks: {} }, at(500))).toEqual({ state: 'none' })
  expect(dueAt({ clocks: {} })).toBe(Number.POSITIVE_INFINITY)
})
test('what is left, and what is over', () => {
  expect(slaOf(waiting, at(15))).toEqual({ state: 'good', leftMs: 45_000, part: 0.75 })
  expect(slaOf(waiting, at(194))).toEqual({ state: 'bad', overMs: 134_000 })
})
test('a clock that stands still shows what was left', () => {
  const parked = { ...waiting, clocks: { next_response: { ...minute, pausedAt: at(15) } } }
  expect(slaOf(parked, at(500))).toEqual({ state: 'good', leftMs: 45_000, part: 0.75 })
})
test('a message from the future of a wrong clock has its whole time', () =>
  expect(slaOf(waiting, at(-30))).toMatchObject({ part: 1 }))
