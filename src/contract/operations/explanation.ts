import { z } from 'zod'
import { AgentId, Instant, InteractionId, QueueId, ReasonId } from '../ids.ts'
import { operation } from '../operation.ts'
import { Why } from '../why.ts'

/** Something that happened on an interaction's way to whoever has it. */
export const RoutingStep = z.discriminatedUnion('what', [
  /** The router asked these, for these reasons; null: they were not kept. */
  z.object({ what: z.literal('offered'), at: Instant, agentIds: z.array(AgentId), why: Why.nullable() }),
  /** The router gave it to one without asking. */
  z.object({ what: z.literal('given'), at: Instant, agentIds: z.array(AgentId), why: Why.nullable() }),
  /** Somebody else gave it to them. */
  z.object({ what: z.literal('assigned'), at: Instant, agentIds: z.array(AgentId), by: AgentId }),
  /** They said no, and perhaps why. */
  z.object({ what: z.literal('rejected'), at: Instant, agentIds: z.array(AgentId), reasonId: ReasonId.nullable() }),
  /** They wrote first; said yes; took it by hand, unasked; said nothing; or were no longer there. */
  z.object({
    what: z.enum(['started', 'accepted', 'taken', 'lapsed', 'withdrawn']),
    at: Instant,
    agentIds: z.array(AgentId),
  }),
  /** Its agent let go of it for a colleague, who is asked next; or has it again, as nobody took it. */
  z.object({ what: z.literal('passed'), at: Instant, agentIds: z.array(AgentId), to: AgentId }),
  z.object({ what: z.literal('returned'), at: Instant, agentIds: z.array(AgentId) }),
  /** It waits (again), in this queue. `agentIds`: who had it; `by`: whose doing, null: the house's. */
  z.object({
    what: z.literal('moved'),
    at: Instant,
    agentIds: z.array(AgentId),
    queueId: QueueId,
    by: AgentId.nullable(),
    why: z.enum(['passed', 'not_answered', 'woken', 'moved', 'taken_back', 'agent_gone']),
  }),
])
export type RoutingStep = z.infer<typeof RoutingStep>

export const explainRouting = operation({
  method: 'GET',
  path: '/api/routing/why',
  summary:
    'How an interaction came to whoever has it, and why them: who was considered, with what decided. Oldest first.',
  permission: 'reports.read',
  input: z.object({ interactionId: InteractionId }),
  output: z.object({ steps: z.array(RoutingStep) }),
})
