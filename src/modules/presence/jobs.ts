import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import { inWork, type Kernel } from '../../kernel/work.ts'
import { maxReturnsPerSweep, returnFromBreaks } from './actions.ts'
import { nextReturn, workspacesWithReturns } from './due-repo.ts'

/** What the clock makes due, for the loop `presence`. */
export const presenceLoop = {
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesWithReturns(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextReturn(system, after),
  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const returned = await inWork(kernel, { workspaceId, agentId: null }, returnFromBreaks)
    return returned.ok && returned.value === maxReturnsPerSweep ? 'more' : 'done'
  },
}
