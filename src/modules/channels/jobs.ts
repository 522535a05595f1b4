import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import { ok } from '../../contract/refusals.ts'
import { inWork, type Kernel } from '../../kernel/work.ts'
import { followSchedules } from './schedule.ts'
import { nextSchedule, workspacesWithSchedules } from './schedule-repo.ts'

/** How many channels one sweep opens or closes. */
const maxPerSweep = 200

/** What opens and closes by its calendar, for the loop `schedules`. */
export const schedulesLoop = {
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesWithSchedules(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextSchedule(system, after),

  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const looked = await inWork(kernel, { workspaceId, agentId: null }, async (work) =>
      ok(await followSchedules(work, { dueAt: work.at, limit: maxPerSweep })),
    )
    return looked.ok && looked.value === maxPerSweep ? 'more' : 'done'
  },
}
