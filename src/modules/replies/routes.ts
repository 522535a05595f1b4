import * as contract from '../../contract/operations/replies.ts'
import { ok } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import { removeCannedAnswer, saveCannedAnswer } from './actions.ts'
import { cannedAnswers } from './repo.ts'

export function repliesRoutes(bind: Bind): void {
  bind.read(contract.listCannedAnswers, async (tx, { channelId }, { workspaceId }) =>
    ok({ answers: await cannedAnswers(tx, workspaceId, channelId) }),
  )
  bind(contract.saveCannedAnswer, saveCannedAnswer)
  bind(contract.removeCannedAnswer, removeCannedAnswer)
}
