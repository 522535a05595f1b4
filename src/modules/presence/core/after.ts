import type { QueueCard, ReadyRule } from '../../../contract/cards.ts'
import type { AgentId, Instant, ReasonId } from '../../../contract/ids.ts'
import type { InteractionChange } from '../../routing/core/changes.ts'
import {
  type AgentPresence,
  afterDone,
  afterEnd,
  afterHold,
  afterLetGo,
  afterMiss,
  afterReceiving,
  afterResume,
} from './presence.ts'

/** What decides how a change of an interaction moves the agent concerned. */
export type Surroundings = {
  readonly queue: Pick<QueueCard, 'onReject' | 'onTimeout' | 'afterWrapUp'> & { readonly returnSeconds: number | null }
  /** The break its channel shows from the end of the conversation until it is disposed of; null: none is set. */
  readonly pauseReasonId: ReasonId | null
  /** Was its conversation over, and it not disposed of, before the change? */
  readonly wasWrappingUp: boolean
  /** How many other interactions the agent holds: active and wrapping up. */
  readonly held: number
  /** The break of another interaction that is to be disposed of; null: there is none. */
  readonly heldPauseReasonId: ReasonId | null
  /** What becomes of the agent when they are given something, and when they are done. */
  readonly readyRule: ReadyRule
  readonly at: Instant
}

/** Whose presence a change may move. Who was asked too while a colleague was faster has missed nothing. */
export function movesPresenceOf(change: InteractionChange): readonly AgentId[] {
  switch (change.type) {
    case 'interaction.offer_lapsed':
      return change.offer.agentIds
    case 'interaction.assigned':
    case 'interaction.unparked':
    case 'interaction.offer_rejected':
    case 'interaction.wrap_up_started':
    case 'interaction.wrap_up_held':
    case 'interaction.resumed':
    case 'interaction.closed':
    case 'interaction.passed':
      return change.agentId === null ? [] : [change.agentId]
    case 'interaction.parked':
      // On the telephone nobody is done with anything.
      return change.parked.reason === 'call' ? [] : [change.agentId]
    case 'interaction.moved':
      return change.fromAgentId === null ? [] : [change.fromAgentId]
    default:
      return []
  }
}

/** The presence of one of those agents after the change (D-03, D-07). */
export function presenceAfter(
  presence: AgentPresence,
  change: InteractionChange,
  { queue, pauseReasonId, wasWrappingUp, held, heldPauseReasonId, readyRule, at }: Surroundings,
): AgentPresence {
  const { returnSeconds, afterWrapUp } = queue
  const shownPause = wasWrappingUp ? pauseReasonId : null
  switch (change.type) {
    case 'interaction.assigned':
    case 'interaction.unparked':
      return afterReceiving(presence, { readyRule })
    case 'interaction.offer_lapsed':
      return afterMiss(presence, { policy: queue.onTimeout, returnSeconds, at })
    case 'interaction.offer_rejected':
      return afterMiss(presence, { policy: queue.onReject, returnSeconds, reasonId: change.reasonId ?? null, at })
    case 'interaction.wrap_up_started':
      return afterEnd(presence, { pauseReasonId, at })
    case 'interaction.wrap_up_held':
      return afterHold(presence, { held, pauseReasonId, at })
    case 'interaction.resumed':
      return afterResume(presence, { pauseReasonId: shownPause, heldPauseReasonId, at })
    case 'interaction.closed':
      return afterDone(presence, { held, pauseReasonId: shownPause, heldPauseReasonId, afterWrapUp, readyRule, at })
    case 'interaction.parked':
    case 'interaction.passed':
      return afterLetGo(presence, { held, at })
    case 'interaction.moved': {
      // Also out of a wrap-up: no other follows, and the queue has no say in how they go on.
      const gone = { held, pauseReasonId: shownPause, heldPauseReasonId, readyRule, at }
      return afterDone(presence, { ...gone, afterWrapUp: 'available' })
    }
    default:
      return presence
  }
}
