import type pg from 'pg'
import { z } from 'zod'
import { ConversationId, type Instant, InteractionId, MessageId, WorkspaceId } from '../../contract/ids.ts'
import { inWork, type Kernel } from '../../kernel/work.ts'
import type { SendingDeps } from './actions.ts'
import { fetchMedia, type MediaDeps, sendReaction, showRead } from './media-actions.ts'
import { maxPerTurn, sendDue } from './planned-actions.ts'
import { nextPlanned, workspacesWithPlanned } from './planned-repo.ts'
import { askContact } from './satisfaction-actions.ts'

const aboutMessage = z.object({ workspaceId: WorkspaceId, messageId: MessageId })
const aboutInteraction = z.object({ workspaceId: WorkspaceId, interactionId: InteractionId })
const aboutConversation = z.object({ workspaceId: WorkspaceId, conversationId: ConversationId })

/** What leaves the machine for a conversation, by the names reactions use. A throw is tried again later. */
export const conversationJobs = (deps: MediaDeps) => ({
  fetch_media: async (payload: unknown): Promise<void> => {
    const { workspaceId, messageId } = aboutMessage.parse(payload)
    await fetchMedia(deps, workspaceId, messageId)
  },
  mark_read: async (payload: unknown): Promise<void> => {
    const { workspaceId, conversationId } = aboutConversation.parse(payload)
    await showRead(deps, workspaceId, conversationId, false)
  },
  ask_contact: async (payload: unknown): Promise<void> => {
    const { workspaceId, interactionId } = aboutInteraction.parse(payload)
    await inWork(deps.kernel, { workspaceId, agentId: null }, (work) => askContact(work, interactionId))
  },
  send_reaction: async (payload: unknown): Promise<void> => {
    const { workspaceId, messageId } = aboutMessage.parse(payload)
    await sendReaction(deps, workspaceId, messageId)
  },
})

/** What was planned and is due, for the loop `later`. */
export const laterLoop = (deps: SendingDeps) => ({
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesWithPlanned(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextPlanned(system, after),
  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const sent = await inWork(kernel, { workspaceId, agentId: null }, (work) => sendDue(work, deps))
    return sent.ok && sent.value >= maxPerTurn ? 'more' : 'done'
  },
})
