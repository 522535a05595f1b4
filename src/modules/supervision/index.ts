/** What the board counts, kept by whoever records the facts it is made of. */
export { type Tally, tallyOf } from './core/tally.ts'
export { businessDay, keepTallies, lastAnswered } from './tally-repo.ts'
