import { sql } from 'kysely'
import type { z } from 'zod'
import type { AgentId, ChannelId, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { Membership, QueueMember, QueueSettings, saveQueue } from '../../contract/operations/queues.ts'
import { type Tx, takenIn } from '../../kernel/db.ts'
import { lineFromRow, lineRow } from './line-repo.ts'
import { requiredBy } from './member-repo.ts'
import { remindersFromRow, remindersRow } from './remind-repo.ts'
import { queueFromRow } from './repo.ts'

/** Every queue with its settings, its members, named or by their skills, and how many wait in it. */
export async function queueSettings(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<(QueueSettings & { membership: Membership[]; waiting: number; lastAgentId: AgentId | null })[]> {
  const rows = await tx
    .selectFrom('queue as q')
    .selectAll()
    .select([
      sql<QueueMember[]>`(select coalesce(jsonb_agg(jsonb_build_object(
          'agentId', m.agent_id, 'level', m.level, 'penalty', m.penalty) order by m.agent_id), '[]')
        from queue_member m where m.workspace_id = q.workspace_id and m.queue_id = q.id and m.named)`.as('members'),
      sql<Membership[]>`(select coalesce(jsonb_agg(jsonb_build_object(
          'agentId', m.agent_id, 'named', m.named, 'skilled', m.skilled, 'able', m.able,
          'level', coalesce(m.skill_level, m.level)) order by m.agent_id), '[]')
        from queue_member m where m.workspace_id = q.workspace_id and m.queue_id = q.id)`.as('membership'),
      requiredBy.as('skills'),
      sql<number>`(select count(*)::int from interaction i
        where i.workspace_id = q.workspace_id and i.queue_id = q.id and i.state = 'waiting')`.as('waiting'),
    ])
    .where('q.workspace_id', '=', workspaceId)
    .where('q.removed_at', 'is', null)
    .orderBy(sql`lower(q.name)`)
    .execute()
  return rows.map((row) => ({
    ...queueFromRow(row),
    description: row.description,
    returnSeconds: row.return_seconds,
    skills: row.skills,
    joinsBySkill: row.joins_by_skill,
    preferredBy: row.preferred_by as QueueSettings['preferredBy'],
    preferredWaitMinutes: row.preferred_wait_minutes,
    line: lineFromRow(row),
    reminders: remindersFromRow(row),
    members: row.members,
    membership: row.membership,
    version: row.version,
    waiting: row.waiting,
    lastAgentId: row.last_agent_id,
  }))
}

export type QueueInput = Omit<z.output<(typeof saveQueue)['input']>, 'id' | 'version' | 'members' | 'skills'>

/** What is left out (undefined) stays as it is, or as the table has it for a new one. */
const settingsRow = (input: QueueInput) => ({
  name: input.name,
  description: input.description,
  strategy: input.strategy,
  eligible: input.eligible,
  accept_seconds: input.acceptSeconds,
  on_reject: input.onReject,
  on_timeout: input.onTimeout,
  return_seconds: input.returnSeconds,
  asks_to_accept: input.asksToAccept,
  wrap_up_seconds: input.wrapUpSeconds,
  contact_silence_seconds: input.contactSilenceSeconds,
  agent_silence_seconds: input.agentSilenceSeconds,
  after_wrap_up: input.afterWrapUp,
  joins_by_skill: input.joinsBySkill,
  outbound_template_id: input.outboundTemplateId,
  preferred_by: input.preferredBy,
  preferred_wait_minutes: input.preferredWaitMinutes,
  on_agent_gone: input.onAgentGone,
  channel_ids: input.channelIds,
  ...(input.line && lineRow(input.line)),
  ...(input.reminders !== undefined && remindersRow(input.reminders)),
})

/** Read a queue's version and hold it until commit; undefined when there is none, or it was removed. */
export async function lockQueue(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<number | undefined> {
  const row = await tx
    .selectFrom('queue')
    .select('version')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row?.version
}

/** A queue that stays or stays removed until commit. */
type HeldQueue = { readonly removed: boolean; readonly channelIds: readonly ChannelId[] }

/** These queues as they stay until commit; one that never was is left out. */
export async function holdQueues(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly QueueId[],
): Promise<Map<QueueId, HeldQueue>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<HeldQueue & { id: QueueId }>`
    select id, removed_at is not null as removed, channel_ids as "channelIds" from queue
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) order by id for key share`.execute(tx)
  return new Map(rows.map(({ id, ...queue }) => [id, queue]))
}

/** One of them; undefined: there never was one. */
export const holdQueue = async (tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<HeldQueue | undefined> =>
  (await holdQueues(tx, workspaceId, [id])).get(id)

/** Make a queue, or write the next version of one that is held. False: another queue has this name. */
export async function writeQueue(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: QueueId,
  version: number,
  input: QueueInput,
): Promise<boolean> {
  const settings = { ...settingsRow(input), version }
  try {
    await tx
      .insertInto('queue')
      .values({ workspace_id: workspaceId, id, ...settings })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(settings))
      .execute()
    return true
  } catch (error) {
    if (takenIn(error) === 'queue_name') return false
    throw error
  }
}

export async function removeQueue(tx: Tx, workspaceId: WorkspaceId, id: QueueId, at: Date): Promise<void> {
  await tx
    .updateTable('queue')
    .set({ removed_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** The channels that lead here. */
export async function channelsLeadingTo(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<ChannelId[]> {
  const rows = await tx
    .selectFrom('channel')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('queue_id', '=', id)
    .execute()
  return rows.map((row) => row.id)
}

/** How many of these channels are there. */
export async function countChannels(tx: Tx, workspaceId: WorkspaceId, ids: readonly ChannelId[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from channel
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
  return rows[0]?.n ?? 0
}

/**
 * Does a channel lead here, or what overflows elsewhere, is anything of it still open, or may what was passed on from here
 * come back?
 */
export async function isQueueUsed(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`select
    exists (select from channel where workspace_id = ${workspaceId} and queue_id = ${id})
    or exists (select from queue
      where workspace_id = ${workspaceId} and overflow_queue_id = ${id} and removed_at is null)
    or exists (select from interaction
      where workspace_id = ${workspaceId} and queue_id = ${id} and state <> 'closed')
    or exists (select from interaction
      where workspace_id = ${workspaceId} and transfer_ends_at is not null and transfer ->> 'fromQueueId' = ${id}) as used`.execute(
    tx,
  )
  return rows[0]?.used ?? false
}

/** Hold these queues until commit, always in the same order. Answers with how many are there. */
export async function lockQueues(tx: Tx, workspaceId: WorkspaceId, ids: readonly QueueId[]): Promise<number> {
  const { rows } = await sql`select id from queue
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and removed_at is null
    order by id for update`.execute(tx)
  return rows.length
}
