import { sql } from 'kysely'
import type { ChannelId, QueueId, TagId, WorkspaceId } from '../../contract/ids.ts'
import type { Tagged } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'

/** A way by which something comes to a queue, with what decides who of its active members sees it. */
export type LineMembers = {
  readonly channelId: ChannelId
  readonly queueId: QueueId
  readonly channelTagIds: TagId[]
  readonly queueTagIds: TagId[]
  readonly waiting: number
  readonly members: Tagged[]
}

/** Where active channels lead, and wherever something waits; only where the channel or the queue has tags. */
export async function linesWithMembers(tx: Tx, workspaceId: WorkspaceId): Promise<LineMembers[]> {
  const { rows } = await sql<LineMembers>`
    with waits as (
      select channel_id, queue_id, count(*)::int as n from interaction
      where workspace_id = ${workspaceId} and state = 'waiting' group by channel_id, queue_id
    ), line as (
      select id as channel_id, queue_id from channel
      where workspace_id = ${workspaceId} and active and queue_id is not null
      union select channel_id, queue_id from waits
    )
    select c.id as "channelId", q.id as "queueId", c.tag_ids as "channelTagIds", q.tag_ids as "queueTagIds",
      case when waits.n is null then 0 else waits.n end as waiting,
      (select coalesce(jsonb_agg(distinct jsonb_build_object('role', a.role, 'tagIds', a.tag_ids)), '[]')
        from queue_member m join agent a on a.workspace_id = m.workspace_id and a.id = m.agent_id
        where m.workspace_id = ${workspaceId} and m.queue_id = q.id and a.active) as members
    from line
      join channel c on c.workspace_id = ${workspaceId} and c.id = line.channel_id
      join queue q on q.workspace_id = ${workspaceId} and q.id = line.queue_id
      left join waits on waits.channel_id = line.channel_id and waits.queue_id = line.queue_id
    where c.tag_ids <> '{}' or q.tag_ids <> '{}'
    order by q.id, c.id`.execute(tx)
  return rows
}
