import type { TagId } from '../../../contract/ids.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { maxTagsOfOne } from '../../../contract/sight.ts'

/** What is put on a thing and taken off it. */
export type TagChange = { readonly add: readonly TagId[]; readonly remove: readonly TagId[] }

/** The tags of a thing after a change, in the order in which they came; null: nothing is different. */
export function retagged(tagIds: readonly TagId[], { add, remove }: TagChange): Result<TagId[] | null> {
  const kept = tagIds.filter((id) => !remove.includes(id))
  const next = [...kept, ...new Set(add.filter((id) => !kept.includes(id) && !remove.includes(id)))]
  if (next.length > maxTagsOfOne) return refuse('invalid_input', `at most ${maxTagsOfOne} tags`)
  const isSame = next.length === tagIds.length && next.every((id) => tagIds.includes(id))
  return ok(isSame ? null : next)
}
