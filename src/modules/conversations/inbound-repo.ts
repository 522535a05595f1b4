import { type RawBuilder, sql } from 'kysely'
import type { AgentId, ChannelId, ContactId, ConversationId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Address } from '../../contract/inbound.ts'
import { instant, PREPARED, type Tx } from '../../kernel/db.ts'
import { insertRows, iso, isoOrNull, updateRows } from '../../kernel/rows.ts'
import type { Interaction } from '../routing/core/interaction.ts'
import type { EarlyStatus, Known, Received } from './core/inbound.ts'
import { keepConversation, keepIdentity, keepMessageKnown } from './core/inbound.ts'
import type { Message } from './core/message.ts'
import { addressKey, type Contact, type Conversation, type Identity } from './core/person.ts'
import { contactFromRow, conversationFromRow, messageColumns, messageFromRow, messageRow } from './rows.ts'

/** What the facts of one batch mention: enough to find every row they could touch. */
export type Mentioned = {
  addresses: readonly Address[]
  /** The provider's id of our number, and its id of the message. */
  providerMessages: readonly { line: string; id: string }[]
  /** Our own message ids, as echoed by statuses. */
  references: readonly string[]
  /** Interactions whose question somebody answered by a button. */
  asked: readonly string[]
}

/**
 * Only one batch of inbound facts of a workspace is applied at a time in each of these lanes, on whichever node. When
 * `atMostMs` is given, that and every lock of this transaction is waited for no longer: then the statement fails (55P03).
 */
export async function lockInbox(
  tx: Tx,
  workspaceId: WorkspaceId,
  lanes: readonly number[],
  atMostMs: number | null,
): Promise<void> {
  const limit = atMostMs === null ? [] : [sql`set_config('lock_timeout', ${String(atMostMs)}, true)`]
  const locks = lanes.map(
    (lane) => sql`pg_advisory_xact_lock(hashtext('inbox'), hashtext(${`${workspaceId} ${lane}`}))`,
  )
  await sql`${prepared} select ${sql.join([...limit, ...locks])}`.execute(tx)
}

/**
 * Fill `known` with all people, conversations and messages the batch could touch, and answer with the latest interactions
 * of these conversations: all held until the end. One round trip finds everybody who is mentioned by an address, which is
 * nearly always everybody; a second one whom only a message leads to.
 */
export async function loadKnown(
  tx: Tx,
  workspaceId: WorkspaceId,
  mentioned: Mentioned,
  known: Known,
  lockInteractions: LockInteractions,
): Promise<void> {
  const [messages, people, asked] = await Promise.all([
    messagesOf(tx, workspaceId, mentioned),
    mentioned.addresses.length > 0
      ? peopleOf(tx, workspaceId, whoHas(workspaceId, mentioned.addresses), lockInteractions)
      : nobody,
    mentioned.asked.length > 0 ? lockInteractions(sql`select unnest(${mentioned.asked}::uuid[]) as id`) : [],
  ])
  for (const interaction of asked) known.asked.set(interaction.id, interaction)
  for (const message of messages) keepMessageKnown(known, message)
  keepPeople(known, people)
  const strangers = [...new Set(messages.map(({ conversationId }) => conversationId))].filter(
    (id) => !known.conversationsById.has(id),
  )
  if (strangers.length > 0) {
    keepPeople(known, await peopleOf(tx, workspaceId, whoIsIn(workspaceId, strangers), lockInteractions))
  }
}

/** Find the interactions whose ids a query (one column, `id`) answers with, and hold them: routing's own. */
export type LockInteractions = (ids: RawBuilder<unknown>) => Promise<Interaction[]>

type People = {
  identities: Identity[]
  conversations: Conversation[]
  contacts: Contact[]
  interactions: Interaction[]
  holders: [ContactId, AgentId][]
}
const nobody: People = { identities: [], conversations: [], contacts: [], interactions: [], holders: [] }

/**
 * Held in the order of the house: conversations, contacts, interactions. Who is found by a message alone comes after all
 * of the others: two batches that each lead to the other's people may lose to one another, and are tried again.
 */
async function peopleOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  who: RawBuilder<unknown>,
  lockInteractions: LockInteractions,
): Promise<People> {
  const theirs = sql`(select distinct contact_id from (${who}) as mentioned) as theirs`
  const [conversations, { contacts, identities, holders }, interactions] = await Promise.all([
    conversationsOf(tx, workspaceId, theirs),
    contactsOf(tx, workspaceId, theirs),
    lockInteractions(sql`select latest.id from ${theirs} cross join lateral (
        select latest_interaction_id as id from conversation
        where workspace_id = ${workspaceId} and contact_id = theirs.contact_id and latest_interaction_id is not null offset 0
      ) as latest`),
  ])
  return { identities, conversations, contacts, interactions, holders }
}

function keepPeople(known: Known, { identities, conversations, contacts, interactions, holders }: People): void {
  for (const [contactId, agentId] of holders) known.holders.set(contactId, agentId)
  for (const identity of identities) if (!known.identities.has(addressKey(identity))) keepIdentity(known, identity)
  for (const conversation of conversations) {
    if (!known.conversationsById.has(conversation.id)) keepConversation(known, conversation)
  }
  for (const contact of contacts) if (!known.contacts.has(contact.id)) known.contacts.set(contact.id, contact)
  for (const interaction of interactions) {
    if (!known.interactions.has(interaction.conversationId))
      known.interactions.set(interaction.conversationId, interaction)
  }
}

/** Known by the provider's id or by ours, each once, held in the order of their ids. */
async function messagesOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  { providerMessages, references }: Mentioned,
): Promise<Message[]> {
  if (providerMessages.length + references.length === 0) return []
  const { rows } = await sql<MessageRow>`${prepared} select message.* from (
      select found.id from unnest(
        ${providerMessages.map(({ line }) => line)}::text[], ${providerMessages.map(({ id }) => id)}::text[]
      ) as told (line, provider_message_id) cross join lateral (
        select id from channel where workspace_id = ${workspaceId} and phone_number_id = told.line offset 0
      ) as channel cross join lateral (
        select id from message
        where workspace_id = ${workspaceId} and channel_id = channel.id and provider_message_id = told.provider_message_id
        offset 0
      ) as found
      union select unnest(${references}::uuid[])
      order by id
    ) as wanted cross join lateral (
      select ${messageColumns} from message where workspace_id = ${workspaceId} and message.id = wanted.id for update
    ) as message`.execute(tx)
  return rows.map(messageFromRow)
}
type MessageRow = Parameters<typeof messageFromRow>[0]

/** The contacts who have one of these addresses. */
const whoHas = (workspaceId: WorkspaceId, addresses: readonly Address[]): RawBuilder<unknown> =>
  sql`select found.contact_id from unnest(
      ${addresses.map(({ kind }) => kind)}::text[], ${addresses.map(({ value }) => value)}::text[]
    ) as told (kind, value) cross join lateral (
      select contact_id from identity where workspace_id = ${workspaceId} and kind = told.kind and value = told.value
      offset 0
    ) as found`

/** The contacts these conversations are with. */
const whoIsIn = (workspaceId: WorkspaceId, ids: readonly ConversationId[]): RawBuilder<unknown> =>
  sql`select found.contact_id from unnest(${ids}::uuid[]) as told (id) cross join lateral (
      select contact_id from conversation where workspace_id = ${workspaceId} and id = told.id offset 0
    ) as found`

/**
 * Held: a correction somebody is just making is neither overwritten nor missing from a card. With their addresses, as
 * they were when this was asked.
 */
async function contactsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  theirs: RawBuilder<unknown>,
): Promise<Pick<People, 'contacts' | 'identities' | 'holders'>> {
  const { rows } = await sql<ContactsRow>`${prepared}
    select contact.*, addresses.identities, holder.agent_id as holder
    from (select contact_id from ${theirs} order by contact_id) as wanted cross join lateral (
      select id, name, name_is_ours, username, language, service_consent, do_not_contact from contact
      where workspace_id = ${workspaceId} and id = wanted.contact_id for no key update
    ) as contact cross join lateral (
      select json_agg(json_build_object('id', id, 'kind', kind, 'value', value,
        'firstSeenAt', extract(epoch from first_seen_at) * 1000, 'lastSeenAt', extract(epoch from last_seen_at) * 1000
      )) as identities from identity where workspace_id = ${workspaceId} and contact_id = wanted.contact_id
    ) as addresses left join lateral (
      select agent_id from contact_holder where workspace_id = ${workspaceId} and contact_id = wanted.contact_id offset 0
    ) as holder on true`.execute(tx)
  return {
    contacts: rows.map(contactFromRow),
    holders: rows.flatMap(({ id, holder }): [ContactId, AgentId][] => (holder === null ? [] : [[id, holder]])),
    identities: rows.flatMap(({ id, identities }) => (identities ?? []).map((one) => ({ ...one, contactId: id }))),
  }
}

type ContactsRow = Parameters<typeof contactFromRow>[0] & {
  identities: Omit<Identity, 'contactId'>[] | null
  /** Who last held anything of theirs. */
  holder: AgentId | null
}

/** Those on other channels too: their cards show the same contact. Held in the order of their ids. */
async function conversationsOf(tx: Tx, workspaceId: WorkspaceId, theirs: RawBuilder<unknown>): Promise<Conversation[]> {
  const { rows } = await sql<Parameters<typeof conversationFromRow>[0]>`${prepared} select conversation.* from (
      select found.id from ${theirs} cross join lateral (
        select id from conversation where workspace_id = ${workspaceId} and contact_id = theirs.contact_id offset 0
      ) as found order by found.id
    ) as wanted cross join lateral (
      select * from conversation where workspace_id = ${workspaceId} and id = wanted.id for update
    ) as conversation`.execute(tx)
  return rows.map(conversationFromRow)
}

const prepared = sql.raw(PREPARED)

/**
 * Write everything a batch led to, but interactions: those are routing's. A fixed number of statements, begun in the
 * order in which their rows need each other, travelling together.
 */
export async function saveReceived(tx: Tx, workspaceId: WorkspaceId, received: Received, at: Instant): Promise<void> {
  const named = <T extends object>(id: string, row: T) => ({ ...row, workspace_id: workspaceId, id })
  const { newContacts, newConversations, newMessages } = received
  const oldConversations = [...received.conversations].filter((conversation) => !newConversations.has(conversation))
  const oldMessages = [...received.messages].filter((message) => !newMessages.has(message))
  const fresh = { email: null, note: '', version: 1, created_at: iso(at) }
  const once = sql`on conflict do nothing`
  await Promise.all([
    insertRows(
      tx,
      'contact',
      [...newContacts].map((contact) => named(contact.id, { ...contactRow(contact), ...fresh })),
    ),
    updateRows(
      tx,
      'contact',
      [...received.contacts].map((contact) => named(contact.id, contactRow(contact))),
    ),
    removeIdentities(tx, workspaceId, [...received.goneIdentities]),
    insertRows(
      tx,
      'identity',
      [...received.newIdentities].map((identity) => identityRow(workspaceId, identity)),
    ),
    updateRows(
      tx,
      'identity',
      [...received.identities].map(({ id, lastSeenAt }) => named(id, { last_seen_at: iso(lastSeenAt) })),
    ),
    insertRows(
      tx,
      'consent_entry',
      received.consents.map((entry) => named(entry.id, consentRow(entry))),
      once,
    ),
    insertRows(
      tx,
      'conversation',
      [...newConversations].map((one) => named(one.id, newConversationRow(one))),
    ),
    updateRows(
      tx,
      'conversation',
      oldConversations.map((one) => named(one.id, conversationRow(one))),
    ),
    insertRows(
      tx,
      'message',
      [...newMessages].map((message) => messageRow(workspaceId, message)),
    ),
    updateRows(
      tx,
      'message',
      oldMessages.map((message) => messageStateRow(workspaceId, message)),
    ),
    insertRows(
      tx,
      'early_status',
      received.early.map((early) => earlyRow(workspaceId, early, at)),
      once,
    ),
  ])
}

async function removeIdentities(tx: Tx, workspaceId: WorkspaceId, gone: readonly Identity[]): Promise<void> {
  if (gone.length === 0) return
  await sql`delete from identity where workspace_id = ${workspaceId} and id = any(${gone.map(({ id }) => id)}::uuid[])`.execute(
    tx,
  )
}

const consentRow = (entry: Received['consents'][number]) => ({
  contact_id: entry.contactId,
  channel_id: entry.channelId,
  at: iso(entry.at),
  purpose: entry.purpose,
  granted: entry.granted,
  source: entry.source,
  by_agent_id: null,
})

const newConversationRow = (conversation: Conversation) => ({
  ...conversationRow(conversation),
  channel_id: conversation.channelId,
  contact_id: conversation.contactId,
  created_at: iso(conversation.createdAt),
})

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
