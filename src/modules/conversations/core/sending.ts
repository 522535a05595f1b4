import type { ContactCard } from '../../../contract/cards.ts'
import type { Instant } from '../../../contract/ids.ts'
import { maxComposerText } from '../../../contract/operations/conversations.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { isSessionOpen } from './session-window.ts'

/** What decides whether something may be sent: nothing else does, on screen or on the server. */
export type SendingFacts = {
  channel: { active: boolean; trouble: { code: string } | null }
  contact: Pick<ContactCard, 'consent' | 'doNotContact' | 'phone' | 'hasUserId'>
  lastInboundAt: Instant | null
}

/**
 * May free text, a file or a reaction be sent now? Consent and window are two facts (D-02): who never wrote and never
 * agreed must opt in; who wrote more than a day ago needs a template. Inside the window a reply is always allowed:
 * do-not-contact is about messages the business starts.
 */
export function maySendFreeText({ channel, contact, lastInboundAt }: SendingFacts, now: Instant): Result<null> {
  const reachable = mayReach(channel, contact)
  if (!reachable.ok) return reachable
  if (isSessionOpen(lastInboundAt, now)) return ok(null)
  if (contact.doNotContact || contact.consent === 'revoked') return refuse('contact_opted_out')
  if (lastInboundAt === null && contact.consent === 'none') return refuse('recipient_not_opted_in')
  return refuse('outside_allowed_sending_window')
}

/** May a template be sent now? Inside and outside the window alike, unless the contact said stop. */
export function maySendTemplate({ channel, contact, lastInboundAt }: SendingFacts, now: Instant): Result<null> {
  const reachable = mayReach(channel, contact)
  if (!reachable.ok) return reachable
  const replying = isSessionOpen(lastInboundAt, now)
  if (!replying && (contact.doNotContact || contact.consent === 'revoked')) return refuse('contact_opted_out')
  return ok(null)
}

/** Is this text one that may be sent at all? */
export function checkText(text: string): Result<null> {
  if (text.trim() === '') return refuse('text_empty')
  if (text.length > maxComposerText) return refuse('text_too_long', `${text.length} of ${maxComposerText} characters`)
  return ok(null)
}

function mayReach(channel: SendingFacts['channel'], contact: SendingFacts['contact']): Result<null> {
  if (!channel.active) return refuse('channel_off')
  if (channel.trouble !== null) return refuse('channel_not_connected', channel.trouble.code)
  if (contact.phone === null && !contact.hasUserId) return refuse('no_address')
  return ok(null)
}
