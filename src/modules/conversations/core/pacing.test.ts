import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { createPacer } from './pacing.ts'

const limits = { perSecond: 80, pairBurst: 45, pairEveryMs: 6_000 }
const at = (ms: number) => (1_000_000 + ms) as Instant

/** How many of `asked` a second go, over `seconds`, each to a contact of its own. */
function through(perSecond: number, asked: number, seconds: number): number {
  const pacer = createPacer(() => ({ ...limits, perSecond }))
  let gone = 0
  for (let i = 0; i < asked * seconds; i++) if (pacer.ask(`contact ${i}`, at((i * 1000) / asked)).go) gone++
  return gone
}

test.each([20, 80, 1000])('%i a second go when far more are asked for', (perSecond) => {
  const gone = through(perSecond, perSecond * 4, 20)
  expect(gone).toBeGreaterThanOrEqual(perSecond * 20 * 0.99)
  expect(gone).toBeLessThanOrEqual(perSecond * 20 + perSecond * 0.25 + 1)
})

test.each([1, 20, 80, 1000])('no second sees more than %i, also the first after a rest', (perSecond) => {
  const pacer = createPacer(() => ({ ...limits, perSecond }))
  const gone: number[] = []
  // Busy for three seconds, at rest for two, busy again.
  for (let ms = 0; ms < 8_000; ms++) {
    if (ms >= 3_000 && ms < 5_000) continue
    while (pacer.ask(`contact ${gone.length}`, at(ms)).go) gone.push(ms)
  }
  const most = Math.max(...gone.map((from) => gone.filter((ms) => ms >= from && ms < from + 1_000).length))
  expect(most).toBeLessThanOrEqual(perSecond + 1)
  expect(gone.length).toBeGreaterThanOrEqual(perSecond * 6 * 0.99)
})

test('how long to wait for room is known', () => {
  const pacer = createPacer(() => ({ ...limits, perSecond: 20 }))
  const burst = pacer.room(at(0))
  expect(burst).toBe(5)
  expect(pacer.whenRoom(5, at(0))).toBe(at(0))
  for (let i = 0; i < burst; i++) pacer.ask(`contact ${i}`, at(0))
  const from = pacer.whenRoom(2, at(0))
  expect(pacer.room((from - 2) as Instant)).toBeLessThan(2)
  expect(pacer.room(from)).toBe(2)
  expect(pacer.whenRoom(1_000, at(0)), 'more than a burst there never is').toBeLessThanOrEqual(at(500))
})

test('one contact gets a burst of 45, then one each six seconds (Meta: pair rate)', () => {
  const pacer = createPacer(() => ({ ...limits, perSecond: 1000 }))
  const burst = Array.from({ length: 60 }, (_, i) => pacer.ask('rosa', at(i)).go).filter(Boolean)
  expect(burst).toHaveLength(45)
  const refused = pacer.ask('rosa', at(100))
  expect(refused).toMatchObject({ go: false, scope: 'pair' })
  expect(refused.go ? 0 : refused.from).toBeLessThanOrEqual(at(6_000))
  expect(pacer.ask('rosa', at(6_000)).go).toBe(true)
  expect(pacer.ask('rosa', at(6_001)).go).toBe(false)
  expect(pacer.ask('someone else', at(6_001)).go).toBe(true)
})

test('a debt is paid back: after long enough the burst is whole again', () => {
  const pacer = createPacer(() => ({ ...limits, perSecond: 1000 }))
  for (let i = 0; i < 45; i++) pacer.ask('rosa', at(i))
  const later = 45 * 6_000
  expect(Array.from({ length: 60 }, (_, i) => pacer.ask('rosa', at(later + i)).go).filter(Boolean)).toHaveLength(45)
})

test('what is refused is told when to ask again, and then it goes', () => {
  const pacer = createPacer(() => ({ ...limits, perSecond: 10 }))
  let now = at(0)
  for (let sent = 0; sent < 50; ) {
    const turn = pacer.ask(`c${sent}`, now)
    if (turn.go) sent++
    else {
      expect(turn.from).toBeGreaterThan(now)
      now = turn.from
    }
  }
  expect(now - at(0)).toBeGreaterThanOrEqual(4_700)
  expect(now - at(0)).toBeLessThanOrEqual(5_000)
})

test('a pause lets nothing through until it is over', () => {
  const pacer = createPacer(() => limits)
  pacer.pause(at(2_000))
  expect(pacer.room(at(1_000))).toBe(0)
  expect(pacer.ask('rosa', at(1_999))).toEqual({ go: false, from: at(2_000), scope: 'channel' })
  expect(pacer.ask('rosa', at(2_000)).go).toBe(true)
})
