import * as contract from '../../contract/operations/whatif.ts'
import type { Bind } from '../../kernel/http.ts'
import { readDay } from './questions.ts'

export function whatifRoutes(bind: Bind): void {
  bind.read(contract.readDay, (tx, input, { workspaceId }) => readDay(tx, workspaceId, input))
}
