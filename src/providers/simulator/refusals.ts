/** Why the simulator does not do what the screen asked, each with the sentence to show. */
export const REFUSALS = {
  not_found: 'That is not there any more.',
  no_number: 'No business number is registered, so there is nobody to write to.',
  phone_offline: 'This phone is offline. Put it online to write.',
  business_blocked: 'This phone has blocked the business. Unblock it to write.',
  wrong_message: 'That cannot be done with this message.',
  too_late_to_edit: 'A message can be edited for 15 minutes.',
  too_late_to_revoke: 'A message can be taken back for 2 days.',
  not_an_emoji: 'A reaction is one emoji.',
  number_taken: 'Another phone has this number or user id.',
  too_many_phones: 'There is no room for more phones.',
  too_many_numbers: 'There is no room for more business numbers.',
  too_many_templates: 'This account has as many templates as Meta allows.',
  not_a_webhook: 'Only a webhook that went out whole can be sent again.',
  not_this_machine: 'Only addresses on this machine are called.',
  needs_a_phone: 'Choose the phone this is about.',
} as const
export type Refusal = keyof typeof REFUSALS

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal }
export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value })
export const refuse = (refusal: Refusal): Outcome<never> => ({ ok: false, refusal })
