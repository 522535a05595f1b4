import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import type { DayBlock, OpenHours, SpecialDay } from '../../../contract/operations/calendars.ts'
import {
  addOpenTime,
  checkCalendar,
  closedUntil,
  isOpen,
  minutesOf,
  nextClosing,
  nextOpening,
  openTimeBetween,
  skippedOf,
} from './calendar.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds as Instant

type Row = [day: number, from: string, to: string]
const inZone = (zone: string, ...blocks: Row[]): OpenHours => ({
  zone,
  blocks: blocks.map(([day, from, to]) => ({ day, from, to })),
  specialDays: [],
})
const weekdays = [1, 2, 3, 4, 5]
const nineToFive = inZone('Europe/London', ...weekdays.map((day): Row => [day, '09:00', '17:00']))
/** Monday to Friday, with a lunch break. */
const office = inZone(
  'Europe/London',
  ...weekdays.flatMap((day): Row[] => [
    [day, '09:00', '12:30'],
    [day, '13:30', '17:00'],
  ]),
)
const allDay = (zone: string): OpenHours =>
  inZone(zone, ...[1, 2, 3, 4, 5, 6, 7].map((day): Row => [day, '00:00', '24:00']))
const once = (date: string, ...blocks: DayBlock[]): SpecialDay => ({ name: date, on: { every: 'once', date }, blocks })
const yearly = (date: string, ...blocks: DayBlock[]): SpecialDay => ({
  name: date,
  on: { every: 'year', date },
  blocks,
})
const monthly = (day: number, ...blocks: DayBlock[]): SpecialDay => ({
  name: `day ${day}`,
  on: { every: 'month', day },
  blocks,
})

describe('open or closed', () => {
  test('blocks are half-open', () => {
    // 2026-07-06 is a Monday; London is one hour ahead of UTC.
    expect(isOpen(office, at('2026-07-06T07:59:59.999Z'))).toBe(false)
    expect(isOpen(office, at('2026-07-06T08:00:00.000Z'))).toBe(true)
    expect(isOpen(office, at('2026-07-06T11:29:59.999Z'))).toBe(true)
    expect(isOpen(office, at('2026-07-06T11:30:00.000Z'))).toBe(false)
    expect(isOpen(office, at('2026-07-06T12:30:00.000Z'))).toBe(true)
    expect(isOpen(office, at('2026-07-05T10:00:00.000Z'))).toBe(false)
  })

  test('what is skipped on Saturday runs on Monday again', () => {
    expect(isOpen(nineToFive, at('2026-07-04T10:00:00Z'))).toBe(false)
    expect(isOpen(nineToFive, at('2026-07-06T10:00:00Z'))).toBe(true)
  })

  test('24:00 joins the next day without a gap', () => {
    const nights = inZone('Europe/London', [1, '22:00', '24:00'], [2, '00:00', '06:00'])
    expect(isOpen(nights, at('2026-07-06T22:59:59.999Z'))).toBe(true)
    expect(isOpen(nights, at('2026-07-06T23:00:00.000Z'))).toBe(true)
    expect(isOpen(nights, at('2026-07-07T05:00:00.000Z'))).toBe(false)
    expect(nextClosing(nights, at('2026-07-06T21:30:00Z'))).toBe(at('2026-07-07T05:00:00Z'))
  })

  test('the next opening follows a closing: not at midnight while it stays open, not at all where it never closes', () => {
    const nights = inZone('UTC', [1, '22:00', '24:00'], [2, '00:00', '06:00'], [3, '09:00', '17:00'])
    expect(nextOpening(nights, at('2026-07-06T21:59:59.999Z'))).toBe(at('2026-07-06T22:00:00Z'))
    expect(nextOpening(nights, at('2026-07-06T22:00:00Z'))).toBe(at('2026-07-08T09:00:00Z'))
    expect(nextOpening(nights, at('2026-07-07T06:00:00Z'))).toBe(at('2026-07-08T09:00:00Z'))
    expect(nextOpening(allDay('UTC'), at('2026-07-06T12:00:00Z'))).toBeNull()
  })

  test('a holiday closes its day, a special day has its own hours, and the date goes before the year, that before the month', () => {
    const hours = { ...nineToFive, specialDays: [yearly('12-25'), once('2026-12-25', { from: '10:00', to: '12:00' })] }
    expect(isOpen(hours, at('2026-12-25T10:30:00Z'))).toBe(true)
    expect(isOpen(hours, at('2026-12-25T13:00:00Z'))).toBe(false)
    expect(isOpen(hours, at('2028-12-25T10:30:00Z'))).toBe(false)
    const payday = { ...nineToFive, specialDays: [monthly(25, { from: '08:00', to: '09:00' }), yearly('12-25')] }
    expect(isOpen(payday, at('2026-11-25T08:30:00Z'))).toBe(true)
    expect(isOpen(payday, at('2026-12-25T08:30:00Z'))).toBe(false)
  })

  test('29 February is a holiday of leap years only', () => {
    const hours = { ...allDay('Europe/London'), specialDays: [yearly('02-29')] }
    expect(nextClosing(hours, at('2026-03-01T00:00:00Z'))).toBe(at('2028-02-29T00:00:00Z'))
    // 2100 is none: from 2096 it is eight years to the next.
    expect(nextClosing(hours, at('2096-03-01T00:00:00Z'))).toBe(at('2104-02-29T00:00:00Z'))
  })
})

describe('clocks that change', () => {
  test('an hour the clock skips never happens: the door opens a week later', () => {
    // London, 29 March 2026: 01:00 GMT is followed by 02:00 BST.
    const skipped = inZone('Europe/London', [7, '01:00', '02:00'])
    expect(closedUntil(skipped, at('2026-03-28T12:00:00Z'))).toBe(at('2026-04-05T00:00:00Z'))
    const halfSkipped = inZone('Europe/London', [7, '01:30', '03:00'])
    expect(closedUntil(halfSkipped, at('2026-03-28T12:00:00Z'))).toBe(at('2026-03-29T01:00:00Z'))
    expect(nextClosing(halfSkipped, at('2026-03-28T12:00:00Z'))).toBe(at('2026-03-29T02:00:00Z'))
  })

  test('an hour the clock repeats is open both times', () => {
    // London, 25 October 2026: 02:00 BST is followed by 01:00 GMT.
    const repeated = inZone('Europe/London', [7, '01:00', '01:30'])
    expect(isOpen(repeated, at('2026-10-25T00:15:00Z'))).toBe(true)
    expect(isOpen(repeated, at('2026-10-25T00:45:00Z'))).toBe(false)
    expect(isOpen(repeated, at('2026-10-25T01:15:00Z'))).toBe(true)
    expect(closedUntil(repeated, at('2026-10-25T00:45:00Z'))).toBe(at('2026-10-25T01:00:00Z'))
    expect(openTimeBetween(repeated, at('2026-10-25T00:00:00Z'), at('2026-10-26T00:00:00Z'))).toBe(HOUR)
  })

  test('days of 23 and of 25 hours count as they are', () => {
    const london = allDay('Europe/London')
    expect(openTimeBetween(london, at('2026-03-29T00:00:00Z'), at('2026-03-29T23:00:00Z'))).toBe(23 * HOUR)
    expect(openTimeBetween(london, at('2026-10-24T23:00:00Z'), at('2026-10-26T00:00:00Z'))).toBe(25 * HOUR)
  })

  test('what a clock that is put forward takes from a special day is told, and what it leaves', () => {
    const lisbon = (on: SpecialDay['on'], ...blocks: SpecialDay['blocks']) =>
      skippedOf('Europe/Lisbon', { name: 'Night of the clocks', on, blocks }, Date.UTC(2026, 0, 1) as Instant)
    const gone = { from: '01:15', to: '01:45' }
    const half = { from: '00:30', to: '01:30' }
    const fine = { from: '09:00', to: '17:00' }
    const date = '2026-03-29'
    expect(lisbon({ every: 'once', date }, fine, gone)).toEqual({ date, block: gone, leftMinutes: 0 })
    expect(lisbon({ every: 'year', date: '03-29' }, half)).toEqual({ date, block: half, leftMinutes: 30 })
    expect(lisbon({ every: 'month', day: 29 }, fine, half)).toEqual({ date, block: half, leftMinutes: 30 })
    expect(lisbon({ every: 'once', date }, fine)).toBe(null)
    expect(lisbon({ every: 'once', date }), 'closed all day loses nothing').toBe(null)
    expect(lisbon({ every: 'once', date: '2026-10-25' }, gone), 'an hour that comes twice is not lost').toBe(null)
    const samoa = { name: 'Friday', on: { every: 'once', date: '2011-12-30' } as const, blocks: [] }
    expect(skippedOf('Pacific/Apia', samoa, 0 as Instant)).toEqual({ date: '2011-12-30', block: null, leftMinutes: 0 })
  })

  test('a holiday on a day that a zone never had closes nothing', () => {
    // Samoa went from 29 to 31 December 2011 overnight.
    const apia = { ...allDay('Pacific/Apia'), specialDays: [once('2011-12-30')] }
    expect(nextClosing(apia, at('2011-12-28T00:00:00Z'))).toBeNull()
    const theNext = { ...allDay('Pacific/Apia'), specialDays: [once('2011-12-31')] }
    expect(nextClosing(theNext, at('2011-12-28T00:00:00Z'))).toBe(at('2011-12-30T10:00:00Z'))
    expect(nextOpening(theNext, at('2011-12-30T11:00:00Z'))).toBe(at('2011-12-31T10:00:00Z'))
  })

  test('a holiday open only in the hour that is skipped stays closed', () => {
    const hours = { ...allDay('Europe/London'), specialDays: [once('2026-03-29', { from: '01:00', to: '02:00' })] }
    expect(openTimeBetween(hours, at('2026-03-29T00:00:00Z'), at('2026-03-29T23:00:00Z'))).toBe(0)
  })
})

describe('open time', () => {
  test('Friday 16:30 and one hour is Monday 09:30', () => {
    expect(addOpenTime(nineToFive, at('2026-01-09T16:30:00Z'), HOUR)).toBe(at('2026-01-12T09:30:00Z'))
  })

  test('what ends exactly with a block ends at its closing', () => {
    expect(addOpenTime(nineToFive, at('2026-01-09T16:00:00Z'), HOUR)).toBe(at('2026-01-09T17:00:00Z'))
  })

  test('written while closed, it begins at the opening', () => {
    expect(addOpenTime(nineToFive, at('2026-01-10T12:00:00Z'), MINUTE)).toBe(at('2026-01-12T09:01:00Z'))
  })

  test('no time at all has passed at once, also while closed', () => {
    expect(addOpenTime(nineToFive, at('2026-01-10T12:00:00Z'), 0)).toBe(at('2026-01-10T12:00:00Z'))
    expect(openTimeBetween(nineToFive, at('2026-01-09T12:00:00Z'), at('2026-01-09T10:00:00Z'))).toBe(0)
  })

  test('never open, never due', () => {
    expect(addOpenTime(inZone('Europe/London'), at('2026-01-10T12:00:00Z'), MINUTE)).toBeNull()
    expect(nextOpening(inZone('Europe/London'), at('2026-01-10T12:00:00Z'))).toBeNull()
    expect(nextClosing(allDay('UTC'), at('2026-01-10T12:00:00Z'))).toBeNull()
  })
})

describe('what is refused, and how it is named', () => {
  const blocks = (...rows: Row[]) => inZone('Europe/London', ...rows)
  test.each([
    ['an unknown zone', inZone('Mars/Olympus'), 'zone: Mars/Olympus'],
    ['an offset', inZone('+01:00'), 'zone: +01:00'],
    ['a block that ends before it begins', blocks([1, '17:00', '09:00']), 'blocks.0: ends before it begins'],
    ['an empty block', blocks([1, '09:00', '09:00']), 'blocks.0: ends before it begins'],
    ['an overlap', blocks([1, '09:00', '12:00'], [1, '11:59', '17:00']), 'blocks.1: overlaps blocks.0'],
    [
      'an overlap on a special day',
      { ...office, specialDays: [once('2026-12-24', { from: '09:00', to: '12:00' }, { from: '10:00', to: '11:00' })] },
      'specialDays.0.blocks.1: overlaps specialDays.0.blocks.0',
    ],
    [
      'the same day twice',
      { ...office, specialDays: [yearly('12-25'), yearly('12-26'), yearly('12-25')] },
      'specialDays.2: the same day as specialDays.0',
    ],
    ['a date there is not', { ...office, specialDays: [once('2026-02-29')] }, 'specialDays.0: there is no such date'],
    ['30 February', { ...office, specialDays: [yearly('02-30')] }, 'specialDays.0: there is no such date'],
  ] as const)('%s', (_what, hours, detail) => {
    expect(checkCalendar(hours as OpenHours)).toEqual({ ok: false, refusal: 'calendar_not_valid', detail })
  })

  test('blocks that touch, 29 February, and a year and a date on the same day are all right', () => {
    const hours = {
      ...blocks([1, '09:00', '12:00'], [1, '12:00', '24:00']),
      specialDays: [yearly('02-29'), once('2028-02-29')],
    }
    expect(checkCalendar(hours).ok).toBe(true)
  })
})

// The slow reference: it walks minute by minute and asks the clock on the wall each time ----------------------------

function openByTheWall({ zone, blocks, specialDays }: OpenHours, minute: number): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(minute * MINUTE).toZonedDateTimeISO(zone)
  const date = wall.toPlainDate().toString()
  const special =
    specialDays.find(({ on }) => on.every === 'once' && on.date === date) ??
    specialDays.find(({ on }) => on.every === 'year' && on.date === date.slice(5)) ??
    specialDays.find(({ on }) => on.every === 'month' && on.day === wall.day)
  const time = wall.hour * 60 + wall.minute
  const today = special ? special.blocks : blocks.filter(({ day }) => day === wall.dayOfWeek)
  return today.some(({ from, to }) => minutesOf(from) <= time && time < minutesOf(to))
}

/** Days around which something happens, as minutes since 1970. */
const places = ['2026-03-28', '2026-10-24', '2024-02-28', '2011-12-29', '2026-04-04', '2026-12-31', '2026-11-01'].map(
  (date) => at(`${date}T00:00:00Z`) / MINUTE,
)
const zonesTried = [
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Africa/Casablanca',
  'UTC',
]
const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
/** Cuts of a day into blocks that do not overlap. */
const dayBlocks = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 4 })
  .map((cuts) => cuts.toSorted((a, b) => a - b).map((quarter) => time(quarter * 15)))
  .map((cuts) =>
    cuts.flatMap((from, n): DayBlock[] => (n % 2 === 0 && cuts[n + 1] ? [{ from, to: cuts[n + 1]! }] : [])),
  )
  .map((blocks) => blocks.filter(({ from }) => from !== '24:00'))
const anyHours: fc.Arbitrary<OpenHours> = fc
  .record({
    zone: fc.constantFrom(...zonesTried),
    week: fc.array(dayBlocks, { minLength: 7, maxLength: 7 }),
    special: fc.array(
      fc.record({
        on: fc.constantFrom(
          { every: 'once' as const, date: '2026-03-29' },
          { every: 'once' as const, date: '2011-12-30' },
          { every: 'year' as const, date: '02-29' },
          { every: 'year' as const, date: '10-25' },
          { every: 'month' as const, day: 31 },
        ),
        blocks: dayBlocks,
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ zone, week, special }) => ({
    zone,
    blocks: week.flatMap((blocks, day) => blocks.map((block) => ({ day: day + 1, ...block }))),
    specialDays: special
      .filter(({ on }, n) => special.findIndex((other) => JSON.stringify(other.on) === JSON.stringify(on)) === n)
      .map((one) => ({ name: 'special', ...one })),
  }))
const anyMinute = fc.tuple(fc.constantFrom(...places), fc.integer({ min: 0, max: 3 * 1440 })).map(([day, n]) => day + n)

test('every minute is as the wall says', () => {
  fc.assert(
    fc.property(anyHours, anyMinute, (hours, minute) => {
      for (let n = 0; n < 90; n++)
        expect(isOpen(hours, ((minute + n) * MINUTE) as Instant)).toBe(openByTheWall(hours, minute + n))
    }),
    { numRuns: 60 },
  )
})

test('open time added and measured is what a walk of minutes finds', () => {
  fc.assert(
    fc.property(anyHours, anyMinute, fc.integer({ min: 1, max: 600 }), (hours, start, wanted) => {
      expect(checkCalendar(hours).ok).toBe(true)
      const walked = walk(hours, start, wanted)
      const from = (start * MINUTE) as Instant
      const found = addOpenTime(hours, from, wanted * MINUTE)
      if (walked === null) expect(found === null || found > (start + walkedDays * 1440) * MINUTE).toBe(true)
      else expect(found).toBe(walked * MINUTE)
      if (found !== null) expect(openTimeBetween(hours, from, found)).toBe(wanted * MINUTE)
    }),
    { numRuns: 40 },
  )
})

test('the next opening and closing are the first minutes that differ', () => {
  fc.assert(
    fc.property(anyHours, anyMinute, (hours, start) => {
      const from = (start * MINUTE) as Instant
      const opening = firstChange(hours, start, true)
      const closing = firstChange(hours, start, false)
      if (opening !== null) expect(nextOpening(hours, from)).toBe(opening * MINUTE)
      if (closing !== null) expect(nextClosing(hours, from)).toBe(closing * MINUTE)
    }),
    { numRuns: 40 },
  )
})

const walkedDays = 9

/** The minute by which so many minutes were open; null: not within nine days. */
function walk(hours: OpenHours, start: number, wanted: number): number | null {
  let left = wanted
  for (let minute = start; minute < start + walkedDays * 1440; minute++) {
    if (openByTheWall(hours, minute)) left--
    if (left === 0) return minute + 1
  }
  return null
}

function firstChange(hours: OpenHours, start: number, toOpen: boolean): number | null {
  let before = openByTheWall(hours, start)
  for (let minute = start + 1; minute < start + walkedDays * 1440; minute++) {
    const now = openByTheWall(hours, minute)
    if (now !== before && now === toOpen) return minute
    before = now
  }
  return null
}
