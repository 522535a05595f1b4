import { sql } from 'kysely'
import type { MessageCard, NoteCard, Thread, ThreadLine } from '../../contract/cards.ts'
import type {
  AttachmentId,
  ConversationId,
  Instant,
  InteractionId,
  MessageId,
  NoteId,
  WorkspaceId,
} from '../../contract/ids.ts'
import type { Draft } from '../../contract/operations/conversations.ts'
import { lineOf, lineTypes } from '../../contract/view.ts'
import { instant, type Tx, toDate } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { insertRows } from '../../kernel/rows.ts'
import { maySeeConversation, visibleTo } from '../routing/index.ts'
import { type Message, messageCard } from './core/message.ts'
import type { Contact, Conversation, Identity } from './core/person.ts'
import { plannedCard } from './core/planned.ts'
import { readPlanned } from './planned-repo.ts'
import {
  contactFromRow,
  conversationFromRow,
  identityFromRow,
  messageColumns,
  messageFromRow,
  messageRow,
} from './rows.ts'

export { maySeeConversation, visibleTo }

type MessageRow = Parameters<typeof messageFromRow>[0]

/** May the person see the contact: is there a conversation with them that they may see? */
export async function maySeeContact(tx: Tx, person: Person, contactId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from conversation c
    where c.workspace_id = ${person.workspaceId} and c.contact_id = ${contactId} and ${visibleTo(person)} limit 1`.execute(
    tx,
  )
  return rows.length > 0 || (person.role !== 'agent' && (await isOpenToSupervisors(tx, person, contactId)))
}

/** Supervisors see also whom nobody has written with; tags may hide from them whom others have. */
async function isOpenToSupervisors(tx: Tx, { workspaceId, hidden }: Person, contactId: string): Promise<boolean> {
  const free = hidden === null ? sql`true` : hasNoConversation
  const { rows } = await sql`select 1 from contact p
    where p.workspace_id = ${workspaceId} and p.id = ${contactId} and ${free}`.execute(tx)
  return rows.length > 0
}

/** A condition on `contact p`. */
export const hasNoConversation = sql<boolean>`not exists (select from conversation c
  where c.workspace_id = p.workspace_id and c.contact_id = p.id)`

/** A conversation with its contact and their addresses. */
export type Held = { conversation: Conversation; contact: Contact; identities: Identity[] }

/** Read a conversation and hold it until commit. */
export async function lockConversation(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ConversationId,
): Promise<Held | undefined> {
  const row = await tx
    .selectFrom('conversation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const conversation = conversationFromRow(row)
  const { contacts, identities } = await peopleOf(tx, workspaceId, [conversation.contactId])
  const contact = contacts.get(conversation.contactId)
  return contact && { conversation, contact, identities: identities.get(contact.id) ?? [] }
}

/** Which conversation an interaction belongs to; undefined: there is no such interaction. */
export async function conversationOfInteraction(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: InteractionId,
): Promise<ConversationId | undefined> {
  const row = await tx
    .selectFrom('interaction')
    .select('conversation_id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.conversation_id
}

/** Conversations with their people, in three statements however many. */
export async function readConversations(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, Held>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Parameters<typeof conversationFromRow>[0]>`select * from conversation
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
  const conversations = rows.map(conversationFromRow)
  const { contacts, identities } = await peopleOf(tx, workspaceId, [
    ...new Set(conversations.map(({ contactId }) => contactId)),
  ])
  return new Map(
    conversations.flatMap((conversation) => {
      const contact = contacts.get(conversation.contactId)
      return contact
        ? [[conversation.id, { conversation, contact, identities: identities.get(contact.id) ?? [] }] as const]
        : []
    }),
  )
}

async function peopleOf(tx: Tx, workspaceId: WorkspaceId, contactIds: readonly string[]) {
  const contactRows = await sql<Parameters<typeof contactFromRow>[0]>`
    select id, name, name_is_ours, username, language, service_consent, do_not_contact from contact
    where workspace_id = ${workspaceId} and id = any(${contactIds}::uuid[])`.execute(tx)
  const identityRows = await sql<Parameters<typeof identityFromRow>[0]>`
    select id, contact_id, kind, value, first_seen_at, last_seen_at from identity
    where workspace_id = ${workspaceId} and contact_id = any(${contactIds}::uuid[])`.execute(tx)
  return {
    contacts: new Map(contactRows.rows.map((row) => [row.id, contactFromRow(row)])),
    identities: Map.groupBy(identityRows.rows.map(identityFromRow), (identity) => identity.contactId),
  }
}

export async function saveConversation(tx: Tx, workspaceId: WorkspaceId, conversation: Conversation): Promise<void> {
  const { lastMessageAt, snippet, snippetFrom, unread, latestInteractionId, planned } = conversation
  await tx
    .updateTable('conversation')
    .set({
      last_message_at: lastMessageAt === null ? null : toDate(lastMessageAt),
      snippet,
      snippet_from: snippetFrom,
      unread,
      latest_interaction_id: latestInteractionId,
      planned,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', conversation.id)
    .execute()
}

/** The conversation of a contact on a channel, made when there is none. A race for it has one winner, whom both get. */
export async function makeConversation(tx: Tx, workspaceId: WorkspaceId, fresh: Conversation): Promise<ConversationId> {
  const { rows } = await sql<{ id: ConversationId }>`
    insert into conversation (workspace_id, id, channel_id, contact_id, created_at)
    values (${workspaceId}, ${fresh.id}, ${fresh.channelId}, ${fresh.contactId}, ${new Date(fresh.createdAt)})
    on conflict (workspace_id, channel_id, contact_id) do update set channel_id = excluded.channel_id returning id`.execute(
    tx,
  )
  return rows[0]!.id
}

// Messages ------------------------------------------------------------------------------------------------------------

export const insertMessages = (tx: Tx, workspaceId: WorkspaceId, messages: readonly Message[]): Promise<void> =>
  insertRows(
    tx,
    'message',
    messages.map((message) => messageRow(workspaceId, message)),
  )

export async function lockMessage(tx: Tx, workspaceId: WorkspaceId, id: MessageId): Promise<Message | undefined> {
  const { rows } =
    await sql<MessageRow>`select ${messageColumns} from message where workspace_id = ${workspaceId} and id = ${id} for update`.execute(
      tx,
    )
  return rows[0] && messageFromRow(rows[0])
}

export async function readMessage(tx: Tx, workspaceId: WorkspaceId, id: MessageId): Promise<Message | undefined> {
  const { rows } =
    await sql<MessageRow>`select ${messageColumns} from message where workspace_id = ${workspaceId} and id = ${id}`.execute(
      tx,
    )
  return rows[0] && messageFromRow(rows[0])
}

/** What an earlier press of the same Send made. */
export async function messagesOfClient(tx: Tx, workspaceId: WorkspaceId, clientId: string): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and client_id = ${clientId} order by part`.execute(tx)
  return rows.map(messageFromRow)
}

/** The newest message of the contact that the provider knows by an id. */
export async function latestInbound(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
): Promise<Message | undefined> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and direction = 'in' and provider_message_id is not null
    order by at desc, id desc limit 1`.execute(tx)
  return rows[0] && messageFromRow(rows[0])
}

export async function removeMessage(tx: Tx, workspaceId: WorkspaceId, id: MessageId): Promise<void> {
  await tx.deleteFrom('message').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

export async function saveContent(tx: Tx, workspaceId: WorkspaceId, message: Message): Promise<void> {
  await tx
    .updateTable('message')
    .set({ content: JSON.stringify(message.content), reactions: JSON.stringify(message.reactions) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', message.id)
    .execute()
}

/** The newest message before `before`, or of all: for the line a list shows. */
export async function latestMessage(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
): Promise<MessageCard | undefined> {
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId} order by at desc, id desc limit 1`.execute(
    tx,
  )
  return rows[0] && messageCard(messageFromRow(rows[0]))
}

/**
 * When the contact wrote the first message of an interaction that nobody has answered; null: none is left. `isFirst`:
 * nobody has answered any.
 */
export async function oldestUnanswered(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
  interactionId: InteractionId,
): Promise<{ since: Instant | null; isFirst: boolean }> {
  const theirs = sql`workspace_id = ${workspaceId} and conversation_id = ${conversationId} and interaction_id = ${interactionId}`
  const { rows } = await sql<{ since: Instant | null; isFirst: boolean }>`
    with answer as (select max(at) as at from message where ${theirs} and author in ('agent', 'phone_app'))
    select answer.at is null as "isFirst", (select min(at) from message where ${theirs}
      and author = 'contact' and content ->> 'kind' <> 'system' and (answer.at is null or at > answer.at)) as since
    from answer`.execute(tx)
  return rows[0] ?? { since: null, isFirst: false }
}

// Threads -------------------------------------------------------------------------------------------------------------

/** A page of a thread: `size` messages before an instant (or the newest), with the notes and lines of their time. */
export async function readThread(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
  before: Instant | null,
  size: number,
): Promise<Thread> {
  const until = before === null ? sql`true` : sql`at < ${instant(before)}`
  const { rows } = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and ${until}
    order by at desc, id desc limit ${size + 1}`.execute(tx)
  const hasOlder = rows.length > size
  const kept = hasOlder ? pageOfWholeInstants(rows, size) : rows
  const messages = kept.map(messageFromRow).map(messageCard).reverse()
  const from = hasOlder ? (messages[0]?.at ?? null) : null
  return {
    conversationId,
    messages,
    notes: await readNotes(tx, workspaceId, conversationId, from, before),
    lines: await readLines(tx, workspaceId, conversationId, from, before),
    planned: before === null ? (await readPlanned(tx, workspaceId, conversationId)).map(plannedCard) : [],
    hasOlder,
  }
}

/** The next page asks for what is before an instant: an instant must not be torn between two pages. */
function pageOfWholeInstants(rows: readonly MessageRow[], size: number): readonly MessageRow[] {
  const next = rows[size]!.at
  const whole = rows.slice(0, size).filter((row) => row.at !== next)
  return whole.length > 0 ? whole : rows
}

async function readNotes(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
  from: Instant | null,
  before: Instant | null,
): Promise<NoteCard[]> {
  const { rows } = await sql<{
    id: NoteId
    interaction_id: NoteCard['interactionId']
    agent_id: NoteCard['agentId']
    at: Instant
    text: string
  }>`
    select id, interaction_id, agent_id, at, text from note
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and ${between(from, before)} order by at, id`.execute(
    tx,
  )
  return rows.map((row) => ({
    id: row.id,
    conversationId,
    interactionId: row.interaction_id,
    agentId: row.agent_id,
    at: row.at,
    text: row.text,
  }))
}

async function readLines(
  tx: Tx,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
  from: Instant | null,
  before: Instant | null,
): Promise<ThreadLine[]> {
  const { rows } = await sql<{ seq: number; at: Instant; event: Parameters<typeof lineOf>[0] }>`
    select seq, at, event from journal
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and ${between(from, before)}
      and type in (${sql.join(lineTypes.map((type) => sql.lit(`interaction.${type}`)))}) order by seq`.execute(tx)
  return rows.map(({ seq, at, event }) => ({ seq, at, number: event.card.number, ...lineOf(event) }))
}

const between = (from: Instant | null, before: Instant | null) =>
  sql<boolean>`${from === null ? sql`true` : sql`at >= ${instant(from)}`} and ${before === null ? sql`true` : sql`at < ${instant(before)}`}`

export async function insertNote(tx: Tx, workspaceId: WorkspaceId, note: NoteCard): Promise<void> {
  const { id, conversationId, interactionId, agentId, at, text } = note
  await tx
    .insertInto('note')
    .values({
      workspace_id: workspaceId,
      id,
      conversation_id: conversationId,
      interaction_id: interactionId,
      agent_id: agentId,
      at: toDate(at),
      text,
    })
    .execute()
}

// Drafts --------------------------------------------------------------------------------------------------------------

export async function writeDraft(tx: Tx, person: Person, draft: Draft): Promise<void> {
  const { conversationId, mode, text, updatedAt } = draft
  await sql`insert into draft (workspace_id, agent_id, conversation_id, mode, text, updated_at)
    values (${person.workspaceId}, ${person.agentId}, ${conversationId}, ${mode}, ${text}, ${new Date(updatedAt)})
    on conflict (workspace_id, agent_id, conversation_id, mode) do update set text = excluded.text, updated_at = excluded.updated_at`.execute(
    tx,
  )
}

export async function dropDraft(
  tx: Tx,
  person: Person,
  conversationId: ConversationId,
  mode: Draft['mode'],
): Promise<void> {
  await tx
    .deleteFrom('draft')
    .where('workspace_id', '=', person.workspaceId)
    .where('agent_id', '=', person.agentId)
    .where('conversation_id', '=', conversationId)
    .where('mode', '=', mode)
    .execute()
}

export async function readDrafts(tx: Tx, person: Person): Promise<Draft[]> {
  const { rows } = await sql<{ conversation_id: ConversationId; mode: string; text: string; updated_at: Instant }>`
    select d.conversation_id, d.mode, d.text, d.updated_at from draft d
    join conversation c on c.workspace_id = d.workspace_id and c.id = d.conversation_id
    where d.workspace_id = ${person.workspaceId} and d.agent_id = ${person.agentId} and ${visibleTo(person)}`.execute(
    tx,
  )
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    mode: row.mode as Draft['mode'],
    text: row.text,
    updatedAt: row.updated_at,
  }))
}

// Attachments ---------------------------------------------------------------------------------------------------------

export type Attachment = {
  id: AttachmentId
  conversationId: ConversationId
  mimeType: string
  sizeBytes: number
  sha256: string
  fileName: string | null
  providerMediaId: string | null
  providerMediaUntil: Instant | null
}

export async function insertAttachment(
  tx: Tx,
  workspaceId: WorkspaceId,
  attachment: Attachment,
  at: Instant,
  uploadedBy: Person['agentId'] | null,
): Promise<void> {
  await tx
    .insertInto('attachment')
    .values({
      workspace_id: workspaceId,
      id: attachment.id,
      conversation_id: attachment.conversationId,
      mime_type: attachment.mimeType,
      size_bytes: attachment.sizeBytes,
      sha256: attachment.sha256,
      file_name: attachment.fileName,
      uploaded_by: uploadedBy,
      created_at: toDate(at),
    })
    .execute()
}

export async function readAttachment(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: AttachmentId,
): Promise<Attachment | undefined> {
  const row = await tx
    .selectFrom('attachment')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      conversationId: row.conversation_id,
      mimeType: row.mime_type,
      sizeBytes: row.size_bytes,
      sha256: row.sha256,
      fileName: row.file_name,
      providerMediaId: row.provider_media_id,
      providerMediaUntil: row.provider_media_until,
    }
  )
}

export async function rememberUpload(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: AttachmentId,
  mediaId: string,
  until: Instant,
): Promise<void> {
  await tx
    .updateTable('attachment')
    .set({ provider_media_id: mediaId, provider_media_until: toDate(until) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}
