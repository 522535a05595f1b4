import { expect, test } from 'vitest'
import type { QueueId } from '../../../../contract/ids.ts'
import type { SlaPolicy } from '../../../../contract/operations/sla.ts'
import { following, plainClocks, plainLevel } from '../../../../modules/sla/core/policy.ts'
import { times } from '../../../i18n/times.ts'
import { followedBy, type PolicyValues, policyInput, policyProblems, policyValues } from './promise-values.ts'

const house: SlaPolicy = { channelId: null, queueId: null, clocks: plainClocks, ...plainLevel, version: 3 }
const queue = { channelId: null, queueId: '00000000-0000-4000-8000-000000000001' as QueueId }
const wrong = (change: Partial<PolicyValues>) =>
  policyProblems({ ...policyValues(house), ...change }, queue.queueId, times.en).map(({ path }) => path)
const clock = { ...plainClocks.next_response, seconds: 60 }

test('what is stored comes back as it was', () => expect(policyInput(policyValues(house), house, 3)).toEqual(house))

test('an empty length follows, and so does a clock that is none', () => {
  const values = {
    ...policyValues(house),
    clocks: following,
    serviceLevelSeconds: '',
    abandonAfterSeconds: '',
    chatLimitSeconds: '',
  }
  expect(policyInput(values, queue, 0)).toEqual({
    ...queue,
    clocks: following,
    serviceLevelSeconds: null,
    abandonAfterSeconds: null,
    chatLimitSeconds: null,
    version: 0,
  })
})

test.each([
  ['nine seconds', { ...clock, seconds: 9 }, 'clocks.next_response.seconds'],
  ['no time', { ...clock, seconds: '' }, 'clocks.next_response.seconds'],
  [
    'over the highest priority',
    { ...clock, onBreach: [{ do: 'raise_priority' as const, by: 1_001 }] },
    'clocks.next_response.onBreach.0',
  ],
  [
    'no queue chosen',
    { ...clock, onWarning: [{ do: 'move' as const, queueId: '' as QueueId }] },
    'clocks.next_response.onWarning.0',
  ],
  [
    'its own queue',
    { ...clock, onBreach: [{ do: 'move' as const, queueId: queue.queueId }] },
    'clocks.next_response.onBreach.0',
  ],
])('%s is refused at its field', (_what, next_response, path) =>
  expect(wrong({ clocks: { ...following, next_response } })).toEqual([path]),
)

test('a length of no second', () => expect(wrong({ serviceLevelSeconds: 0 })).toEqual(['serviceLevelSeconds']))

test('a channel follows the workspace, a queue its channel, the workspace what is delivered', () => {
  const own = { ...house, clocks: { ...following, solution: { ...plainClocks.solution, on: true } } }
  expect(followedBy([own], 'channel', 'solution')).toMatchObject({ from: 'workspace', promise: { on: true } })
  expect(followedBy([own], 'queue', 'solution')).toMatchObject({ from: 'channel', promise: { on: true } })
  expect(followedBy([own], 'channel', 'next_response').from).toBe('plain')
  expect(followedBy([own], 'workspace', 'solution').from).toBe('plain')
})
