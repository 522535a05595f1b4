import { z } from 'zod'
import { ConversationId, InteractionId, MessageId, WorkspaceId } from '../../contract/ids.ts'
import { inWork } from '../../kernel/work.ts'
import { fetchMedia, type MediaDeps, sendReaction, showRead } from './media-actions.ts'
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
