import { sql } from 'kysely'
import type { AgentId, ChannelId, ContactId, IdentityId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Address } from '../../contract/inbound.ts'
import { type Tx, toDate } from '../../kernel/db.ts'

/** Whose address this is. */
export async function findByAddress(
  tx: Tx,
  workspaceId: WorkspaceId,
  { kind, value }: Address,
): Promise<ContactId | undefined> {
  const row = await tx
    .selectFrom('identity')
    .select('contact_id')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('value', '=', value)
    .executeTakeFirst()
  return row?.contact_id
}

export type NewPerson = { id: ContactId; name: string; identityId: IdentityId; address: Address; at: Instant }

/** A contact nobody has heard of yet, with one address. */
export async function insertPerson(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id, name, identityId, address, at }: NewPerson,
): Promise<void> {
  await tx
    .insertInto('contact')
    .values({ workspace_id: workspaceId, id, name, created_at: toDate(at) })
    .execute()
  await tx
    .insertInto('identity')
    .values({
      workspace_id: workspaceId,
      id: identityId,
      contact_id: id,
      ...address,
      first_seen_at: toDate(at),
      last_seen_at: toDate(at),
    })
    .execute()
}

export type Agreement = {
  id: string
  contactId: ContactId
  channelId: ChannelId
  at: Instant
  source: string
  byAgentId: AgentId
}

/** The contact agreed to be written to: into the ledger, and as it stands now. */
export async function recordConsent(tx: Tx, workspaceId: WorkspaceId, entry: Agreement): Promise<void> {
  await sql`insert into consent_entry (workspace_id, id, contact_id, channel_id, at, purpose, granted, source, by_agent_id)
    values (${workspaceId}, ${entry.id}, ${entry.contactId}, ${entry.channelId}, ${toDate(entry.at)}, 'service', true, ${entry.source}, ${entry.byAgentId})`.execute(
    tx,
  )
  await tx
    .updateTable('contact')
    .set({ service_consent: 'granted' })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', entry.contactId)
    .execute()
}
