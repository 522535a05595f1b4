import type { ClockName } from '../../../contract/cards.ts'
import type { SpecialDate } from '../../../contract/operations/calendars.ts'
import type { Escalation } from '../../../contract/operations/sla.ts'
import type { PolicyOwner } from '../../../modules/sla/core/policy.ts'

export const en = {
  // Calendars.
  calendar: 'Calendar',
  calendarNote: 'When this channel is open. For example: Monday to Friday 09:00–17:00, closed on 25 December.',
  openCalendar: 'Open the calendar',
  newCalendar: 'New calendar',
  copyCalendar: 'Copy',
  copyOf: (name: string) => `Copy of ${name}`,
  useOfCalendars: 'Which calendars',
  useOf: (use: 'all' | 'used' | 'unused') => ({ all: 'All', used: 'In use', unused: 'Not in use' })[use],
  searchCalendars: 'Search calendars',
  noCalendars: 'There is no calendar yet',
  noCalendarsText: 'A calendar says when channels are open: hours of the week, holidays and special days.',
  calendarNameNeeded: 'Give the calendar a name.',
  calendarNameNote: 'For example: Shop in Lisbon',
  atMostLetters: (most: number) => `At most ${most} letters.`,
  calendarSaved: 'The calendar has been saved.',
  calendarRemoved: (name: string) => `${name} has been removed.`,
  calendarUsed: (names: string) => `Still followed by ${names}. Choose another calendar there first.`,
  removeCalendar: 'Remove the calendar',
  removeCalendarQuestion: (name: string) => `Remove ${name}?`,
  removeCalendarText: 'Its hours and special days are gone. No channel follows it.',
  week: 'Hours of the week',
  zoneNote: 'The clock on the wall that counts, in summer and in winter. For example: Europe/Lisbon',
  zoneWrong: 'Choose a zone from the list.',
  tooManyBlocks: (most: number) => `At most ${most} blocks in a week.`,
  timeWrong: 'Write both times like 09:00. The end of the day is 24:00.',
  endsBeforeBegin:
    'This ends before it begins. For a night write two blocks: 22:00–24:00, and 00:00–06:00 on the next day.',
  overlapsWith: (from: string, to: string) => `This overlaps ${from}–${to} of the same day.`,
  specialDays: 'Special days',
  specialDaysNote:
    'They replace the weekday. Without hours the day is closed. For example: Christmas, 25 December every year.',
  skipsDate: (date: string) => `The clock of this zone skips ${date}: this day never comes.`,
  skipsHours: (date: string, from: string, to: string, left: number) =>
    left === 0
      ? `On ${date} the clock is put forward over ${from}–${to}: it is not open then.`
      : `On ${date} the clock is put forward: of ${from}–${to}, ${left} minutes are left.`,
  addSpecialDay: 'Add a special day',
  specialName: 'Name of the special day',
  specialNameExample: 'Christmas',
  specialNameNeeded: 'Give the day a name.',
  specialDayNumber: (n: number) => `Special day ${n}`,
  tooManySpecial: (most: number) => `At most ${most} special days.`,
  every: (every: SpecialDate['every']) => ({ once: 'On one date', year: 'Every year', month: 'Every month' })[every],
  everyOf: (name: string) => `${name}: how often`,
  dateOf: (name: string) => `${name}: date`,
  monthOf: (name: string) => `${name}: month`,
  dayOfMonthOf: (name: string) => `${name}: day of the month`,
  dateWrong: 'There is no such date.',
  sameDayAs: (name: string) => `The same day as ${name || 'another'}.`,
  removeSpecial: 'Remove this day',
  removeSpecialDay: (name: string) => `Remove ${name}`,
  openNow: 'Open',
  whatHappensNext: 'What happens next',
  openNowUntil: (moment: string) => `Open now, until ${moment}`,
  closedNowUntil: (moment: string) => `Closed now, until ${moment}`,
  opensNext: (moment: string) => `Then opens ${moment}`,
  closesNext: (moment: string) => `Then closes ${moment}`,
  alwaysOpenNow: 'Always open',
  neverOpens: 'Never open: add hours on at least one day',
  holdsNote:
    'New conversations wait for the opening. Off: whoever is available is still asked. Agents may take them by hand either way.',
  promisesElsewhere: 'How soon contacts are answered is set under',

  // Service promises.
  promisesNote:
    'Four clocks run for each conversation. A queue’s own word goes before its channel’s, and that before the workspace’s.',
  ownerName: (owner: PolicyOwner) => ({ workspace: 'Workspace', channel: 'Channel', queue: 'Queue' })[owner],
  wholeWorkspace: 'The whole workspace',
  searchPromises: 'Search channels and queues',
  follows: 'Follows',
  ownClocks: (n: number) =>
    n === 0 ? 'Nothing of its own' : n === 1 ? '1 clock of its own' : `${n} clocks of its own`,
  clock: (clock: ClockName) =>
    ({
      queue_answer: 'Queue answer',
      first_response: 'First response',
      next_response: 'Next response',
      solution: 'Solution',
    })[clock],
  clockNote: (clock: ClockName) =>
    ({
      queue_answer: 'From the beginning until an agent takes it. Starts again whenever it waits again.',
      first_response: 'From the first message to the first answer by a person.',
      next_response: 'From each message of the contact to the answer. The ring that agents see.',
      solution: 'From the beginning until it is closed. Reopened, it goes on with what was left.',
    })[clock],
  ownPromise: (clock: string) => `${clock}: its own, instead of following`,
  followed: (owner: PolicyOwner | 'plain') =>
    ({
      workspace: 'As the workspace has it.',
      channel: 'As the channel of each conversation has it.',
      queue: '',
      plain: 'As it is delivered.',
    })[owner],
  runs: (clock: string) => `${clock} runs`,
  within: 'Within',
  withinNote: 'For example: 5 minutes',
  withinWrong: 'From 10 seconds to 30 days.',
  warnsAt: (percent: number) => `Amber at ${percent} % of the time`,
  neverWarns: 'Never amber',
  warnAt: 'Warning, in percent of the time',
  businessHours: 'Only business hours count',
  businessHoursNote:
    'By the calendar of the channel. For example: Friday 16:30 and one hour, open 09:00–17:00, is Monday 09:30.',
  example: (begun: string, amber: string, late: string) =>
    `Begun at ${begun}, it turns amber at ${amber} and red at ${late}.`,
  exampleNoWarning: (begun: string, late: string) =>
    `Begun at ${begun}, it turns red at ${late}, without a warning before.`,
  agentsSee: 'What agents see',
  onWarning: 'When it turns amber',
  onBreach: 'When it turns red',
  movedHereBy: (names: readonly string[]) =>
    `It cannot be removed: promises move conversations here (${names.join(', ')}).`,
  escalationNote: 'Happens by itself, once each time the clock runs.',
  escalation: (what: Escalation['do']) =>
    ({ raise_priority: 'Raise the priority', move: 'Move to another queue', tell_supervisors: 'Tell supervisors' })[
      what
    ],
  add: 'Add…',
  whose: 'Whose',
  addEscalation: (when: string) => `${when}: add`,
  removeEscalation: (what: string) => `Remove: ${what}`,
  raiseBy: 'By how much, up to 1,000',
  moveTo: 'To which queue',
  chooseQueue: 'Choose a queue',
  queueNeeded: 'Choose the queue it moves to.',
  raiseWrong: 'From 1 to 1,000.',
  ownQueue: 'It waits in this queue already. Choose another.',
  serviceLevel: 'Service level',
  serviceLevelSeconds: 'Taken within',
  serviceLevelNote:
    'The share of conversations that an agent takes within this time is the service level. For example: 1 minute',
  abandonAfterSeconds: 'Abandoned after',
  abandonNote: 'Nobody took it for so long: it counts as abandoned. For example: 30 minutes',
  chatLimitSeconds: 'Too long in hand after',
  chatLimitNote:
    'An agent has had it for so long: the live board flags it, and nothing else happens. For example: 1 hour',
  levelWrong: 'From 1 second to 30 days.',
  serviceLevelWrong: 'From 1 second to 1 day.',
  followWorkspace: 'Empty follows the workspace.',
  promisesSaved: 'The promises have been saved. Clocks that run already keep their times.',
}
