import { quartersOfDay } from '../../../contract/day.ts'
import { quarterMs } from './arrivals.ts'

/** How a day went. Times are in seconds. */

export type Waits = { mean: number; p50: number; p90: number; p99: number; longest: number }

/** What is told of a queue, and of all together: of those who wrote to it, wherever they were sent on to. */
export type Figures = {
  arrived: number
  answered: number
  /** Gave up before anybody answered. */
  abandoned: number
  /** Found the line full, or waited too long in it, and were turned away; sent on to another queue; told so, and stayed. */
  turnedAway: number
  sentOn: number
  toldAndStayed: number
  /** Still waiting when the day ended. */
  waiting: number
  /** Wrote while the channel was closed; not among those who arrived. */
  closed: number
  /**
   * Of all who were answered, gave up, were turned away, or waited longer than that when the day ended: answered in time.
   * Null: nobody.
   */
  serviceLevelPercent: number | null
  /** Of those who were answered; null: nobody was. */
  wait: Waits | null
  /** The average of those who were answered and those who gave up; null: there were none. */
  waitOfAll: number | null
  /** How many waited at once, at most; of a queue: in it, wherever they came from. */
  longestQueue: number
}

/** A quarter of an hour. Waits and what became of people are counted where they arrived. */
export type Quarter = {
  arrived: number
  answered: number
  abandoned: number
  inTime: number
  /** The average wait of those who arrived then and were answered; null: nobody was. */
  wait: number | null
  longestQueue: number
  /** On duty, on average. */
  onDuty: number
  /** How much of their time on duty they held something, in percent; null: nobody was there. */
  occupancyPercent: number | null
}

export type AgentFigures = {
  id: string
  onDutyMinutes: number
  answered: number
  /** How much of the time on duty they held something, in percent. */
  occupancyPercent: number
  /** How many they held, on average, while on duty. */
  held: number
}

/** How differently agents are loaded: occupancy in percent, of those who were on duty. */
export type Spread = { least: number; p10: number; p50: number; p90: number; most: number }

export type Report = {
  seed: number
  all: Figures
  queues: (Figures & { id: string })[]
  quarters: Quarter[]
  agents: AgentFigures[]
  /** Null: nobody was on duty. */
  spread: Spread | null
  /** Of all on duty, in percent; null: nobody was. */
  occupancyPercent: number | null
}

/** The value below which `percent` of them lie, between two of them on a straight line. `sorted` is not empty. */
export function quantile(sorted: ArrayLike<number>, percent: number): number {
  const place = (percent / 100) * (sorted.length - 1)
  const below = Math.floor(place)
  const [from, to] = [sorted[below] ?? 0, sorted[below + 1] ?? sorted[below] ?? 0]
  return from + (to - from) * (place - below)
}

/** Null for none. */
export function waitsOf(seconds: readonly number[]): Waits | null {
  if (seconds.length === 0) return null
  const sorted = Float64Array.from(seconds).sort()
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length
  const [p50, p90, p99] = [quantile(sorted, 50), quantile(sorted, 90), quantile(sorted, 99)]
  return { mean, p50, p90, p99, longest: sorted.at(-1) ?? 0 }
}

export function spreadOf(agents: readonly AgentFigures[]): Spread | null {
  const there = agents.filter(({ onDutyMinutes }) => onDutyMinutes > 0)
  if (there.length === 0) return null
  const sorted = Float64Array.from(there.map(({ occupancyPercent }) => occupancyPercent)).sort()
  const at = (percent: number): number => quantile(sorted, percent)
  return { least: at(0), p10: at(10), p50: at(50), p90: at(90), most: at(100) }
}

/** Which quarter of an hour a moment lies in, in milliseconds since midnight. */
export const quarterAt = (ms: number): number => Math.min(quartersOfDay - 1, Math.max(0, Math.floor(ms / quarterMs)))
