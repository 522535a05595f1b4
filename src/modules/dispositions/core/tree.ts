import type { ChannelKind } from '../../../contract/cards.ts'
import { compareIds, type DispositionId } from '../../../contract/ids.ts'
import {
  type Disposition,
  maxDispositionLevels,
  type ResultCodePlan,
} from '../../../contract/operations/dispositions.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/**
 * What may be chosen on a channel of this kind: the codes of its plan and those for everywhere, or all when it has no
 * plan, that are for this kind. What is retired is not offered, nor what lies below it.
 */
export function choosable(
  all: readonly Disposition[],
  plan: Pick<ResultCodePlan, 'dispositionIds'> | null,
  kind: ChannelKind,
): Disposition[] {
  const known = byId(all)
  const planned = plan === null ? null : new Set(plan.dispositionIds)
  const isOnIt = ({ id, everywhere }: Disposition) => planned === null || everywhere || planned.has(id)
  return all
    .filter((disposition) => disposition.kinds.includes(kind) && isOnIt(disposition))
    .filter((disposition) => lineOf(disposition, known).every(({ active }) => active))
    .toSorted(inPlace)
}

/** What a picker shows: everything choosable and the levels above it, which are its headings, in their order. */
export function offered(
  all: readonly Disposition[],
  plan: Pick<ResultCodePlan, 'dispositionIds'> | null,
  kind: ChannelKind,
): Disposition[] {
  const known = byId(all)
  const shown = new Set(choosable(all, plan, kind).flatMap((disposition) => lineOf(disposition, known)))
  return [...shown].toSorted(inPlace)
}

/**
 * May this disposition be put there? Refuses a parent that does not exist, a place below itself, a tree deeper than
 * three levels, and a name that its neighbour has.
 */
export function checkPlace(
  all: readonly Disposition[],
  { id, parentId, name }: Pick<Disposition, 'parentId' | 'name'> & { id: DispositionId | null },
): Result<null> {
  const known = byId(all)
  const parent = parentId === null ? null : known.get(parentId)
  if (parent === undefined) return refuse('not_found', 'parentId')
  const above = parent === null ? [] : lineOf(parent, known)
  if (above.some((disposition) => disposition.id === id)) return refuse('invalid_input', 'a disposition below itself')
  const levels = above.length + (id === null ? 1 : heightOf(id, all))
  if (levels > maxDispositionLevels) return refuse('invalid_input', `at most ${maxDispositionLevels} levels`)
  const neighbours = all.filter((other) => other.parentId === parentId && other.id !== id)
  const taken = neighbours.some((other) => other.name.toLowerCase() === name.toLowerCase())
  return taken ? refuse('name_taken') : ok(null)
}

/** A disposition and everything below it: removing a level removes its children. Empty when it does not exist. */
export function branch(all: readonly Disposition[], id: DispositionId): DispositionId[] {
  if (!all.some((disposition) => disposition.id === id)) return []
  return [id, ...childrenOf(all, id).flatMap((child) => branch(all, child.id))]
}

const childrenOf = (all: readonly Disposition[], id: DispositionId): Disposition[] =>
  all.filter((disposition) => disposition.parentId === id)

/** How many levels a disposition takes with all that is below it. */
const heightOf = (id: DispositionId, all: readonly Disposition[]): number =>
  1 + Math.max(0, ...childrenOf(all, id).map((child) => heightOf(child.id, all)))

/** From the first level down to this disposition. */
function lineOf(disposition: Disposition, known: ReadonlyMap<DispositionId, Disposition>): Disposition[] {
  const line = [disposition]
  for (let level = 1; level < maxDispositionLevels; level++) {
    const parentId = line[0]!.parentId
    const parent = parentId === null ? undefined : known.get(parentId)
    if (!parent) break
    line.unshift(parent)
  }
  return line
}

const inPlace = (a: Disposition, b: Disposition): number => a.position - b.position || compareIds(a.id, b.id)

const byId = (all: readonly Disposition[]): Map<DispositionId, Disposition> =>
  new Map(all.map((disposition) => [disposition.id, disposition]))
