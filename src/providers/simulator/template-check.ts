import { badParameter, badValue, firstWrong, missing, needObject, needText, type Wrong } from './checks.ts'
import { graphError } from './errors.ts'
import { isObject, type Json, type JsonObject, textLength } from './json.ts'
import { type MediaCheck, needMedia } from './strict-content.ts'
import { parametersOf, parameterText, valuesOf } from './template-fill.ts'
import { filledIn, type Template, type TemplateParts, templateKey, templateParts } from './templates.ts'

const MAX_BODY = 1024
const MAX_CODE = 15
const MAX_COUPON = 20
const MAX_PAYLOAD = 256
const MEDIA_FORMATS: readonly string[] = ['IMAGE', 'VIDEO', 'DOCUMENT']

export type TemplateRequest = { template: Template; components: JsonObject[] }

/**
 * Find the template a send names and hold its parameters against it (Meta: template messages).
 * 132001 not there in this language or not approved, 132015 paused, 132016 disabled, 132000 wrong number of parameters,
 * 132012 wrong form, 132018 wrong content, 132005 too long once filled in.
 */
export function checkTemplate(
  template: JsonObject,
  known: ReadonlyMap<string, Template>,
  media: MediaCheck,
): TemplateRequest | { wrong: NonNullable<Wrong> } {
  const language = isObject(template.language) ? template.language : null
  const shape =
    needText(template, 'template', 'name', { max: 512 }) ??
    needObject(template, 'template', 'language', (inner) =>
      needText(inner, "template['language']", 'code', { max: 20 }),
    ) ??
    componentsAreObjects(template.components)
  if (shape) return { wrong: shape }

  const [name, code] = [String(template.name), String(language?.code)]
  const found = known.get(templateKey({ name, language: code }))
  if (!found) return { wrong: graphError(132001, `template name (${name}) does not exist in ${code}`) }
  const components = (template.components ?? []) as JsonObject[]
  const wrong = usable(found) ?? checkComponents(found, components, media)
  return wrong ? { wrong } : { template: found, components }
}

function componentsAreObjects(components: Json | undefined): Wrong {
  if (components === undefined || components === null) return null
  if (!Array.isArray(components)) return badParameter("Param template['components'] must be an array.")
  return firstWrong(components, (component, index) =>
    isObject(component) ? null : badParameter(`Param template['components'][${index}] must be a JSON object.`),
  )
}

function usable({ name, language, status }: Template): Wrong {
  if (status === 'APPROVED') return null
  if (status === 'PAUSED') return graphError(132015, `template (${name}) is paused because of low quality`)
  if (status === 'DISABLED') return graphError(132016, `template (${name}) is disabled because of low quality`)
  return graphError(132001, `template name (${name}) does not exist in ${language}, or it is not approved`)
}

function checkComponents(template: Template, components: readonly JsonObject[], media: MediaCheck): Wrong {
  const parts = templateParts(template)
  const find = (type: string) => components.find((component) => String(component.type).toLowerCase() === type)
  const odd = components.find(
    ({ type }) =>
      !['header', 'body', 'button', 'footer', 'limited_time_offer', 'carousel'].includes(String(type).toLowerCase()),
  )
  if (odd) return badParameter(`Param template['components'] has a component of unknown type "${String(odd.type)}".`)
  return (
    checkHeader(template, parts, find('header'), media) ??
    checkBody(template, parts, find('body')) ??
    checkButtons(
      template,
      parts,
      components.filter(({ type }) => String(type).toLowerCase() === 'button'),
    )
  )
}

function checkHeader(
  template: Template,
  { header }: TemplateParts,
  component: JsonObject | undefined,
  media: MediaCheck,
): Wrong {
  const given = parametersOf(component)
  if (!header || header.format === 'TEXT') return checkTexts('header', header?.fillPoints ?? [], given, template)
  const parameter = given[0]
  if (given.length !== 1 || parameter?.type !== header.format.toLowerCase()) {
    const received = typeof parameter?.type === 'string' ? parameter.type.toUpperCase() : 'UNKNOWN'
    return graphError(132012, `header: Format mismatch, expected ${header.format}, received ${received}`)
  }
  return MEDIA_FORMATS.includes(header.format) ? needMedia(parameter, 'header', parameter.type, media) : null
}

function checkBody(template: Template, { body }: TemplateParts, component: JsonObject | undefined): Wrong {
  const given = parametersOf(component)
  const wrong = checkTexts('body', body.fillPoints, given, template)
  if (wrong) return wrong
  const text = filledIn(body.text, valuesOf(body.fillPoints, given))
  if (textLength(text) > MAX_BODY)
    return graphError(132005, `body: the text is longer than ${MAX_BODY} characters once filled in`)
  return template.category === 'AUTHENTICATION' ? checkCode(given) : null
}

function checkCode(given: readonly JsonObject[]): Wrong {
  return firstWrong(given, (parameter) =>
    textLength(parameterText(parameter)) > MAX_CODE
      ? graphError(132018, `body: an authentication code has at most ${MAX_CODE} characters`)
      : null,
  )
}

const TEXT_PARAMETERS: readonly string[] = ['text', 'currency', 'date_time']

/** Number, kind and names of the text parameters of one component. */
function checkTexts(
  place: string,
  fillPoints: readonly string[],
  given: readonly JsonObject[],
  template: Template,
): Wrong {
  if (given.length !== fillPoints.length) {
    return graphError(
      132000,
      `${place}: number of localizable_params (${given.length}) does not match the expected number of params (${fillPoints.length})`,
    )
  }
  return (
    firstWrong(given, (parameter, index) => checkText(`${place}: parameter ${index + 1}`, parameter)) ??
    (template.parameter_format === 'NAMED' ? checkNames(place, fillPoints, given) : checkPlaces(place, given))
  )
}

function checkText(place: string, parameter: JsonObject): Wrong {
  if (!TEXT_PARAMETERS.includes(String(parameter.type)))
    return graphError(132012, `${place} must be of type text, currency or date_time, it is ${String(parameter.type)}`)
  if (parameter.type === 'currency') return checkCurrency(place, parameter)
  if (parameter.type === 'date_time')
    return needObject(parameter, place, 'date_time', (inner) =>
      needText(inner, place, 'fallback_value', { max: MAX_BODY }),
    )
  if (typeof parameter.text !== 'string') return missing(`${place} of type text is missing its text`)
  return unprintable(parameter.text)
    ? graphError(
        132018,
        `${place} cannot be empty, nor have new-line or tab characters or more than 4 consecutive spaces`,
      )
    : null
}

const checkCurrency = (place: string, parameter: JsonObject): Wrong =>
  needObject(parameter, place, 'currency', (inner) =>
    typeof inner.amount_1000 === 'number'
      ? (needText(inner, place, 'fallback_value', { max: MAX_BODY }) ?? needText(inner, place, 'code', { max: 3 }))
      : missing(`${place}: Parameter 'amount_1000' is mandatory for 'currency'`),
  )

const unprintable = (text: string): boolean => text.trim() === '' || /[\n\r\t]| {5,}/.test(text)

function checkNames(place: string, fillPoints: readonly string[], given: readonly JsonObject[]): Wrong {
  const names = given.map(({ parameter_name }) => parameter_name)
  const odd = names.find((name) => typeof name !== 'string' || !fillPoints.includes(name))
  if (names.some((name) => name === undefined || name === ''))
    return graphError(132012, `${place}: Parameter name is missing or empty`)
  if (odd !== undefined) return graphError(132012, `${place}: the template has no parameter named ${String(odd)}`)
  return new Set(names).size === names.length ? null : graphError(132012, `${place}: a parameter name is given twice`)
}

const checkPlaces = (place: string, given: readonly JsonObject[]): Wrong =>
  given.some(({ parameter_name }) => parameter_name !== undefined)
    ? graphError(132012, `${place}: the template has positional parameters, a parameter_name does not fit`)
    : null

/** Each button that must have a parameter has one, of the right kind, and none is given to a button that is not there. */
function checkButtons(template: Template, { buttons }: TemplateParts, given: readonly JsonObject[]): Wrong {
  const byIndex = new Map(given.map((component) => [Number(component.index), component]))
  if (byIndex.size !== given.length) return badValue('buttons: two components have the same index')
  for (const [index, component] of byIndex) {
    const wrong = buttons[index]
      ? null
      : graphError(132018, `buttons: the template has no button at index ${String(component.index)}`)
    if (wrong) return wrong
  }
  return firstWrong(buttons, (button, index) => checkButton(template, button, index, byIndex.get(index)))
}

const SUB_TYPES: Readonly<Record<string, string>> = {
  URL: 'url',
  OTP: 'url',
  QUICK_REPLY: 'quick_reply',
  COPY_CODE: 'copy_code',
  FLOW: 'flow',
  CATALOG: 'catalog',
  MPM: 'mpm',
  VOICE_CALL: 'voice_call',
}

function checkButton(
  template: Template,
  button: TemplateParts['buttons'][number],
  index: number,
  component: JsonObject | undefined,
): Wrong {
  const place = `Button at index ${index}`
  const mustHave = button.fillPoints.length > 0 || button.type === 'OTP' || button.type === 'COPY_CODE'
  if (!component) return mustHave ? missing(`${place} of type ${titleCase(button.type)} requires a parameter`) : null
  if (String(component.sub_type).toLowerCase() !== SUB_TYPES[button.type]) {
    return graphError(
      132012,
      `${place}: sub_type ${String(component.sub_type)} does not fit a button of type ${button.type}`,
    )
  }
  const given = parametersOf(component)
  if (mustHave && given.length !== 1)
    return graphError(
      132000,
      `${place}: number of params (${given.length}) does not match the expected number of params (1)`,
    )
  if (!mustHave && button.type === 'URL' && given.length > 0)
    return graphError(132000, `${place} has a fixed URL and takes no parameter`)
  return firstWrong(given, (parameter) => checkButtonParameter(place, template, button.type, parameter))
}

function checkButtonParameter(place: string, template: Template, type: string, parameter: JsonObject): Wrong {
  if (type === 'QUICK_REPLY')
    return parameter.type === 'payload'
      ? needText(parameter, place, 'payload', { max: MAX_PAYLOAD })
      : graphError(132012, `${place}: expected a parameter of type payload`)
  if (type === 'COPY_CODE')
    return parameter.type === 'coupon_code'
      ? needText(parameter, place, 'coupon_code', { max: MAX_COUPON })
      : graphError(132012, `${place}: expected a parameter of type coupon_code`)
  if (type !== 'URL' && type !== 'OTP') return null
  if (parameter.type !== 'text') return graphError(132012, `${place}: expected a parameter of type text`)
  if (typeof parameter.text !== 'string') return missing(`${place}: the parameter is missing its text`)
  if (unprintable(parameter.text))
    return graphError(132018, `${place}: the text cannot be empty nor have line breaks or tabs`)
  return template.category === 'AUTHENTICATION' ? checkCode([parameter]) : null
}

const titleCase = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase()

/** Whether a template may go to a user id. Meta: one-tap, zero-tap and copy-code authentication may not (131062). */
export const needsPhoneNumber = (template: Template): boolean =>
  template.category === 'AUTHENTICATION' && templateParts(template).buttons.some(({ type }) => type === 'OTP')
