import * as contract from '../../contract/operations/rules.ts'
import type { Bind } from '../../kernel/http.ts'
import { listRuleRuns, listRules, removeRule, saveRule } from './actions.ts'

export function rulesRoutes(bind: Bind): void {
  bind.read(contract.listRules, (tx, _input, { workspaceId }) => listRules(tx, workspaceId))
  bind.read(contract.listRuleRuns, (tx, input, { workspaceId }) => listRuleRuns(tx, workspaceId, input))
  bind(contract.saveRule, saveRule)
  bind(contract.removeRule, removeRule)
}
