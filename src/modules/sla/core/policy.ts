import type { ClockName } from '../../../contract/cards.ts'
import type { ChannelId, QueueId } from '../../../contract/ids.ts'
import type { OpenHours } from '../../../contract/operations/calendars.ts'
import type { ClockPromise, Escalation, PolicyClocks, SlaPolicy } from '../../../contract/operations/sla.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { clockNames, type Promises } from './clock.ts'

const off = (seconds: number): ClockPromise => ({
  on: false,
  seconds,
  warnPercent: 80,
  businessHours: true,
  onWarning: [],
  onBreach: [],
})

/** What holds until somebody says otherwise: an answer within five minutes, amber at four. */
export const plainClocks = {
  queue_answer: off(60),
  first_response: off(300),
  next_response: { ...off(300), on: true },
  solution: off(86_400),
} as const satisfies Record<ClockName, ClockPromise>

/** What a service level is measured by until somebody says otherwise. */
export const plainLevel = { serviceLevelSeconds: 60, abandonAfterSeconds: 1_800, chatLimitSeconds: 3_600 }

/** No clock of its own: everything follows. */
export const following: PolicyClocks = {
  queue_answer: null,
  first_response: null,
  next_response: null,
  solution: null,
}

/** The policies of a workspace: of its own, and of the channels and queues that have one. */
export type Policies = {
  readonly workspace: PolicyClocks
  readonly owners: ReadonlyMap<string, PolicyClocks>
}

/** As they are kept. */
export function policiesFrom(kept: readonly (Owned & Pick<SlaPolicy, 'clocks'>)[]): Policies {
  const own = kept.find((policy) => ownerOf(policy).owner === 'workspace')
  const owners = kept.flatMap((policy) => {
    const { ownerId } = ownerOf(policy)
    return ownerId === null ? [] : [[ownerId, policy.clocks] as const]
  })
  return { workspace: own?.clocks ?? following, owners: new Map(owners) }
}

type Owned = Pick<SlaPolicy, 'channelId' | 'queueId'>
export type PolicyOwner = 'workspace' | 'channel' | 'queue'

/** Whose a policy is, and the id of that channel or queue. */
export function ownerOf({ channelId, queueId }: Owned): { owner: PolicyOwner; ownerId: ChannelId | QueueId | null } {
  if (channelId !== null) return { owner: 'channel', ownerId: channelId }
  return queueId === null ? { owner: 'workspace', ownerId: null } : { owner: 'queue', ownerId: queueId }
}

/** What is promised for what comes on this channel and waits in this queue: the queue's word first, then the channel's. */
export function promisesFor(
  { workspace, owners }: Policies,
  channel: { readonly id: ChannelId; readonly hours: OpenHours | null },
  queueId: QueueId,
): Promises {
  const termsOf = (name: ClockName) => ({
    promise: owners.get(queueId)?.[name] ?? owners.get(channel.id)?.[name] ?? workspace[name] ?? plainClocks[name],
    hours: channel.hours,
  })
  return {
    queue_answer: termsOf('queue_answer'),
    first_response: termsOf('first_response'),
    next_response: termsOf('next_response'),
    solution: termsOf('solution'),
  }
}

/**
 * May it be kept so? Refuses `invalid_input`: of a channel and a queue at once, a channel with a service level, an escalation that moves to its own queue,
 * or the same one twice.
 */
export function checkPolicy(policy: Omit<SlaPolicy, 'version'>): Result<null> {
  const { channelId, queueId, clocks } = policy
  const { owner } = ownerOf(policy)
  if (channelId !== null && queueId !== null) return refuse('invalid_input', 'channelId: or queueId')
  const level = [policy.serviceLevelSeconds, policy.abandonAfterSeconds, policy.chatLimitSeconds]
  if (owner === 'channel' && level.some((seconds) => seconds !== null))
    return refuse('invalid_input', 'serviceLevelSeconds: of queues')
  for (const name of clockNames) {
    const promise = clocks[name]
    if (promise === null) continue
    for (const when of ['onWarning', 'onBreach'] as const) {
      const wrong = wrongEscalation(promise[when], queueId)
      if (wrong) return refuse('invalid_input', `clocks.${name}.${when}: ${wrong}`)
    }
  }
  return ok(null)
}

function wrongEscalation(list: readonly Escalation[], ownQueue: QueueId | null): string | null {
  const kinds = list.map((one) => one.do)
  if (new Set(kinds).size < kinds.length) return 'the same thing twice'
  return list.some((one) => one.do === 'move' && one.queueId === ownQueue) ? 'moves to its own queue' : null
}

/** The queues that escalations of these clocks move to. */
export const queuesMovedTo = (clocks: PolicyClocks): QueueId[] =>
  clockNames.flatMap((name) =>
    [...(clocks[name]?.onWarning ?? []), ...(clocks[name]?.onBreach ?? [])].flatMap((one) =>
      one.do === 'move' ? [one.queueId] : [],
    ),
  )
