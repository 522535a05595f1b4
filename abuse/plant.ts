/** Each known hole is put back into a copy of the project, and its case is run there: it must fail. */
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Hole, holes } from './holes.ts'

const root = join(import.meta.dirname, '..')
const copied = ['src', 'abuse', 'migrations', 'tools', 'package.json', 'vitest.config.ts', 'tsconfig.json']
/** A case that hangs on its hole has noticed it too, but takes its time. */
const CASE_LIMIT_MS = 30_000

/** Plants those whose words hold these, and says of each what came of it. Answers with what nobody noticed. */
export function plantHoles(words: string): { holes: number; unnoticed: string[]; met: boolean } {
  const place = mkdtempSync(join(tmpdir(), 'switchboard-holes-'))
  try {
    for (const name of copied) cpSync(join(root, name), join(place, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
    if (existsSync(join(root, 'dist'))) symlinkSync(join(root, 'dist'), join(place, 'dist'))
    const wanted = holes.filter(({ hole }) => hole.includes(words))
    const unnoticed = wanted.filter((hole) => !isNoticed(place, hole)).map(({ hole }) => hole)
    return { holes: wanted.length, unnoticed, met: unnoticed.length === 0 }
  } finally {
    rmSync(place, { recursive: true })
  }
}

function isNoticed(place: string, hole: Hole): boolean {
  const began = performance.now()
  const restore = hole.edits.map(({ file, from, to }) => {
    const path = join(place, file)
    const sound = readFileSync(path, 'utf8')
    if (from === null) appendFileSync(path, to)
    else if (sound.split(from).length === 2)
      writeFileSync(
        path,
        sound.replace(from, () => to),
      )
    else throw new Error(`"${hole.hole}" cannot be put into ${file}: the text has changed`)
    return () => writeFileSync(path, sound)
  })
  const failed = failures(place, hole)
  for (const back of restore) back()
  const seconds = Math.round((performance.now() - began) / 1_000)
  console.log(`${failed.length > 0 ? 'noticed  ' : 'UNNOTICED'}  ${hole.hole} (${failed.length} failed, ${seconds} s)`)
  return failed.length > 0
}

/** The cases with these words that fail. One that could not be run at all has noticed nothing. Throws: no such case. */
function failures(place: string, { in: file, noticed }: Hole): string[] {
  const report = join(place, 'report.json')
  rmSync(report, { force: true })
  const only = noticed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const options = [
    '--project',
    'database',
    `--testTimeout=${CASE_LIMIT_MS}`,
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  spawnSync(process.execPath, [vitest, 'run', file, '-t', only, ...options], { cwd: place, stdio: 'ignore' })
  if (!existsSync(report)) return []
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[]
  }
  const cases = testResults.flatMap(({ assertionResults }) => assertionResults)
  if (cases.every(({ status }) => status !== 'passed' && status !== 'failed'))
    throw new Error(`${file} has no case "${noticed}", or it could not be run`)
  return cases.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
}
