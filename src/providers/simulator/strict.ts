import { dialled, USER_ID, whatsAppId } from './addresses.ts'
import { allowText, badParameter, badValue, missing, needObject, needText, type Wrong } from './checks.ts'
import { type GraphError, graphError } from './errors.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { kindOfType, type MediaKind } from './media.ts'
import {
  checkContacts,
  checkContext,
  checkLocation,
  checkMedia,
  checkReaction,
  checkText,
  type MediaCheck,
  quotedIdOf,
} from './strict-content.ts'
import { checkInteractive } from './strict-interactive.ts'
import { checkTemplate, needsPhoneNumber, type TemplateRequest } from './template-check.ts'
import type { Template } from './templates.ts'
import type { Recipient } from './world.ts'

/** What the checks must know about the number that sends. */
export type Sending = {
  waId: string
  callingCode: string
  allowedRecipients: readonly string[] | null
  templates: ReadonlyMap<string, Template>
  media: MediaCheck
  /** How old a message of the chat with this recipient is; null when there is no such message. */
  ageMs(recipient: Recipient, messageId: string): number | null
}

/** A request that is right in itself. Whether it may be sent now (limits, window) is decided afterwards. */
export type SendRequest =
  | { kind: 'read'; messageId: string; typing: boolean }
  | {
      kind: 'message'
      /** Null for a user id that was put into `to`: accepted, and dropped without a word. */
      recipient: Recipient | null
      /** What the caller wrote, echoed in the answer. */
      input: string
      type: string
      object: JsonObject
      template: TemplateRequest | null
      quotedId: string | null
      callbackData: string | null
    }

const MAX_CALLBACK_DATA = 512
const TYPES = [
  'text',
  'image',
  'video',
  'document',
  'audio',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'template',
  'interactive',
] as const
type MessageType = (typeof TYPES)[number]

/** Read `POST /{phone number id}/messages` as Meta would: the request, or the error it answers with. */
export function checkSend(body: Json | undefined, sending: Sending): SendRequest | GraphError {
  if (!isObject(body)) return badParameter('The request body is not a JSON object.')
  if (body.messaging_product === undefined) return badParameter('The parameter messaging_product is required.')
  if (body.messaging_product !== 'whatsapp')
    return badParameter(`Param messaging_product must be one of {WHATSAPP} - got "${String(body.messaging_product)}".`)
  return body.status === undefined ? checkMessage(body, sending) : checkRead(body)
}

function checkRead(body: JsonObject): SendRequest | GraphError {
  if (body.status !== 'read') return badParameter(`Param status must be one of {READ} - got "${String(body.status)}".`)
  const wrong = needText(body, 'message', 'message_id', { max: 512 })
  if (wrong) return wrong
  if (body.typing_indicator === undefined) return { kind: 'read', messageId: String(body.message_id), typing: false }
  const typing = needObject(body, 'message', 'typing_indicator', ({ type }) =>
    type === 'text' ? null : badParameter("Param typing_indicator['type'] must be one of {TEXT}."),
  )
  return typing ?? { kind: 'read', messageId: String(body.message_id), typing: true }
}

function checkMessage(body: JsonObject, sending: Sending): SendRequest | GraphError {
  const address = checkRecipient(body, sending)
  if ('error' in address) return address
  const type = body.type ?? 'text'
  if (!isMessageType(type)) return graphError(131051, `Message type "${String(type)}" is not supported.`)

  const envelope =
    allowText(body, 'message', 'biz_opaque_callback_data', { min: 0, max: MAX_CALLBACK_DATA }) ?? checkContext(body)
  if (envelope) return envelope
  const template = type === 'template' ? checkTemplateObject(body, address.recipient, sending) : null
  if (template && 'error' in template) return template
  const wrong = type === 'template' ? null : checkObject(type, body, address.recipient, sending)
  if (wrong) return wrong

  return {
    kind: 'message',
    ...address,
    type,
    object: type === 'contacts' ? { contacts: body.contacts } : (body[type] as JsonObject),
    template,
    quotedId: quotedIdOf(body),
    callbackData: typeof body.biz_opaque_callback_data === 'string' ? body.biz_opaque_callback_data : null,
  }
}

const isMessageType = (type: unknown): type is MessageType => TYPES.includes(type as MessageType)

/** Meta: `to` is a number or a group, `recipient` a user id; `to` wins when both are there. */
function checkRecipient(
  body: JsonObject,
  sending: Sending,
): { recipient: Recipient | null; input: string } | GraphError {
  const group = body.recipient_type === 'group'
  if (body.recipient_type !== undefined && body.recipient_type !== 'individual' && !group)
    return badParameter(
      `Param recipient_type must be one of {INDIVIDUAL, GROUP} - got "${String(body.recipient_type)}".`,
    )
  if (group) return graphError(131041, 'The group does not exist.')
  if (body.to !== undefined && body.to !== null && body.to !== '') return checkNumber(body.to, sending)
  if (body.recipient === undefined || body.recipient === null || body.recipient === '')
    return badParameter('The parameter to is required.')
  if (typeof body.recipient !== 'string' || !USER_ID.test(body.recipient))
    return badValue('Param recipient is not a business-scoped user id.')
  return { recipient: { kind: 'user_id', userId: body.recipient }, input: body.recipient }
}

function checkNumber(
  to: Json,
  { waId, callingCode, allowedRecipients }: Sending,
): { recipient: Recipient | null; input: string } | GraphError {
  if (typeof to !== 'string' && typeof to !== 'number') return badParameter('Param to must be a string.')
  const input = String(to)
  if (USER_ID.test(input)) return { recipient: null, input }
  const digits = dialled(input, callingCode)
  if (digits === null) return badValue('Param to is not a valid phone number.')
  const recipient = { kind: 'phone' as const, waId: whatsAppId(digits) }
  if (recipient.waId === waId)
    return graphError(131021, 'Recipient phone number is the same as the sender phone number')
  if (allowedRecipients && !allowedRecipients.includes(recipient.waId))
    return graphError(
      131030,
      'Recipient phone number not in allowed list: add recipient phone number to recipient list and try again.',
    )
  return { recipient, input }
}

function checkTemplateObject(
  body: JsonObject,
  recipient: Recipient | null,
  sending: Sending,
): TemplateRequest | GraphError {
  if (!isObject(body.template)) return missing("Parameter 'template' is mandatory for type 'template'")
  const checked = checkTemplate(body.template, sending.templates, sending.media)
  if ('wrong' in checked) return checked.wrong
  const refused = recipient?.kind === 'user_id' && needsPhoneNumber(checked.template)
  return refused
    ? graphError(131062, 'Authentication templates with a code button cannot be sent to a user id.')
    : checked
}

function checkObject(type: MessageType, body: JsonObject, recipient: Recipient | null, sending: Sending): Wrong {
  if (type === 'contacts') return checkContacts(body)
  const object = body[type]
  if (object === undefined || object === null) return missing(`Parameter '${type}' is mandatory for type '${type}'`)
  if (!isObject(object)) return badParameter(`Param ${type} must be a JSON object.`)
  switch (type) {
    case 'text':
      return checkText(object)
    case 'location':
      return checkLocation(object)
    case 'reaction':
      return checkReaction(object, { ageMs: (messageId) => (recipient ? sending.ageMs(recipient, messageId) : null) })
    case 'interactive':
      return checkInteractive(object, sending.media)
    case 'template':
      return null
    default:
      return checkMedia(object, type, sending.media)
  }
}

/** Check the fields of a media upload. The file itself is judged by `uploadTrouble`. */
export function checkUpload(
  fields: { messaging_product?: string; type?: string },
  file: { mimeType: string } | null,
): GraphError | { mimeType: string; kind: MediaKind } {
  if (fields.messaging_product === undefined) return badParameter('The parameter messaging_product is required.')
  if (fields.messaging_product !== 'whatsapp')
    return badParameter(`Param messaging_product must be one of {WHATSAPP} - got "${fields.messaging_product}".`)
  if (!file) return badParameter('The parameter file is required.')
  const mimeType = fields.type ?? file.mimeType
  const kind = kindOfType(mimeType)
  return kind === null ? graphError(131053, `Unsupported media type ${mimeType}`) : { mimeType, kind }
}
