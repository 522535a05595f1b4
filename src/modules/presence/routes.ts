import * as contract from '../../contract/operations/presence.ts'
import { setPresenceOf as setPresenceOfAgent } from '../../contract/operations/supervision.ts'
import { ok } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import { requestBreak, savePresenceRules, saveReason, setPresence, setPresenceOf, setStopNew } from './actions.ts'
import { listReasons } from './repo.ts'
import { presenceRules } from './rules-repo.ts'

export function presenceRoutes(bind: Bind): void {
  bind(contract.setPresence, (work, input, { agentId }) => setPresence(work, agentId, input))
  bind(setPresenceOfAgent, (work, input, person) => setPresenceOf(work, person, input))
  bind(contract.setStopNew, (work, input, { agentId }) => setStopNew(work, agentId, input))
  bind(contract.requestBreak, (work, input, { agentId }) => requestBreak(work, agentId, input))
  bind.read(contract.listReasons, async (tx, _input, { workspaceId }) =>
    ok({ reasons: await listReasons(tx, workspaceId) }),
  )
  bind.read(contract.getPresenceRules, async (tx, _input, { workspaceId }) => ok(await presenceRules(tx, workspaceId)))
  bind(contract.savePresenceRules, (work, input) => savePresenceRules(work, input))
  bind(contract.saveReason, (work, input) => saveReason(work, input))
}
