import { z } from 'zod'
import type { ClockName } from '../cards.ts'
import { ChannelId, QueueId } from '../ids.ts'
import { operation } from '../operation.ts'

/** Seconds a promise may give. */
export const promiseLimits = { min: 10, max: 30 * 86_400 }
/** Each clock tells at most so many things at its warning and at its breach. */
export const maxEscalations = 3
/** How far one escalation raises a priority, and the highest there is. */
export const maxPriority = 1_000

/**
 * What happens by itself when a clock warns or is due. Each of them once for every time the clock is started. Where it
 * cannot move, because the queue is not for the channel, supervisors are told.
 */
export const Escalation = z.discriminatedUnion('do', [
  z.object({ do: z.literal('raise_priority'), by: z.number().int().min(1).max(maxPriority) }),
  z.object({ do: z.literal('move'), queueId: QueueId }),
  z.object({ do: z.literal('tell_supervisors') }),
])
export type Escalation = z.infer<typeof Escalation>

const escalations = z.array(Escalation).max(maxEscalations)

/** What is promised for one clock (D-09). `warnPercent` 100: it never warns. */
export const ClockPromise = z.object({
  on: z.boolean(),
  seconds: z.number().int().min(promiseLimits.min).max(promiseLimits.max),
  warnPercent: z.number().int().min(1).max(100),
  /** Only the time in which the channel is open counts. */
  businessHours: z.boolean(),
  onWarning: escalations,
  onBreach: escalations,
})
export type ClockPromise = z.infer<typeof ClockPromise>

/** A clock that is null follows what stands above: a queue its channel, a channel the workspace. */
export const PolicyClocks = z.object({
  queue_answer: ClockPromise.nullable(),
  first_response: ClockPromise.nullable(),
  next_response: ClockPromise.nullable(),
  solution: ClockPromise.nullable(),
} satisfies Record<ClockName, unknown>)
export type PolicyClocks = z.infer<typeof PolicyClocks>

const policy = {
  /** Whose promises these are: of this channel, of this queue, or, when both are null, of the workspace. */
  channelId: ChannelId.nullable(),
  queueId: QueueId.nullable(),
  clocks: PolicyClocks,
  /** Taken within so many seconds counts as in time (D-10). Null follows the workspace. Channels have none. */
  serviceLevelSeconds: z.number().int().min(1).max(86_400).nullable(),
  /** Nobody took it for so long: it counts as abandoned (D-11). */
  abandonAfterSeconds: z
    .number()
    .int()
    .min(1)
    .max(30 * 86_400)
    .nullable(),
  /** An agent who has one in hand for so long has it too long: the board flags it, nothing else follows. */
  chatLimitSeconds: z
    .number()
    .int()
    .min(1)
    .max(30 * 86_400)
    .nullable()
    .default(null),
}

/** Version 0: nothing was saved yet, and what stands here is what holds all the same. */
export const SlaPolicy = z.object({ ...policy, version: z.number().int() })
export type SlaPolicy = z.infer<typeof SlaPolicy>

export const listPolicies = operation({
  method: 'GET',
  path: '/api/sla/policies',
  summary: 'Service promises: of the workspace, and where a channel or a queue has its own.',
  permission: 'queues.manage',
  input: z.object({}),
  output: z.object({ policies: z.array(SlaPolicy) }),
})

export const savePolicy = operation({
  method: 'POST',
  path: '/api/sla/policies/save',
  summary: 'Change what is promised. Clocks that run already keep their times; clocks started from now on follow.',
  permission: 'queues.manage',
  input: z.object({ ...policy, version: z.number().int() }),
  output: z.object({ version: z.number().int() }),
})
