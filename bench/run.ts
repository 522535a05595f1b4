/**
 * Performance claims, each a runnable file: `npm run bench` measures all, `npm run bench -- inbound` one. Every claim
 * prints a table, then one JSON line. Figures are medians of interleaved rounds on this machine, ours beside the limit.
 */
import { cpus, totalmem } from 'node:os'
import { inbound } from './inbound/inbound.ts'

export type Target = { atLeast: number } | { atMost: number } | null
/** `beside` null: nothing comparable. The target is for the ratio ours / beside. */
export type Figure = { name: string; ours: number; beside: number | null; target: Target }
export type Claim = { name: string; says: string; measure(log: (line: string) => void): Promise<Figure[]> }

const claims: readonly Claim[] = [inbound]

function isMet({ ours, beside, target }: Figure): boolean {
  if (target === null || beside === null) return true
  const ratio = ours / beside
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost
}

const round = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(3)))
const show = (value: number | null): string => (value === null ? '–' : String(round(value)))
const wanted = (target: Target): string =>
  target === null ? '' : 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`

const names = process.argv.slice(2)
const chosen = names.length === 0 ? claims : claims.filter(({ name }) => names.includes(name))
if (chosen.length === 0) {
  console.error(
    `There is no claim called ${names.join(', ')}. There are: ${claims.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, embedded Postgres, fsync on, synchronous_commit on`
console.log(machine)
let allMet = true
for (const claim of chosen) {
  console.log(`\n${claim.name}: ${claim.says}`)
  const figures = await claim.measure((line) => console.error(`  ${line}`))
  const rows = figures.map((figure) => [
    figure.name,
    show(figure.ours),
    show(figure.beside),
    figure.beside === null ? '–' : show(figure.ours / figure.beside),
    wanted(figure.target),
    isMet(figure) ? '' : 'missed',
  ])
  const table = [['', 'ours', 'beside', 'ratio', 'target', ''], ...rows]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  for (const row of table)
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
  const met = figures.every(isMet)
  allMet &&= met
  console.log(
    JSON.stringify({
      claim: claim.name,
      met,
      figures: Object.fromEntries(
        figures.map((f) => [
          f.name,
          {
            ours: round(f.ours),
            beside: round(f.beside),
            ratio: f.beside === null ? null : round(f.ours / f.beside),
            target: f.target,
          },
        ]),
      ),
    }),
  )
}
process.exit(allMet ? 0 : 1)
