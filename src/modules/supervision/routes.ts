import * as contract from '../../contract/operations/supervision.ts'
import { ok } from '../../contract/refusals.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Bind } from '../../kernel/http.ts'
import { boardDay, saveBusinessDay } from './actions.ts'

export function supervisionRoutes(bind: Bind, { clock }: { clock: Clock }): void {
  bind.read(contract.getBoardDay, async (tx, _input, person) => ok(await boardDay(tx, person, clock.now())))
  bind(contract.saveBusinessDay, (work, input) => saveBusinessDay(work, input))
}
