import * as explanation from '../../contract/operations/explanation.ts'
import * as queuesContract from '../../contract/operations/queues.ts'
import * as contract from '../../contract/operations/routing.ts'
import * as skills from '../../contract/operations/skills.ts'
import * as supervision from '../../contract/operations/supervision.ts'
import { ok } from '../../contract/refusals.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Bind } from '../../kernel/http.ts'
import {
  acceptOffer,
  endConversation,
  explainRouting,
  finishWrapUp,
  keepClosing,
  lengthenWrapUp,
  rejectOffer,
  resumeInteraction,
  takeInteraction,
} from './actions.ts'
import { parkInteraction, unparkInteraction } from './parking-actions.ts'
import { changeMembers, listQueues, saveQueue } from './queue-actions.ts'
import { removeQueue } from './removing-actions.ts'
import { listSkills, removeSkill, saveSkill } from './skill-actions.ts'
import { assignInteractions, moveInteractions, takeBackInteractions } from './steer-actions.ts'
import { tagInteraction } from './tag-actions.ts'
import { acceptTransfer, callBack, declineTransfer, passInteraction, saveTransferRules } from './transfer-actions.ts'
import { transferRules } from './transfer-repo.ts'
import { tryMessage } from './try-message.ts'

export function routingRoutes(bind: Bind, deps: { clock: Clock; rightsChanged(): void }): void {
  bind(contract.acceptOffer, (work, input, person) => acceptOffer(work, person, input))
  bind(contract.rejectOffer, (work, input, person) => rejectOffer(work, person, input))
  bind(contract.takeInteraction, (work, input, person) => takeInteraction(work, person, input))
  bind(contract.endConversation, (work, input, person) => endConversation(work, person, input))
  bind(contract.finishWrapUp, (work, input, person) => finishWrapUp(work, person, input))
  bind(contract.keepClosing, (work, input, person) => keepClosing(work, person, input))
  bind(contract.resumeInteraction, (work, input, person) => resumeInteraction(work, person, input))
  bind(contract.lengthenWrapUp, (work, input, person) => lengthenWrapUp(work, person, input))
  bind.read(explanation.explainRouting, (tx, input, person) => explainRouting(tx, person, input))
  bind.read(explanation.tryMessage, (tx, input, { workspaceId }) =>
    tryMessage(tx, workspaceId, input, deps.clock.now()),
  )
  bind(contract.parkInteraction, (work, input, person) => parkInteraction(work, person, input))
  bind(contract.unparkInteraction, (work, input, person) => unparkInteraction(work, person, input))
  bind(contract.passInteraction, (work, input, person) => passInteraction(work, person, input))
  bind(contract.callBack, (work, input, person) => callBack(work, person, input))
  bind(contract.acceptTransfer, (work, input, person) => acceptTransfer(work, person, input))
  bind(contract.declineTransfer, (work, input, person) => declineTransfer(work, person, input))
  bind.read(queuesContract.getTransferRules, async (tx, _input, { workspaceId }) =>
    ok(await transferRules(tx, workspaceId)),
  )
  bind.outside(queuesContract.saveTransferRules, (kernel, input, person) =>
    saveTransferRules(deps, kernel, person, input),
  )
  bind.read(queuesContract.listQueues, (tx, _input, { workspaceId }) => listQueues(tx, workspaceId))
  bind(queuesContract.saveQueue, (work, input) => saveQueue(work, input))
  bind(queuesContract.removeQueue, (work, input) => removeQueue(work, input))
  bind.read(skills.listSkills, (tx, _input, { workspaceId }) => listSkills(tx, workspaceId))
  bind(skills.saveSkill, (work, input) => saveSkill(work, input))
  bind(skills.removeSkill, (work, input) => removeSkill(work, input))
  bind(supervision.moveInteractions, (work, input, person) => moveInteractions(work, person, input))
  bind(supervision.assignInteractions, (work, input, person) => assignInteractions(work, person, input))
  bind(supervision.takeBackInteractions, (work, input, person) => takeBackInteractions(work, person, input))
  bind(queuesContract.changeMembers, (work, input) => changeMembers(work, input))
  bind(contract.tagInteraction, tagInteraction)
}
