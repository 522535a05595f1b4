import { type Day, dayLimits } from '../../contract/day.ts'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import { levelLimits } from '../sla/index.ts'
import { interactionsOf } from './core/change.ts'
import { checkDay } from './core/check.ts'
import { dayOf, type Lived, wallClock } from './core/lived.ts'
import { spansOf } from './core/presences.ts'
import * as repo from './repo.ts'

/** A day of the workspace as it can be played. Refuses a zone that is none, and a day with more than can be played. */
export async function readDay(
  tx: Tx,
  workspaceId: WorkspaceId,
  { date, zone }: { date: string; zone: string },
): Promise<Result<Day>> {
  const clock = wallClock(date, zone)
  if (!clock) return refuse('invalid_input', 'zone')
  const lived = await readLived(tx, workspaceId, clock)
  if (lived.queues.length === 0 || lived.channels.length === 0) return refuse('not_found', 'no queue or no channel yet')
  const day = dayOf(lived, { name: date, date, zone, clock })
  if (interactionsOf(day.arrivals) > dayLimits.interactions)
    return refuse('invalid_input', `more than ${dayLimits.interactions} began to wait that day`)
  const checked = checkDay(day)
  if (!checked.ok) throw new Error(`a day that was read cannot be played: ${JSON.stringify(checked.problems)}`)
  return ok(checked.value)
}

async function readLived(tx: Tx, workspaceId: WorkspaceId, day: { from: Instant; to: Instant }): Promise<Lived> {
  const [queues, limitsOf, channels, agents, arrivals, handled, work, told, standing] = await Promise.all([
    repo.readQueues(tx, workspaceId),
    levelLimits(tx, workspaceId),
    repo.readChannels(tx, workspaceId),
    repo.readAgents(tx, workspaceId),
    repo.countArrivals(tx, workspaceId, day),
    repo.readHandled(tx, workspaceId, day),
    repo.readWork(tx, workspaceId, day),
    repo.readPresences(tx, workspaceId, day),
    repo.readStanding(tx, workspaceId),
  ])
  return {
    queues: queues.map((queue) => ({ ...queue, serviceLevelSeconds: limitsOf(queue.id).serviceLevelSeconds })),
    channels,
    agents,
    arrivals,
    handled,
    work,
    presences: told && spansOf(told.changes, standing, day),
    offers: { made: told?.made ?? 0, missed: told?.missed ?? 0 },
  }
}
