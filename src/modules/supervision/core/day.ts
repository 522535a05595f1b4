import type { Instant } from '../../../contract/ids.ts'

/** A calendar day in a zone, from its first instant up to, not including, that of the next day that there is. */
export type Day = { readonly from: Instant; readonly to: Instant }

const minuteMs = 60_000
/** No day is longer, whatever is done to clocks. */
const longestDayMs = 50 * 3_600_000

/**
 * The day of the business around `at`. A day may have 23 or 25 hours, begin at one o'clock because midnight is skipped,
 * or be left out altogether. Throws for what is no zone (`isZone`).
 */
export function dayAround(zone: string, at: Instant): Day {
  const today = dateIn(zone, at)
  const isToday = (minute: number) => dateIn(zone, minute * minuteMs) === today
  const now = Math.floor(at / minuteMs)
  const span = longestDayMs / minuteMs
  const from = firstFor(now - span, now, isToday)
  const to = firstFor(now, now + span, (minute) => !isToday(minute))
  return { from: (from * minuteMs) as Instant, to: (to * minuteMs) as Instant }
}

/** The first number above `below` for which it holds; from there on it does, and it does for `upTo`. */
function firstFor(below: number, upTo: number, holds: (minute: number) => boolean): number {
  let [no, yes] = [below, upTo]
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2)
    if (holds(middle)) yes = middle
    else no = middle
  }
  return yes
}

/** "2026-03-02", by the calendar on the wall there. */
const dateIn = (zone: string, at: number): string => calendarOf(zone).format(at)

const calendars = new Map<string, Intl.DateTimeFormat>()
/** There are about 600 names of zones; many more would be a mistake. */
const maxCalendars = 1_000

/** Making one costs a hundred times more than using it. */
function calendarOf(zone: string): Intl.DateTimeFormat {
  const known = calendars.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  if (calendars.size >= maxCalendars) calendars.clear()
  calendars.set(zone, made)
  return made
}

/** A name of the IANA database. Plain offsets such as +01:00 are none: they know no summer. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    return calendarOf(zone) !== undefined
  } catch {
    return false
  }
}
