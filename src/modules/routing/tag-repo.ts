import { type RawBuilder, sql } from 'kysely'
import type { TagId, WorkspaceId } from '../../contract/ids.ts'
import { type Tx, toDate } from '../../kernel/db.ts'
import type { Interaction } from './core/interaction.ts'

/** Keep by which tags an interaction is found: exactly those it carries. */
export async function keepTagsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id, tagIds, createdAt }: Pick<Interaction, 'id' | 'tagIds' | 'createdAt'>,
): Promise<void> {
  await sql`with gone as (
      delete from interaction_tag
      where workspace_id = ${workspaceId} and interaction_id = ${id} and tag_id <> all(${[...tagIds]}::uuid[])
    )
    insert into interaction_tag (workspace_id, tag_id, interaction_id, created_at)
    select ${workspaceId}, tag_id, ${id}, ${toDate(createdAt)} from unnest(${[...tagIds]}::uuid[]) as kept (tag_id)
    on conflict do nothing`.execute(tx)
}

/** The interactions `i` that carry this tag, with when they began as `carrier.created_at`: found by it, newest first. */
export const carriersOf = (workspaceId: WorkspaceId, tagId: TagId): RawBuilder<unknown> => sql`
  (select interaction_id, created_at from interaction_tag
    where workspace_id = ${workspaceId} and tag_id = ${tagId}) as carrier
  join interaction i on i.workspace_id = ${workspaceId} and i.id = carrier.interaction_id`
