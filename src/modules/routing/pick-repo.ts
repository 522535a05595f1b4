import { sql } from 'kysely'
import type { DomainEvent } from '../../contract/events.ts'
import type { AgentId, Instant, InteractionId, WorkspaceId } from '../../contract/ids.ts'
import { Why } from '../../contract/why.ts'
import { PREPARED, type Tx } from '../../kernel/db.ts'
import { insertRows, iso } from '../../kernel/rows.ts'
import type { KeptPick, Told } from './core/story.ts'

/** Why an interaction was given to whom. `id`: of the offer, or one of its own where nobody was asked. */
export type Pick = { readonly interactionId: InteractionId; readonly id: string; readonly why: Why }

/** Keep why the router picked as it did: any number in one statement. */
export const keepPicks = (tx: Tx, workspaceId: WorkspaceId, at: Instant, picks: readonly Pick[]): Promise<void> =>
  insertRows(
    tx,
    'pick',
    picks.map(({ interactionId, id, why }) => ({
      workspace_id: workspaceId,
      interaction_id: interactionId,
      id,
      at: iso(at),
      why,
    })),
  )

/** The last picks of an interaction, at most so many, the latest first. */
export async function lastPicks(
  tx: Tx,
  workspaceId: WorkspaceId,
  interactionId: InteractionId,
  limit: number,
): Promise<KeptPick[]> {
  const rows = await tx
    .selectFrom('pick')
    .select(['id', 'at', 'why'])
    .where('workspace_id', '=', workspaceId)
    .where('interaction_id', '=', interactionId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id, at, why }) => ({ id, at, why: Why.parse(why) }))
}

/** The last lines of the journal that say whose an interaction became or might have, the latest first. */
export async function lastTold(
  tx: Tx,
  workspaceId: WorkspaceId,
  interactionId: InteractionId,
  limit: number,
): Promise<Told[]> {
  const { rows } = await sql<{ at: Instant; by: AgentId | null; event: DomainEvent }>`${sql.raw(PREPARED)}
    select at, by_agent_id as by, event from journal
    where workspace_id = ${workspaceId} and interaction_id = ${interactionId}
      and type like 'interaction.%' and type <> 'interaction.updated'
    order by seq desc limit ${limit}`.execute(tx)
  return rows
}
