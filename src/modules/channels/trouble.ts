import type { ChannelId } from '../../contract/ids.ts'
import type { Failure } from '../../contract/inbound.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import type { Work } from '../../kernel/work.ts'
import { channelCards, saveTrouble } from './repo.ts'

/** A channel cannot send: keep why, as the provider said it, and tell every screen. The same code again is no news. */
export async function setTrouble(work: Work, channelId: ChannelId, failure: Failure): Promise<Result<null>> {
  const { code, title } = failure
  return change(work, channelId, { code, title, at: work.at })
}

/** A channel can send again. */
export async function clearTrouble(work: Work, channelId: ChannelId): Promise<Result<null>> {
  return change(work, channelId, null)
}

async function change(
  work: Work,
  channelId: ChannelId,
  trouble: Parameters<typeof saveTrouble>[3],
): Promise<Result<null>> {
  const { workspaceId } = work.by
  if (!(await saveTrouble(work.tx, workspaceId, channelId, trouble))) return ok(null)
  const cards = await channelCards(work.tx, workspaceId, [channelId])
  for (const channel of cards) work.record({ type: 'channel.saved', channel })
  work.record({ type: 'catalog.changed', catalog: 'channels' })
  return ok(null)
}
