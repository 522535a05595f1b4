import {
  allowObject,
  allowText,
  badParameter,
  badValue,
  firstWrong,
  missing,
  needList,
  needObject,
  needOneOf,
  needText,
  needWebAddress,
  type Wrong,
} from './checks.ts'
import { isObject, type JsonObject } from './json.ts'
import { type MediaCheck, needMedia } from './strict-content.ts'

const MAX_BODY = 1024
const MAX_LIST_BODY = 4096
const MAX_FOOTER = 60
const MAX_HEADER = 60
const MAX_BUTTON = 20
const MAX_BUTTON_ID = 256
const MAX_ROW_ID = 200
const MAX_ROW_TITLE = 24
const MAX_ROW_DESCRIPTION = 72
const MAX_ROWS = 10
const MAX_CARD_BODY = 160
const MAX_CARD_LINE_BREAKS = 2

type Rules = {
  body: number | 'optional' | 'none'
  headers: readonly string[]
  footer: boolean
  action(action: JsonObject, interactive: JsonObject, media: MediaCheck): Wrong
}

const MEDIA_HEADERS = ['text', 'image', 'video', 'document'] as const

/** What each kind of interactive message must look like. Meta: interactive messages; 131009 for every length. */
const RULES: Readonly<Record<string, Rules>> = {
  button: { body: MAX_BODY, headers: MEDIA_HEADERS, footer: true, action: checkButtons },
  list: { body: MAX_LIST_BODY, headers: ['text'], footer: true, action: checkList },
  cta_url: { body: MAX_BODY, headers: MEDIA_HEADERS, footer: true, action: checkLink },
  location_request_message: { body: MAX_BODY, headers: [], footer: false, action: named('send_location') },
  address_message: { body: MAX_BODY, headers: MEDIA_HEADERS, footer: true, action: checkAddress },
  flow: { body: MAX_BODY, headers: MEDIA_HEADERS, footer: true, action: checkFlow },
  carousel: { body: MAX_BODY, headers: [], footer: false, action: checkCarousel },
  product: { body: 'optional', headers: [], footer: true, action: checkProduct },
  product_list: { body: MAX_BODY, headers: ['text'], footer: true, action: checkProductList },
  catalog_message: { body: MAX_BODY, headers: [], footer: true, action: named('catalog_message') },
  contact_request: { body: MAX_BODY, headers: [], footer: false, action: named('request_contact_info') },
  call_permission_request: { body: 'optional', headers: [], footer: false, action: named('call_permission_request') },
  voice_call: { body: MAX_BODY, headers: [], footer: false, action: checkVoiceCall },
}

export function checkInteractive(interactive: JsonObject, media: MediaCheck): Wrong {
  const rules = typeof interactive.type === 'string' ? RULES[interactive.type] : undefined
  if (interactive.type === undefined) return missing("Parameter 'type' is mandatory for 'interactive'")
  if (!rules)
    return badParameter(
      `Param interactive['type'] must be one of {${Object.keys(RULES).join(', ').toUpperCase()}} - got "${String(interactive.type)}".`,
    )
  return (
    checkHeader(interactive, rules, media) ??
    checkBody(interactive, rules) ??
    checkFooter(interactive, rules) ??
    needObject(interactive, 'interactive', 'action', (action) => rules.action(action, interactive, media))
  )
}

function checkHeader(interactive: JsonObject, { headers }: Rules, media: MediaCheck): Wrong {
  if (interactive.header === undefined) return null
  if (headers.length === 0)
    return badParameter(`Unexpected key "header" on param "interactive" of type ${String(interactive.type)}`)
  return needObject(interactive, 'interactive', 'header', (header) => {
    const path = "interactive['header']"
    const wrong = needOneOf(header, path, 'type', headers)
    if (wrong) return wrong
    return header.type === 'text'
      ? needText(header, path, 'text', { max: MAX_HEADER, tooLong: 131009 })
      : needMedia(header, path, String(header.type), media)
  })
}

function checkBody(interactive: JsonObject, { body }: Rules): Wrong {
  const check = (inner: JsonObject) =>
    needText(inner, "interactive['body']", 'text', { max: typeof body === 'number' ? body : MAX_BODY, tooLong: 131009 })
  return body === 'optional'
    ? allowObject(interactive, 'interactive', 'body', check)
    : needObject(interactive, 'interactive', 'body', check)
}

function checkFooter(interactive: JsonObject, { footer }: Rules): Wrong {
  if (interactive.footer === undefined) return null
  if (!footer) return badParameter(`Unexpected key "footer" on param "interactive" of type ${String(interactive.type)}`)
  return needObject(interactive, 'interactive', 'footer', (inner) =>
    needText(inner, "interactive['footer']", 'text', { max: MAX_FOOTER, tooLong: 131009 }),
  )
}

function named(name: string): Rules['action'] {
  return (action) => needOneOf(action, 'action', 'name', [name])
}

const short = (max: number) => ({ max, tooLong: 131009 as const })

function checkButtons(action: JsonObject): Wrong {
  const wrong = needList(
    action,
    'action',
    'buttons',
    { min: 1, max: 3 },
    (button, path) =>
      needOneOf(button, path, 'type', ['reply']) ??
      needObject(
        button,
        path,
        'reply',
        (reply) =>
          needText(reply, `${path}['reply']`, 'title', short(MAX_BUTTON)) ??
          needText(reply, `${path}['reply']`, 'id', short(MAX_BUTTON_ID)),
      ),
  )
  if (wrong) return wrong
  const replies = listOf(action.buttons)
    .map((button) => button.reply)
    .filter(isObject)
  return (
    unique(
      replies.map(({ title }) => title),
      'Duplicated button title',
    ) ??
    unique(
      replies.map(({ id }) => id),
      'Duplicated button id',
    )
  )
}

function checkList(action: JsonObject): Wrong {
  const wrong =
    needText(action, 'action', 'button', short(MAX_BUTTON)) ??
    needList(action, 'action', 'sections', { min: 1, max: 10 }, (section, path) =>
      needList(section, path, 'rows', { min: 1, max: MAX_ROWS }, checkRow),
    )
  if (wrong) return wrong
  const sections = listOf(action.sections)
  const rows = sections.flatMap(({ rows }) => listOf(rows))
  if (rows.length > MAX_ROWS) return badValue(`Total row count exceeds max allowed count: ${MAX_ROWS}`)
  return (
    firstWrong(sections, (section, index) =>
      sections.length > 1 || section.title !== undefined
        ? needText(section, `action['sections'][${index}]`, 'title', short(MAX_ROW_TITLE))
        : null,
    ) ??
    unique(
      rows.map(({ id }) => id),
      'Duplicated row id',
    )
  )
}

function checkRow(row: JsonObject, path: string): Wrong {
  const described =
    row.description === undefined || row.description === ''
      ? null
      : needText(row, path, 'description', short(MAX_ROW_DESCRIPTION))
  return needText(row, path, 'id', short(MAX_ROW_ID)) ?? needText(row, path, 'title', short(MAX_ROW_TITLE)) ?? described
}

function checkLink(action: JsonObject): Wrong {
  return (
    needOneOf(action, 'action', 'name', ['cta_url']) ??
    needObject(
      action,
      'action',
      'parameters',
      (parameters) =>
        needText(parameters, "action['parameters']", 'display_text', short(MAX_BUTTON)) ??
        needWebAddress(parameters, "action['parameters']", 'url'),
    )
  )
}

function checkAddress(action: JsonObject): Wrong {
  return (
    needOneOf(action, 'action', 'name', ['address_message']) ??
    needObject(action, 'action', 'parameters', (parameters) =>
      needText(parameters, "action['parameters']", 'country', short(2)),
    )
  )
}

function checkFlow(action: JsonObject): Wrong {
  return (
    needOneOf(action, 'action', 'name', ['flow']) ??
    needObject(action, 'action', 'parameters', (parameters) => {
      const path = "action['parameters']"
      const target =
        parameters.flow_id === undefined && parameters.flow_name === undefined
          ? missing(`Parameter 'flow_id' or 'flow_name' is mandatory for '${path}'`)
          : null
      return (
        needOneOf(parameters, path, 'flow_message_version', ['3']) ??
        target ??
        needText(parameters, path, 'flow_cta', short(MAX_FOOTER))
      )
    })
  )
}

function checkCarousel(action: JsonObject, _interactive: JsonObject, media: MediaCheck): Wrong {
  const wrong = needList(action, 'action', 'cards', { min: 2, max: 10 }, (card, path) => checkCard(card, path, media))
  if (wrong) return wrong
  const headers = new Set(listOf(action.cards).map(({ header }) => (isObject(header) ? header.type : null)))
  return headers.size === 1 ? null : badValue('All cards of a carousel must have the same kind of header')
}

function checkCard(card: JsonObject, path: string, media: MediaCheck): Wrong {
  return (
    needOneOf(card, path, 'type', ['cta_url']) ??
    needObject(
      card,
      path,
      'header',
      (header) =>
        needOneOf(header, `${path}['header']`, 'type', ['image', 'video']) ??
        needMedia(header, `${path}['header']`, String(header.type), media),
    ) ??
    needObject(
      card,
      path,
      'body',
      (body) => needText(body, `${path}['body']`, 'text', short(MAX_CARD_BODY)) ?? fewLines(body, `${path}['body']`),
    ) ??
    needObject(card, path, 'action', checkLink)
  )
}

const fewLines = (body: JsonObject, path: string): Wrong =>
  String(body.text).split('\n').length - 1 > MAX_CARD_LINE_BREAKS
    ? badValue(`Param ${path}['text'] must have at most ${MAX_CARD_LINE_BREAKS} line breaks.`)
    : null

function checkProduct(action: JsonObject): Wrong {
  return (
    needText(action, 'action', 'catalog_id', short(100)) ??
    needText(action, 'action', 'product_retailer_id', short(100))
  )
}

function checkProductList(action: JsonObject, interactive: JsonObject): Wrong {
  if (interactive.header === undefined)
    return missing("Parameter 'header' is mandatory for 'interactive' of type product_list")
  const wrong =
    needText(action, 'action', 'catalog_id', short(100)) ??
    needList(action, 'action', 'sections', { min: 1, max: 10 }, (section, path) =>
      needList(section, path, 'product_items', { min: 1, max: 30 }, (item, place) =>
        needText(item, place, 'product_retailer_id', short(100)),
      ),
    )
  if (wrong) return wrong
  const products = listOf(action.sections).flatMap(({ product_items }) => listOf(product_items))
  return products.length > 30 ? badValue('Total product count exceeds max allowed count: 30') : null
}

function checkVoiceCall(action: JsonObject): Wrong {
  return (
    needOneOf(action, 'action', 'name', ['voice_call']) ??
    allowObject(action, 'action', 'parameters', (parameters) =>
      allowText(parameters, "action['parameters']", 'display_text', short(MAX_BUTTON)),
    )
  )
}

const unique = (values: readonly unknown[], complaint: string): Wrong =>
  new Set(values).size === values.length ? null : badValue(complaint)

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
