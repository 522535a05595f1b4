import { type RawBuilder, sql } from 'kysely'
import type { ContactCard, ServiceConsent } from '../../contract/cards.ts'
import type { AgentId, ContactId, Instant, InteractionId, WorkspaceId } from '../../contract/ids.ts'
import type { ContactDetails } from '../../contract/operations/contacts.ts'
import { type Tx, toDate } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { contactCard } from '../conversations/core/person.ts'
import { hasNoConversation, visibleTo } from '../conversations/index.ts'
import type { Search } from './core/search.ts'

/** Addresses and consents shown of one contact, newest first. */
const MAX_SHOWN = 200
/** Contacts found at once: more means that the search should say more. */
const MAX_FOUND = 20
/** Contacts that fit among which those are looked for that an agent may see, as above. */
const MAX_LOOKED_AT = 2_000

type Found = Omit<ContactDetails, 'phone' | 'hasUserId' | 'identities' | 'consents'>

/** A contact with its addresses and its ledger of consent. */
export async function contactDetails(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ContactId,
): Promise<ContactDetails | undefined> {
  const contact = await readContact(tx, workspaceId, id)
  if (!contact) return undefined
  const identities = await identitiesOf(tx, workspaceId, id)
  const { email, note, createdAt, version } = contact
  const consents = await consentsOf(tx, workspaceId, id)
  return { ...contactCard(contact, identities), email, note, createdAt, version, identities, consents }
}

async function readContact(tx: Tx, workspaceId: WorkspaceId, id: ContactId): Promise<Found | undefined> {
  const row = await tx
    .selectFrom('contact')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      name: row.name,
      username: row.username,
      consent: row.service_consent as ServiceConsent,
      doNotContact: row.do_not_contact,
      language: row.language,
      email: row.email,
      note: row.note,
      createdAt: row.created_at,
      version: row.version,
    }
  )
}

async function identitiesOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  contactId: ContactId,
): Promise<ContactDetails['identities']> {
  const rows = await tx
    .selectFrom('identity')
    .select(['id', 'kind', 'value', 'first_seen_at', 'last_seen_at'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(MAX_SHOWN)
    .execute()
  return rows.map(({ id, kind, value, first_seen_at, last_seen_at }) => ({
    id,
    kind: kind as ContactDetails['identities'][number]['kind'],
    value,
    firstSeenAt: first_seen_at,
    lastSeenAt: last_seen_at,
  }))
}

async function consentsOf(tx: Tx, workspaceId: WorkspaceId, contactId: ContactId): Promise<ContactDetails['consents']> {
  const rows = await tx
    .selectFrom('consent_entry as entry')
    .leftJoin('agent', (join) =>
      join.onRef('agent.workspace_id', '=', 'entry.workspace_id').onRef('agent.id', '=', 'entry.by_agent_id'),
    )
    .select(['entry.at', 'entry.purpose', 'entry.granted', 'entry.source', 'agent.name as by_name'])
    .where('entry.workspace_id', '=', workspaceId)
    .where('entry.contact_id', '=', contactId)
    .orderBy('entry.at', 'desc')
    .orderBy('entry.id', 'desc')
    .limit(MAX_SHOWN)
    .execute()
  return rows.map(({ at, purpose, granted, source, by_name }) => ({
    at,
    purpose: purpose as ContactDetails['consents'][number]['purpose'],
    granted,
    source,
    byName: by_name,
  }))
}

/** What of a contact decides whether it may be changed. */
export type LockedContact = { name: string; nameIsOurs: boolean; doNotContact: boolean; version: number }

/**
 * Hold a contact until commit, and before it everything whose card shows it: whoever changes one of those meanwhile
 * would otherwise be overtaken by a card that is older than theirs. In the order in which inbound messages do it.
 */
export async function lockContact(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ContactId,
): Promise<{ contact: LockedContact; openIds: InteractionId[] } | undefined> {
  await tx
    .selectFrom('conversation')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', id)
    .orderBy('id')
    .forUpdate()
    .execute()
  const open = await tx
    .selectFrom('interaction')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', id)
    .where('state', '<>', 'closed')
    .orderBy('id')
    .forUpdate()
    .execute()
  const row = await tx
    .selectFrom('contact')
    .select(['name', 'name_is_ours', 'do_not_contact', 'version'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const { name, name_is_ours: nameIsOurs, do_not_contact: doNotContact, version } = row
  return { contact: { name, nameIsOurs, doNotContact, version }, openIds: open.map(({ id }) => id) }
}

export type ContactChange = {
  name: string
  nameIsOurs: boolean
  email: string | null
  language: string | null
  note: string
  doNotContact: boolean
}

export async function updateContact(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ContactId,
  { name, nameIsOurs, email, language, note, doNotContact }: ContactChange,
): Promise<void> {
  await tx
    .updateTable('contact')
    .set({ name, name_is_ours: nameIsOurs, email, language, note, do_not_contact: doNotContact })
    .set({ version: sql<number>`version + 1` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Mark contacts whom the business may not write to first. Answers with those who were not marked before. */
export async function markDoNotContact(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly ContactId[],
): Promise<ContactId[]> {
  const { rows } = await sql<{ id: ContactId }>`
    with held as (
      select id from contact where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and not do_not_contact
      order by id for no key update
    )
    update contact set do_not_contact = true, version = version + 1
    from held where contact.workspace_id = ${workspaceId} and contact.id = held.id returning contact.id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** The open interactions of these contacts, held until commit. */
export async function lockOpenInteractions(
  tx: Tx,
  workspaceId: WorkspaceId,
  contactIds: readonly ContactId[],
): Promise<InteractionId[]> {
  const { rows } = await sql<{ id: InteractionId }>`select id from interaction
    where workspace_id = ${workspaceId} and contact_id = any(${contactIds}::uuid[]) and state <> 'closed'
    order by id for update`.execute(tx)
  return rows.map(({ id }) => id)
}

/** A line of the ledger of consent; never changed again. The same word in the same instant is one line. */
export async function insertConsent(
  tx: Tx,
  workspaceId: WorkspaceId,
  entry: {
    id: string
    contactId: ContactId
    at: Instant
    purpose: 'service' | 'marketing'
    granted: boolean
    source: string
    byAgentId: AgentId | null
  },
): Promise<void> {
  const { id, contactId: contact_id, purpose, granted, source, byAgentId: by_agent_id } = entry
  const columns = { workspace_id: workspaceId, id, contact_id, purpose, granted, source, by_agent_id }
  await tx
    .insertInto('consent_entry')
    .values({ ...columns, at: toDate(entry.at) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

type FoundRow = Omit<ContactCard, 'phone' | 'hasUserId'> & {
  identities: { kind: 'phone' | 'user_id' | 'parent_user_id'; value: string; lastSeenAt: Instant }[]
}

/** Contacts that fit, by name, among those the person may see. */
export async function findContacts(tx: Tx, person: Person, search: Search): Promise<ContactCard[]> {
  const { rows } = await sql<FoundRow>`
    select p.id, p.name, p.username, p.language, p.service_consent as consent, p.do_not_contact as "doNotContact",
      (select coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value,
          'lastSeenAt', extract(epoch from i.last_seen_at) * 1000)), '[]')
        from identity i where i.workspace_id = p.workspace_id and i.contact_id = p.id) as identities
    from contact p
    where p.workspace_id = ${person.workspaceId} and p.id = any(array(${fitting(person, search)})) and ${isVisible(person)}
    order by lower(p.name), p.id limit ${MAX_FOUND}`.execute(tx)
  return rows.map(({ identities, ...contact }) => contactCard(contact, identities))
}

/** The ids of contacts that fit. What a person may see is found among more of them: it may be one in many. */
function fitting({ role, hidden }: Person, search: Search): RawBuilder<unknown> {
  const most = role === 'agent' || hidden !== null ? MAX_LOOKED_AT : MAX_FOUND
  return search.by === 'name'
    ? sql`select contacts_named(${search.start}, ${most})`
    : sql`select contacts_with_digits(${search.digits}, ${most})`
}

/** Supervisors see everybody, also who never wrote; an agent, and from whom tags hide something, who has a conversation they may see. */
function isVisible(person: Person): RawBuilder<boolean> {
  const met = sql<boolean>`exists (select from conversation c where c.workspace_id = p.workspace_id and c.contact_id = p.id
    and ${visibleTo(person)})`
  if (person.role === 'agent') return met
  return person.hidden === null ? sql`true` : sql`(${met} or ${hasNoConversation})`
}
