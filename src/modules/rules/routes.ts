import * as contract from '../../contract/operations/rules.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Bind } from '../../kernel/http.ts'
import { listRuleRuns, listRules, removeRule, rulesOfMessage, saveRule } from './actions.ts'

export function rulesRoutes(bind: Bind, deps: { clock: Clock }): void {
  bind.read(contract.listRules, (tx, _input, { workspaceId }) => listRules(tx, workspaceId))
  bind.read(contract.listRuleRuns, (tx, input, { workspaceId }) => listRuleRuns(tx, workspaceId, input))
  bind.read(contract.rulesOfMessage, (tx, input, { workspaceId }) =>
    rulesOfMessage(tx, workspaceId, input, deps.clock.now()),
  )
  bind(contract.saveRule, saveRule)
  bind(contract.removeRule, removeRule)
}
