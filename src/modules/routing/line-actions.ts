import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import type { QueueLine } from '../../contract/line.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { inRead, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { maySendFreeText } from '../conversations/core/sending.ts'
import { fromHouse, type Open, takeInHand, tell } from '../conversations/index.ts'
import { lastAnswered } from '../supervision/index.ts'
import type { InteractionCommand } from './core/commands.ts'
import { decide } from './core/decide.ts'
import type { Interaction } from './core/interaction.ts'
import { announced, expectedWaitMs, paceMs, paceOf, paceTaken, takesChannel } from './core/line.ts'
import { whenOverflowing } from './core/overflowing.ts'
import { type DueInLine, dueInLines, lineOf, noteInLine, workspacesWithLines } from './line-repo.ts'
import { holdQueue } from './queue-repo.ts'
import { lockLoad } from './repo.ts'
import { settle } from './settle.ts'

/** How many people in lines one turn looks after. */
const maxPerTurn = 200

/** Who waits in a line that is limited or announced, for the loop `lines`. */
export const linesLoop = {
  due: (system: pg.Pool): Promise<WorkspaceId[]> => workspacesWithLines(system),

  /** Each of them on their own: a word to one must not wait for the others. */
  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const due = await inRead(kernel, workspaceId, (tx) => dueInLines(tx, workspaceId, kernel.clock.now(), maxPerTurn))
    for (const one of due) await inWork(kernel, { workspaceId, agentId: null }, (work) => tendLine(work, one))
    return due.length === maxPerTurn ? 'more' : 'done'
  },
}

/**
 * Tell somebody who waits how long it takes, or do with who is too many or waits too long what their queue says: they
 * are told, and stay, go to another queue or are turned away. Once for each wait; safe to run again.
 */
export async function tendLine(work: Work, due: DueInLine): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  // It may move into a queue that somebody is removing.
  if (due.what === 'overflow') await lockLoad(tx, workspaceId)
  const open = await takeInHand(work, due.conversationId)
  if (!open.ok || open.value.interaction.id !== due.interactionId) return ok(null)
  const { interaction } = open.value
  // Moved, or taken and back, since it was looked for: that line has not been looked at.
  if (interaction.queueId !== due.queueId || interaction.waitingSince !== due.waitingSince) return ok(null)
  const line = await lineOf(tx, workspaceId, interaction.queueId)
  if (!line || !(await noteInLine(tx, workspaceId, due))) return ok(null)
  const text = due.what === 'overflow' ? line.overflow.text : await announcement(work, open.value, line, due.ahead)
  if (text !== null && maySendFreeText(open.value.facts, work.at).ok)
    await tell(work, open.value, [fromHouse(work, open.value, { content: { kind: 'text', text } })])
  const command = due.what === 'overflow' ? await overflowed(work, interaction, line) : null
  if (command === null) return ok(null)
  const decision = decide(interaction, command)
  if (decision.ok) await settle(work, [{ interaction, changes: decision.value }])
  return ok(null)
}

/** What is said, where anything is known; null: nothing. */
async function announcement(
  { tx, by, at }: Work,
  { interaction: { queueId } }: Open,
  { announce }: QueueLine,
  ahead: number,
): Promise<string | null> {
  if (announce === null) return null
  const since = (at - paceMs) as Instant
  const taken = await lastAnswered(tx, by.workspaceId, { queueId, since, limit: paceTaken })
  const waitMs = expectedWaitMs(paceOf(taken), ahead, at)
  return waitMs === null ? null : announced(announce.text, waitMs, ahead)
}

/** What becomes of who overflows; null: they stay, as they do where the other queue does not take their channel. */
async function overflowed(
  { tx, by, at }: Work,
  { channelId }: Interaction,
  { overflow }: QueueLine,
): Promise<InteractionCommand | null> {
  const { does, queueId } = overflow
  const queue = does === 'move' && queueId !== null ? await holdQueue(tx, by.workspaceId, queueId) : undefined
  return whenOverflowing(overflow, queue && takesChannel(queue, channelId), at)
}
