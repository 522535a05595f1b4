/**
 * Shifts of the simulation, one for each seed: `npm run sim -- --seeds 10000`; `--seed 7 --seeds 1 --story` tells what
 * happened in one. A broken promise ends the run with the seed and the command that repeats it.
 */
import { parseArgs } from 'node:util'
import { keepEvidence, tableOf } from '../../tools/evidence.ts'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '10000' },
    steps: { type: 'string', default: '100' },
    story: { type: 'boolean', default: false },
    // One shift that is looked at, and the shifts of a mutant, are no evidence.
    keep: { type: 'boolean', default: true },
  },
  allowNegative: true,
})
/** What the nightly run plays: fewer are the everyday form. */
const fullSeeds = 10_000
const [first, count, steps] = [values.seed, values.seeds, values.steps].map(Number) as [number, number, number]

const began = performance.now()
const failure = firstFailure()
if (failure !== null) console.error(failure.stack)
const line = {
  simulation: 'core',
  seeds: count,
  steps,
  from: first,
  failed: failure?.seed ?? null,
  met: failure === null,
}
console.log(JSON.stringify(line))
if (values.keep && count > 1) keep()
process.exitCode = line.met ? 0 : 1

function firstFailure(): { seed: number; stack: string } | null {
  for (let seed = first; seed < first + count; seed++) {
    try {
      const story = simulate(seed, steps)
      if (values.story) console.log(story.join('\n'))
    } catch (error) {
      return { seed, stack: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
  }
  return null
}

function keep(): void {
  const table = tableOf([
    ['shifts, one for each seed', String(count)],
    ['steps in each', String(steps)],
    ['broken promises', failure === null ? '0' : `one, in seed ${failure.seed}`],
  ])
  const notes = [
    'The core alone, with real decisions and no computer that fails: what kills, stops and stalls is in the ledgers.',
  ]
  const says = 'Agents, contacts, providers and clocks at random: every promise is kept at every step'
  const form = count >= fullSeeds ? 'full' : 'everyday'
  const seconds = (performance.now() - began) / 1000
  keepEvidence({ kind: 'chaos', name: 'simulation', says, form, met: line.met, table, notes, line }, seconds)
}
