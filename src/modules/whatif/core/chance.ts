import type { Lengths } from '../../../contract/day.ts'

/**
 * Chance by name, not by order: a number strictly between 0 and 1 that depends on nothing but the seed and what it is
 * drawn for. So the same person needs the same time and has the same patience in two days that differ in something else,
 * and the difference between the days is what was changed, not luck.
 */
export function chance(seed: number, of: number, n = 0): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(of + 0x6d2b79f5, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ Math.imul(n + 0x27d4eb2f, 0x165667b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 0x1_0000_0000
}

/** A seed of its own for something that has a name (FNV-1a). */
export function seedOf(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed
  for (let place = 0; place < name.length; place++) hash = Math.imul(hash ^ name.charCodeAt(place), 0x01000193)
  return hash | 0
}

/** How long it takes, in milliseconds, for who is at `share` of all: 0.5 the median. */
export function lengthAt(lengths: Lengths, share: number): number {
  return Math.round(secondsAt(lengths, share) * 1_000)
}

function secondsAt(lengths: Lengths, share: number): number {
  switch (lengths.kind) {
    case 'fixed':
      return lengths.seconds
    case 'exponential':
      return -lengths.mean * Math.log1p(-share)
    case 'lognormal':
      return lengths.median * Math.exp(sigmaOf(lengths) * normalAt(share))
    case 'measured': {
      const { quantiles } = lengths
      const place = share * (quantiles.length - 1)
      const below = Math.floor(place)
      const [from, to] = [quantiles[below] ?? 0, quantiles[below + 1] ?? quantiles[below] ?? 0]
      return from + (to - from) * (place - below)
    }
  }
}

/** The mean, in seconds. */
export function meanOf(lengths: Lengths): number {
  switch (lengths.kind) {
    case 'fixed':
      return lengths.seconds
    case 'exponential':
      return lengths.mean
    case 'lognormal':
      return Math.max(lengths.mean, lengths.median)
    case 'measured': {
      const { quantiles } = lengths
      const all = quantiles.reduce((sum, seconds) => sum + seconds, 0)
      const ends = ((quantiles[0] ?? 0) + (quantiles.at(-1) ?? 0)) / 2
      return (all - ends) / (quantiles.length - 1) // Straight lines between quantiles: the trapezoid rule.
    }
  }
}

/** The same kind of lengths, each so many times as long. */
export function stretched(lengths: Lengths, factor: number): Lengths {
  switch (lengths.kind) {
    case 'fixed':
      return { kind: 'fixed', seconds: lengths.seconds * factor }
    case 'exponential':
      return { kind: 'exponential', mean: Math.max(1, lengths.mean * factor) }
    case 'lognormal':
      return {
        kind: 'lognormal',
        median: Math.max(1, lengths.median * factor),
        mean: Math.max(1, lengths.mean * factor),
      }
    case 'measured':
      return { kind: 'measured', quantiles: lengths.quantiles.map((seconds) => seconds * factor) }
  }
}

/** A mean below the median is none of a lognormal: then all take the median. */
const sigmaOf = ({ mean, median }: { mean: number; median: number }): number =>
  Math.sqrt(2 * Math.max(0, Math.log(mean / median)))

/** The standard normal below which `share` lies (Acklam's approximation: relative error under 1.2e-9). */
export function normalAt(share: number): number {
  const low = 0.02425
  if (share < low) return tail(Math.sqrt(-2 * Math.log(share)))
  if (share > 1 - low) return -tail(Math.sqrt(-2 * Math.log1p(-share)))
  const q = share - 0.5
  const r = q * q
  const above =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239
  const below =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1
  return (q * above) / below
}

const tail = (q: number): number =>
  (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
    4.374664141464968) *
    q +
    2.938163982698783) /
  ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
