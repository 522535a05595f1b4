/** Times as crontabs write them: minute, hour, day of the month, month, weekday. */
import type { Instant } from '../../../contract/ids.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { DAY, zoneOf } from '../../calendars/core/zone.ts'

/** What a field allows. `any`: it is a star, which matters for the two kinds of days and where the clock is changed. */
type Field = { readonly any: boolean; readonly values: ReadonlySet<number> }
export type Crontab = { readonly [Name in FieldName]: Field }
type FieldName = 'minute' | 'hour' | 'day' | 'month' | 'weekday'

const MINUTE = 60_000
/** How far ahead a time is looked for: 29 February may be eight years away, around 2100. */
const DAYS_SEARCHED = 8 * 366 + 1

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** In the order in which they are written. Sunday is 0 or 7. */
const fields: readonly { name: FieldName; min: number; max: number; words: readonly string[] }[] = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: ['', ...months] },
  { name: 'weekday', min: 0, max: 7, words: weekdays },
]

/**
 * Read five fields: numbers, names of months and weekdays, lists, ranges, steps and stars. Refuses `crontab_not_valid`,
 * naming the field, also for times that no calendar has, such as 30 February.
 */
export function parseCrontab(text: string): Result<Crontab> {
  const parts = text.trim().toLowerCase().split(/\s+/)
  if (parts.length !== fields.length) return refuse('crontab_not_valid', `${parts.length} of ${fields.length} fields`)
  const read: Partial<Record<FieldName, Field>> = {}
  for (const [place, field] of fields.entries()) {
    const values = valuesOf(parts[place]!, field)
    if (values === null) return refuse('crontab_not_valid', field.name)
    const days = field.name === 'weekday' ? [...values].map((day) => day % 7) : values
    read[field.name] = { any: parts[place] === '*', values: new Set(days) }
  }
  const crontab = read as Crontab
  return everComes(crontab) ? ok(crontab) : refuse('crontab_not_valid', 'day')
}

/** The numbers that a field names; null: it is not one. */
function valuesOf(text: string, { min, max, words }: (typeof fields)[number]): number[] | null {
  const values: number[] = []
  for (const item of text.split(',')) {
    const match = /^(\*|[a-z]{3}|\d{1,2})(?:-([a-z]{3}|\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(item)
    if (!match) return null
    const [, first = '', last, step] = match
    if (first === '*' && last !== undefined) return null
    const from = first === '*' ? min : numberOf(first, words)
    // A step after a single number runs to the end: 5/10 is 5, 15, 25, …
    const to = last !== undefined ? numberOf(last, words) : first === '*' || step !== undefined ? max : from
    const by = step === undefined ? 1 : Number(step)
    if (from === null || to === null || from < min || to > max || from > to || by === 0) return null
    for (let value = from; value <= to; value += by) values.push(value)
  }
  return values
}

function numberOf(text: string, words: readonly string[]): number | null {
  if (/^\d+$/.test(text)) return Number(text)
  const place = words.indexOf(text)
  return place < 0 ? null : place
}

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Is there such a day in any year? A weekday beside it always comes. */
const everComes = ({ day, month, weekday }: Crontab): boolean =>
  !weekday.any || [...month.values].some((one) => [...day.values].some((date) => date <= longestMonths[one - 1]!))

/**
 * The first such time after `after`, by the clock on the wall of the zone; null when there is none within eight years.
 * Where a day of the month and a weekday are both named, either is enough. A time that the clock skips comes when it has
 * been put forward; one that it repeats comes once, the first time, unless every hour is meant.
 */
export function nextTime(crontab: Crontab, zone: string, after: Instant): Instant | null {
  const first = Math.floor(after / DAY)
  for (let day = first; day < first + DAYS_SEARCHED; day++)
    for (const time of timesOn(crontab, zone, day)) if (time > after) return time as Instant
  return null
}

/** The times of a day of UTC (days since 1970), in order. */
function* timesOn(crontab: Crontab, zone: string, day: number): Generator<number> {
  const clock = zoneOf(zone)
  let before = clock.stretchesOn(day - 1).at(-1)?.offset
  for (const { from, to, offset } of clock.stretchesOn(day)) {
    const wall = from + offset
    const jump = crontab.hour.any ? 0 : offset - (before ?? offset)
    before = offset
    const isLate = jump > 0 && walls(crontab, wall - jump, wall).next().done === false
    if (isLate) yield from
    for (const time of walls(crontab, jump < 0 ? wall - jump : wall, to + offset))
      if (!isLate || time > wall) yield time - offset
  }
}

/** The times on the wall from one to another, half-open, in order. */
function* walls(crontab: Crontab, from: number, to: number): Generator<number> {
  for (let date = Math.floor(from / DAY); date * DAY < to; date++) {
    if (!isDay(crontab, date)) continue
    for (const hour of ascending(crontab.hour)) {
      for (const minute of ascending(crontab.minute)) {
        const wall = date * DAY + (hour * 60 + minute) * MINUTE
        if (wall >= from && wall < to) yield wall
      }
    }
  }
}

const ascending = ({ values }: Field): number[] => [...values].sort((a, b) => a - b)

function isDay({ day, month, weekday }: Crontab, date: number): boolean {
  const then = new Date(date * DAY)
  if (!month.values.has(then.getUTCMonth() + 1)) return false
  const isDate = day.values.has(then.getUTCDate())
  const isWeekday = weekday.values.has(then.getUTCDay())
  return day.any || weekday.any ? isDate && isWeekday : isDate || isWeekday
}
