import type { DispositionId } from '../../../../contract/ids.ts'
import { type Disposition, maxDispositionLevels } from '../../../../contract/operations/dispositions.ts'
import { branch } from '../../../../modules/dispositions/core/tree.ts'

/** One line of the tree as it is drawn. */
export type Line = {
  disposition: Disposition
  /** 1 to 3. */
  level: number
  /** All that would go with it. */
  below: number
  children: boolean
  /** Its place among its neighbours, and how many there are. */
  place: number
  of: number
}

/** Pure: the tree from top to bottom, without what is below a folded line. */
export function linesOf(all: readonly Disposition[], folded: ReadonlySet<string> = new Set()): Line[] {
  const below = (parentId: DispositionId | null, level: number): Line[] => {
    const siblings = siblingsOf(all, parentId)
    return siblings.flatMap((disposition, at) => {
      const inside = folded.has(disposition.id) || level >= maxDispositionLevels ? [] : below(disposition.id, level + 1)
      const line = {
        disposition,
        level,
        below: branch(all, disposition.id).length - 1,
        children: all.some(({ parentId: above }) => above === disposition.id),
        place: at + 1,
        of: siblings.length,
      }
      return [line, ...inside]
    })
  }
  return below(null, 1)
}

/** Pure: those below one, or at the first level, in their order. */
export const siblingsOf = (all: readonly Disposition[], parentId: DispositionId | null): Disposition[] =>
  all
    .filter((disposition) => disposition.parentId === parentId)
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))

/** Pure: what has to be saved so that one stands a place higher or lower; nothing when it is there already. */
export function moved(all: readonly Disposition[], id: DispositionId, by: -1 | 1): Disposition[] {
  const one = all.find((disposition) => disposition.id === id)
  if (!one) return []
  const siblings = siblingsOf(all, one.parentId)
  const at = siblings.indexOf(one)
  const other = siblings[at + by]
  if (!other) return []
  const order = siblings.with(at, other).with(at + by, one)
  return order.flatMap((disposition, position) =>
    disposition.position === position ? [] : [{ ...disposition, position }],
  )
}

/** Pure: the names from the first level down, for saying where something is. */
export function wayTo(all: readonly Disposition[], id: DispositionId | null): Disposition[] {
  const one = all.find((disposition) => disposition.id === id)
  return one ? [...wayTo(all, one.parentId), one] : []
}

/** Pure: where one may be put: at the first level, or below those that leave room for all its levels. */
export function possibleParents(all: readonly Disposition[], id: DispositionId | null): Disposition[] {
  const own = new Set(id === null ? [] : branch(all, id))
  const height = id === null ? 1 : heightOf(all, id)
  return linesOf(all)
    .filter(({ disposition, level }) => !own.has(disposition.id) && level + height <= maxDispositionLevels)
    .map(({ disposition }) => disposition)
}

const heightOf = (all: readonly Disposition[], id: DispositionId): number =>
  1 + Math.max(0, ...siblingsOf(all, id).map((child) => heightOf(all, child.id)))
