import { sql } from 'kysely'
import type { CannedAnswerId, ChannelId, WorkspaceId } from '../../contract/ids.ts'
import type { CannedAnswer } from '../../contract/operations/replies.ts'
import { type Tx, takenIn } from '../../kernel/db.ts'

/** Canned answers in the order of their shortcuts: all, or the general ones and those of one channel. */
export async function cannedAnswers(tx: Tx, workspaceId: WorkspaceId, channelId?: ChannelId): Promise<CannedAnswer[]> {
  const rows = await tx
    .selectFrom('canned_answer')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .$if(channelId !== undefined, (query) =>
      query.where((where) => where.or([where('channel_id', 'is', null), where('channel_id', '=', channelId!)])),
    )
    .orderBy(sql`lower(shortcut)`)
    .orderBy('id')
    .execute()
  return rows.map(({ channel_id: channelId, id, shortcut, title, text, version }) => ({
    id,
    channelId,
    shortcut,
    title,
    text,
    version,
  }))
}

export async function countAnswers(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  const { count } = await tx
    .selectFrom('canned_answer')
    .select((query) => query.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return count
}

/** Add or change an answer. `shortcut_taken`: another one of the same channel, or of all channels, has it. */
export async function saveAnswer(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id, channelId, shortcut, title, text, version }: CannedAnswer,
): Promise<'shortcut_taken' | null> {
  const columns = { channel_id: channelId, shortcut, title, text, version }
  const save = tx
    .insertInto('canned_answer')
    .values({ workspace_id: workspaceId, id, ...columns })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(columns))
  try {
    await save.execute()
    return null
  } catch (error) {
    if (takenIn(error) === 'canned_answer_shortcut') return 'shortcut_taken'
    throw error
  }
}

/** Hold an answer until commit; undefined: there is none. */
export async function lockAnswer(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: CannedAnswerId,
): Promise<{ channelId: ChannelId | null; version: number } | undefined> {
  const row = await tx
    .selectFrom('canned_answer')
    .select(['channel_id', 'version'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && { channelId: row.channel_id, version: row.version }
}

/** False: there was none. */
export async function deleteAnswer(tx: Tx, workspaceId: WorkspaceId, id: CannedAnswerId): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('canned_answer')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return deleted.numDeletedRows > 0n
}
