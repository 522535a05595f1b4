import type { FileInput, PhoneAction } from './actions.ts'
import { statusError } from './errors.ts'
import type { FaultBox } from './faults.ts'
import { type Json, type JsonObject, withoutGaps } from './json.ts'
import { isAnimated, MAX_FILE_BYTES, type MediaKind } from './media.ts'
import type { PhoneParts } from './phone-parts.ts'
import { type Outcome, ok, refuse } from './refusals.ts'
import { sample } from './samples.ts'
import { shownMessage } from './shown.ts'
import type { Inbound } from './webhooks.ts'
import {
  type BusinessMessage,
  type BusinessNumber,
  messageInChat,
  NOTHING_SHOWN,
  type Phone,
  type Shown,
  type World,
} from './world.ts'

/** What a new message consists of, before it has an id. */
export type Draft = {
  type: string
  object: JsonObject | Json[]
  shown: Shown
  context?: JsonObject
  errors?: Inbound['errors']
  extra?: JsonObject
}

/** Actions that leave a message of their own in the chat. */
export type Composed = Exclude<PhoneAction, Sign>
/** Actions that only tell the business something about a message, a call or the person. */
export type Sign = Extract<PhoneAction, { type: 'reaction' | 'edit' | 'revoke' | 'call' | 'play' | 'rotate_user_id' }>

/** Compose a message in the wire's form. Refuses what does not fit the chat, such as a button that is not there. */
export async function compose(
  parts: PhoneParts,
  phone: Phone,
  number: BusinessNumber,
  action: Composed,
): Promise<Outcome<Draft>> {
  switch (action.type) {
    case 'text':
      return ok(plain('text', { body: action.text }))
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
    case 'voice':
    case 'sticker':
      return ok(await mediaDraft(parts, number, action))
    case 'location':
      return ok(
        plain(
          'location',
          withoutGaps({
            latitude: action.latitude,
            longitude: action.longitude,
            name: action.name,
            address: action.address,
          }),
        ),
      )
    case 'contacts':
      return ok(cards(action))
    case 'tap':
      return tap(parts.world, phone, number, action)
    case 'choose':
      return choose(parts.world, phone, number, action)
    case 'form':
      return ok(form(parts.faults, number, action))
    case 'order':
      return ok(order(action))
    case 'unsupported':
      return ok(unsupported(action.kind))
    case 'lost_media':
      return ok(lostMedia(action))
    case 'empty_interactive':
      return ok({
        type: 'interactive',
        object: {},
        shown: NOTHING_SHOWN,
        errors: [statusError(131051, 'Message type is not currently supported')],
        extra: { interactive: undefined },
      })
    case 'request_welcome':
      return ok({
        type: 'request_welcome',
        object: {},
        shown: { ...NOTHING_SHOWN, text: 'Opened the chat' },
        extra: { request_welcome: undefined },
      })
  }
}

const plain = (type: string, object: JsonObject): Draft => ({ type, object, shown: shownMessage(type, object, null) })

type MediaAction = Extract<PhoneAction, { type: 'image' | 'video' | 'document' | 'audio' | 'voice' | 'sticker' }>

async function mediaDraft(
  { world, media, faults, mediaAddress }: PhoneParts,
  number: BusinessNumber,
  action: MediaAction,
): Promise<Draft> {
  const kind: MediaKind = action.type === 'voice' ? 'audio' : action.type
  const file = fileOf(action.file, action.type)
  if (file.bytes.length > MAX_FILE_BYTES) return lostMedia({ kind, reason: 'too_large' })
  const stored = await media.put({ ...file, id: world.ids.numeric(), owner: number.wabaId, origin: 'phone' })
  const caption = 'caption' in action ? action.caption : undefined
  const object = withoutGaps({
    id: stored.id,
    mime_type: stored.mimeType,
    sha256: faults.strikes('wrongMediaHash') ? [...stored.sha256].reverse().join('') : stored.sha256,
    caption,
    filename: kind === 'document' ? (stored.fileName ?? undefined) : undefined,
    voice: kind === 'audio' ? action.type === 'voice' : undefined,
    animated: kind === 'sticker' ? isAnimated(file.bytes) : undefined,
    url: mediaAddress(stored) ?? undefined,
  })
  return plain(kind, object)
}

function fileOf(
  file: FileInput,
  kind: MediaKind | 'voice',
): { bytes: Buffer; mimeType: string; fileName: string | null } {
  if (file === 'sample') return sample(kind)
  if ('bytes' in file) return file
  return { bytes: Buffer.from(file.base64, 'base64'), mimeType: file.mimeType, fileName: file.fileName ?? null }
}

function cards({ contacts, asked }: Extract<PhoneAction, { type: 'contacts' }>): Draft {
  const list = contacts.map(({ name, phones, emails, organisation }) =>
    withoutGaps({
      name: { formatted_name: name, first_name: name.split(' ')[0]! },
      phones: phones.map((phone) => ({ phone, type: 'CELL', wa_id: phone.replace(/\D/g, '') })),
      emails: emails.length > 0 ? emails.map((email) => ({ email, type: 'HOME' })) : undefined,
      org: organisation ? { company: organisation } : undefined,
      origin: asked ? 'contact_request' : 'other',
      vcard: asked ? undefined : `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nEND:VCARD`,
    }),
  )
  return { type: 'contacts', object: list, shown: shownMessage('contacts', { contacts: list }, null) }
}

function tap(
  world: World,
  phone: Phone,
  number: BusinessNumber,
  action: Extract<PhoneAction, { type: 'tap' }>,
): Outcome<Draft> {
  const message = received(world, phone, number, action.messageId)
  const button = message?.shown.buttons[action.button]
  if (!message || button?.kind !== 'reply') return refuse('wrong_message')
  const shown = { ...NOTHING_SHOWN, text: button.title }
  const context = action.withoutContext ? {} : { context: { from: number.waId, id: message.id } }
  if (message.type === 'template')
    return ok({
      type: 'button',
      object: { text: button.title, payload: button.payload ?? button.title },
      shown,
      ...context,
    })
  return ok({
    type: 'interactive',
    object: { type: 'button_reply', button_reply: { id: button.payload ?? '', title: button.title } },
    shown,
    ...context,
  })
}

function choose(
  world: World,
  phone: Phone,
  number: BusinessNumber,
  action: Extract<PhoneAction, { type: 'choose' }>,
): Outcome<Draft> {
  const message = received(world, phone, number, action.messageId)
  const row = message?.shown.list?.rows.find(({ id }) => id === action.rowId)
  if (!message || !row) return refuse('wrong_message')
  const list_reply = withoutGaps({ id: row.id, title: row.title, description: row.description ?? undefined })
  return ok({
    type: 'interactive',
    object: { type: 'list_reply', list_reply },
    shown: { ...NOTHING_SHOWN, text: row.title, footer: row.description },
    context: { from: number.waId, id: message.id },
  })
}

/** A message of the business in this chat: what buttons, lists and forms answer. */
export function received(
  world: World,
  phone: Phone,
  number: BusinessNumber,
  messageId: string,
): BusinessMessage | null {
  const message = messageInChat(world, number.phoneNumberId, phone.id, messageId)
  return message?.from === 'business' ? message : null
}

function form(
  faults: FaultBox,
  number: BusinessNumber,
  { name, body, response, messageId }: Extract<PhoneAction, { type: 'form' }>,
): Draft {
  const response_json = faults.strikes('invalidResponseJson')
    ? `${response.slice(0, Math.max(1, response.length - 1))}`
    : response
  const object = { type: 'nfm_reply', nfm_reply: { name, body, response_json } }
  return {
    type: 'interactive',
    object,
    shown: { ...NOTHING_SHOWN, header: body, text: response },
    ...(messageId === undefined ? {} : { context: { from: number.waId, id: messageId } }),
  }
}

function order({ catalogId, text, items }: Extract<PhoneAction, { type: 'order' }>): Draft {
  const product_items = items.map(({ product, quantity, price, currency }) => ({
    product_retailer_id: product,
    quantity,
    item_price: price,
    currency,
  }))
  return {
    type: 'order',
    object: withoutGaps({ catalog_id: catalogId, text, product_items }),
    shown: {
      ...NOTHING_SHOWN,
      header: 'Order',
      text: items.map(({ product, quantity }) => `${quantity} × ${product}`).join('\n'),
      footer: text ?? null,
    },
  }
}

function unsupported(kind: string): Draft {
  const errors = [
    {
      ...statusError(131051, 'Message type is not currently supported.'),
      title: 'Message type unknown',
      message: 'Message type unknown',
    },
  ]
  return {
    type: 'unsupported',
    object: { type: kind },
    shown: { ...NOTHING_SHOWN, text: kind.replaceAll('_', ' ') },
    errors,
  }
}

function lostMedia({ kind, reason }: { kind: MediaKind; reason: 'too_large' | 'download' }): Draft {
  const details =
    reason === 'too_large'
      ? 'Media file size too big. Max file size we currently support: 100MB.'
      : 'Failed to download the media from the sender.'
  return {
    type: kind,
    object: {},
    shown: { ...NOTHING_SHOWN, text: `${kind} that did not get through` },
    errors: [statusError(131052, details)],
    extra: { [kind]: undefined },
  }
}
