/** What can be asked of an interaction, by people, by the router and by the sweeps. */
import type { ClosingField, FieldValue } from '../../../contract/closing.ts'
import type { AgentId, DispositionId, Instant, OfferId, QueueId, ReasonId } from '../../../contract/ids.ts'
import type { Disposition } from '../../../contract/operations/dispositions.ts'
import type { Result } from '../../../contract/refusals.ts'
import type { Promises } from '../../sla/core/clock.ts'
import type { TagChange } from '../../tags/core/tags.ts'
import type { InteractionChange } from './changes.ts'
import type { Preferred, Transfer } from './interaction.ts'

export type InteractionCommand =
  | { type: 'offer'; offerId: OfferId; agentIds: readonly AgentId[]; expiresAt: Instant }
  /** The queue does not ask. */
  | { type: 'auto_assign'; agentId: AgentId; at: Instant }
  /** `isIn`, here and below: they are signed in. */
  | { type: 'accept_offer'; offerId: OfferId; by: AgentId; at: Instant; isIn: boolean }
  /** `senderIsIn`: whoever passed it on is still signed in, should it go back to them. */
  | {
      type: 'reject_offer'
      offerId: OfferId
      by: AgentId
      at: Instant
      senderIsIn: boolean
      reasonId?: ReasonId | null
    }
  | { type: 'lapse_offer'; offerId: OfferId; at: Instant }
  /** Taken back from those alone: for the others it stands. */
  | { type: 'withdraw_offer'; offerId: OfferId; agentIds: readonly AgentId[] }
  | { type: 'take'; by: AgentId; at: Instant; standing: Standing }
  | {
      type: 'end'
      by: AgentId
      at: Instant
      wrapUpSeconds: number
      dispositionId: DispositionId | null
      fields: readonly FieldValue[]
      choice: Choice
    }
  | {
      type: 'finish'
      by: AgentId
      at: Instant
      dispositionId: DispositionId | null
      fields: readonly FieldValue[]
      choice: Choice
    }
  /** Chosen and filled in so far, before anybody presses Finish: null takes back what was chosen. */
  | {
      type: 'keep_closing'
      by: AgentId
      dispositionId: DispositionId | null
      fields: readonly FieldValue[]
      choice: Choice
    }
  | { type: 'wrap_up_over'; at: Instant; choice: Choice }
  | { type: 'lengthen_wrap_up'; by: AgentId; at: Instant }
  | { type: 'resume'; by: AgentId; isIn: boolean }
  /** `priority`: with which the queue begins. */
  | { type: 'reopen'; queueId: QueueId; priority: number; at: Instant; preferred?: Preferred }
  /** `at`: when they wrote; `now`: when we heard it. */
  | { type: 'contact_wrote'; at: Instant; now: Instant }
  | { type: 'agent_replied'; at: Instant }
  /** What answered them was taken back before it went. `since`: when they wrote. */
  | { type: 'reply_taken_back'; since: Instant; at: Instant }
  /** Set aside by hand, until a time (snooze) or until woken. */
  | { type: 'park'; by: AgentId; at: Instant; until: Instant | null; allowed: boolean }
  | { type: 'unpark'; by: AgentId; at: Instant; isIn: boolean; room: boolean }
  /** The agent is on the telephone. */
  | { type: 'park_for_call'; at: Instant }
  /** They have hung up. `isIn`: its agent is signed in. */
  | { type: 'call_over'; at: Instant; isIn: boolean }
  /** Its time is over, or the contact wrote. `isIn`: its agent is signed in. */
  | { type: 'wake'; at: Instant; isIn: boolean }
  /** The contact has been silent for so long. */
  | { type: 'park_silent'; at: Instant; afterSeconds: number }
  /** The agent has not answered for so long. */
  | { type: 'take_back_unanswered'; at: Instant; afterSeconds: number }
  /** Its agent signed out or disappeared, and its queue takes back what they talk in. */
  | { type: 'agent_gone'; at: Instant }
  | {
      type: 'pass_to_queue'
      by: AgentId
      at: Instant
      queueId: QueueId
      /** What comes on its channel belongs into that queue. */
      takes: boolean
      /** Its channel lets agents pass on what they hold. */
      allowed: boolean
      id: OfferId
      note: string
      returnSeconds: number
    }
  | {
      type: 'pass_to_agent'
      by: AgentId
      at: Instant
      to: AgentId
      /** Its channel lets agents pass on what they hold. */
      allowed: boolean
      id: OfferId
      mode: Transfer['mode']
      note: string
      /** How long it is asked for: the seconds after which it returns, or those of the queue when it never does. */
      askSeconds: number
      returns: boolean
      receiver: Receiver
    }
  | { type: 'call_back'; by: AgentId }
  | { type: 'accept_transfer'; id: OfferId; by: AgentId; at: Instant; isIn: boolean; room: boolean }
  | { type: 'decline_transfer'; id: OfferId; by: AgentId }
  | { type: 'transfer_over'; at: Instant; senderIsIn: boolean }
  /**
   * It shall wait, in that queue: out of the hands of whoever has it. `by`: the supervisor; null: the house, such as a
   * rule. `seen` null: however it stands. `takes`: what comes on its channel belongs into that queue.
   */
  | { type: 'move'; queueId: QueueId; takes: boolean; by: AgentId | null; at: Instant; seen: Seen | null }
  /** The line is too long for it, or it waited too long: it ends, and nobody had it. */
  | { type: 'turn_away'; at: Instant }
  /** From its agent back to its queue. */
  | { type: 'take_back'; by: AgentId | null; at: Instant; seen: Seen | null }
  /** A supervisor gives it to an agent; above their capacity only where that is said. */
  | {
      type: 'assign'
      agentId: AgentId
      by: AgentId
      at: Instant
      seen: Seen | null
      readiness: Readiness
      aboveCapacity: boolean
    }
  /** The contact was asked what they thought of it. */
  | { type: 'ask_contact'; at: Instant; answers: readonly string[] }
  /** Whoever holds it asks now, while it goes on. */
  | { type: 'ask_now'; by: AgentId; at: Instant; answers: readonly string[] }
  | { type: 'contact_answered'; at: Instant; place: number }
  /** Clocks may have something to tell. `queues`: those that work can be moved to. */
  | { type: 'clocks_due'; at: Instant; promises: Promises; queues: ReadonlySet<QueueId> }
  /** A rule says how urgent it is. */
  | { type: 'set_priority'; priority: number }
  /** A rule ends it, with this outcome or the one that was chosen. */
  | { type: 'close'; at: Instant; dispositionId: DispositionId | null; choice: Choice }
  /** `add`: those that may be put on something. Both may name what is there, or not there, already. */
  | ({ type: 'tag' } & TagChange)

/** What an agent may choose from and fill in at the end, what of it they must, and whether the contact is asked after it. */
export type Choice = {
  readonly required: boolean
  readonly offered: readonly Pick<Disposition, 'id' | 'name'>[]
  readonly fields: readonly ClosingField[]
  readonly asksContact: boolean
}

/** What decides whether an agent may take an interaction out of the queue by hand. */
export type Standing = {
  readonly member: boolean
  /** Signed in: enough for what they are asked to take. */
  readonly isIn: boolean
  readonly available: boolean
  readonly room: boolean
  /** Does the queue let them, by what else they are doing? */
  readonly fits: boolean
}

/** What decides whether somebody may be asked to take over. */
export type Receiver = { readonly ready: boolean; readonly room: boolean }

/** What somebody who steers saw: where it was, and who held it (null: nobody). Whoever saw something else is told so. */
export type Seen = { readonly queueId: QueueId; readonly agentId: AgentId | null }

/** Whether an agent can be given work by a supervisor. */
export type Readiness = { readonly signedIn: boolean; readonly room: boolean }

export type Command<T extends InteractionCommand['type']> = Extract<InteractionCommand, { type: T }>

export type Decision = Result<InteractionChange[]>
