import * as contract from '../../contract/operations/routing.ts'
import type { Bind } from '../../kernel/http.ts'
import {
  acceptOffer,
  endConversation,
  explainRouting,
  finishWrapUp,
  lengthenWrapUp,
  rejectOffer,
  resumeInteraction,
  takeInteraction,
} from './actions.ts'
import { listQueues, removeQueue, saveQueue } from './queue-actions.ts'

export function routingRoutes(bind: Bind): void {
  bind(contract.acceptOffer, (work, input, person) => acceptOffer(work, person, input))
  bind(contract.rejectOffer, (work, input, person) => rejectOffer(work, person, input))
  bind(contract.takeInteraction, (work, input, person) => takeInteraction(work, person, input))
  bind(contract.endConversation, (work, input, person) => endConversation(work, person, input))
  bind(contract.finishWrapUp, (work, input, person) => finishWrapUp(work, person, input))
  bind(contract.resumeInteraction, (work, input, person) => resumeInteraction(work, person, input))
  bind(contract.lengthenWrapUp, (work, input, person) => lengthenWrapUp(work, person, input))
  bind.read(contract.explainRouting, (tx, input, person) => explainRouting(tx, person, input))
  bind.read(contract.listQueues, (tx, _input, { workspaceId }) => listQueues(tx, workspaceId))
  bind(contract.saveQueue, (work, input) => saveQueue(work, input))
  bind(contract.removeQueue, (work, input) => removeQueue(work, input))
}
