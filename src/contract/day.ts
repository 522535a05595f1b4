import { z } from 'zod'
import { Eligible, StrategyName } from './cards.ts'
import { Overflow, QueueLine } from './line.ts'

/** A day of a contact centre as plain numbers: what the what-if room plays. From a journal, or made up. */

/** Quarters of an hour in a day: how finely arrivals are told. */
export const quartersOfDay = 96
export const minutesOfDay = 1440
/** What one day may hold; beyond it a day is refused rather than slow. */
export const dayLimits = { queues: 500, channels: 500, agents: 5_000, lines: 2_000, interactions: 500_000, shifts: 48 }
/** The longest that anything in a day may take, in seconds. */
const longest = 86_400

const Key = z.string().min(1).max(64)
const Name = z.string().trim().min(1).max(120)
const Seconds = z.number().min(0).max(longest)
const Percent = z.number().min(0).max(100)
const Minute = z.number().min(0).max(minutesOfDay)

/** How long something takes, by chance. Seconds. */
export const Lengths = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), seconds: Seconds }),
  z.object({ kind: z.literal('exponential'), mean: Seconds.min(1) }),
  /** Half take less than the median; the mean is larger: a few take very long, as conversations do. */
  z.object({ kind: z.literal('lognormal'), median: Seconds.min(1), mean: Seconds.min(1) }),
  /** As measured: evenly spaced quantiles, from the shortest to the longest; between two of them a straight line. */
  z.object({ kind: z.literal('measured'), quantiles: z.array(Seconds).min(2).max(101) }),
])
export type Lengths = z.infer<typeof Lengths>

/** Minutes since midnight, half-open; 1440 is the midnight after. */
export const Span = z.object({ from: Minute, to: Minute })
export type Span = z.infer<typeof Span>

/** The line before a queue, without the words that are said in it. */
export const DayLine = QueueLine.omit({ overflow: true, announce: true }).extend({
  overflow: z.object({ does: Overflow.shape.does, queueId: Key.nullable() }),
})
export type DayLine = z.infer<typeof DayLine>

/** The line of a queue of which nothing is said: as long as it gets, by age alone. */
export const plainDayLine: DayLine = {
  priority: 0,
  pointSeconds: null,
  weight: 1,
  mostWaiting: null,
  longestWaitSeconds: null,
  overflow: { does: 'stay', queueId: null },
}

export const DayQueue = z.object({
  id: Key,
  name: Name,
  strategy: StrategyName,
  /** Whom it asks by what else they hold; left out: anybody with room. Nobody of a day is on the telephone. */
  eligible: Eligible.optional(),
  asksToAccept: z.boolean(),
  /** How long an offer stands. */
  acceptSeconds: z.number().min(1).max(3_600),
  /** After a missed offer an agent gets nothing for so long; 0: they only go to the end of the line. */
  awayAfterMissSeconds: Seconds,
  /** The wrap-up that follows each conversation, at most. */
  wrapUpSeconds: z.number().min(0).max(3_600),
  /** Who is answered within so long was answered in time. */
  serviceLevelSeconds: Seconds.min(1),
  /** How long a conversation takes when its agent holds no other, without wrap-up. */
  handling: Lengths,
  /** How long people wait before they give up; null: they never do. */
  patience: Lengths.nullable(),
  /** Left out: `plainDayLine`. */
  line: DayLine.optional(),
  /** The channels it takes from, where others send people on to it; none, or left out: from all. */
  channelIds: z.array(Key).max(dayLimits.channels).optional(),
})
export type DayQueue = z.infer<typeof DayQueue>

export const DayChannel = z.object({
  id: Key,
  name: Name,
  /** Where what arrives on it waits; null: flows decide. */
  queueId: Key.nullable(),
  /** How many of its interactions one agent may hold. */
  capacity: z.number().int().min(0).max(100),
  /** Who writes outside these hours is told so, and is no arrival of this day; null: open all day. */
  hours: Span.nullable(),
})
export type DayChannel = z.infer<typeof DayChannel>

export const DayAgent = z.object({
  id: Key,
  name: Name,
  /** How many they may hold in all; null: what their channels add up to. */
  capacity: z.number().int().min(0).max(100).nullable(),
  /** How long an offer stands with them; left out or null: as their queue says. */
  acceptSeconds: DayQueue.shape.acceptSeconds.nullable().optional(),
  queues: z
    .array(z.object({ queueId: Key, level: z.number().int().min(1).max(20), penalty: Percent.int() }))
    .max(dayLimits.queues),
  /** When they are available; what lies between two of them is a break. */
  shifts: z.array(Span).max(dayLimits.shifts),
})
export type DayAgent = z.infer<typeof DayAgent>

/** How many begin to wait in one queue, from one channel, in each quarter of an hour. */
export const Arrivals = z.object({
  queueId: Key,
  channelId: Key,
  perQuarter: z.array(z.number().min(0).max(dayLimits.interactions)).length(quartersOfDay),
})
export type Arrivals = z.infer<typeof Arrivals>

/** What was assumed because nothing says it. */
export const Assumption = z.enum([
  /** How fast offers are accepted, and how much of the wrap-up is used. */
  'answer_and_wrap_up',
  /** Presences were too many to read: agents count as available from what they first took to what they last closed. */
  'shifts_from_work',
  'nobody_gave_up',
  /** Too few were closed that day in some queue: its handling times are those of the whole day. */
  'few_handled',
  'no_shifts_known',
  /** Some queues send people on: whoever was counts as having written to the queue where they ended. */
  'sent_on_counts_there',
])
export type Assumption = z.infer<typeof Assumption>

export const Day = z.object({
  version: z.literal(1),
  name: Name,
  /** The day it was, as 2026-11-24, and the zone its minutes are told in; null: it is made up. */
  from: z.object({ date: z.iso.date(), zone: z.string().min(1).max(64) }).nullable(),
  queues: z.array(DayQueue).min(1).max(dayLimits.queues),
  channels: z.array(DayChannel).min(1).max(dayLimits.channels),
  agents: z.array(DayAgent).max(dayLimits.agents),
  arrivals: z.array(Arrivals).max(dayLimits.lines),
  /** Numbers of arrivals are averages, and each run draws its own; otherwise exactly so many arrive. */
  arrivalsVary: z.boolean(),
  people: z.object({
    /** How many offers out of a hundred nobody answers. */
    missPercent: Percent,
    /** How long it takes to accept one, on average. */
    answerSeconds: z.number().min(0).max(600),
    /** How much of the wrap-up time agents use. */
    wrapUpPercent: Percent,
    /** How much longer each conversation takes for each other one that the same agent holds. */
    slowdownPercent: z.number().min(0).max(500),
  }),
  assumed: z.array(Assumption),
})
export type Day = z.infer<typeof Day>

const Target = { queueId: Key.nullable() }
/** What becomes of who is too many, or waited too long; `toQueueId`: where to, for `move`. */
const Then = { does: Overflow.shape.does, toQueueId: Key.nullable() }

/** One thing that is done differently. A `queueId` of null means all queues. */
export const Change = z.discriminatedUnion('kind', [
  /** So many agents more, or fewer, in these hours. */
  z.object({
    kind: z.literal('agents'),
    queueId: Key,
    count: z.number().int().min(-dayLimits.agents).max(dayLimits.agents),
    hours: Span,
  }),
  z.object({ kind: z.literal('strategy'), ...Target, strategy: StrategyName }),
  z.object({
    kind: z.literal('channel_capacity'),
    channelId: Key.nullable(),
    capacity: z.number().int().min(0).max(100),
  }),
  z.object({ kind: z.literal('agent_capacity'), capacity: z.number().int().min(0).max(100).nullable() }),
  /** Everybody of a queue begins and ends so many minutes later; earlier when negative. */
  z.object({ kind: z.literal('shifts'), ...Target, minutes: z.number().int().min(-720).max(720) }),
  z.object({ kind: z.literal('opening'), channelId: Key.nullable(), hours: Span.nullable() }),
  z.object({ kind: z.literal('arrivals'), ...Target, percent: z.number().min(-100).max(1_000), hours: Span }),
  z.object({ kind: z.literal('handling'), ...Target, percent: z.number().min(-90).max(1_000) }),
  z.object({ kind: z.literal('patience'), ...Target, seconds: Seconds.min(1).nullable() }),
  z.object({ kind: z.literal('wrap_up'), ...Target, seconds: z.number().min(0).max(3_600) }),
  z.object({ kind: z.literal('asks'), ...Target, on: z.boolean() }),
  z.object({ kind: z.literal('misses'), percent: Percent }),
  z.object({ kind: z.literal('priority'), ...Target, priority: QueueLine.shape.priority }),
  /** Null: whoever is more urgent is always first. */
  z.object({ kind: z.literal('ageing'), ...Target, pointSeconds: QueueLine.shape.pointSeconds }),
  z.object({ kind: z.literal('weight'), ...Target, weight: QueueLine.shape.weight }),
  z.object({ kind: z.literal('most_waiting'), ...Target, mostWaiting: QueueLine.shape.mostWaiting, ...Then }),
  z.object({
    kind: z.literal('longest_wait'),
    ...Target,
    longestWaitSeconds: QueueLine.shape.longestWaitSeconds,
    ...Then,
  }),
  /** Members of one queue also serve another, at a level. */
  z.object({
    kind: z.literal('share'),
    queueId: Key,
    alsoQueueId: Key,
    level: z.number().int().min(1).max(20),
  }),
])
export type Change = z.infer<typeof Change>

/** More changes than this are no longer read by anybody. */
export const maxChanges = 50
export const maxSeeds = 20

/** What is kept in a file and opened again: a day, what is changed, and how often it is played. */
export const Scenario = z.object({
  kind: z.literal('switchboard what-if'),
  version: z.literal(1),
  day: Day,
  changes: z.array(Change).max(maxChanges),
  seeds: z.number().int().min(1).max(maxSeeds),
})
export type Scenario = z.infer<typeof Scenario>
