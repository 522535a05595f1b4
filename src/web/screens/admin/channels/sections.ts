/** The sections of a channel in their order on the page, and the fields each holds. */
export const channelSections = [
  { id: 'general', name: 'sectionGeneral', holds: ['name', 'key', 'description', 'active', 'maskCardNumbers'] },
  {
    id: 'connection',
    name: 'sectionConnection',
    holds: ['connection', 'displayNumber', 'country', 'accessToken', 'addAppSecret', 'dropAppSecrets'],
  },
  {
    id: 'routing',
    name: 'sectionRouting',
    holds: ['queueId', 'capacity', 'reopenDays', 'parksByHand', 'parksOnCall', 'passesOn'],
  },
  { id: 'closing', name: 'sectionClosing', holds: ['resultCodePlanId', 'dispositionRequired', 'dispositionReasonId'] },
  { id: 'fields', name: 'sectionFields', holds: ['closingFields'] },
  { id: 'satisfaction', name: 'sectionSatisfaction', holds: ['satisfaction', 'satisfactionTemplate'] },
  { id: 'hours', name: 'sectionHours', holds: ['calendarId', 'holdsWhileClosed', 'outOfHoursText'] },
  { id: 'templates', name: 'sectionTemplates', holds: ['optIn', 'recontact'] },
  { id: 'tags', name: 'tags', holds: [] },
  { id: 'limits', name: 'sectionLimits', holds: ['throughputPerSecond'] },
  { id: 'health', name: 'health', holds: [] },
] as const
