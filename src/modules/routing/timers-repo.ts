import type pg from 'pg'
import type { Instant, WorkspaceId } from '../../contract/ids.ts'

/**
 * Which workspaces have something parked whose time has come, something passed on that goes back, or somebody who has
 * been silent for longer than their queue allows, or until they are reminded. One look into an index for each workspace,
 * or queue, and question.
 */
export async function workspacesWithTimers(system: pg.Pool, at: Instant): Promise<WorkspaceId[]> {
  const { rows } = await system.query<{ id: WorkspaceId }>(
    `select w.id from workspace w where
       (select true from interaction i where i.workspace_id = w.id and i.parked_until <= $1 limit 1)
       or (select true from interaction i where i.workspace_id = w.id and i.transfer_ends_at <= $1 limit 1)
       or (select true from queue q where q.workspace_id = w.id and q.contact_silence_seconds is not null and (
         select true from interaction i where i.workspace_id = q.workspace_id and i.queue_id = q.id and ${contactOwes}
           and i.quiet_since <= $1 - q.contact_silence_seconds * interval '1 second' limit 1) limit 1)
       or (select true from queue q where q.workspace_id = w.id and q.remind_after_seconds is not null and (
         select true from interaction i where i.workspace_id = q.workspace_id and i.queue_id = q.id and ${contactOwes}
           and i.quiet_since <= $1 - q.remind_after_seconds * interval '1 second'
           and ${lastToldAt} <= $1 - q.remind_after_seconds * interval '1 second' and ${isToRemind} limit 1) limit 1)
       or (select true from queue q where q.workspace_id = w.id and q.agent_silence_seconds is not null and (
         select true from interaction i where i.workspace_id = q.workspace_id and i.queue_id = q.id and ${agentOwes}
           and i.quiet_since <= $1 - q.agent_silence_seconds * interval '1 second' limit 1) limit 1)`,
    [new Date(at)],
  )
  return rows.map((row) => row.id)
}

/** When the next of these falls, anywhere; null: none is set. */
export async function nextTimer(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select least(
       (select min((select min(i.parked_until) from interaction i
         where i.workspace_id = w.id and i.parked_until > $1)) from workspace w),
       (select min((select min(i.transfer_ends_at) from interaction i
         where i.workspace_id = w.id and i.transfer_ends_at > $1)) from workspace w),
       (select min((select min(i.quiet_since) from interaction i
         where i.workspace_id = q.workspace_id and i.queue_id = q.id and ${contactOwes}
           and i.quiet_since > $1 - q.contact_silence_seconds * interval '1 second')
         + q.contact_silence_seconds * interval '1 second') from queue q where q.contact_silence_seconds is not null),
       (select min((select min(${lastToldAt}) from interaction i
         where i.workspace_id = q.workspace_id and i.queue_id = q.id and ${contactOwes} and ${isToRemind}
           and ${lastToldAt} > $1 - q.remind_after_seconds * interval '1 second')
         + q.remind_after_seconds * interval '1 second') from queue q where q.remind_after_seconds is not null),
       (select min((select min(i.quiet_since) from interaction i
         where i.workspace_id = q.workspace_id and i.queue_id = q.id and ${agentOwes}
           and i.quiet_since > $1 - q.agent_silence_seconds * interval '1 second')
         + q.agent_silence_seconds * interval '1 second') from queue q where q.agent_silence_seconds is not null)
     ) as next`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}

/** Word for word as the indexes have it. */
const inHand = `i.state = 'active' and i.parked_since is null`
export const contactOwes = `${inHand} and i.awaiting_reply_since is null`
const agentOwes = `${inHand} and i.awaiting_reply_since is not null`

/** When the silent contact of `i` was last written to, the reminders of this silence counted. */
export const lastToldAt = 'greatest(i.quiet_since, case when i.reminded_for = i.quiet_since then i.reminded_at end)'
/** Are they to be reminded once more in this silence, as the queue `q` says? */
export const isToRemind = '(i.reminded_for is distinct from i.quiet_since or i.reminded < q.remind_most)'
