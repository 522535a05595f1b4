import { randomFrom } from '../../src/sim/random.ts'

/**
 * How the provider treats a message. `statuses`: whether it tells what became of it. Whatever is not accepted was
 * refused before anything went out.
 */
export type Conduct = {
  /** How often it is turned away as too fast before anything else happens. */
  turnedAway: { times: number; code: 131056 | 130429 }
  /** Whether the message goes out to the contact. */
  takes: boolean
  answer:
    | { type: 'accepted'; afterMs: number }
    /** The status is there before the answer is. */
    | { type: 'accepted_late' }
    /** The connection ends instead of an answer. */
    | { type: 'cut' }
    /** No answer, ever. */
    | { type: 'silence' }
    | { type: 'error'; status: number; body: string }
  statuses: boolean
}

/** It goes out, and all is told. */
export const plain: Conduct = {
  turnedAway: { times: 0, code: 131056 },
  takes: true,
  answer: { type: 'accepted', afterMs: 0 },
  statuses: true,
}

const SLOWEST_MS = 1_500

/** Chances of a hundred thousand; the rest is plainly accepted. */
const KINDS: readonly [number, (random: ReturnType<typeof randomFrom>) => Partial<Conduct>][] = [
  [5_000, (random) => ({ answer: { type: 'accepted', afterMs: random.below(SLOWEST_MS) } })],
  [8_000, () => ({ answer: { type: 'accepted_late' } })],
  [4_000, () => ({ answer: { type: 'cut' } })],
  [1_500, () => ({ answer: { type: 'cut' }, statuses: false })],
  [1_000, () => ({ answer: { type: 'cut' }, takes: false, statuses: false })],
  [300, () => ({ answer: { type: 'silence' } })],
  [4_000, (random) => ({ turnedAway: { times: 1 + random.below(2), code: 131056 } })],
  [60, () => ({ turnedAway: { times: 1, code: 130429 } })],
  [2_000, () => ({ answer: error(500, 131000), takes: false, statuses: false })],
  [1_000, () => ({ answer: error(500, 131000) })],
  [1_000, () => ({ answer: { type: 'error', status: 503, body: '<html>busy</html>' }, takes: false, statuses: false })],
  [2_000, () => ({ answer: error(400, 131026), takes: false, statuses: false })],
  [5_000, () => ({ statuses: false })],
]

/** What will be done with message number `number`: the same for the same seed. */
export function conductOf(number: number, seed: number): Conduct {
  const random = randomFrom(seed * 1_000_003 + number)
  let chance = random.below(100_000)
  for (const [odds, kind] of KINDS) {
    if (chance < odds) return { ...plain, ...kind(random) }
    chance -= odds
  }
  return plain
}

const error = (status: number, code: number): Conduct['answer'] => ({ type: 'error', status, body: errorBody(code) })

export const errorBody = (code: number): string =>
  JSON.stringify({ error: { message: `(#${code}) said the provider`, type: 'OAuthException', code } })
