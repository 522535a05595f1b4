import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { type Call, type CallNews, hear, longestCallMs, onCallSince } from './call.ts'
import { isFresh, readSignature } from './signature.ts'

const at = (second: number) => (1_000_000_000_000 + second * 1_000) as Instant
const on = (second: number): CallNews => ({ state: 'on', at: at(second) })
const off = (second: number): CallNews => ({ state: 'off', at: at(second) })
const after = (news: readonly CallNews[], now = at(100)): Call | null =>
  news.reduce<Call | null>((call, one) => hear(call, one, now) ?? call, null)
const isOn = (...news: CallNews[]): boolean => onCallSince([after(news)].filter((call) => call !== null)) !== null

test.each([
  ['a call begins', [on(1)], true],
  ['and ends', [on(1), off(9)], false],
  ['the end overtakes the beginning', [off(9), on(1)], false],
  ['both come twice', [on(1), on(1), off(9), off(9), on(1)], false],
  ['held, and taken up again', [on(1), off(5), on(7)], true],
  ['the end of the earlier part comes late', [on(1), on(7), off(5)], false],
  ['an end from between the two parts', [on(1), off(5), on(7), off(6)], true],
  ['the same, after the second part began', [off(5), on(7), off(5)], true],
])('%s', (_words, news, expected) => expect(isOn(...news)).toBe(expected))

test('since when: the earliest of the calls that are under way', () => {
  const calls = [after([on(5)]), after([on(3), off(4)]), after([on(8)])].filter((call) => call !== null)
  expect(onCallSince(calls)).toBe(at(5))
  expect(onCallSince([])).toBeNull()
})

test('a call without an end has a limit, and one heard of after that is over', () => {
  expect(after([on(1)])?.limitAt).toBe(at(1) + longestCallMs)
  expect(after([on(1)], (at(1) + longestCallMs) as Instant)?.limitAt).toBeNull()
})

test('what lies ahead counts as now', () => expect(after([on(500)], at(100))?.startedAt).toBe(at(100)))

const mac = 'ab'.repeat(32)
test.each([
  [`t=17,v1=${mac}`, { seconds: 17, mac }],
  [`v1=${mac.toUpperCase()}, t=17, v2=later`, { seconds: 17, mac }],
  [`t=17,v1=${mac.slice(1)}`, null],
  [`t=-1,v1=${mac}`, null],
  [`v1=${mac}`, null],
  ['', null],
])('the signature %s', (header, expected) => expect(readSignature(header)).toEqual(expected))

test('a signature is believed for five minutes, either way', () => {
  const now = at(0)
  const seconds = now / 1_000
  expect([-301, -300, 0, 300, 301].map((away) => isFresh(seconds + away, now))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})
