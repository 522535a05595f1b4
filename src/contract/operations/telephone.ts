import { z } from 'zod'
import { AgentId, Instant, TelephoneId } from '../ids.ts'
import { operation } from '../operation.ts'

export const maxTelephones = 20
const extension = z
  .string()
  .trim()
  .regex(/^[\w+*#.@/-]{1,40}$/)

/** What a telephone system says of somebody: by the API with a key, or as the body of its signed webhook. */
export const CallNews = z.object({
  /** Who: by e-mail address or by extension. */
  email: z.string().trim().max(254).optional(),
  extension: extension.optional(),
  state: z.enum(['on', 'off']),
  /** The telephone system's own id of the call: what comes twice or late is known by it. */
  callId: z.string().trim().min(1).max(120),
  /** When it happened, milliseconds since 1970; left out: now. */
  at: z.coerce.number().int().min(0).max(8_640_000_000_000_000).pipe(Instant).optional(),
})
export type CallNews = z.infer<typeof CallNews>

export const tellCall = operation({
  method: 'POST',
  path: '/api/calls/state',
  summary: 'Say that somebody is on a call, or off it (R-034). Twice, or in the wrong order, is no harm.',
  permission: 'calls.tell',
  input: CallNews,
  output: z.object({
    agentId: AgentId,
    /** Since when they are on the telephone, by all their calls; null: they are not. */
    onCallSince: Instant.nullable(),
  }),
})

export const Telephone = z.object({
  id: TelephoneId,
  name: z.string(),
  active: z.boolean(),
  webhookUrl: z.string(),
  secretLastFour: z.string(),
  lastHeardAt: Instant.nullable(),
  wrongSignatures: z.number().int(),
  version: z.number().int(),
})
export type Telephone = z.infer<typeof Telephone>

export const Extension = z.object({ agentId: AgentId, number: extension })
export type Extension = z.infer<typeof Extension>

export const listTelephones = operation({
  method: 'GET',
  path: '/api/telephones',
  summary: 'The telephone systems that tell who is on a call, and who has which extension. Secrets are never returned.',
  permission: 'telephone.manage',
  input: z.object({}),
  output: z.object({ telephones: z.array(Telephone), extensions: z.array(Extension) }),
})

export const saveTelephone = operation({
  method: 'POST',
  path: '/api/telephones/save',
  summary: 'Connect a telephone system (no id), rename it, or switch it on or off. A new secret is answered only here.',
  permission: 'telephone.manage',
  input: z.object({
    id: TelephoneId.nullable(),
    version: z.number().int(),
    name: z.string().trim().min(1).max(40),
    active: z.boolean(),
    /** Make a new secret; the one before it is no longer believed. */
    renewSecret: z.boolean().default(false),
  }),
  output: z.object({ id: TelephoneId, version: z.number().int(), secret: z.string().nullable() }),
})

export const removeTelephone = operation({
  method: 'POST',
  path: '/api/telephones/remove',
  summary: 'Disconnect a telephone system: its address is no longer known.',
  permission: 'telephone.manage',
  input: z.object({ id: TelephoneId }),
  output: z.null(),
})

export const saveExtension = operation({
  method: 'POST',
  path: '/api/telephones/save-extension',
  summary: 'Say under which extension telephone systems know somebody; null: none.',
  permission: 'telephone.manage',
  input: z.object({ agentId: AgentId, number: extension.nullable() }),
  output: z.null(),
})
