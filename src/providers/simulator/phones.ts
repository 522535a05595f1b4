import type { PhoneAction } from './actions.ts'
import { type Composed, compose, type Draft, type Sign } from './drafts.ts'
import { type JsonObject, withoutGaps } from './json.ts'
import type { PhoneParts } from './phone-parts.ts'
import { type Outcome, ok, refuse } from './refusals.ts'
import { announce, giveSign } from './signs.ts'
import { sharedWaId } from './webhooks.ts'
import {
  addMessage,
  type BusinessNumber,
  type ContactMessage,
  messageInChat,
  openWindow,
  type Phone,
  type ThreadMessage,
  threadOf,
} from './world.ts'

/** Let a phone do something. Answers with the message it wrote, or null when the sign is no message of its own. */
export async function actOnPhone(
  parts: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  action: PhoneAction,
): Promise<Outcome<ContactMessage | null>> {
  if (!phone.online) return refuse('phone_offline')
  if (phone.blocked.includes(number.phoneNumberId)) return refuse('business_blocked')
  if (isSign(action)) return giveSign(parts, phone, number, action)
  const draft = await compose(parts, phone, number, action)
  return draft.ok ? ok(write(parts, phone, number, draft.value, action)) : draft
}

const SIGNS: ReadonlySet<string> = new Set<Sign['type']>([
  'reaction',
  'edit',
  'revoke',
  'call',
  'play',
  'rotate_user_id',
])

const isSign = (action: PhoneAction): action is Sign => SIGNS.has(action.type)

/** Put the message into the chat, open the window, and tell the app. */
function write(
  parts: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  draft: Draft,
  action: Composed,
): ContactMessage {
  const { world } = parts
  const at = world.clock.now()
  const id = world.ids.message()
  const thread = threadOf(world, number.phoneNumberId, phone.id)
  const { quotedId, forwarded, referral: advertisement }: Accompaniment = action
  const quoted = quotedId === undefined ? undefined : messageInChat(world, number.phoneNumberId, phone.id, quotedId)
  const referral = advertisement && referralObject(advertisement)
  const context = draft.context ?? contextOf(phone, number, quoted, forwarded)

  openWindow(thread, at)
  if (referral) thread.freeEntry = { referredAt: at, until: null, conversationId: world.ids.numeric() }
  const wire = Array.isArray(draft.object) ? { [draft.type]: draft.object } : draft.object
  const message: ContactMessage = {
    from: 'contact',
    id,
    phoneNumberId: number.phoneNumberId,
    phoneId: phone.id,
    at,
    type: draft.type,
    wire,
    shown: draft.shown,
    quotedId: typeof context?.id === 'string' ? context.id : null,
    reactions: { contact: null, business: null },
    revoked: false,
    edited: false,
    state: 'sent',
  }
  phone.typing = false
  addMessage(world, message, phone.id)
  announce(parts, phone, number, {
    id,
    at,
    type: draft.type,
    object: draft.object,
    context,
    referral,
    ...(draft.errors ? { errors: draft.errors } : {}),
    ...(draft.extra ? { extra: draft.extra } : {}),
  })
  return message
}

function contextOf(
  phone: Phone,
  number: BusinessNumber,
  quoted: ThreadMessage | undefined,
  forwarded: 'once' | 'often' | undefined,
): JsonObject | undefined {
  if (forwarded) return forwarded === 'often' ? { frequently_forwarded: true } : { forwarded: true }
  if (!quoted) return undefined
  return withoutGaps({ from: quoted.from === 'business' ? number.waId : sharedWaId(phone), id: quoted.id })
}

type Referral = NonNullable<Extract<PhoneAction, { type: 'text' }>['referral']>
/** What may come with a message of any kind that a person composes. */
type Accompaniment = {
  type: string
  quotedId?: string | undefined
  forwarded?: 'once' | 'often' | undefined
  referral?: Referral | undefined
}

const referralObject = ({ sourceUrl, sourceId, headline, body, clickId }: Referral): JsonObject =>
  withoutGaps({
    source_url: sourceUrl,
    source_id: sourceId,
    source_type: 'ad',
    headline,
    body,
    media_type: 'image',
    image_url: `${sourceUrl}/image.jpg`,
    ctwa_clid: clickId,
  })
