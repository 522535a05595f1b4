import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Result } from '../../contract/refusals.ts'
import { inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { beginBreaks, maxReturnsPerSweep, returnFromBreaks } from './actions.ts'
import { letPeopleGo, maxMissedPerSweep, missPeople } from './attendance-actions.ts'
import { maxReturnedPerSweep } from './core/attendance.ts'
import { nextReturn, workspacesWithReturns } from './due-repo.ts'

/** What the clock makes due, for the loop `presence`. */
export const presenceLoop = {
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesWithReturns(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextReturn(system, after),
  /**
   * Whoever is missed first, so that who has gone is away, and what they left goes back, in one turn. `returnWork` is
   * routing's: it gives back what people have left behind.
   */
  async run(
    kernel: Kernel,
    workspaceId: WorkspaceId,
    returnWork: (work: Work) => Promise<Result<number>>,
  ): Promise<'more' | 'done'> {
    const sweeps = [
      [missPeople, maxMissedPerSweep],
      [letPeopleGo, maxMissedPerSweep],
      [returnWork, maxReturnedPerSweep],
      [beginBreaks, maxReturnsPerSweep],
      [returnFromBreaks, maxReturnsPerSweep],
    ] as const
    let isMore = false
    for (const [sweep, most] of sweeps) {
      const swept = await inWork(kernel, { workspaceId, agentId: null }, sweep)
      if (swept.ok && swept.value === most) isMore = true
    }
    return isMore ? 'more' : 'done'
  },
}
