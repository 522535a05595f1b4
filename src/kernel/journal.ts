import { sql } from 'kysely'
import type { DomainEvent } from '../contract/events.ts'
import type { Instant, WorkspaceId } from '../contract/ids.ts'
import type { Tx } from './db.ts'
import { inRead, type Kernel } from './work.ts'

/** Consecutive lines of one workspace's journal that share an instant, from number `from`. */
export type Lines = { readonly from: number; readonly at: Instant; readonly events: readonly DomainEvent[] }

/** The number of the last line. */
export const lastOf = ({ from, events }: Lines): number => from + events.length - 1

/** Reading the journal as the browsers' stream and the tests do: by number. */
export type Journal = {
  /** The number of the last line written; 0 for a workspace in which nothing has happened. */
  last(workspaceId: WorkspaceId): Promise<number>
  /** At most `limit` lines after number `after`, in order. */
  after(workspaceId: WorkspaceId, after: number, limit: number): Promise<Lines[]>
}

/** The journal in the database. Both throw when the database is away. */
export function journalOf(kernel: Pick<Kernel, 'app'>): Journal {
  return {
    last: (workspaceId) => inRead(kernel, workspaceId, (tx) => lastLine(tx, workspaceId)),
    after: (workspaceId, after, limit) =>
      inRead(kernel, workspaceId, async (tx) => {
        const rows = await tx
          .selectFrom('journal')
          .select(['seq', 'at', sql<DomainEvent>`event`.as('event')])
          .where('workspace_id', '=', workspaceId)
          .where('seq', '>', after)
          .orderBy('seq')
          .limit(limit)
          .execute()
        return together(rows)
      }),
  }
}

/** The number of the last line as this transaction sees it: a snapshot read in it is as of that line. */
export async function lastLine(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  const row = await tx.selectFrom('workspace').select('journal_seq').where('id', '=', workspaceId).executeTakeFirst()
  return row?.journal_seq ?? 0
}

type Row = { seq: number; at: Instant; event: DomainEvent }

/** Neighbours of the same instant become one: that is how they were committed, and how they are sent. */
function together(rows: readonly Row[]): Lines[] {
  const lines: { from: number; at: Instant; events: DomainEvent[] }[] = []
  for (const { seq, at, event } of rows) {
    const open = lines.at(-1)
    if (open && open.at === at && seq === lastOf(open) + 1) open.events.push(event)
    else lines.push({ from: seq, at, events: [event] })
  }
  return lines
}
