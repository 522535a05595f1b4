import { type RawBuilder, sql } from 'kysely'
import type { InteractionCard } from '../../contract/cards.ts'
import type { FilledField, Satisfaction } from '../../contract/closing.ts'
import type { ContactId, ConversationId, Instant, InteractionId, TagId, WorkspaceId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { carriersOf, interactionCards } from '../routing/index.ts'
import type { Message } from './core/message.ts'
import { visibleTo } from './repo.ts'
import { messageColumns, messageFromRow } from './rows.ts'

export type Search = {
  contactId: ContactId | null
  state: 'open' | 'closed' | null
  text: string | null
  tagId: TagId | null
  before: Instant | null
  limit: number
}

/** With more contacts of that name than this, the newest interactions are looked through: they are soon among them. */
const MAX_NAMED = 1_000

/** Interactions the person may see, newest first. */
export async function searchInteractions(
  tx: Tx,
  person: Person,
  search: Search,
  maxNamed = MAX_NAMED,
): Promise<InteractionCard[]> {
  const { contactId, state, text, tagId, before, limit } = search
  const { rows } = await sql<{ id: InteractionId }>`
    select i.id from ${tagId === null ? sql`interaction i` : carriersOf(person.workspaceId, tagId)}
    join conversation c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
    where i.workspace_id = ${person.workspaceId} and ${visibleTo(person)}
      and ${contactId === null ? sql`true` : sql`i.contact_id = ${contactId}`}
      and ${state === null ? sql`true` : state === 'closed' ? sql`i.state = 'closed'` : sql`i.state <> 'closed'`}
      and ${before === null ? sql`true` : sql`i.created_at < ${instant(before)}`}
      and ${text === null ? sql`true` : await isAbout(tx, person.workspaceId, text.toLowerCase(), maxNamed)}
    order by ${tagId === null ? sql`i.created_at desc, i.id desc` : sql`carrier.created_at desc, i.id desc`} limit ${limit}`.execute(
    tx,
  )
  return inOrderOf(
    tx,
    person.workspaceId,
    rows.map((row) => row.id),
  )
}

/** A number people quote, or the start of a contact's name: by the few contacts called so, or by each one's name. */
async function isAbout(tx: Tx, workspaceId: WorkspaceId, text: string, maxNamed: number): Promise<RawBuilder<boolean>> {
  if (/^#?\d{1,15}$/.test(text)) return sql`i.number = ${Number(text.replace('#', ''))}`
  const { rows } = await sql<{ id: ContactId }>`select contacts_named(${text}, ${maxNamed + 1}) as id`.execute(tx)
  if (rows.length <= maxNamed) return sql`i.contact_id = any(${rows.map(({ id }) => id)}::uuid[])`
  return sql`(select starts_with(lower(p.name), ${text}) from contact p
    where p.workspace_id = ${workspaceId} and p.id = i.contact_id)`
}

/** The cards of these interactions, in the given order. */
async function inOrderOf(tx: Tx, workspaceId: WorkspaceId, ids: readonly InteractionId[]): Promise<InteractionCard[]> {
  const cards = new Map((await interactionCards(tx, workspaceId, ids)).map((card) => [card.id, card]))
  return ids.map((id) => present(cards.get(id), 'the card of an interaction'))
}

export type FoundInteraction = {
  card: InteractionCard
  dispositionName: string | null
  agentName: string | null
  contactName: string
  /** What was filled in at the end, with the names the fields had then. */
  fields: FilledField[]
  satisfaction: Satisfaction | null
}

/** One interaction the person may see: by its id, or the latest of a conversation. */
export async function findInteraction(
  tx: Tx,
  person: Person,
  by: { id: InteractionId } | { latestOf: ConversationId },
): Promise<FoundInteraction | undefined> {
  const which = 'id' in by ? sql`i.id = ${by.id}` : sql`c.id = ${by.latestOf} and i.id = c.latest_interaction_id`
  const { rows } = await sql<{
    id: InteractionId
    disposition_name: string | null
    agent_name: string | null
    closing_fields: FilledField[]
    satisfaction: Satisfaction | null
  }>`
    select i.id, i.disposition_name, i.closing_fields, i.satisfaction, a.name as agent_name from interaction i
    join conversation c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
    left join agent a on a.workspace_id = i.workspace_id and a.id = i.agent_id
    where i.workspace_id = ${person.workspaceId} and ${which} and ${visibleTo(person)}`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const card = present((await inOrderOf(tx, person.workspaceId, [row.id]))[0], 'a card')
  return {
    card,
    dispositionName: row.disposition_name,
    agentName: row.agent_name,
    contactName: card.conversation.contact.name,
    fields: row.closing_fields,
    satisfaction: row.satisfaction,
  }
}

export type TranscriptRows = {
  messages: (Message & { agentName: string | null })[]
  notes: { at: Instant; text: string; agentName: string }[]
  /** `agentName`: of a rule, its own. */
  lines: { at: Instant; type: string; agentName: string | null }[]
}

/** Everything said and done in one interaction, at most `limit` of each kind. */
export async function readTranscript(
  tx: Tx,
  workspaceId: WorkspaceId,
  interactionId: InteractionId,
  limit: number,
): Promise<TranscriptRows> {
  const messages = await sql<Parameters<typeof messageFromRow>[0] & { agent_name: string | null }>`
    select ${messageColumns}, (select name from agent a where a.workspace_id = message.workspace_id and a.id = message.agent_id) as agent_name
    from message where workspace_id = ${workspaceId} and interaction_id = ${interactionId}
      and conversation_id = (select i.conversation_id from interaction i where i.workspace_id = ${workspaceId} and i.id = ${interactionId})
    order by at, id limit ${limit}`.execute(tx)
  const notes = await sql<{ at: Instant; text: string; agent_name: string }>`
    select n.at, n.text, a.name as agent_name from note n join agent a on a.workspace_id = n.workspace_id and a.id = n.agent_id
    where n.workspace_id = ${workspaceId} and n.interaction_id = ${interactionId} order by n.at, n.id limit ${limit}`.execute(
    tx,
  )
  const lines = await sql<{ at: Instant; type: string; agent_name: string | null }>`
    select j.at, j.type, case when j.type = 'interaction.ruled' then j.event ->> 'name' else them.names end as agent_name
    from journal j
    cross join lateral (
      select case when coalesce(j.event ->> 'by', j.event ->> 'agentId') is not null
          then array[coalesce(j.event ->> 'by', j.event ->> 'agentId')]
        else array(select json_array_elements_text(coalesce(j.event -> 'agentIds', j.event #> '{card,offer,agentIds}')))
        end::uuid[] as ids
    ) as named
    cross join lateral (
      select string_agg(a.name, ', ' order by a.name) as names from unnest(named.ids) as one (id)
        join agent a on a.workspace_id = j.workspace_id and a.id = one.id
    ) as them
    where j.workspace_id = ${workspaceId} and j.interaction_id = ${interactionId}
      and j.type like 'interaction.%' and j.type <> 'interaction.updated' order by j.seq limit ${limit}`.execute(tx)
  return {
    messages: messages.rows.map((row) => ({ ...messageFromRow(row), agentName: row.agent_name })),
    notes: notes.rows.map((row) => ({ at: row.at, text: row.text, agentName: row.agent_name })),
    lines: lines.rows.map((row) => ({ at: row.at, type: row.type, agentName: row.agent_name })),
  }
}
