import { type Selectable, sql } from 'kysely'
import type { ConversationId, Instant, InteractionId, WorkspaceId } from '../../contract/ids.ts'
import type { Reminders } from '../../contract/operations/queues.ts'
import { instant, type Tx, toDate } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'
import type { Reminded, RemindRule } from './core/silence.ts'
import { contactOwes, isToRemind, lastToldAt } from './timers-repo.ts'

/** The reminders of a queue as they are stored. */
export const remindersFromRow = (
  row: Pick<Selectable<Tables['queue']>, 'remind_after_seconds' | 'remind_most' | 'remind_text'>,
): Reminders | null => {
  const { remind_after_seconds: afterSeconds, remind_most: most, remind_text: text } = row
  return afterSeconds === null || most === null || text === null ? null : { afterSeconds, most, text }
}

/** Their columns. */
export const remindersRow = (reminders: Reminders | null) => ({
  remind_after_seconds: reminders?.afterSeconds ?? null,
  remind_most: reminders?.most ?? null,
  remind_text: reminders?.text ?? null,
})

/** Where a contact is to be reminded. */
export type DueReminder = { readonly interactionId: InteractionId; readonly conversationId: ConversationId }

/** Who is to be reminded at `at`, whoever has been silent for longest first; not where their silence parks it. */
export async function dueReminders(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<DueReminder[]> {
  const longAgo = (seconds: string) => sql`${instant(at)} - ${sql.ref(seconds)} * interval '1 second'`
  const { rows } = await sql<DueReminder>`
    select quiet.id as "interactionId", quiet.conversation_id as "conversationId" from queue q cross join lateral (
      select i.id, i.conversation_id, i.quiet_since from interaction i
      where i.workspace_id = ${workspaceId} and i.queue_id = q.id and ${sql.raw(contactOwes)}
        and i.quiet_since <= ${longAgo('q.remind_after_seconds')}
        and ${sql.raw(lastToldAt)} <= ${longAgo('q.remind_after_seconds')} and ${sql.raw(isToRemind)}
        and (q.contact_silence_seconds is null or i.quiet_since > ${longAgo('q.contact_silence_seconds')})
      order by i.quiet_since limit ${limit}
    ) as quiet
    where q.workspace_id = ${workspaceId} and q.remind_after_seconds is not null
    order by quiet.quiet_since limit ${limit}`.execute(tx)
  return rows
}

/** What decides about a reminder in an interaction that is held: the rule of its queue, its words, and the last one. */
export async function reminding(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: InteractionId,
): Promise<{ rule: RemindRule; text: string; last: Reminded | null } | undefined> {
  const row = await tx
    .selectFrom('interaction as i')
    .innerJoin('queue as q', (on) => on.onRef('q.workspace_id', '=', 'i.workspace_id').onRef('q.id', '=', 'i.queue_id'))
    .select(['q.remind_after_seconds', 'q.remind_most', 'q.remind_text', 'q.contact_silence_seconds'])
    .select(['i.reminded_for', 'i.reminded', 'i.reminded_at'])
    .where('i.workspace_id', '=', workspaceId)
    .where('i.id', '=', id)
    .executeTakeFirst()
  const reminders = row && remindersFromRow(row)
  if (!reminders) return undefined
  const { contact_silence_seconds: contactSilenceSeconds, reminded_for: silence, reminded_at: at } = row
  const last = silence === null || at === null ? null : { silence, at, times: row.reminded }
  return { rule: { reminders, contactSilenceSeconds }, text: reminders.text, last }
}

export async function noteReminded(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: InteractionId,
  { silence, times, at }: Reminded,
): Promise<void> {
  await tx
    .updateTable('interaction')
    .set({ reminded_for: toDate(silence), reminded: times, reminded_at: toDate(at) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}
