/**
 * Nothing is lost, doubled or out of order while things break: `npm run chaos` runs every ledger in its everyday form, two
 * at a time, `npm run chaos -- inbound` one, `--full` the long form, `--seed 7` another course of events. Each ends with
 * one JSON line.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { keepEvidence, machine, tableOf } from '../tools/evidence.ts'
import type { Ledger } from './ledger.ts'

/** Ledgers that run side by side in their everyday form. */
const AT_ONCE = 2
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
const wanted = positionals.length > 0 ? positionals : names
process.exit((await (wanted.length > 1 && !options.full ? runSideBySide() : runInTurn())) ? 0 : 1)

async function runInTurn(): Promise<boolean> {
  let allMet = true
  for (const name of wanted) {
    const { ledger } = (await import(`./${name}/ledger.ts`)) as { ledger: Ledger }
    allMet = (await keepLedger(ledger)) && allMet
  }
  return allMet
}

/** Each in a process of its own: much of the time they wait, for what was killed or for a minute to pass. */
async function runSideBySide(): Promise<boolean> {
  const left = [...wanted]
  let allMet = true
  const runNext = async (): Promise<void> => {
    for (let name = left.shift(); name; name = left.shift()) allMet = (await runApart(name)) && allMet
  }
  await Promise.all(Array.from({ length: AT_ONCE }, runNext))
  return allMet
}

async function runApart(name: string): Promise<boolean> {
  const args = [...process.execArgv, import.meta.filename, name, '--seed', options.seed]
  const child = spawn(process.execPath, args, { stdio: 'pipe' })
  const told = text(child.stdout)
  for await (const line of createInterface(child.stderr)) console.error(`  ${name}: ${line.trim()}`)
  const [code] = child.exitCode === null ? ((await once(child, 'exit')) as [number | null]) : [child.exitCode]
  // Its first line is the computer's, said above.
  console.log((await told).split('\n').slice(1).join('\n').trimEnd())
  return code === 0
}

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
