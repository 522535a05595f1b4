import type { z } from 'zod'
import { type AgentId, compareIds, type SkillId } from '../../../../contract/ids.ts'
import { type Skill, SkillName, type saveSkill } from '../../../../contract/operations/skills.ts'
import type { skills } from '../../../i18n/skills.ts'
import { fits, isWholeFrom, type Typed } from '../shared/checks.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'

type Words = (typeof skills)['en']

export type PersonValues = { agentId: AgentId; level: Typed }

export type SkillValues = { name: string; description: string; people: PersonValues[] }

export const levelLimits = { min: 1, max: 20 }
export const maxSkillDescription = 1000
/** In the middle: what is said of somebody before anybody has thought about it. */
export const usualLevel = 10

export const newSkill: SkillValues = { name: '', description: '', people: [] }

/** Pure: the form of a skill as it is stored. */
export const skillValues = ({ name, description, people }: Skill): SkillValues => ({
  name,
  description,
  people: byPerson(people),
})

/** Pure: in the order in which the form compares them. */
export const byPerson = <T extends { agentId: AgentId }>(people: readonly T[]): T[] =>
  people.toSorted((a, b) => compareIds(a.agentId, b.agentId))

/** Pure: what is sent to be saved. */
export const skillInput = (
  { people, ...values }: SkillValues,
  id: SkillId | null,
  version: number,
): z.input<(typeof saveSkill)['input']> => ({
  ...values,
  id,
  version,
  people: people.map(({ agentId, level }) => ({ agentId, level: Number(level) })),
})

/** Pure: is this a level? */
export const isLevel = (level: Typed): boolean => isWholeFrom(level, levelLimits.min, levelLimits.max)

/** Pure: everything that keeps a skill from being saved, in the order of the form. */
export const skillProblems = (
  { name, description, people }: SkillValues,
  words: Words,
  tooLong: (length: number, most: number) => string,
): Problem[] => [
  ...(fits(SkillName, name) ? [] : [{ path: 'name', text: words.skillNameWrong }]),
  ...(description.trim().length > maxSkillDescription
    ? [{ path: 'description', text: tooLong(description.trim().length, maxSkillDescription) }]
    : []),
  ...(people.every(({ level }) => isLevel(level)) ? [] : [{ path: 'people', text: words.levelWrong }]),
]

/** Pure: the fields a refusal of the server speaks of. */
export const skillPlaces = ({ refusal }: NotSaved): string[] => (refusal === 'name_taken' ? ['name'] : [])
