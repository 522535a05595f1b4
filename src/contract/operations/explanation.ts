import { z } from 'zod'
import { StrategyName } from '../cards.ts'
import { AgentId, ChannelId, Instant, InteractionId, QueueId, ReasonId } from '../ids.ts'
import { Overflow } from '../line.ts'
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

/** The way a stranger's first message would take on a channel now, by its settings as they are saved. */
export const MessagePath = z.object({
  at: Instant,
  /** False: the channel is switched off, and what comes waits. */
  active: z.boolean(),
  /** Closed until then (null: nobody knows); what contacts are told once (empty: nothing), and whether it waits. Null: open. */
  closed: z.object({ until: Instant.nullable(), text: z.string(), holds: z.boolean() }).nullable(),
  /** Where it would wait; null: the channel leads nowhere yet. */
  queue: z
    .object({
      id: QueueId,
      strategy: StrategyName,
      asksToAccept: z.boolean(),
      /** For how long whoever comes first would be asked. */
      acceptSeconds: z.number().int(),
      priority: z.number().int(),
      /** How many people it may ask at all. */
      able: z.number().int(),
      /** How many wait in it already. */
      waiting: z.number().int(),
      /** By how fast the line went in the past hour; null: too few to say. */
      expectedWaitSeconds: z.number().int().nullable(),
      /** What becomes of one more, where the line is full; null: it is not. */
      overflow: Overflow.nullable(),
    })
    .nullable(),
  /** Who would be asked or given it, with nobody before it, and why; null: nobody now. */
  why: Why.nullable(),
})
export type MessagePath = z.infer<typeof MessagePath>

export const tryMessage = operation({
  method: 'GET',
  path: '/api/routing/try',
  summary: 'The way a first message would take on a channel now: its hours, queue and line, and whom it would reach.',
  permission: 'channels.manage',
  input: z.object({ channelId: ChannelId }),
  output: MessagePath,
})
