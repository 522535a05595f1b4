import type { PhoneAction } from './actions.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS, wireSeconds } from './clock.ts'
import { received, type Sign } from './drafts.ts'
import { type JsonObject, withoutGaps } from './json.ts'
import { perSecond } from './limits.ts'
import { rotateUserId } from './people.ts'
import type { PhoneParts } from './phone-parts.ts'
import { type Outcome, ok, refuse } from './refusals.ts'
import { isEmoji } from './strict-content.ts'
import {
  chatLane,
  contactEntry,
  type Inbound,
  inboundUpdate,
  numberUpdate,
  sharedWaId,
  type Update,
} from './webhooks.ts'
import {
  type BusinessNumber,
  type ContactMessage,
  messageInChat,
  NOTHING_SHOWN,
  openWindow,
  type Phone,
  threadOf,
  type World,
} from './world.ts'

/** Meta: edits up to 15 minutes and revocations up to 2 days after the message. */
const EDIT_MS = 15 * MINUTE_MS
const REVOKE_MS = 2 * DAY_MS

/** What is told to the business but leaves no message of its own in the chat. */
export function giveSign(parts: PhoneParts, phone: Phone, number: BusinessNumber, action: Sign): Outcome<null> {
  switch (action.type) {
    case 'reaction':
      return react(parts, phone, number, action)
    case 'edit':
      return edit(parts, phone, number, action)
    case 'revoke':
      return revoke(parts, phone, number, action)
    case 'call':
      return call(parts, phone, number, action)
    case 'play':
      return play(parts, phone, number, action)
    case 'rotate_user_id':
      rotateUserId(parts, phone)
      return ok(null)
  }
}

/** Tell the app, and count it towards what the number may carry. */
export function announce(parts: PhoneParts, phone: Phone, number: BusinessNumber, inbound: Inbound): void {
  parts.throughput.count(number.phoneNumberId, perSecond(number.messagesPerSecond), parts.world.clock.now())
  void parts.tell(inboundUpdate(number, phone, inbound))
}

/** A sign carries an id and a time as messages do, and is announced as one. */
const announceSign = (
  parts: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  type: string,
  object: JsonObject,
): void => announce(parts, phone, number, { id: parts.world.ids.message(), at: parts.world.clock.now(), type, object })

function react(
  parts: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  { messageId, emoji }: Extract<PhoneAction, { type: 'reaction' }>,
): Outcome<null> {
  const target = messageInChat(parts.world, number.phoneNumberId, phone.id, messageId)
  if (!target) return refuse('wrong_message')
  if (emoji !== null && !isEmoji(emoji)) return refuse('not_an_emoji')
  target.reactions.contact = emoji
  parts.world.changed({ type: 'message', message: target, phoneId: phone.id })
  announceSign(parts, phone, number, 'reaction', withoutGaps({ message_id: messageId, emoji: emoji ?? undefined }))
  return ok(null)
}

/** A message this phone wrote itself in this chat. */
function own(world: World, phone: Phone, number: BusinessNumber, messageId: string): ContactMessage | null {
  const message = messageInChat(world, number.phoneNumberId, phone.id, messageId)
  return message?.from === 'contact' && !message.revoked ? message : null
}

function edit(
  parts: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  { messageId, text }: Extract<PhoneAction, { type: 'edit' }>,
): Outcome<null> {
  const message = own(parts.world, phone, number, messageId)
  if (message?.type !== 'text') return refuse('wrong_message')
  if (parts.world.clock.now() - message.at > EDIT_MS) return refuse('too_late_to_edit')
  message.wire = { body: text }
  message.shown = { ...message.shown, text }
  message.edited = true
  parts.world.changed({ type: 'message', message, phoneId: phone.id })
  announceSign(parts, phone, number, 'edit', {
    original_message_id: messageId,
    message: { type: 'text', text: { body: text } },
  })
  return ok(null)
}

function revoke(
  parts: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  { messageId }: Extract<PhoneAction, { type: 'revoke' }>,
): Outcome<null> {
  const message = own(parts.world, phone, number, messageId)
  if (!message) return refuse('wrong_message')
  if (parts.world.clock.now() - message.at > REVOKE_MS) return refuse('too_late_to_revoke')
  message.revoked = true
  message.shown = NOTHING_SHOWN
  parts.world.changed({ type: 'message', message, phoneId: phone.id })
  announceSign(parts, phone, number, 'revoke', { original_message_id: messageId })
  return ok(null)
}

function play(
  { world, courier }: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  { messageId }: Extract<PhoneAction, { type: 'play' }>,
): Outcome<null> {
  const message = received(world, phone, number, messageId)
  return message && courier.play(message) ? ok(null) : refuse('wrong_message')
}

/** A call to the business: it rings, and ends. It opens the window as a message does. */
function call(
  { world, tell }: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  { answered, seconds }: Extract<PhoneAction, { type: 'call' }>,
): Outcome<null> {
  const at = world.clock.now()
  openWindow(threadOf(world, number.phoneNumberId, phone.id), at)
  world.changed({ type: 'typing', phoneId: phone.id, phoneNumberId: number.phoneNumberId })
  const base = withoutGaps({
    id: world.ids.call(),
    from: sharedWaId(phone),
    from_user_id: phone.userId,
    to: number.waId,
    direction: 'USER_INITIATED',
  })
  const calls = (event: JsonObject): Update =>
    numberUpdate(
      number,
      'calls',
      { contacts: [contactEntry(phone)], calls: [{ ...base, ...event }] },
      chatLane(number, phone.id),
    )
  const times = answered
    ? { start_time: wireSeconds(at), end_time: wireSeconds(at + seconds * SECOND_MS), duration: seconds }
    : {}
  void tell(
    calls({
      event: 'connect',
      timestamp: wireSeconds(at),
      session: { sdp_type: 'offer', sdp: 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n' },
    }),
  )
  void tell(
    calls({
      event: 'terminate',
      timestamp: wireSeconds(at + seconds * SECOND_MS),
      status: answered ? 'COMPLETED' : 'FAILED',
      ...times,
    }),
  )
  return ok(null)
}
