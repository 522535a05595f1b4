import * as contract from '../../contract/operations/calendars.ts'
import { ok } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import { removeCalendar, saveCalendar } from './actions.ts'
import { calendars } from './repo.ts'

export function calendarsRoutes(bind: Bind): void {
  bind.read(contract.listCalendars, async (tx, _input, { workspaceId }) =>
    ok({ calendars: await calendars(tx, workspaceId) }),
  )
  bind(contract.saveCalendar, saveCalendar)
  bind(contract.removeCalendar, removeCalendar)
}
