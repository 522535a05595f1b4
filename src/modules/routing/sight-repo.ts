import { type RawBuilder, sql } from 'kysely'
import type { ChannelId, ConversationId, InteractionId } from '../../contract/ids.ts'
import { isHidden } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'

/** What of a person decides what they see. */
export type Seer = Pick<Person, 'role' | 'agentId' | 'queueIds' | 'hidden'>

/**
 * The one rule of who may see a conversation, as a condition on `conversation c`: supervisors and administrators all; an
 * agent those whose latest interaction is in one of their queues or held by them. What tags hide from a person they see
 * only while they hold it or it is offered to them. Lists, reads, files, search and everything that is done to an
 * interaction use it.
 */
export function visibleTo({ role, agentId, queueIds, hidden }: Seer): RawBuilder<boolean> {
  const theirs = sql`(latest.agent_id = ${agentId} or ${agentId} = any(latest.offered_to) or latest.transfer_to = ${agentId})`
  const byRole = role === 'agent' ? sql`(latest.queue_id = any(${queueIds}::uuid[]) or ${theirs})` : sql`true`
  if (hidden === null) return role === 'agent' ? latestWhere(byRole) : sql`true`
  const isHidden = sql`(c.channel_id = any(${hidden.channelIds}::uuid[]) or latest.queue_id = any(${hidden.queueIds}::uuid[]))`
  const isOpenTheirs = sql`(latest.state <> 'closed' and ${theirs})`
  // One look at the latest for each conversation, which can be joined: in a list it may be asked of all there ever were.
  if (role === 'agent') return latestWhere(sql`(${byRole} and not ${isHidden} or ${isOpenTheirs})`)
  return sql`(not ${latestWhere(sql`${isHidden} and ${isOpenTheirs} is not true`)}
    and (c.latest_interaction_id is not null or not c.channel_id = any(${hidden.channelIds}::uuid[])))`
}

const latestWhere = (condition: RawBuilder<unknown>) => sql<boolean>`exists (select from interaction latest
  where latest.workspace_id = c.workspace_id and latest.id = c.latest_interaction_id and ${condition})`

export async function maySeeConversation(
  tx: Tx,
  person: Seer & Pick<Person, 'workspaceId'>,
  id: ConversationId,
): Promise<boolean> {
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

/** May the person see what belongs to a channel, such as its answers: it is not hidden, or they hold something of it. */
export async function maySeeChannel(tx: Tx, { workspaceId, agentId, hidden }: Person, id: ChannelId): Promise<boolean> {
  if (!isHidden(hidden, { channelId: id, queueId: null })) return true
  const { rows } = await sql`select 1 from interaction
    where workspace_id = ${workspaceId} and channel_id = ${id} and state in ('offered', 'active', 'wrapping_up')
      and (agent_id = ${agentId} or ${agentId} = any(offered_to)) limit 1`.execute(tx)
  return rows.length > 0
}
