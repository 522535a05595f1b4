import { expect, test } from 'vitest'
import type { ChannelId, DispositionId, QueueId, RuleId, TagId } from '../../../../contract/ids.ts'
import {
  Condition,
  maxConditionSets,
  maxConditions,
  maxJobs,
  RuleJob,
  saveRule,
} from '../../../../contract/operations/rules.ts'
import { en } from '../../../i18n/rules/en.ts'
import {
  type ConditionValues,
  fieldOf,
  freshCondition,
  freshJob,
  type JobValues,
  movedBy,
  placesOfRule,
  type RuleValues,
  ruleInput,
  ruleProblems,
  startOf,
  starts,
} from './rule-values.ts'

const id = '00000000-0000-4000-8000-000000000001'
const good: RuleValues = { ...startOf('answered', en), name: 'Close' }
const wrong = (change: Partial<RuleValues>) => ruleProblems({ ...good, ...change }, en).map(({ path }) => path)

test('what is right is sent as the contract takes it', () => {
  expect(wrong({})).toEqual([])
  expect(saveRule.input.safeParse(ruleInput(good, id as RuleId, 3)).success).toBe(true)
})

test('times have no delay, whatever was typed for an event', () => {
  const timed = { ...good, when: { on: 'times', crontab: '0 8 * * 1' } as const }
  expect(ruleInput(timed, null, 0).delaySeconds).toBe(0)
  expect(wrong({ ...timed, delaySeconds: '' })).toEqual([])
})

test.each<[string, Partial<RuleValues>, string]>([
  ['no name', { name: ' ' }, 'name'],
  ['a long name', { name: 'n'.repeat(61) }, 'name'],
  ['times nobody can read', { when: { on: 'times', crontab: '0 25 * * *' } }, 'when.crontab'],
  ['times that never come', { when: { on: 'times', crontab: '0 8 30 2 *' } }, 'when.crontab'],
  ['no delay typed', { delaySeconds: '' }, 'delaySeconds'],
  ['more than thirty days', { delaySeconds: 30 * 86_400 + 1 }, 'delaySeconds'],
  ['nothing to do', { jobs: [] }, 'jobs'],
  [
    'too much to do',
    { jobs: Array.from({ length: maxJobs + 1 }, (_, priority) => ({ do: 'set_priority', priority })) },
    'jobs',
  ],
  ['the same twice', { jobs: [freshJob('close'), freshJob('close')] }, 'jobs.1.dispositionId'],
  ['no tag chosen', { jobs: [freshJob('close'), freshJob('tag')] }, 'jobs.1.tagId'],
  ['no queue chosen', { jobs: [freshJob('move')] }, 'jobs.0.queueId'],
  ['nothing to write', { jobs: [freshJob('write')] }, 'jobs.0.text'],
  ['a priority above all', { jobs: [{ do: 'set_priority', priority: 1_001 }] }, 'jobs.0.priority'],
  [
    'too many sets',
    { conditions: Array.from({ length: maxConditionSets + 1 }, () => [freshCondition('held')]) },
    'conditions',
  ],
  [
    'too many in a set',
    { conditions: [Array.from({ length: maxConditions + 1 }, () => freshCondition('held'))] },
    'conditions.0',
  ],
  [
    'no channel chosen',
    { conditions: [[freshCondition('held'), freshCondition('channel')]] },
    'conditions.0.1.channelIds',
  ],
  ['no state chosen', { conditions: [[freshCondition('held')], [freshCondition('state')]] }, 'conditions.1.0.states'],
  ['no text sought', { conditions: [[freshCondition('said')]] }, 'conditions.0.0.text'],
  ['no time waited', { conditions: [[{ of: 'waited', seconds: '' }]] }, 'conditions.0.0.seconds'],
])('%s is said at its field', (_what, change, path) => expect(wrong(change)).toEqual([path]))

test('a problem is said where the contract finds it', () => {
  const filled: Readonly<Record<string, ConditionValues>> = {
    channel: { of: 'channel', is: true, channelIds: [id as ChannelId] },
    queue: { of: 'queue', is: true, queueIds: [id as QueueId] },
    tag: { of: 'tag', is: true, tagId: id as TagId },
    state: { of: 'state', is: true, states: ['waiting'] },
    said: { of: 'said', is: true, text: 'refund' },
  }
  for (const option of Condition.options) {
    const of = option.shape.of.value
    const one = filled[of] ?? freshCondition(of)
    expect(Condition.safeParse(one).success, of).toBe(true)
    expect(one, of).toHaveProperty(fieldOf(one))
  }
  const done: Readonly<Record<string, JobValues>> = {
    tag: { do: 'tag', tagId: id as TagId },
    untag: { do: 'untag', tagId: id as TagId },
    move: { do: 'move', queueId: id as QueueId },
    close: { do: 'close', dispositionId: id as DispositionId },
    write: { do: 'write', text: 'Hello' },
  }
  for (const option of RuleJob.options) {
    const job = option.shape.do.value
    const one = done[job] ?? freshJob(job)
    expect(RuleJob.safeParse(one).success, job).toBe(true)
    expect(one, job).toHaveProperty(fieldOf(one))
  }
})

test('every starting point can be saved as it is, but for a tag that is to be chosen', () =>
  expect(starts.map((start) => ruleProblems(startOf(start, en), en).map(({ path }) => path))).toEqual([
    [],
    [],
    [],
    ['jobs.0.tagId'],
  ]))

test('one is moved a place, and not beyond the first or the last', () => {
  expect(movedBy(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
  expect(movedBy(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
  expect(movedBy(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  expect(movedBy(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
})

test('a refusal is shown at the field it speaks of', () => {
  const other = '00000000-0000-4000-8000-000000000002'
  const values: RuleValues = {
    ...good,
    conditions: [[{ of: 'queue', is: true, queueIds: [other, id] as QueueId[] }]],
    jobs: [
      { do: 'tag', tagId: other as TagId },
      { do: 'tag', tagId: id as TagId },
    ],
  }
  const places = (refusal: 'name_taken' | 'crontab_not_valid' | 'not_found' | 'changed_by_someone_else', detail = '') =>
    placesOfRule({ refusal, detail }, values, (one) => one === other)
  expect(places('name_taken')).toEqual(['name'])
  expect(places('crontab_not_valid', 'hour')).toEqual(['when.crontab'])
  expect(places('not_found', 'onlyWithin')).toEqual(['onlyWithin'])
  expect(places('not_found', 'tagId')).toEqual(['conditions.0.0.queueIds', 'jobs.1.tagId'])
  expect(places('changed_by_someone_else')).toEqual([])
})
