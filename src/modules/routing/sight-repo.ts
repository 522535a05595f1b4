import { sql } from 'kysely'
import type { ConversationId, InteractionId } from '../../contract/ids.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'

/**
 * The one rule of who may see a conversation, as a condition on `conversation c`: supervisors and administrators all; an
 * agent those whose latest interaction is in one of their queues or held by them. Lists, reads, files, search and
 * everything that is done to an interaction use it.
 */
export const visibleTo = (person: Pick<Person, 'role' | 'agentId' | 'queueIds'>) =>
  person.role === 'agent'
    ? sql<boolean>`exists (select from interaction latest where latest.workspace_id = c.workspace_id and latest.id = c.latest_interaction_id
        and (latest.queue_id = any(${person.queueIds}::uuid[]) or latest.agent_id = ${person.agentId} or ${person.agentId} = any(latest.offered_to)
          or latest.transfer_to = ${person.agentId}))`
    : sql<boolean>`true`

export async function maySeeConversation(tx: Tx, person: Person, id: ConversationId): Promise<boolean> {
  const { rows } = await sql`select 1 from conversation c
    where c.workspace_id = ${person.workspaceId} and c.id = ${id} and ${visibleTo(person)}`.execute(tx)
  return rows.length > 0
}

/** May the person see the conversation this interaction belongs to? */
export async function maySeeInteraction(tx: Tx, person: Person, id: InteractionId): Promise<boolean> {
  const { rows } = await sql`select 1 from interaction i
    join conversation c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
    where i.workspace_id = ${person.workspaceId} and i.id = ${id} and ${visibleTo(person)}`.execute(tx)
  return rows.length > 0
}

/** Of these interactions, those whose conversation the person may see. */
export async function visibleInteractions(
  tx: Tx,
  person: Person,
  ids: readonly InteractionId[],
): Promise<Set<InteractionId>> {
  const { rows } = await sql<{ id: InteractionId }>`select i.id from interaction i
    join conversation c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
    where i.workspace_id = ${person.workspaceId} and i.id = any(${ids}::uuid[]) and ${visibleTo(person)}`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
