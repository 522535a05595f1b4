import { DAY_MS, SECOND_MS } from './clock.ts'
import type { Courier } from './courier.ts'
import { type GraphError, graphError, statusError, titleOf } from './errors.ts'
import type { FailureMode, FaultBox } from './faults.ts'
import { type Json, type JsonObject, withoutGaps } from './json.ts'
import { type Limiter, PAIR_RATE, perSecond } from './limits.ts'
import type { MediaStore } from './media.ts'
import { priced } from './pricing.ts'
import { MAGIC_NUMBERS } from './seed.ts'
import { shownMessage } from './shown.ts'
import { checkSend, type SendRequest } from './strict.ts'
import type { Template } from './templates.ts'
import {
  accountOf,
  addMessage,
  type BusinessMessage,
  type BusinessNumber,
  findThread,
  isWindowOpen,
  MESSAGE_TTL_MS,
  messageInChat,
  type Phone,
  type Recipient,
  threadOf,
  type World,
} from './world.ts'

/** What a call is answered with, and what the traffic log says about it. */
export type GraphAnswer = {
  status: number
  body: JsonObject
  result: string
  /** Whether the caller hears of it: `hang` leaves them waiting, `reset` breaks the line. */
  line?: 'hang' | 'reset'
  /** What begins once the answer has left. */
  after?: () => void
}

export type SendParts = {
  world: World
  media: MediaStore
  faults: FaultBox
  throughput: Limiter
  pairs: Limiter
  courier: Courier
}

type MessageRequest = Extract<SendRequest, { kind: 'message' }>

/** Meta: how long the typing mark stays, unless an answer comes first. */
export const TYPING_MS = 25 * SECOND_MS
const AUTHENTICATION_TTL_MS = 600 * SECOND_MS
const OLDEST_READ_MS = 30 * DAY_MS

/** `POST /{phone number id}/messages`: everything Meta would check, in the order in which it answers. */
export async function send(parts: SendParts, number: BusinessNumber, body: Json | undefined): Promise<GraphAnswer> {
  const trouble = numberTrouble(number)
  if (trouble) return refused(trouble)
  const request = checkSend(body, sendingOf(parts, number))
  if ('error' in request) return refused(request)
  if (request.kind === 'read') return markRead(parts.world, number, request)

  const ordered = parts.faults.takeFailure()
  const early = ordered && ordered.by === 'response' ? refusalOf(ordered.code) : null
  if (early) return early
  const limited = checkLimits(parts, number, request)
  if (limited) return refused(limited)
  const closed = windowTrouble(parts.world, number, request)
  if (closed && number.windowRefusal === 'response') return refused(closed)
  return accept(parts, number, request, { ordered: ordered?.code ?? null, closed: closed !== null })
}

export const refused = (error: GraphError): GraphAnswer => ({
  status: error.status,
  body: { error: error.error },
  result: `${error.code} ${typeof error.error.message === 'string' ? error.error.message.replace(/^\(#\d+\) /, '') : ''}`,
})

function numberTrouble({ status }: BusinessNumber): GraphError | null {
  if (status === 'DISCONNECTED') return graphError(133010, 'The phone number is not registered.')
  return status === 'BANNED' ? graphError(131031, 'Business account has been locked.') : null
}

/** What the pure checks may ask about this number. */
function sendingOf({ world, media }: SendParts, number: BusinessNumber) {
  const find = (id: string) => {
    const file = media.find(id)
    return file?.owner === number.wabaId ? file : undefined
  }
  const ageMs = (recipient: Recipient, messageId: string) => {
    const phone = phoneAt(world, recipient)
    const message = phone && messageInChat(world, number.phoneNumberId, phone.id, messageId)
    return message ? world.clock.now() - message.at : null
  }
  return { ...number, templates: accountOf(world, number.wabaId).templates, media: { find }, ageMs }
}

export const phoneAt = (world: World, recipient: Recipient): Phone | undefined =>
  recipient.kind === 'phone' ? world.phoneByWaId.get(recipient.waId) : world.phoneByUserId.get(recipient.userId)

/** The answer of an ordered failure that comes instead of acceptance; null for one that lets the message through. */
function refusalOf(code: FailureMode): GraphAnswer | null {
  switch (code) {
    case 'timeout':
    case 'reset':
      return null
    case 'timeout_before':
      return { status: 0, body: {}, result: 'never answered, nothing sent', line: 'hang' }
    case 'reset_before':
      return { status: 0, body: {}, result: 'line broken, nothing sent', line: 'reset' }
    case '500':
      return refused(graphError(131000, 'Message failed to send due to an unknown error.'))
    default:
      return refused(graphError(code, `${titleOf(code)}. Ordered in the simulator.`))
  }
}

function checkLimits(
  { world, throughput, pairs }: SendParts,
  number: BusinessNumber,
  { recipient }: MessageRequest,
): GraphError | null {
  const now = world.clock.now()
  if (!throughput.take(number.phoneNumberId, perSecond(number.messagesPerSecond), now))
    return graphError(130429, 'Cloud API message throughput has been reached.')
  if (!recipient) return null
  const pair = `${number.phoneNumberId}/${phoneAt(world, recipient)?.id ?? addressOf(recipient)}`
  return pairs.take(pair, PAIR_RATE, now)
    ? null
    : graphError(
        131056,
        'Too many messages sent from this phone number to the same WhatsApp user in a short period of time.',
      )
}

const addressOf = (recipient: Recipient): string => (recipient.kind === 'phone' ? recipient.waId : recipient.userId)

/** Outside the window only templates go. Numbers that always answer with a code need no window. */
function windowTrouble(world: World, number: BusinessNumber, { recipient, type }: MessageRequest): GraphError | null {
  if (type === 'template' || !recipient || addressOf(recipient) in MAGIC_NUMBERS) return null
  const phone = phoneAt(world, recipient)
  const isOpen = phone && isWindowOpen(findThread(world, number.phoneNumberId, phone.id), world.clock.now())
  return isOpen ? null : graphError(131047, WINDOW_DETAILS)
}

const WINDOW_DETAILS =
  'Message failed to send because more than 24 hours have passed since the customer last replied to this number.'

async function accept(
  parts: SendParts,
  number: BusinessNumber,
  request: MessageRequest,
  fate: { ordered: FailureMode | null; closed: boolean },
): Promise<GraphAnswer> {
  const { world, faults, courier } = parts
  const id = world.ids.message()
  const isHeld =
    request.template !== null &&
    request.template.template.category !== 'AUTHENTICATION' &&
    faults.strikes('heldForQuality')
  const body = acceptedBody(request, id, isHeld)
  if (!request.recipient) return { status: 200, body, result: 'accepted, and dropped: a user id belongs in recipient' }

  const message = newMessage(world, number, request, { id, isHeld })
  if (typeof fate.ordered === 'number')
    message.failure = statusError(fate.ordered, `${titleOf(fate.ordered)}. Ordered in the simulator.`)
  else if (fate.closed) message.failure = statusError(131047, WINDOW_DETAILS)
  place(world, number, message)

  const line = fate.ordered === 'timeout' ? 'hang' : fate.ordered === 'reset' ? 'reset' : null
  const result =
    line === 'hang'
      ? 'accepted, never answered'
      : line === 'reset'
        ? 'accepted, line broken'
        : isHeld
          ? 'held for quality assessment'
          : 'accepted'
  if (faults.strikes('statusBeforeResponse')) {
    await courier.hurry(message)
    return { status: 200, body, result: `${result}, after its statuses`, ...(line ? { line } : {}) }
  }
  return { status: 200, body, result, after: () => courier.start(message), ...(line ? { line } : {}) }
}

function acceptedBody({ recipient, input, template }: MessageRequest, id: string, isHeld: boolean): JsonObject {
  const contact = recipient?.kind === 'phone' ? { input, wa_id: recipient.waId } : { input, user_id: input }
  const message_status = template ? (isHeld ? 'held_for_quality_assessment' : 'accepted') : undefined
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [withoutGaps({ id, message_status })] }
}

function newMessage(
  world: World,
  number: BusinessNumber,
  request: MessageRequest,
  { id, isHeld }: { id: string; isHeld: boolean },
): BusinessMessage {
  const recipient = request.recipient!
  const now = world.clock.now()
  const phone = phoneAt(world, recipient)
  const thread = phone && threadOf(world, number.phoneNumberId, phone.id)
  const quoted =
    request.quotedId !== null && phone
      ? messageInChat(world, number.phoneNumberId, phone.id, request.quotedId)
      : undefined
  const template = request.template?.template ?? null
  return {
    from: 'business',
    id,
    phoneNumberId: number.phoneNumberId,
    phoneId: phone?.id ?? null,
    at: now,
    type: request.type,
    wire: request.object,
    shown: shownMessage(request.type, request.object, request.template),
    // Meta leaves the quote out of kinds that cannot show one, and of messages that are gone.
    quotedId: quoted && request.type !== 'audio' && request.type !== 'reaction' ? quoted.id : null,
    reactions: { contact: null, business: null },
    revoked: false,
    edited: false,
    recipient,
    state: isHeld ? 'held' : 'accepted',
    failure: null,
    callbackData: request.callbackData,
    pricing: request.type === 'reaction' ? null : priced(number, thread, template, now),
    expiresAt: now + timeToLive(template),
  }
}

function timeToLive(template: Template | null): number {
  if (template?.message_send_ttl_seconds !== undefined && template.message_send_ttl_seconds > 0)
    return template.message_send_ttl_seconds * SECOND_MS
  return template?.category === 'AUTHENTICATION' ? AUTHENTICATION_TTL_MS : MESSAGE_TTL_MS
}

/** Put the message on the phone. A reaction goes onto the message it is about. */
function place(world: World, number: BusinessNumber, message: BusinessMessage): void {
  if (message.phoneId === null) return
  const thread = threadOf(world, number.phoneNumberId, message.phoneId)
  if (thread.businessTypingUntil > 0) {
    thread.businessTypingUntil = 0
    world.changed({ type: 'typing', phoneId: message.phoneId, phoneNumberId: number.phoneNumberId })
  }
  if (message.type === 'reaction') react(world, message, message.phoneId)
  else addMessage(world, message, message.phoneId)
}

function react(world: World, { phoneNumberId, wire }: BusinessMessage, phoneId: string): void {
  const target = messageInChat(world, phoneNumberId, phoneId, String(wire.message_id))
  if (!target) return
  target.reactions.business = wire.emoji === '' ? null : String(wire.emoji)
  world.changed({ type: 'message', message: target, phoneId })
}

/** Mark read: this message and those before it. With `typing`, show that somebody writes. */
function markRead(
  world: World,
  number: BusinessNumber,
  { messageId, typing }: Extract<SendRequest, { kind: 'read' }>,
): GraphAnswer {
  const message = world.messages.get(messageId)
  const isOurs = message?.from === 'contact' && message.phoneNumberId === number.phoneNumberId
  if (!isOurs || world.clock.now() - message.at > OLDEST_READ_MS)
    return refused(
      graphError(
        131009,
        `Param message_id: ${messageId} is not a message that this number received in the last 30 days`,
      ),
    )
  const thread = threadOf(world, number.phoneNumberId, message.phoneId)
  for (const earlier of thread.messages) {
    if (earlier.from === 'contact' && earlier.state !== 'read') {
      earlier.state = 'read'
      world.changed({ type: 'message', message: earlier, phoneId: message.phoneId })
    }
    if (earlier.id === messageId) break
  }
  if (typing) {
    thread.businessTypingUntil = world.clock.now() + TYPING_MS
    world.changed({ type: 'typing', phoneId: message.phoneId, phoneNumberId: number.phoneNumberId })
  }
  return { status: 200, body: { success: true }, result: typing ? 'read, typing shown' : 'read' }
}
