import type { Rule, RuleOfMessage, RuleWhen } from '../../../../contract/operations/rules.ts'
import { parseCrontab } from '../../../../modules/rules/core/crontab.ts'
import type { rules } from '../../../i18n/rules.ts'
import type { Typed } from '../shared/checks.ts'
import { inUnit, unitOf } from '../shared/length.ts'
import type { ConditionValues, JobValues, RuleValues } from './rule-values.ts'
import { sayCrontab } from './say-crontab.ts'

type Words = (typeof rules)['en']

/** What things are called, by their ids. */
export type Names = {
  readonly [Kind in 'channel' | 'queue' | 'tag' | 'calendar' | 'disposition']: (id: string) => string
}

/** How it is said: the words, their language, what things are called, and which of them can still be named. */
export type Saying = {
  readonly words: Words
  readonly language: string
  readonly names: Names
  readonly isThere: (id: string) => boolean
}

/** A text longer than this is cut where a rule is read back. */
const mostText = 60

/** Pure: a whole rule in plain words. What is not filled in yet is left open. */
export function sayRule(rule: RuleValues, saying: Saying): string {
  const { words, language, names } = saying
  const isLater = rule.when.on !== 'times' && rule.delaySeconds !== 0
  const text = words.reads({
    when: sayWhen(rule.when, saying),
    within: rule.onlyWithin && names.calendar(rule.onlyWithin),
    conditions: rule.conditions.length === 0 ? null : sayConditions(rule.conditions, saying),
    later: isLater ? sayLength(rule.delaySeconds, saying) : null,
    jobs: sayJobs(rule.jobs, saying),
  })
  // What is left open ends the sentence by itself.
  return capital(text.replace(`${words.missing}.`, words.missing), language)
}

/** Pure: what a rule waits for, and how much later it runs, as the list says it. */
export function sayOccasion({ when, delaySeconds }: Pick<Rule, 'when' | 'delaySeconds'>, saying: Saying): string {
  const said = clauseOf(when, saying)
  const whole = delaySeconds === 0 ? said : saying.words.whenLater(said, sayLength(delaySeconds, saying))
  return capital(whole, saying.language)
}

/** Pure: what a rule that something sets off does, and what of it is still open. */
export const sayFollowing = ({ delaySeconds, ifSaid, jobs }: RuleOfMessage, saying: Saying): string =>
  saying.words.follows({
    later: delaySeconds === 0 ? null : sayLength(delaySeconds, saying),
    conditions: ifSaid.length === 0 ? null : sayConditions(ifSaid, saying),
    jobs: sayJobs(jobs, saying),
  })

function sayWhen(when: RuleWhen, saying: Saying): string {
  if (when.on === 'times') return saying.words.whenTimes(sayTimes(when.crontab, saying))
  return saying.words.whenEvent(clauseOf(when, saying))
}

function clauseOf(when: RuleWhen, saying: Saying): string {
  const { words, names } = saying
  switch (when.on) {
    case 'event':
      return words.event(when.event)
    case 'tagged':
      return words.tagged(when.tagId && names.tag(when.tagId))
    case 'untagged':
      return words.untagged(when.tagId && names.tag(when.tagId))
    case 'times':
      return sayTimes(when.crontab, saying)
  }
}

/** Pure: times in words; left open while they cannot be read. */
export function sayTimes(crontab: string, { words, language }: Saying): string {
  const read = parseCrontab(crontab)
  return read.ok ? sayCrontab(read.value, words, language) : words.missing
}

/** Pure: the sets of conditions, one of which must hold. */
export const sayConditions = (sets: readonly (readonly ConditionValues[])[], saying: Saying): string =>
  saying.words.orSets(
    sets.map((set) =>
      listed(
        set.map((one) => sayCondition(one, saying)),
        'conjunction',
        saying,
      ),
    ),
  )

function sayCondition(one: ConditionValues, saying: Saying): string {
  const { words, names } = saying
  const any = (list: readonly string[]) => (list.length === 0 ? words.missing : listed(list, 'disjunction', saying))
  switch (one.of) {
    case 'channel':
      return words.onChannel(any(one.channelIds.map(names.channel)), one.is)
    case 'channel_kind':
      return words.byKind(words.channelKind(one.kind), one.is)
    case 'queue':
      return words.inQueue(any(one.queueIds.map(names.queue)), one.is)
    case 'tag':
      return words.carries(nameOf(one.tagId, names.tag, words), one.is)
    case 'state':
      return words.isState(any(one.states.map(words.stateName)), one.is)
    case 'parked':
      return words.isParked(one.is)
    case 'held':
      return words.isHeld(one.is)
    case 'priority':
      return words.hasPriority(sayNumber(one.atLeast, saying), one.is)
    case 'disposition':
      return words.wasChosen(one.dispositionId && names.disposition(one.dispositionId), one.is)
    case 'do_not_contact':
      return words.isNotToContact(one.is)
    case 'waited':
      return words.hasWaited(sayLength(one.seconds, saying))
    case 'unanswered':
      return words.isUnanswered(sayLength(one.seconds, saying))
    case 'said':
      return words.saysText(shortened(one.text, words), one.is)
  }
}

/** Pure: what a rule does, in its order. */
export const sayJobs = (jobs: readonly JobValues[], saying: Saying): string =>
  jobs.length === 0
    ? saying.words.missing
    : listed(
        jobs.map((job) => sayJob(job, saying)),
        'conjunction',
        saying,
      )

export function sayJob(job: JobValues, saying: Saying): string {
  const { words, names } = saying
  switch (job.do) {
    case 'tag':
      return words.doesTag(nameOf(job.tagId, names.tag, words))
    case 'untag':
      return words.doesUntag(nameOf(job.tagId, names.tag, words))
    case 'set_priority':
      return words.doesPriority(sayNumber(job.priority, saying))
    case 'move':
      return words.doesMove(nameOf(job.queueId, names.queue, words))
    case 'close':
      return words.doesClose(job.dispositionId && names.disposition(job.dispositionId))
    case 'write':
      return words.doesWrite(shortened(job.text, words))
  }
}

/** Pure: a length in its largest whole unit: "10 minutes", "1 day". */
export function sayLength(seconds: Typed, { words, language }: Saying): string {
  if (typeof seconds !== 'number') return words.missing
  const unit = unitOf(seconds)
  const singular = unit.slice(0, -1) as 'second'
  return new Intl.NumberFormat(language, { style: 'unit', unit: singular, unitDisplay: 'long' }).format(
    inUnit(seconds, unit),
  )
}

const sayNumber = (value: Typed, { words, language }: Saying): string =>
  value === '' ? words.missing : new Intl.NumberFormat(language).format(Number(value))

const nameOf = (id: string, name: (id: string) => string, words: Words): string => (id ? name(id) : words.missing)

function shortened(text: string, words: Words): string {
  const whole = text.trim()
  if (whole === '') return words.missing
  return whole.length > mostText ? `${whole.slice(0, mostText).trimEnd()}…` : whole
}

const listed = (items: readonly string[], type: 'conjunction' | 'disjunction', { language }: Saying): string =>
  new Intl.ListFormat(language, { type }).format(items)

export const capital = (text: string, language: string): string =>
  text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
