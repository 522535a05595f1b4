import type { z } from 'zod'
import type { ClosingField, SatisfactionQuestion } from '../../../../contract/closing.ts'
import type { CalendarId, QueueId, ReasonId, ResultCodePlanId } from '../../../../contract/ids.ts'
import type { ChannelSettings, ChannelTemplate, saveChannel } from '../../../../contract/operations/channels.ts'
import type { Typed } from '../shared/checks.ts'

/** What the form of a channel holds. Secrets are only what is typed now: what is stored is never read. */
export type ChannelValues = {
  name: string
  key: string
  description: string
  active: boolean
  displayNumber: string
  country: string
  queueId: QueueId | null
  capacity: Typed
  reopenDays: Typed | null
  calendarId: CalendarId | null
  holdsWhileClosed: boolean
  outOfHoursText: string
  optIn: ChannelTemplate | null
  recontact: ChannelTemplate | null
  resultCodePlanId: ResultCodePlanId | null
  dispositionRequired: boolean
  dispositionReasonId: ReasonId | null
  closingFields: ClosingField[]
  satisfaction: SatisfactionQuestion | null
  satisfactionTemplate: ChannelTemplate | null
  parksByHand: boolean
  passesOn: boolean
  parksOnCall: boolean
  throughputPerSecond: Typed
  maskCardNumbers: boolean
  connection: { baseUrl: string; version: string; phoneNumberId: string; businessAccountId: string; appId: string }
  accessToken: string
  addAppSecret: string
  dropAppSecrets: string[]
}

/** Groups that count as one field. */
export const wholes = ['optIn', 'recontact', 'satisfaction', 'satisfactionTemplate']

export const metaUrl = 'https://graph.facebook.com'
/** Where a simulator of this installation answers as Meta does. */
export const simulatorPath = '/simulator/api/graph'
export const isSimulator = (baseUrl: string): boolean => baseUrl.endsWith(simulatorPath)

export const defaultReopenDays = 7

/** A new channel: switched off until its connection is complete. */
export const newChannel = ({ country, phoneNumberId }: { country: string; phoneNumberId: string }): ChannelValues => ({
  name: '',
  key: '',
  description: '',
  active: false,
  displayNumber: '',
  country,
  queueId: null,
  capacity: 5,
  reopenDays: defaultReopenDays,
  calendarId: null,
  holdsWhileClosed: false,
  outOfHoursText: '',
  optIn: null,
  recontact: null,
  resultCodePlanId: null,
  dispositionRequired: false,
  dispositionReasonId: null,
  closingFields: [],
  satisfaction: null,
  satisfactionTemplate: null,
  parksByHand: true,
  passesOn: true,
  parksOnCall: false,
  throughputPerSecond: 80,
  maskCardNumbers: true,
  connection: { baseUrl: metaUrl, version: 'v23.0', phoneNumberId, businessAccountId: '', appId: '' },
  accessToken: '',
  addAppSecret: '',
  dropAppSecrets: [],
})

/** Pure: the form of a channel as it is stored. */
export function channelValues(channel: ChannelSettings): ChannelValues {
  const { provider: _, ...connection } = channel.connection
  return {
    name: channel.name,
    key: channel.key,
    description: channel.description,
    active: channel.active,
    displayNumber: channel.displayNumber,
    country: channel.country,
    queueId: channel.queueId,
    capacity: channel.capacity,
    reopenDays: channel.reopenDays,
    calendarId: channel.calendarId,
    holdsWhileClosed: channel.holdsWhileClosed,
    outOfHoursText: channel.outOfHoursText,
    optIn: channel.optIn,
    recontact: channel.recontact,
    resultCodePlanId: channel.resultCodePlanId,
    dispositionRequired: channel.dispositionRequired,
    dispositionReasonId: channel.dispositionReasonId,
    closingFields: channel.closingFields,
    satisfaction: channel.satisfaction,
    satisfactionTemplate: channel.satisfactionTemplate,
    parksByHand: channel.parksByHand,
    passesOn: channel.passesOn,
    parksOnCall: channel.parksOnCall,
    throughputPerSecond: channel.throughputPerSecond,
    maskCardNumbers: channel.maskCardNumbers,
    connection,
    accessToken: '',
    addAppSecret: '',
    dropAppSecrets: [],
  }
}

/** Typed secrets have been stored: the form forgets them. */
export const withoutSecrets = (values: ChannelValues): ChannelValues => ({
  ...values,
  accessToken: '',
  addAppSecret: '',
  dropAppSecrets: [],
})

/** Pure: what is sent to be saved. Called when nothing is wrong any more. */
export function channelInput(
  values: ChannelValues,
  stored: Pick<ChannelSettings, 'id' | 'kind'> | null,
  version: number,
): z.input<(typeof saveChannel)['input']> {
  const { connection, accessToken, addAppSecret, reopenDays, satisfaction } = values
  return {
    ...values,
    id: stored?.id ?? null,
    version,
    kind: stored?.kind ?? 'whatsapp',
    key: values.key.trim(),
    capacity: Number(values.capacity),
    reopenDays: reopenDays === null ? null : Number(reopenDays),
    satisfaction: satisfaction && { ...satisfaction, answers: givenAnswers(satisfaction) },
    throughputPerSecond: Number(values.throughputPerSecond),
    connection: { provider: 'whatsapp_cloud', ...connection, baseUrl: connection.baseUrl.trim().replace(/\/+$/, '') },
    accessToken: orNull(accessToken),
    addAppSecret: orNull(addAppSecret),
  }
}

/** Pure: the answers that say something: one on each line. */
export const givenAnswers = ({ answers }: SatisfactionQuestion): string[] =>
  answers.map((answer) => answer.trim()).filter((answer) => answer !== '')

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
