import type { AgentId, Instant, WorkspaceId } from '../../contract/ids.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { noticeMissing, takeLeaving, writeSeen } from './attendance-repo.ts'
import { movePresences } from './change.ts'
import { beatEveryMs } from './core/attendance.ts'
import { vanish } from './core/presence.ts'
import { presenceRules } from './rules-repo.ts'

/** How many people one sweep deals with; whoever runs it goes on while it finds so many. */
export const maxMissedPerSweep = 500

/** Who has a live line to this node, by workspace. */
export type Here = () => ReadonlyMap<WorkspaceId, readonly AgentId[]>

/**
 * Writes down who is there: one statement for a workspace, every `beatEveryMs`, and at once for who has just come. A node
 * that dies stops writing, and its people are missed; a node that starts finds them missed and gives them time.
 */
export function keepAttendance(kernel: Kernel, here: Here): { beat(): Promise<void> } {
  const written = new Map<WorkspaceId, { at: Instant; agentIds: ReadonlySet<AgentId> }>()

  async function write(workspaceId: WorkspaceId, agentIds: readonly AgentId[], at: Instant): Promise<void> {
    const last = written.get(workspaceId)
    // A clock that leapt, either way, makes what was written worth nothing.
    const isDue = !last || at < last.at || at - last.at >= beatEveryMs
    const due = isDue ? agentIds : agentIds.filter((id) => !last.agentIds.has(id))
    if (due.length > 0) {
      await inWork(kernel, { workspaceId, agentId: null }, async (work) => {
        await writeSeen(work.tx, workspaceId, due, at)
        return ok(null)
      })
    }
    written.set(workspaceId, { at: isDue ? at : last.at, agentIds: new Set(agentIds) })
  }

  return {
    async beat() {
      const at = kernel.clock.now()
      const now = here()
      for (const [workspaceId, agentIds] of now) await write(workspaceId, agentIds, at)
      for (const workspaceId of written.keys()) if (!now.has(workspaceId)) written.delete(workspaceId)
    },
  }
}

/** Whoever has no line for too long is missed. Answers with how many. */
export async function missPeople(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const { graceSeconds } = await presenceRules(tx, work.by.workspaceId)
  return ok(await noticeMissing(tx, work.by.workspaceId, { graceSeconds, at, limit: maxMissedPerSweep }))
}

/** Whoever was missed and has not come back is away: nothing is offered to them any more. Answers with how many. */
export async function letPeopleGo(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const gone = await takeLeaving(tx, work.by.workspaceId, at, maxMissedPerSweep)
  await movePresences(work, [...gone.keys()], async (presences) => {
    return new Map(
      [...presences].map(([agentId, presence]) => {
        return [agentId, vanish(presence, { lastSeenAt: gone.get(agentId) ?? at, at })]
      }),
    )
  })
  return ok(gone.size)
}
