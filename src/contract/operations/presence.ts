import { z } from 'zod'
import { PresenceState } from '../cards.ts'
import { ReasonId } from '../ids.ts'
import { operation } from '../operation.ts'

export const setPresence = operation({
  method: 'POST',
  path: '/api/presence/set',
  summary: 'Say what you are doing: available, on break with a reason, working offline, signed out (R-074).',
  permission: 'self.use',
  input: z.object({ state: PresenceState, reasonId: ReasonId.nullable().default(null) }),
  output: z.null(),
})

export const setStopNew = operation({
  method: 'POST',
  path: '/api/presence/stop-new',
  summary: 'Finish what you hold and get nothing new, or resume.',
  permission: 'self.use',
  input: z.object({ on: z.boolean() }),
  output: z.null(),
})

export const requestBreak = operation({
  method: 'POST',
  path: '/api/presence/request-break',
  summary: 'Ask for a break that starts when the last interaction is done; `on: false` takes it back.',
  permission: 'self.use',
  input: z.object({ on: z.boolean(), reasonId: ReasonId.nullable().default(null) }),
  output: z.null(),
})

export const Reason = z.object({
  id: ReasonId,
  kind: z.enum(['break', 'offline']),
  name: z.string(),
  active: z.boolean(),
})
export type Reason = z.infer<typeof Reason>

export const listReasons = operation({
  method: 'GET',
  path: '/api/presence/reasons',
  summary: 'The reasons a person can give for a break or for working offline.',
  permission: 'self.use',
  input: z.object({}),
  output: z.object({ reasons: z.array(Reason) }),
})

export const saveReason = operation({
  method: 'POST',
  path: '/api/presence/save-reason',
  summary: 'Add a reason (no id), rename it, or retire it.',
  permission: 'users.manage',
  input: z.object({
    id: ReasonId.nullable(),
    kind: z.enum(['break', 'offline']),
    name: z.string().trim().min(1).max(40),
    active: z.boolean(),
  }),
  output: z.object({ id: ReasonId }),
})
