import { z } from 'zod'
import { Instant, PhoneNumber } from '../../contract/ids.ts'

/*
 * The part of Meta's JSON we read. Unknown keys are ignored, since an app may be subscribed with any version. What a
 * message cannot do without is required; everything else is absent when it is missing, empty or of an odd type: a
 * wrong caption must not cost us the picture.
 */

/** Text, or nothing. Numbers count as text, because Meta sends some ids as numbers. */
const text = z
  .unknown()
  .transform((value) => {
    if (typeof value === 'number') return String(value)
    return typeof value === 'string' && value !== '' ? value : undefined
  })
  .optional()

const truth = z
  .unknown()
  .transform((value) => (typeof value === 'boolean' ? value : undefined))
  .optional()

/** A number, or a number as text. */
const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,15})?$/)
    .transform(Number),
])
const maybeNumeric = numeric.optional().catch(undefined)

/** An object we can do without. */
function maybe<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined)
}

/** An id, as text. */
export const Id = z.union([z.string().min(1), z.number().transform(String)])

/** Digits as Meta writes a phone number, with our plus. Whatever is not a phone number is absent. */
const phone = text.transform((value) => {
  const number = PhoneNumber.safeParse(`+${(value ?? '').replace(/^\+/, '')}`)
  return number.success ? number.data : undefined
})

/** No message is from after the year 5000: a larger number counts smaller units than seconds, down to nanoseconds. */
const latestSecond = 1e11
const latestNanosecond = latestSecond * 1e9

/** Unix seconds, as text or number. Milliseconds and smaller are recognised by their size. */
export const Timestamp = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,19}(\.\d+)?$/)
      .transform(Number),
  ])
  .refine((value) => value > 0 && value <= latestNanosecond, 'not a time')
  .transform((value) => {
    let ms = value * 1000
    while (ms > latestSecond * 1000) ms /= 1000
    return Instant.parse(Math.floor(ms))
  })

export const WireError = z.object({
  code: text,
  title: text,
  message: text,
  error_data: maybe({ details: text }),
})
export type WireError = z.infer<typeof WireError>

/** Errors beside or in place of content. An odd list is an empty one: what it came with is still read. */
export const Errors = z.array(WireError).catch([]).default([])

// The envelope.

export const Body = z.object({ object: text, entry: z.array(z.unknown()) })
export const Entry = z.object({ id: text, changes: z.array(z.unknown()) })
export const Change = z.object({ field: z.string().min(1), value: z.unknown() })
export const Metadata = z.object({ metadata: z.object({ phone_number_id: Id }) })

export const Contact = z.object({
  wa_id: phone,
  user_id: text,
  parent_user_id: text,
  profile: maybe({ name: text, username: text }),
})
export type WireContact = z.infer<typeof Contact>

// Messages.

export const Message = z.object({
  id: Id,
  timestamp: Timestamp,
  type: text,
  from: phone,
  from_user_id: text,
  from_parent_user_id: text,
  to: phone,
  to_user_id: text,
  to_parent_user_id: text,
  group_id: text,
  context: maybe({
    id: text,
    forwarded: truth,
    frequently_forwarded: truth,
    referred_product: maybe({ catalog_id: text, product_retailer_id: Id }),
  }),
  referral: maybe({ source_url: text, source_id: text, headline: text, body: text, ctwa_clid: text }),
  errors: Errors,
})
export type WireMessage = z.infer<typeof Message>

export const TextBody = z.object({ body: z.union([z.string(), z.number().transform(String)]) })

export const MediaBody = z.object({
  id: Id,
  mime_type: text,
  sha256: text,
  caption: text,
  filename: text,
  voice: truth,
  animated: truth,
})
export type WireMedia = z.infer<typeof MediaBody>

export const LocationBody = z.object({
  latitude: numeric.pipe(z.number().min(-90).max(90)),
  longitude: numeric.pipe(z.number().min(-180).max(180)),
  name: text,
  address: text,
})

export const ContactCards = z.array(
  z.object({
    name: maybe({ formatted_name: text, first_name: text, last_name: text }),
    phones: z
      .array(z.object({ phone: text, wa_id: phone }))
      .catch([])
      .default([]),
    emails: z
      .array(z.object({ email: text }))
      .catch([])
      .default([]),
    org: maybe({ company: text }),
  }),
)

export const ButtonBody = z.object({ text: Id, payload: text })

export const ReactionBody = z.object({ message_id: Id, emoji: text })
export const EditBody = z.object({ original_message_id: Id, message: z.looseObject({ type: text, errors: Errors }) })
export const RevokeBody = z.object({ original_message_id: Id })

export const OrderBody = z.object({
  text,
  product_items: z.array(
    z.object({ product_retailer_id: Id, quantity: numeric, item_price: maybeNumeric, currency: text }),
  ),
})

export const InteractiveBody = z.looseObject({ type: z.string().min(1) })
export const ReplyBody = z.object({ id: Id, title: text, description: text })
export const FormBody = z.object({ name: text, body: text, response_json: z.unknown() })
export const CallPermissionBody = z.object({
  response: z.string().min(1),
  is_permanent: truth,
  expiration_timestamp: Timestamp.optional().catch(undefined),
  response_source: text,
})

export const UnsupportedBody = z.object({ type: text })

export const SystemBody = z.object({
  type: text,
  body: text,
  wa_id: phone,
  new_wa_id: phone,
  user_id: text,
  previous_user_id: text,
  parent_user_id: text,
  previous_parent_user_id: text,
})
export type WireSystem = z.infer<typeof SystemBody>

// Statuses.

export const Status = z.object({
  id: Id,
  status: z.string(),
  timestamp: Timestamp,
  recipient_type: text,
  recipient_id: phone,
  recipient_user_id: text,
  recipient_parent_user_id: text,
  biz_opaque_callback_data: text,
  pricing: maybe({ category: z.string().min(1), type: text, billable: truth }),
  errors: Errors,
})
export type WireStatus = z.infer<typeof Status>

// Contacts about themselves.

const Rotation = { previous: text, current: text }
export const UserIdUpdate = z.object({
  wa_id: phone,
  user_id: z.object(Rotation),
  parent_user_id: maybe(Rotation),
  timestamp: Timestamp,
})

export const UserPreference = z.object({
  wa_id: phone,
  user_id: text,
  parent_user_id: text,
  category: z.literal('marketing_messages'),
  value: z.enum(['stop', 'resume', 'signup']),
  timestamp: Timestamp,
})

// The account.

export const TemplateStatusUpdate = z.object({
  event: z.string().min(1),
  message_template_name: z.string().min(1),
  message_template_language: z.string().min(1),
  reason: text,
  other_info: maybe({ title: text, description: text }),
  rejection_info: maybe({ reason: text, recommendation: text }),
  disable_info: maybe({ disable_date: text }),
})

export type WireTemplateStatus = z.infer<typeof TemplateStatusUpdate>

/** Everything an account notice may say, over all its fields: each is read where it is present. */
export const Notice = z.object({
  event: text,
  decision: text,
  status: text,
  display_phone_number: text,
  phone_number: text,
  username: text,
  requester: text,
  requested_verified_name: text,
  rejection_reason: text,
  current_limit: text,
  old_limit: text,
  max_daily_conversations_per_business: text,
  max_daily_conversation_per_phone: text,
  max_phone_numbers_per_business: text,
  max_phone_numbers_per_waba: text,
  message_template_name: text,
  message_template_language: text,
  previous_quality_score: text,
  new_quality_score: text,
  previous_category: text,
  new_category: text,
  correct_category: text,
  configuration_name: text,
  solution_id: text,
  solution_status: text,
  entity_type: text,
  entity_id: text,
  type: text,
  phone_number_settings: maybe({ phone_number_id: text }),
  ban_info: maybe({ waba_ban_state: z.array(z.string()).optional().catch(undefined), waba_ban_date: text }),
  violation_info: maybe({ violation_type: text }),
  restriction_info: z
    .array(z.object({ restriction_type: text, expiration: text }))
    .optional()
    .catch(undefined),
  alert_info: maybe({ alert_severity: text, alert_status: text, alert_type: text, alert_description: text }),
})
export type WireNotice = z.infer<typeof Notice>

// Answers to our calls.

export const ErrorAnswer = z.object({
  error: z.object({
    code: text,
    message: text,
    error_user_msg: text,
    is_transient: truth,
    error_data: maybe({ details: text }),
  }),
})
export type GraphError = z.infer<typeof ErrorAnswer>['error']

export const SendAnswer = z.object({
  messages: z.tuple([z.object({ id: Id })], z.unknown()),
  contacts: z
    .array(z.object({ wa_id: phone, user_id: text }))
    .catch([])
    .default([]),
})

export const UploadAnswer = z.object({ id: Id })

export const MediaAnswer = z.object({ url: z.string().min(1), mime_type: text, sha256: text, file_size: maybeNumeric })

const paging = maybe({ cursors: maybe({ after: text }), next: text })

export const TemplatePage = z.object({ data: z.array(z.unknown()), paging })

const NamedExamples = z
  .array(z.object({ param_name: Id, example: text }))
  .optional()
  .catch(undefined)

export const Template = z.object({
  id: Id,
  name: z.string().min(1),
  language: z.string().min(1),
  status: z.string().min(1),
  category: text,
  parameter_format: text,
  rejected_reason: text,
  components: z
    .array(z.looseObject({ type: z.string() }))
    .catch([])
    .default([]),
})
export type WireTemplate = z.infer<typeof Template>

export const HeaderComponent = z.object({
  format: text,
  text,
  example: maybe({
    header_text: z.array(z.string()).optional().catch(undefined),
    header_text_named_params: NamedExamples,
  }),
})
export const BodyComponent = z.object({
  text,
  example: maybe({
    body_text: z.array(z.array(z.string())).optional().catch(undefined),
    body_text_named_params: NamedExamples,
  }),
})
export const FooterComponent = z.object({ text })
export const ButtonsComponent = z.object({
  buttons: z
    .array(z.object({ type: text, text, url: text }))
    .catch([])
    .default([]),
})

export const NumberAnswer = z.object({
  id: Id,
  display_phone_number: text,
  verified_name: text,
  status: text,
  quality_rating: text,
  health_status: maybe({
    can_send_message: text,
    entities: z
      .array(
        z.object({
          entity_type: text,
          can_send_message: text,
          errors: z
            .array(z.object({ error_description: text, possible_solution: text }))
            .catch([])
            .default([]),
        }),
      )
      .catch([])
      .default([]),
  }),
})

export const NumberPage = z.object({ data: z.array(z.object({ id: Id })), paging })

export const SubscribedApps = z.object({
  data: z.array(z.object({ whatsapp_business_api_data: maybe({ id: text, name: text }), override_callback_uri: text })),
})
