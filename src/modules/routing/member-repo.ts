import { sql } from 'kysely'
import type { AgentId, QueueId, SkillId, WorkspaceId } from '../../contract/ids.ts'
import type { QueueMember } from '../../contract/operations/queues.ts'
import type { AgentSkill, RequiredSkill } from '../../contract/operations/skills.ts'
import type { Tx } from '../../kernel/db.ts'
import { type Asking, type Belonging, belonging, type Skilled } from './core/skills.ts'

/** Whose belonging to which queues is looked at again: all of some queues, or some agents in all. */
export type Scope = { queueIds: readonly QueueId[] } | { agentIds: readonly AgentId[] }

/** The members named in a queue become exactly these. Answers with those who joined or left, or stand otherwise. */
export async function setMembers(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: QueueId,
  members: readonly QueueMember[],
): Promise<AgentId[]> {
  const left = await sql<{ agent_id: AgentId }>`update queue_member set named = false
    where workspace_id = ${workspaceId} and queue_id = ${id} and named
      and not agent_id = any(${members.map(({ agentId }) => agentId)}::uuid[])
    returning agent_id`.execute(tx)
  const changed = await sql<{ agent_id: AgentId }>`
    insert into queue_member as m (workspace_id, queue_id, agent_id, level, penalty)
    select ${workspaceId}, ${id}, agent_id, level, penalty
    from unnest(${members.map(({ agentId }) => agentId)}::uuid[], ${members.map(({ level }) => level)}::int[],
      ${members.map(({ penalty }) => penalty)}::int[]) as given (agent_id, level, penalty)
    on conflict (workspace_id, queue_id, agent_id) do update
      set named = true, level = excluded.level, penalty = excluded.penalty
      where not m.named or (m.level, m.penalty) <> (excluded.level, excluded.penalty)
    returning agent_id`.execute(tx)
  const moved = await settleMembers(tx, workspaceId, { queueIds: [id] })
  return [...new Set([...left.rows, ...changed.rows].map((row) => row.agent_id).concat(moved))]
}

/**
 * Name a person in these queues and no others. The queues touched count as changed, so that somebody who has one of them
 * open elsewhere does not undo it unawares. Answers whether there was anything to do.
 */
export async function nameIn(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentId: AgentId,
  queueIds: readonly QueueId[],
): Promise<boolean> {
  const { rows } = await sql`
    with gone as (
      update queue_member set named = false
      where workspace_id = ${workspaceId} and agent_id = ${agentId} and named and queue_id <> all(${queueIds}::uuid[])
      returning queue_id
    ), come as (
      insert into queue_member as m (workspace_id, queue_id, agent_id)
      select ${workspaceId}, id, ${agentId} from unnest(${queueIds}::uuid[]) as wanted (id)
      on conflict (workspace_id, queue_id, agent_id) do update set named = true where not m.named returning queue_id
    )
    update queue set version = version + 1
    where workspace_id = ${workspaceId} and id in (select queue_id from gone union select queue_id from come)
    returning id`.execute(tx)
  return rows.length > 0
}

/**
 * Every one of these agents is named in every one of these queues, or in none of them. A queue for which that changes
 * something counts as changed, as above. Answers with how many are named otherwise, and who belongs otherwise for it.
 */
export async function nameAll(
  tx: Tx,
  workspaceId: WorkspaceId,
  { queueIds, agentIds }: { queueIds: readonly QueueId[]; agentIds: readonly AgentId[] },
  change: 'add' | 'remove',
): Promise<{ changed: number; moved: AgentId[] }> {
  const changing =
    change === 'add'
      ? sql`insert into queue_member as m (workspace_id, queue_id, agent_id)
          select ${workspaceId}, q.id, a.id from unnest(${queueIds}::uuid[]) as q (id), unnest(${agentIds}::uuid[]) as a (id)
          on conflict (workspace_id, queue_id, agent_id) do update set named = true where not m.named
          returning queue_id, agent_id`
      : sql`update queue_member set named = false where workspace_id = ${workspaceId} and named
          and queue_id = any(${queueIds}::uuid[]) and agent_id = any(${agentIds}::uuid[]) returning queue_id, agent_id`
  const { rows } = await sql<{ agent_id: AgentId }>`
    with pair as (${changing}), counted as (
      update queue set version = version + 1
      where workspace_id = ${workspaceId} and id in (select queue_id from pair)
    )
    select agent_id from pair`.execute(tx)
  const settled = rows.length > 0 ? await settleMembers(tx, workspaceId, { queueIds }) : []
  return { changed: rows.length, moved: [...new Set([...rows.map((row) => row.agent_id), ...settled])] }
}

/** Nobody belongs to this queue any more, and it asks for nothing. Answers with those who did. */
export async function emptyQueue(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<AgentId[]> {
  await sql`delete from queue_skill where workspace_id = ${workspaceId} and queue_id = ${id}`.execute(tx)
  const { rows } = await sql<{ agent_id: AgentId }>`delete from queue_member
    where workspace_id = ${workspaceId} and queue_id = ${id} returning agent_id`.execute(tx)
  return rows.map((row) => row.agent_id)
}

/**
 * Who belongs to queues is kept beside what it follows from: whoever changes the skills of agents or of queues, who is
 * named, or who works here, calls this in the same transaction. Answers with the agents who belong otherwise than before.
 */
export async function settleMembers(tx: Tx, workspaceId: WorkspaceId, scope: Scope): Promise<AgentId[]> {
  const [queues, known, agents] = await Promise.all([
    askingQueues(tx, workspaceId, scope),
    knownMembers(tx, workspaceId, scope),
    skilledAgents(tx, workspaceId, scope),
  ])
  const moved = queues.flatMap((queue) => changesIn(queue, known.get(queue.id) ?? new Map(), agents))
  await saveBelonging(tx, workspaceId, moved)
  return [...new Set(moved.map(({ agentId }) => agentId))]
}

type AskingQueue = Asking & { readonly id: QueueId }
type Moved = { queueId: QueueId; agentId: AgentId; belongs: Belonging | null }

function changesIn(
  queue: AskingQueue,
  known: ReadonlyMap<AgentId, Belonging>,
  agents: ReadonlyMap<AgentId, Skilled>,
): Moved[] {
  return [...agents.values()].flatMap((agent) => {
    const before = known.get(agent.id) ?? null
    const belongs = belonging(queue, agent, before?.named ?? false)
    return isSame(before, belongs) ? [] : [{ queueId: queue.id, agentId: agent.id, belongs }]
  })
}

const isSame = (a: Belonging | null, b: Belonging | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.named === b.named &&
    a.skilled === b.skilled &&
    a.able === b.able &&
    a.skillLevel === b.skillLevel)

/** Queues that are there, with what they ask for. */
async function askingQueues(tx: Tx, workspaceId: WorkspaceId, scope: Scope): Promise<AskingQueue[]> {
  const theirs = 'queueIds' in scope ? sql`q.id = any(${scope.queueIds}::uuid[])` : sql`true`
  const { rows } = await sql<AskingQueue>`select q.id, q.joins_by_skill as "joinsBySkill", ${requiredBy} as skills
    from queue q where q.workspace_id = ${workspaceId} and q.removed_at is null and ${theirs}`.execute(tx)
  return rows
}

/** What the queue `q` asks for. */
export const requiredBy = sql<RequiredSkill[]>`(select coalesce(jsonb_agg(jsonb_build_object(
    'skillId', s.skill_id, 'best', s.best, 'worst', s.worst) order by s.skill_id), '[]')
  from queue_skill s where s.workspace_id = q.workspace_id and s.queue_id = q.id)`

async function knownMembers(
  tx: Tx,
  workspaceId: WorkspaceId,
  scope: Scope,
): Promise<Map<QueueId, Map<AgentId, Belonging>>> {
  const { rows } = await sql<Belonging & { queueId: QueueId; agentId: AgentId }>`select m.queue_id as "queueId",
      m.agent_id as "agentId", m.named, m.skilled, m.able, m.skill_level as "skillLevel"
    from queue_member m where m.workspace_id = ${workspaceId} and ${within(scope)}`.execute(tx)
  const byQueue = new Map<QueueId, Map<AgentId, Belonging>>()
  for (const { queueId, agentId, ...belongs } of rows) {
    const members = byQueue.get(queueId) ?? new Map<AgentId, Belonging>()
    byQueue.set(queueId, members.set(agentId, belongs))
  }
  return byQueue
}

const within = (scope: Scope) =>
  'queueIds' in scope
    ? sql`m.queue_id = any(${scope.queueIds}::uuid[])`
    : sql`m.agent_id = any(${scope.agentIds}::uuid[])`

/** Of queues: whoever belongs to them, and whoever has anything that they ask for. */
async function skilledAgents(tx: Tx, workspaceId: WorkspaceId, scope: Scope): Promise<Map<AgentId, Skilled>> {
  const who =
    'agentIds' in scope
      ? sql`select unnest(${scope.agentIds}::uuid[]) as id`
      : sql`select m.agent_id as id from queue_member m where m.workspace_id = ${workspaceId} and ${within(scope)}
          union select s.agent_id from agent_skill s join queue_skill r
            on r.workspace_id = s.workspace_id and r.skill_id = s.skill_id
          where s.workspace_id = ${workspaceId} and r.queue_id = any(${scope.queueIds}::uuid[])`
  const { rows } = await sql<{
    id: AgentId
    active: boolean
    skills: AgentSkill[]
  }>`select a.id, a.active, ${skillsOf} as skills
    from agent a where a.workspace_id = ${workspaceId} and a.id in (${who})`.execute(tx)
  return new Map(
    rows.map(({ id, active, skills }) => [
      id,
      { id, active, levels: new Map(skills.map(({ skillId, level }): [SkillId, number] => [skillId, level])) },
    ]),
  )
}

/** What the agent `a` can do. */
const skillsOf = sql<AgentSkill[]>`(select coalesce(jsonb_agg(jsonb_build_object(
    'skillId', s.skill_id, 'level', s.level) order by s.skill_id), '[]')
  from agent_skill s where s.workspace_id = a.workspace_id and s.agent_id = a.id)`

/** Who belongs no longer loses their row; all others have theirs, as it is now. */
async function saveBelonging(tx: Tx, workspaceId: WorkspaceId, moved: readonly Moved[]): Promise<void> {
  const gone = moved.filter(({ belongs }) => belongs === null)
  const kept = moved.flatMap(({ belongs, ...who }) => (belongs === null ? [] : [{ ...who, ...belongs }]))
  if (gone.length > 0) {
    await sql`delete from queue_member m using unnest(
        ${gone.map(({ queueId }) => queueId)}::uuid[], ${gone.map(({ agentId }) => agentId)}::uuid[]
      ) as gone (queue_id, agent_id)
      where m.workspace_id = ${workspaceId} and m.queue_id = gone.queue_id and m.agent_id = gone.agent_id`.execute(tx)
  }
  if (kept.length === 0) return
  await sql`insert into queue_member (workspace_id, queue_id, agent_id, named, skilled, able, skill_level)
    select ${workspaceId}, * from unnest(
      ${kept.map(({ queueId }) => queueId)}::uuid[], ${kept.map(({ agentId }) => agentId)}::uuid[],
      ${kept.map(({ named }) => named)}::boolean[], ${kept.map(({ skilled }) => skilled)}::boolean[],
      ${kept.map(({ able }) => able)}::boolean[], ${kept.map(({ skillLevel }) => skillLevel)}::int[])
    on conflict (workspace_id, queue_id, agent_id) do update
      set named = excluded.named, skilled = excluded.skilled, able = excluded.able, skill_level = excluded.skill_level`.execute(
    tx,
  )
}

/** How many people a queue may ask: those who work here, belong to it, and have its skills. */
export async function countAble(tx: Tx, workspaceId: WorkspaceId, id: QueueId): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n
    from queue_member m join agent a on a.workspace_id = m.workspace_id and a.id = m.agent_id
    where m.workspace_id = ${workspaceId} and m.queue_id = ${id} and m.able and a.active`.execute(tx)
  return rows[0]?.n ?? 0
}

/** How many of these agents exist. */
export async function countAgents(tx: Tx, workspaceId: WorkspaceId, ids: readonly AgentId[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from agent
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
  return rows[0]?.n ?? 0
}
