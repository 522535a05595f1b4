import type { WorkspaceId } from '../../contract/ids.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { inRead, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { mayRemind } from '../conversations/core/sending.ts'
import { fromHouse, takeInHand, tell } from '../conversations/index.ts'
import { remindedNow } from './core/silence.ts'
import { type DueReminder, dueReminders, noteReminded, reminding } from './remind-repo.ts'
import { lockInteraction } from './repo.ts'

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
 * silence. Where it may not or cannot be sent it counts all the same, so that it is not tried for ever. Safe to run again.
 */
async function remind(work: Work, { interactionId, conversationId }: DueReminder): Promise<Result<null>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const taken = await takeInHand(work, conversationId)
  const open = taken.ok && taken.value.interaction.id === interactionId ? taken.value : null
  const interaction = open?.interaction ?? (await lockInteraction(tx, workspaceId, interactionId))
  const known = await reminding(tx, workspaceId, interactionId)
  const reminded = interaction && known && remindedNow(interaction, { ...known, at })
  if (!reminded) return ok(null)
  await noteReminded(tx, workspaceId, interactionId, reminded)
  if (open && mayRemind(open.facts, at))
    await tell(work, open, [fromHouse(work, open, { content: { kind: 'text', text: known.text } })])
  return ok(null)
}
