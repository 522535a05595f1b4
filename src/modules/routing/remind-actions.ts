import type { WorkspaceId } from '../../contract/ids.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { inRead, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { mayRemind } from '../conversations/core/sending.ts'
import { fromHouse, takeInHand, tell } from '../conversations/index.ts'
import { remindedNow } from './core/silence.ts'
import { type DueReminder, dueReminders, noteReminded, reminding } from './remind-repo.ts'

/** How many silent contacts one turn looks after. */
const maxPerTurn = 200

/** Silent contacts are reminded, as their queues say, each on their own. Answers whether another turn would find more. */
export async function remindSilent(kernel: Kernel, workspaceId: WorkspaceId): Promise<boolean> {
  const due = await inRead(kernel, workspaceId, (tx) => dueReminders(tx, workspaceId, kernel.clock.now(), maxPerTurn))
  for (const one of due) await inWork(kernel, { workspaceId, agentId: null }, (work) => remind(work, one))
  return due.length === maxPerTurn
}

/**
 * Remind a contact who leaves the agent's last message unanswered. It is a word of the house: no answer, and no end of the
 * silence. Where it may not be sent it counts all the same, so that it is not tried for ever. Safe to run again.
 */
async function remind(work: Work, { interactionId, conversationId }: DueReminder): Promise<Result<null>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const open = await takeInHand(work, conversationId)
  if (!open.ok || open.value.interaction.id !== interactionId) return ok(null)
  const known = await reminding(tx, workspaceId, interactionId)
  const reminded = known && remindedNow(open.value.interaction, { ...known, at })
  if (!reminded) return ok(null)
  await noteReminded(tx, workspaceId, interactionId, reminded)
  if (mayRemind(open.value.facts, at))
    await tell(work, open.value, [fromHouse(work, open.value, { content: { kind: 'text', text: known.text } })])
  return ok(null)
}
