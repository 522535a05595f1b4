import * as contract from '../../contract/operations/tags.ts'
import type { Bind } from '../../kernel/http.ts'
import { listTags, putTags, saveTag, saveTagging } from './actions.ts'

export function tagsRoutes(bind: Bind): void {
  bind.read(contract.listTags, (tx, _input, { workspaceId }) => listTags(tx, workspaceId))
  bind(contract.saveTag, saveTag)
  bind(contract.saveTagging, saveTagging)
  bind(contract.putTags, putTags)
}
