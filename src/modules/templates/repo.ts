import { type Selectable, sql } from 'kysely'
import type { TemplateComponents } from '../../contract/content.ts'
import type { ChannelId, Instant, TemplateId, WorkspaceId } from '../../contract/ids.ts'
import type { TemplateStatus } from '../../contract/inbound.ts'
import type { Template } from '../../contract/operations/templates.ts'
import { type Tx, toDate } from '../../kernel/db.ts'
import { insertRows, iso } from '../../kernel/rows.ts'
import type { Tables } from '../../kernel/tables.ts'
import type { ProviderTemplate } from '../../providers/provider.ts'

type Row = Selectable<Tables['template']>

const toTemplate = (row: Row): Template => ({
  id: row.id,
  account: row.account,
  name: row.name,
  language: row.language,
  category: row.category,
  status: row.status as TemplateStatus,
  parameterFormat: row.parameter_format as Template['parameterFormat'],
  components: row.components as TemplateComponents,
  rejectedReason: row.rejected_reason,
  channelIds: row.channel_ids,
  syncedAt: row.synced_at,
})

/** Every template of the workspace, or of one business account. */
export async function templatesOf(tx: Tx, workspaceId: WorkspaceId, account?: string): Promise<Template[]> {
  const rows = await tx
    .selectFrom('template')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .$if(account !== undefined, (query) => query.where('account', '=', account!))
    .orderBy('name')
    .orderBy('language')
    .orderBy('id')
    .execute()
  return rows.map(toTemplate)
}

/** The templates with these ids, in no order; those that do not exist are missing. */
export async function templatesById(tx: Tx, workspaceId: WorkspaceId, ids: readonly TemplateId[]): Promise<Template[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('template')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sql<TemplateId>`any(${ids}::uuid[])`)
    .execute()
  return rows.map(toTemplate)
}

/** How the last synchronisation of an account went. One that never happened has no time. */
export type Sync = { account: string; channelId: ChannelId; at: Instant | null; trouble: string | null }

export async function syncsOf(tx: Tx, workspaceId: WorkspaceId): Promise<Sync[]> {
  const rows = await tx
    .selectFrom('template_sync')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('account')
    .execute()
  return rows.map((row) => ({ account: row.account, channelId: row.channel_id, at: row.at, trouble: row.trouble }))
}

/** Keep how a synchronisation went. Whoever synchronises the same account next waits here until this one is done. */
export async function saveSync(tx: Tx, workspaceId: WorkspaceId, sync: Sync & { at: Instant }): Promise<void> {
  const kept = { channel_id: sync.channelId, at: toDate(sync.at), trouble: sync.trouble }
  await tx
    .insertInto('template_sync')
    .values({ workspace_id: workspaceId, account: sync.account, ...kept })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'account']).doUpdateSet(kept))
    .execute()
}

/** Keep what the provider lists, in one statement. Which channels may use a template is ours and stays. */
export async function saveListed(
  tx: Tx,
  workspaceId: WorkspaceId,
  { account, at, newId }: { account: string; at: Instant; newId: () => string },
  listed: readonly ProviderTemplate[],
): Promise<void> {
  const rows = listed.map((template) => ({
    workspace_id: workspaceId,
    id: newId(),
    account,
    provider_template_id: template.providerTemplateId,
    name: template.name,
    language: template.language,
    category: template.category,
    status: template.status,
    parameter_format: template.parameterFormat,
    components: template.components,
    rejected_reason: template.rejectedReason,
    channel_ids: [],
    synced_at: iso(at),
  }))
  await insertRows(
    tx,
    'template',
    rows,
    sql`on conflict (workspace_id, account, name, language) do update set
      provider_template_id = excluded.provider_template_id, category = excluded.category, status = excluded.status,
      parameter_format = excluded.parameter_format, components = excluded.components,
      rejected_reason = excluded.rejected_reason, synced_at = excluded.synced_at`,
  )
}

/** What the provider no longer lists is deleted there. It stays with us: messages name it. */
export async function markDeleted(
  tx: Tx,
  workspaceId: WorkspaceId,
  { account, at }: { account: string; at: Instant },
  listed: readonly Pick<ProviderTemplate, 'name' | 'language'>[],
): Promise<void> {
  const names = listed.map(({ name }) => name)
  const languages = listed.map(({ language }) => language)
  await tx
    .updateTable('template')
    .set({ status: 'deleted', synced_at: toDate(at) })
    .where('workspace_id', '=', workspaceId)
    .where('account', '=', account)
    .where('status', '<>', 'deleted')
    .where(
      sql<boolean>`(name, language) not in (select name, language from unnest(${names}::text[], ${languages}::text[]) as listed (name, language))`,
    )
    .execute()
}

/** Keep a new status. Says whether it was one: the same word heard twice, or about a template not listed yet, is not. */
export async function saveStatus(
  tx: Tx,
  workspaceId: WorkspaceId,
  change: { account: string; name: string; language: string; status: TemplateStatus; reason: string | null },
): Promise<boolean> {
  const saved = await tx
    .updateTable('template')
    .set({ status: change.status, rejected_reason: change.reason })
    .where('workspace_id', '=', workspaceId)
    .where('account', '=', change.account)
    .where('name', '=', change.name)
    .where('language', '=', change.language)
    .where(sql<boolean>`(status, rejected_reason) is distinct from (${change.status}::text, ${change.reason}::text)`)
    .executeTakeFirst()
  return saved.numUpdatedRows > 0n
}

/** Say on which channels a template may be used. False: they are others by now than they were. */
export async function saveChannels(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: TemplateId,
  { were, are }: { were: readonly ChannelId[]; are: readonly ChannelId[] },
): Promise<boolean> {
  const saved = await tx
    .updateTable('template')
    .set({ channel_ids: [...are] })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('channel_ids', '=', sql<ChannelId[]>`${were}::uuid[]`)
    .executeTakeFirst()
  return saved.numUpdatedRows > 0n
}
