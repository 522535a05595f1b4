import type { TrafficLine } from '../live/wire.ts'

/** Which requests are shown. */
export type Filter = 'all' | 'to_us' | 'to_provider' | 'failed'
export const filters = ['all', 'to_us', 'to_provider', 'failed'] as const satisfies readonly Filter[]

/** Words looked for, and the requests in whose payloads the server found them. */
export type Search = { text: string; inPayload: ReadonlySet<number> }

/** The requests that pass the filter and the search, in their order. */
export function shownLines(lines: readonly TrafficLine[], filter: Filter, search: Search): readonly TrafficLine[] {
  const wanted = search.text.trim().toLowerCase()
  if (filter === 'all' && wanted === '') return lines
  return lines.filter((line) => passes(line, filter) && (wanted === '' || contains(line, wanted, search.inPayload)))
}

function passes({ direction, failed }: TrafficLine, filter: Filter): boolean {
  if (filter === 'all') return true
  return filter === 'failed' ? failed : direction === filter
}

const contains = (line: TrafficLine, wanted: string, inPayload: ReadonlySet<number>): boolean =>
  inPayload.has(line.id) ||
  `${line.summary} ${line.result} ${line.method} ${line.path} ${line.status ?? ''}`.toLowerCase().includes(wanted)

/**
 * Where to scroll so that the row under the eye stays where it is when rows come in above or go away there. `offset` is
 * measured in rows, with its fraction.
 */
export function keptOffset(before: readonly TrafficLine[], after: readonly TrafficLine[], offset: number): number {
  const top = Math.floor(offset)
  const line = before[top]
  if (!line) return offset
  const now = after.findIndex(({ id }) => id === line.id)
  return now < 0 ? offset : offset + now - top
}

/** Requests are listed in the order in which they ended, and numbered when they began: a page may overlap by as many. */
const overlap = 100

/** Before which number to ask for older requests, so that none is left out. */
export const olderThan = (lines: readonly TrafficLine[]): number =>
  lines.slice(0, overlap).reduce((most, { id }) => Math.max(most, id), 0)
