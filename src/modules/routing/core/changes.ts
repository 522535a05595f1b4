/** What can happen to an interaction, and the changes that several topics make. */
import type { ClockName } from '../../../contract/cards.ts'
import type { FilledField } from '../../../contract/closing.ts'
import type { AgentId, Instant, OfferId, QueueId, ReasonId, TagId } from '../../../contract/ids.ts'
import type {
  Active,
  ChosenDisposition,
  Interaction,
  Offer,
  Parked,
  Preferred,
  Transfer,
  WrapUp,
} from './interaction.ts'

/** What changed, small: the shell makes facts of it, which carry the whole card (`facts.ts`). */
export type InteractionChange =
  | { type: 'interaction.offered'; offer: Offer }
  | { type: 'interaction.offer_lapsed'; offer: Offer }
  /** `reasonId`: why, where they said so. */
  | { type: 'interaction.offer_rejected'; offerId: OfferId; agentId: AgentId; reasonId?: ReasonId }
  | { type: 'interaction.offer_withdrawn'; offerId: OfferId; agentIds: readonly AgentId[] }
  /** `by`: the colleague or supervisor who gave it; null: the agent took it, or the house gave it. */
  | { type: 'interaction.assigned'; agentId: AgentId; by: AgentId | null; at: Instant }
  | {
      type: 'interaction.wrap_up_started'
      agentId: AgentId
      wrapUp: WrapUp & { readonly endsAt: Instant }
      disposition: ChosenDisposition | null
      fields: readonly FilledField[]
    }
  | { type: 'interaction.closing_kept'; disposition: ChosenDisposition | null; fields: readonly FilledField[] }
  | { type: 'interaction.wrap_up_held'; agentId: AgentId }
  | { type: 'interaction.wrap_up_lengthened'; endsAt: Instant }
  /** The contact wrote to what was held at zero: its time is now. Whoever sweeps decides how it goes on. */
  | { type: 'interaction.wrap_up_due'; at: Instant }
  | { type: 'interaction.resumed'; agentId: AgentId }
  | {
      type: 'interaction.closed'
      /** Null: it was turned away, nobody had it. */
      agentId: AgentId | null
      at: Instant
      disposition: ChosenDisposition | null
      fields: readonly FilledField[]
      /** The contact is to be asked what they thought of it. */
      asksContact: boolean
    }
  | { type: 'interaction.reopened'; queueId: QueueId; priority: number; at: Instant; preferred: Preferred }
  /** `since`: when they wrote; `heardAt`: from when the agent can know. */
  | { type: 'interaction.reply_awaited'; since: Instant; heardAt: Instant }
  | { type: 'interaction.reply_given'; at: Instant }
  | { type: 'interaction.parked'; agentId: AgentId; parked: Parked }
  /** The contact wrote: its time is now. Whoever sweeps brings it back, under the lock of loads. */
  | { type: 'interaction.wake_due'; at: Instant }
  | { type: 'interaction.unparked'; agentId: AgentId; at: Instant }
  | { type: 'interaction.passed'; agentId: AgentId; transfer: Transfer; at: Instant }
  | { type: 'interaction.consulted'; agentId: AgentId; transfer: Transfer }
  | { type: 'interaction.consult_ended'; agentId: AgentId; toAgentId: AgentId | null; why: ConsultEnd }
  | { type: 'interaction.returned'; agentId: AgentId; at: Instant }
  | { type: 'interaction.transfer_ended' }
  /** It follows the rules of this queue again. */
  | { type: 'interaction.queue_restored'; queueId: QueueId }
  | {
      type: 'interaction.moved'
      queueId: QueueId
      fromQueueId: QueueId
      /** Who had it; null: it waited already. */
      fromAgentId: AgentId | null
      /** Null: the house. */
      by: AgentId | null
      why: MoveReason
      at: Instant
      waitingSince: Instant
      transfer: Transfer | null
    }
  | { type: 'interaction.contact_asked'; at: Instant; answers: readonly string[] }
  | { type: 'interaction.rated'; at: Instant; place: number }
  | { type: 'interaction.clock_warned'; clock: ClockName; alarm: boolean }
  | { type: 'interaction.clock_breached'; clock: ClockName; alarm: boolean }
  | { type: 'interaction.priority_set'; priority: number }
  | { type: 'interaction.tagged'; tagIds: readonly TagId[] }

/**
 * Why it waits (again) in its queue: passed on by its agent, not answered in time, woken without its agent, moved
 * there by a supervisor or a rule, taken back from its agent, or left behind by one who has gone.
 */
export type MoveReason = 'passed' | 'not_answered' | 'woken' | 'moved' | 'taken_back' | 'agent_gone'

/** How a question to a colleague ended without being taken. */
export type ConsultEnd = 'called_back' | 'declined' | 'lapsed'

export type Move = Extract<InteractionChange, { type: 'interaction.moved' }>

export const given = (agentId: AgentId, at: Instant, by: AgentId | null = null): InteractionChange => ({
  type: 'interaction.assigned',
  agentId,
  by,
  at,
})

/** It waits again in its queue, with its age. */
export function moved(
  { queueId, agentId: fromAgentId, waitingSince }: Active,
  { why, by, at }: Pick<Move, 'why' | 'by' | 'at'>,
): Move {
  const from = { fromQueueId: queueId, fromAgentId }
  return { type: 'interaction.moved', queueId, ...from, by, why, at, waitingSince, transfer: null }
}

/** A colleague is being asked, and whoever asks still has it. */
export const consultOf = (interaction: Interaction): Transfer | null =>
  interaction.state === 'active' ? interaction.transfer : null

export const consultEnded = (interaction: Interaction, why: ConsultEnd): InteractionChange[] => {
  const consult = consultOf(interaction)
  if (consult === null) return []
  const { fromAgentId: agentId, toAgentId } = consult
  return [{ type: 'interaction.consult_ended', agentId, toAgentId, why }]
}
