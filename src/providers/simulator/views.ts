import { deliveredThisMonth, FREE_SERVICE_MESSAGES } from './pricing.ts'
import type { Template } from './templates.ts'
import {
  accountOf,
  type BusinessNumber,
  findThread,
  type Phone,
  type Thread,
  type ThreadMessage,
  WINDOW_MS,
  type World,
  waIdOf,
} from './world.ts'

/*
 * What the screen gets to see: the world without its secrets, and without what only matters to Meta.
 */

const MESSAGES_IN_VIEW = 100

export type NumberView = Omit<
  BusinessNumber,
  'accessToken' | 'appSecret' | 'previousAppSecret' | 'verifyToken' | 'callingCode' | 'service'
> & {
  subscribed: boolean
  serviceDelivered: number
  freeServiceMessages: number
}

export function numberView(world: World, number: BusinessNumber): NumberView {
  const {
    accessToken: _token,
    appSecret: _secret,
    previousAppSecret: _previous,
    verifyToken: _verify,
    callingCode: _code,
    service: _service,
    ...open
  } = number
  return {
    ...open,
    subscribed: accountOf(world, number.wabaId).subscribed,
    serviceDelivered: deliveredThisMonth(number, world.clock.now()),
    freeServiceMessages: FREE_SERVICE_MESSAGES,
  }
}

export type PhoneView = Phone & { label: string; waId: string | null }

/** `label` is what a list says: a name, or the user name of somebody without a number. */
export const phoneView = (phone: Phone): PhoneView => ({
  ...phone,
  waId: waIdOf(phone),
  label: phone.number === null && phone.username !== null ? `@${phone.username}` : phone.name,
})

export type ChatView = {
  phoneNumberId: string
  windowClosesAt: number | null
  businessTypingUntil: number | null
  unread: number
}

export function chatView(
  world: World,
  { phoneNumberId, windowOpenedAt, businessTypingUntil, messages }: Thread,
): ChatView {
  return {
    phoneNumberId,
    windowClosesAt: windowOpenedAt === null ? null : windowOpenedAt + WINDOW_MS,
    businessTypingUntil: businessTypingUntil > world.clock.now() ? businessTypingUntil : null,
    unread: messages.filter((message) => message.from === 'business' && message.state === 'delivered').length,
  }
}

export type MessageView = {
  id: string
  phoneNumberId: string
  from: 'contact' | 'business'
  at: number
  type: string
  state: ThreadMessage['state']
  shown: ThreadMessage['shown']
  wire: ThreadMessage['wire']
  quotedId: string | null
  reactions: ThreadMessage['reactions']
  revoked: boolean
  edited: boolean
  failure: { code: number; title: string; details: string } | null
}

export function messageView(message: ThreadMessage): MessageView {
  const { id, phoneNumberId, from, at, type, state, shown, wire, quotedId, reactions, revoked, edited } = message
  const failure =
    message.from === 'business' && message.failure
      ? { code: message.failure.code, title: message.failure.title, details: message.failure.error_data.details }
      : null
  return { id, phoneNumberId, from, at, type, state, shown, wire, quotedId, reactions, revoked, edited, failure }
}

/** A phone with its chats, each with the last messages. A business message in state `sent` has not reached the phone yet. */
export function phoneWithChats(
  world: World,
  phone: Phone,
): PhoneView & { chats: (ChatView & { messages: MessageView[] })[] } {
  const threads = [...world.numbers.keys()]
    .map((phoneNumberId) => findThread(world, phoneNumberId, phone.id))
    .filter((thread) => thread !== undefined)
  return {
    ...phoneView(phone),
    chats: threads.map((thread) => ({
      ...chatView(world, thread),
      messages: thread.messages.slice(-MESSAGES_IN_VIEW).map(messageView),
    })),
  }
}

export const templatesView = (world: World): (Template & { wabaId: string })[] =>
  [...world.accounts.values()].flatMap(({ wabaId, templates }) =>
    [...templates.values()].map((template) => ({ ...template, wabaId })),
  )
