import type { TransferRules } from '../../contract/cards.ts'
import type { WorkspaceId } from '../../contract/ids.ts'
import type { Tx } from '../../kernel/db.ts'

/** As long as nobody has said anything else. */
const unsaid = { allowed: true, returnSeconds: 60, version: 0 }

/** How this workspace passes on what its agents hold, and the version of these rules. */
export async function transferRules(tx: Tx, workspaceId: WorkspaceId): Promise<TransferRules & { version: number }> {
  const row = await tx
    .selectFrom('transfer_rules')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row ? { allowed: row.allowed, returnSeconds: row.return_seconds, version: row.version } : unsaid
}

/** Write the next version of the rules. */
export async function writeTransferRules(
  tx: Tx,
  workspaceId: WorkspaceId,
  { allowed, returnSeconds, version }: TransferRules & { version: number },
): Promise<void> {
  const row = { allowed, return_seconds: returnSeconds, version }
  await tx
    .insertInto('transfer_rules')
    .values({ workspace_id: workspaceId, ...row })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
    .execute()
}
