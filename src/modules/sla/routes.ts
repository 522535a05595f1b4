import * as contract from '../../contract/operations/sla.ts'
import type { Bind } from '../../kernel/http.ts'
import { listPolicies, savePolicy } from './actions.ts'

export function slaRoutes(bind: Bind): void {
  bind.read(contract.listPolicies, (tx, _input, { workspaceId }) => listPolicies(tx, workspaceId))
  bind(contract.savePolicy, savePolicy)
}
