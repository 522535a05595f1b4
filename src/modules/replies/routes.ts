import * as contract from '../../contract/operations/replies.ts'
import type { Bind } from '../../kernel/http.ts'
import { listAnswers, removeCannedAnswer, saveCannedAnswer } from './actions.ts'

export function repliesRoutes(bind: Bind): void {
  bind.read(contract.listCannedAnswers, (tx, { channelId }, person) => listAnswers(tx, person, channelId))
  bind(contract.saveCannedAnswer, saveCannedAnswer)
  bind(contract.removeCannedAnswer, removeCannedAnswer)
}
