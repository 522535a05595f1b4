import {
  type Arrivals,
  type Assumption,
  type Day,
  type DayAgent,
  type DayLine,
  type DayQueue,
  dayLimits,
  type Lengths,
  minutesOfDay,
  quartersOfDay,
  type Span,
} from '../../../contract/day.ts'
import type { Instant } from '../../../contract/ids.ts'

/** A day of the workspace as it was read, and how it becomes one that can be played. */

/** The wall clock of a zone on one day: when the day begins and ends, and what a moment of it is in minutes. */
export type WallClock = { from: Instant; to: Instant; minutesAt: (at: Instant) => number }

export type Lived = {
  queues: readonly (Omit<DayQueue, 'awayAfterMissSeconds' | 'handling' | 'patience'> & {
    onTimeout: 'none' | 'on_break' | 'offline' | 'stop_new'
    returnSeconds: number | null
  })[]
  channels: readonly Omit<Day['channels'][number], 'hours'>[]
  agents: readonly Omit<DayAgent, 'shifts'>[]
  /** How many began to wait, by quarter of an hour since the day began: on some days there are 92, on others 100. */
  arrivals: readonly { queueId: string; channelId: string; quarter: number; count: number }[]
  /** By queue; a queue of null: all together. */
  handled: readonly Handled[]
  /** When agents were available; null: too much was recorded to read it. */
  presences: readonly { agentId: string; from: Instant; to: Instant }[] | null
  /** From what agents first took to what they last closed. */
  work: readonly { agentId: string; from: Instant; to: Instant }[]
  /** Offers made and missed, as far as they were read. */
  offers: { made: number; missed: number }
}

export type Handled = {
  queueId: string | null
  count: number
  /** Seconds from acceptance to the end of the wrap-up, evenly spaced. */
  quantiles: readonly number[]
  /** Who gave up, without who was turned away, and how many seconds all together waited. */
  gaveUp: number
  waitedSeconds: number
}

/** So many handled interactions tell how long they take; with fewer, those of all queues do. */
const enoughHandled = 20
/** Where nothing tells. */
const usualHandling: Lengths = { kind: 'lognormal', mean: 480, median: 360 }
/** What is assumed of people, because no row tells. */
const assumedWrapUpPercent = 50
const assumedAnswerSeconds = 6
const assumedMissPercent = 3
/** With fewer offers than this read, what was missed says nothing. */
const enoughOffers = 50
/** How long somebody is away after a missed offer when the queue does not say: until they come back by themselves. */
const assumedAwaySeconds = 300

/** The day as it can be played: with what was measured, and with assumptions where nothing was, which it names. */
export function dayOf(lived: Lived, { name, date, zone, clock }: DayName): Day {
  const queueIds = new Set(lived.queues.map(({ id }) => id))
  const shifts = shiftsOfAgents(lived, clock)
  const agents = lived.agents
    .map(
      (agent): DayAgent => ({
        ...agent,
        queues: agent.queues.filter(({ queueId }) => queueIds.has(queueId)),
        shifts: shifts.get(agent.id) ?? [],
      }),
    )
    .filter(({ queues }) => queues.length > 0)
  const all = lived.handled.find(({ queueId }) => queueId === null)
  const channelIds = new Set(lived.channels.map(({ id }) => id))
  return {
    version: 1,
    name,
    from: { date, zone },
    queues: lived.queues.map((queue) => ({
      ...queueOf(queue, lived.handled, all),
      ...(queue.line && { line: within(queue.line, queueIds) }),
    })),
    channels: lived.channels.map((channel) => ({
      ...channel,
      queueId: channel.queueId !== null && queueIds.has(channel.queueId) ? channel.queueId : null,
      hours: null,
    })),
    agents,
    arrivals: linesOf(lived.arrivals, clock).filter(
      (line) => queueIds.has(line.queueId) && channelIds.has(line.channelId),
    ),
    arrivalsVary: false,
    people: {
      missPercent:
        lived.offers.made >= enoughOffers
          ? Math.min(100, (100 * lived.offers.missed) / lived.offers.made)
          : assumedMissPercent,
      answerSeconds: assumedAnswerSeconds,
      wrapUpPercent: assumedWrapUpPercent,
      slowdownPercent: 0, // What was measured was measured with as many at once as there were.
    },
    assumed: assumptionsOf(lived, agents),
  }
}
/** A line that leads to a queue which is not in the day leads nowhere: whoever is too many stays. */
const within = (line: DayLine, queueIds: ReadonlySet<string>): DayLine =>
  line.overflow.queueId === null || queueIds.has(line.overflow.queueId)
    ? line
    : { ...line, overflow: { does: 'stay', queueId: null } }

type DayName = { name: string; date: string; zone: string; clock: WallClock }

function assumptionsOf({ queues, handled, presences }: Lived, agents: readonly DayAgent[]): Assumption[] {
  const few = queues.some(({ id }) => (handled.find(({ queueId }) => queueId === id)?.count ?? 0) < enoughHandled)
  const nobody = handled.every(({ gaveUp }) => gaveUp === 0)
  const noShifts = agents.every(({ shifts }) => shifts.length === 0)
  const found: [Assumption, boolean][] = [
    ['answer_and_wrap_up', true],
    ['shifts_from_work', presences === null],
    ['nobody_gave_up', nobody],
    ['few_handled', few],
    ['no_shifts_known', noShifts],
    ['sent_on_counts_there', queues.some(({ line }) => line?.overflow.does === 'move')],
  ]
  return found.flatMap(([assumption, isSo]) => (isSo ? [assumption] : []))
}

function queueOf(
  { onTimeout, returnSeconds, ...queue }: Lived['queues'][number],
  handled: readonly Handled[],
  all: Handled | undefined,
): DayQueue {
  const own = handled.find(({ queueId }) => queueId === queue.id)
  const told = own && own.count >= enoughHandled ? own : all
  const gaveUp = own?.gaveUp ?? 0
  return {
    ...queue,
    awayAfterMissSeconds: onTimeout === 'none' ? 0 : (returnSeconds ?? assumedAwaySeconds),
    handling: told && told.count > 0 ? withoutWrapUp(told.quantiles, queue.wrapUpSeconds) : usualHandling,
    patience: own && gaveUp > 0 ? { kind: 'exponential', mean: clamp(own.waitedSeconds / gaveUp, 1, 86_400) } : null,
  }
}

/** Rows tell only when it was closed: what is assumed of the wrap-up is taken off again. */
function withoutWrapUp(quantiles: readonly number[], wrapUpSeconds: number): Lengths {
  const wrapUp = (wrapUpSeconds * assumedWrapUpPercent) / 100
  const rest = quantiles.map((seconds) => clamp(Math.round((seconds - wrapUp) * 10) / 10, 1, 86_400))
  return { kind: 'measured', quantiles: rest.length >= 2 ? rest : [rest[0] ?? 1, rest[0] ?? 1] }
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

const quarterMs = 900_000

/** On a day whose clock is put back, the repeated hour counts twice; the hour that is skipped stays empty. */
function linesOf(arrivals: Lived['arrivals'], clock: WallClock): Arrivals[] {
  const lines = new Map<string, Arrivals>()
  for (const { queueId, channelId, quarter, count } of arrivals) {
    const key = `${queueId} ${channelId}`
    const line = lines.get(key) ?? { queueId, channelId, perQuarter: new Array<number>(quartersOfDay).fill(0) }
    lines.set(key, line)
    const minutes = clock.minutesAt((clock.from + quarter * quarterMs) as Instant)
    const at = clamp(Math.floor(minutes / 15), 0, quartersOfDay - 1)
    line.perQuarter[at] = (line.perQuarter[at] ?? 0) + count
  }
  return [...lines.values()]
}

/** By agent. Whoever was available for moments only was hardly there: gaps that short are closed. */
function shiftsOfAgents({ presences, work }: Lived, clock: WallClock): Map<string, Span[]> {
  const spans = presences ?? work
  const byAgent = Map.groupBy(spans, ({ agentId }) => agentId)
  return new Map(
    [...byAgent].map(([agentId, theirs]) => [
      agentId,
      joined(
        theirs.flatMap(({ from, to }): Span[] => {
          const span = { from: minutesIn(clock, from), to: to >= clock.to ? minutesOfDay : minutesIn(clock, to) }
          return span.from < span.to ? [span] : []
        }),
      ),
    ]),
  )
}

const minutesIn = (clock: WallClock, at: Instant): number =>
  at <= clock.from ? 0 : clamp(Math.round(clock.minutesAt(at) * 100) / 100, 0, minutesOfDay)

/** In order, without overlaps, and no more of them than a day may hold: the shortest breaks are given up first. */
export function joined(spans: readonly Span[]): Span[] {
  let gap = 0
  for (;;) {
    const result: Span[] = []
    for (const span of spans.toSorted((a, b) => a.from - b.from)) {
      const last = result.at(-1)
      if (last && span.from <= last.to + gap) last.to = Math.max(last.to, span.to)
      else result.push({ ...span })
    }
    if (result.length <= dayLimits.shifts) return result
    gap = gap === 0 ? 1 : gap * 2
  }
}

/** When this date begins and ends in a zone, also where the clock is changed on it. Undefined: there is no such zone. */
export function wallClock(date: string, zone: string): WallClock | undefined {
  const format = formatOf(zone)
  if (!format) return undefined
  const offsetAt = (at: number): number => wallAt(format, at) - Math.floor(at / 1_000) * 1_000
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const beginOf = (wall: number): number => {
    // With either offset in use around then; where midnight is skipped, the first moment after it.
    const tries = [offsetAt(wall - 43_200_000), offsetAt(wall + 43_200_000)].map((offset) => wall - offset)
    const right = tries.filter((at) => at + offsetAt(at) === wall)
    return right.length > 0 ? Math.min(...right) : Math.max(...tries)
  }
  const [from, to] = [beginOf(midnight), beginOf(midnight + 86_400_000)]
  const minutesAt = (at: Instant): number => clamp((at + offsetAt(at) - midnight) / 60_000, 0, minutesOfDay)
  return { from: from as Instant, to: to as Instant, minutesAt }
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(zone)) return undefined
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
  const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'iso8601', ...parts, ...times })
  } catch {
    return undefined
  }
}

/** The clock on the wall, as if it were UTC. */
function wallAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}
