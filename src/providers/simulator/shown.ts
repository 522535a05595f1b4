import { isObject, type Json, type JsonObject } from './json.ts'
import type { TemplateRequest } from './template-check.ts'
import { shownTemplate } from './template-fill.ts'
import { NOTHING_SHOWN, type Shown } from './world.ts'

const text = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)
const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
const inner = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

/** What a telephone's screen shows of a message, from its wire form. The form has been checked before. */
export function shownMessage(type: string, object: JsonObject, template: TemplateRequest | null): Shown {
  switch (type) {
    case 'text':
      return { ...NOTHING_SHOWN, text: text(object.body) }
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
    case 'sticker':
      return { ...NOTHING_SHOWN, text: text(object.caption), media: shownFile(type, object) }
    case 'location':
      return {
        ...NOTHING_SHOWN,
        header: text(object.name),
        text: `${String(object.latitude)}, ${String(object.longitude)}`,
        footer: text(object.address),
      }
    case 'contacts':
      return { ...NOTHING_SHOWN, text: objects(object.contacts).map(cardInWords).join('\n') }
    case 'reaction':
      return { ...NOTHING_SHOWN, text: text(object.emoji) }
    case 'interactive':
      return shownInteractive(object)
    case 'template':
      return template ? shownTemplate(template.template, template.components) : NOTHING_SHOWN
    default:
      return NOTHING_SHOWN
  }
}

const shownFile = (kind: string, file: JsonObject): Shown['media'] => ({
  kind,
  mediaId: file.id === undefined ? null : String(file.id),
  link: text(file.link),
  mimeType: text(file.mime_type),
  fileName: text(file.filename),
})

function cardInWords(card: JsonObject): string {
  const phones = objects(card.phones).map(({ phone }) => String(phone))
  return [text(inner(card.name).formatted_name) ?? 'Contact', ...phones].join(' · ')
}

function shownInteractive(interactive: JsonObject): Shown {
  const header = inner(interactive.header)
  const action = inner(interactive.action)
  const kind = text(header.type)
  return {
    header: kind === 'text' ? text(header.text) : null,
    text: text(inner(interactive.body).text),
    footer: text(inner(interactive.footer).text),
    media: kind !== null && kind !== 'text' ? shownFile(kind, inner(header[kind])) : null,
    buttons: shownButtons(text(interactive.type) ?? '', action),
    list: interactive.type === 'list' ? shownList(action) : null,
  }
}

function shownButtons(type: string, action: JsonObject): Shown['buttons'] {
  const parameters = inner(action.parameters)
  switch (type) {
    case 'button':
      return objects(action.buttons).map(({ reply }) => ({
        kind: 'reply',
        title: text(inner(reply).title) ?? '',
        payload: text(inner(reply).id),
        url: null,
      }))
    case 'cta_url':
      return [{ kind: 'url', title: text(parameters.display_text) ?? '', payload: null, url: text(parameters.url) }]
    case 'list':
      return []
    case 'carousel':
      return objects(action.cards).flatMap((card) => shownButtons('cta_url', inner(card.action)))
    default:
      return [
        {
          kind: 'other',
          title: text(parameters.flow_cta) ?? text(parameters.display_text) ?? OTHER_BUTTONS[type] ?? type,
          payload: null,
          url: null,
        },
      ]
  }
}

const OTHER_BUTTONS: Readonly<Record<string, string>> = {
  location_request_message: 'Send location',
  address_message: 'Provide address',
  contact_request: 'Share phone number',
  call_permission_request: 'Choose preference',
  voice_call: 'Call now',
  catalog_message: 'View catalogue',
  product: 'View',
  product_list: 'View items',
}

const shownList = (action: JsonObject): Shown['list'] => ({
  button: text(action.button) ?? '',
  rows: objects(action.sections)
    .flatMap(({ rows }) => objects(rows))
    .map((row) => ({ id: String(row.id), title: String(row.title), description: text(row.description) })),
})
