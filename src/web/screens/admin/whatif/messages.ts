import type { Day } from '../../../../contract/day.ts'
import type { Comparison } from '../../../../modules/whatif/core/compare.ts'

/** What the worker is asked, once in its life, and what it tells. Days have been checked. */
export type Asked = { now: Day; changed: Day | null; seeds: number }
export type Told = { kind: 'progress'; share: number } | { kind: 'done'; comparison: Comparison }
