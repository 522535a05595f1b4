import { sql } from 'kysely'
import type { WorkspaceId } from '../../contract/ids.ts'
import { LockedPreferences } from '../../contract/operations/identity.ts'
import type { Tx } from '../../kernel/db.ts'

/** What an administrator has set for everybody; what nobody has is of version 0. */
export async function lockedPreferences(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<{ locked: LockedPreferences; version: number }> {
  const row = await tx
    .selectFrom('preference_rules')
    .select(['locked', 'version'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row ? { locked: LockedPreferences.parse(row.locked), version: row.version } : { locked: {}, version: 0 }
}

/** Write the next version. False: somebody else has written it meanwhile. */
export async function writeLockedPreferences(
  tx: Tx,
  workspaceId: WorkspaceId,
  version: number,
  locked: LockedPreferences,
): Promise<boolean> {
  const { rows } = await sql`insert into preference_rules as kept (workspace_id, locked, version)
    values (${workspaceId}, ${JSON.stringify(locked)}::jsonb, ${version + 1})
    on conflict (workspace_id) do update set locked = excluded.locked, version = excluded.version
    where kept.version = ${version} returning version`.execute(tx)
  return rows.length > 0
}
