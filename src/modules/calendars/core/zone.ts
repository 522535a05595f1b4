const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE

/** A stretch of time in which the clock of a zone is ahead of UTC by the same time. Half-open, in milliseconds. */
export type Stretch = { readonly from: number; readonly to: number; readonly offset: number }

/** How the clock of a zone runs on each day of UTC: asked of the machine once for each day, then remembered. */
export type Zone = { stretchesOn(day: number): readonly Stretch[] }

/** There are about 600 names of zones; many more would be a mistake. */
const MAX_ZONES = 1_000
/** Days remembered of one zone; beyond that all are forgotten. */
const MAX_DAYS = 20_000
const zones = new Map<string, Zone>()

/** The zone of this name. Throws a RangeError when there is none: see `isZone`. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const zone = openZone(name)
  if (zones.size >= MAX_ZONES) zones.clear()
  zones.set(name, zone)
  return zone
}

/** Is this a name of the IANA database? Plain offsets such as +01:00 are none: they know no summer. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return zoneOf(name) !== undefined
  } catch {
    return false
  }
}

function openZone(name: string): Zone {
  const clock = clockOf(name)
  const days = new Map<number, readonly Stretch[]>()
  return {
    stretchesOn(day) {
      const known = days.get(day)
      if (known) return known
      const stretches = stretchesOf(clock, day)
      if (days.size >= MAX_DAYS) days.clear()
      days.set(day, stretches)
      return stretches
    },
  }
}

/** One or two: no clock is changed twice within a day. */
function stretchesOf(clock: Intl.DateTimeFormat, day: number): readonly Stretch[] {
  const [from, to] = [day * DAY, (day + 1) * DAY]
  const [before, after] = [offsetAt(clock, from), offsetAt(clock, to - 1)]
  if (before === after) return [{ from, to, offset: before }]
  const change = firstMinuteWith(clock, after, from, to)
  return [
    { from, to: change, offset: before },
    { from: change, to, offset: after },
  ]
}

/** Clocks change at whole minutes, so halving a day of them finds the minute. */
function firstMinuteWith(clock: Intl.DateTimeFormat, offset: number, from: number, to: number): number {
  let before = Math.floor(from / MINUTE)
  let reached = Math.ceil(to / MINUTE)
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2)
    if (offsetAt(clock, middle * MINUTE) === offset) reached = middle
    else before = middle
  }
  return reached * MINUTE
}

/** Milliseconds the clock is ahead of UTC. */
function offsetAt(clock: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(at / 1000) * 1000
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
  const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'iso8601', ...parts, ...times })
}
