import { type Arrivals, type Day, type DayChannel, minutesOfDay, quartersOfDay } from '../../../contract/day.ts'
import { chance, seedOf } from './chance.ts'

export const minuteMs = 60_000
export const quarterMs = 15 * minuteMs
export const dayMs = minutesOfDay * minuteMs

/** Somebody who writes: when, in milliseconds since midnight, where, and a seed for all that is drawn about them. */
export type Arrival = { at: number; line: number; seed: number }

/** Everybody of the day in order of time; `closed` were told that the channel is closed, and do not wait. */
export function arrivalsOf(day: Day, seed: number): { arrivals: Arrival[]; closed: Arrival[] } {
  const hours = new Map(day.channels.map((channel): [string, DayChannel['hours']] => [channel.id, channel.hours]))
  const arrivals: Arrival[] = []
  const closed: Arrival[] = []
  for (const [line, arriving] of day.arrivals.entries()) {
    const open = hours.get(arriving.channelId) ?? null
    const from = open ? open.from * minuteMs : 0
    const to = open ? open.to * minuteMs : dayMs
    for (const arrival of ofLine(arriving, line, seed, day.arrivalsVary))
      (arrival.at >= from && arrival.at < to ? arrivals : closed).push(arrival)
  }
  // By time, and at the same time by line: the order never depends on how a sort treats equals.
  arrivals.sort((a, b) => a.at - b.at || a.line - b.line || a.seed - b.seed)
  return { arrivals, closed }
}

function* ofLine({ queueId, channelId, perQuarter }: Arrivals, line: number, seed: number, vary: boolean) {
  const own = seedOf(seed, `${queueId} ${channelId}`)
  for (let quarter = 0; quarter < quartersOfDay; quarter++) {
    const times = vary
      ? poisson(own, quarter, perQuarter[quarter] ?? 0)
      : counted(own, quarter, perQuarter[quarter] ?? 0)
    let n = 0
    for (const share of times)
      yield { at: Math.floor((quarter + share) * quarterMs), line, seed: seedOf(own, `${quarter} ${n++}`) }
  }
}

/** When they come within the quarter, as shares of it: a Poisson process, that is exponential times in between. */
function* poisson(seed: number, quarter: number, mean: number): Generator<number> {
  if (mean <= 0) return
  let share = 0
  for (let n = 0; ; n++) {
    share -= Math.log(chance(seed, quarter, n)) / mean
    if (share >= 1) return
    yield share
  }
}

/** Exactly so many, at any moment of the quarter; half a person comes every other time. */
function* counted(seed: number, quarter: number, count: number): Generator<number> {
  const whole = Math.floor(count) + (chance(seed, quarter, -1) < count % 1 ? 1 : 0)
  for (let n = 0; n < whole; n++) yield chance(seed, quarter, n)
}
