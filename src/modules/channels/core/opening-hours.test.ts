import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import type { OpeningHours } from '../../../contract/operations/channels.ts'
import { checkHours, closedUntil, isOpen } from './opening-hours.ts'

const MINUTE = 60_000
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds as Instant
const inZone = (zone: string, ...blocks: [day: number, from: string, to: string][]): OpeningHours => ({
  zone,
  blocks: blocks.map(([day, from, to]) => ({ day, from, to })),
})
/** Monday to Friday, with a lunch break. */
const office = inZone(
  'Europe/London',
  ...[1, 2, 3, 4, 5].flatMap((day): [number, string, string][] => [
    [day, '09:00', '12:30'],
    [day, '13:30', '17:00'],
  ]),
)

test('blocks are half-open', () => {
  // 2026-07-06 is a Monday; London is one hour ahead of UTC.
  expect(isOpen(office, at('2026-07-06T07:59:59.999Z'))).toBe(false)
  expect(isOpen(office, at('2026-07-06T08:00:00.000Z'))).toBe(true)
  expect(isOpen(office, at('2026-07-06T11:29:59.999Z'))).toBe(true)
  expect(isOpen(office, at('2026-07-06T11:30:00.000Z'))).toBe(false)
  expect(isOpen(office, at('2026-07-06T12:30:00.000Z'))).toBe(true)
  expect(isOpen(office, at('2026-07-05T10:00:00.000Z'))).toBe(false)
})

test('a closed period ends when the next block begins', () => {
  expect(closedUntil(office, at('2026-07-06T11:45:00Z'))).toBe(at('2026-07-06T12:30:00Z'))
  expect(closedUntil(office, at('2026-07-03T16:00:00Z'))).toBe(at('2026-07-06T08:00:00Z'))
  expect(closedUntil(office, at('2026-07-06T10:00:00Z'))).toBe(at('2026-07-06T10:00:00Z'))
  expect(closedUntil(inZone('Europe/London'), at('2026-07-06T10:00:00Z'))).toBeNull()
})

test('24:00 joins the next day without a gap', () => {
  const nights = inZone('Europe/London', [1, '22:00', '24:00'], [2, '00:00', '06:00'])
  expect(isOpen(nights, at('2026-07-06T22:59:59.999Z'))).toBe(true)
  expect(isOpen(nights, at('2026-07-06T23:00:00.000Z'))).toBe(true)
  expect(isOpen(nights, at('2026-07-07T05:00:00.000Z'))).toBe(false)
})

test('an hour the clock skips never happens: the door opens a week later', () => {
  // London, 29 March 2026: 01:00 GMT is followed by 02:00 BST.
  const skipped = inZone('Europe/London', [7, '01:00', '02:00'])
  expect(closedUntil(skipped, at('2026-03-28T12:00:00Z'))).toBe(at('2026-04-05T00:00:00Z'))
  const halfSkipped = inZone('Europe/London', [7, '01:30', '03:00'])
  expect(closedUntil(halfSkipped, at('2026-03-28T12:00:00Z'))).toBe(at('2026-03-29T01:00:00Z'))
})

test('an hour the clock repeats is open both times', () => {
  // London, 25 October 2026: 02:00 BST is followed by 01:00 GMT.
  const repeated = inZone('Europe/London', [7, '01:00', '01:30'])
  expect(isOpen(repeated, at('2026-10-25T00:15:00Z'))).toBe(true)
  expect(isOpen(repeated, at('2026-10-25T00:45:00Z'))).toBe(false)
  expect(isOpen(repeated, at('2026-10-25T01:15:00Z'))).toBe(true)
  expect(closedUntil(repeated, at('2026-10-25T00:45:00Z'))).toBe(at('2026-10-25T01:00:00Z'))
})

const zones = ['Europe/London', 'America/Sao_Paulo', 'Pacific/Auckland', 'Australia/Lord_Howe', 'Asia/Kathmandu']
/** Days around changes of the clocks, among them the last ones of São Paulo, which were at midnight. */
const changes = [
  '2018-02-17T12:00:00Z',
  '2018-11-03T12:00:00Z',
  '2026-03-28T12:00:00Z',
  '2026-04-04T06:00:00Z',
  '2026-09-25T12:00:00Z',
  '2026-10-03T12:00:00Z',
  '2026-10-24T12:00:00Z',
]
const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
/** What is likely to matter: short blocks in the night, when clocks change. */
const block = fc
  .record({
    day: fc.integer({ min: 1, max: 7 }),
    from: fc.integer({ min: 0, max: 300 }),
    length: fc.integer({ min: 1, max: 200 }),
  })
  .map(({ day, from, length }) => ({ day, from: time(from), to: time(from + length) }))
const hoursAnywhere = fc.record({ zone: fc.constantFrom(...zones), blocks: fc.array(block, { maxLength: 6 }) })
const moments = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: 0, max: 48 * 60 * 60_000 }))
  .map(([start, ms]) => (at(start) + ms) as Instant)

/** The same question asked of Temporal. */
function isOpenByTemporal({ zone, blocks }: OpeningHours, moment: Instant): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone)
  const now = wall.hour * 60 + wall.minute
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  return blocks.some((b) => b.day === wall.dayOfWeek && minutes(b.from) <= now && now < minutes(b.to))
}

test('agrees with Temporal around every change of the clocks', () => {
  fc.assert(
    fc.property(hoursAnywhere, moments, (hours, moment) => {
      expect(isOpen(hours, moment)).toBe(isOpenByTemporal(hours, moment))
    }),
    { numRuns: 2000 },
  )
})

test('a closed period ends at the first open minute, and not before', () => {
  fc.assert(
    fc.property(hoursAnywhere, moments, (hours, moment) => {
      const until = closedUntil(hours, moment)
      if (until === null) {
        expect(hours.blocks).toEqual([])
        return
      }
      expect(isOpenByTemporal(hours, until)).toBe(true)
      if (until === moment) return
      expect(isOpenByTemporal(hours, (until - 1) as Instant)).toBe(false)
      // Every minute of the first two days: no door was missed where the clocks change.
      const last = Math.min(until, moment + 2 * 24 * 60 * MINUTE)
      for (let minute: number = moment; minute < last; minute += MINUTE)
        if (isOpenByTemporal(hours, minute as Instant)) expect.fail(`open at ${minute}, before ${until}`)
    }),
    { numRuns: 60 },
  )
})

test('calendars that cannot be kept are refused, and it is said where', () => {
  const refusal = (hours: OpeningHours) => {
    const result = checkHours(hours)
    return result.ok ? null : `${result.refusal} ${result.detail}`
  }
  expect(refusal(office)).toBeNull()
  expect(refusal(inZone('Europe/Londres'))).toBe('calendar_not_valid zone: Europe/Londres')
  expect(refusal(inZone('+01:00'))).toBe('calendar_not_valid zone: +01:00')
  expect(refusal(inZone('UTC', [1, '09:00', '17:00'], [2, '17:00', '09:00']))).toBe(
    'calendar_not_valid blocks.1: ends before it begins',
  )
  expect(refusal(inZone('UTC', [1, '09:00', '09:00']))).toBe('calendar_not_valid blocks.0: ends before it begins')
  expect(refusal(inZone('UTC', [1, '09:00', '12:00'], [2, '09:00', '12:00'], [1, '11:59', '13:00']))).toBe(
    'calendar_not_valid blocks.2: overlaps another',
  )
  expect(refusal(inZone('UTC', [1, '09:00', '12:00'], [1, '12:00', '13:00']))).toBeNull()
})
