import { z } from 'zod'
import { TemplateComponents } from '../content.ts'
import { ChannelId, Instant, TemplateId } from '../ids.ts'
import { operation } from '../operation.ts'

export const Template = z.object({
  id: TemplateId,
  /** The business account it belongs to (D-15). */
  account: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.string(),
  status: z.enum(['approved', 'pending', 'rejected', 'paused', 'disabled', 'archived', 'deleted']),
  parameterFormat: z.enum(['positional', 'named']),
  components: TemplateComponents,
  rejectedReason: z.string().nullable(),
  /** Where agents may send it; empty means every channel of the account. */
  channelIds: z.array(ChannelId),
  syncedAt: Instant,
})
export type Template = z.infer<typeof Template>

export const listTemplates = operation({
  method: 'GET',
  path: '/api/templates',
  summary: 'Templates: all of them, or those an agent may see on one channel.',
  permission: 'self.use',
  input: z.object({ channelId: ChannelId.optional() }),
  output: z.object({
    templates: z.array(Template),
    /** How the last synchronisation of each account went. */
    syncs: z.array(
      z.object({ account: z.string(), channelId: ChannelId, at: Instant.nullable(), trouble: z.string().nullable() }),
    ),
  }),
})

export const syncTemplates = operation({
  method: 'POST',
  path: '/api/templates/sync',
  summary: 'Fetch the templates of a channel’s business account from the provider now.',
  permission: 'templates.manage',
  input: z.object({ channelId: ChannelId }),
  output: z.object({ trouble: z.string().nullable(), found: z.number().int() }),
})

export const setTemplateChannels = operation({
  method: 'POST',
  path: '/api/templates/set-channels',
  summary:
    'Say on which channels agents may send a template; none means all. `were`: those that were read, so that nobody’s change is overwritten.',
  permission: 'templates.manage',
  input: z.object({
    templateId: TemplateId,
    channelIds: z.array(ChannelId).max(1000),
    were: z.array(ChannelId).max(1000).optional(),
  }),
  output: z.null(),
})
