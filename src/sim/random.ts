/** Seeded chance: the same seed always tells the same story. */
export type Random = {
  /** True with probability `p`. */
  chance(p: number): boolean
  /** A whole number from 0 up to, not including, `n`. */
  below(n: number): number
  /** One of `items`; throws when there is none. */
  pick<T>(items: readonly T[]): T
  /** One of `items`, or undefined when there is none. */
  some<T>(items: readonly T[]): T | undefined
}

/** A small generator (mulberry32), mixed well enough that neighbouring seeds have nothing in common. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number): number => Math.floor(next() * n)
  const some = <T>(items: readonly T[]): T | undefined => items[below(items.length)]
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error('nothing to pick from')
    return some(items) as T
  }
  return { chance: (p) => next() < p, below, pick, some }
}
