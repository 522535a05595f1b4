import type { InteractionId, TagId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { activeTags } from '../tags/index.ts'
import { changed } from './actions.ts'
import { keepTagsOf } from './tag-repo.ts'

/**
 * Put tags on an interaction and take others off. Refuses `not_found` for an interaction the person may not see and for
 * tags to add that are not there or retired, and `invalid_input` when it would have too many.
 */
export async function tagInteraction(
  work: Work,
  { interactionId, add, remove }: { interactionId: InteractionId; add: readonly TagId[]; remove: readonly TagId[] },
  person: Person,
): Promise<Result<{ tagIds: TagId[] }>> {
  const { tx, by } = work
  const known = await activeTags(tx, by.workspaceId, add)
  const after = await changed(work, person, interactionId, async () => ({ type: 'tag', add: known, remove }))
  if (!after.ok) return after
  if (known.length < new Set(add).size) return refuse('not_found', 'add')
  await keepTagsOf(tx, by.workspaceId, after.value)
  return ok({ tagIds: [...after.value.tagIds] })
}
