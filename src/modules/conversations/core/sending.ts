import type { ContactCard, InteractionState } from '../../../contract/cards.ts'
import type { AgentId, Instant } from '../../../contract/ids.ts'
import { maxComposerText } from '../../../contract/operations/conversations.ts'
import type { Role } from '../../../contract/permissions.ts'
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
 * agreed must opt in; who wrote more than a day ago needs a template.
 *
 * Who is not to be contacted may still be answered, for as long as the window is open. An outcome that says so closes the
 * interaction, nobody here may begin the next one (`start-actions.ts`), and without an open one nothing can be written:
 * whoever is answered after it has written to us again, by themselves, and waits for a word.
 */
export function maySendFreeText({ channel, contact, lastInboundAt }: SendingFacts, now: Instant): Result<null> {
  const reachable = mayReach(channel, contact)
  if (!reachable.ok) return reachable
  if (isSessionOpen(lastInboundAt, now)) return ok(null)
  if (saidStop(contact)) return refuse('contact_opted_out')
  if (lastInboundAt === null && contact.consent === 'none') return refuse('recipient_not_opted_in')
  return refuse('outside_allowed_sending_window')
}

/**
 * May a template be sent now? Inside and outside the window alike, unless the contact said stop: then never, not even
 * inside it. A template is how a business begins; an answer needs none while the window is open.
 */
export function maySendTemplate({ channel, contact }: SendingFacts, now: Instant): Result<null> {
  const reachable = mayReach(channel, contact)
  if (!reachable.ok) return reachable
  return mayGo({ ...contact, isTemplate: true, lastInboundAt: null }, now) ? ok(null) : refuse('contact_opted_out')
}

/** What is known at the last moment before a message leaves. */
export type Leaving = Pick<ContactCard, 'consent' | 'doNotContact'> & {
  readonly isTemplate: boolean
  readonly lastInboundAt: Instant | null
}

/**
 * May it still go? Asked when a message leaves, because between writing and leaving there may be days: the channel was in
 * trouble, or it was written for later, and the contact said stop meanwhile.
 */
export const mayGo = ({ isTemplate, lastInboundAt, ...contact }: Leaving, now: Instant): boolean =>
  !saidStop(contact) || (!isTemplate && isSessionOpen(lastInboundAt, now))

/** They do not want to be written to, or an outcome of ours says so: the business begins nothing, and asks nothing. */
export const saidStop = ({ doNotContact, consent }: Pick<ContactCard, 'consent' | 'doNotContact'>): boolean =>
  doNotContact || consent === 'revoked'

/** May the house remind them of what they did not answer? As free text may be sent, but not to who said stop. */
export const mayRemind = (facts: SendingFacts, now: Instant): boolean =>
  !saidStop(facts.contact) && maySendFreeText(facts, now).ok

/** Where an interaction stands, as far as writing in it goes. */
export type Standing = { readonly state: InteractionState; readonly agentId: AgentId | null }

/** May this person write in it: agents in what they hold, supervisors in all that is open. */
export function mayWriteIn({ state, agentId }: Standing, who: { agentId: AgentId; role: Role }): Result<null> {
  if (state === 'closed') return refuse('interaction_closed')
  if (who.role !== 'agent') return ok(null)
  const isTheirs = agentId === who.agentId
  if (state === 'wrapping_up') return refuse(isTheirs ? 'interaction_closed' : 'not_yours')
  return state === 'active' && isTheirs ? ok(null) : refuse('not_yours')
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
