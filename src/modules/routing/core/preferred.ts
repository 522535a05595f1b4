import type { AgentId, Instant } from '../../../contract/ids.ts'
import type { QueueSettings } from '../../../contract/operations/queues.ts'
import { nobodyPreferred, type Preferred } from './interaction.ts'
import { type Preference, strategyOf } from './strategy.ts'

/** What a queue says of preferred agents (R-057, D-05). */
export type PreferredRule = Pick<QueueSettings, 'strategy' | 'preferredBy' | 'preferredWaitMinutes'>

/** Who had what came before. */
export type HeldBefore = {
  /** Of the interaction that is reopened, or the one before in the same conversation. */
  readonly ofConversation: AgentId | null
  /** Of anything of the contact, the last one. */
  readonly ofContact: AgentId | null
}

const minuteMs = 60_000

/**
 * Whom an interaction that begins to wait at `at` would rather have, and until when it waits for them alone. Nobody where
 * the members take what they want from the list.
 */
export function preferredFor(
  { strategy, preferredBy, preferredWaitMinutes }: PreferredRule,
  { ofConversation, ofContact }: HeldBefore,
  at: Instant,
): Preferred {
  const agentId = { off: null, interaction: ofConversation, contact: ofContact }[preferredBy]
  if (agentId === null || strategyOf(strategy).asks === 'nobody') return nobodyPreferred
  const until = preferredWaitMinutes === null ? null : ((at + preferredWaitMinutes * minuteMs) as Instant)
  return { preferredAgentId: agentId, preferredUntil: until }
}

/**
 * What a preference counts at `at`. `isThere`: the agent works here, belongs to the queue and has its skills, ready or
 * not; nobody waits for one who is gone. When the time is over it goes by the strategy alone.
 */
export function preferenceAt(
  { preferredAgentId, preferredUntil }: Preferred,
  isThere: boolean,
  at: Instant,
): Preference | undefined {
  if (preferredAgentId === null || !isThere) return undefined
  if (preferredUntil === null) return { agentId: preferredAgentId, alone: false }
  return at < preferredUntil ? { agentId: preferredAgentId, alone: true } : undefined
}
