import type { z } from 'zod'
import type { ContactCard } from '../../contract/cards.ts'
import type { ContactId, InteractionId } from '../../contract/ids.ts'
import type * as contract from '../../contract/operations/contacts.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { maySeeContact } from '../conversations/index.ts'
import { interactionCards } from '../routing/index.ts'
import { readSearch } from './core/search.ts'
import * as repo from './repo.ts'

/** A contact that the person may see; refuses `not_found` for any other, so that nobody learns who exists. */
export async function getContact(
  tx: Tx,
  { contactId }: { contactId: ContactId },
  person: Person,
): Promise<Result<contract.ContactDetails>> {
  const contact = (await maySeeContact(tx, person, contactId))
    ? await repo.contactDetails(tx, person.workspaceId, contactId)
    : undefined
  return contact ? ok(contact) : refuse('not_found')
}

/** Refuses `not_found` for whom the person may not see, and `changed_by_someone_else`. */
export async function saveContact(
  work: Work,
  input: z.output<(typeof contract.saveContact)['input']>,
  person: Person,
): Promise<Result<{ version: number }>> {
  const { tx, by } = work
  const { contactId } = input
  const locked = await repo.lockContact(tx, by.workspaceId, contactId)
  if (!locked || !(await maySeeContact(tx, person, contactId))) return refuse('not_found')
  const { contact, openIds } = locked
  if (contact.version !== input.version) return refuse('changed_by_someone_else')
  const nameIsOurs = contact.nameIsOurs || contact.name !== input.name
  await repo.updateContact(tx, by.workspaceId, contactId, { ...input, nameIsOurs })
  if (contact.doNotContact !== input.doNotContact) await writeLedger(work, input)
  await recordChange(work, contactId, openIds)
  return ok({ version: contact.version + 1 })
}

/** Who said that nobody may write to the contact, or that it is allowed again, and when. */
async function writeLedger(
  { tx, by, at, newId }: Work,
  { contactId, doNotContact }: { contactId: ContactId; doNotContact: boolean },
): Promise<void> {
  const source = doNotContact ? 'do_not_contact' : 'do_not_contact_lifted'
  const entry = { contactId, purpose: 'service', granted: !doNotContact, source, byAgentId: by.agentId } as const
  await repo.insertConsent(tx, by.workspaceId, { id: newId(), at, ...entry })
}

/** The fact names nobody, because everybody receives it; cards go to those who may see them. */
async function recordChange(work: Work, contactId: ContactId, openIds: readonly InteractionId[]): Promise<void> {
  work.record({ type: 'contact.changed', contactId })
  const cards = await interactionCards(work.tx, work.by.workspaceId, openIds)
  for (const card of cards) work.record({ type: 'interaction.updated', card })
}

/** Contacts by the start of a name or by digits of a number, among those the person may see. */
export async function findContacts(
  tx: Tx,
  { text }: { text: string },
  person: Person,
): Promise<Result<{ contacts: ContactCard[] }>> {
  return ok({ contacts: await repo.findContacts(tx, person, readSearch(text)) })
}
