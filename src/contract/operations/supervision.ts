import { z } from 'zod'
import { AgentId, InteractionId, QueueId, ReasonId } from '../ids.ts'
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
