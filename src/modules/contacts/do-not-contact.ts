import type { ContactId } from '../../contract/ids.ts'
import type { Work } from '../../kernel/work.ts'
import { interactionCards } from '../routing/index.ts'
import { insertConsent, lockOpenInteractions, markDoNotContact } from './repo.ts'

/**
 * The business stops writing to these contacts first, because a disposition says so: each gets the mark and a
 * line in the ledger with `source`. Who is marked already stays as they are.
 */
export async function stopContacting(work: Work, contactIds: readonly ContactId[], source: string): Promise<void> {
  const { tx, at, by, newId } = work
  const openIds = await lockOpenInteractions(tx, by.workspaceId, contactIds)
  const stopped = await markDoNotContact(tx, by.workspaceId, contactIds)
  for (const contactId of stopped) {
    const entry = { contactId, purpose: 'service', granted: false, source, byAgentId: by.agentId } as const
    await insertConsent(tx, by.workspaceId, { id: newId(), at, ...entry })
    work.record({ type: 'contact.changed', contactId })
  }
  if (stopped.length === 0) return
  for (const card of await interactionCards(tx, by.workspaceId, openIds)) {
    if (stopped.includes(card.conversation.contact.id)) work.record({ type: 'interaction.updated', card })
  }
}
