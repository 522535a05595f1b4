import type { ClockName } from '../../../../contract/cards.ts'
import {
  type ClockPromise,
  type Escalation,
  maxPriority,
  promiseLimits,
  type SlaPolicy,
} from '../../../../contract/operations/sla.ts'
import { clockNames } from '../../../../modules/sla/core/clock.ts'
import { ownerOf, type PolicyOwner, plainClocks } from '../../../../modules/sla/core/policy.ts'
import type { times } from '../../../i18n/times.ts'
import { isWholeFrom, type Typed } from '../shared/checks.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'

type Words = (typeof times)['en']

export type ClockValues = Omit<ClockPromise, 'seconds'> & { seconds: Typed }
/** What the form of a policy holds. A clock that is null follows; an empty length follows too. */
export type PolicyValues = {
  clocks: Record<ClockName, ClockValues | null>
  serviceLevelSeconds: Typed
  abandonAfterSeconds: Typed
  chatLimitSeconds: Typed
}

export const policyWholes = clockNames.map((name) => `clocks.${name}`)

/** Pure: the form of a policy as it is stored. */
export const policyValues = (policy: SlaPolicy): PolicyValues => ({
  clocks: policy.clocks,
  serviceLevelSeconds: policy.serviceLevelSeconds ?? '',
  abandonAfterSeconds: policy.abandonAfterSeconds ?? '',
  chatLimitSeconds: policy.chatLimitSeconds ?? '',
})

/** Pure: what is sent to be saved. Called when nothing is wrong any more. */
export function policyInput(
  values: PolicyValues,
  { channelId, queueId }: Pick<SlaPolicy, 'channelId' | 'queueId'>,
  version: number,
): SlaPolicy {
  const clock = (name: ClockName): ClockPromise | null => {
    const own = values.clocks[name]
    return own && { ...own, seconds: Number(own.seconds) }
  }
  const clocks = {
    queue_answer: clock('queue_answer'),
    first_response: clock('first_response'),
    next_response: clock('next_response'),
    solution: clock('solution'),
  }
  const orFollow = (seconds: Typed) => (seconds === '' ? null : Number(seconds))
  return {
    channelId,
    queueId,
    clocks,
    serviceLevelSeconds: orFollow(values.serviceLevelSeconds),
    abandonAfterSeconds: orFollow(values.abandonAfterSeconds),
    chatLimitSeconds: orFollow(values.chatLimitSeconds),
    version,
  }
}

/** Pure: where each clock of a policy gets its word from when it has none of its own. */
export function followedBy(
  policies: readonly SlaPolicy[],
  owner: PolicyOwner,
  name: ClockName,
): { from: PolicyOwner | 'plain'; promise: ClockPromise } {
  const workspace = policies.find((policy) => ownerOf(policy).owner === 'workspace')?.clocks[name] ?? null
  if (owner === 'workspace' || workspace === null) return { from: 'plain', promise: plainClocks[name] }
  // The channels of a queue may differ: what is shown is what stands above them.
  return { from: owner === 'queue' ? 'channel' : 'workspace', promise: workspace }
}

const longest = 30 * 86_400

/** Pure: everything that keeps a policy from being saved. The server asks the same again. */
export function policyProblems(values: PolicyValues, ownerId: string | null, words: Words): Problem[] {
  const { serviceLevelSeconds: level, abandonAfterSeconds: abandon, chatLimitSeconds: chat } = values
  return [
    ...clockNames.flatMap((name) => {
      const own = values.clocks[name]
      return own === null ? [] : clockProblems(own, `clocks.${name}`, ownerId, words)
    }),
    ...problem(level !== '' && !isWholeFrom(level, 1, 86_400), 'serviceLevelSeconds', words.serviceLevelWrong),
    ...problem(abandon !== '' && !isWholeFrom(abandon, 1, longest), 'abandonAfterSeconds', words.levelWrong),
    ...problem(chat !== '' && !isWholeFrom(chat, 1, longest), 'chatLimitSeconds', words.levelWrong),
  ]
}

function clockProblems(own: ClockValues, path: string, ownerId: string | null, words: Words): Problem[] {
  const { min, max } = promiseLimits
  const escalations = (['onWarning', 'onBreach'] as const).flatMap((when) =>
    own[when].flatMap((one, at) => {
      const text = escalationProblem(one, ownerId, words)
      return text === null ? [] : [{ path: `${path}.${when}.${at}`, text }]
    }),
  )
  return [...problem(!isWholeFrom(own.seconds, min, max), `${path}.seconds`, words.withinWrong), ...escalations]
}

function escalationProblem(one: Escalation, ownerId: string | null, words: Words): string | null {
  if (one.do === 'raise_priority') return isWholeFrom(one.by, 1, maxPriority) ? null : words.raiseWrong
  if (one.do === 'move' && !one.queueId) return words.queueNeeded
  return one.do === 'move' && one.queueId === ownerId ? words.ownQueue : null
}

/** Pure: the fields a refusal of the server speaks of. */
export const placesOfPolicy = ({ detail = '' }: NotSaved): string[] =>
  detail.startsWith('clocks.') ? [detail.split(':')[0] ?? ''] : []

const problem = (isWrong: boolean, path: string, text: string): Problem[] => (isWrong ? [{ path, text }] : [])
