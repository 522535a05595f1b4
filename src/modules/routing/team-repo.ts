import { sql } from 'kysely'
import type { AgentId, WorkspaceId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import type { Tx } from '../../kernel/db.ts'

/** What journal lines tell of a team. */
export type TeamChanges = {
  /** Up to which line. */
  readonly seq: number
  /** Whose load, presence, capacity or queues may be different. */
  readonly agentIds: readonly AgentId[]
  /** Those of them who may have stopped being ready or a member: what stands with them must be looked at. */
  readonly movedIds: readonly AgentId[]
}

/** With more lines than this to follow, reading everybody is cheaper. */
const maxLines = 20_000

/** Facts that change what an agent holds. */
const loads = ['offered', 'offer_lapsed', 'offer_rejected', 'offer_withdrawn', 'assigned', 'resumed', 'closed'] as const
/** Facts that change whether an agent is ready, and for what. */
const moves = ['presence.changed', 'agent.saved'] as const
/** Facts that change what holds for many. */
const rules = ['channel.saved', 'queue.saved', 'queue.removed'] as const

/** What the lines after number `after` say, in one statement so that it is of one moment; undefined: read everybody. */
export async function changesSince(tx: Tx, workspaceId: WorkspaceId, after: number): Promise<TeamChanges | undefined> {
  const types = [...loads.map((what) => `interaction.${what}`), ...moves, ...rules]
  const { rows } = await sql<{ seq: number; changed: AgentId[]; moved: AgentId[]; ruled: boolean }>`
    select w.journal_seq as seq, line.* from workspace w cross join lateral (
      select
        coalesce(array_agg(distinct agent_id) filter (where agent_id is not null), '{}') as changed,
        coalesce(array_agg(distinct agent_id) filter (where agent_id is not null and type = any(${moves}::text[])), '{}') as moved,
        coalesce(bool_or(type = any(${rules}::text[])), false) as ruled
      from (
        select type, coalesce(event ->> 'agentId', event -> 'agent' ->> 'id')::uuid as agent_id from journal
        where workspace_id = ${workspaceId} and seq > ${after} and seq <= ${after + maxLines} and type = any(${types}::text[])
      ) as changes
    ) as line where w.id = ${workspaceId}`.execute(tx)
  const { seq, changed, moved, ruled } = present(rows[0], 'the workspace')
  return ruled || seq - after > maxLines || seq < after ? undefined : { seq, agentIds: changed, movedIds: moved }
}
