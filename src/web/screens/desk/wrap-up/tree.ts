import type { DispositionId } from '../../../../contract/ids.ts'
import { type Disposition, maxDispositionLevels } from '../../../../contract/operations/dispositions.ts'

/** The dispositions in columns: the first level, then what lies below what is chosen on the way. */
export function columnsOf(all: readonly Disposition[], path: readonly DispositionId[]): Disposition[][] {
  const columns: Disposition[][] = []
  let parent: DispositionId | null = null
  for (let level = 0; level < maxDispositionLevels; level++) {
    const column = all.filter((one) => one.parentId === parent)
    if (column.length === 0) break
    columns.push(column)
    const next: DispositionId | undefined = path[level]
    if (next === undefined) break
    parent = next
  }
  return columns
}

/** From the first level down to a disposition. Empty when it is not offered. */
export function pathTo(all: readonly Disposition[], id: DispositionId): DispositionId[] {
  const path: DispositionId[] = []
  let at: DispositionId | null = id
  while (at !== null && path.length < maxDispositionLevels) {
    const one = all.find((other) => other.id === at)
    if (!one) return []
    path.unshift(one.id)
    at = one.parentId
  }
  return path
}

/** One without anything below it: the end of a path, and what can be chosen. */
export const isLeaf = (all: readonly Disposition[], id: DispositionId): boolean =>
  !all.some((one) => one.parentId === id)

/** "Delivery › Late › Explained". */
export const nameOf = (all: readonly Disposition[], id: DispositionId): string =>
  pathTo(all, id)
    .map((step) => all.find((one) => one.id === step)?.name ?? '')
    .join(' › ')

/** Those that end a path and hold all the words, in any of their levels. */
export function found(all: readonly Disposition[], search: string): Disposition[] {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()
  const words = plain(search).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return all.filter((one) => isLeaf(all, one.id) && words.every((word) => plain(nameOf(all, one.id)).includes(word)))
}
