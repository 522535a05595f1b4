import { z } from 'zod'
import { PresenceState, ReadyRule } from '../cards.ts'
import { ReasonId } from '../ids.ts'
import { operation } from '../operation.ts'

export const setPresence = operation({
  method: 'POST',
  path: '/api/presence/set',
  summary: 'Say what you are doing: available, on break with a reason, working offline, signed out (R-074).',
  permission: 'self.use',
  input: z.object({ state: PresenceState.exclude(['away']), reasonId: ReasonId.nullable().default(null) }),
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
  summary:
    'Ask for a break, or to work offline, that starts when the last interaction is done; `on: false` takes it back.',
  permission: 'self.use',
  input: z.object({
    on: z.boolean(),
    state: PresenceState.extract(['on_break', 'working_offline']).default('on_break'),
    reasonId: ReasonId.nullable().default(null),
  }),
  output: z.null(),
})

/** How people stay ready, and when they count as away. */
export const PresenceRules = z.object({
  /** For everybody who has no rule of their own. */
  readyRule: ReadyRule,
  /** How long a break that was asked for waits while nothing is held, so that somebody can object. */
  breakWaitSeconds: z.number().int().min(0).max(3600),
  /** How long somebody may be without a line before they are away, and what they left behind stays with them. */
  graceSeconds: z.number().int().min(30).max(3600),
})
export type PresenceRules = z.infer<typeof PresenceRules>

export const defaultPresenceRules: PresenceRules = { readyRule: 'by_queue', breakWaitSeconds: 0, graceSeconds: 60 }

export const getPresenceRules = operation({
  method: 'GET',
  path: '/api/presence/rules',
  summary: 'How people stay ready, and when they count as away.',
  permission: 'self.use',
  input: z.object({}),
  output: PresenceRules.extend({ version: z.number().int() }),
})

export const savePresenceRules = operation({
  method: 'POST',
  path: '/api/presence/save-rules',
  summary: 'Change how people stay ready, and when they count as away. `version` is the one that was read.',
  permission: 'users.manage',
  input: PresenceRules.extend({ version: z.number().int() }),
  output: z.object({ version: z.number().int() }),
})

export const ReasonKind = z.enum(['break', 'offline', 'sign_out', 'reject'])

export const Reason = z.object({
  id: ReasonId,
  kind: ReasonKind,
  name: z.string(),
  active: z.boolean(),
  version: z.number().int(),
})
export type Reason = z.infer<typeof Reason>

export const listReasons = operation({
  method: 'GET',
  path: '/api/presence/reasons',
  summary:
    'The reasons a person can give for a break, for working offline, for signing out, or for rejecting an offer.',
  permission: 'self.use',
  input: z.object({}),
  output: z.object({ reasons: z.array(Reason) }),
})

export const saveReason = operation({
  method: 'POST',
  path: '/api/presence/save-reason',
  summary: 'Add a reason (no id), rename it, or retire it. `version` is the one that was read; a new one has none.',
  permission: 'users.manage',
  input: z.object({
    id: ReasonId.nullable(),
    kind: ReasonKind,
    name: z.string().trim().min(1).max(40),
    active: z.boolean(),
    version: z.number().int().default(0),
  }),
  output: z.object({ id: ReasonId, version: z.number().int() }),
})
