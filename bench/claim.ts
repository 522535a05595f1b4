/** What a figure must reach: its ratio ours / beside, or, where nothing is beside it, the figure itself. */
export type Target = { atLeast: number } | { atMost: number } | null

/**
 * One measured figure. The name says the unit; `beside` null: nothing comparable. `why` is said when it is missed: where
 * the time goes, and what was tried.
 */
export type Figure = { name: string; ours: number; beside: number | null; target: Target; why?: string }

export type Measured = { figures: Figure[]; notes?: readonly string[] }

export type MeasureOptions = {
  /** The form that the targets are about, however long it takes; otherwise one for every day, under two minutes. */
  full: boolean
  /** Progress, for who waits. */
  log(line: string): void
}

/**
 * A claim about speed: `bench/<name>/claim.ts` exports it as `claim`. It interleaves its lanes (A B A B …), reports
 * medians of at least five rounds, and throws when its own result in the database is not what it should be.
 */
export type Claim = {
  /** The folder's name. */
  name: string
  /** What is measured, beside what, in one line. */
  says: string
  /** What each compared thing does not do; how the figures are to be read. */
  notes: readonly string[]
  measure(options: MeasureOptions): Promise<Measured>
}

/** The part of the figure the target is about. */
export const measuredOf = ({ ours, beside }: Figure): number => (beside === null ? ours : ours / beside)

export function isMet(figure: Figure): boolean {
  if (figure.target === null) return true
  const measured = measuredOf(figure)
  return 'atLeast' in figure.target ? measured >= figure.target.atLeast : measured <= figure.target.atMost
}

/** The value below which `p` percent lie. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 50)

/** Run the lanes in turn so many times, and answer with the median of each named value. */
export async function interleave(
  rounds: number,
  lanes: readonly (readonly [name: string, lane: (round: number) => Promise<Record<string, number>>])[],
  log: (line: string) => void,
): Promise<(name: string) => number> {
  const results = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    for (const [lane, measure] of lanes) {
      const values = await measure(round)
      for (const [name, value] of Object.entries(values)) results.set(name, [...(results.get(name) ?? []), value])
      log(`round ${round + 1} of ${rounds}: ${lane}`)
    }
  }
  return (name) => {
    const values = results.get(name)
    if (!values) throw new Error(`nothing was measured as "${name}"`)
    return median(values)
  }
}
