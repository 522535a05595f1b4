import type { AgentId, QueueId } from '../../contract/ids.ts'
import { isHidden, mayGive, type Receiver } from '../../contract/sight.ts'
import { present } from '../../kernel/assert.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { taggingOf } from '../tags/index.ts'
import type { Interaction } from './core/interaction.ts'
import { channelLimits, queueRules, routableAgent } from './repo.ts'

/** Whom work is given to. */
export type GivenTo = { readonly queueId: QueueId } | { readonly agentId: AgentId }

/**
 * May this person give that interaction to whom they want, by the tags of all concerned? What is not there is for others
 * to refuse; a queue that tags hide from the giver is none they can name.
 */
export async function givingTo(
  work: Work,
  person: Person,
  to: GivenTo,
): Promise<(interaction: Interaction) => boolean> {
  const { tx } = work
  const { workspaceId } = work.by
  const tagging = await taggingOf(tx, workspaceId)
  if (!tagging.active) return () => true
  const [channels, queues] = [await channelLimits(tx, workspaceId), await queueRules(tx, workspaceId)]
  const receiver: Receiver | undefined =
    'queueId' in to ? queues.get(to.queueId) : await routableAgent(tx, workspaceId, to.agentId)
  if (!receiver) return () => true
  if ('queueId' in to && isHidden(person.hidden, { channelId: null, queueId: to.queueId })) return () => false
  return ({ channelId, queueId }) =>
    mayGive(tagging, person, receiver, {
      channelTagIds: present(channels.get(channelId), 'the channel of an interaction').tagIds,
      queueTagIds: 'queueId' in to ? [] : present(queues.get(queueId), 'the queue of an interaction').tagIds,
    })
}
