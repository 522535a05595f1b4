import type { FillValue, RenderedTemplate, TemplateComponents, TemplateFill } from '../../../contract/content.ts'

/** More spaces than this in a row are refused in a parameter (Meta: template parameters, 132012 and 132018). */
const maxConsecutiveSpaces = 4

/** A place in a text that takes a value. `example` is what the template was approved with. */
export type FillPoint = { key: string; example: string | null }

/** A button that takes a value. One that is not `required` answers with its own label when nothing is given. */
export type ButtonPoint = {
  index: number
  kind: 'url' | 'quick_reply' | 'copy_code'
  label: string
  required: boolean
}

/** Everything in a template that takes a value, part by part. */
export type FillPoints = {
  header: FillPoint[]
  headerMedia: 'image' | 'video' | 'document' | null
  body: FillPoint[]
  buttons: ButtonPoint[]
}

/** What keeps a template from being sent. `key` is the fill point, the button's index, or the header's format. */
export type MissingFill = {
  part: 'header' | 'header_media' | 'body' | 'button'
  key: string
  problem: 'blank' | 'too_many_spaces' | 'line_break' | 'not_supported'
}

/** The fill points of a template, in the order a provider counts them. */
export function fillPoints(components: TemplateComponents): FillPoints {
  const { header, body, buttons } = components
  return {
    header: header?.format === 'text' ? pointsOf(header.text, header.examples) : [],
    headerMedia: header !== null && isMedia(header.format) ? header.format : null,
    body: pointsOf(body.text, body.examples),
    buttons: buttons.flatMap((button, index) => buttonPoint(button, index)),
  }
}

/** What is still blank or not allowed in a fill; empty when the template can be sent. Values without a fill point are ignored. */
export function missingFill(components: TemplateComponents, fill: TemplateFill): MissingFill[] {
  const points = fillPoints(components)
  return [
    ...points.header.flatMap(({ key }) => textProblem('header', key, valueAt(fill.header, key))),
    ...headerProblem(components, fill),
    ...points.body.flatMap(({ key }) => textProblem('body', key, valueAt(fill.body, key))),
    ...points.buttons.flatMap((point) => buttonProblem(point, fill)),
  ]
}

/** The template as the contact will read it. A point that is still blank keeps its mark, so that a preview shows the gap. */
export function render(
  template: { name: string; language: string; components: TemplateComponents },
  fill: TemplateFill,
): RenderedTemplate {
  const { header, body, footer, buttons } = template.components
  return {
    name: template.name,
    language: template.language,
    header: header?.format === 'text' ? fillText(header.text, fill.header) : null,
    body: fillText(body.text, fill.body),
    footer,
    buttons: buttons.map(({ text }) => text),
  }
}

/** `text` with every {{key}} replaced by its value, in one pass: a value that looks like a mark is left as it is. */
export function fillText(text: string, values: readonly FillValue[]): string {
  return text.replace(mark, (whole, key: string) => valueAt(values, key) ?? whole)
}

const mark = /\{\{\s*(\w+)\s*\}\}/g

function pointsOf(text: string, examples: readonly FillValue[]): FillPoint[] {
  const keys = [...new Set([...text.matchAll(mark)].map((match) => match[1]!))]
  const positional = keys.every((key) => /^\d+$/.test(key))
  const ordered = positional ? keys.toSorted((a, b) => Number(a) - Number(b)) : keys
  return ordered.map((key) => ({ key, example: valueAt(examples, key) ?? null }))
}

function buttonPoint({ kind, text, url }: TemplateComponents['buttons'][number], index: number): ButtonPoint[] {
  switch (kind) {
    case 'url':
      return url !== null && url.search(mark) >= 0 ? [{ index, kind, label: text, required: true }] : []
    case 'quick_reply':
      return [{ index, kind, label: text, required: false }]
    case 'copy_code':
      return [{ index, kind, label: text, required: true }]
    case 'phone_number':
    case 'other':
      return []
  }
}

function headerProblem({ header }: TemplateComponents, fill: TemplateFill): MissingFill[] {
  if (header === null || header.format === 'text') return []
  if (!isMedia(header.format)) return [{ part: 'header_media', key: header.format, problem: 'not_supported' }]
  return fill.headerMedia === null ? [{ part: 'header_media', key: header.format, problem: 'blank' }] : []
}

function buttonProblem({ index, kind, required }: ButtonPoint, fill: TemplateFill): MissingFill[] {
  const given = fill.buttons.find((button) => button.index === index && button.kind === kind)?.value
  if (!required && (given === undefined || isBlank(given))) return []
  return textProblem('button', String(index), given)
}

function textProblem(part: MissingFill['part'], key: string, value: string | undefined): MissingFill[] {
  if (value === undefined || isBlank(value)) return [{ part, key, problem: 'blank' }]
  if (/[\t\n\v\f\r\u0085\u2028\u2029]/.test(value)) return [{ part, key, problem: 'line_break' }]
  if (value.includes(' '.repeat(maxConsecutiveSpaces + 1))) return [{ part, key, problem: 'too_many_spaces' }]
  return []
}

const isBlank = (value: string): boolean => value.trim() === ''

const isMedia = (format: string): format is 'image' | 'video' | 'document' =>
  format === 'image' || format === 'video' || format === 'document'

/** The value given for a fill point, or nothing when it is blank. */
function valueAt(values: readonly FillValue[], key: string): string | undefined {
  const value = values.find((candidate) => candidate.key === key)?.value
  return value === undefined || isBlank(value) ? undefined : value
}
