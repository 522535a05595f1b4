import { isObject, type JsonObject } from './json.ts'
import { filledIn, type Template, type TemplateParts, templateParts } from './templates.ts'
import { NOTHING_SHOWN, type Shown } from './world.ts'

/** The parameters of a component, or none. What is not a list of objects counts as none, and is then too few. */
export const parametersOf = (component: JsonObject | undefined): JsonObject[] =>
  Array.isArray(component?.parameters) ? component.parameters.filter(isObject) : []

/** What a text-like parameter puts into the text. */
export function parameterText(parameter: JsonObject): string {
  if (typeof parameter.text === 'string') return parameter.text
  const inner = parameter[String(parameter.type)]
  return isObject(inner) && typeof inner.fallback_value === 'string' ? inner.fallback_value : ''
}

/** Values by name, or by place for those that have no name. */
export const valuesOf = (fillPoints: readonly string[], given: readonly JsonObject[]): Map<string, string> =>
  new Map(
    given.map((parameter, index) => [
      String(parameter.parameter_name ?? fillPoints[index] ?? index + 1),
      parameterText(parameter),
    ]),
  )

/** The template as the contact sees it, with its fill points filled. The parameters have been checked before. */
export function shownTemplate(template: Template, components: readonly JsonObject[]): Shown {
  const parts = templateParts(template)
  const find = (type: string) =>
    parametersOf(components.find((component) => String(component.type).toLowerCase() === type))
  const header = find('header')
  return {
    ...NOTHING_SHOWN,
    header: parts.header?.text ? filledIn(parts.header.text, valuesOf(parts.header.fillPoints, header)) : null,
    text: filledIn(parts.body.text, valuesOf(parts.body.fillPoints, find('body'))),
    footer: parts.footer,
    media: headerMedia(header[0]),
    buttons: parts.buttons.map((button, index) => shownButton(button, buttonParameter(components, index))),
  }
}

function headerMedia(parameter: JsonObject | undefined): Shown['media'] {
  const kind = String(parameter?.type)
  const file = parameter?.[kind]
  if (!isObject(file) || kind === 'location') return null
  return { kind, mediaId: textOf(file.id), link: textOf(file.link), mimeType: null, fileName: textOf(file.filename) }
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null

function buttonParameter(components: readonly JsonObject[], index: number): JsonObject | undefined {
  return parametersOf(
    components.find(
      (component) => String(component.type).toLowerCase() === 'button' && Number(component.index) === index,
    ),
  )[0]
}

/** A quick reply without a payload of its own answers with its text. */
function shownButton(
  button: TemplateParts['buttons'][number],
  parameter: JsonObject | undefined,
): Shown['buttons'][number] {
  const suffix = parameter ? parameterText(parameter) : ''
  const url =
    button.url === null ? null : filledIn(button.url, new Map(button.fillPoints.map((name) => [name, suffix])))
  switch (button.type) {
    case 'QUICK_REPLY':
      return { kind: 'reply', title: button.text, payload: textOf(parameter?.payload) ?? button.text, url: null }
    case 'URL':
      return { kind: 'url', title: button.text, payload: null, url }
    case 'PHONE_NUMBER':
      return { kind: 'call', title: button.text, payload: null, url: null }
    case 'OTP':
    case 'COPY_CODE':
      return {
        kind: 'copy',
        title: button.text || 'Copy code',
        payload: textOf(parameter?.coupon_code) ?? suffix,
        url: null,
      }
    default:
      return { kind: 'other', title: button.text, payload: null, url: null }
  }
}
