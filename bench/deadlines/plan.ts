import type { Instant } from '../../src/contract/ids.ts'

/** Deadlines are numbered from 1; each belongs to one round: a spread one falls due by itself, a burst one with all of its round. */
export type Plan = {
  readonly pending: number
  /** Whose they are, in turn. */
  readonly workspaces: number
  readonly rounds: number
  /** What falls due in one round, in order of time. */
  cohort(kind: Kind, round: number): Cohort
  deadlineOf(number: number): Instant
}

export type Kind = 'spread' | 'dense' | 'burst'
export type Cohort = {
  readonly from: number
  readonly count: number
  readonly beginsAt: Instant
  readonly everyMs: number
}

/** Time is far between cohorts, so that none falls due while another is still being done. */
const APART_MS = 6 * 3_600_000

/** All of `pending` fall due: at `perSecond.spread` and `perSecond.dense` for `seconds` in each round, the rest in bursts. */
export function planOf(options: {
  pending: number
  workspaces: number
  rounds: number
  seconds: number
  perSecond: { spread: number; dense: number }
  from: Instant
}): Plan {
  const { pending, workspaces, rounds, seconds, perSecond, from } = options
  const counts: Record<Kind, number> = {
    spread: perSecond.spread * seconds,
    dense: perSecond.dense * seconds,
    burst: Math.floor(pending / rounds) - (perSecond.spread + perSecond.dense) * seconds,
  }
  const perRound = counts.spread + counts.dense + counts.burst
  if (counts.burst <= 0 || perRound * rounds !== pending)
    throw new Error(`${pending} do not divide into ${rounds} rounds`)
  const kinds = ['spread', 'dense', 'burst'] as const
  /** The bursts come after all the others, as the other lane can have them in no other order. */
  const turnOf = (kind: Kind, round: number): number =>
    kind === 'burst' ? 2 * rounds + round : 2 * round + kinds.indexOf(kind)

  function cohort(kind: Kind, round: number): Cohort {
    const place = kinds.indexOf(kind)
    const before = kinds.slice(0, place).reduce((sum, other) => sum + counts[other], 0)
    return {
      from: 1 + round * perRound + before,
      count: counts[kind],
      beginsAt: (from + (1 + turnOf(kind, round)) * APART_MS) as Instant,
      everyMs: kind === 'burst' ? 0 : 1_000 / perSecond[kind],
    }
  }

  return {
    pending,
    workspaces,
    rounds,
    cohort,
    deadlineOf(number) {
      const round = Math.floor((number - 1) / perRound)
      const within = (number - 1) % perRound
      const kind = within < counts.spread ? 'spread' : within < counts.spread + counts.dense ? 'dense' : 'burst'
      const { from: first, beginsAt, everyMs } = cohort(kind, round)
      return (beginsAt + (number - first) * everyMs) as Instant
    },
  }
}
