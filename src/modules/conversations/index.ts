import type { Thread } from '../../contract/cards.ts'
import type { ConversationId, Instant } from '../../contract/ids.ts'
import { threadPageSize } from '../../contract/operations/conversations.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { maySeeConversation, readThread } from './repo.ts'

export { fromHouse, type Open, takeInHand, tell } from './actions.ts'
export { isReadWhole, maskCardNumbers, mayHoldCardNumber, showsCardNumber } from './core/card-numbers.ts'
export { forgetEarlyStatuses, lockInbound, receiveFacts } from './inbound-actions.ts'
export { hasNoConversation, maySeeContact, maySeeConversation, readConversations, visibleTo } from './repo.ts'

/** One page of a conversation that the person may see; refuses `not_found` for any other. */
export async function threadPage(
  tx: Tx,
  person: Person,
  input: { conversationId: ConversationId; before?: number | undefined },
): Promise<Result<Thread>> {
  if (!(await maySeeConversation(tx, person, input.conversationId))) return refuse('not_found')
  return ok(
    await readThread(
      tx,
      person.workspaceId,
      input.conversationId,
      (input.before ?? null) as Instant | null,
      threadPageSize,
    ),
  )
}
