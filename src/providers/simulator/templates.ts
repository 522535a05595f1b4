import { type GraphError, graphError } from './errors.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

export type TemplateStatus =
  | 'APPROVED'
  | 'PENDING'
  | 'REJECTED'
  | 'PAUSED'
  | 'DISABLED'
  | 'IN_APPEAL'
  | 'LIMIT_EXCEEDED'
  | 'ARCHIVED'
  | 'DELETED'
  | 'PENDING_DELETION'
export type TemplateCategory = 'AUTHENTICATION' | 'MARKETING' | 'UTILITY'

/** A template as Meta lists it (Meta: message templates). Components are kept in the wire's form. */
export type Template = {
  id: string
  name: string
  language: string
  status: TemplateStatus
  category: TemplateCategory
  parameter_format: 'POSITIONAL' | 'NAMED'
  components: JsonObject[]
  quality_score: { score: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'; date: number }
  rejected_reason: string
  previous_category?: TemplateCategory
  message_send_ttl_seconds?: number
}

/** Meta: 6,000 templates of a verified business account. */
export const MAX_TEMPLATES = 6000
const DEFAULT_PAGE = 25
const MAX_PAGE = 1000

/** A part of a template that may take parameters, read once out of the wire's form. */
export type TemplateParts = {
  header: { format: string; text: string | null; fillPoints: string[] } | null
  body: { text: string; fillPoints: string[] }
  footer: string | null
  buttons: { type: string; text: string; url: string | null; fillPoints: string[] }[]
}

const FILL_POINT = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g
const partsOf = new WeakMap<Template, TemplateParts>()

/** The parts of a template, worked out at the first question and then remembered. */
export function templateParts(template: Template): TemplateParts {
  const known = partsOf.get(template)
  if (known) return known
  const parts = readParts(template.components)
  partsOf.set(template, parts)
  return parts
}

function readParts(components: readonly JsonObject[]): TemplateParts {
  const find = (type: string) => components.find((component) => String(component.type).toUpperCase() === type)
  const header = find('HEADER')
  const headerText = header ? textOrNull(header.text) : null
  const bodyText = textOrNull(find('BODY')?.text) ?? ''
  const buttons = find('BUTTONS')?.buttons
  return {
    header: header
      ? { format: String(header.format).toUpperCase(), text: headerText, fillPoints: fillPointsIn(headerText ?? '') }
      : null,
    body: { text: bodyText, fillPoints: fillPointsIn(bodyText) },
    footer: textOrNull(find('FOOTER')?.text),
    buttons: (Array.isArray(buttons) ? buttons : []).filter(isObject).map(readButton),
  }
}

function readButton(button: JsonObject): TemplateParts['buttons'][number] {
  const url = textOrNull(button.url)
  return {
    type: String(button.type).toUpperCase(),
    text: textOrNull(button.text) ?? '',
    url,
    fillPoints: fillPointsIn(url ?? ''),
  }
}

const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

/** The names or places in a text, each once, in order. */
export const fillPointsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(FILL_POINT)].map(([, name]) => name!)),
]

/** The text with its fill points replaced; one without a value stays visible as it is. */
export const filledIn = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(FILL_POINT, (whole, name: string) => values.get(name) ?? whole)

/** Under what an account keeps a template: one for each name and language. */
export const templateKey = ({ name, language }: { name: string; language: string }): string => `${name}/${language}`

const FIELDS = new Set([
  'id',
  'name',
  'language',
  'status',
  'category',
  'sub_category',
  'parameter_format',
  'components',
  'quality_score',
  'rejected_reason',
  'previous_category',
  'correct_category',
  'message_send_ttl_seconds',
])
const DEFAULT_FIELDS = ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id']

/** What a listing may be asked for. Texts as they stand in the query. */
export type ListQuery = {
  fields?: string
  limit?: string
  after?: string
  before?: string
  name?: string
  status?: string
  language?: string
  category?: string
}
export type TemplatePage = { data: JsonObject[]; cursors: { before: string; after: string } | null; more: boolean }

/**
 * One page of an account's templates. Refuses an unknown field or limit (100) and a cursor that was never given out or
 * whose template is gone (131059), so that the reader must begin again.
 */
export function listTemplates(templates: readonly Template[], query: ListQuery): TemplatePage | GraphError {
  const fields = query.fields ? query.fields.split(',').map((field) => field.trim()) : DEFAULT_FIELDS
  const unknown = fields.find((field) => !FIELDS.has(field))
  if (unknown !== undefined) return nonexistingField(unknown, 'WhatsAppMessageTemplate')
  const limit = query.limit === undefined ? DEFAULT_PAGE : Number(query.limit)
  if (!Number.isInteger(limit) || limit < 1) return graphError(100, 'Param limit must be a positive integer')

  const fitting = templates.filter((template) => fits(template, query))
  const start = pageStart(fitting, query, Math.min(limit, MAX_PAGE))
  if (start === null) return graphError(131059, 'The cursor is not valid or has expired. Start again without one.')
  const page = fitting.slice(start.from, start.to)
  const [first, last] = [page[0], page.at(-1)]
  return {
    data: page.map((template) => templateView(template, fields)),
    cursors: first && last ? { before: cursorOf(first), after: cursorOf(last) } : null,
    more: start.to < fitting.length,
  }
}

/** A template with the fields asked for; its id always. */
export function templateView(template: Template, fields: readonly string[] = DEFAULT_FIELDS): JsonObject {
  const whole = template as unknown as JsonObject
  return Object.fromEntries(
    [...new Set([...fields, 'id'])].filter((field) => whole[field] !== undefined).map((field) => [field, whole[field]]),
  )
}

export const nonexistingField = (field: string, node: string): GraphError =>
  graphError(100, `Tried accessing nonexisting field (${field}) on node type (${node})`)

function fits(template: Template, { name, status, language, category }: ListQuery): boolean {
  return (
    (name === undefined || template.name.includes(name)) &&
    (status === undefined || status.split(',').includes(template.status)) &&
    (language === undefined || template.language === language) &&
    (category === undefined || category.split(',').includes(template.category))
  )
}

function pageStart(
  fitting: readonly Template[],
  { after, before }: ListQuery,
  limit: number,
): { from: number; to: number } | null {
  if (after) {
    const at = fitting.findIndex((template) => cursorOf(template) === after)
    return at < 0 ? null : { from: at + 1, to: at + 1 + limit }
  }
  if (!before) return { from: 0, to: limit }
  const at = fitting.findIndex((template) => cursorOf(template) === before)
  return at < 0 ? null : { from: Math.max(0, at - limit), to: at }
}

const cursorOf = ({ id }: Template): string => Buffer.from(`after:${id}`).toString('base64url')
