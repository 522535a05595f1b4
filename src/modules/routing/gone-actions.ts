import { ok, type Result } from '../../contract/refusals.ts'
import type { Work } from '../../kernel/work.ts'
import { maxReturnedPerSweep } from '../presence/core/attendance.ts'
import { isWorkDue, workReturned } from '../presence/core/presence.ts'
import { agentsWhoseWorkReturns, movePresences } from '../presence/index.ts'
import { decide } from './core/decide.ts'
import { lockReturnable } from './repo.ts'
import { settle } from './settle.ts'

/**
 * What somebody who has gone left behind goes back to the queues that say so. What is being wrapped up stays: that
 * conversation is over; and what is parked goes to its queue when it wakes. Interactions are held before presences, and whoever has come back meanwhile keeps theirs.
 * Answers with how many people it looked at.
 */
export async function returnWork(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const agentIds = await agentsWhoseWorkReturns(tx, workspaceId, at, maxReturnedPerSweep)
  const left = await lockReturnable(tx, workspaceId, agentIds)
  await movePresences(work, agentIds, async (presences) => {
    const gone = [...presences].filter(([, presence]) => isWorkDue(presence, at))
    const ids = new Set(gone.map(([agentId]) => agentId))
    const theirs = left.filter((one) => one.state === 'active' && one.parked === null && ids.has(one.agentId))
    const decided = theirs.flatMap((interaction) => {
      const decision = decide(interaction, { type: 'agent_gone', at })
      return decision.ok ? [{ interaction, changes: decision.value }] : []
    })
    await settle(work, decided)
    return new Map(
      gone.map(([agentId, presence]) => {
        const returned = theirs.filter((one) => one.state === 'active' && one.agentId === agentId).length
        return [agentId, workReturned(presence, { returned, at })]
      }),
    )
  })
  return ok(agentIds.length)
}
