import type { Address, Sender } from '../provider.ts'
import { Contact, type WireContact } from './wire.ts'

/** The addresses under which Meta mentions somebody; any mix of them may be absent. */
export type Mention = { phone?: string | undefined; userId?: string | undefined; parentUserId?: string | undefined }

/** The addresses of a mention, phone first, then the business-scoped user id, then the parent's. */
export function addressesOf({ phone, userId, parentUserId }: Mention): Address[] {
  const all: { kind: Address['kind']; value: string | undefined }[] = [
    { kind: 'phone', value: phone },
    { kind: 'user_id', value: userId },
    { kind: 'parent_user_id', value: parentUserId },
  ]
  return all.flatMap(({ kind, value }) => (value === undefined ? [] : [{ kind, value }]))
}

/**
 * Who is meant, with what the `contacts` list beside the message knows about them. Null when nobody can be told.
 * Contacts are matched by a shared address, never by their place in the list.
 */
export function senderOf(mention: Mention, contacts: readonly WireContact[]): Sender | null {
  const contact = contacts.find((candidate) => shareAddress(mention, candidate)) ?? onlyCandidate(mention, contacts)
  const addresses = addressesOf({
    phone: mention.phone ?? contact?.wa_id,
    userId: mention.userId ?? contact?.user_id,
    parentUserId: mention.parentUserId ?? contact?.parent_user_id,
  })
  if (addresses.length === 0) return null
  return {
    addresses,
    name: contact?.profile?.name ?? null,
    username: contact?.profile?.username?.replace(/^@/, '') || null,
  }
}

/** The readable ones of a `contacts` list. */
export function readContacts(list: unknown): WireContact[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    const contact = Contact.safeParse(item)
    return contact.success ? [contact.data] : []
  })
}

function shareAddress(mention: Mention, contact: WireContact): boolean {
  return (
    (mention.userId !== undefined && mention.userId === contact.user_id) ||
    (mention.phone !== undefined && mention.phone === contact.wa_id) ||
    (mention.parentUserId !== undefined && mention.parentUserId === contact.parent_user_id)
  )
}

/** A lone contact belongs to a lone mention unless both have addresses, which then differ. */
function onlyCandidate(mention: Mention, contacts: readonly WireContact[]): WireContact | undefined {
  const [contact, ...others] = contacts
  if (contact === undefined || others.length > 0) return undefined
  const named = addressesOf(mention).length > 0
  const addressed = contact.wa_id !== undefined || contact.user_id !== undefined || contact.parent_user_id !== undefined
  return named && addressed ? undefined : contact
}
