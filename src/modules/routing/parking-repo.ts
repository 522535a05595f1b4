import { type RawBuilder, sql } from 'kysely'
import type { AgentId, Instant, WorkspaceId } from '../../contract/ids.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import { interactionFromRow } from './batch-repo.ts'
import type { Interaction } from './core/interaction.ts'

type InteractionRow = Parameters<typeof interactionFromRow>[0]

/** What is parked and whose time has come, first come first; what somebody else is deciding on is left to them. */
export const lockWaking = (tx: Tx, workspaceId: WorkspaceId, at: Instant, limit: number): Promise<Interaction[]> =>
  locked(
    tx,
    sql`workspace_id = ${workspaceId} and parked_until <= ${instant(at)}
      order by parked_until limit ${limit} for update skip locked`,
  )

/** What was passed on and nobody took in time, as above. */
export const lockEndedTransfers = (
  tx: Tx,
  workspaceId: WorkspaceId,
  at: Instant,
  limit: number,
): Promise<Interaction[]> =>
  locked(
    tx,
    sql`workspace_id = ${workspaceId} and transfer_ends_at <= ${instant(at)}
      order by transfer_ends_at limit ${limit} for update skip locked`,
  )

/** Whose silence is looked for. */
export type Silent = 'contact' | 'agent'

/** What is in hand and where the contact, or the agent, has been silent for longer than its queue allows, as above. */
export async function lockSilent(
  tx: Tx,
  workspaceId: WorkspaceId,
  { silent, at, limit }: { silent: Silent; at: Instant; limit: number },
): Promise<Interaction[]> {
  const seconds = sql.ref(`q.${silent}_silence_seconds`)
  const whose = silent === 'contact' ? sql`awaiting_reply_since is null` : sql`awaiting_reply_since is not null`
  const { rows } = await sql<InteractionRow>`select quiet.* from queue q cross join lateral (
      select * from interaction
      where workspace_id = ${workspaceId} and queue_id = q.id and state = 'active' and parked_since is null and ${whose}
        and quiet_since <= ${instant(at)} - ${seconds} * interval '1 second'
      order by quiet_since limit ${limit} for update skip locked
    ) as quiet
    where q.workspace_id = ${workspaceId} and ${seconds} is not null limit ${limit}`.execute(tx)
  return rows.map(interactionFromRow)
}

/** What this agent has in hand of channels that park during a call. */
export const lockInHandDuringCalls = (tx: Tx, workspaceId: WorkspaceId, agentId: AgentId): Promise<Interaction[]> =>
  locked(
    tx,
    sql`workspace_id = ${workspaceId} and state in ('active', 'wrapping_up')
      and case when state <> 'offered' then agent_id end = ${agentId} and state = 'active' and parked_since is null and channel_id = any(array(
        select id from channel where workspace_id = ${workspaceId} and parks_on_call))
      order by id for update`,
  )

/** What was parked because this agent was on the telephone. */
export const lockParkedForCall = (tx: Tx, workspaceId: WorkspaceId, agentId: AgentId): Promise<Interaction[]> =>
  locked(
    tx,
    sql`workspace_id = ${workspaceId} and agent_id = ${agentId} and parked_since is not null and parked_reason = 'call'
      order by id for update`,
  )

async function locked(tx: Tx, which: RawBuilder<unknown>): Promise<Interaction[]> {
  const { rows } = await sql<InteractionRow>`select * from interaction where ${which}`.execute(tx)
  return rows.map(interactionFromRow)
}

/** Those of these agents who are signed in, whatever they do; nobody of them goes before commit. */
export async function signedIn(tx: Tx, workspaceId: WorkspaceId, ids: readonly AgentId[]): Promise<Set<AgentId>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: AgentId }>`select a.id
    from agent a join presence p on p.workspace_id = a.workspace_id and p.agent_id = a.id
    where a.workspace_id = ${workspaceId} and a.id = any(${ids}::uuid[]) and a.active and p.state not in ('signed_out', 'away')
    order by a.id for no key update of p`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
