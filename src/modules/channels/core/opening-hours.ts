import type { Instant } from '../../../contract/ids.ts'
import type { OpeningHours } from '../../../contract/operations/channels.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

type Block = OpeningHours['blocks'][number]

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** One week of blocks may fall into the hour a clock skips in spring; two weeks and a day never do. */
const DAYS_SEARCHED = 15

/** Refuses `calendar_not_valid`, naming what is wrong: an unknown zone, a block that ends before it begins, an overlap. */
export function checkHours(hours: OpeningHours): Result<null> {
  if (!isZone(hours.zone)) return refuse('calendar_not_valid', `zone: ${hours.zone}`)
  const backwards = hours.blocks.findIndex((block) => minutesOf(block.from) >= minutesOf(block.to))
  if (backwards >= 0) return refuse('calendar_not_valid', `blocks.${backwards}: ends before it begins`)
  const overlapping = hours.blocks.findIndex((block, at) =>
    hours.blocks.some((other, otherAt) => otherAt < at && overlap(block, other)),
  )
  return overlapping < 0 ? ok(null) : refuse('calendar_not_valid', `blocks.${overlapping}: overlaps another`)
}

/**
 * Is it within opening hours? Decided by the clock on the wall of the zone, half-open: a block 09:00-17:00 is open at
 * 09:00:00.000 and closed at 17:00:00.000. When a clock is put back, its repeated hour counts both times; the hour it
 * skips in spring never happens.
 */
export function isOpen(hours: OpeningHours, at: Instant): boolean {
  const { day, minutes } = onTheWall(at, hours.zone)
  return hours.blocks.some(
    (block) => block.day === day && minutesOf(block.from) <= minutes && minutes < minutesOf(block.to),
  )
}

/** When the closed period around `at` ends: `at` itself while it is open, null when it never opens. */
export function closedUntil(hours: OpeningHours, at: Instant): Instant | null {
  if (isOpen(hours, at)) return at
  const candidates = [...beginnings(hours, at), ...clockChanges(hours.zone, at)]
  const openings = candidates.filter((candidate) => candidate > at && isOpen(hours, candidate))
  return openings.length === 0 ? null : (Math.min(...openings) as Instant)
}

/** Where a block begins on each of the days to come, read with every offset in use on those days. Some are wrong; the
 *  right ones are among them, and only those that are open count. */
function beginnings(hours: OpeningHours, at: Instant): Instant[] {
  const today = Math.floor((at + offsetAt(at, hours.zone)) / DAY) * DAY
  const offsets = [...new Set(daysFrom(at).map((day) => offsetAt(day, hours.zone)))]
  return daysFrom(today as Instant).flatMap((midnight) => {
    const blocks = hours.blocks.filter((block) => block.day === weekdayOf(midnight))
    return blocks.flatMap((block) =>
      offsets.map((offset) => (midnight + minutesOf(block.from) * MINUTE - offset) as Instant),
    )
  })
}

/** The instants at which the zone's clock is put forward or back: it may open or close at them. */
function clockChanges(zone: string, at: Instant): Instant[] {
  return daysFrom(at).flatMap((from) => {
    const to = (from + DAY) as Instant
    return offsetAt(from, zone) === offsetAt(to, zone) ? [] : [firstWithOffsetOf(to, from, zone)]
  })
}

/** Clocks change at whole minutes, so halving a day of them finds the minute. */
function firstWithOffsetOf(late: Instant, early: Instant, zone: string): Instant {
  const after = offsetAt(late, zone)
  let before = Math.floor(early / MINUTE)
  let reached = Math.ceil(late / MINUTE)
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2)
    if (offsetAt((middle * MINUTE) as Instant, zone) === after) reached = middle
    else before = middle
  }
  return (reached * MINUTE) as Instant
}

const daysFrom = (at: Instant): Instant[] =>
  Array.from({ length: DAYS_SEARCHED + 1 }, (_, day) => (at + day * DAY) as Instant)

const overlap = (a: Block, b: Block): boolean =>
  a.day === b.day && minutesOf(a.from) < minutesOf(b.to) && minutesOf(b.from) < minutesOf(a.to)

/** 24:00 is the end of the day. */
function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** 1 Monday … 7 Sunday, of a midnight in UTC. */
const weekdayOf = (midnight: number): number => ((Math.floor(midnight / DAY) + 3) % 7) + 1

function onTheWall(at: Instant, zone: string): { day: number; minutes: number } {
  const wall = at + offsetAt(at, zone)
  const midnight = Math.floor(wall / DAY) * DAY
  return { day: weekdayOf(midnight), minutes: Math.floor((wall - midnight) / MINUTE) }
}

/** Milliseconds the clock of the zone is ahead of UTC. */
function offsetAt(at: Instant, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(at / 1000) * 1000
}

const clocks = new Map<string, Intl.DateTimeFormat>()
/** There are about 600 names of zones; many more would be a mistake. */
const MAX_CLOCKS = 1000

/** Making one costs a hundred times more than using it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
  const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'iso8601', ...parts, ...times })
  if (clocks.size >= MAX_CLOCKS) clocks.clear()
  clocks.set(zone, clock)
  return clock
}

/** A name of the IANA database. Plain offsets such as +01:00 are none: they know no summer. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    return clockOf(zone) !== undefined
  } catch {
    return false
  }
}
