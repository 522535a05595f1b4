/**
 * Claims about speed, each a folder here: `npm run bench` measures all, `npm run bench -- inbound` one, `--full` in the
 * long form. Every claim prints a table, then one JSON line. Read the ratios: both sides ran in turn on this computer.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { keepEvidence, machine, tableOf } from '../tools/evidence.ts'
import { type Claim, type Figure, isMet, measuredOf, type Target } from './claim.ts'

const names = readdirSync(import.meta.dirname).filter((name) => existsSync(join(import.meta.dirname, name, 'claim.ts')))
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no claim called ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  process.exit(2)
}

console.log(machine())
let allMet = true
for (const name of positionals.length > 0 ? positionals : names) {
  const { claim } = (await import(`./${name}/claim.ts`)) as { claim: Claim }
  allMet = (await measure(claim)) && allMet
}
process.exit(allMet ? 0 : 1)

async function measure(claim: Claim): Promise<boolean> {
  console.log(`\n${claim.name}: ${claim.says}`)
  const began = performance.now()
  const { figures, notes = [] } = await claim.measure({
    full: options.full,
    log: (line) => console.error(`  ${line}`),
  })
  const table = tableOf([['', 'ours', 'beside', 'ratio', 'target', ''], ...figures.map(rowOf)])
  const met = figures.every(isMet)
  const line = { claim: claim.name, met, figures: Object.fromEntries(figures.map((one) => [one.name, jsonOf(one)])) }
  const whys = figures.flatMap((figure) =>
    isMet(figure) || !figure.why ? [] : [`Missed, ${figure.name}: ${figure.why}`],
  )
  const allNotes = [...whys, ...claim.notes, ...notes]
  for (const text of [...table, ...allNotes.map((note) => `- ${note}`), JSON.stringify(line)]) console.log(text)
  const { name, says } = claim
  const form = options.full ? 'full' : 'everyday'
  const seconds = (performance.now() - began) / 1000
  keepEvidence({ kind: 'bench', name, says, form, met, table, notes: allNotes, line }, seconds)
  return met
}

function rowOf(figure: Figure): string[] {
  const { name, ours, beside, target } = figure
  const ratio = beside === null ? '–' : show(measuredOf(figure))
  return [name, show(ours), show(beside), ratio, wanted(target), isMet(figure) ? '' : 'missed']
}

function jsonOf(figure: Figure): object {
  const { ours, beside, target } = figure
  return { ours: round(ours), beside: round(beside), ratio: beside === null ? null : round(measuredOf(figure)), target }
}

function round(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3))
}

function show(value: number | null): string {
  return value === null ? '–' : String(round(value))
}

function wanted(target: Target): string {
  if (target === null) return ''
  return 'atLeast' in target ? `≥ ${show(target.atLeast)}` : `≤ ${show(target.atMost)}`
}
