import { sql } from 'kysely'
import type { ReadyRule } from '../../contract/cards.ts'
import type { AgentId, WorkspaceId } from '../../contract/ids.ts'
import { defaultPresenceRules, type PresenceRules } from '../../contract/operations/presence.ts'
import { PREPARED, type Tx } from '../../kernel/db.ts'

/** How people stay ready and when they count as away; what nobody has set is the default, of version 0. */
export async function presenceRules(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<PresenceRules & { readonly version: number }> {
  const row = await tx
    .selectFrom('presence_rules')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  if (!row) return { ...defaultPresenceRules, version: 0 }
  const { ready_rule: readyRule, break_wait_seconds: breakWaitSeconds, grace_seconds: graceSeconds, version } = row
  return { readyRule: readyRule as ReadyRule, breakWaitSeconds, graceSeconds, version }
}

/** Write the next version. False: somebody else has written it meanwhile. */
export async function writePresenceRules(
  tx: Tx,
  workspaceId: WorkspaceId,
  version: number,
  { readyRule, breakWaitSeconds, graceSeconds }: PresenceRules,
): Promise<boolean> {
  const { rows } = await sql`insert into presence_rules as kept
      (workspace_id, ready_rule, break_wait_seconds, grace_seconds, version)
    values (${workspaceId}, ${readyRule}, ${breakWaitSeconds}, ${graceSeconds}, ${version + 1})
    on conflict (workspace_id) do update set ready_rule = excluded.ready_rule,
      break_wait_seconds = excluded.break_wait_seconds, grace_seconds = excluded.grace_seconds,
      version = excluded.version
    where kept.version = ${version} returning version`.execute(tx)
  return rows.length > 0
}

/** By which rule each of these agents stays ready: their own, or the workspace's. */
export async function readyRules(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentIds: readonly AgentId[],
): Promise<Map<AgentId, ReadyRule>> {
  if (agentIds.length === 0) return new Map()
  const { rows } = await sql<{ id: AgentId; rule: ReadyRule }>`${sql.raw(PREPARED)}
    select person.id, coalesce(agent.ready_rule, rules.ready_rule, ${defaultPresenceRules.readyRule}) as rule
    from unnest(${agentIds}::uuid[]) as person (id)
      cross join lateral (select ready_rule from agent where workspace_id = ${workspaceId} and id = person.id offset 0) as agent
      left join presence_rules as rules on rules.workspace_id = ${workspaceId}`.execute(tx)
  return new Map(rows.map(({ id, rule }) => [id, rule]))
}
