import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import { inWork, type Kernel } from '../../kernel/work.ts'
import { type CallDeps, endEndless, maxEndlessPerSweep } from './actions.ts'
import { workspacesWithEndless } from './repo.ts'

/** What the clock makes due, for the loop `calls`. */
export const callsLoop = (deps: CallDeps) => ({
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesWithEndless(system, at),
  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const ended = await inWork(kernel, { workspaceId, agentId: null }, (work) => endEndless(work, deps))
    return ended.ok && ended.value === maxEndlessPerSweep ? 'more' : 'done'
  },
})
