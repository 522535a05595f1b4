import { type Selectable, sql } from 'kysely'
import type { Delivery } from '../../contract/cards.ts'
import type { MessageContent, TemplateFill } from '../../contract/content.ts'
import type { WorkspaceId } from '../../contract/ids.ts'
import type { Referral } from '../../contract/inbound.ts'
import { iso, isoOrNull } from '../../kernel/rows.ts'
import type { Tables } from '../../kernel/tables.ts'
import type { Message, Quote } from './core/message.ts'
import type { Contact, Conversation, Identity } from './core/person.ts'

/** Between rows and the domain, both ways. What is written here was checked before it was written, and by the tables. */

type Row<T extends keyof Tables> = Selectable<Tables[T]>

export const identityFromRow = (row: Omit<Row<'identity'>, 'workspace_id'>): Identity => ({
  id: row.id,
  contactId: row.contact_id,
  kind: row.kind as Identity['kind'],
  value: row.value,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
})

type ContactRow = Pick<
  Row<'contact'>,
  'id' | 'name' | 'name_is_ours' | 'username' | 'language' | 'service_consent' | 'do_not_contact'
>

export const contactFromRow = (row: ContactRow): Contact => ({
  id: row.id,
  name: row.name,
  nameIsOurs: row.name_is_ours,
  username: row.username,
  language: row.language,
  consent: row.service_consent as Contact['consent'],
  doNotContact: row.do_not_contact,
})

export const conversationFromRow = (row: Row<'conversation'>): Conversation => ({
  id: row.id,
  channelId: row.channel_id,
  contactId: row.contact_id,
  createdAt: row.created_at,
  lastInboundAt: row.last_inbound_at,
  lastMessageAt: row.last_message_at,
  snippet: row.snippet,
  snippetFrom: row.snippet_from as Conversation['snippetFrom'],
  unread: row.unread,
  outOfHoursUntil: row.out_of_hours_until,
  latestInteractionId: row.latest_interaction_id,
  planned: row.planned as Conversation['planned'],
})

/** Every column of a message but the workspace. */
export const messageColumns = sql.raw(
  'id, conversation_id, channel_id, interaction_id, direction, author, agent_id, at, content, provider_message_id, client_id, part, quote, reactions, forwarded, referral, edited_at, revoked_at, delivery, held_until, next_attempt_at, attempts, sending_since, accepted_at, sent_at, delivered_at, read_at, failure, pricing, template_id, template_fill',
)

export const messageFromRow = (row: Omit<Row<'message'>, 'workspace_id'>): Message => ({
  id: row.id,
  conversationId: row.conversation_id,
  channelId: row.channel_id,
  interactionId: row.interaction_id,
  direction: row.direction as Message['direction'],
  author: row.author as Message['author'],
  agentId: row.agent_id,
  at: row.at,
  content: row.content as MessageContent,
  providerMessageId: row.provider_message_id,
  clientId: row.client_id,
  part: row.part,
  quote: row.quote as Quote | null,
  reactions: row.reactions as Message['reactions'],
  forwarded: row.forwarded,
  referral: row.referral as Referral | null,
  editedAt: row.edited_at,
  revokedAt: row.revoked_at,
  delivery: row.delivery as Delivery | null,
  heldUntil: row.held_until,
  nextAttemptAt: row.next_attempt_at,
  attempts: row.attempts,
  sendingSince: row.sending_since,
  acceptedAt: row.accepted_at,
  sentAt: row.sent_at,
  deliveredAt: row.delivered_at,
  readAt: row.read_at,
  failure: row.failure as Message['failure'],
  pricing: row.pricing as Message['pricing'],
  templateId: row.template_id,
  templateFill: row.template_fill as TemplateFill | null,
})

/** A whole message as a JSON row. */
export const messageRow = (workspaceId: WorkspaceId, message: Message) => ({
  workspace_id: workspaceId,
  id: message.id,
  conversation_id: message.conversationId,
  channel_id: message.channelId,
  interaction_id: message.interactionId,
  direction: message.direction,
  author: message.author,
  agent_id: message.agentId,
  at: iso(message.at),
  content: message.content,
  provider_message_id: message.providerMessageId,
  client_id: message.clientId,
  part: message.part,
  quote: message.quote,
  reactions: message.reactions,
  forwarded: message.forwarded,
  referral: message.referral,
  edited_at: isoOrNull(message.editedAt),
  revoked_at: isoOrNull(message.revokedAt),
  delivery: message.delivery,
  held_until: isoOrNull(message.heldUntil),
  next_attempt_at: isoOrNull(message.nextAttemptAt),
  attempts: message.attempts,
  sending_since: isoOrNull(message.sendingSince),
  accepted_at: isoOrNull(message.acceptedAt),
  sent_at: isoOrNull(message.sentAt),
  delivered_at: isoOrNull(message.deliveredAt),
  read_at: isoOrNull(message.readAt),
  failure: message.failure,
  pricing: message.pricing,
  template_id: message.templateId,
  template_fill: message.templateFill,
})
