import { type RawBuilder, sql } from 'kysely'
import type { ChannelId, ContactId, ConversationId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Address } from '../../contract/inbound.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import { insertRows, iso, isoOrNull, updateRows } from '../../kernel/rows.ts'
import type { EarlyStatus, Known, Received } from './core/inbound.ts'
import { keepConversation, keepIdentity, keepMessageKnown } from './core/inbound.ts'
import type { Message } from './core/message.ts'
import type { Contact, Conversation, Identity } from './core/person.ts'
import {
  contactFromRow,
  conversationFromRow,
  identityFromRow,
  messageColumns,
  messageFromRow,
  messageRow,
} from './rows.ts'

/** What the facts of one batch mention: enough to find every row they could touch. */
export type Mentioned = {
  addresses: readonly Address[]
  /** Channel and the provider's message id, pairwise. */
  providerMessages: readonly { channelId: ChannelId; id: string }[]
  /** Our own message ids, as echoed by statuses. */
  references: readonly string[]
}

/** Only one batch of inbound facts of a workspace is applied at a time, on whichever node. */
export async function lockInbox(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('inbox'), hashtext(${workspaceId}))`.execute(tx)
}

/** Fill `known` with all people, conversations and messages the batch could touch; conversations stay locked. */
export async function loadKnown(tx: Tx, workspaceId: WorkspaceId, mentioned: Mentioned, known: Known): Promise<void> {
  const messages = await messagesOf(tx, workspaceId, mentioned)
  for (const message of messages) keepMessageKnown(known, message)
  const ofMessages = [...new Set(messages.map((message) => message.conversationId))]
  const identities = await identitiesOf(tx, workspaceId, mentioned.addresses, ofMessages)
  for (const identity of identities) keepIdentity(known, identity)
  const contactIds = [...known.identitiesOf.keys()]
  const conversations = await conversationsOf(tx, workspaceId, contactIds)
  for (const conversation of conversations) keepConversation(known, conversation)
  // Last, and held: a correction that somebody is just making is neither overwritten nor missing from a card.
  for (const contact of await lockContacts(tx, workspaceId, contactIds)) known.contacts.set(contact.id, contact)
}

/**
 * Two plain conditions, each on its own index: a join would be planned anew for every size of batch, and sometimes badly.
 * An id of one channel that another channel also uses comes along and is told apart by its key.
 */
async function messagesOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  { providerMessages, references }: Mentioned,
): Promise<Message[]> {
  const channelIds = [...new Set(providerMessages.map(({ channelId }) => channelId))]
  const ids = providerMessages.map(({ id }) => id)
  const known = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and channel_id = any(${channelIds}::uuid[]) and provider_message_id = any(${ids}::text[])
    order by id for update`.execute(tx)
  const seen = new Set(known.rows.map(({ id }) => id as string))
  const others = references.filter((id) => !seen.has(id))
  if (others.length === 0) return known.rows.map(messageFromRow)
  const referred = await sql<MessageRow>`select ${messageColumns} from message
    where workspace_id = ${workspaceId} and id = any(${others}::uuid[]) order by id for update`.execute(tx)
  return [...known.rows, ...referred.rows].map(messageFromRow)
}
type MessageRow = Parameters<typeof messageFromRow>[0]

/** All addresses of everybody who is mentioned by one of them, or by one of their conversations. */
async function identitiesOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  addresses: readonly Address[],
  conversationIds: readonly ConversationId[],
): Promise<Identity[]> {
  const kinds = [...new Set(addresses.map(({ kind }) => kind))]
  const values = [...new Set(addresses.map(({ value }) => value))]
  const ofConversations =
    conversationIds.length === 0
      ? sql``
      : sql`union select contact_id from conversation where workspace_id = ${workspaceId} and id = any(${conversationIds}::uuid[])`
  const { rows } = await sql<Parameters<typeof identityFromRow>[0]>`
    select id, contact_id, kind, value, first_seen_at, last_seen_at from identity
    where workspace_id = ${workspaceId} and contact_id = any(array(
      select contact_id from identity
      where workspace_id = ${workspaceId} and kind = any(${kinds}::text[]) and value = any(${values}::text[]) ${ofConversations}
    ))`.execute(tx)
  return rows.map(identityFromRow)
}

async function lockContacts(tx: Tx, workspaceId: WorkspaceId, ids: readonly ContactId[]): Promise<Contact[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('contact')
    .select(['id', 'name', 'name_is_ours', 'username', 'language', 'service_consent', 'do_not_contact'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', anyOf(ids))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return rows.map(contactFromRow)
}

/** Those on other channels too: their cards show the same contact. */
async function conversationsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  contactIds: readonly ContactId[],
): Promise<Conversation[]> {
  if (contactIds.length === 0) return []
  const rows = await tx
    .selectFrom('conversation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', anyOf(contactIds))
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(conversationFromRow)
}

const anyOf = <T extends string>(ids: readonly T[]): RawBuilder<T> => sql<T>`any(${ids}::uuid[])`

/** Write everything a batch led to, but interactions: those are routing's. A fixed number of statements. */
export async function saveReceived(tx: Tx, workspaceId: WorkspaceId, received: Received, at: Instant): Promise<void> {
  const workspace_id = workspaceId
  await insertRows(
    tx,
    'contact',
    [...received.newContacts].map((contact) => ({
      ...contactRow(contact),
      workspace_id,
      id: contact.id,
      email: null,
      note: '',
      version: 1,
      created_at: iso(at),
    })),
  )
  await updateRows(
    tx,
    'contact',
    [...received.contacts].map((contact) => ({ ...contactRow(contact), workspace_id, id: contact.id })),
  )
  for (const { id } of received.goneIdentities)
    await tx.deleteFrom('identity').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  await insertRows(
    tx,
    'identity',
    [...received.newIdentities].map((identity) => identityRow(workspaceId, identity)),
  )
  await updateRows(
    tx,
    'identity',
    [...received.identities].map(({ id, lastSeenAt }) => ({ workspace_id, id, last_seen_at: iso(lastSeenAt) })),
  )
  await insertRows(
    tx,
    'consent_entry',
    received.consents.map((entry) => ({
      workspace_id,
      id: entry.id,
      contact_id: entry.contactId,
      channel_id: entry.channelId,
      at: iso(entry.at),
      purpose: entry.purpose,
      granted: entry.granted,
      source: entry.source,
      by_agent_id: null,
    })),
    sql`on conflict do nothing`,
  )
  await insertRows(
    tx,
    'conversation',
    [...received.newConversations].map((conversation) => ({
      ...conversationRow(conversation),
      workspace_id,
      id: conversation.id,
      channel_id: conversation.channelId,
      contact_id: conversation.contactId,
      created_at: iso(conversation.createdAt),
    })),
  )
  const changed = [...received.conversations].filter((conversation) => !received.newConversations.has(conversation))
  await updateRows(
    tx,
    'conversation',
    changed.map((conversation) => ({ ...conversationRow(conversation), workspace_id, id: conversation.id })),
  )
  await insertRows(
    tx,
    'message',
    [...received.newMessages].map((message) => messageRow(workspaceId, message)),
  )
  const oldMessages = [...received.messages].filter((message) => !received.newMessages.has(message))
  await updateRows(
    tx,
    'message',
    oldMessages.map((message) => messageStateRow(workspaceId, message)),
  )
  await insertRows(
    tx,
    'early_status',
    received.early.map((early) => earlyRow(workspaceId, early, at)),
    sql`on conflict do nothing`,
  )
}

const contactRow = (contact: Contact) => ({
  name: contact.name,
  name_is_ours: contact.nameIsOurs,
  username: contact.username,
  language: contact.language,
  service_consent: contact.consent,
  do_not_contact: contact.doNotContact,
})

const identityRow = (workspaceId: WorkspaceId, identity: Identity) => ({
  workspace_id: workspaceId,
  id: identity.id,
  contact_id: identity.contactId,
  kind: identity.kind,
  value: identity.value,
  first_seen_at: iso(identity.firstSeenAt),
  last_seen_at: iso(identity.lastSeenAt),
})

const conversationRow = (conversation: Conversation) => ({
  last_inbound_at: isoOrNull(conversation.lastInboundAt),
  last_message_at: isoOrNull(conversation.lastMessageAt),
  snippet: conversation.snippet,
  snippet_from: conversation.snippetFrom,
  unread: conversation.unread,
  out_of_hours_until: isoOrNull(conversation.outOfHoursUntil),
  latest_interaction_id: conversation.latestInteractionId,
})

/** The columns of a message that a provider's word can change. */
export function messageStateRow(workspaceId: WorkspaceId, message: Message) {
  const full = messageRow(workspaceId, message)
  const { id, content, provider_message_id, reactions, edited_at, revoked_at, delivery, held_until, next_attempt_at } =
    full
  const { attempts, sending_since, accepted_at, sent_at, delivered_at, read_at, failure, pricing } = full
  return {
    workspace_id: workspaceId,
    id,
    content,
    provider_message_id,
    reactions,
    edited_at,
    revoked_at,
    delivery,
    held_until,
    next_attempt_at,
    attempts,
    sending_since,
    accepted_at,
    sent_at,
    delivered_at,
    read_at,
    failure,
    pricing,
  }
}

const earlyRow = (workspaceId: WorkspaceId, { channelId, providerMessageId, fact }: EarlyStatus, at: Instant) => ({
  workspace_id: workspaceId,
  channel_id: channelId,
  provider_message_id: providerMessageId,
  at: iso(fact.at),
  status: fact,
  stored_at: iso(at),
})

/** Take the statuses that came before we knew the message they are about. */
export async function takeEarlyStatuses(
  tx: Tx,
  workspaceId: WorkspaceId,
  sent: readonly { channelId: ChannelId; providerMessageId: string }[],
): Promise<EarlyStatus[]> {
  if (sent.length === 0) return []
  const { rows } = await sql<{ channel_id: ChannelId; provider_message_id: string; status: EarlyStatus['fact'] }>`
    delete from early_status using unnest(
      ${sent.map(({ channelId }) => channelId)}::uuid[], ${sent.map(({ providerMessageId }) => providerMessageId)}::text[]
    ) as sent (channel_id, provider_message_id)
    where early_status.workspace_id = ${workspaceId}
      and early_status.channel_id = sent.channel_id and early_status.provider_message_id = sent.provider_message_id
    returning early_status.channel_id, early_status.provider_message_id, early_status.status`.execute(tx)
  return rows.map((row) => ({
    channelId: row.channel_id,
    providerMessageId: row.provider_message_id,
    fact: row.status,
  }))
}

/** Forget statuses nobody asked for within their keeping time: of messages sent by another system through this number. */
export async function dropOldEarlyStatuses(tx: Tx, workspaceId: WorkspaceId, before: Instant): Promise<void> {
  await tx
    .deleteFrom('early_status')
    .where('workspace_id', '=', workspaceId)
    .where('stored_at', '<', instant(before))
    .execute()
}
