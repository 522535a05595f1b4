import * as contract from '../../contract/operations/dispositions.ts'
import { ok } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import { removeDisposition, removePlan, saveDisposition, savePlan } from './actions.ts'
import { offeredOn, report, satisfaction } from './questions.ts'
import { listDispositions, listPlans } from './repo.ts'

export function dispositionsRoutes(bind: Bind): void {
  bind.read(contract.listDispositions, async (tx, _input, { workspaceId }) =>
    ok({ dispositions: await listDispositions(tx, workspaceId) }),
  )
  bind(contract.saveDisposition, (work, input) => saveDisposition(work, input))
  bind(contract.removeDisposition, (work, input) => removeDisposition(work, input))
  bind.read(contract.listPlans, async (tx, _input, { workspaceId }) => ok({ plans: await listPlans(tx, workspaceId) }))
  bind(contract.savePlan, (work, input) => savePlan(work, input))
  bind(contract.removePlan, (work, input) => removePlan(work, input))
  bind.read(contract.offeredDispositions, (tx, { channelId }, person) => offeredOn(tx, person, channelId))
  bind.read(contract.dispositionReport, (tx, input, person) => report(tx, person, input))
  bind.read(contract.satisfactionReport, (tx, input, person) => satisfaction(tx, person, input))
}
