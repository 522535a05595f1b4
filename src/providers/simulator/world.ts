import { whatsAppId } from './addresses.ts'
import { DAY_MS, type SimulatedClock } from './clock.ts'
import type { StatusError } from './errors.ts'
import type { Ids } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Template } from './templates.ts'

/** A business number and the app that serves it. Secrets never leave this type: the views drop them. */
export type BusinessNumber = {
  phoneNumberId: string
  wabaId: string
  /** As people write it, with its plus. */
  displayNumber: string
  /** Digits only: what WhatsApp calls it. */
  waId: string
  callingCode: string
  name: string
  accessToken: string
  tokenState: 'valid' | 'expired' | 'invalid'
  appSecret: string
  /** The secret before the last change: what the fault "old secret" signs with. */
  previousAppSecret: string | null
  appId: string
  verifyToken: string
  callbackUrl: string | null
  overrideCallbackUrl: string | null
  status: 'CONNECTED' | 'DISCONNECTED' | 'FLAGGED' | 'RESTRICTED' | 'BANNED'
  quality: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'
  messagesPerSecond: number
  /** What waits for what: nothing, the webhooks of one chat, or all of this number. */
  order: 'none' | 'chat' | 'number'
  /** Whether a closed window is refused in the response or by a failed status; Meta does either. */
  windowRefusal: 'response' | 'status'
  /** A test number sends to these only; null means to everybody. */
  allowedRecipients: string[] | null
  /** Service messages delivered in this month ("2026-11"): the first thousand are free. */
  service: { month: string; delivered: number }
}

/** A WhatsApp business account: where templates live and the app is subscribed. */
export type Account = {
  wabaId: string
  subscribed: boolean
  overrideCallbackUrl: string | null
  templates: Map<string, Template>
}

/** A simulated telephone and the person who holds it. */
export type Phone = {
  id: string
  name: string
  username: string | null
  /** E.164 with its plus; null for somebody who uses WhatsApp by user id only. */
  number: string | null
  /** Whether webhooks may carry the number. */
  numberShared: boolean
  userId: string
  parentUserId: string | null
  online: boolean
  readReceipts: boolean
  typing: boolean
  /** Business numbers this person blocked. */
  blocked: string[]
  /** The business number whose chat is on the screen. */
  openChat: string | null
  marketingStopped: boolean
}

type MessageBase = {
  id: string
  phoneNumberId: string
  /** Simulated time, in milliseconds. */
  at: number
  /** WhatsApp's word for the kind, and the object of that name on the wire. */
  type: string
  wire: JsonObject
  shown: Shown
  quotedId: string | null
  reactions: { contact: string | null; business: string | null }
  revoked: boolean
  edited: boolean
}

/** Written on the telephone. Delivered when the app answered the webhook, read when the app said so. */
export type ContactMessage = MessageBase & { from: 'contact'; phoneId: string; state: 'sent' | 'delivered' | 'read' }

/** Sent through the API. `phoneId` is null when nobody simulated has that address. */
export type BusinessMessage = MessageBase & {
  from: 'business'
  phoneId: string | null
  recipient: Recipient
  state: 'accepted' | 'held' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'
  failure: StatusError | null
  callbackData: string | null
  /** What it is charged as; null for what is never charged. */
  pricing: Pricing | null
  /** After this it is dropped without a word, if the phone was offline so long. */
  expiresAt: number
}

export type ThreadMessage = ContactMessage | BusinessMessage

/** The address a send went to: by number or by user id, and what WhatsApp made of it. */
export type Recipient = { kind: 'phone'; waId: string } | { kind: 'user_id'; userId: string }

export type Pricing = {
  category: string
  type: string
  billable: boolean
  told: 'nothing' | 'sent' | 'delivered'
  conversation: { id: string; expiresAt: number } | null
}

/** What the telephone's screen shows of a message, whatever its wire form. */
export type Shown = {
  header: string | null
  text: string | null
  footer: string | null
  media: {
    kind: string
    mediaId: string | null
    link: string | null
    mimeType: string | null
    fileName: string | null
  } | null
  buttons: {
    kind: 'reply' | 'url' | 'call' | 'copy' | 'other'
    title: string
    payload: string | null
    url: string | null
  }[]
  list: { button: string; rows: { id: string; title: string; description: string | null }[] } | null
}

/** Everything between one business number and one phone. */
export type Thread = {
  phoneNumberId: string
  phoneId: string
  messages: ThreadMessage[]
  /** The last time the contact wrote or called, to the second as the webhook said it. */
  windowOpenedAt: number | null
  freeEntry: { referredAt: number; until: number | null; conversationId: string } | null
  businessTypingUntil: number
}

/** Who hears of a change, so that screens and the state file follow. */
export type Change =
  | { type: 'phone'; phoneId: string }
  | { type: 'phone_removed'; phoneId: string }
  | { type: 'message'; message: ThreadMessage; phoneId: string }
  | { type: 'typing'; phoneId: string; phoneNumberId: string }
  | { type: 'number'; phoneNumberId: string }
  | { type: 'templates'; wabaId: string }
  | { type: 'settings' }
  | { type: 'everything' }

/** What happens to a send to a number that no simulated phone has. */
export type Settings = { strangers: 'undeliverable' | 'reachable' }

export type World = {
  clock: SimulatedClock
  ids: Ids
  settings: Settings
  numbers: Map<string, BusinessNumber>
  accounts: Map<string, Account>
  phones: Map<string, Phone>
  threads: Map<string, Thread>
  /** Every message still remembered, oldest first. */
  messages: Map<string, ThreadMessage>
  phoneByWaId: Map<string, Phone>
  phoneByUserId: Map<string, Phone>
  numbersByToken: Map<string, Set<string>>
  changed(change: Change): void
}

/** Meta: customer service window. Half-open: closed at exactly 24:00:00. */
export const WINDOW_MS = DAY_MS
/** Meta: time to live of a message when nothing else is said. */
export const MESSAGE_TTL_MS = 30 * DAY_MS
export const MAX_NUMBERS = 200
export const MAX_PHONES = 20_000
/** Messages kept in one chat, and altogether. Older ones are forgotten. */
export const MAX_CHAT_MESSAGES = 500
export const MAX_MESSAGES = 20_000

export function createWorld(
  clock: SimulatedClock,
  ids: Ids,
  changed: (change: Change) => void,
  settings: Settings,
): World {
  return {
    clock,
    ids,
    settings,
    changed,
    numbers: new Map(),
    accounts: new Map(),
    phones: new Map(),
    threads: new Map(),
    messages: new Map(),
    phoneByWaId: new Map(),
    phoneByUserId: new Map(),
    numbersByToken: new Map(),
  }
}

/** Put a number into the world, or replace it. Its account comes into being with it. */
export function putNumber(world: World, number: BusinessNumber): void {
  const former = world.numbers.get(number.phoneNumberId)
  if (former) forgetToken(world, former)
  world.numbers.set(number.phoneNumberId, number)
  const siblings = world.numbersByToken.get(number.accessToken) ?? new Set()
  world.numbersByToken.set(number.accessToken, siblings.add(number.phoneNumberId))
  accountOf(world, number.wabaId)
  if (former && former.wabaId !== number.wabaId) forgetEmptyAccount(world, former.wabaId)
  world.changed({ type: 'number', phoneNumberId: number.phoneNumberId })
}

/** Take a number out, with its chats, and its account if that was the last. */
export function removeNumber(world: World, number: BusinessNumber): void {
  world.numbers.delete(number.phoneNumberId)
  forgetToken(world, number)
  forgetEmptyAccount(world, number.wabaId)
  for (const phoneId of world.phones.keys()) forgetThread(world, number.phoneNumberId, phoneId)
  world.changed({ type: 'number', phoneNumberId: number.phoneNumberId })
}

function forgetToken({ numbersByToken }: World, { accessToken, phoneNumberId }: BusinessNumber): void {
  const siblings = numbersByToken.get(accessToken)
  siblings?.delete(phoneNumberId)
  if (siblings?.size === 0) numbersByToken.delete(accessToken)
}

function forgetEmptyAccount({ numbers, accounts }: World, wabaId: string): void {
  if (![...numbers.values()].some((number) => number.wabaId === wabaId)) accounts.delete(wabaId)
}

export function accountOf(world: World, wabaId: string): Account {
  const known = world.accounts.get(wabaId)
  if (known) return known
  const account: Account = { wabaId, subscribed: true, overrideCallbackUrl: null, templates: new Map() }
  world.accounts.set(wabaId, account)
  return account
}

export const waIdOf = (phone: Phone): string | null =>
  phone.number === null ? null : whatsAppId(phone.number.slice(1))

/** Put a phone into the world, or find it anew after its number or user id changed. */
export function putPhone(world: World, phone: Phone): void {
  for (const index of [world.phoneByWaId, world.phoneByUserId]) {
    for (const key of indexKeysOf.get(phone) ?? []) if (index.get(key) === phone) index.delete(key)
  }
  const waId = waIdOf(phone)
  if (waId !== null) world.phoneByWaId.set(waId, phone)
  world.phoneByUserId.set(phone.userId, phone)
  if (phone.parentUserId !== null) world.phoneByUserId.set(phone.parentUserId, phone)
  indexKeysOf.set(
    phone,
    [waId, phone.userId, phone.parentUserId].filter((key) => key !== null),
  )
  world.phones.set(phone.id, phone)
  world.changed({ type: 'phone', phoneId: phone.id })
}

/** Under which keys a phone is found, so that old ones can be taken out when it changes. */
const indexKeysOf = new WeakMap<Phone, string[]>()

export function removePhone(world: World, phone: Phone): void {
  for (const key of indexKeysOf.get(phone) ?? []) {
    if (world.phoneByWaId.get(key) === phone) world.phoneByWaId.delete(key)
    if (world.phoneByUserId.get(key) === phone) world.phoneByUserId.delete(key)
  }
  for (const phoneNumberId of world.numbers.keys()) forgetThread(world, phoneNumberId, phone.id)
  world.phones.delete(phone.id)
  world.changed({ type: 'phone_removed', phoneId: phone.id })
}

const threadKey = (phoneNumberId: string, phoneId: string): string => `${phoneNumberId}/${phoneId}`

export const findThread = (world: World, phoneNumberId: string, phoneId: string): Thread | undefined =>
  world.threads.get(threadKey(phoneNumberId, phoneId))

export function threadOf(world: World, phoneNumberId: string, phoneId: string): Thread {
  const known = findThread(world, phoneNumberId, phoneId)
  if (known) return known
  const thread: Thread = {
    phoneNumberId,
    phoneId,
    messages: [],
    windowOpenedAt: null,
    freeEntry: null,
    businessTypingUntil: 0,
  }
  world.threads.set(threadKey(phoneNumberId, phoneId), thread)
  return thread
}

/** Empty a chat: its messages and its window. */
export function forgetThread(world: World, phoneNumberId: string, phoneId: string): void {
  for (const { id } of findThread(world, phoneNumberId, phoneId)?.messages ?? []) world.messages.delete(id)
  world.threads.delete(threadKey(phoneNumberId, phoneId))
}

/** Add a message to its chat; the oldest go when there are too many. */
export function addMessage(world: World, message: ThreadMessage, phoneId: string): void {
  const thread = threadOf(world, message.phoneNumberId, phoneId)
  thread.messages.push(message)
  world.messages.set(message.id, message)
  if (thread.messages.length > MAX_CHAT_MESSAGES) forgetOldest(world, thread)
  if (world.messages.size > MAX_MESSAGES) {
    const oldest = world.messages.values().next().value!
    forgetOldest(world, threadOf(world, oldest.phoneNumberId, oldest.phoneId ?? phoneId))
  }
  world.changed({ type: 'message', message, phoneId })
}

function forgetOldest(world: World, thread: Thread): void {
  const oldest = thread.messages.shift()
  if (oldest) world.messages.delete(oldest.id)
}

/** A message of the chat between this number and this phone. */
export function messageInChat(
  world: World,
  phoneNumberId: string,
  phoneId: string,
  messageId: string,
): ThreadMessage | undefined {
  const message = world.messages.get(messageId)
  return message && message.phoneNumberId === phoneNumberId && message.phoneId === phoneId ? message : undefined
}

/** The contact wrote or called at `at`. Kept to the second, because that is what the business is told. */
export function openWindow(thread: Thread, at: number): void {
  thread.windowOpenedAt = Math.floor(at / 1000) * 1000
}

export const isWindowOpen = (thread: Thread | undefined, now: number): boolean =>
  thread !== undefined && thread.windowOpenedAt !== null && now < thread.windowOpenedAt + WINDOW_MS

export const NOTHING_SHOWN: Shown = { header: null, text: null, footer: null, media: null, buttons: [], list: null }
