import type { WorkspaceId } from '../../contract/ids.ts'
import type { Unseen } from '../../contract/operations/tags.ts'
import { hiddenFrom, isHidden, type Tagging } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'
import { type LineMembers, linesWithMembers } from './unseen-repo.ts'

/**
 * Where something comes in or waits that tags hide from every member of its queue: nobody there will be given it. A
 * queue without members is another trouble, and not told of here.
 */
export async function unseenLines(tx: Tx, workspaceId: WorkspaceId, tagging: Tagging): Promise<Unseen[]> {
  if (!tagging.active) return []
  const lines = await linesWithMembers(tx, workspaceId)
  return lines
    .filter((line) => line.members.length > 0 && line.members.every((member) => isHiddenFrom(tagging, member, line)))
    .map(({ channelId, queueId, waiting }) => ({ channelId, queueId, waiting }))
}

function isHiddenFrom(tagging: Tagging, member: LineMembers['members'][number], line: LineMembers): boolean {
  const { channelId, queueId, channelTagIds, queueTagIds } = line
  const hidden = hiddenFrom(tagging, member, {
    channels: [{ id: channelId, tagIds: channelTagIds }],
    queues: [{ id: queueId, tagIds: queueTagIds }],
  })
  return isHidden(hidden, { channelId, queueId })
}
