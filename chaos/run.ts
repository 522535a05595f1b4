/**
 * Nothing is lost, doubled or out of order while things break: `npm run chaos` runs every ledger in its everyday form,
 * `npm run chaos -- inbound` one, `--full` the long form, `--seed 7` another course of events. Each ends with one JSON
 * line.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { keepEvidence, machine, tableOf } from '../tools/evidence.ts'
import type { Ledger } from './ledger.ts'

/** What was found wrong is kept with the evidence, as far as somebody would read it. */
const NOTES_KEPT = 10
const LONGEST_NOTE = 600

const names = readdirSync(import.meta.dirname).filter((name) =>
  existsSync(join(import.meta.dirname, name, 'ledger.ts')),
)
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
})
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`There is no ledger called ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  process.exit(2)
}

console.log(machine())
let allMet = true
for (const name of positionals.length > 0 ? positionals : names) {
  const { ledger } = (await import(`./${name}/ledger.ts`)) as { ledger: Ledger }
  allMet = (await keepLedger(ledger)) && allMet
}
process.exit(allMet ? 0 : 1)

async function keepLedger({ name, says, run }: Ledger): Promise<boolean> {
  console.log(`\n${name}: ${says}`)
  const began = performance.now()
  const log = (line: string) => console.error(`  ${line}`)
  const notes: string[] = []
  const trouble = (words: string): void => {
    log(words)
    if (notes.length < NOTES_KEPT) notes.push(words.slice(0, LONGEST_NOTE))
  }
  const report = await run({ full: options.full, seed: Number(options.seed), log, trouble })
  const line = { ledger: name, ...report }
  const table = tableOf(Object.entries(report).map(([what, value]) => [what, String(value)]))
  for (const text of [...table, JSON.stringify(line)]) console.log(text)
  const form = options.full ? 'full' : 'everyday'
  const seconds = (performance.now() - began) / 1000
  keepEvidence({ kind: 'chaos', name, says, form, met: report.met, table, notes, line }, seconds)
  return report.met
}
