import { z } from 'zod'
import { ChannelKind } from '../cards.ts'
import { ChannelId, DispositionId, Instant, ResultCodePlanId } from '../ids.ts'
import { operation } from '../operation.ts'

/** Deepest level of a disposition. */
export const maxDispositionLevels = 3

export const Disposition = z.object({
  id: DispositionId,
  parentId: DispositionId.nullable(),
  name: z.string(),
  /** Which kinds of channel may use it. */
  kinds: z.array(ChannelKind),
  /** Choosing it stops all further messages that the business starts. */
  doNotContact: z.boolean(),
  /** Offered on every channel of these kinds, whatever its plan says. */
  everywhere: z.boolean(),
  active: z.boolean(),
  position: z.number().int(),
  version: z.number().int(),
})
export type Disposition = z.infer<typeof Disposition>

export const listDispositions = operation({
  method: 'GET',
  path: '/api/dispositions',
  summary: 'All dispositions of the workspace, as a flat list with parents.',
  permission: 'self.use',
  input: z.object({}),
  output: z.object({ dispositions: z.array(Disposition) }),
})

export const saveDisposition = operation({
  method: 'POST',
  path: '/api/dispositions/save',
  summary: 'Add a disposition (no id) or change it. `version` is the one that was read; a new one has none.',
  permission: 'dispositions.manage',
  input: Disposition.extend({
    id: DispositionId.nullable(),
    name: z.string().trim().min(1).max(60),
    kinds: z.array(ChannelKind).min(1),
    everywhere: z.boolean().default(false),
    version: z.number().int().default(0),
  }),
  output: z.object({ id: DispositionId, version: z.number().int() }),
})

export const removeDisposition = operation({
  method: 'POST',
  path: '/api/dispositions/remove',
  summary: 'Remove a disposition and those below it. Closed interactions keep its name.',
  permission: 'dispositions.manage',
  input: z.object({ id: DispositionId }),
  output: z.object({ removed: z.number().int() }),
})

export const ResultCodePlan = z.object({
  id: ResultCodePlanId,
  name: z.string(),
  dispositionIds: z.array(DispositionId),
  version: z.number().int(),
})
export type ResultCodePlan = z.infer<typeof ResultCodePlan>

export const listPlans = operation({
  method: 'GET',
  path: '/api/dispositions/plans',
  summary: 'The result code plans: which dispositions a channel offers.',
  permission: 'self.use',
  input: z.object({}),
  output: z.object({ plans: z.array(ResultCodePlan) }),
})

export const savePlan = operation({
  method: 'POST',
  path: '/api/dispositions/save-plan',
  summary: 'Add a plan (no id) or change it. `version` is the one that was read; a new one has none.',
  permission: 'dispositions.manage',
  input: z.object({
    id: ResultCodePlanId.nullable(),
    name: z.string().trim().min(1).max(60),
    dispositionIds: z.array(DispositionId).max(1000),
    version: z.number().int().default(0),
  }),
  output: z.object({ id: ResultCodePlanId, version: z.number().int() }),
})

export const removePlan = operation({
  method: 'POST',
  path: '/api/dispositions/remove-plan',
  summary: 'Remove a plan that no channel uses.',
  permission: 'dispositions.manage',
  input: z.object({ id: ResultCodePlanId }),
  output: z.null(),
})

/** What may be chosen for an interaction on this channel: its plan, or all, less those not for its kind. */
export const offeredDispositions = operation({
  method: 'GET',
  path: '/api/dispositions/offered',
  summary: 'What an agent may choose from on a channel, and how often each was chosen lately.',
  permission: 'self.use',
  input: z.object({ channelId: ChannelId }),
  output: z.object({ dispositions: z.array(Disposition), often: z.array(DispositionId) }),
})

/** In an address everything is text; what is before or after all dates is nothing a table could be asked about. */
const moment = z.coerce.number().int().min(0).max(8_640_000_000_000_000).pipe(Instant)

export const satisfactionReport = operation({
  method: 'GET',
  path: '/api/dispositions/satisfaction',
  summary: 'What contacts answered about the interactions closed in a time, by channel; without an answer too.',
  permission: 'reports.read',
  input: z.object({ from: moment, to: moment }),
  output: z.object({
    rows: z.array(
      z.object({
        channelId: ChannelId,
        channelName: z.string(),
        /** The place of the answer as it was offered, from 0; null: not answered. */
        place: z.number().int().nullable(),
        answer: z.string().nullable(),
        count: z.number().int(),
      }),
    ),
  }),
})

export const dispositionReport = operation({
  method: 'GET',
  path: '/api/dispositions/report',
  summary: 'How many interactions closed with each disposition, by channel (R-100).',
  permission: 'reports.read',
  input: z.object({ from: moment, to: moment }),
  output: z.object({
    rows: z.array(
      z.object({
        channelId: ChannelId,
        channelName: z.string(),
        dispositionId: DispositionId.nullable(),
        dispositionName: z.string().nullable(),
        count: z.number().int(),
      }),
    ),
  }),
})
