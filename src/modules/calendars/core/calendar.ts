import type { Instant } from '../../../contract/ids.ts'
import type { DayBlock, OpenHours, SpecialDate, SpecialDay } from '../../../contract/operations/calendars.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { DAY, isZone, zoneOf } from './zone.ts'

const MINUTE = 60_000
/** How far ahead an opening is looked for: 29 February may be eight years away, around 2100. */
const DAYS_SEARCHED = 8 * 366 + 1

/** From one instant to another, half-open, in milliseconds. */
type Span = { readonly from: number; readonly to: number }

/**
 * Refuses `calendar_not_valid`, naming what is wrong: an unknown zone, a block that ends before it begins, two that
 * overlap, a date that no calendar has, a special day named twice.
 */
export function checkCalendar(hours: OpenHours): Result<null> {
  if (!isZone(hours.zone)) return refuse('calendar_not_valid', `zone: ${hours.zone}`)
  const wrong = wrongBlock(hours.blocks, 'blocks') ?? hours.specialDays.map(wrongSpecialDay).find(Boolean)
  if (wrong) return refuse('calendar_not_valid', wrong)
  const keys = hours.specialDays.map(({ on }) => keyOf(on))
  const twice = keys.findIndex((key, at) => keys.indexOf(key) < at)
  return twice < 0
    ? ok(null)
    : refuse('calendar_not_valid', `specialDays.${twice}: the same day as specialDays.${keys.indexOf(keys[twice]!)}`)
}

function wrongSpecialDay({ on, blocks }: SpecialDay, at: number): string | null {
  const isDate = on.every === 'month' || isCalendarDate(on.every === 'year' ? `2024-${on.date}` : on.date)
  return isDate ? wrongBlock(blocks, `specialDays.${at}.blocks`) : `specialDays.${at}: there is no such date`
}

/** 2024 is a leap year: 29 February is a date of some years. */
function isCalendarDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

function wrongBlock(blocks: readonly (DayBlock & { day?: number })[], path: string): string | null {
  const backwards = blocks.findIndex((block) => minutesOf(block.from) >= minutesOf(block.to))
  if (backwards >= 0) return `${path}.${backwards}: ends before it begins`
  for (const [at, block] of blocks.entries()) {
    const other = blocks.findIndex((one, otherAt) => otherAt < at && overlap(block, one))
    if (other >= 0) return `${path}.${at}: overlaps ${path}.${other}`
  }
  return null
}

const overlap = (a: DayBlock & { day?: number }, b: DayBlock & { day?: number }): boolean =>
  a.day === b.day && minutesOf(a.from) < minutesOf(b.to) && minutesOf(b.from) < minutesOf(a.to)

const keyOf = (on: SpecialDate): string => (on.every === 'month' ? `month ${on.day}` : `${on.every} ${on.date}`)

/**
 * Is it open? Decided by the clock on the wall of the zone, half-open: a block 09:00–17:00 is open at 09:00:00.000 and
 * closed at 17:00:00.000. An hour that a clock repeats counts both times; an hour, or a whole day, that it skips never
 * happens, and a holiday on it changes nothing. Of several special days on one date, the date itself goes before every
 * year's, and that before every month's.
 */
export function isOpen(hours: OpenHours, at: Instant): boolean {
  return spansOn(hours, Math.floor(at / DAY)).some(({ from, to }) => from <= at && at < to)
}

/** When it next goes from closed to open, after `at`; null when it does not within eight years. */
export function nextOpening(hours: OpenHours, at: Instant): Instant | null {
  const closed = isOpen(hours, at) ? nextClosing(hours, at) : at
  if (closed === null) return null
  const [next] = spansFrom(hours, closed)
  return next ? (next.from as Instant) : null
}

/** When it next goes from open to closed, after `at`; null when it does not within eight years, or never opens. */
export function nextClosing(hours: OpenHours, at: Instant): Instant | null {
  let end: number | null = null
  for (const { from, to } of spansFrom(hours, at)) {
    if (end !== null && from > end) return end as Instant
    end = to
  }
  // Open to the end of what was looked at: nothing is known of a closing.
  return end === null || end >= lastDay(at) * DAY ? null : (end as Instant)
}

/** When the closed period around `at` ends: `at` itself while it is open, null when it never opens. */
export const closedUntil = (hours: OpenHours, at: Instant): Instant | null =>
  isOpen(hours, at) ? at : nextOpening(hours, at)

/**
 * The instant by which `ms` of open time have passed since `from`: Friday 16:30 and one hour, with 09:00–17:00, is Monday
 * 09:30. Time that ends exactly with a block ends at its closing. Null: not within eight years.
 */
export function addOpenTime(hours: OpenHours, from: Instant, ms: number): Instant | null {
  if (ms <= 0) return from
  let left = ms
  for (const span of spansFrom(hours, from)) {
    const start = Math.max(span.from, from)
    if (span.to - start >= left) return (start + left) as Instant
    left -= span.to - start
  }
  return null
}

/** How much of the time from `from` to `to` is open, in milliseconds; 0 when `to` is not later. */
export function openTimeBetween(hours: OpenHours, from: Instant, to: Instant): number {
  let open = 0
  for (let day = Math.floor(from / DAY); day * DAY < to; day++)
    for (const span of spansOn(hours, day)) open += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from))
  return open
}

/** What the clock of a zone takes from a special day: some of a block, or (null) the whole date. */
export type Skipped = { readonly date: string; readonly block: DayBlock | null; readonly leftMinutes: number }

/**
 * What a special day loses because the clock on the wall is put forward: on its date, or on the first of its dates within
 * a year from `from` that loses anything. Null: nothing. It may be saved like that, and is then open for what is left.
 */
export function skippedOf(zone: string, { on, blocks }: SpecialDay, from: Instant): Skipped | null {
  for (const date of datesOf(on, Math.floor(from / DAY))) {
    const text = new Date(date * DAY).toISOString().slice(0, 10)
    if (openMinutesOn(zone, date, wholeDay) === 0) return { date: text, block: null, leftMinutes: 0 }
    for (const block of blocks) {
      const leftMinutes = openMinutesOn(zone, date, block)
      if (leftMinutes < minutesOf(block.to) - minutesOf(block.from)) return { date: text, block, leftMinutes }
    }
  }
  return null
}

const wholeDay: DayBlock = { from: '00:00', to: '24:00' }

function datesOf(on: SpecialDate, from: number): number[] {
  if (on.every === 'once') return [Date.parse(`${on.date}T00:00:00Z`) / DAY]
  const key = keyOf(on)
  return Array.from({ length: 366 }, (_, day) => from + day).filter((day) => {
    const text = new Date(day * DAY).toISOString().slice(0, 10)
    return key === (on.every === 'year' ? `year ${text.slice(5)}` : `month ${Number(text.slice(8))}`)
  })
}

/** Of a block on this date, so many minutes happen: also those on the days of UTC beside it. */
function openMinutesOn(zone: string, date: number, block: DayBlock): number {
  const blocksOn = (one: number) => (one === date ? inMinutes([block]) : [])
  const spans = [date - 1, date, date + 1].flatMap((day) => workOut(zone, blocksOn, day))
  return spans.reduce((sum, { from, to }) => sum + (to - from), 0) / MINUTE
}

/** What is open from the day of `at` on, in order; what ends before `at` left out. */
function* spansFrom(hours: OpenHours, at: number): Generator<Span> {
  for (let day = Math.floor(at / DAY); day < lastDay(at); day++)
    for (const span of spansOn(hours, day)) if (span.to > at) yield span
}

const lastDay = (at: number): number => Math.floor(at / DAY) + DAYS_SEARCHED

// Days ---------------------------------------------------------------------------------------------------------------

/** A calendar made ready: its days are worked out once and remembered. */
type Ready = { on(day: number): readonly Span[] }

/** Calendars made ready, and days remembered of each; beyond that all are forgotten. */
const MAX_READY = 1_000
const MAX_DAYS = 4_000
const ready = new Map<string, Ready>()
/** By the object itself first: its text is made once for each reading of the row. */
const readyOf = new WeakMap<OpenHours, Ready>()

/** What is open on a day of UTC (days since 1 January 1970), in order and without overlap. */
function spansOn(hours: OpenHours, day: number): readonly Span[] {
  let found = readyOf.get(hours)
  if (!found) {
    found = makeReady(hours)
    readyOf.set(hours, found)
  }
  return found.on(day)
}

function makeReady({ zone, blocks, specialDays }: OpenHours): Ready {
  const hours = { zone, blocks, specialDays }
  const key = JSON.stringify(hours)
  const known = ready.get(key)
  if (known) return known
  const days = new Map<number, readonly Span[]>()
  const blocksOn = blocksByDate(hours)
  const made: Ready = {
    on(day) {
      const seen = days.get(day)
      if (seen) return seen
      const spans = workOut(zone, blocksOn, day)
      if (days.size >= MAX_DAYS) days.clear()
      days.set(day, spans)
      return spans
    },
  }
  if (ready.size >= MAX_READY) ready.clear()
  ready.set(key, made)
  return made
}

type Minutes = { readonly from: number; readonly to: number }

/** The blocks of a date (days since 1970), in order: of its special day, if it has one, else of its weekday. */
function blocksByDate({ blocks, specialDays }: OpenHours): (date: number) => readonly Minutes[] {
  const special = new Map(specialDays.map((day) => [keyOf(day.on), inMinutes(day.blocks)]))
  const week = [1, 2, 3, 4, 5, 6, 7].map((day) => inMinutes(blocks.filter((block) => block.day === day)))
  return (date) => {
    const text = new Date(date * DAY).toISOString().slice(0, 10)
    return (
      special.get(`once ${text}`) ??
      special.get(`year ${text.slice(5)}`) ??
      special.get(`month ${Number(text.slice(8))}`) ??
      week[weekdayOf(date) - 1] ??
      []
    )
  }
}

const inMinutes = (blocks: readonly DayBlock[]): Minutes[] =>
  blocks.map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) })).sort((a, b) => a.from - b.from)

/** Within each stretch the clock on the wall runs straight, so what is open is in order without sorting. */
function workOut(zone: string, blocksOn: (date: number) => readonly Minutes[], day: number): readonly Span[] {
  const spans: Span[] = []
  for (const { from, to, offset } of zoneOf(zone).stretchesOn(day)) {
    const last = Math.floor((to - 1 + offset) / DAY)
    for (let date = Math.floor((from + offset) / DAY); date <= last; date++) {
      for (const block of blocksOn(date)) {
        const opens = Math.max(from, date * DAY + block.from * MINUTE - offset)
        const closes = Math.min(to, date * DAY + block.to * MINUTE - offset)
        if (opens < closes) spans.push({ from: opens, to: closes })
      }
    }
  }
  return spans
}

/** 24:00 is the end of the day. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** 1 Monday … 7 Sunday, of days since 1 January 1970, a Thursday. */
export const weekdayOf = (date: number): number => ((((date + 3) % 7) + 7) % 7) + 1
