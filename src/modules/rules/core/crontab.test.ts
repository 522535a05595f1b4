import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { nextTime, parseCrontab } from './crontab.ts'

/** The next times after one, as ISO writes them. */
function times(crontab: string, after: string, { zone = 'UTC', count = 1 } = {}): string[] {
  const read = parseCrontab(crontab)
  if (!read.ok) return [`${read.refusal} ${read.detail}`]
  const found: string[] = []
  let at: Instant | null = Date.parse(after) as Instant
  while (found.length < count) {
    at = nextTime(read.value, zone, at)
    if (at === null) return [...found, 'never']
    found.push(new Date(at).toISOString().replace(':00.000Z', 'Z'))
  }
  return found
}

test('five fields: numbers, lists, ranges, steps, stars and names; the next time is later, never the same', () => {
  const monday = '2026-03-02T09:00Z'
  expect(times('0 8 * * 1', monday)).toEqual(['2026-03-09T08:00Z'])
  expect(times('0 9 * * mon', monday)).toEqual(['2026-03-09T09:00Z'])
  expect(times('0 9 * * mon', '2026-03-02T08:59:59.999Z')).toEqual([monday])
  expect(times('* * * * *', monday, { count: 2 })).toEqual(['2026-03-02T09:01Z', '2026-03-02T09:02Z'])
  expect(times('*/20 9-10 * * *', monday, { count: 6 })).toEqual([
    '2026-03-02T09:20Z',
    '2026-03-02T09:40Z',
    '2026-03-02T10:00Z',
    '2026-03-02T10:20Z',
    '2026-03-02T10:40Z',
    '2026-03-03T09:00Z',
  ])
  expect(times('5/25 0 1,15 jan,Dec *', monday, { count: 4 })).toEqual([
    '2026-12-01T00:05Z',
    '2026-12-01T00:30Z',
    '2026-12-01T00:55Z',
    '2026-12-15T00:05Z',
  ])
  expect(times('0 12 * * sat-sun', monday)).toEqual(['crontab_not_valid weekday'])
  expect(times('0 12 * * 6-7', monday, { count: 2 })).toEqual(['2026-03-07T12:00Z', '2026-03-08T12:00Z'])
  expect(times('0 12 * * 0', monday)).toEqual(times('0 12 * * 7', monday))
})

test('of a day of the month and a weekday either is enough', () => {
  expect(times('0 0 13 * fri', '2026-03-02T09:00Z', { count: 3 })).toEqual([
    '2026-03-06T00:00Z',
    '2026-03-13T00:00Z',
    '2026-03-20T00:00Z',
  ])
  expect(times('0 0 13 * *', '2026-03-02T09:00Z', { count: 2 })).toEqual(['2026-03-13T00:00Z', '2026-04-13T00:00Z'])
})

test('29 February comes in leap years, also across 2100; the 31st only where there is one', () => {
  expect(times('0 0 29 2 *', '2026-03-02T09:00Z', { count: 2 })).toEqual(['2028-02-29T00:00Z', '2032-02-29T00:00Z'])
  expect(times('0 0 29 2 *', '2096-03-01T00:00Z')).toEqual(['2104-02-29T00:00Z'])
  expect(times('0 0 31 * *', '2026-03-31T00:00Z')).toEqual(['2026-05-31T00:00Z'])
})

test('what no calendar has, and what is no crontab, is refused with the field', () => {
  const wrong = {
    '* * * *': '4 of 5 fields',
    '* * * * * *': '6 of 5 fields',
    '@daily': '1 of 5 fields',
    '60 * * * *': 'minute',
    '* 24 * * *': 'hour',
    '* * 0 * *': 'day',
    '* * 32 * *': 'day',
    '* * * 13 *': 'month',
    '* * * * 8': 'weekday',
    '* * * * L': 'weekday',
    '*/0 * * * *': 'minute',
    '30-10 * * * *': 'minute',
    '*-5 * * * *': 'minute',
    '1,,2 * * * *': 'minute',
    '-1 * * * *': 'minute',
    '0 0 30 2 *': 'day',
    '0 0 31 4,6,9,11 *': 'day',
  }
  for (const [text, detail] of Object.entries(wrong))
    expect([text, parseCrontab(text)]).toEqual([text, { ok: false, refusal: 'crontab_not_valid', detail }])
  expect(parseCrontab('0 0 30 2 mon')).toMatchObject({ ok: true })
})

test('by the clock on the wall: a time that is skipped comes when the clock has been put forward', () => {
  const zone = 'Europe/Madrid'
  expect(times('0 8 * * *', '2026-03-28T12:00Z', { zone, count: 2 })).toEqual([
    '2026-03-29T06:00Z',
    '2026-03-30T06:00Z',
  ])
  // 29 March 2026, 02:00 becomes 03:00.
  expect(times('30 2 * * *', '2026-03-28T12:00Z', { zone, count: 2 })).toEqual([
    '2026-03-29T01:00Z',
    '2026-03-30T00:30Z',
  ])
  expect(times('0 2,3 * * *', '2026-03-28T12:00Z', { zone, count: 2 })).toEqual([
    '2026-03-29T01:00Z',
    '2026-03-30T00:00Z',
  ])
  expect(times('30 * * * *', '2026-03-29T00:00Z', { zone, count: 2 })).toEqual([
    '2026-03-29T00:30Z',
    '2026-03-29T01:30Z',
  ])
})

test('a time that the clock repeats comes once, unless every hour is meant', () => {
  const zone = 'Europe/Madrid'
  // 25 October 2026, 03:00 becomes 02:00: 02:30 is at 00:30 and at 01:30 UTC.
  expect(times('30 2 * * *', '2026-10-24T12:00Z', { zone, count: 2 })).toEqual([
    '2026-10-25T00:30Z',
    '2026-10-26T01:30Z',
  ])
  expect(times('30 * * * *', '2026-10-25T00:00Z', { zone, count: 3 })).toEqual([
    '2026-10-25T00:30Z',
    '2026-10-25T01:30Z',
    '2026-10-25T02:30Z',
  ])
})

test('days begin and end at the midnight of the zone', () => {
  expect(times('0 0 * * *', '2026-03-02T09:00Z', { zone: 'America/Sao_Paulo' })).toEqual(['2026-03-03T03:00Z'])
  expect(times('59 23 * * *', '2026-03-02T09:00Z', { zone: 'Pacific/Auckland' })).toEqual(['2026-03-02T10:59Z'])
})
