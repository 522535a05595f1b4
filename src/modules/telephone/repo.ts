import { type Selectable, sql } from 'kysely'
import type pg from 'pg'
import type { AgentId, Instant, TelephoneId, WorkspaceId } from '../../contract/ids.ts'
import type { CallNews, Extension, Telephone } from '../../contract/operations/telephone.ts'
import { instant, type Tx, takenIn, toDate } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'
import type { Call } from './core/call.ts'

// Calls --------------------------------------------------------------------------------------------------------------

/** The active person of this e-mail address or extension; undefined: there is none. */
export async function findAgent(
  tx: Tx,
  workspaceId: WorkspaceId,
  { email, extension }: Pick<CallNews, 'email' | 'extension'>,
): Promise<AgentId | undefined> {
  const { rows } = await sql<{ id: AgentId }>`select a.id from agent a
    where a.workspace_id = ${workspaceId} and a.active and (
      lower(a.email) = lower(${email ?? null}::text)
      or a.id = (select e.agent_id from extension e where e.workspace_id = ${workspaceId} and e.number = ${extension ?? null}))
    order by a.id limit 1`.execute(tx)
  return rows[0]?.id
}

/** Which of somebody's calls. */
export type CallKey = { agentId: AgentId; callId: string }

/** A call that was heard of, held until commit. */
export async function lockCall(tx: Tx, workspaceId: WorkspaceId, { agentId, callId }: CallKey): Promise<Call | null> {
  const row = await tx
    .selectFrom('call')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('agent_id', '=', agentId)
    .where('call_id', '=', callId)
    .forUpdate()
    .executeTakeFirst()
  return row ? callFromRow(row) : null
}

const callFromRow = (row: Pick<Selectable<Tables['call']>, 'started_at' | 'ended_at' | 'limit_at'>): Call => ({
  startedAt: row.started_at,
  endedAt: row.ended_at,
  limitAt: row.limit_at,
})

export async function saveCall(
  tx: Tx,
  workspaceId: WorkspaceId,
  { agentId, callId }: CallKey,
  call: Call,
  heardAt: Instant,
): Promise<void> {
  const dateOrNull = (at: Instant | null) => (at === null ? null : toDate(at))
  const row = {
    started_at: dateOrNull(call.startedAt),
    ended_at: dateOrNull(call.endedAt),
    limit_at: dateOrNull(call.limitAt),
    heard_at: toDate(heardAt),
  }
  await tx
    .insertInto('call')
    .values({ workspace_id: workspaceId, agent_id: agentId, call_id: callId, ...row })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'agent_id', 'call_id']).doUpdateSet(row))
    .execute()
}

/** The calls that somebody is on. */
export async function openCalls(tx: Tx, workspaceId: WorkspaceId, agentId: AgentId): Promise<Call[]> {
  const rows = await tx
    .selectFrom('call')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('agent_id', '=', agentId)
    .where('limit_at', 'is not', null)
    .execute()
  return rows.map(callFromRow)
}

/** Calls whose end is not waited for any longer, first come first. */
export async function lockEndless(
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<(CallKey & { call: Call })[]> {
  const { rows } = await sql<Selectable<Tables['call']>>`select * from call
    where workspace_id = ${workspaceId} and limit_at <= ${instant(at)}
    order by limit_at limit ${limit} for update skip locked`.execute(tx)
  return rows.map((row) => ({ agentId: row.agent_id, callId: row.call_id, call: callFromRow(row) }))
}

/** Forget calls that are over and were last heard of before this. */
export async function dropOldCalls(tx: Tx, workspaceId: WorkspaceId, before: Instant): Promise<void> {
  await tx
    .deleteFrom('call')
    .where('workspace_id', '=', workspaceId)
    .where('limit_at', 'is', null)
    .where('heard_at', '<', sql<Instant>`${instant(before)}`)
    .execute()
}

/** Which workspaces have a call whose end is not waited for any longer. One look into an index for each. */
export async function workspacesWithEndless(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    'select w.id from workspace w where (select true from call c where c.workspace_id = w.id and c.limit_at <= $1 limit 1)',
    [new Date(at)],
  )
  return rows.map((row) => row.id)
}

// Connections --------------------------------------------------------------------------------------------------------

/** A connection as its webhook needs it. Holds a sealed secret: never logged, never answered. */
export type Door = { workspaceId: WorkspaceId; id: TelephoneId; secretSealed: string; lastHeardAt: Instant | null }

/** The active connection of a webhook address, of whatever workspace. */
export async function doorOf(system: pg.Pool, hookKey: string): Promise<Door | undefined> {
  if (hookKey.includes('\0')) return undefined // No column holds it, and none is asked for it.
  const { rows } = await system.query<Selectable<Tables['telephone']>>(
    'select * from telephone where hook_key = $1 and active',
    [hookKey],
  )
  const [row] = rows
  return (
    row && {
      workspaceId: row.workspace_id,
      id: row.id,
      secretSealed: row.secret_sealed,
      lastHeardAt: row.last_heard_at,
    }
  )
}

export async function listTelephones(
  tx: Tx,
  workspaceId: WorkspaceId,
  urlOf: (hookKey: string) => string,
): Promise<Telephone[]> {
  const rows = await tx
    .selectFrom('telephone')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy(sql`lower(name)`)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    active: row.active,
    webhookUrl: urlOf(row.hook_key),
    secretLastFour: row.secret_last_four,
    lastHeardAt: row.last_heard_at,
    wrongSignatures: row.wrong_signatures,
    version: row.version,
  }))
}

/** Its version, held until commit; undefined: there is none. */
export async function lockTelephone(tx: Tx, workspaceId: WorkspaceId, id: TelephoneId): Promise<number | undefined> {
  const row = await tx
    .selectFrom('telephone')
    .select('version')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.version
}

export type Secret = { secret_sealed: string; secret_last_four: string }

/** Make a connection. False: another one has this name. */
export async function insertTelephone(
  tx: Tx,
  workspaceId: WorkspaceId,
  given: { id: TelephoneId; name: string; active: boolean; hookKey: string; at: Instant } & Secret,
): Promise<boolean> {
  const { hookKey, at, ...columns } = given
  return unlessTaken(() =>
    tx
      .insertInto('telephone')
      .values({ workspace_id: workspaceId, ...columns, hook_key: hookKey, created_at: toDate(at) })
      .execute(),
  )
}

/** Write the next version of one that is held. False as above. */
export async function updateTelephone(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: TelephoneId,
  columns: { name: string; active: boolean; version: number } & Partial<Secret>,
): Promise<boolean> {
  return unlessTaken(() =>
    tx.updateTable('telephone').set(columns).where('workspace_id', '=', workspaceId).where('id', '=', id).execute(),
  )
}

async function unlessTaken(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (takenIn(error) === 'telephone_name') return false
    throw error
  }
}

export async function removeTelephone(tx: Tx, workspaceId: WorkspaceId, id: TelephoneId): Promise<void> {
  await tx.deleteFrom('telephone').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

/** Something signed came from it. */
export async function noteHeard(tx: Tx, workspaceId: WorkspaceId, id: TelephoneId, at: Instant): Promise<void> {
  await tx
    .updateTable('telephone')
    .set({ last_heard_at: toDate(at) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Somebody knocked who does not know the secret. */
export async function countWrongSignature(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: TelephoneId,
  at: Instant,
): Promise<void> {
  await sql`update telephone set wrong_signatures = wrong_signatures + 1, last_wrong_signature_at = ${instant(at)}
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
}

// Extensions ---------------------------------------------------------------------------------------------------------

export async function listExtensions(tx: Tx, workspaceId: WorkspaceId): Promise<Extension[]> {
  const rows = await tx.selectFrom('extension').selectAll().where('workspace_id', '=', workspaceId).execute()
  return rows.map((row) => ({ agentId: row.agent_id, number: row.number }))
}

/** Null: none. Says whether it could be: the person exists, and nobody else has the number. */
export async function writeExtension(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentId: AgentId,
  number: string | null,
): Promise<'written' | 'taken' | 'nobody'> {
  const known = await tx
    .selectFrom('agent')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', agentId)
    .executeTakeFirst()
  if (!known) return 'nobody'
  if (number === null) {
    await tx.deleteFrom('extension').where('workspace_id', '=', workspaceId).where('agent_id', '=', agentId).execute()
    return 'written'
  }
  try {
    await tx
      .insertInto('extension')
      .values({ workspace_id: workspaceId, agent_id: agentId, number })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'agent_id']).doUpdateSet({ number }))
      .execute()
    return 'written'
  } catch (error) {
    if (takenIn(error) === 'extension_number') return 'taken'
    throw error
  }
}
