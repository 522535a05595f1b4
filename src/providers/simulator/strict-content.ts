import {
  allowBoolean,
  allowList,
  allowObject,
  allowText,
  badParameter,
  badValue,
  firstWrong,
  missing,
  needList,
  needNumber,
  needObject,
  needText,
  needWebAddress,
  onlyKeys,
  type Wrong,
} from './checks.ts'
import { graphError } from './errors.ts'
import { isObject, type JsonObject } from './json.ts'
import { fitsKind, type MediaKind, type StoredMedia } from './media.ts'

/** What a check must be able to ask about media: a file that was uploaded and still lives. */
export type MediaCheck = { find(id: string): StoredMedia | undefined }
/** What a reaction must be able to ask: when a message of this chat was sent. */
export type MessageLookup = { ageMs(messageId: string): number | null }

const MAX_TEXT = 4096
const MAX_CAPTION = 1024
const MAX_CONTACTS = 257
const MAX_PHONES = 50
const MAX_NAME = 1000
/** Meta: a reaction's message may be at most 30 days old. */
const MAX_REACTION_AGE_MS = 30 * 86_400_000

export const checkText = (text: JsonObject): Wrong =>
  onlyKeys(text, 'text', ['body', 'preview_url']) ??
  needText(text, 'text', 'body', { max: MAX_TEXT }) ??
  allowBoolean(text, 'text', 'preview_url')

const MEDIA_KEYS: Readonly<Record<MediaKind, readonly string[]>> = {
  image: ['id', 'link', 'caption', 'provider'],
  video: ['id', 'link', 'caption', 'provider'],
  document: ['id', 'link', 'caption', 'filename', 'provider'],
  audio: ['id', 'link', 'voice', 'provider'],
  sticker: ['id', 'link', 'provider'],
}

/** image, video, document, audio, sticker: a stored file by id, or a link, with what the kind may carry besides. */
export function checkMedia(object: JsonObject, kind: MediaKind, media: MediaCheck): Wrong {
  return (
    onlyKeys(object, kind, MEDIA_KEYS[kind]) ??
    checkFile(object, kind, kind, media) ??
    allowText(object, kind, 'caption', { min: 0, max: MAX_CAPTION }) ??
    allowText(object, kind, 'filename', { max: 240 }) ??
    allowBoolean(object, kind, 'voice') ??
    checkVoice(object, media)
  )
}

/** The media object of a header: `{type: 'image', image: {id}}`. */
export const needMedia = (parameter: JsonObject, path: string, kind: string, media: MediaCheck): Wrong =>
  needObject(parameter, path, kind, (inner) => checkFile(inner, `${path}['${kind}']`, kind as MediaKind, media))

function checkFile(object: JsonObject, path: string, kind: MediaKind, media: MediaCheck): Wrong {
  const { id, link } = object
  if (id === undefined && link === undefined) return missing(`Parameter 'id' or 'link' is mandatory for '${path}'`)
  if (id !== undefined && link !== undefined)
    return badParameter(`Param ${path} must have either 'id' or 'link', not both.`)
  if (link !== undefined) return needWebAddress(object, path, 'link')
  if (typeof id !== 'string' && typeof id !== 'number') return badParameter(`Param ${path}['id'] must be a string.`)
  const file = media.find(String(id))
  if (!file) return badValue(`Param ${path}['id'] is not a valid whatsapp business account media attachment ID`)
  return fitsKind(kind, file)
    ? null
    : graphError(
        131053,
        `${path}: media ${file.id} of type ${file.mimeType} and ${file.size} bytes cannot be sent as ${kind}`,
      )
}

function checkVoice(object: JsonObject, media: MediaCheck): Wrong {
  const file = object.voice === true && object.id !== undefined ? media.find(String(object.id)) : undefined
  return file && !file.mimeType.startsWith('audio/ogg')
    ? graphError(131053, `A voice message must be audio/ogg with opus, media ${file.id} is ${file.mimeType}`)
    : null
}

export const checkLocation = (location: JsonObject): Wrong =>
  onlyKeys(location, 'location', ['latitude', 'longitude', 'name', 'address', 'url']) ??
  needNumber(location, 'location', 'latitude', 90) ??
  needNumber(location, 'location', 'longitude', 180) ??
  allowText(location, 'location', 'name', { min: 0, max: MAX_NAME }) ??
  allowText(location, 'location', 'address', { min: 0, max: MAX_NAME })

const NAME_PARTS: readonly string[] = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix']

/** contacts: the only kind whose object is a list. */
export const checkContacts = (message: JsonObject): Wrong =>
  needList(
    message,
    'message',
    'contacts',
    { min: 1, max: MAX_CONTACTS },
    (contact, path) =>
      needObject(contact, path, 'name', (name) => checkName(name, `${path}['name']`)) ?? checkContact(contact, path),
  )

function checkName(name: JsonObject, path: string): Wrong {
  const wrong =
    onlyKeys(name, path, ['formatted_name', ...NAME_PARTS]) ??
    needText(name, path, 'formatted_name', { max: MAX_NAME }) ??
    firstWrong(NAME_PARTS, (part) => allowText(name, path, part, { min: 0, max: MAX_NAME }))
  if (wrong) return wrong
  return NAME_PARTS.some((part) => typeof name[part] === 'string' && name[part] !== '')
    ? null
    : badValue(`${path}: besides formatted_name at least one of ${NAME_PARTS.join(', ')} must be given`)
}

const checkContact = (contact: JsonObject, path: string): Wrong =>
  allowList(
    contact,
    path,
    'phones',
    { min: 0, max: MAX_PHONES },
    (phone, place) => needText(phone, place, 'phone', { max: 40 }) ?? allowText(phone, place, 'type', { max: 40 }),
  ) ??
  allowList(contact, path, 'emails', { min: 0, max: MAX_PHONES }, (email, place) =>
    needText(email, place, 'email', { max: 320 }),
  ) ??
  allowList(contact, path, 'urls', { min: 0, max: MAX_PHONES }, (url, place) =>
    needText(url, place, 'url', { max: 2000 }),
  ) ??
  allowList(contact, path, 'addresses', { min: 0, max: MAX_PHONES }, () => null) ??
  allowObject(contact, path, 'org', () => null) ??
  checkBirthday(contact, path)

const checkBirthday = (contact: JsonObject, path: string): Wrong =>
  contact.birthday === undefined ||
  (typeof contact.birthday === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(contact.birthday))
    ? null
    : badValue(`Param ${path}['birthday'] must have the form YYYY-MM-DD.`)

const PICTOGRAM = /\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3/u
const MAX_EMOJI = 32

/** reaction: an emoji, or none to take it back, on a message of this chat that is not too old. */
export function checkReaction(reaction: JsonObject, messages: MessageLookup): Wrong {
  const wrong =
    onlyKeys(reaction, 'reaction', ['message_id', 'emoji']) ??
    needText(reaction, 'reaction', 'message_id', { max: 512 })
  if (wrong) return wrong
  if (typeof reaction.emoji !== 'string') return missing("Parameter 'emoji' is mandatory for 'reaction'")
  if (reaction.emoji !== '' && !isEmoji(reaction.emoji))
    return badValue("Param reaction['emoji'] must be one emoji, or empty to remove the reaction.")
  const age = messages.ageMs(String(reaction.message_id))
  if (age === null) return badValue("Param reaction['message_id'] is not a message of this chat")
  return age > MAX_REACTION_AGE_MS ? badValue("Param reaction['message_id'] is a message older than 30 days") : null
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

export const isEmoji = (text: string): boolean =>
  text.length <= MAX_EMOJI && PICTOGRAM.test(text) && [...graphemes.segment(text)].length === 1

/** context: what is quoted. Whether that message exists is not refused: the quote is only left out, as Meta does. */
export const checkContext = (message: JsonObject): Wrong =>
  allowObject(message, 'message', 'context', (context) => needText(context, 'context', 'message_id', { max: 512 }))

export const quotedIdOf = (message: JsonObject): string | null =>
  isObject(message.context) && typeof message.context.message_id === 'string' ? message.context.message_id : null
