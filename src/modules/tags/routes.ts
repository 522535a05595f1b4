import * as contract from '../../contract/operations/tags.ts'
import type { Bind } from '../../kernel/http.ts'
import { changingRights, listTags, putTags, saveTag, saveTagging } from './actions.ts'

/** `rightsChanged`: look everybody up again, at once where this was done, and elsewhere as soon as it is heard of. */
export function tagsRoutes(bind: Bind, deps: { rightsChanged(): void }): void {
  bind.read(contract.listTags, (tx, _input, { workspaceId }) => listTags(tx, workspaceId))
  bind(contract.saveTag, saveTag)
  bind.outside(contract.saveTagging, (kernel, input, person) =>
    changingRights(deps, kernel, person, (work) => saveTagging(work, input)),
  )
  bind.outside(contract.putTags, (kernel, input, person) =>
    changingRights(deps, kernel, person, (work) => putTags(work, input)),
  )
}
