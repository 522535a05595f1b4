import type { ContactCard, ConversationCard, ServiceConsent } from '../../../contract/cards.ts'
import type { ChannelId, ContactId, ConversationId, IdentityId, Instant, InteractionId } from '../../../contract/ids.ts'
import type { Address, Sender } from '../../../contract/inbound.ts'

export type Contact = {
  id: ContactId
  name: string
  /** A colleague corrected the name: the provider's display name no longer replaces it. */
  nameIsOurs: boolean
  username: string | null
  language: string | null
  consent: ServiceConsent
  doNotContact: boolean
}

export type Identity = Address & { id: IdentityId; contactId: ContactId; firstSeenAt: Instant; lastSeenAt: Instant }

/** The endless thread between one contact and one channel, without its messages. */
export type Conversation = {
  id: ConversationId
  channelId: ChannelId
  contactId: ContactId
  createdAt: Instant
  lastInboundAt: Instant | null
  lastMessageAt: Instant | null
  snippet: string
  snippetFrom: 'contact' | 'us' | null
  unread: number
  /** Until when the closed period lasts for which the contact has been told. */
  outOfHoursUntil: Instant | null
  latestInteractionId: InteractionId | null
  /** Something is planned in it, or came back unsent. */
  planned: NonNullable<ConversationCard['planned']> | null
}

/** One key per address, to find who it belongs to. */
export const addressKey = ({ kind, value }: Address): string => `${kind} ${value}`

/**
 * The address to write to: the phone number seen last, else the user id seen last. A phone number reaches people whose
 * user id has changed; a user id is all there is when the number is not shared (Meta: business-scoped user ids).
 */
export function addressToWriteTo(
  identities: readonly Pick<Identity, 'kind' | 'value' | 'lastSeenAt'>[],
): Address | null {
  for (const kind of ['phone', 'user_id', 'parent_user_id'] as const) {
    const [latest] = identities.filter((identity) => identity.kind === kind).sort((a, b) => b.lastSeenAt - a.lastSeenAt)
    if (latest) return { kind, value: latest.value }
  }
  return null
}

/** What to call somebody nobody has named: their display name, user name or number. */
export function nameFor(sender: Sender): string {
  const phone = sender.addresses.find((address) => address.kind === 'phone')
  const username = sender.username ? `@${sender.username.replace(/^@/, '')}` : null
  return (sender.name?.trim() || username || phone?.value || '@').slice(0, MAX_NAME)
}
const MAX_NAME = 120

export function contactCard(
  contact: Omit<Contact, 'nameIsOurs'>,
  identities: readonly Pick<Identity, 'kind' | 'value' | 'lastSeenAt'>[],
): ContactCard {
  const { id, name, username, consent, doNotContact, language } = contact
  const phones = identities.filter((identity) => identity.kind === 'phone').sort((a, b) => b.lastSeenAt - a.lastSeenAt)
  const hasUserId = identities.some((identity) => identity.kind !== 'phone')
  return { id, name, username, phone: phones[0]?.value ?? null, hasUserId, consent, doNotContact, language }
}

export function conversationCard(conversation: Conversation, contact: ContactCard): ConversationCard {
  const { id, channelId, lastInboundAt, lastMessageAt, snippet, snippetFrom, unread, planned } = conversation
  const card = { id, channelId, contact, lastInboundAt, lastMessageAt, snippet, snippetFrom, unread }
  return planned ? { ...card, planned } : card
}
