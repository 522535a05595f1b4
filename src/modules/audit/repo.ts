import { sql } from 'kysely'
import type { AgentId, WorkspaceId } from '../../contract/ids.ts'
import type { AuditKind } from '../../contract/operations/audit.ts'
import { type Tx, toDate } from '../../kernel/db.ts'
import { firstPrevious, type SealedLine } from './core/line.ts'

/** The end of the trail, held until commit: two lines cannot follow the same one. */
export async function lockHead(tx: Tx, workspaceId: WorkspaceId): Promise<{ seq: number; hash: string }> {
  await sql`insert into audit_head (workspace_id, seq, hash) values (${workspaceId}, 0, ${firstPrevious}) on conflict do nothing`.execute(
    tx,
  )
  return tx
    .selectFrom('audit_head')
    .select(['seq', 'hash'])
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export async function addLine(tx: Tx, workspaceId: WorkspaceId, line: SealedLine): Promise<void> {
  const { at, agentId, requestId, ...rest } = line
  await tx
    .insertInto('audit')
    .values({ workspace_id: workspaceId, ...rest, at: toDate(at), agent_id: agentId, request_id: requestId })
    .execute()
  await tx
    .updateTable('audit_head')
    .set({ seq: line.seq, hash: line.hash })
    .where('workspace_id', '=', workspaceId)
    .execute()
}

export async function headOf(tx: Tx, workspaceId: WorkspaceId): Promise<{ seq: number; hash: string } | undefined> {
  return tx.selectFrom('audit_head').select(['seq', 'hash']).where('workspace_id', '=', workspaceId).executeTakeFirst()
}

/** Lines after number `after`, in order. */
export async function linesAfter(
  tx: Tx,
  workspaceId: WorkspaceId,
  after: number,
  limit: number,
): Promise<SealedLine[]> {
  const rows = await columns(tx)
    .where('workspace_id', '=', workspaceId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** The newest lines, newest first. */
export async function newestLines(
  tx: Tx,
  workspaceId: WorkspaceId,
  only: { kind?: AuditKind | undefined; agentId?: AgentId | undefined; before?: number | undefined },
  limit: number,
): Promise<SealedLine[]> {
  let query = columns(tx).where('workspace_id', '=', workspaceId)
  if (only.kind !== undefined) query = query.where('kind', '=', only.kind)
  if (only.agentId !== undefined) query = query.where('agent_id', '=', only.agentId)
  if (only.before !== undefined) query = query.where('seq', '<', only.before)
  return (await query.orderBy('seq', 'desc').limit(limit).execute()).map(fromRow)
}

const columns = (tx: Tx) =>
  tx.selectFrom('audit').select(['seq', 'at', 'agent_id', 'kind', 'what', 'about', 'request_id', 'previous', 'hash'])

function fromRow({
  agent_id,
  request_id,
  kind,
  ...row
}: Awaited<ReturnType<ReturnType<typeof columns>['execute']>>[number]): SealedLine {
  return { ...row, kind: kind as AuditKind, agentId: agent_id, requestId: request_id }
}
