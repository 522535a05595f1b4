import { answerLimits, maxAnswerLength, maxQuestionLength } from '../../../../contract/closing.ts'
import type { ChannelId } from '../../../../contract/ids.ts'
import {
  type ChannelSettings,
  ConnectionSettings,
  maxChannelDescription,
  maxChannelName,
  saveChannel,
} from '../../../../contract/operations/channels.ts'
import type { Template } from '../../../../contract/operations/templates.ts'
import { toE164 } from '../../../../modules/channels/core/phone.ts'
import { maxAppSecrets } from '../../../../modules/channels/core/settings.ts'
import { problemOfFields } from '../../../../modules/dispositions/core/fields.ts'
import { missingFill } from '../../../../modules/templates/core/render.ts'
import { isOnChannel } from '../../../../modules/templates/core/use.ts'
import type { admin } from '../../../i18n/admin.ts'
import type { finishing } from '../../../i18n/finishing.ts'
import { fits, isWholeFrom } from '../shared/checks.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'
import { type ChannelValues, givenAnswers } from './channel-values.ts'

type Words = (typeof admin)['en']

export const maxOutOfHours = 4096
export const capacityLimits = { min: 1, max: 100 }
export const reopenLimits = { min: 1, max: 365 }
export const throughputLimits = { min: 1, max: 1000 }

export type Surroundings = {
  stored: Pick<ChannelSettings, 'id' | 'accessTokenLastFour' | 'appSecretLastFours' | 'connection'> | null
  templates: readonly Template[]
}

/** Pure: everything that keeps a channel from being saved, in the order of the form. The server asks the same again. */
export function channelProblems(values: ChannelValues, around: Surroundings, words: Words): Problem[] {
  return [
    ...generalProblems(values, words),
    ...connectionProblems(values, around, words),
    ...routingProblems(values, words),
    ...hoursProblems(values, words),
    ...templateProblems('optIn', values, around, words),
    ...templateProblems('recontact', values, around, words),
    ...numberProblem('throughputPerSecond', values.throughputPerSecond, throughputLimits, words),
  ]
}

function generalProblems({ name, key, description }: ChannelValues, words: Words): Problem[] {
  const { input } = saveChannel
  return [
    ...problem(name.trim() === '', 'name', words.nameNeeded),
    ...problem(name.trim().length > maxChannelName, 'name', words.tooLong(name.trim().length, maxChannelName)),
    ...problem(!fits(input.shape.key, key), 'key', words.keyWrong),
    ...problem(
      description.trim().length > maxChannelDescription,
      'description',
      words.tooLong(description.trim().length, maxChannelDescription),
    ),
  ]
}

function connectionProblems(values: ChannelValues, { stored }: Surroundings, words: Words): Problem[] {
  const { connection, displayNumber, country, active, accessToken, addAppSecret, dropAppSecrets } = values
  const shape = ConnectionSettings.shape
  const typedToken = accessToken.trim() !== ''
  const hasToken = typedToken || (stored?.accessTokenLastFour ?? null) !== null
  const movedWithToken =
    !typedToken && stored?.accessTokenLastFour != null && stored.connection.baseUrl !== connection.baseUrl.trim()
  const secrets =
    (stored?.appSecretLastFours ?? []).filter((lastFour) => !dropAppSecrets.includes(lastFour)).length +
    (addAppSecret.trim() === '' ? 0 : 1)
  const missing = (isMissing: boolean, path: string) => problem(active && isMissing, path, words.neededToSwitchOn)
  return [
    ...problem(!isServer(connection.baseUrl), 'connection.baseUrl', words.serverWrong),
    ...problem(!fits(shape.version, connection.version), 'connection.version', words.versionWrong),
    ...missing(displayNumber.trim() === '', 'displayNumber'),
    ...problem(displayNumber.trim() !== '' && !toE164(displayNumber, country).ok, 'displayNumber', words.numberWrong),
    ...missing(connection.phoneNumberId.trim() === '', 'connection.phoneNumberId'),
    ...problem(!fits(shape.phoneNumberId, connection.phoneNumberId), 'connection.phoneNumberId', words.idTooLong),
    ...missing(connection.businessAccountId.trim() === '', 'connection.businessAccountId'),
    ...problem(
      !fits(shape.businessAccountId, connection.businessAccountId),
      'connection.businessAccountId',
      words.idTooLong,
    ),
    ...problem(!fits(shape.appId, connection.appId), 'connection.appId', words.idTooLong),
    ...missing(!hasToken, 'accessToken'),
    ...problem(movedWithToken, 'accessToken', words.tokenForNewServer),
    ...missing(secrets === 0, 'addAppSecret'),
    ...problem(secrets > maxAppSecrets, 'addAppSecret', words.tooManySecrets(maxAppSecrets)),
  ]
}

function routingProblems(values: ChannelValues, words: Words): Problem[] {
  const { active, queueId, capacity, reopenDays } = values
  return [
    ...problem(active && queueId === null, 'queueId', words.queueNeeded),
    ...numberProblem('capacity', capacity, capacityLimits, words),
    ...(reopenDays === null ? [] : numberProblem('reopenDays', reopenDays, reopenLimits, words)),
  ]
}

function hoursProblems({ outOfHoursText }: ChannelValues, words: Words): Problem[] {
  const text = outOfHoursText.trim()
  return problem(text.length > maxOutOfHours, 'outOfHoursText', words.tooLong(text.length, maxOutOfHours))
}

/** Pure: what is wrong with what is filled in and asked at the end. */
export function endingProblems(
  values: ChannelValues,
  around: Surroundings,
  words: Words,
  ending: (typeof finishing)['en'],
): Problem[] {
  return [
    ...fieldProblems(values, ending),
    ...questionProblems(values, ending),
    ...(values.satisfaction ? templateProblems('satisfactionTemplate', values, around, words) : []),
  ]
}

function fieldProblems({ closingFields }: ChannelValues, ending: (typeof finishing)['en']): Problem[] {
  const nameless = closingFields.flatMap(({ name }, place) =>
    problem(name.trim() === '', `closingFields.${place}.name`, ending.nameNeeded),
  )
  const wrong = nameless.length > 0 ? null : problemOfFields(closingFields)
  if (wrong === null) return nameless
  const text = wrong.what === 'name' ? ending.nameTwice : ending.choicesNeeded
  return [{ path: `closingFields.${wrong.place}.${wrong.what}`, text }]
}

function questionProblems({ satisfaction }: ChannelValues, ending: (typeof finishing)['en']): Problem[] {
  if (satisfaction === null) return []
  const question = satisfaction.question.trim()
  const answers = givenAnswers(satisfaction)
  const isEach = answers.every((answer) => answer.length <= maxAnswerLength)
  const differ = new Set(answers.map((answer) => answer.toLowerCase())).size === answers.length
  const isMany = answers.length >= answerLimits.min && answers.length <= answerLimits.max
  const label = satisfaction.listLabel.trim().length
  return [
    ...problem(question === '', 'satisfaction.question', ending.questionNeeded),
    ...problem(
      question.length > maxQuestionLength,
      'satisfaction.question',
      ending.tooLong(question.length, maxQuestionLength),
    ),
    ...problem(!isEach || !differ || !isMany, 'satisfaction.answers', ending.answersWrong),
    ...problem(label === 0 || label > maxAnswerLength, 'satisfaction.listLabel', ending.listLabelNeeded),
  ]
}

type TemplateField = 'optIn' | 'recontact' | 'satisfactionTemplate'

function templateProblems(field: TemplateField, values: ChannelValues, around: Surroundings, words: Words): Problem[] {
  const chosen = values[field]
  if (chosen === null) return []
  const template = around.templates.find(({ id }) => id === chosen.templateId)
  if (!template) return [{ path: field, text: words.templateGone }]
  if (!isHere(template, values, around.stored?.id ?? null)) return [{ path: field, text: words.templateElsewhere }]
  return missingFill(template.components, chosen.fill).map(({ part, key, problem }) => {
    if (part === 'header_media') return { path: field, text: words.templateNeedsFile }
    return { path: `${field}.${part}.${key}`, text: words.fillProblem(problem) }
  })
}

/** Pure: may this template be sent on this channel, as the form has it now? */
export function isHere(template: Template, { connection }: ChannelValues, id: ChannelId | null): boolean {
  const account = connection.businessAccountId.trim()
  // A channel without an id cannot be one that a template is kept for.
  if (id === null) return template.account === account && template.channelIds.length === 0
  return isOnChannel(template, { id, account })
}

/** Can it be filled in here at all? A header that is a file needs one, and a setting has none to give. */
export const canBeChosen = ({ status, components }: Template): boolean =>
  status === 'approved' && (components.header === null || components.header.format === 'text')

/** Pure: the fields a refusal of the server speaks of. */
export function placesOfRefusal({ refusal, detail = '' }: NotSaved): string[] {
  switch (refusal) {
    case 'key_taken':
      return [detail === '' ? 'key' : detail]
    case 'queue_required':
    case 'queue_not_for_channel':
      return ['queueId']
    case 'number_not_valid':
      return ['displayNumber']
    case 'connection_incomplete':
      return detail.split(', ').map((path) => (path === 'appSecret' ? 'addAppSecret' : path))
    case 'address_not_allowed':
      return ['connection.baseUrl']
    case 'invalid_input':
      return /^(connection|closingFields|satisfaction)\./.test(detail) ? [detail] : []
    case 'not_found':
      return ['queueId', 'calendarId', 'resultCodePlanId', 'dispositionReasonId'].includes(detail) ? [detail] : []
    default:
      return []
  }
}

const problem = (isWrong: boolean, path: string, text: string): Problem[] => (isWrong ? [{ path, text }] : [])

function numberProblem(path: string, value: number | string, { min, max }: { min: number; max: number }, words: Words) {
  return problem(!isWholeFrom(value, min, max), path, words.numberFrom(min, max))
}

function isServer(text: string): boolean {
  if (!fits(ConnectionSettings.shape.baseUrl, text.trim()) || !URL.canParse(text.trim())) return false
  const { protocol, username, password, search, hash } = new URL(text.trim())
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === ''
}
