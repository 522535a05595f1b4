import * as contract from '../../contract/operations/whatif.ts'
import { refuse } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import { readDay } from './questions.ts'

export function whatifRoutes(bind: Bind): void {
  // A day is played whole or not at all: not by whom tags hide a part of it from.
  bind.read(contract.readDay, async (tx, input, { workspaceId, hidden }) =>
    hidden === null ? readDay(tx, workspaceId, input) : refuse('not_permitted', 'tags'),
  )
}
