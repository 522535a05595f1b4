import { checkAudit, listAudit } from '../../contract/operations/audit.ts'
import { ok } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import { checkTrail } from './actions.ts'
import { newestLines } from './repo.ts'

export function auditRoutes(bind: Bind): void {
  bind.read(listAudit, async (tx, { limit, ...only }, { workspaceId }) => {
    const lines = await newestLines(tx, workspaceId, only, limit + 1)
    return ok({ lines: lines.slice(0, limit), more: lines.length > limit })
  })
  bind.read(checkAudit, async (tx, _input, { workspaceId }) => ok(await checkTrail(tx, workspaceId)))
}
