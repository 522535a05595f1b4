import { z } from 'zod'
import { AgentId, QueueId, SkillId } from '../ids.ts'
import { operation } from '../operation.ts'

/** What a level may be: 1 is best, 20 worst. */
export const SkillLevel = z.number().int().min(1).max(20)

/** A skill of somebody. */
export const AgentSkill = z.object({ skillId: SkillId, level: SkillLevel })
export type AgentSkill = z.infer<typeof AgentSkill>

/** A skill that a queue asks for: from the best level that counts to the worst, both included. */
export const RequiredSkill = z.object({ skillId: SkillId, best: SkillLevel, worst: SkillLevel })
export type RequiredSkill = z.infer<typeof RequiredSkill>

/** How many skills one person may have. */
export const maxSkillsOfAgent = 100
/** How many skills one queue may ask for. */
export const maxSkillsOfQueue = 20
/** How many people one skill may have. */
export const maxPeopleOfSkill = 20_000

/** from 2 to 30 letters, digits and - _ . : */
export const SkillName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}_.:-]{2,30}$/u)

export const Skill = z.object({
  id: SkillId,
  name: z.string(),
  description: z.string(),
  /** Who has it, by id. */
  people: z.array(z.object({ agentId: AgentId, level: SkillLevel })),
  /** The queues that ask for it. */
  queueIds: z.array(QueueId),
  version: z.number().int(),
})
export type Skill = z.infer<typeof Skill>

export const listSkills = operation({
  method: 'GET',
  path: '/api/skills',
  summary: 'All skills: who has them, at which level, and which queues ask for them.',
  permission: 'queues.manage',
  input: z.object({}),
  output: z.object({ skills: z.array(Skill) }),
})

export const saveSkill = operation({
  method: 'POST',
  path: '/api/skills/save',
  summary:
    'Add a skill (no id) or change it, with everybody who has it. Who belongs to the queues that ask for it changes at once (R-055).',
  permission: 'queues.manage',
  input: z.object({
    id: SkillId.nullable(),
    version: z.number().int(),
    name: SkillName,
    description: z.string().trim().max(1000),
    people: z.array(z.object({ agentId: AgentId, level: SkillLevel })).max(maxPeopleOfSkill),
  }),
  output: z.object({ id: SkillId, version: z.number().int() }),
})

export const removeSkill = operation({
  method: 'POST',
  path: '/api/skills/remove',
  summary: 'Remove a skill that no queue asks for. Whoever has it has it no longer.',
  permission: 'queues.manage',
  input: z.object({ id: SkillId }),
  output: z.null(),
})
