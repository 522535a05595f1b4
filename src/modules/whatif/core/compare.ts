import { type Day, quartersOfDay } from '../../../contract/day.ts'
import { type Difference, differencesOf, type Estimate, estimateOf, estimateOfAll } from './estimate.ts'
import { play } from './play.ts'
import { type AgentFigures, type Figures, type Quarter, type Report, type Spread, spreadOf } from './report.ts'

/** A number over several plays of the same day: its average, and how far the plays lay apart. */
export type Measure = { mean: number; least: number; most: number }

export type FigureMeasures = { [Name in Figure]: Measure | null }
/** The figures that are compared, as single numbers. */
export type Figure =
  | 'arrived'
  | 'answered'
  | 'abandoned'
  | 'abandonedPercent'
  | 'turnedAway'
  | 'turnedAwayPercent'
  | 'sentOn'
  | 'toldAndStayed'
  | 'waiting'
  | 'closed'
  | 'serviceLevelPercent'
  | 'waitMean'
  | 'waitP50'
  | 'waitP90'
  | 'waitP99'
  | 'waitOfAll'
  | 'longestQueue'

/** A day as several plays of it came out. */
export type Outcome = {
  all: FigureMeasures
  queues: (FigureMeasures & { id: string })[]
  /** Averages. */
  quarters: Quarter[]
  agents: AgentFigures[]
  spread: Spread | null
  occupancyPercent: Measure | null
  estimate: Omit<Estimate, 'id'>
  estimates: Estimate[]
  differences: Difference[]
}

/** Now beside changed; the same people come to both. */
export type Comparison = { seeds: number; now: Outcome; changed: Outcome | null }

export type CompareOptions = { seeds: number; progress?: (share: number) => void }

/** Play both days with the seeds 1 to `seeds`. `changed` null: nothing is. Both have been checked. */
export function compare(now: Day, changed: Day | null, { seeds, progress }: CompareOptions): Comparison {
  const plays = seeds * (changed === null ? 1 : 2)
  let played = 0
  const playOne = (day: Day, seed: number): Report => {
    const report = play(day, { seed, progress: (share) => progress?.((played + share) / plays) })
    played++
    return report
  }
  const playAll = (day: Day): Outcome =>
    outcomeOf(
      day,
      Array.from({ length: seeds }, (_, n) => playOne(day, n + 1)),
    )
  const first = playAll(now)
  return { seeds, now: first, changed: changed === null ? null : playAll(changed) }
}

/** There is at least one report. */
export function outcomeOf(day: Day, reports: readonly Report[]): Outcome {
  const agents = day.agents.map(({ id }, at): AgentFigures => {
    const mean = (of: (figures: AgentFigures) => number): number =>
      average(reports.map(({ agents }) => of(agents[at]!)))
    return {
      id,
      onDutyMinutes: mean(({ onDutyMinutes }) => onDutyMinutes),
      answered: mean(({ answered }) => answered),
      occupancyPercent: mean(({ occupancyPercent }) => occupancyPercent),
      held: mean(({ held }) => held),
    }
  })
  return {
    all: measuresOf(reports.map(({ all }) => all)),
    queues: day.queues.map(({ id }, at) => ({ id, ...measuresOf(reports.map(({ queues }) => queues[at]!)) })),
    quarters: Array.from({ length: quartersOfDay }, (_, at) => quarterOf(reports.map(({ quarters }) => quarters[at]!))),
    agents,
    spread: spreadOf(reports.flatMap((report) => report.agents)),
    occupancyPercent: measure(reports.map(({ occupancyPercent }) => occupancyPercent)),
    estimate: estimateOfAll(day),
    estimates: estimateOf(day),
    differences: differencesOf(day),
  }
}

const figureOf: Record<Figure, (figures: Figures) => number | null> = {
  arrived: ({ arrived }) => arrived,
  answered: ({ answered }) => answered,
  abandoned: ({ abandoned }) => abandoned,
  abandonedPercent: ({ abandoned, arrived }) => (arrived === 0 ? null : (100 * abandoned) / arrived),
  turnedAway: ({ turnedAway }) => turnedAway,
  turnedAwayPercent: ({ turnedAway, arrived }) => (arrived === 0 ? null : (100 * turnedAway) / arrived),
  sentOn: ({ sentOn }) => sentOn,
  toldAndStayed: ({ toldAndStayed }) => toldAndStayed,
  waiting: ({ waiting }) => waiting,
  closed: ({ closed }) => closed,
  serviceLevelPercent: ({ serviceLevelPercent }) => serviceLevelPercent,
  waitMean: ({ wait }) => wait?.mean ?? null,
  waitP50: ({ wait }) => wait?.p50 ?? null,
  waitP90: ({ wait }) => wait?.p90 ?? null,
  waitP99: ({ wait }) => wait?.p99 ?? null,
  waitOfAll: ({ waitOfAll }) => waitOfAll,
  longestQueue: ({ longestQueue }) => longestQueue,
}

const measuresOf = (all: readonly Figures[]): FigureMeasures =>
  Object.fromEntries(
    (Object.keys(figureOf) as Figure[]).map((name) => [name, measure(all.map(figureOf[name]))]),
  ) as FigureMeasures

/** Null: there was none in any play. */
function measure(values: readonly (number | null)[]): Measure | null {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return null
  return { mean: average(known), least: Math.min(...known), most: Math.max(...known) }
}

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

function quarterOf(quarters: readonly Quarter[]): Quarter {
  const mean = (of: (quarter: Quarter) => number): number => average(quarters.map(of))
  const known = (of: (quarter: Quarter) => number | null): number | null => measure(quarters.map(of))?.mean ?? null
  return {
    arrived: mean(({ arrived }) => arrived),
    answered: mean(({ answered }) => answered),
    abandoned: mean(({ abandoned }) => abandoned),
    inTime: mean(({ inTime }) => inTime),
    wait: known(({ wait }) => wait),
    longestQueue: mean(({ longestQueue }) => longestQueue),
    onDuty: mean(({ onDuty }) => onDuty),
    occupancyPercent: known(({ occupancyPercent }) => occupancyPercent),
  }
}
