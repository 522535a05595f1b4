import { z } from 'zod'
import { AgentId, ChannelId, Instant, InteractionId, QueueId, ReasonId } from '../ids.ts'
import { operation } from '../operation.ts'
import { Refusal } from '../refusals.ts'

/** The most interactions that are steered at once. */
export const maxSteered = 200

/**
 * An interaction, and how whoever steers it saw it: in which queue, and who held it. If that has changed meanwhile it is
 * left alone, and they are told.
 */
export const SteeredInteraction = z.object({
  interactionId: InteractionId,
  queueId: QueueId,
  agentId: AgentId.nullable(),
})
export type SteeredInteraction = z.infer<typeof SteeredInteraction>

const interactions = z.array(SteeredInteraction).min(1).max(maxSteered)

/** What was not done, and why; the rest was. When nothing was, the call itself is refused. */
const Steered = z.object({ refused: z.array(z.object({ interactionId: InteractionId, refusal: Refusal })) })
export type Steered = z.infer<typeof Steered>

export const moveInteractions = operation({
  method: 'POST',
  path: '/api/supervision/move',
  summary:
    'Send interactions to a queue, waiting or in somebody’s hands. What waited keeps its age; the rest waits from now.',
  permission: 'interactions.steer',
  input: z.object({ interactions, toQueueId: QueueId }),
  output: Steered,
})

export const assignInteractions = operation({
  method: 'POST',
  path: '/api/supervision/assign',
  summary: 'Give interactions to an agent who is signed in; above their capacity only where that is said.',
  permission: 'interactions.steer',
  input: z.object({ interactions, toAgentId: AgentId, aboveCapacity: z.boolean().default(false) }),
  output: Steered,
})

export const takeBackInteractions = operation({
  method: 'POST',
  path: '/api/supervision/take-back',
  summary: 'Take interactions from their agents, back to their queues.',
  permission: 'interactions.steer',
  input: z.object({ interactions }),
  output: Steered,
})

export const setPresenceOf = operation({
  method: 'POST',
  path: '/api/supervision/set-presence',
  summary:
    'Change what a signed-in agent does: available, on a break or offline, with a reason. Nobody but administrators does it to one.',
  permission: 'interactions.steer',
  input: z.object({
    agentId: AgentId,
    state: z.enum(['available', 'on_break', 'working_offline']),
    reasonId: ReasonId.nullable().default(null),
  }),
  output: z.null(),
})

export const signOutAgent = operation({
  method: 'POST',
  path: '/api/supervision/sign-out',
  summary:
    'Sign somebody out everywhere: every session ends, and what they hold goes back to its queues. They come in again with their password (R-124).',
  permission: 'interactions.steer',
  input: z.object({ agentId: AgentId }),
  output: z.object({ returned: z.number().int() }),
})

/** What is counted of one queue and channel since the day began; times are of those answered, in milliseconds. */
export const DayCounts = z.object({
  queueId: QueueId,
  channelId: ChannelId,
  answered: z.number().int(),
  inTime: z.number().int(),
  abandoned: z.number().int(),
  /** Of those abandoned, within the seconds of the service level. */
  lostInTime: z.number().int(),
  completed: z.number().int(),
  /** Of those completed, longer in hand than the limit of chat time. */
  tooLong: z.number().int(),
  waitedMs: z.number(),
  longestMs: z.number(),
})
export type DayCounts = z.infer<typeof DayCounts>

/** What the board cannot know from the view: the counts of the day as of journal line `seq`; facts after it move them. */
export const BoardDay = z.object({
  seq: z.number().int(),
  /** The day of the business: midnight to midnight in this zone. `version`: of what is kept of it; 0: nothing is. */
  zone: z.string(),
  version: z.number().int(),
  from: Instant,
  to: Instant,
  counts: z.array(DayCounts),
  /** How many each agent completed, and when they last took something up or put it down; null: not today. */
  work: z.array(z.object({ agentId: AgentId, completed: z.number().int(), lastAt: Instant })),
  limits: z.array(
    z.object({
      queueId: QueueId,
      serviceLevelSeconds: z.number().int(),
      abandonAfterSeconds: z.number().int(),
      chatLimitSeconds: z.number().int(),
    }),
  ),
  /** Agents that are other systems: nobody sits there. */
  integrations: z.array(AgentId),
})
export type BoardDay = z.infer<typeof BoardDay>

export const getBoardDay = operation({
  method: 'GET',
  path: '/api/supervision/day',
  summary: 'What was answered, abandoned and completed since the day of the business began, and how it is measured.',
  permission: 'interactions.steer',
  input: z.object({}),
  output: BoardDay,
})

export const saveBusinessDay = operation({
  method: 'POST',
  path: '/api/supervision/save-day',
  summary: 'Say in which zone the day of the business begins at midnight. `version` is the one that was read.',
  permission: 'queues.manage',
  input: z.object({ zone: z.string().min(1).max(60), version: z.number().int() }),
  output: z.object({ version: z.number().int() }),
})
