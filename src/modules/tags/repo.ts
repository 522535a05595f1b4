import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { AgentId, ChannelId, QueueId, TagId, WorkspaceId } from '../../contract/ids.ts'
import type { TagSettings } from '../../contract/operations/tags.ts'
import { noTagging, type TagCard, Tagging } from '../../contract/sight.ts'
import { type Tx, takenIn } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'

const toCard = ({ id, title, colour, active }: Selectable<Tables['tag']>): TagCard => ({
  id,
  title,
  colour: colour as TagCard['colour'],
  active,
})

/** Every tag, also the retired ones: things still carry them. */
export async function tagCards(tx: Tx, workspaceId: WorkspaceId): Promise<TagCard[]> {
  const rows = await tx.selectFrom('tag').selectAll().where('workspace_id', '=', workspaceId).execute()
  return rows.map(toCard)
}

/** Of these tags, those that may be put on something. */
export async function activeTags(tx: Tx, workspaceId: WorkspaceId, ids: readonly TagId[]): Promise<TagId[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: TagId }>`select id from tag
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and active for key share`.execute(tx)
  return rows.map(({ id }) => id)
}

/** What tags mean now; what nobody has decided is `noTagging`. */
export async function taggingOf(tx: Tx, workspaceId: WorkspaceId): Promise<Tagging> {
  const { version: _notAsked, ...tagging } = await taggingWithVersion(tx, workspaceId)
  return tagging
}

export async function taggingWithVersion(tx: Tx, workspaceId: WorkspaceId): Promise<Tagging & { version: number }> {
  const row = await tx.selectFrom('tagging').selectAll().where('workspace_id', '=', workspaceId).executeTakeFirst()
  if (!row) return { ...noTagging, version: 0 }
  return { ...Tagging.parse({ active: row.active, roles: row.roles }), version: row.version }
}

/** Write the version that follows the one that was read. False: somebody else was faster. */
export async function writeTagging(
  tx: Tx,
  workspaceId: WorkspaceId,
  { active, roles, version }: Tagging & { version: number },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into tagging (workspace_id, active, roles, version)
    select ${workspaceId}, ${active}, ${JSON.stringify(roles)}::jsonb, ${version + 1}
    on conflict (workspace_id) do update
      set active = excluded.active, roles = excluded.roles, version = excluded.version
      where tagging.version = ${version}`.execute(tx)
  return numAffectedRows === 1n
}

/** Every tag as an administrator sees it, by title. */
export async function tagSettings(tx: Tx, workspaceId: WorkspaceId): Promise<TagSettings[]> {
  const on = (table: RawBuilder<unknown>) => sql<number>`(select count(*)::int from ${table} thing
    where thing.workspace_id = tag.workspace_id and tag.id = any(thing.tag_ids))`
  const rows = await tx
    .selectFrom('tag')
    .selectAll()
    .select([on(sql`channel`).as('channels'), on(sql`queue`).as('queues'), on(sql`agent`).as('people')])
    .where('workspace_id', '=', workspaceId)
    .orderBy(sql`lower(title)`)
    .execute()
  return rows.map(({ channels, queues, people, ...row }) => ({
    ...toCard(row),
    version: row.version,
    channels,
    queues,
    people,
  }))
}

export async function countTags(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from tag where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Read a tag's version and hold it until commit. */
export async function lockTag(tx: Tx, workspaceId: WorkspaceId, id: TagId): Promise<number | undefined> {
  const row = await tx
    .selectFrom('tag')
    .select('version')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.version
}

/** Make a tag, or write the next version of one that is held. False: another one has this title. */
export async function writeTag(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id, title, colour, active }: TagCard,
  version: number,
): Promise<boolean> {
  const columns = { title, colour, active, version }
  const save = tx
    .insertInto('tag')
    .values({ workspace_id: workspaceId, id, ...columns })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(columns))
  try {
    await save.execute()
    return true
  } catch (error) {
    if (takenIn(error) === 'tag_title') return false
    throw error
  }
}

/** What carries tags besides interactions. */
export type Kind = 'channel' | 'queue' | 'agent'
export type TaggedId = ChannelId | QueueId | AgentId

/** The tags of these things, which are held until commit; those that do not exist (any more) are missing. */
export async function lockTagged(
  tx: Tx,
  workspaceId: WorkspaceId,
  kind: Kind,
  ids: readonly TaggedId[],
): Promise<{ id: TaggedId; tagIds: TagId[] }[]> {
  if (ids.length === 0) return []
  const there = kind === 'queue' ? sql`removed_at is null` : sql`true`
  const { rows } = await sql<{ id: TaggedId; tagIds: TagId[] }>`select id, tag_ids as "tagIds" from ${sql.table(kind)}
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and ${there} order by id for no key update`.execute(
    tx,
  )
  return rows
}

export async function writeTagged(
  tx: Tx,
  workspaceId: WorkspaceId,
  kind: Kind,
  things: readonly { id: TaggedId; tagIds: readonly TagId[] }[],
): Promise<void> {
  await sql`update ${sql.table(kind)} as thing set tag_ids = changed.tag_ids
    from jsonb_to_recordset(${JSON.stringify(things.map(({ id, tagIds }) => ({ id, tag_ids: tagIds })))}::jsonb)
      as changed (id uuid, tag_ids uuid[])
    where thing.workspace_id = ${workspaceId} and thing.id = changed.id`.execute(tx)
}
