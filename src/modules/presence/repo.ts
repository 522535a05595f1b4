import { type Selectable, sql } from 'kysely'
import type { PresenceState } from '../../contract/cards.ts'
import type { AgentId, Instant, ReasonId, WorkspaceId } from '../../contract/ids.ts'
import type { Reason } from '../../contract/operations/presence.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import { iso, isoOrNull } from '../../kernel/rows.ts'
import type { Tables } from '../../kernel/tables.ts'
import type { AgentPresence } from './core/presence.ts'

type Row = Selectable<Tables['presence']>

/** Read these presences and hold them until commit, always in the same order. Who never signed in gets one first. */
export async function lockPresences(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentIds: readonly AgentId[],
): Promise<Map<AgentId, AgentPresence>> {
  const rows = await lockRows(tx, workspaceId, agentIds)
  if (rows.length === agentIds.length) return byAgent(rows)
  await sql`insert into presence (workspace_id, agent_id, state, since, idle_since)
    select workspace_id, id, 'signed_out', created_at, created_at from agent
    where workspace_id = ${workspaceId} and id = any(${agentIds}::uuid[]) on conflict do nothing`.execute(tx)
  return byAgent(await lockRows(tx, workspaceId, agentIds))
}

async function lockRows(tx: Tx, workspaceId: WorkspaceId, agentIds: readonly AgentId[]): Promise<Row[]> {
  const { rows } = await sql<Row>`select * from presence
    where workspace_id = ${workspaceId} and agent_id = any(${agentIds}::uuid[]) order by agent_id for update`.execute(
    tx,
  )
  return rows
}

/** Agents whose time to come back is over, first come first; those that somebody else is deciding on are left to them. */
export async function lockReturning(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<Map<AgentId, AgentPresence>> {
  const { rows } = await sql<Row>`select * from presence
    where workspace_id = ${workspaceId} and returns_at <= ${instant(at)}
    order by returns_at limit ${limit} for update skip locked`.execute(tx)
  return byAgent(rows)
}

/** Agents whose break, which they asked for while they held nothing, is to begin; as above. */
export async function lockBeginning(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<Map<AgentId, AgentPresence>> {
  const { rows } = await sql<Row>`select * from presence
    where workspace_id = ${workspaceId} and break_begins_at <= ${instant(at)}
    order by break_begins_at limit ${limit} for update skip locked`.execute(tx)
  return byAgent(rows)
}

/** Whose work is to go back now, first come first. Not held: whoever gives it back holds interactions first. */
export async function agentsWhoseWorkReturns(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<AgentId[]> {
  const { rows } = await sql<{ agent_id: AgentId }>`select agent_id from presence
    where workspace_id = ${workspaceId} and work_returns_at <= ${instant(at)}
    order by work_returns_at limit ${limit}`.execute(tx)
  return rows.map((row) => row.agent_id)
}

/** These presences, which stay as they are until commit: whoever wants to change one waits that long. */
export async function holdPresences(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentIds: readonly AgentId[],
): Promise<Map<AgentId, AgentPresence>> {
  if (agentIds.length === 0) return new Map()
  const { rows } = await sql<Row>`select * from presence
    where workspace_id = ${workspaceId} and agent_id = any(${agentIds}::uuid[]) order by agent_id for share`.execute(tx)
  return byAgent(rows)
}

export async function savePresences(
  tx: Tx,
  workspaceId: WorkspaceId,
  presences: ReadonlyMap<AgentId, AgentPresence>,
): Promise<void> {
  if (presences.size === 0) return
  const rows = [...presences].map(([agentId, presence]) => toRow(agentId, presence))
  await sql`update presence as kept set state = changed.state, reason_id = changed.reason_id, since = changed.since,
      stop_new = changed.stop_new, break_requested = changed.break_requested,
      break_requested_reason_id = changed.break_requested_reason_id, not_responding = changed.not_responding,
      returns_at = changed.returns_at, on_call_since = changed.on_call_since, idle_since = changed.idle_since, not_ready = changed.not_ready,
      break_begins_at = changed.break_begins_at, break_requested_state = changed.break_requested_state,
      away_since = changed.away_since, away_returned = changed.away_returned, work_returns_at = changed.work_returns_at
    from jsonb_populate_recordset(null::presence, ${JSON.stringify(rows)}::jsonb) as changed
    where kept.workspace_id = ${workspaceId} and kept.agent_id = changed.agent_id`.execute(tx)
}

const byAgent = (rows: readonly Row[]): Map<AgentId, AgentPresence> =>
  new Map(rows.map((row) => [row.agent_id, fromRow(row)]))

const fromRow = (row: Row): AgentPresence => ({
  state: row.state as PresenceState,
  reasonId: row.reason_id,
  since: row.since,
  stopNew: row.stop_new,
  breakRequested: row.break_requested,
  requestedReasonId: row.break_requested_reason_id,
  notResponding: row.not_responding,
  returnsAt: row.returns_at,
  onCallSince: row.on_call_since,
  idleSince: row.idle_since,
  notReady: row.not_ready,
  requestedState: row.break_requested_state as AgentPresence['requestedState'],
  breakBeginsAt: row.break_begins_at,
  away: row.away_since === null ? null : { since: row.away_since, returned: row.away_returned },
  workReturnsAt: row.work_returns_at,
})

const toRow = (agentId: AgentId, presence: AgentPresence) => ({
  agent_id: agentId,
  state: presence.state,
  reason_id: presence.reasonId,
  since: iso(presence.since),
  stop_new: presence.stopNew,
  break_requested: presence.breakRequested,
  break_requested_reason_id: presence.requestedReasonId,
  not_responding: presence.notResponding,
  returns_at: isoOrNull(presence.returnsAt),
  on_call_since: isoOrNull(presence.onCallSince),
  idle_since: iso(presence.idleSince),
  not_ready: presence.notReady,
  break_requested_state: presence.requestedState,
  break_begins_at: isoOrNull(presence.breakBeginsAt),
  away_since: isoOrNull(presence.away?.since ?? null),
  away_returned: presence.away?.returned ?? 0,
  work_returns_at: isoOrNull(presence.workReturnsAt),
})

// Reasons ------------------------------------------------------------------------------------------------------------

export async function listReasons(tx: Tx, workspaceId: WorkspaceId): Promise<Reason[]> {
  const rows = await tx
    .selectFrom('reason')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(reasonFromRow)
}

export async function readReason(tx: Tx, workspaceId: WorkspaceId, id: ReasonId): Promise<Reason | undefined> {
  const row = await tx
    .selectFrom('reason')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && reasonFromRow(row)
}

/** Make a reason, or change the version before this one. False: somebody else has changed it. */
export async function saveReason(tx: Tx, workspaceId: WorkspaceId, reason: Reason): Promise<boolean> {
  const { id, kind, name, active, version } = reason
  const saved = await tx
    .insertInto('reason')
    .values({ workspace_id: workspaceId, id, kind, name, active, version })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'id'])
        .doUpdateSet({ name, active, version })
        .where('reason.version', '=', version - 1),
    )
    .executeTakeFirst()
  return (saved.numInsertedOrUpdatedRows ?? 0n) > 0n
}

const reasonFromRow = ({ id, kind, name, active, version }: Selectable<Tables['reason']>): Reason => ({
  id,
  kind: kind as Reason['kind'],
  name,
  active,
  version,
})
