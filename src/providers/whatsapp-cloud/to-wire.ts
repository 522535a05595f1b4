import type { OutboundContent, SharedContact } from '../../contract/content.ts'
import { fillPoints } from '../../modules/templates/core/render.ts'
import type { Address, Outbound } from '../provider.ts'

type Wire = Readonly<Record<string, unknown>>
type Template = Extract<OutboundContent, { kind: 'template' }>

/** The body of a send (Meta: messages). */
export function toWire({ reference, to, content, quotedProviderMessageId }: Outbound): Wire {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipient(to),
    ...contentToWire(content),
    ...(quotedProviderMessageId === null ? {} : { context: { message_id: quotedProviderMessageId } }),
    biz_opaque_callback_data: reference,
  }
}

/** A phone number goes in `to`, with its plus, or the business's own country code would be put before it. */
function recipient({ kind, value }: Address): Wire {
  return kind === 'phone' ? { to: `+${value.replace(/^\+/, '')}` } : { recipient: value }
}

function contentToWire(content: OutboundContent): Wire {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.text, preview_url: false } }
    case 'image':
      return { type: 'image', image: { id: content.mediaId, ...given({ caption: content.caption }) } }
    case 'video':
      return { type: 'video', video: { id: content.mediaId, ...given({ caption: content.caption }) } }
    case 'audio':
      return { type: 'audio', audio: { id: content.mediaId, ...(content.voice ? { voice: true } : {}) } }
    case 'document': {
      const { mediaId: id, caption, fileName: filename } = content
      return { type: 'document', document: { id, ...given({ caption, filename }) } }
    }
    case 'sticker':
      return { type: 'sticker', sticker: { id: content.mediaId } }
    case 'location': {
      const { latitude, longitude, name, address } = content
      return { type: 'location', location: { latitude, longitude, ...given({ name, address }) } }
    }
    case 'contacts':
      return { type: 'contacts', contacts: content.contacts.map(contactToWire) }
    case 'buttons':
      return { type: 'interactive', interactive: buttonsMessageToWire(content) }
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: content.targetProviderMessageId, emoji: content.emoji ?? '' } }
    case 'template':
      return { type: 'template', template: templateToWire(content) }
  }
}

/** Meta shows so many buttons under a message; more answers go into a list. */
const maxReplyButtons = 3

function buttonsMessageToWire({ text, buttons, listLabel }: Extract<OutboundContent, { kind: 'buttons' }>): Wire {
  const body = { text }
  if (buttons.length <= maxReplyButtons) {
    const replies = buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } }))
    return { type: 'button', body, action: { buttons: replies } }
  }
  return { type: 'list', body, action: { button: listLabel, sections: [{ rows: buttons }] } }
}

/** Only what says something: Meta refuses empty texts. */
function given(texts: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

function contactToWire({ name, phones, emails, organisation }: SharedContact): Wire {
  // Besides the full name one more part of it is required.
  const fullName = name || (phones[0] ?? '')
  return {
    name: { formatted_name: fullName, first_name: fullName },
    ...(phones.length > 0 ? { phones: phones.map((phone) => ({ phone, type: 'CELL' })) } : {}),
    ...(emails.length > 0 ? { emails: emails.map((email) => ({ email, type: 'WORK' })) } : {}),
    ...(organisation ? { org: { company: organisation } } : {}),
  }
}

/** A template with its values. What has no fill point is left out, as Meta demands. */
function templateToWire(template: Template): Wire {
  const components = [...headerToWire(template), ...bodyToWire(template), ...buttonsToWire(template)]
  return {
    name: template.name,
    language: { code: template.language },
    ...(components.length > 0 ? { components } : {}),
  }
}

function headerToWire(template: Template): Wire[] {
  const { header, headerMedia } = fillPoints(template.components)
  if (headerMedia === null) return textComponent('header', textParameters(template, header, template.fill.header))
  if (template.headerMediaId === null) return []
  const fileName = headerMedia === 'document' ? template.headerMediaFileName : null
  const media = { id: template.headerMediaId, ...given({ filename: fileName }) }
  return [{ type: 'header', parameters: [{ type: headerMedia, [headerMedia]: media }] }]
}

function bodyToWire(template: Template): Wire[] {
  const { body } = fillPoints(template.components)
  return textComponent('body', textParameters(template, body, template.fill.body))
}

function textComponent(type: 'header' | 'body', parameters: Wire[]): Wire[] {
  return parameters.length === 0 ? [] : [{ type, parameters }]
}

/** Positional values in the order of their numbers, named ones with their names. A missing one Meta reports (132000). */
function textParameters(
  { parameterFormat }: Template,
  points: readonly { key: string }[],
  values: readonly { key: string; value: string }[],
): Wire[] {
  return points.flatMap(({ key }) => {
    const text = values.find((value) => value.key === key)?.value
    if (text === undefined) return []
    return [{ type: 'text', ...(parameterFormat === 'named' ? { parameter_name: key } : {}), text }]
  })
}

function buttonsToWire({ components, fill }: Template): Wire[] {
  return fillPoints(components).buttons.flatMap(({ index, kind }) => {
    const value = fill.buttons.find((button) => button.index === index && button.kind === kind)?.value
    if (!value) return []
    return [{ type: 'button', sub_type: kind, index: String(index), parameters: [buttonParameter(kind, value)] }]
  })
}

function buttonParameter(kind: 'url' | 'quick_reply' | 'copy_code', value: string): Wire {
  switch (kind) {
    case 'url':
      return { type: 'text', text: value }
    case 'quick_reply':
      return { type: 'payload', payload: value }
    case 'copy_code':
      return { type: 'coupon_code', coupon_code: value }
  }
}
