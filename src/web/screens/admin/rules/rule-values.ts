import type { z } from 'zod'
import type { CalendarId, DispositionId, QueueId, RuleId, TagId } from '../../../../contract/ids.ts'
import {
  type Condition,
  maxConditionSets,
  maxConditions,
  maxJobs,
  maxRuleName,
  maxRuleSeconds,
  maxRuleText,
  maxSoughtText,
  type Rule,
  type RuleJob,
  type RuleWhen,
  type saveRule,
} from '../../../../contract/operations/rules.ts'
import { maxPriority } from '../../../../contract/operations/sla.ts'
import { parseCrontab } from '../../../../modules/rules/core/crontab.ts'
import type { rules } from '../../../i18n/rules.ts'
import { isWholeFrom, type Typed } from '../shared/checks.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'

type Words = (typeof rules)['en']

/** The same, while somebody types its numbers. An id that is not chosen yet is empty. */
type Loose<T> = T extends unknown ? { [Name in keyof T]: T[Name] extends number ? Typed : T[Name] } : never
export type ConditionValues = Loose<Condition>
export type JobValues = Loose<RuleJob>

export type RuleValues = {
  name: string
  active: boolean
  when: RuleWhen
  onlyWithin: CalendarId | null
  delaySeconds: Typed
  conditions: ConditionValues[][]
  jobs: JobValues[]
}

/** Groups that count as one field. */
export const ruleWholes = ['when'] as const

const minute = 60
const day = 86_400
const raised = 500

export const newRule: RuleValues = {
  name: '',
  active: true,
  when: { on: 'event', event: 'resolved' },
  onlyWithin: null,
  delaySeconds: 0,
  conditions: [],
  jobs: [],
}
export const usualTimes = ['0 8 * * 1-5', '0 8 * * 1', '0 8 * * *', '0 18 * * 1-5', '0 * * * *', '0 8 1 * *'] as const

export const starts = ['answered', 'waiting', 'monday', 'said'] as const
export type Start = (typeof starts)[number]
export const isStart = (text: string | undefined): text is Start => starts.some((start) => start === text)

/** Pure: what a rule begins as, to be changed before it is saved. */
export function startOf(start: Start, words: Pick<Words, 'startName' | 'startWord'>): RuleValues {
  const named = { ...newRule, name: words.startName(start) }
  switch (start) {
    case 'answered':
      return {
        ...named,
        when: { on: 'event', event: 'agent_answered' },
        delaySeconds: day,
        jobs: [{ do: 'close', dispositionId: null }],
      }
    case 'waiting':
      return {
        ...named,
        when: { on: 'event', event: 'created' },
        delaySeconds: 10 * minute,
        conditions: [[{ of: 'state', is: true, states: ['waiting', 'offered'] }]],
        jobs: [{ do: 'set_priority', priority: raised }],
      }
    case 'monday':
      return {
        ...named,
        when: { on: 'times', crontab: '0 8 * * 1' },
        conditions: [[{ of: 'unanswered', seconds: day }]],
        jobs: [{ do: 'set_priority', priority: raised }],
      }
    case 'said':
      return {
        ...named,
        when: { on: 'event', event: 'contact_wrote' },
        conditions: [[{ of: 'said', is: true, text: words.startWord }]],
        jobs: [{ do: 'tag', tagId: '' as TagId }],
      }
  }
}

/** Pure: a condition as it is when it is added. What is for the person to choose is empty. */
export function freshCondition(of: Condition['of']): ConditionValues {
  switch (of) {
    case 'channel':
      return { of, is: true, channelIds: [] }
    case 'channel_kind':
      return { of, is: true, kind: 'whatsapp' }
    case 'queue':
      return { of, is: true, queueIds: [] }
    case 'tag':
      return { of, is: true, tagId: '' as TagId }
    case 'state':
      return { of, is: true, states: [] }
    case 'parked':
    case 'held':
    case 'do_not_contact':
      return { of, is: true }
    case 'priority':
      return { of, is: true, atLeast: raised }
    case 'disposition':
      return { of, is: true, dispositionId: null }
    case 'waited':
    case 'unanswered':
      return { of, seconds: 10 * minute }
    case 'said':
      return { of, is: true, text: '' }
  }
}

export function freshJob(job: RuleJob['do']): JobValues {
  switch (job) {
    case 'tag':
    case 'untag':
      return { do: job, tagId: '' as TagId }
    case 'set_priority':
      return { do: job, priority: raised }
    case 'move':
      return { do: job, queueId: '' as QueueId }
    case 'close':
      return { do: job, dispositionId: null as DispositionId | null }
    case 'write':
      return { do: job, text: '' }
  }
}

/** Pure: the form of a rule as it is stored. */
export const ruleValues = ({ name, active, when, onlyWithin, delaySeconds, conditions, jobs }: Rule): RuleValues => ({
  name,
  active,
  when,
  onlyWithin,
  delaySeconds,
  conditions,
  jobs,
})

/** Pure: what is sent to be saved. Called when nothing is wrong any more: every number is one. */
export const ruleInput = (
  values: RuleValues,
  id: RuleId | null,
  version: number,
): z.input<(typeof saveRule)['input']> => ({
  ...values,
  id,
  version,
  name: values.name.trim(),
  // Times have no delay: what was typed for an event stays behind.
  delaySeconds: values.when.on === 'times' ? 0 : Number(values.delaySeconds),
  conditions: values.conditions as Condition[][],
  jobs: values.jobs as RuleJob[],
})

/** Pure: the field that stands for a condition or a job: the one to go to when it is added, or wrong. */
export function fieldOf(one: ConditionValues | JobValues): string {
  const field = [
    'channelIds',
    'kind',
    'queueIds',
    'tagId',
    'states',
    'atLeast',
    'seconds',
    'text',
    'priority',
    'queueId',
  ]
  return field.find((name) => name in one) ?? ('dispositionId' in one ? 'dispositionId' : 'is')
}

/** Pure: everything that keeps a rule from being saved. The server asks the same again. */
export function ruleProblems(values: RuleValues, words: Words): Problem[] {
  const { name, when, delaySeconds, conditions, jobs } = values
  const length = name.trim().length
  return [
    ...problem(length === 0, 'name', words.nameNeeded),
    ...problem(length > maxRuleName, 'name', words.textTooLong(maxRuleName)),
    ...problem(when.on === 'times' && !parseCrontab(when.crontab).ok, 'when.crontab', words.crontabWrong),
    ...problem(when.on !== 'times' && !isWholeFrom(delaySeconds, 0, maxRuleSeconds), 'delaySeconds', words.delayWrong),
    ...problem(conditions.length > maxConditionSets, 'conditions', words.tooManySets(maxConditionSets)),
    ...conditions.flatMap((set, at) => [
      ...problem(set.length > maxConditions, `conditions.${at}`, words.tooManyConditions(maxConditions)),
      ...set.flatMap((one, place) => told(`conditions.${at}.${place}.${fieldOf(one)}`, conditionProblem(one, words))),
    ]),
    ...problem(jobs.length === 0, 'jobs', words.jobNeeded),
    ...problem(jobs.length > maxJobs, 'jobs', words.tooManyJobs(maxJobs)),
    ...jobs.flatMap((one, at) => told(`jobs.${at}.${fieldOf(one)}`, jobProblem(one, jobs.slice(0, at), words))),
  ]
}

function conditionProblem(one: ConditionValues, words: Words): string | null {
  switch (one.of) {
    case 'channel':
      return one.channelIds.length === 0 ? words.someNeeded : null
    case 'queue':
      return one.queueIds.length === 0 ? words.someNeeded : null
    case 'state':
      return one.states.length === 0 ? words.someNeeded : null
    case 'tag':
      return one.tagId ? null : words.oneNeeded
    case 'priority':
      return isWholeFrom(one.atLeast, 0, maxPriority) ? null : words.priorityWrong(maxPriority)
    case 'waited':
    case 'unanswered':
      return isWholeFrom(one.seconds, 1, maxRuleSeconds) ? null : words.secondsWrong
    case 'said':
      return textProblem(one.text, maxSoughtText, words)
    default:
      return null
  }
}

function jobProblem(one: JobValues, before: readonly JobValues[], words: Words): string | null {
  const kept = JSON.stringify(one)
  if (before.some((other) => JSON.stringify(other) === kept)) return words.twice
  switch (one.do) {
    case 'tag':
    case 'untag':
      return one.tagId ? null : words.oneNeeded
    case 'move':
      return one.queueId ? null : words.oneNeeded
    case 'set_priority':
      return isWholeFrom(one.priority, 0, maxPriority) ? null : words.priorityWrong(maxPriority)
    case 'write':
      return textProblem(one.text, maxRuleText, words)
    case 'close':
      return null
  }
}

function textProblem(text: string, most: number, words: Words): string | null {
  const { length } = text.trim()
  if (length === 0) return words.textNeeded
  return length > most ? words.textTooLong(most) : null
}

/**
 * Pure: the fields a refusal of the server speaks of. Of what is no longer there it says only of which kind it is:
 * `isThere` knows which one that is.
 */
export function placesOfRule(
  { refusal, detail = '' }: NotSaved,
  { conditions, jobs }: RuleValues,
  isThere: (id: string) => boolean,
): string[] {
  if (refusal === 'name_taken') return ['name']
  if (refusal === 'crontab_not_valid') return ['when.crontab']
  if (refusal !== 'not_found') return []
  if (detail === 'onlyWithin') return ['onlyWithin']
  const named = [
    ...conditions.flatMap((set, at) => set.map((one, place) => ({ one, path: `conditions.${at}.${place}` }))),
    ...jobs.map((one, at) => ({ one, path: `jobs.${at}` })),
  ]
  return named.flatMap(({ one, path }) => {
    const ids = [(one as Record<string, unknown>)[fieldOf(one)]].flat()
    return ids.some((id) => isId(id) && !isThere(id)) ? [`${path}.${fieldOf(one)}`] : []
  })
}

const isId = (value: unknown): value is string => typeof value === 'string' && value.length === 36

/** Pure: one of a list a place further up or down; the same list where there is no further. */
export function movedBy<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const [one, other] = [list[at], list[at + by]]
  if (one === undefined || other === undefined) return [...list]
  return list.map((item, place) => (place === at ? other : place === at + by ? one : item))
}

const problem = (isWrong: boolean, path: string, text: string): Problem[] => (isWrong ? [{ path, text }] : [])
const told = (path: string, text: string | null): Problem[] => (text === null ? [] : [{ path, text }])
