/**
 * What attackers try, by class: `npm run abuse` runs every case and the browser's, `npm run abuse -- session` one class.
 * A case is a test whose name says what the attacker tries; one that fails is an attack that succeeded. Ends with one
 * JSON line. `npm run abuse -- --holes password` puts the known holes with that word in their name back into a copy,
 * each for itself, and runs the case that must notice; without a word, all of them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { keepEvidence, machine, tableOf } from '../tools/evidence.ts'
import { plantHoles } from './plant.ts'

const LEAST_CASES = 300
const root = join(import.meta.dirname, '..')
const packageFolder = join(root, 'node_modules')
const asked = process.argv.slice(2)
if (asked[0] === '--holes') {
  const planted = plantHoles(asked.slice(1).join(' '))
  console.log(JSON.stringify(planted))
  process.exit(planted.unnoticed.length > 0 ? 1 : 0)
}

type Case = { readonly group: string; readonly name: string; readonly held: boolean }

const began = performance.now()
const scratch = mkdtempSync(join(tmpdir(), 'switchboard-abuse-'))
const cases: Case[] = []
try {
  const both = [serverCases(join(scratch, 'server.json'))]
  if (asked.length === 0) both.push(browserCases(join(scratch, 'browser.json')))
  cases.push(...(await Promise.all(both)).flat())
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

const succeeded = cases.filter(({ held }) => !held)
const line = {
  cases: cases.length,
  succeeded: succeeded.length,
  met: succeeded.length === 0 && (asked.length > 0 || cases.length >= LEAST_CASES),
}
const table = tableOf([
  ['class', 'cases', 'succeeded'],
  ...[...Map.groupBy(cases, ({ group }) => group)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, those]) => [group, String(those.length), String(those.filter(({ held }) => !held).length)]),
  ['all', String(line.cases), String(line.succeeded)],
])
console.log(`\n${machine()}\n\n${table.join('\n')}`)
for (const { group, name } of succeeded) console.log(`succeeded: ${group}: ${name}`)
console.log(JSON.stringify(line))
if (asked.length === 0)
  keepEvidence(
    {
      kind: 'abuse',
      name: 'doors',
      says: 'What attackers try, by class; a case that fails is an attack that succeeded',
      form: 'everyday',
      met: line.met,
      table,
      notes: succeeded.map(({ group, name }) => `Succeeded: ${group}: ${name}`),
      line,
    },
    (performance.now() - began) / 1_000,
  )
process.exit(line.met ? 0 : 1)

/** Everything under abuse/, on real servers and a real Postgres. */
async function serverCases(report: string): Promise<Case[]> {
  const where = asked.length > 0 ? asked.map((name) => `abuse/${name}`) : ['abuse']
  await run('at the server', 'vitest', 'vitest', [
    'run',
    '--project',
    'database',
    `--maxWorkers=${availableParallelism()}`,
    ...where,
    '--reporter=json',
    `--outputFile=${report}`,
  ])
  const { testResults } = read(report) as {
    testResults: {
      name: string
      status: string
      message: string
      assertionResults: { fullName: string; status: string }[]
    }[]
  }
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const group = relative(join(root, 'abuse'), name).split('/')[0] ?? name
    // A file that could not even be run has not shown that anything holds.
    if (
      assertionResults.length === 0 ||
      (status === 'failed' && assertionResults.every((one) => one.status === 'passed'))
    )
      return [{ group, name: `${relative(root, name)} could not be run: ${message}`, held: false }]
    return assertionResults.map((one) => ({ group, name: one.fullName.trim(), held: one.status === 'passed' }))
  })
}

type Suite = { title: string; suites?: Suite[]; specs: { title: string; ok: boolean }[] }

/** The cases that need a real browser. */
async function browserCases(report: string): Promise<Case[]> {
  const specs = readdirSync(join(root, 'tests/browser')).filter((name) => /^abuse-.*\.spec\.ts$/.test(name))
  if (specs.length === 0) return []
  const files = specs.map((name) => `tests/browser/${name}`)
  await run('in the browser', '@playwright/test', 'playwright', ['test', ...files, '--reporter=json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  })
  const flat = (suite: Suite): Suite['specs'] => [...suite.specs, ...(suite.suites ?? []).flatMap(flat)]
  const { suites } = read(report) as { suites: Suite[] }
  return suites.flatMap((suite) =>
    flat(suite).map(({ title, ok }) => ({ group: suite.title.replace('.spec.ts', ''), name: title, held: ok })),
  )
}

function read(report: string): unknown {
  if (!existsSync(report)) throw new Error(`the cases could not be run: ${report} was not written`)
  return JSON.parse(readFileSync(report, 'utf8'))
}

/** Run a program of a package to its end; what it found is in its report. */
async function run(
  where: string,
  name: string,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { bin } = JSON.parse(readFileSync(join(packageFolder, name, 'package.json'), 'utf8')) as {
    bin: Record<string, string> | string
  }
  const file = join(packageFolder, name, typeof bin === 'string' ? bin : (bin[program] ?? ''))
  const path = [dirname(process.execPath), join(packageFolder, '.bin'), process.env.PATH ?? ''].join(delimiter)
  const ours = /^(PORT|HOST|DATABASE_URL|PUBLIC_URL|LOG_LEVEL|TRUST_PROXY|METRICS_TOKEN|SWITCHBOARD_.*|PG[A-Z]+)$/
  const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !ours.test(key)))
  console.error(`  ${where}: begun`)
  const child = spawn(process.execPath, [file, ...args], {
    cwd: root,
    env: { ...clean, PATH: path, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'exit')
  console.error(`  ${where}: ended after ${Math.round((performance.now() - began) / 1_000)} s`)
}
