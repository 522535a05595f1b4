import { z } from 'zod'
import { ContactCard } from '../cards.ts'
import { ContactId, IdentityId, Instant } from '../ids.ts'
import { operation } from '../operation.ts'

export const Identity = z.object({
  id: IdentityId,
  kind: z.enum(['phone', 'user_id', 'parent_user_id']),
  value: z.string(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
})

export const ConsentEntry = z.object({
  at: Instant,
  purpose: z.enum(['service', 'marketing']),
  granted: z.boolean(),
  source: z.string(),
  byName: z.string().nullable(),
})

export const ContactDetails = ContactCard.extend({
  email: z.string().nullable(),
  note: z.string(),
  createdAt: Instant,
  identities: z.array(Identity),
  consents: z.array(ConsentEntry),
  version: z.number().int(),
})
export type ContactDetails = z.infer<typeof ContactDetails>

export const getContact = operation({
  method: 'GET',
  path: '/api/contacts/get',
  summary: 'A contact with its addresses and its consent ledger.',
  permission: 'interactions.read',
  input: z.object({ contactId: ContactId }),
  output: ContactDetails,
})

export const saveContact = operation({
  method: 'POST',
  path: '/api/contacts/save',
  summary: 'Correct a contact’s name, language, e-mail, note, or whether it may be written to.',
  permission: 'contacts.edit',
  input: z.object({
    contactId: ContactId,
    version: z.number().int(),
    name: z.string().trim().min(1).max(120),
    email: z.email().nullable(),
    language: z.string().trim().min(2).max(10).nullable(),
    note: z.string().trim().max(4000),
    doNotContact: z.boolean(),
  }),
  output: z.object({ version: z.number().int() }),
})

export const findContacts = operation({
  method: 'GET',
  path: '/api/contacts/find',
  summary: 'Contacts by the start of a name or by digits of a number, among those the person may see.',
  permission: 'interactions.read',
  input: z.object({ text: z.string().trim().min(2).max(60) }),
  output: z.object({ contacts: z.array(ContactCard) }),
})
