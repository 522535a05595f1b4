import { createHmac } from 'node:crypto'
import { wireSeconds } from './clock.ts'
import type { StatusError } from './errors.ts'
import { type Json, type JsonObject, withoutGaps } from './json.ts'
import { type BusinessMessage, type BusinessNumber, type Phone, waIdOf } from './world.ts'

/** One thing to tell the app: a `change` of a webhook, before it is joined with others, signed and sent. */
export type Update = {
  wabaId: string
  /** Null for what concerns the account and not one number. */
  phoneNumberId: string | null
  field: string
  value: JsonObject
  /** Unix seconds; only account and template fields carry it. */
  time: number | null
  /** What must stay in order: the chat, or what else this is about. */
  lane: string
  /** In words, for the traffic log: "messages · text". */
  summary: string
  /** The phone's message this carries, to show that it was delivered. */
  messageId: string | null
}

/** A body on its way to the app. */
export type Webhook = {
  id: number
  body: string
  /** The business number whose app and address it goes to. */
  phoneNumberId: string
  /** Whether an override of the callback address counts for it (Meta: only for fields of a number). */
  overridable: boolean
  lane: string
  summary: string
  messageIds: string[]
  attempts: number
  /** The second copy of a duplicated webhook: sent once and never again. */
  isCopy: boolean
}

const metadata = (number: BusinessNumber): JsonObject => ({
  display_phone_number: number.waId,
  phone_number_id: number.phoneNumberId,
})

/** An update of the field `messages`: the kinds that carry metadata. */
function messagesUpdate(
  number: BusinessNumber,
  value: JsonObject,
  about: { lane: string; summary: string; messageId?: string },
): Update {
  return {
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    field: 'messages',
    value: { messaging_product: 'whatsapp', metadata: metadata(number), ...value },
    time: null,
    lane: about.lane,
    summary: about.summary,
    messageId: about.messageId ?? null,
  }
}

export const chatLane = (number: BusinessNumber, who: string): string => `${number.phoneNumberId}/${who}`

/** The number as webhooks may carry it: absent when there is none or it is not shared. */
export const sharedWaId = (phone: Phone): string | undefined =>
  phone.numberShared ? (waIdOf(phone) ?? undefined) : undefined

/** One entry of `contacts[]`. The user name is only there for those who chose one. */
export function contactEntry(phone: Phone, withUsername = true): JsonObject {
  return withoutGaps({
    profile: withoutGaps({ name: phone.name, username: withUsername ? (phone.username ?? undefined) : undefined }),
    wa_id: sharedWaId(phone),
    user_id: phone.userId,
    parent_user_id: phone.parentUserId ?? undefined,
  })
}

/** Who a message is from: number, user id, or both. */
export const senderFields = (phone: Phone): JsonObject =>
  withoutGaps({
    from: sharedWaId(phone),
    from_user_id: phone.userId,
    from_parent_user_id: phone.parentUserId ?? undefined,
  })

/** What an inbound message consists of besides its sender. `object` is put under the name of the type, where there is one. */
export type Inbound = {
  id: string
  at: number
  type: string
  object: JsonObject | Json[]
  context?: JsonObject | undefined
  referral?: JsonObject | undefined
  errors?: readonly StatusError[]
  extra?: JsonObject
}

/** A message from a phone, with its contact. */
export function inboundUpdate(number: BusinessNumber, phone: Phone, message: Inbound): Update {
  const wire = withoutGaps({
    ...senderFields(phone),
    id: message.id,
    timestamp: wireSeconds(message.at),
    type: message.type,
    [message.type]: message.object,
    context: message.context,
    referral: message.referral,
    errors: message.errors as unknown as Json[] | undefined,
    ...message.extra,
  })
  return messagesUpdate(
    number,
    { contacts: [contactEntry(phone)], messages: [wire] },
    { lane: chatLane(number, phone.id), summary: `messages · ${message.type}`, messageId: message.id },
  )
}

/** A line from WhatsApp itself, such as a changed number. It has no contacts. */
export function systemUpdate(
  number: BusinessNumber,
  phone: Phone,
  line: { id: string; at: number; from: string | undefined; system: JsonObject },
): Update {
  const wire = withoutGaps({
    id: line.id,
    timestamp: wireSeconds(line.at),
    type: 'system',
    from: line.from,
    system: line.system,
  })
  return messagesUpdate(
    number,
    { messages: [wire] },
    { lane: chatLane(number, phone.id), summary: `messages · system ${String(line.system.type)}` },
  )
}

export type StatusWord = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

/** How far a message of the business got. Pricing and contact come and go with the status, as Meta documents it. */
export function statusUpdate(
  number: BusinessNumber,
  phone: Phone | null,
  message: BusinessMessage,
  status: StatusWord,
  at: number,
  charge: JsonObject | null,
): Update {
  const failed = status === 'failed'
  const wire = withoutGaps({
    id: message.id,
    status,
    timestamp: wireSeconds(at),
    ...recipientFields(phone, message, failed),
    biz_opaque_callback_data: message.callbackData ?? undefined,
    ...charge,
    errors: failed && message.failure ? ([message.failure] as unknown as Json[]) : undefined,
  })
  const contacts = phone && !failed ? { contacts: [contactEntry(phone, status !== 'sent')] } : {}
  return messagesUpdate(
    number,
    { ...contacts, statuses: [wire] },
    { lane: chatLane(number, phone?.id ?? recipientKey(message)), summary: `statuses · ${status}` },
  )
}

const recipientKey = ({ recipient }: BusinessMessage): string =>
  recipient.kind === 'phone' ? recipient.waId : recipient.userId

/** `recipient_id` is left out when the send went to a user id and the number is not shared; the user id when a send to a number failed. */
function recipientFields(phone: Phone | null, { recipient }: BusinessMessage, failed: boolean): JsonObject {
  const byPhone = recipient.kind === 'phone'
  const userId = phone?.userId ?? (byPhone ? undefined : recipient.userId)
  return withoutGaps({
    recipient_id: byPhone ? recipient.waId : phone ? sharedWaId(phone) : undefined,
    recipient_user_id: failed && byPhone ? undefined : userId,
    recipient_parent_user_id: failed && byPhone ? undefined : (phone?.parentUserId ?? undefined),
  })
}

/** Account, number and template fields: a time and no metadata. */
export function accountUpdate(wabaId: string, field: string, value: JsonObject, at: number): Update {
  return {
    wabaId,
    phoneNumberId: null,
    field,
    value,
    time: Math.floor(at / 1000),
    lane: `${wabaId}/${field}`,
    summary: field,
    messageId: null,
  }
}

/** A field that belongs to a number and carries its metadata, other than `messages`. */
export function numberUpdate(number: BusinessNumber, field: string, value: JsonObject, lane: string): Update {
  const whole = { messaging_product: 'whatsapp', metadata: metadata(number), ...value }
  return {
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    field,
    value: whole,
    time: null,
    lane,
    summary: field,
    messageId: null,
  }
}

/** Join updates into one body: one entry per account, messages and statuses of one number in one change. */
export function envelope(updates: readonly Update[]): JsonObject {
  const entries = new Map<string, { id: string; time?: number; changes: JsonObject[] }>()
  const changes = new Map<string, JsonObject>()
  for (const { wabaId, phoneNumberId, field, value, time } of updates) {
    const entryKey = `${wabaId}/${time ?? ''}`
    const entry = entries.get(entryKey) ?? { id: wabaId, ...(time === null ? {} : { time }), changes: [] }
    entries.set(entryKey, entry)
    const changeKey = `${entryKey}/${phoneNumberId}`
    const known = field === 'messages' ? changes.get(changeKey) : undefined
    if (known) {
      changes.set(changeKey, joinInto(known, value))
      continue
    }
    const joined = { ...value }
    if (field === 'messages') changes.set(changeKey, joined)
    entry.changes.push({ value: joined, field })
  }
  return { object: 'whatsapp_business_account', entry: [...entries.values()] as unknown as Json[] }
}

/** Add the lists of `value` to those of `target`; a contact that is there already is not repeated. */
function joinInto(target: JsonObject, value: JsonObject): JsonObject {
  for (const key of ['contacts', 'messages', 'statuses', 'errors'] as const) {
    const more = value[key]
    if (!Array.isArray(more)) continue
    const there = Array.isArray(target[key]) ? target[key] : []
    const seen = key === 'contacts' ? new Set(there.map((contact) => JSON.stringify(contact))) : null
    target[key] = [...there, ...more.filter((item) => !seen?.has(JSON.stringify(item)))]
  }
  return target
}

const TEMPLATE_ID = /"message_template_id":"(\d+)"/g
const NOT_ASCII = /[\u0080-\uffff]/g

/** The bytes of a body. Template ids are integers beyond 2^53 on the wire, as Meta's can be. */
export function bodyText(body: JsonObject, { escapeUnicode }: { escapeUnicode: boolean }): string {
  const text = JSON.stringify(body).replace(TEMPLATE_ID, '"message_template_id":$1')
  return escapeUnicode ? escaped(text) : text
}

/** Meta: webhooks, the form with non-ASCII as lower-case \uXXXX and slashes as \/. */
export const escaped = (json: string): string =>
  json.replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/')

/** The header `X-Hub-Signature-256` for these bytes. */
export const signature = (secret: string, body: string | Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
