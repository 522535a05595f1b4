import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Result } from '../../contract/refusals.ts'
import { inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { endWrapUps, lapseOffers, maxPerSweep, tellClocks } from './actions.ts'
import { nextClock, nextToRoute, workspacesToRoute, workspacesWithClocks } from './due-repo.ts'
import { parkSilent, takeBackUnanswered, wakeParked } from './parking-actions.ts'
import { remindSilent } from './remind-actions.ts'
import { routeWorkspace } from './router.ts'
import { rememberTeams, type Teams } from './team.ts'
import { nextTimer, workspacesWithTimers } from './timers-repo.ts'
import { endTransfers } from './transfer-actions.ts'

/** What the clock and the queues make due, for the loop `router`. */
export const routerLoop = {
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesToRoute(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextToRoute(system, after),

  /** What waits is handed out; then what has run out ends, which wakes the router again. Answers whether another turn would find more. */
  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const teams = teamsOf(kernel)
    const routed = await house(kernel, workspaceId, (work) => routeWorkspace(work, { team: teams.take(workspaceId) }))
    if (!routed.ok) return 'done'
    const { more, team, overdue } = routed.value
    teams.keep(workspaceId, team)
    if (!overdue) return more ? 'more' : 'done'
    const swept = await Promise.all([lapseOffers, endWrapUps].map((sweep) => house(kernel, workspaceId, sweep)))
    const full = swept.some((result) => result.ok && result.value === maxPerSweep)
    return full || more ? 'more' : 'done'
  },
}

/** What the clock makes due of things parked, passed on and unanswered, for the loop `timers`. */
export const timersLoop = {
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesWithTimers(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextTimer(system, after),
  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    let isFull = false
    for (const sweep of [wakeParked, endTransfers, parkSilent, takeBackUnanswered]) {
      const swept = await house(kernel, workspaceId, sweep)
      if (swept.ok && swept.value === maxPerSweep) isFull = true
    }
    // After what the silence parks: that is reminded no more.
    if (await remindSilent(kernel, workspaceId)) isFull = true
    return isFull ? 'more' : 'done'
  },
}

/** What the clocks of interactions have to tell, for the loop `clocks`. */
export const clocksLoop = {
  due: (system: pg.Pool, at: Instant): Promise<WorkspaceId[]> => workspacesWithClocks(system, at),
  next: (system: pg.Pool, after: Instant): Promise<Instant | null> => nextClock(system, after),

  async run(kernel: Kernel, workspaceId: WorkspaceId): Promise<'more' | 'done'> {
    const told = await house(kernel, workspaceId, tellClocks)
    return told.ok && told.value === maxPerSweep ? 'more' : 'done'
  },
}

/** What the router of this process remembers. */
function teamsOf(kernel: Kernel): Teams {
  const known = remembered.get(kernel)
  if (known) return known
  const teams = rememberTeams()
  remembered.set(kernel, teams)
  return teams
}

const remembered = new WeakMap<Kernel, Teams>()

const house = <T>(kernel: Kernel, workspaceId: WorkspaceId, action: (work: Work) => Promise<Result<T>>) =>
  inWork(kernel, { workspaceId, agentId: null }, action)
