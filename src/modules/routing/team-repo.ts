import { type RawBuilder, sql } from 'kysely'
import type { WorkspaceId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { PREPARED, type Tx } from '../../kernel/db.ts'

/** With more lines than this to follow, reading everybody is cheaper. */
const maxLines = 20_000

/** Facts that change what agents hold or are asked: they name all of them. */
const loads = [
  'offered',
  'offer_lapsed',
  'offer_rejected',
  'offer_withdrawn',
  'assigned',
  'resumed',
  'closed',
  'parked',
  'unparked',
  'passed',
  'moved',
  'returned',
] as const
/** Facts that change whether an agent is ready, and for what. */
const moves = ['presence.changed', 'agent.saved'] as const
const changes = [...loads.map((what) => `interaction.${what}`), ...moves]
/** Facts that change what holds for many. */
const rules = [
  'channel.saved',
  'channel.opened',
  'channel.closed',
  'queue.saved',
  'queue.removed',
  'tagging.changed',
  'catalog.changed',
] as const

/** How far the journal goes now; undefined: rules have changed since line `after`, or more than can be followed. */
export async function followableTo(tx: Tx, workspaceId: WorkspaceId, after: number): Promise<number | undefined> {
  const { rows } = await sql<{ seq: number; ruled: boolean }>`${sql.raw(PREPARED)}
    select w.journal_seq as seq, exists (select from (${linesAfter(workspaceId, after, rules)}) as line
        where type <> 'catalog.changed' or event ->> 'catalog' = 'presence_rules') as ruled
    from workspace w where w.id = ${workspaceId}`.execute(tx)
  const { seq, ruled } = present(rows[0], 'the workspace')
  return ruled || seq - after > maxLines || seq < after ? undefined : seq
}

/** A query (one column, `id`): whose load, presence, capacity or queues may be different since line `after`. */
export const changedAgents = (workspaceId: WorkspaceId, after: number): RawBuilder<unknown> =>
  agentsIn(linesAfter(workspaceId, after, changes))

/** The same for those who may have stopped being ready or a member: what stands with them must be looked at. */
export const movedAgents = (workspaceId: WorkspaceId, after: number): RawBuilder<unknown> =>
  agentsIn(linesAfter(workspaceId, after, moves))

const linesAfter = (workspaceId: WorkspaceId, after: number, types: readonly string[]): RawBuilder<unknown> => sql`
  select type, event from journal where workspace_id = ${workspaceId} and seq > ${after} and seq <= ${after + maxLines}
    and type = any(${types}::text[]) offset 0`

const agentsIn = (lines: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select distinct told.id::uuid as id from (${lines}) as line cross join lateral (
    select coalesce(event ->> 'agentId', event -> 'agent' ->> 'id') as id
    union all
    select json_array_elements_text(coalesce(event -> 'agentIds', event -> 'others', event #> '{card,offer,agentIds}'))
  ) as told where told.id is not null`
