import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keepEvidence, tableOf } from '../../tools/evidence.ts'
import { type Mutant, mutants } from './planted.ts'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3000' }, only: { type: 'string', default: '' } },
})
const root = resolve(import.meta.dirname, '../..')
const place = mkdtempSync(join(tmpdir(), 'switchboard-mutants-'))
/** Of 60 planted bugs all but three must be caught. */
const shareToCatch = 57 / 60

try {
  for (const folder of ['src', 'tools'])
    cpSync(join(root, folder), join(place, folder), { recursive: true, filter: (path) => !path.includes('/src/web') })
  for (const file of ['package.json', 'vitest.config.ts']) cpSync(join(root, file), join(place, file))
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
  plantAll()
} finally {
  rmSync(place, { recursive: true })
}

function plantAll(): void {
  const began = performance.now()
  const planted = mutants.filter(({ bug }) => bug.includes(values.only))
  const survivors = planted.filter((mutant) => !isCaught(mutant)).map(({ bug }) => bug)
  const caught = planted.length - survivors.length
  const met = caught >= planted.length * shareToCatch
  const line = { planted: planted.length, caught, survivors, met }
  console.log(JSON.stringify(line))
  process.exitCode = met ? 0 : 1
  if (values.only !== '') return
  const table = tableOf([
    ['bugs planted in the core', String(planted.length)],
    ['caught by the simulation', String(caught)],
    ...survivors.map((bug) => ['survives', bug]),
  ])
  const says = `Bugs that somebody could write, planted in the core one at a time: ${values.seeds} shifts catch them`
  const seconds = (performance.now() - began) / 1000
  keepEvidence({ kind: 'chaos', name: 'mutants', says, form: 'full', met, table, notes: [], line }, seconds)
}

function isCaught({ bug, file, from, to }: Mutant): boolean {
  const path = join(place, file)
  const sound = readFileSync(path, 'utf8')
  if (sound.split(from).length !== 2) throw new Error(`"${bug}" is not to be planted in ${file}: the text has changed`)
  writeFileSync(
    path,
    sound.replace(from, () => to),
  )
  const { status, stderr } = spawnSync(process.execPath, ['src/sim/run.ts', '--no-keep', '--seeds', values.seeds], {
    cwd: place,
    encoding: 'utf8',
  })
  writeFileSync(path, sound)
  const [words, where] = /Error: (.*)\n(seed .*):/.exec(stderr)?.slice(1) ?? [stderr.trim().split('\n')[0], '']
  const again = `npm run mutants -- --only '${bug}' --seeds ${values.seeds}`
  console.log(
    status === 0 ? `SURVIVES  ${bug}\n            ${again}` : `caught    ${bug}\n            ${words} (${where})`,
  )
  return status !== 0
}
