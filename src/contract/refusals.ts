import { z } from 'zod'

/**
 * Every way the system says no, with the HTTP status it is answered with. The web app has one sentence for each, in
 * every language; the compiler asks for it. A refusal is never a bug, and a bug is never a refusal.
 */
export const refusalStatus = {
  // Who you are and what you may do.
  not_signed_in: 401,
  not_permitted: 403,
  not_found: 404,
  // What you sent.
  invalid_input: 400,
  name_taken: 409,
  key_taken: 409,
  email_taken: 409,
  password_too_weak: 422,
  changed_by_someone_else: 409,
  still_in_use: 409,
  last_administrator: 409,
  // Offers and interactions.
  offer_gone: 409,
  offer_expired: 409,
  not_your_offer: 403,
  not_yours: 403,
  interaction_closed: 409,
  interaction_not_closed: 409,
  interaction_taken: 409,
  no_room: 409,
  busy_otherwise: 409,
  not_available: 409,
  only_by_request: 409,
  set_by_administrator: 409,
  not_queue_member: 403,
  agent_signed_out: 409,
  agent_full: 409,
  queue_removed: 409,
  queue_not_for_channel: 409,
  already_open: 409,
  interaction_parked: 409,
  parking_off: 409,
  time_not_valid: 422,
  passing_off: 403,
  passed_too_often: 409,
  already_asked: 409,
  contact_asked_before: 409,
  nothing_to_ask: 409,
  colleague_away: 409,
  colleague_full: 409,
  tags_not_shared: 403,
  disposition_required: 422,
  disposition_not_offered: 422,
  field_required: 422,
  field_not_valid: 422,
  // Writing to a contact.
  outside_allowed_sending_window: 409,
  recipient_not_opted_in: 409,
  contact_opted_out: 409,
  template_insufficient_parameters: 422,
  template_not_found: 404,
  template_not_usable: 409,
  template_not_on_channel: 409,
  text_empty: 422,
  text_too_long: 422,
  channel_off: 409,
  channel_not_connected: 409,
  no_address: 409,
  number_not_valid: 422,
  consent_source_required: 422,
  message_not_sendable_again: 409,
  message_too_old: 409,
  too_many_planned: 409,
  // Files.
  file_too_large: 413,
  file_type_not_allowed: 415,
  file_empty: 422,
  file_not_ready: 409,
  // Settings.
  calendar_not_valid: 422,
  crontab_not_valid: 422,
  queue_required: 422,
  connection_incomplete: 422,
  address_not_allowed: 422,
  // The house itself.
  too_many_requests: 429,
  storage_full: 507,
  database_away: 503,
} as const

export type Refusal = keyof typeof refusalStatus
export const Refusal = z.enum(Object.keys(refusalStatus) as [Refusal, ...Refusal[]])

/** `detail` is for a developer or a log: which field, which limit. People read the sentence of the refusal. */
export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal; detail?: string }
export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const refuse = (refusal: Refusal, detail?: string): Result<never> =>
  detail === undefined ? { ok: false, refusal } : { ok: false, refusal, detail }

/** What a refused call answers with. */
export const RefusalBody = z.object({
  refusal: Refusal,
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type RefusalBody = z.infer<typeof RefusalBody>
