import { sql } from 'kysely'
import type { AgentId, QueueId, SkillId, WorkspaceId } from '../../contract/ids.ts'
import type { AgentSkill, RequiredSkill, Skill } from '../../contract/operations/skills.ts'
import { type Tx, takenIn } from '../../kernel/db.ts'

/** All skills, by name, with who has them and which queues ask for them. */
export async function skills(tx: Tx, workspaceId: WorkspaceId): Promise<Skill[]> {
  const { rows } = await sql<Skill>`select s.id, s.name, s.description, s.version,
      (select coalesce(jsonb_agg(jsonb_build_object('agentId', a.agent_id, 'level', a.level) order by a.agent_id), '[]')
        from agent_skill a where a.workspace_id = s.workspace_id and a.skill_id = s.id) as people,
      array(select q.queue_id from queue_skill q
        where q.workspace_id = s.workspace_id and q.skill_id = s.id order by q.queue_id) as "queueIds"
    from skill s where s.workspace_id = ${workspaceId} order by lower(s.name), s.id`.execute(tx)
  return rows
}

export async function countSkills(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from skill
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Of these skills, those that exist. */
export async function existingSkills(tx: Tx, workspaceId: WorkspaceId, ids: readonly SkillId[]): Promise<SkillId[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: SkillId }>`select id from skill
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Read a skill's version and hold it until commit; undefined when there is none. */
export async function lockSkill(tx: Tx, workspaceId: WorkspaceId, id: SkillId): Promise<number | undefined> {
  const row = await tx
    .selectFrom('skill')
    .select('version')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.version
}

/** Make a skill, or write the next version of one that is held. False: another one has this name. */
export async function writeSkill(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: SkillId,
  values: { name: string; description: string; version: number },
): Promise<boolean> {
  try {
    await tx
      .insertInto('skill')
      .values({ workspace_id: workspaceId, id, ...values })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
      .execute()
    return true
  } catch (error) {
    if (takenIn(error) === 'skill_name') return false
    throw error
  }
}

/** The people of a skill become exactly these. Answers with those for whom something changed. */
export async function setPeople(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: SkillId,
  people: readonly { agentId: AgentId; level: number }[],
): Promise<AgentId[]> {
  const agentIds = people.map(({ agentId }) => agentId)
  const { rows } = await sql<{ agent_id: AgentId }>`
    with gone as (
      delete from agent_skill where workspace_id = ${workspaceId} and skill_id = ${id}
        and not agent_id = any(${agentIds}::uuid[])
      returning agent_id
    ), kept as (
      insert into agent_skill as s (workspace_id, skill_id, agent_id, level)
      select ${workspaceId}, ${id}, * from unnest(${agentIds}::uuid[], ${people.map(({ level }) => level)}::int[])
      on conflict (workspace_id, agent_id, skill_id) do update set level = excluded.level where s.level <> excluded.level
      returning agent_id
    )
    select agent_id from gone union all select agent_id from kept`.execute(tx)
  return rows.map((row) => row.agent_id)
}

/**
 * The skills of a person become exactly these. Skills touched count as changed, as queues do. Answers whether there was
 * anything to do.
 */
export async function setSkillsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  agentId: AgentId,
  skills: readonly AgentSkill[],
): Promise<boolean> {
  const ids = skills.map(({ skillId }) => skillId)
  const { rows } = await sql`
    with gone as (
      delete from agent_skill where workspace_id = ${workspaceId} and agent_id = ${agentId}
        and not skill_id = any(${ids}::uuid[])
      returning skill_id
    ), kept as (
      insert into agent_skill as s (workspace_id, agent_id, skill_id, level)
      select ${workspaceId}, ${agentId}, * from unnest(${ids}::uuid[], ${skills.map(({ level }) => level)}::int[])
      on conflict (workspace_id, agent_id, skill_id) do update set level = excluded.level where s.level <> excluded.level
      returning skill_id
    )
    update skill set version = version + 1
    where workspace_id = ${workspaceId} and id in (select skill_id from gone union select skill_id from kept)
    returning id`.execute(tx)
  return rows.length > 0
}

/** Whoever has it has it no longer. Answers with them. */
export async function removeSkill(tx: Tx, workspaceId: WorkspaceId, id: SkillId): Promise<AgentId[]> {
  const { rows } = await sql<{ agent_id: AgentId }>`delete from agent_skill
    where workspace_id = ${workspaceId} and skill_id = ${id} returning agent_id`.execute(tx)
  await tx.deleteFrom('skill').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  return rows.map((row) => row.agent_id)
}

/** The queues that ask for it, by name. */
export async function queuesAsking(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: SkillId,
): Promise<{ id: QueueId; name: string }[]> {
  const { rows } = await sql<{ id: QueueId; name: string }>`select q.id, q.name from queue_skill s
    join queue q on q.workspace_id = s.workspace_id and q.id = s.queue_id
    where s.workspace_id = ${workspaceId} and s.skill_id = ${id} order by lower(q.name)`.execute(tx)
  return rows
}

/** A queue asks for exactly these. */
export async function setRequired(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: QueueId,
  skills: readonly RequiredSkill[],
): Promise<void> {
  await sql`delete from queue_skill where workspace_id = ${workspaceId} and queue_id = ${id}
    and not skill_id = any(${skills.map(({ skillId }) => skillId)}::uuid[])`.execute(tx)
  await sql`insert into queue_skill (workspace_id, queue_id, skill_id, best, worst)
    select ${workspaceId}, ${id}, * from unnest(${skills.map(({ skillId }) => skillId)}::uuid[],
      ${skills.map(({ best }) => best)}::int[], ${skills.map(({ worst }) => worst)}::int[])
    on conflict (workspace_id, queue_id, skill_id) do update set best = excluded.best, worst = excluded.worst`.execute(
    tx,
  )
}
