/**
 * What if: plays a day as it is and as it would be, and prints both side by side, then one JSON line.
 *
 *     npm run whatif                                             a made-up day
 *     npm run whatif -- docs/examples/day.json --change "agents Sales +2 9-13" --change "arrivals +20%"
 *
 * The file is a day or a scenario as the What-if screen saves it. `--changes` lists what can be said.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Change, maxChanges, maxSeeds, type Scenario } from '../src/contract/day.ts'
import { withChanges } from '../src/modules/whatif/core/change.ts'
import { readScenario, scenarioOf } from '../src/modules/whatif/core/check.ts'
import { type Comparison, compare, type Figure, type Outcome } from '../src/modules/whatif/core/compare.ts'
import { dayFrom, presetOf } from '../src/modules/whatif/core/made-up.ts'
import { phrases, phraseToChange } from '../src/modules/whatif/core/phrase.ts'
import { tableOf } from './evidence.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    change: { type: 'string', multiple: true, default: [] },
    seeds: { type: 'string' },
    changes: { type: 'boolean', default: false },
    // The scenario itself, to be kept and opened on the screen.
    save: { type: 'boolean', default: false },
  },
})

/** What is printed of a day. */
const rows: [name: string, figure: Figure, unit: '' | ' %' | ' s'][] = [
  ['wrote', 'arrived', ''],
  ['answered', 'answered', ''],
  ['in time', 'serviceLevelPercent', ' %'],
  ['gave up', 'abandonedPercent', ' %'],
  ['turned away', 'turnedAwayPercent', ' %'],
  ['sent on to another queue', 'sentOn', ''],
  ['told that it takes long', 'toldAndStayed', ''],
  ['waited, average', 'waitMean', ' s'],
  ['waited, half less than', 'waitP50', ' s'],
  ['waited, 90 % less than', 'waitP90', ' s'],
  ['waited, 99 % less than', 'waitP99', ' s'],
  ['longest line', 'longestQueue', ''],
  ['still waiting at midnight', 'waiting', ''],
]

if (values.changes) console.log(phrases.join('\n'))
else run()

function run(): void {
  const scenario = scenarioGiven()
  if (values.save) {
    console.log(JSON.stringify(scenario))
    return
  }
  const result = withChanges(scenario.day, scenario.changes)
  if (!result.ok) fail(`change ${result.at + 1} does not fit this day: ${result.misfit}`)
  const changed = scenario.changes.length > 0 ? result.day : null
  const began = performance.now()
  const comparison = compare(scenario.day, changed, { seeds: scenario.seeds })
  const seconds = Number(((performance.now() - began) / 1_000).toFixed(2))
  print(scenario, comparison)
  console.log(JSON.stringify({ whatif: scenario.day.name, changes: scenario.changes, seconds, ...brief(comparison) }))
}

function scenarioGiven(): Scenario {
  const [file] = positionals
  const { queueCount: _, ...usual } = presetOf.usual_day
  const queues = ['Sales', 'Support', 'Billing']
  const read =
    file === undefined
      ? { ok: true as const, value: scenarioOf(dayFrom({ ...usual, name: 'A usual day, made up', queues })) }
      : readScenario(readFileSync(file, 'utf8'))
  if (!read.ok) fail(read.problems.map(({ what, at }) => `${file}: ${what}${at && ` at ${at}`}`).join('\n'))
  const scenario = read.value
  const changes = [...scenario.changes, ...values.change.map((line) => changeOf(scenario, line))]
  if (changes.length > maxChanges)
    fail(`${changes.length} changes: more than ${maxChanges} are no longer read by anybody`)
  const seeds = Number(values.seeds ?? scenario.seeds)
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > maxSeeds) fail(`--seeds is a number from 1 to ${maxSeeds}`)
  return { ...scenario, changes, seeds }
}

function changeOf({ day }: Scenario, line: string): Change {
  const phrase = phraseToChange(day, line)
  return phrase.ok ? phrase.change : fail(`--change "${line}": ${phrase.why}`)
}

function fail(why: string): never {
  console.error(why)
  process.exit(2)
}

function print({ day, changes, seeds }: Scenario, { now, changed }: Comparison): void {
  console.log(`${day.name}: ${day.agents.length} agents, ${day.queues.length} queues; ${seeds} plays of the day`)
  for (const change of changes) console.log(`  changed: ${JSON.stringify(change)}`)
  const both = [now, ...(changed ? [changed] : [])]
  const head = ['', 'now', ...(changed ? ['changed', 'difference'] : [])]
  const table = rows.map(([name, figure, unit]) => {
    const [before, after] = both.map(({ all }) => all[figure])
    return [name, ...both.map(({ all }) => show(all[figure], unit)), ...(changed ? [difference(before, after)] : [])]
  })
  const occupancy = [
    'agents occupied',
    ...both.map((one) => show(one.occupancyPercent, ' %')),
    ...(changed ? [''] : []),
  ]
  const loads = ['  from the least to the most', ...both.map(spread), ...(changed ? [''] : [])]
  const erlang = ['in time, by Erlang-A', ...both.map(estimate), ...(changed ? [''] : [])]
  for (const line of tableOf([head, ...table, occupancy, loads, erlang])) console.log(line)
  const why = (changed ?? now).differences
  if (why.length > 0) console.log(`Erlang-A knows one queue and one conversation at a time. Here: ${why.join(', ')}.`)
}

type Shown = Outcome['all'][Figure]

/** The average, and how far the plays lay apart. */
function show(measure: Shown | undefined, unit: string): string {
  if (!measure) return '–'
  const { mean, least, most } = measure
  const apart = most - least > 0.05 ? ` (${least.toFixed(1)} to ${most.toFixed(1)})` : ''
  return `${mean.toFixed(1)}${unit}${apart}`
}

function difference(before: Shown | undefined, after: Shown | undefined): string {
  if (!before || !after) return '–'
  const by = after.mean - before.mean
  return `${by > 0 ? '+' : ''}${by.toFixed(1)}`
}

function spread({ spread }: Outcome): string {
  return spread ? `${spread.least.toFixed(0)} to ${spread.most.toFixed(0)} %` : '–'
}

function estimate({ estimate: { serviceLevelPercent, endless } }: Outcome): string {
  if (serviceLevelPercent === null) return '–'
  return `${serviceLevelPercent.toFixed(1)} %${endless > 0 ? `, nothing for ${endless} quarters of an hour` : ''}`
}

function brief({ seeds, now, changed }: Comparison): object {
  const erlang = { now: now.estimate, changed: changed?.estimate ?? null }
  return { seeds, now: now.all, changed: changed?.all ?? null, erlang }
}
