/** Delays of webhooks to choose from, in milliseconds. */
export const delays: readonly number[] = [0, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000]

/** The place of the choice that comes nearest to a delay: it may have been set elsewhere. */
export const nearestDelay = (ms: number): number => delays.indexOf(nearest(delays, ms))

/** "0.5 s", "10 s", "5 min". */
export const delayText = (ms: number): string => (ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`)

/** How often a fault can happen: always, or once in so many times. */
export const chances: readonly number[] = [1, 1 / 2, 1 / 5, 1 / 20]

/** The choice that comes nearest to a chance; always where none is set. */
export const chanceOf = (chance = 1): number => nearest(chances, chance)

const nearest = (choices: readonly number[], value: number): number =>
  choices.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best))

/** The failures people want most, above the list of all. */
export const commonFailures = [131047, 131048, 131026, 130429, 132000, 'timeout', '500'] as const
