import type { StrategyName } from '../../../contract/cards.ts'
import {
  type Day,
  type DayAgent,
  type DayQueue,
  minutesOfDay,
  quartersOfDay,
  type Span,
} from '../../../contract/day.ts'

/** How a day that nobody lived comes about: a few numbers that a person knows by heart. */
export type Recipe = {
  name: string
  queues: readonly string[]
  agents: number
  /** How many write on the whole day. */
  interactions: number
  shape: Shape
  /** How long a conversation takes on average, and how long people wait until they give up; null: they never do. */
  handlingMinutes: number
  patienceMinutes: number | null
  /** How many an agent may hold at once. */
  atOnce: number
  strategy: StrategyName
  serviceLevelSeconds: number
}

/** When they write: spread evenly over the opening hours, as on an office day, or as after a mailing. */
export type Shape = 'even' | 'office' | 'campaign'
export const shapes: readonly Shape[] = ['even', 'office', 'campaign']

export const presets = ['quiet_monday', 'usual_day', 'campaign_day', 'large_house'] as const
export type Preset = (typeof presets)[number]

/** What of a recipe does not depend on the language of whoever reads it. */
export const presetOf: Record<Preset, Omit<Recipe, 'name' | 'queues'> & { queueCount: number }> = {
  quiet_monday: {
    queueCount: 2,
    agents: 10,
    interactions: 350,
    shape: 'office',
    handlingMinutes: 8,
    patienceMinutes: 10,
    atOnce: 2,
    strategy: 'longest_idle',
    serviceLevelSeconds: 60,
  },
  usual_day: {
    queueCount: 3,
    agents: 24,
    interactions: 1_900,
    shape: 'office',
    handlingMinutes: 9,
    patienceMinutes: 8,
    atOnce: 2,
    strategy: 'longest_idle',
    serviceLevelSeconds: 60,
  },
  campaign_day: {
    queueCount: 3,
    agents: 24,
    interactions: 2_600,
    shape: 'campaign',
    handlingMinutes: 7,
    patienceMinutes: 6,
    atOnce: 2,
    strategy: 'longest_idle',
    serviceLevelSeconds: 60,
  },
  large_house: {
    queueCount: 12,
    agents: 300,
    interactions: 26_000,
    shape: 'office',
    handlingMinutes: 9,
    patienceMinutes: 8,
    atOnce: 2,
    strategy: 'longest_idle',
    serviceLevelSeconds: 60,
  },
}

/** What one may set; a day outside these cannot be made. */
export const recipeLimits = {
  agents: { least: 1, most: 2_000 },
  interactions: { least: 0, most: 300_000 },
  handlingMinutes: { least: 0.5, most: 240 },
  patienceMinutes: { least: 0.5, most: 600 },
  atOnce: { least: 1, most: 20 },
  serviceLevelSeconds: { least: 5, most: 3_600 },
}

/** The day of a recipe: the same for the same recipe. */
export function dayFrom(recipe: Recipe): Day {
  const { name, interactions, atOnce, shape } = recipe
  const queues = recipe.queues.map((queue, n) => queueOf(recipe, queue, n))
  const channels = queues.map(({ id, name }, n) => {
    return { id: `channel-${n + 1}`, name, queueId: id, capacity: atOnce, hours: null }
  })
  const weights = curveOf(shape)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = queues.map((_, n) => sharesOf(queues.length)[n] ?? 0)
  return {
    version: 1,
    name,
    from: null,
    queues,
    channels,
    agents: agentsOf(recipe, queues, shares),
    arrivals: queues.map(({ id }, n) => ({
      queueId: id,
      channelId: `channel-${n + 1}`,
      perQuarter: weights.map((weight) => (interactions * (shares[n] ?? 0) * weight) / all),
    })),
    arrivalsVary: true,
    people: { missPercent: 3, answerSeconds: 6, wrapUpPercent: 60, slowdownPercent: 25 },
    assumed: [],
  }
}

/** The first queue is the largest, each of the others half as busy as it. */
function sharesOf(count: number): number[] {
  const weights = Array.from({ length: count }, (_, n) => (n === 0 ? 2 : 1))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / all)
}

function queueOf(recipe: Recipe, name: string, n: number): DayQueue {
  const { handlingMinutes, patienceMinutes, strategy, serviceLevelSeconds } = recipe
  const mean = handlingMinutes * 60
  return {
    id: `queue-${n + 1}`,
    name,
    strategy,
    asksToAccept: true,
    acceptSeconds: 30,
    awayAfterMissSeconds: 60,
    wrapUpSeconds: 60,
    serviceLevelSeconds,
    handling: { kind: 'lognormal', mean, median: mean * 0.75 },
    patience: patienceMinutes === null ? null : { kind: 'exponential', mean: patienceMinutes * 60 },
  }
}

const open: Span = { from: 8 * 60, to: 20 * 60 }

/** How many write in each quarter of an hour, one beside the other. */
function curveOf(shape: Shape): number[] {
  return Array.from({ length: quartersOfDay }, (_, quarter) => {
    const hour = quarter / 4
    if (quarter * 15 < open.from || quarter * 15 >= open.to) return 0
    if (shape === 'even') return 1
    const office = 0.35 + hill(hour, 10.5, 1.6) + 0.8 * hill(hour, 15.5, 1.9)
    return shape === 'office' ? office : office + 3.5 * hill(hour, 12.25, 0.7)
  })
}

const hill = (at: number, top: number, width: number): number => Math.exp(-(((at - top) / width) ** 2) / 2)

/** Early, middle and late shifts of eight hours, each with half an hour of break that is not everybody's at once. */
function agentsOf({ agents }: Recipe, queues: readonly DayQueue[], shares: readonly number[]): DayAgent[] {
  const begins = [8 * 60, 10 * 60, 12 * 60]
  return Array.from({ length: agents }, (_, n) => {
    const begin = begins[n % begins.length] ?? open.from
    const pause = begin + 180 + (Math.floor(n / begins.length) % 5) * 30
    const home = homeOf((n + 0.5) / agents, shares)
    const second = (home + 1) % queues.length
    return {
      id: `agent-${String(n + 1).padStart(4, '0')}`,
      name: `Agent ${n + 1}`,
      capacity: null,
      queues: [home, ...(n % 2 === 1 && second !== home ? [second] : [])].map((queue, at) => ({
        queueId: queues[queue]?.id ?? '',
        level: at === 0 ? 1 + ((n * 7) % 10) : 10 + ((n * 3) % 10),
        penalty: 0,
      })),
      shifts: [
        { from: begin, to: pause },
        { from: pause + 30, to: Math.min(minutesOfDay, begin + 510) },
      ],
    }
  })
}

/** Which queue is theirs, so that each has as many as its share of the work. */
function homeOf(place: number, shares: readonly number[]): number {
  let sum = 0
  for (const [n, share] of shares.entries()) {
    sum += share
    if (place < sum) return n
  }
  return Math.max(0, shares.length - 1)
}
