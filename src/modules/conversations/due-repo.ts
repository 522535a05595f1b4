import type pg from 'pg'
import type { Instant } from '../../contract/ids.ts'

/** When the next attempt of a send is, anywhere; null: nothing waits for its time. */
export async function nextAttempt(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min((select min(m.next_attempt_at) from message m where m.workspace_id = w.id
       and m.delivery = 'queued' and m.next_attempt_at > $1)) as next from workspace w`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
