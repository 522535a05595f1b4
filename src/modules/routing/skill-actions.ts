import type { AgentId, SkillId, WorkspaceId } from '../../contract/ids.ts'
import { type AgentSkill, maxPeopleOfSkill, type Skill } from '../../contract/operations/skills.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Work } from '../../kernel/work.ts'
import { countAgents, settleMembers } from './member-repo.ts'
import { tellAgents } from './queue-actions.ts'
import { lockLoad } from './repo.ts'
import * as skills from './skill-repo.ts'

/** Every screen that chooses among them holds all of them. */
export const maxSkills = 1_000

/** All skills, who has them, and which queues ask for them. */
export const listSkills = async (tx: Tx, workspaceId: WorkspaceId): Promise<Result<{ skills: Skill[] }>> =>
  ok({ skills: await skills.skills(tx, workspaceId) })

export type SaveSkill = Pick<Skill, 'name' | 'description' | 'people' | 'version'> & { id: SkillId | null }

/**
 * Add a skill, or change it from the version that was read, with everybody who has it. Skills decide who may be given
 * work: it waits its turn with the router. Refuses `not_found` (also for a person), `changed_by_someone_else`,
 * `name_taken` and `invalid_input`.
 */
export async function saveSkill(
  work: Work,
  { id, version, name, description, people }: SaveSkill,
): Promise<Result<{ id: SkillId; version: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const known = id === null ? 0 : await skills.lockSkill(tx, workspaceId, id)
  if (known === undefined) return refuse('not_found')
  if (id !== null && known !== version) return refuse('changed_by_someone_else')
  if (id === null && (await skills.countSkills(tx, workspaceId)) >= maxSkills)
    return refuse('invalid_input', `at most ${maxSkills} skills`)
  const agentIds = [...new Set(people.map(({ agentId }) => agentId))]
  if (agentIds.length < people.length) return refuse('invalid_input', 'people: one person twice')
  if (people.length > maxPeopleOfSkill) return refuse('invalid_input', `people: at most ${maxPeopleOfSkill}`)
  if ((await countAgents(tx, workspaceId, agentIds)) < agentIds.length) return refuse('not_found', 'people')
  const skillId = id ?? (work.newId() as SkillId)
  if (!(await skills.writeSkill(tx, workspaceId, skillId, { name, description, version: known + 1 })))
    return refuse('name_taken')
  const changed = await skills.setPeople(tx, workspaceId, skillId, people)
  await tellSkills(work, changed)
  return ok({ id: skillId, version: known + 1 })
}

/** Remove a skill that no queue asks for. Refuses `still_in_use`, with the names of those that do. */
export async function removeSkill(work: Work, { id }: { id: SkillId }): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  if ((await skills.lockSkill(tx, workspaceId, id)) === undefined) return refuse('not_found')
  const queues = await skills.queuesAsking(tx, workspaceId, id)
  if (queues.length > 0) return refuse('still_in_use', `queues: ${queues.map(({ name }) => name).join(', ')}`)
  await tellSkills(work, await skills.removeSkill(tx, workspaceId, id))
  return ok(null)
}

/** Whose skills changed may belong to other queues now. */
async function tellSkills(work: Work, changed: readonly AgentId[]): Promise<void> {
  work.record({ type: 'catalog.changed', catalog: 'skills' })
  if (changed.length === 0) return
  const moved = await settleMembers(work.tx, work.by.workspaceId, { agentIds: changed })
  if (moved.length > 0) {
    await tellAgents(work, moved)
    work.record({ type: 'catalog.changed', catalog: 'queues' })
  } else work.record({ type: 'catalog.changed', catalog: 'users' })
}

/**
 * The skills of one person become these, as part of a work that changes them, which settles who they belong to and tells
 * of them. Refuses `not_found` and `invalid_input`.
 */
export async function giveSkills(work: Work, agentId: AgentId, given: readonly AgentSkill[]): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  const ids = new Set(given.map(({ skillId }) => skillId))
  if (ids.size < given.length) return refuse('invalid_input', 'skills: one skill twice')
  if ((await skills.existingSkills(tx, workspaceId, [...ids])).length < ids.size) return refuse('not_found', 'skills')
  if (await skills.setSkillsOf(tx, workspaceId, agentId, given))
    work.record({ type: 'catalog.changed', catalog: 'skills' })
  return ok(null)
}
