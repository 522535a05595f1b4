import { z } from 'zod'
import { E164 } from './addresses.ts'
import { NOTICE_KINDS } from './notices.ts'

/*
 * What the control API takes, apart from what a phone can do (actions.ts) and the faults (faults.ts).
 */

const id = z.string().regex(/^\d{1,40}$/, 'must be digits, as ids of Meta are')
const secret = z.string().min(1).max(1000)
const WebAddress = z.url({ protocol: /^https?$/ }).max(2000)

/** A business number to register, or what to change about a known one. What a new one does not say is as with the first number of the seed. */
export const NumberInput = z.strictObject({
  phoneNumberId: id,
  wabaId: id.optional(),
  displayNumber: z
    .string()
    .refine((text) => E164.test(text.replace(/[^\d+]/g, '')), 'must be a number with its plus')
    .optional(),
  name: z.string().min(1).max(200).optional(),
  accessToken: secret.optional(),
  appSecret: secret.optional(),
  appId: id.optional(),
  verifyToken: secret.optional(),
  /** Verified with the handshake before it is used; null forgets it. */
  callbackUrl: WebAddress.nullable().optional(),
  tokenState: z.enum(['valid', 'expired', 'invalid']).optional(),
  status: z.enum(['CONNECTED', 'DISCONNECTED', 'FLAGGED', 'RESTRICTED', 'BANNED']).optional(),
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).optional(),
  messagesPerSecond: z.number().int().min(1).max(100_000).optional(),
  order: z.enum(['none', 'chat', 'number']).optional(),
  windowRefusal: z.enum(['response', 'status']).optional(),
  allowedRecipients: z
    .array(z.string().regex(/^\d{7,15}$/))
    .max(100)
    .nullable()
    .optional(),
})
export type NumberInput = z.infer<typeof NumberInput>

const MAX_ADVANCE_MS = 400 * 86_400_000

/** Set the clock forward, or back to real time. */
export const ClockInput = z.union([
  z.strictObject({ advanceMs: z.number().int().min(1).max(MAX_ADVANCE_MS) }),
  z.strictObject({ real: z.literal(true) }),
])

/** What to forget. `everything` also brings back the first phones and templates; registered numbers stay. */
export const ClearInput = z.strictObject({ what: z.enum(['chats', 'traffic', 'faults', 'everything']) })

export const NoticeInput = z.strictObject({
  kind: z.enum(NOTICE_KINDS),
  phoneNumberId: id.optional(),
  phoneId: z.string().min(1).max(64).optional(),
  /** Keys that replace those of the ordinary value. */
  changes: z.record(z.string(), z.json()).default({}),
})

const TemplateState = {
  status: z.enum([
    'APPROVED',
    'PENDING',
    'REJECTED',
    'PAUSED',
    'DISABLED',
    'IN_APPEAL',
    'LIMIT_EXCEEDED',
    'ARCHIVED',
    'DELETED',
    'PENDING_DELETION',
  ]),
  category: z.enum(['AUTHENTICATION', 'MARKETING', 'UTILITY']),
  rejected_reason: z.string().max(100),
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']),
}
/** Move a template along its life; the app hears of each change as Meta would tell it. */
export const TemplateChanges = z.strictObject(TemplateState).partial()
export type TemplateChanges = z.infer<typeof TemplateChanges>

/** A template as Meta would have approved it. */
export const TemplateInput = z.strictObject({
  wabaId: id,
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
  status: TemplateState.status.default('APPROVED'),
  category: TemplateState.category,
  parameter_format: z.enum(['POSITIONAL', 'NAMED']).default('POSITIONAL'),
  components: z.array(z.record(z.string(), z.json())).min(1).max(10),
  message_send_ttl_seconds: z.number().int().min(-1).max(2_592_000).optional(),
})
export type TemplateInput = z.infer<typeof TemplateInput>

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
const MAX_LINES = 500

export const TrafficQuery = z.strictObject({
  direction: z.enum(['to_us', 'to_provider']).optional(),
  failed: flag.optional(),
  before: z.coerce.number().int().min(1).optional(),
  text: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LINES).default(100),
})

/** Send the last webhooks once more, as Meta does after trouble of its own. */
export const ResendInput = z.strictObject({
  last: z.number().int().min(1).max(200).default(1),
  phoneNumberId: id.optional(),
})

export const SettingsInput = z.strictObject({ strangers: z.enum(['undeliverable', 'reachable']) })
