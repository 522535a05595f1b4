import type { ChannelKind, InteractionState } from '../../../contract/cards.ts'
import type { Condition, RuleEvent, RuleJob, SkipReason } from '../../../contract/operations/rules.ts'
import { counted } from '../catalogue.ts'

const count = counted('en')

/** A whole rule, in clauses; null where there is none. */
export type RuleClauses = {
  when: string
  later: string | null
  conditions: string | null
  within: string | null
  jobs: string
}
/** What a rule may begin as. */
export type StartName = 'answered' | 'waiting' | 'monday' | 'said'

export const en = {
  // The list.
  newRule: 'New rule',
  search: 'Search rules',
  noRules: 'There is no rule yet',
  noRulesText:
    'A rule does by itself what somebody would otherwise have to think of. For example: “When an agent answers, and if 1 day later it is still so: close it.”',
  whichRules: 'Which rules',
  which: (which: 'all' | 'on' | 'off') => ({ all: 'All', on: 'On', off: 'Off' })[which],
  when: 'When',
  does: 'What it does',
  lastRun: 'Last run',
  neverRan: 'Has not run yet',
  isOn: 'On',
  switchRule: (name: string) => `${name}: on`,
  switchedOn: (name: string) => `${name} is on.`,
  switchedOff: (name: string) => `${name} is off. What was still to come of it is dropped.`,
  whenLater: (when: string, length: string) => `${when}, ${length} later`,

  // Starting points.
  startFrom: 'Begin with',
  startNote: 'Everything can be changed before it is saved.',
  start: (start: StartName) =>
    ({
      answered: 'Answered and silent for 24 hours: close it',
      waiting: 'Waiting for 10 minutes: raise the priority',
      monday: 'Monday 8:00: what is unanswered comes first',
      said: 'The contact says “refund”: put a tag on it',
    })[start],
  startName: (start: StartName) =>
    ({
      answered: 'Close what stays silent',
      waiting: 'Waiting too long',
      monday: 'Left over from the weekend',
      said: 'Asks for a refund',
    })[start],
  startWord: 'refund',

  // The form.
  gone: 'This rule is no longer there',
  goneText: 'Somebody has removed it. What it did stays done.',
  nameNote: 'It stands in the conversation when the rule has done something. For example: Close what stays silent',
  nameNeeded: 'Give the rule a name.',
  onNote: 'Off: it does nothing, and what was still to come of it is dropped.',
  sectionWhen: 'When',
  whenNote: 'What a rule does sets off no rule: rules never follow one another.',
  looks: 'It looks',
  looksAt: (on: 'event' | 'times') => ({ event: 'When something happens', times: 'At certain times' })[on],
  looksAtNote: (on: 'event' | 'times') =>
    ({
      event: 'At the interaction to which it happens.',
      times: 'At every interaction that is open then.',
    })[on],
  whatHappens: 'What happens',
  tagOf: 'Which tag',
  anyTag: 'Any tag',
  crontab: 'Times',
  crontabNote: 'Minute, hour, day of the month, month, weekday. For example 0 8 * * 1-5: Monday to Friday at 8:00.',
  crontabWrong: 'These times cannot be read, or never come. For example 0 8 * * 1: Monday at 8:00.',
  usualTimes: 'Usual times',
  chooseTimes: 'Choose usual times',
  nextTimes: 'The next times',
  timesIn: (zone: string) => `By the clock of ${zone}`,
  within: 'Only within the hours of',
  withinNote: 'Outside them it is skipped. For example: Office hours',
  anyTime: 'Any time',
  delay: 'So much later',
  delayNote: 'If it is still so then: the conditions hold, and what happened was not undone. 0: at once.',
  delayStill: (length: string) => `${length} later, if it is still so.`,
  atOnce: 'At once.',
  delayWrong: 'From 0 to 30 days.',

  // Conditions.
  sectionConditions: 'Conditions',
  conditionsNote: 'All of one set must hold. Of several sets, one is enough.',
  noConditions: 'No condition: it always runs.',
  set: (n: number) => `Set ${n}`,
  and: 'and',
  or: 'or',
  addCondition: 'Add a condition',
  addTo: (set: number) => `Add a condition to set ${set}`,
  orSet: 'Or another set: begin with',
  removeCondition: (what: string) => `Remove the condition: ${what}`,
  tooManySets: (most: number) => `At most ${most} sets.`,
  tooManyConditions: (most: number) => `At most ${most} conditions in a set.`,
  conditionOf: (of: Condition['of']) =>
    ({
      channel: 'Channel',
      channel_kind: 'Kind of channel',
      queue: 'Queue',
      tag: 'Tag',
      state: 'State',
      parked: 'Parked',
      held: 'In the hands of an agent',
      priority: 'Priority',
      disposition: 'Disposition',
      do_not_contact: 'Do not contact',
      waited: 'Waiting for',
      unanswered: 'Without an answer for',
      said: 'Last message of the contact',
    })[of],
  isOf: (of: Condition['of'], is: boolean) =>
    ({
      channel: is ? 'is' : 'is not',
      channel_kind: is ? 'is' : 'is not',
      queue: is ? 'is' : 'is not',
      tag: is ? 'is on it' : 'is not on it',
      state: is ? 'is' : 'is not',
      parked: is ? 'yes' : 'no',
      held: is ? 'yes' : 'no',
      priority: is ? 'is at least' : 'is less than',
      disposition: is ? 'was chosen' : 'was not chosen',
      do_not_contact: is ? 'yes' : 'no',
      waited: '',
      unanswered: '',
      said: is ? 'contains' : 'does not contain',
    })[of],
  howOf: (what: string) => `${what}: is it so, or not?`,
  chooseSome: 'Choose one or more',
  chooseOne: 'Choose one',
  someNeeded: 'Choose at least one.',
  oneNeeded: 'Choose one.',
  anyDisposition: 'Any disposition',
  textNeeded: 'Write the text.',
  textTooLong: (most: number) => `At most ${most.toLocaleString('en')} letters.`,
  secondsWrong: 'From 1 second to 30 days.',
  priorityWrong: (most: number) => `A whole number from 0 to ${most.toLocaleString('en')}.`,
  saidExample: 'For example: refund',
  channelKind: (kind: ChannelKind) => ({ whatsapp: 'WhatsApp', sms: 'SMS' })[kind],
  stateName: (state: InteractionState) =>
    ({
      waiting: 'waiting',
      offered: 'offered to an agent',
      active: 'with an agent',
      wrapping_up: 'being wrapped up',
      closed: 'closed',
    })[state],

  // Jobs.
  sectionJobs: 'What it does',
  jobsNote: 'In this order. Where one of them cannot be done, none is.',
  addJob: 'Add what it does',
  jobNeeded: 'Say what it does.',
  tooManyJobs: (most: number) => `At most ${most}.`,
  twice: 'It does this already.',
  jobNumber: (n: number, what: string) => `${n}. ${what}`,
  moveUp: (what: string) => `Move up: ${what}`,
  moveDown: (what: string) => `Move down: ${what}`,
  moveKeys: 'Alt with an arrow moves one up or down.',
  movedTo: (what: string, place: number, of: number) => `${what}: now ${place} of ${of}`,
  removeJob: (what: string) => `Remove: ${what}`,
  jobName: (job: RuleJob['do']) =>
    ({
      tag: 'Put a tag on it',
      untag: 'Take a tag off it',
      set_priority: 'Set its priority',
      move: 'Move it to a queue',
      close: 'Close it',
      write: 'Write to the contact',
    })[job],
  jobNote: (job: RuleJob['do']) =>
    ({
      tag: '',
      untag: '',
      set_priority: '0 to 1,000. The highest stands first in the line.',
      move: 'It waits there, whoever has it now.',
      close: 'Without a disposition where one is required it stays open, and the run says so.',
      write: 'In the name of the house, and only while free text may be sent.',
    })[job],
  priority: 'Priority',
  queue: 'Queue',
  tag: 'Tag',
  text: 'Text',
  withDisposition: 'With the disposition',
  chosenDisposition: 'The one that was chosen, if any',

  // The whole rule, read back.
  inWords: 'In plain words',
  inWordsNote: 'Read it once before you save.',
  missing: '…',
  whenEvent: (clause: string) => `When ${clause}`,
  whenTimes: (times: string) => `${times}, for each open interaction`,
  reads: ({ when, later, conditions, within, jobs }: RuleClauses) =>
    `${[
      when,
      ...(within ? [`within the hours of ${within}`] : []),
      ...(conditions ? [`if ${conditions}`] : []),
      ...(later ? [`and if ${later} later it is still so`] : []),
    ].join(', ')}: ${jobs}.`,
  follows: ({ later, conditions, jobs }: Omit<RuleClauses, 'when' | 'within'>) => {
    if (!later) return conditions ? `At once, if ${conditions}: ${jobs}.` : `At once: ${jobs}.`
    return conditions
      ? `If ${conditions}, and if ${later} later it is still so: ${jobs}.`
      : `${later} later, if it is still so: ${jobs}.`
  },
  willSkip: 'It is skipped: the calendar it keeps to is closed then.',
  orSets: (sets: readonly string[]) => sets.join('; or if '),
  event: (event: RuleEvent) =>
    ({
      created: 'an interaction begins',
      reopened: 'an interaction is opened again',
      not_taken: 'nobody takes what was offered',
      assigned: 'an agent gets an interaction',
      contact_wrote: 'the contact writes',
      agent_answered: 'an agent answers',
      parked: 'an interaction is parked',
      unparked: 'an interaction is no longer parked',
      passed: 'an interaction is passed to a colleague',
      moved: 'an interaction waits again, or in another queue',
      resolved: 'an agent ends the conversation',
      resumed: 'an agent goes on with the conversation after all',
      closed: 'an interaction is closed',
      rated: 'the contact says what they thought of it',
      clock_warned: 'a clock turns amber',
      clock_breached: 'a clock turns red',
      priority_changed: 'the priority is changed',
    })[event],
  tagged: (tag: string | null) =>
    tag === null ? 'a tag is put on an interaction' : `the tag “${tag}” is put on an interaction`,
  untagged: (tag: string | null) =>
    tag === null ? 'a tag is taken off an interaction' : `the tag “${tag}” is taken off an interaction`,
  onChannel: (names: string, is: boolean) => (is ? `it came on ${names}` : `it did not come on ${names}`),
  byKind: (kind: string, is: boolean) => (is ? `it came by ${kind}` : `it did not come by ${kind}`),
  inQueue: (names: string, is: boolean) => (is ? `it is in ${names}` : `it is not in ${names}`),
  carries: (tag: string, is: boolean) => (is ? `it carries the tag “${tag}”` : `it does not carry the tag “${tag}”`),
  isState: (states: string, is: boolean) => (is ? `it is ${states}` : `it is not ${states}`),
  isParked: (is: boolean): string => (is ? 'it is parked' : 'it is not parked'),
  isHeld: (is: boolean): string => (is ? 'an agent has it' : 'no agent has it'),
  hasPriority: (n: string, is: boolean) => (is ? `its priority is at least ${n}` : `its priority is less than ${n}`),
  wasChosen: (name: string | null, is: boolean) => {
    if (name === null) return is ? 'a disposition was chosen' : 'no disposition was chosen'
    return is ? `the disposition “${name}” was chosen` : `the disposition “${name}” was not chosen`
  },
  isNotToContact: (is: boolean): string =>
    is ? 'the contact must not be written to first' : 'the contact may be written to first',
  hasWaited: (length: string) => `it has been waiting for ${length}`,
  isUnanswered: (length: string) => `the contact has had no answer for ${length}`,
  saysText: (text: string, is: boolean) =>
    is ? `the contact’s last message contains “${text}”` : `the contact’s last message does not contain “${text}”`,
  doesTag: (tag: string) => `put the tag “${tag}” on it`,
  doesUntag: (tag: string) => `take the tag “${tag}” off it`,
  doesPriority: (n: string) => `set its priority to ${n}`,
  doesMove: (queue: string) => `move it to ${queue}`,
  doesClose: (disposition: string | null) =>
    disposition === null ? 'close it' : `close it with the disposition “${disposition}”`,
  doesWrite: (text: string) => `write “${text}” to the contact`,

  // Times in words.
  everyMinute: 'every minute',
  everyMinutes: (n: number) => `every ${n} minutes`,
  everyHour: 'every hour',
  everyHourAt: (minutes: string) => `every hour at minute ${minutes}`,
  at: (times: string) => `at ${times}`,
  fromTo: (what: string, from: string, to: string) => `${what} from ${from} to ${to}`,
  minutesOfHours: (minutes: string, hours: string) => `at minute ${minutes} of hour ${hours}`,
  everyDay: 'every day',
  everyWeekday: (days: string) => `every ${days}`,
  weekdaysFromTo: (from: string, to: string) => `${from} to ${to}`,
  onDays: (days: string) => `on day ${days} of the month`,
  daysOrWeekdays: (days: string, weekdays: string) => `${days} and also ${weekdays}`,
  inMonths: (days: string, months: string) => `${days} in ${months}`,
  dayAndTime: (day: string, time: string) => `${day} ${time}`,

  // Runs.
  runs: 'Runs',
  runsNote: (most: number) => `The last ${most}, with those still to come.`,
  lookAgain: 'Look again',
  noRuns: 'It has not run yet.',
  noRunsNew: 'They are seen here once the rule is created.',
  pending: (n: number) => count(n, '# still to come', '# still to come'),
  runAt: (moment: string) => `due ${moment}`,
  outcome: (what: 'done' | 'skipped' | 'refused' | 'pending') =>
    ({ done: 'Done', skipped: 'Skipped', refused: 'Refused', pending: 'To come' })[what],
  skippedWhy: (why: SkipReason) =>
    ({
      outside_hours: 'It was outside the hours of its calendar.',
      undone: 'What happened had been undone by then.',
      conditions: 'The conditions did not hold any more.',
      too_often: 'It ran too often for this interaction within an hour.',
      nothing_to_do: 'All of it was so already.',
    })[why],
  refusedAt: (job: string, refusal: string) => `${job}: ${refusal}`,

  // Acts.
  copy: 'Copy',
  copyOf: (name: string) => `Copy of ${name}`,
  saved: 'The rule has been saved.',
  created: 'The rule has been created.',
  remove: 'Remove the rule',
  removeQuestion: (name: string) => `Remove ${name}?`,
  removeText: (pending: number) =>
    pending === 0
      ? 'What it did stays done.'
      : count(
          pending,
          'What it did stays done. # run that is still to come is dropped.',
          'What it did stays done. # runs that are still to come are dropped.',
        ),
  removed: (name: string) => `${name} has been removed.`,
}
