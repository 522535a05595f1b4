import { z } from 'zod'
import { AgentId, ChannelId, QueueId, TagId } from '../ids.ts'
import { operation } from '../operation.ts'
import { maxTags, maxTagsOfOne, TagCard, Tagging } from '../sight.ts'

/** Things that one call puts tags on, of each kind. */
export const maxTaggedAtOnce = 1000

const tagIds = z.array(TagId).max(maxTagsOfOne)

export const TagSettings = TagCard.extend({
  version: z.number().int(),
  /** On how many of each it is. */
  channels: z.number().int(),
  queues: z.number().int(),
  people: z.number().int(),
})
export type TagSettings = z.infer<typeof TagSettings>

/** What comes in by a channel and waits in a queue of which no member may see it. */
export const Unseen = z.object({ channelId: ChannelId, queueId: QueueId, waiting: z.number().int() })
export type Unseen = z.infer<typeof Unseen>

export const listTags = operation({
  method: 'GET',
  path: '/api/tags',
  summary:
    'All tags with how often they are used, what tags mean for each role, and what no member of a queue may see.',
  permission: 'tags.manage',
  input: z.object({}),
  output: z.object({
    tags: z.array(TagSettings),
    tagging: Tagging.extend({ version: z.number().int() }),
    unseen: z.array(Unseen),
  }),
})

export const saveTag = operation({
  method: 'POST',
  path: '/api/tags/save',
  summary: `Make a tag (no id) or change it; at most ${maxTags}. A tag that is not active stays where it is and is put on nothing more.`,
  permission: 'tags.manage',
  input: z.object({
    id: TagId.nullable(),
    version: z.number().int(),
    title: z.string().trim().min(1).max(30),
    colour: TagCard.shape.colour,
    active: z.boolean(),
  }),
  output: z.object({ id: TagId, version: z.number().int() }),
})

export const saveTagging = operation({
  method: 'POST',
  path: '/api/tags/tagging',
  summary: 'Switch on or off that tags decide who sees what, and say for which roles (R-115).',
  permission: 'tags.manage',
  input: Tagging.extend({ version: z.number().int() }),
  output: z.object({ version: z.number().int() }),
})

export const putTags = operation({
  method: 'POST',
  path: '/api/tags/put',
  summary: 'Put tags on, or take them off, any number of channels, queues and people at once.',
  permission: 'tags.manage',
  input: z.object({
    channelIds: z.array(ChannelId).max(maxTaggedAtOnce).default([]),
    queueIds: z.array(QueueId).max(maxTaggedAtOnce).default([]),
    agentIds: z.array(AgentId).max(maxTaggedAtOnce).default([]),
    add: tagIds,
    remove: tagIds,
  }),
  output: z.null(),
})
