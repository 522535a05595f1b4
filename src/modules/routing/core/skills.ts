import type { AgentId, SkillId } from '../../../contract/ids.ts'
import type { Membership } from '../../../contract/operations/queues.ts'
import type { RequiredSkill } from '../../../contract/operations/skills.ts'

/** What of a queue decides who belongs to it. */
export type Asking = {
  /** All of it is needed; nothing: everybody is able. */
  readonly skills: readonly RequiredSkill[]
  /** Whoever has the skills is a member without being named. */
  readonly joinsBySkill: boolean
}

/** What of an agent does. */
export type Skilled = {
  readonly id: AgentId
  /** Who is here no longer joins nothing by their skills. */
  readonly active: boolean
  /** How well they do what they can: 1 best, 20 worst. */
  readonly levels: ReadonlyMap<SkillId, number>
}

/** Has somebody every skill that is asked for, each within its bounds? */
export const isAble = (skills: readonly RequiredSkill[], levels: Skilled['levels']): boolean =>
  skills.every(({ skillId, best, worst }) => {
    const level = levels.get(skillId)
    return level !== undefined && best <= level && level <= worst
  })

/** How well somebody who is able does all of what is asked for: their worst level in it. Null: nothing is asked for. */
export const levelAmong = (skills: readonly RequiredSkill[], levels: Skilled['levels']): number | null =>
  skills.reduce<number | null>((worst, { skillId }) => Math.max(worst ?? 0, levels.get(skillId) ?? 0), null)

/** How an agent belongs to a queue, before anything is said of how well they do its work. */
export type Belonging = Pick<Membership, 'named' | 'skilled' | 'able'> & {
  /** By their skills; null: the level they were named with counts. */
  readonly skillLevel: number | null
}

/**
 * How an agent belongs to a queue: named, by their skills, or both; null: not at all. Who is named without the skills
 * belongs to it in name only: they are never asked (D-14).
 */
export function belonging({ skills, joinsBySkill }: Asking, agent: Skilled, named: boolean): Belonging | null {
  const able = isAble(skills, agent.levels)
  const skilled = joinsBySkill && skills.length > 0 && agent.active && able
  if (!named && !skilled) return null
  return { named, skilled, able, skillLevel: able ? levelAmong(skills, agent.levels) : null }
}

/** The skills of what is asked for that nobody of these has within its bounds, or, where each is found, all of them. */
export function lacking(skills: readonly RequiredSkill[], people: readonly Skilled[]): SkillId[] {
  const active = people.filter((agent) => agent.active)
  if (active.some(({ levels }) => isAble(skills, levels))) return []
  const found = skills.filter((skill) => !active.some(({ levels }) => isAble([skill], levels)))
  return (found.length > 0 ? found : skills).map(({ skillId }) => skillId)
}
