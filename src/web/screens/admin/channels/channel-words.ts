import type { Template } from '../../../../contract/operations/templates.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { useView } from '../../../sync/use.ts'
import { valueAt } from '../shared/changes.ts'
import type { ChannelValues } from './channel-values.ts'

type Words = (typeof admin)['en']
type Ending = (typeof finishing)['en']

/** Pure: what the label of a field says. */
export function channelLabel(path: string, words: Words, ending: Ending): string {
  const [field = '', part] = path.split('.')
  if (field in endingNames) return ending[endingNames[field as keyof typeof endingNames]]
  if (field === 'connection') return words[connectionNames[part as keyof typeof connectionNames]] ?? path
  const name = names[field as keyof typeof names]
  return name === undefined ? path : words[name]
}

const names = {
  name: 'name',
  key: 'channelKey',
  description: 'description',
  active: 'active',
  displayNumber: 'displayNumber',
  country: 'country',
  queueId: 'queue',
  capacity: 'capacity',
  reopenDays: 'reopen',
  calendarId: 'calendar',
  holdsWhileClosed: 'holdsWhileClosed',
  outOfHoursText: 'outOfHoursText',
  optIn: 'optInTemplate',
  recontact: 'recontactTemplate',
  resultCodePlanId: 'plan',
  dispositionRequired: 'dispositionRequired',
  dispositionReasonId: 'breakMeanwhile',
  parksByHand: 'parksByHand',
  parksOnCall: 'parksOnCall',
  passesOn: 'passesOn',
  throughputPerSecond: 'throughput',
  maskCardNumbers: 'maskCardNumbers',
  accessToken: 'accessToken',
  addAppSecret: 'appSecrets',
  dropAppSecrets: 'appSecrets',
} as const satisfies Partial<Record<keyof ChannelValues, string>>

const endingNames = {
  closingFields: 'sectionFields',
  satisfaction: 'sectionSatisfaction',
  satisfactionTemplate: 'satisfactionTemplate',
} as const satisfies Partial<Record<keyof ChannelValues, string>>

const connectionNames = {
  baseUrl: 'server',
  version: 'apiVersion',
  phoneNumberId: 'phoneNumberId',
  businessAccountId: 'businessAccountId',
  appId: 'appId',
} as const

/** A value of the form as a person reads it, for comparing two versions. Secrets are never said. */
export function useSayChannelValue(templates: readonly Template[]): (path: string, values: ChannelValues) => string {
  const words = useWords(admin)
  const ending = useWords(finishing)
  const queues = useView((view) => view.queues)
  return (path, values) => {
    const value = valueAt(values, path)
    if (value === null || value === '') return words.none
    switch (path) {
      case 'queueId':
        return queues[String(value)]?.name ?? words.gone
      case 'optIn':
      case 'recontact':
      case 'satisfactionTemplate':
        return templates.find(({ id }) => id === values[path]?.templateId)?.name ?? words.gone
      case 'closingFields':
        return ending.fieldsInShort(values.closingFields.length)
      case 'satisfaction':
        return values.satisfaction?.question ?? words.none
      case 'calendarId':
      case 'resultCodePlanId':
      case 'dispositionReasonId':
        return words.another
      case 'accessToken':
      case 'addAppSecret':
      case 'dropAppSecrets':
        return words.notShown
      default:
        return typeof value === 'boolean' ? (value ? words.yes : words.no) : String(value)
    }
  }
}
