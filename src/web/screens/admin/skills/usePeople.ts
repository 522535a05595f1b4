import { useMemo } from 'react'
import type { AgentId, SkillId } from '../../../../contract/ids.ts'
import type { Skilled } from '../../../../modules/routing/core/skills.ts'
import { useView } from '../../../sync/use.ts'
import { useSkills } from './SkillRows.tsx'

/** Everybody with what they can do: who would belong to a queue follows from it, also while it is edited. */
export function usePeople(): Skilled[] {
  const agents = useView((view) => view.agents)
  const skills = useSkills()
  return useMemo(() => {
    const levels = new Map<AgentId, Map<SkillId, number>>()
    for (const { id, people } of skills)
      for (const { agentId, level } of people)
        levels.set(agentId, (levels.get(agentId) ?? new Map<SkillId, number>()).set(id, level))
    return Object.values(agents).map(({ id, active }) => ({ id, active, levels: levels.get(id) ?? new Map() }))
  }, [agents, skills])
}
