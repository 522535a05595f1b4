import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Result } from '../../contract/refusals.ts'
import { inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { followJournal, lookAtTimes, type RuleDeps, runDue } from './actions.ts'
import { nextRule, workspacesWithRules } from './repo.ts'

/** What rules wait for and are due to do, for the loop `rules`. */
export const rulesLoop = (deps: RuleDeps) => ({
  /** The workspaces with rules that are switched on, and in which something is to be done. */
  look: (system: pg.Pool, at: Instant): Promise<{ id: WorkspaceId; isDue: boolean }[]> =>
    workspacesWithRules(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextRule(system, after),

  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const house = (action: (work: Work) => Promise<Result<'more' | 'done'>>) =>
      inWork(kernel, { workspaceId, agentId: null }, action)
    const looked = [await house(followJournal), await house(lookAtTimes)]
    const isCut = looked.some((result) => result.ok && result.value === 'more')
    return (await runDue(kernel, deps, workspaceId)) || isCut ? 'more' : 'done'
  },
})
