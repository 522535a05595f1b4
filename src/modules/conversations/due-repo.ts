import type pg from 'pg'
import type { Instant } from '../../contract/ids.ts'

/** When the next attempt of a send is, anywhere; null: nothing waits for its time. */
export async function nextAttempt(system: pg.Pool, after: Instant): Promise<Instant | null> {
  const { rows } = await system.query<{ next: Instant | null }>(
    `select min(next_attempt_at) as next from message where delivery = 'queued' and next_attempt_at > $1`,
    [new Date(after)],
  )
  return rows[0]?.next ?? null
}
