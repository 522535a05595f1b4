import type { Work } from '../../kernel/work.ts'
import { type Scheduled, scheduledAt } from './core/schedule.ts'
import { channelCards } from './repo.ts'
import { lockScheduled, saveScheduled, type Which } from './schedule-repo.ts'

/**
 * Channels become what their calendars say they are now. One that opened or closed is told of; of one whose next
 * change is another only the card is told. Answers with how many were looked at.
 */
export async function followSchedules(work: Work, which: Which): Promise<number> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const known = await lockScheduled(tx, workspaceId, which)
  const changed = known.flatMap((before) => {
    const after = scheduledAt(before, at)
    return after.open === before.open && after.changesAt === before.changesAt ? [] : [{ before, after }]
  })
  if (changed.length === 0) return known.length
  await saveScheduled(
    tx,
    workspaceId,
    changed.map(({ after }) => after),
  )
  await tell(work, changed)
  return known.length
}

async function tell(work: Work, changed: readonly { before: Scheduled; after: Scheduled }[]): Promise<void> {
  const ids = changed.map(({ after }) => after.id)
  const flipped = new Set(changed.flatMap(({ before, after }) => (before.open === after.open ? [] : [after.id])))
  for (const channel of await channelCards(work.tx, work.by.workspaceId, ids)) {
    const type = flipped.has(channel.id) ? (channel.open ? 'channel.opened' : 'channel.closed') : 'channel.saved'
    work.record({ type, channel })
  }
}
