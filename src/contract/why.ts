import { z } from 'zod'
import { Eligible, StrategyName } from './cards.ts'
import { AgentId, Instant } from './ids.ts'

/** An agent as a queue saw them when it picked: all that a strategy compares. */
export const Considered = z.object({
  agentId: AgentId,
  /** How many they held or were offered, before this one, of how many they may. */
  load: z.number().int(),
  capacity: z.number().int(),
  /** They were on the telephone. */
  onCall: z.boolean().optional(),
  idleSince: Instant,
  level: z.number().int(),
  penalty: z.number().int(),
  /** When they last took something of this queue; null: never, or its strategy does not ask. */
  lastTookAt: Instant.nullable(),
})
export type Considered = z.infer<typeof Considered>

/** The first few of a number of agents. */
const some = <T extends z.ZodType>(one: T) => z.object({ first: z.array(one), count: z.number().int() })

/** Why the router gave an interaction to whom: kept as it was at that moment, bounded however many there are. */
export const Why = z.object({
  strategy: StrategyName,
  /** Whom the queue asks, by what they are doing. */
  eligible: Eligible.default('with_room'),
  /** The one chosen is whom it would rather have: the strategy was not asked. */
  preferred: z.boolean().default(false),
  /** Who was asked, or was given it; never nobody. */
  chosen: some(Considered),
  /** Who would have come next. */
  next: z.array(Considered),
  /** Ready members without room. */
  full: some(Considered),
  /** Ready members with room whom the queue does not ask beside what they were doing. */
  busy: some(Considered).default({ first: [], count: 0 }),
  /** Who let it pass before. */
  passedOver: some(AgentId),
  /** Everybody with room had let it pass: a new round began. */
  newRound: z.boolean(),
})
export type Why = z.infer<typeof Why>
