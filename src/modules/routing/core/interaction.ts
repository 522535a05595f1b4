/** What an interaction is: its five states, what each of them has, and how one begins. */
import type { FilledField, Satisfaction } from '../../../contract/closing.ts'
import type {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  OfferId,
  QueueId,
  TagId,
} from '../../../contract/ids.ts'
import type { Clocks } from '../../sla/core/clock.ts'

/** What every interaction has, whatever its state. */
export type Base = {
  readonly id: InteractionId
  /** The number people quote. */
  readonly number: number
  readonly conversationId: ConversationId
  readonly channelId: ChannelId
  readonly contactId: ContactId
  readonly queueId: QueueId
  /** Higher is more urgent. */
  readonly priority: number
  readonly origin: 'contact' | 'agent'
  readonly createdAt: Instant
  /** Since when it waits for an agent; kept through offers, so that it keeps its age. */
  readonly waitingSince: Instant
  /** Who let it pass in this round of offers, oldest first: skipped until nobody else is left (D-03). */
  readonly passedOver: readonly AgentId[]
  /** The oldest unanswered message of the contact; null when nothing is owed. */
  readonly awaitingReplySince: Instant | null
  /** Since when whoever's turn it is has been silent: the contact when nothing is owed, else the agent. */
  readonly quietSince: Instant
  /** On its way from one agent to another, or to a queue. */
  readonly transfer: Transfer | null
  /** How often it was passed on since a person last answered the contact. */
  readonly passes: number
  /** What is promised and runs (D-09); kept by `timing.ts`. Of what is closed only the solution, standing still. */
  readonly clocks: Clocks
  readonly reopened: number
  /** Labels people put on it, in the order in which they did. */
  readonly tagIds: readonly TagId[]
  /** The interaction before this one in the same conversation. */
  readonly previousId: InteractionId | null
  /** What was filled in at an end, also when it went on after that. */
  readonly fields: readonly FilledField[]
  /** What the contact was asked after a close; null: nothing yet, and it is asked once at most. */
  readonly satisfaction: Satisfaction | null
} & Preferred

/** Whom an interaction would rather have; until somebody takes it, or they let it pass. */
export type Preferred = {
  readonly preferredAgentId: AgentId | null
  /** It waits for them alone until then, at most; null: they come first if they are free, and that is all. */
  readonly preferredUntil: Instant | null
}

/** Nobody in particular. */
export const nobodyPreferred: Preferred = { preferredAgentId: null, preferredUntil: null }

/** The disposition as it was chosen: a later rename or removal does not change what was said. */
export type ChosenDisposition = { readonly id: DispositionId; readonly name: string }

/** Why it is parked: its agent said so, its agent is on the telephone, or the contact fell silent (D-06). */
export type ParkReason = 'manual' | 'call' | 'customer_silence'

/** Set aside: out of the active list and of its agent's load. `until` null: it waits for somebody to wake it. */
export type Parked = { readonly reason: ParkReason; readonly since: Instant; readonly until: Instant | null }

/**
 * Passed on and not taken yet. Blind: whoever had it let go. Consulted: they keep it until the other takes it. `endsAt`:
 * then whoever passed it has it again; null: never.
 */
export type Transfer = {
  readonly id: OfferId
  readonly mode: 'blind' | 'consulted'
  readonly fromAgentId: AgentId
  readonly fromQueueId: QueueId
  /** Null: anybody of the queue. */
  readonly toAgentId: AgentId | null
  readonly note: string
  readonly endsAt: Instant | null
}

export type Held = { readonly agentId: AgentId; readonly acceptedAt: Instant }

/** Made to one or to several at once, never to nobody: the first of them to accept takes it. */
export type Offer = { readonly id: OfferId; readonly agentIds: readonly AgentId[]; readonly expiresAt: Instant }

/** `endsAt` null: the time is over but a required disposition is missing, and the agent is held (D-07). */
export type WrapUp = { readonly startedAt: Instant; readonly endsAt: Instant | null }

export type Waiting = Base & { readonly state: 'waiting' }
export type Offered = Base & { readonly state: 'offered'; readonly offer: Offer }
export type Active = Base & Held & { readonly state: 'active'; readonly parked: Parked | null }
export type WrappingUp = Base &
  Held & { readonly state: 'wrapping_up'; readonly wrapUp: WrapUp; readonly disposition: ChosenDisposition | null }
/** `agentId` null: nobody had it, it was turned away while it waited. */
export type Closed = Base & { readonly [Part in keyof Held]: Held[Part] | null } & {
  readonly state: 'closed'
  readonly disposition: ChosenDisposition | null
  readonly closedAt: Instant
}

/** One request of a contact from first message to close: what is routed, timed and reported. */
export type Interaction = Waiting | Offered | Active | WrappingUp | Closed

/** What a new interaction begins with. */
export type Beginning = Pick<
  Base,
  'id' | 'number' | 'conversationId' | 'channelId' | 'contactId' | 'queueId' | 'priority' | 'previousId'
> & { readonly at: Instant; readonly preferred?: Preferred }

/** What nobody has said of a new one. */
const nothingYet = { passedOver: [], transfer: null, passes: 0, reopened: 0, tagIds: [] } as const
const unsaid = { ...nothingYet, fields: [], satisfaction: null } as const

/** A contact wrote and nothing is open: it waits for an agent, and an answer is owed. Its clocks are started by `keepTime`. */
export function begun({ at, preferred = nobodyPreferred, ...beginning }: Beginning): Waiting {
  const times = { createdAt: at, waitingSince: at, awaitingReplySince: at, quietSince: at, clocks: {} }
  return { ...beginning, ...preferred, ...times, ...unsaid, state: 'waiting', origin: 'contact' }
}

/** An agent writes first: it is theirs from the start. */
export function begunBy(agentId: AgentId, { at, preferred: _theirs, ...beginning }: Beginning): Active {
  const times = {
    createdAt: at,
    waitingSince: at,
    awaitingReplySince: null,
    quietSince: at,
    acceptedAt: at,
    clocks: {},
  }
  const theirs = { origin: 'agent', agentId, parked: null } as const
  return { ...beginning, ...nobodyPreferred, ...times, ...unsaid, ...theirs, state: 'active' }
}

/** Whose places it fills: of everybody it is offered to, or of who holds it and has not parked it (D-06, D-08). */
export function loads(interaction: Interaction): readonly AgentId[] {
  switch (interaction.state) {
    case 'offered':
      return interaction.offer.agentIds
    case 'active':
      return interaction.parked === null ? [interaction.agentId] : []
    case 'wrapping_up':
      return [interaction.agentId]
    case 'waiting':
    case 'closed':
      return []
  }
}

/** How it is set aside; null: it is not. */
export const parkedOf = (interaction: Interaction): Parked | null =>
  interaction.state === 'active' ? interaction.parked : null

/** Who has it in hand, set aside or not. */
export const holderOf = (interaction: Exclude<Interaction, Closed>): AgentId | null =>
  'agentId' in interaction ? interaction.agentId : null

export const isHolder = (interaction: Interaction, agentId: AgentId): boolean =>
  'agentId' in interaction && interaction.agentId === agentId

export const isOffer = (interaction: Interaction, offerId: OfferId): interaction is Offered =>
  interaction.state === 'offered' && interaction.offer.id === offerId

/** Is this agent one of those it is offered to now? */
export const isAsked = (interaction: Interaction, agentId: AgentId): boolean =>
  interaction.state === 'offered' && interaction.offer.agentIds.includes(agentId)

export const later = (at: Instant, ms: number): Instant => (at + ms) as Instant
