import { z } from 'zod'
import { DomainEvent } from './events.ts'
import { AgentId, ConversationId, Instant } from './ids.ts'

/** What somebody is doing in a conversation: a passing signal, never a fact. */
export const Doing = z.enum(['reading', 'typing_reply', 'typing_note'])
export type Doing = z.infer<typeof Doing>

/** Browser to server, over the one socket of a tab. */
export const FromBrowser = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribe'), after: z.number().int().min(0) }),
  /** What I am doing, and where; null: nowhere. */
  z.object({ type: z.literal('doing'), conversationId: ConversationId.nullable(), doing: Doing }),
])
export type FromBrowser = z.infer<typeof FromBrowser>

/** Server to browser. `lines` are consecutive journal lines from `from`; null is one this person may not see. */
export const FromServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lines'), from: z.number().int(), at: Instant, lines: z.array(DomainEvent.nullable()) }),
  /** What was missed is too much, or what this person may see has changed: fetch the snapshot again. */
  z.object({ type: z.literal('resync') }),
  z.object({
    type: z.literal('here'),
    conversationId: ConversationId,
    agents: z.array(z.object({ agentId: AgentId, doing: Doing })),
  }),
  /** The server's clock, for countdowns. Sent on connecting, every half minute, and when it leaps. */
  z.object({ type: z.literal('clock'), now: Instant }),
  /** The session is over. */
  z.object({ type: z.literal('signed_out') }),
])
export type FromServer = z.infer<typeof FromServer>
