import type { ConversationCard } from '../../contract/cards.ts'
import type { ConversationId, WorkspaceId } from '../../contract/ids.ts'
import type { Tx } from '../../kernel/db.ts'
import { contactCard, conversationCard } from './core/person.ts'
import { readConversations } from './repo.ts'

/** What screens show of these conversations. */
export async function conversationCards(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, ConversationCard>> {
  const held = await readConversations(tx, workspaceId, ids)
  return new Map(
    [...held].map(([id, { conversation, contact, identities }]) => [
      id,
      conversationCard(conversation, contactCard(contact, identities)),
    ]),
  )
}
