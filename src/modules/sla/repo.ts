import { sql } from 'kysely'
import type { CalendarId, ChannelId, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { OpenHours } from '../../contract/operations/calendars.ts'
import type { PolicyClocks, SlaPolicy } from '../../contract/operations/sla.ts'
import { PREPARED, type Tx } from '../../kernel/db.ts'
import { following, ownerOf, type PolicyOwner } from './core/policy.ts'

type Row = {
  owner: PolicyOwner
  owner_id: string
  clocks: Partial<PolicyClocks>
  service_level_seconds: number | null
  abandon_after_seconds: number | null
  chat_limit_seconds: number | null
  version: number
}

/** Every policy that was saved. Those of queues that are gone are left out by whoever shows them. */
export async function readPolicies(tx: Tx, workspaceId: WorkspaceId): Promise<SlaPolicy[]> {
  const { rows } = await sql<Row>`${sql.raw(PREPARED)}
    select owner, owner_id, clocks, service_level_seconds, abandon_after_seconds, chat_limit_seconds, version
    from sla_policy where workspace_id = ${workspaceId}`.execute(tx)
  return rows.map((row) => ({
    channelId: row.owner === 'channel' ? (row.owner_id as ChannelId) : null,
    queueId: row.owner === 'queue' ? (row.owner_id as QueueId) : null,
    clocks: { ...following, ...row.clocks },
    serviceLevelSeconds: row.service_level_seconds,
    abandonAfterSeconds: row.abandon_after_seconds,
    chatLimitSeconds: row.chat_limit_seconds,
    version: row.version,
  }))
}

/** When each channel is open; one that always is has no entry. Each calendar travels once. */
export async function hoursOfChannels(tx: Tx, workspaceId: WorkspaceId): Promise<Map<ChannelId, OpenHours>> {
  const { rows } = await sql<OpenHours & { id: CalendarId; channelIds: ChannelId[] }>`${sql.raw(PREPARED)}
    select k.id, k.zone, k.blocks, k.special_days as "specialDays",
      array(select c.id from channel c where c.workspace_id = k.workspace_id and c.calendar_id = k.id) as "channelIds"
    from calendar k where k.workspace_id = ${workspaceId}`.execute(tx)
  return new Map(
    rows.flatMap(({ channelIds, id: _, ...hours }) => channelIds.map((channelId) => [channelId, hours] as const)),
  )
}

/** The version of a policy, held until commit; 0: none was saved. */
export async function lockPolicy(tx: Tx, workspaceId: WorkspaceId, ownerId: string): Promise<number> {
  const row = await tx
    .selectFrom('sla_policy')
    .select('version')
    .where('workspace_id', '=', workspaceId)
    .where('owner_id', '=', ownerId)
    .forUpdate()
    .executeTakeFirst()
  return row?.version ?? 0
}

/** Write the next version of a policy. False: somebody wrote a first one meanwhile. */
export async function writePolicy(
  tx: Tx,
  workspaceId: WorkspaceId,
  ownerId: string,
  policy: SlaPolicy,
): Promise<boolean> {
  const { clocks, serviceLevelSeconds, abandonAfterSeconds, chatLimitSeconds, version } = policy
  const { owner } = ownerOf(policy)
  const columns = {
    clocks: JSON.stringify(clocks),
    service_level_seconds: serviceLevelSeconds,
    abandon_after_seconds: abandonAfterSeconds,
    chat_limit_seconds: chatLimitSeconds,
    version,
  }
  const written = await tx
    .insertInto('sla_policy')
    .values({ workspace_id: workspaceId, owner_id: ownerId, owner, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'owner_id'])
        .doUpdateSet(columns)
        .where('sla_policy.version', '=', version - 1),
    )
    .executeTakeFirst()
  return (written.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Is there the channel or the queue this policy is for? */
export async function hasOwner(tx: Tx, workspaceId: WorkspaceId, policy: SlaPolicy): Promise<boolean> {
  const { owner, ownerId } = ownerOf(policy)
  const { rows } = await sql<{ n: number }>`select (
      case when ${owner} = 'workspace' then 1
      when ${owner} = 'channel' then (select count(*) from channel where workspace_id = ${workspaceId} and id = ${ownerId}::uuid)
      else (select count(*) from queue where workspace_id = ${workspaceId} and id = ${ownerId}::uuid and removed_at is null) end
    )::int as n`.execute(tx)
  return (rows[0]?.n ?? 0) > 0
}

/** How many of these queues are there: none of them is removed until commit. */
export async function holdQueues(tx: Tx, workspaceId: WorkspaceId, ids: readonly QueueId[]): Promise<number> {
  const { rows } = await sql`select id from queue
    where workspace_id = ${workspaceId} and removed_at is null and id = any(${ids}::uuid[])
    order by id for key share`.execute(tx)
  return rows.length
}

/** The policies of what is there, by the name of their channel or queue; null: the workspace's own. */
export async function namedPolicies(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<{ name: string | null; clocks: PolicyClocks }[]> {
  const { rows } = await sql<{ name: string | null; clocks: Partial<PolicyClocks> }>`
    select coalesce(c.name, q.name) as name, p.clocks from sla_policy p
      left join channel c on c.workspace_id = p.workspace_id and c.id = p.owner_id
      left join queue q on q.workspace_id = p.workspace_id and q.id = p.owner_id
    where p.workspace_id = ${workspaceId} and q.removed_at is null order by name nulls first`.execute(tx)
  return rows.map(({ name, clocks }) => ({ name, clocks: { ...following, ...clocks } }))
}
