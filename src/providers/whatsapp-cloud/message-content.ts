import type { z } from 'zod'
import type { Media, MessageContent, SharedContact } from '../../contract/content.ts'
import { cleanName } from '../../modules/conversations/core/files.ts'
import { describeErrors } from './errors.ts'
import { hexHash } from './hash.ts'
import { isObject, shallow } from './json.ts'
import { problemOf } from './unreadable.ts'
import {
  ButtonBody,
  CallPermissionBody,
  ContactCards,
  FormBody,
  InteractiveBody,
  LocationBody,
  MediaBody,
  OrderBody,
  ReplyBody,
  TextBody,
  UnsupportedBody,
  type WireError,
  type WireMedia,
} from './wire.ts'

/** What a message says, or why its content cannot be read. */
export type ContentReading = { ok: true; content: MessageContent } | { ok: false; reason: string }

/**
 * Read the object that a message carries under the name of its type. A type we do not know, and one that comes
 * without its object, is content too: somebody wrote something, and the thread says so.
 */
export function readContent(
  type: string,
  raw: Readonly<Record<string, unknown>>,
  errors: readonly WireError[],
): ContentReading {
  const read = readers.get(type)
  const body = Object.hasOwn(raw, type) ? raw[type] : undefined
  if (type === 'request_welcome') return asContent({ kind: 'system', text: 'The contact opened the chat.' })
  if (type === 'unsupported') return asContent(unsupported(innerType(body), errors))
  if (read === undefined || isAbsent(body)) return asContent(unsupported(type, errors))

  const reading = read(body)
  // Meta reports a file it could not hand over beside a half-filled object.
  return reading.ok || errors.length === 0 ? reading : asContent(unsupported(type, errors))
}

/** Types that are content of a thread but not something the contact wrote: they do not open the session window. */
export function opensWindow(content: MessageContent): boolean {
  switch (content.kind) {
    case 'system':
      return false
    case 'unsupported':
      return !quietTypes.has(content.type)
    case 'choice':
      return !automaticCallPermission.test(content.id)
    default:
      return true
  }
}

const quietTypes: ReadonlySet<string> = new Set(['reaction', 'edit', 'revoke', 'pin', 'keep_in_chat', 'poll_update'])
/** WhatsApp itself answered for the contact. */
const automaticCallPermission = /^call_permission_\w+_automatic$/

const readers: ReadonlyMap<string, (body: unknown) => ContentReading> = new Map([
  ['text', reader(TextBody, ({ body }) => ({ kind: 'text', text: body }))],
  ['image', reader(MediaBody, (wire) => ({ kind: 'image', media: media(wire), caption: wire.caption ?? null }))],
  ['video', reader(MediaBody, (wire) => ({ kind: 'video', media: media(wire), caption: wire.caption ?? null }))],
  ['document', reader(MediaBody, (wire) => ({ kind: 'document', media: media(wire), caption: wire.caption ?? null }))],
  ['audio', reader(MediaBody, (wire) => ({ kind: 'audio', media: media(wire), voice: wire.voice ?? false }))],
  ['sticker', reader(MediaBody, (wire) => ({ kind: 'sticker', media: media(wire), animated: wire.animated ?? false }))],
  ['location', reader(LocationBody, location)],
  ['contacts', reader(ContactCards, (cards) => ({ kind: 'contacts', contacts: cards.map(contactCard) }))],
  ['button', reader(ButtonBody, button)],
  ['order', reader(OrderBody, order)],
  ['interactive', readInteractive],
])

const interactiveReaders: ReadonlyMap<string, (body: unknown) => ContentReading> = new Map([
  ['button_reply', reader(ReplyBody, reply)],
  ['list_reply', reader(ReplyBody, reply)],
  ['nfm_reply', reader(FormBody, form)],
  ['call_permission_reply', reader(CallPermissionBody, callPermission)],
])

function readInteractive(body: unknown): ContentReading {
  const wire = InteractiveBody.safeParse(body)
  if (!wire.success) return { ok: false, reason: `interactive.${problemOf(wire.error)}` }
  const { type } = wire.data
  const read = interactiveReaders.get(type)
  return read === undefined ? asContent(unsupported(`interactive ${type}`, [])) : read(wire.data[type])
}

function reader<Wire>(schema: z.ZodType<Wire>, toContent: (wire: Wire) => MessageContent) {
  return (body: unknown): ContentReading => {
    const wire = schema.safeParse(body)
    return wire.success ? asContent(toContent(wire.data)) : { ok: false, reason: `content: ${problemOf(wire.error)}` }
  }
}

const asContent = (content: MessageContent): ContentReading => ({ ok: true, content })

function unsupported(type: string, errors: readonly WireError[]): MessageContent {
  return { kind: 'unsupported', type, detail: describeErrors(errors) }
}

/** An unsupported message may name what it was, for example a poll. */
function innerType(body: unknown): string {
  const wire = UnsupportedBody.safeParse(body)
  return (wire.success ? wire.data.type : undefined) ?? 'unknown'
}

function media({ id, mime_type, sha256, filename }: WireMedia): Media {
  return {
    attachmentId: null,
    providerMediaId: id,
    mimeType: mime_type ?? 'application/octet-stream',
    sha256: hexHash(sha256),
    fileName: cleanName(filename ?? null),
    sizeBytes: null,
    state: 'pending',
  }
}

function location(wire: z.infer<typeof LocationBody>): MessageContent {
  const { latitude, longitude, name, address } = wire
  return { kind: 'location', latitude, longitude, name: name ?? null, address: address ?? null }
}

function contactCard({ name, phones, emails, org }: z.infer<typeof ContactCards>[number]): SharedContact {
  const numbers = phones.flatMap(({ phone, wa_id }) => phone ?? wa_id ?? [])
  const fullName = [name?.first_name, name?.last_name].filter(Boolean).join(' ')
  return {
    // A card shared on request has only a number.
    name: name?.formatted_name ?? (fullName || (numbers[0] ?? '')),
    phones: numbers,
    emails: emails.flatMap(({ email }) => email ?? []),
    organisation: org?.company ?? null,
  }
}

function button({ text, payload }: z.infer<typeof ButtonBody>): MessageContent {
  return { kind: 'choice', id: payload ?? text, title: text, description: null }
}

function reply({ id, title, description }: z.infer<typeof ReplyBody>): MessageContent {
  return { kind: 'choice', id, title: title ?? id, description: description ?? null }
}

/** The answer is JSON in a text, but neither is certain: it may be broken, null, or an object. */
function form({ name, body, response_json }: z.infer<typeof FormBody>): MessageContent {
  const response = typeof response_json === 'string' ? response_json : JSON.stringify(shallow(response_json ?? null))
  return { kind: 'form', name: name ?? 'flow', body: body ?? null, response }
}

function callPermission(wire: z.infer<typeof CallPermissionBody>): MessageContent {
  const { response, is_permanent, expiration_timestamp, response_source } = wire
  const automatic = response_source === 'automatic'
  const until = expiration_timestamp === undefined ? null : `until ${new Date(expiration_timestamp).toISOString()}`
  return {
    kind: 'choice',
    id: `call_permission_${response}${automatic ? '_automatic' : ''}`,
    title: response === 'accept' ? 'Calls allowed' : 'Calls not allowed',
    description: is_permanent === true ? 'permanently' : until,
  }
}

function order({ text, product_items }: z.infer<typeof OrderBody>): MessageContent {
  const items = product_items.map(({ product_retailer_id, quantity, item_price, currency }) => ({
    product: product_retailer_id,
    quantity,
    price: item_price ?? null,
    currency: currency ?? null,
  }))
  return { kind: 'order', text: text ?? null, items }
}

/** An empty object says as little as none. */
function isAbsent(body: unknown): boolean {
  return body === undefined || body === null || (isObject(body) && Object.keys(body).length === 0)
}
