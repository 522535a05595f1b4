import type { ClockName } from '../../../contract/cards.ts'
import type { ClosingField, FieldValue, FilledField, Satisfaction } from '../../../contract/closing.ts'
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
import type { Disposition } from '../../../contract/operations/dispositions.ts'
import { type Escalation, maxPriority } from '../../../contract/operations/sla.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { assert } from '../../../kernel/assert.ts'
import { fillIn, missingFields } from '../../dispositions/core/fields.ts'
import { type Clocks, clockNames, type Promises, wordsOf } from '../../sla/core/clock.ts'
import { retagged, type TagChange } from '../../tags/core/tags.ts'

/** What every interaction has, whatever its state. */
type Base = {
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

/**
 * Why it waits (again) in its queue: passed on by its agent, not answered in time, woken without its agent, moved
 * there by a supervisor or a rule, taken back from its agent, or left behind by one who has gone.
 */
export type MoveReason = 'passed' | 'not_answered' | 'woken' | 'moved' | 'taken_back' | 'agent_gone'

type Held = { readonly agentId: AgentId; readonly acceptedAt: Instant }

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

/** What an agent may choose from and fill in at the end, what of it they must, and whether the contact is asked after it. */
export type Choice = {
  readonly required: boolean
  readonly offered: readonly Pick<Disposition, 'id' | 'name'>[]
  readonly fields: readonly ClosingField[]
  readonly asksContact: boolean
}

/** What decides whether an agent may take an interaction out of the queue by hand. */
export type Standing = { readonly member: boolean; readonly available: boolean; readonly room: boolean }

/** What somebody who steers saw: where it was, and who held it (null: nobody). Whoever saw something else is told so. */
export type Seen = { readonly queueId: QueueId; readonly agentId: AgentId | null }

/** Whether an agent can be given work by a supervisor. */
export type Readiness = { readonly signedIn: boolean; readonly room: boolean }

export type InteractionCommand =
  | { type: 'offer'; offerId: OfferId; agentIds: readonly AgentId[]; expiresAt: Instant }
  /** The queue does not ask. */
  | { type: 'auto_assign'; agentId: AgentId; at: Instant }
  | { type: 'accept_offer'; offerId: OfferId; by: AgentId; at: Instant }
  /** `senderIsIn`: whoever passed it on is still signed in, should it go back to them. */
  | { type: 'reject_offer'; offerId: OfferId; by: AgentId; at: Instant; senderIsIn: boolean }
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
  | { type: 'wrap_up_over'; at: Instant; choice: Choice }
  | { type: 'lengthen_wrap_up'; by: AgentId; at: Instant }
  | { type: 'resume'; by: AgentId }
  | { type: 'reopen'; queueId: QueueId; at: Instant; preferred?: Preferred }
  /** `at`: when they wrote; `now`: when we heard it. */
  | { type: 'contact_wrote'; at: Instant; now: Instant }
  | { type: 'agent_replied'; at: Instant }
  /** Set aside by hand, until a time (snooze) or until woken. */
  | { type: 'park'; by: AgentId; at: Instant; until: Instant | null; allowed: boolean }
  | { type: 'unpark'; by: AgentId; at: Instant; room: boolean }
  /** The agent is on the telephone. */
  | { type: 'park_for_call'; at: Instant }
  | { type: 'call_over'; at: Instant }
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
      id: OfferId
      note: string
      returnSeconds: number
    }
  | {
      type: 'pass_to_agent'
      by: AgentId
      at: Instant
      to: AgentId
      id: OfferId
      mode: Transfer['mode']
      note: string
      /** How long it is asked for: the seconds after which it returns, or those of the queue when it never does. */
      askSeconds: number
      returns: boolean
      receiver: Receiver
    }
  | { type: 'call_back'; by: AgentId }
  | { type: 'accept_transfer'; id: OfferId; by: AgentId; at: Instant; room: boolean }
  | { type: 'decline_transfer'; id: OfferId; by: AgentId }
  | { type: 'transfer_over'; at: Instant; senderIsIn: boolean }
  /**
   * It shall wait, in that queue: out of the hands of whoever has it. `by`: the supervisor; null: the house, such as a
   * rule. `seen` null: however it stands.
   */
  | { type: 'move'; queueId: QueueId; by: AgentId | null; at: Instant; seen: Seen | null }
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
  | { type: 'contact_answered'; at: Instant; place: number }
  /** Clocks may have something to tell. `queues`: those that work can be moved to. */
  | { type: 'clocks_due'; at: Instant; promises: Promises; queues: ReadonlySet<QueueId> }
  /** `add`: those that may be put on something. Both may name what is there, or not there, already. */
  | ({ type: 'tag' } & TagChange)

/** What decides whether somebody may be asked to take over. */
export type Receiver = { readonly ready: boolean; readonly room: boolean }

/** What changed, small: the shell makes facts of it, which carry the whole card (`facts.ts`). */
export type InteractionChange =
  | { type: 'interaction.offered'; offer: Offer }
  | { type: 'interaction.offer_lapsed'; offer: Offer }
  | { type: 'interaction.offer_rejected'; offerId: OfferId; agentId: AgentId }
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
  | { type: 'interaction.wrap_up_held'; agentId: AgentId }
  | { type: 'interaction.wrap_up_lengthened'; endsAt: Instant }
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
  | { type: 'interaction.reopened'; queueId: QueueId; at: Instant; preferred: Preferred }
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
  | { type: 'interaction.priority_raised'; priority: number }
  | { type: 'interaction.tagged'; tagIds: readonly TagId[] }

/** How a question to a colleague ended without being taken. */
export type ConsultEnd = 'called_back' | 'declined' | 'lapsed'

/** How much longer a wrap-up gets each time an agent asks, in milliseconds. */
export const lengthenWrapUpMs = 60_000
/** No wrap-up is lengthened beyond this, counted from its start, in milliseconds. */
export const longestWrapUpMs = 2 * 3_600_000
/** Nothing is parked for longer than this, in milliseconds. */
export const longestParkMs = 90 * 24 * 3_600_000
/** How often it may be passed on before a person answers the contact: two colleagues must not play ball with somebody. */
export const maxPasses = 5
/** How many agents a round of offers remembers; whoever passed longest ago is forgotten first. */
export const maxPassedOver = 1_000

/**
 * What would happen if `command` arrived now: the changes, or the reason it may not. A command that lost a race, or
 * came twice, changes nothing and is no error.
 */
export function decide(interaction: Interaction, command: InteractionCommand): Result<InteractionChange[]> {
  switch (command.type) {
    case 'offer': {
      if (interaction.state !== 'waiting') return ok([]) // The router looked a moment ago; somebody was faster.
      const { offerId: id, agentIds, expiresAt } = command
      return ok([{ type: 'interaction.offered', offer: { id, agentIds, expiresAt } }])
    }
    case 'auto_assign':
      if (interaction.state !== 'waiting') return ok([]) // As above.
      return ok([given(command.agentId, command.at)])
    case 'accept_offer':
      return accept(interaction, command)
    case 'reject_offer':
      return reject(interaction, command)
    case 'lapse_offer':
      // It may come after the agent accepted, before it is time, or twice: all normal.
      if (!isOffer(interaction, command.offerId) || interaction.offer.expiresAt > command.at) return ok([])
      if (isReturning(interaction)) return ok([]) // That is `transfer_over`, which knows whether somebody is there.
      return ok([{ type: 'interaction.offer_lapsed', offer: interaction.offer }])
    case 'withdraw_offer': {
      const { offerId } = command
      const agentIds = command.agentIds.filter((id) => isAsked(interaction, id))
      if (!isOffer(interaction, offerId) || agentIds.length === 0) return ok([])
      return ok([{ type: 'interaction.offer_withdrawn', offerId, agentIds }])
    }
    case 'take':
      return take(interaction, command)
    case 'end':
      return end(interaction, command)
    case 'finish':
      return finish(interaction, command)
    case 'wrap_up_over':
      return ok(wrapUpOver(interaction, command))
    case 'lengthen_wrap_up':
      return lengthen(interaction, command)
    case 'resume':
      return resume(interaction, command.by)
    case 'reopen':
      if (interaction.state !== 'closed') return refuse('interaction_not_closed')
      return ok([{ type: 'interaction.reopened', ...reopening(command) }])
    case 'contact_wrote':
      if (interaction.state === 'closed') return refuse('interaction_closed') // The caller reopens it or begins a new one.
      return ok([...awaited(interaction, command), ...woken(interaction, command.now)])
    case 'agent_replied':
      return ok(hearsReplies(interaction) ? [{ type: 'interaction.reply_given', at: command.at }] : [])
    case 'park':
      return park(interaction, command)
    case 'unpark':
      return unpark(interaction, command)
    case 'park_for_call':
      if (interaction.state !== 'active' || interaction.parked !== null) return ok([])
      return ok([parkedNow(interaction, { reason: 'call', since: command.at, until: null })])
    case 'call_over':
      return ok(callOver(interaction, command.at))
    case 'wake':
      return ok(wake(interaction, command))
    case 'park_silent': {
      if (!isQuiet(interaction, command) || interaction.awaitingReplySince !== null) return ok([])
      return ok([parkedNow(interaction, { reason: 'customer_silence', since: command.at, until: null })])
    }
    case 'take_back_unanswered': {
      if (!isQuiet(interaction, command) || interaction.awaitingReplySince === null) return ok([])
      const change = moved(interaction, { why: 'not_answered', by: null, at: command.at })
      return ok([...consultEnded(interaction, 'lapsed'), change])
    }
    case 'agent_gone':
      // What is parked stays so: it goes to its queue when it wakes.
      if (interaction.state !== 'active' || interaction.parked !== null) return ok([])
      return ok([
        ...consultEnded(interaction, 'lapsed'),
        moved(interaction, { why: 'agent_gone', by: null, at: command.at }),
      ])
    case 'pass_to_queue':
      return passToQueue(interaction, command)
    case 'pass_to_agent':
      return passToAgent(interaction, command)
    case 'call_back':
      return callBack(interaction, command.by)
    case 'accept_transfer':
      return acceptTransfer(interaction, command)
    case 'decline_transfer':
      return declineTransfer(interaction, command)
    case 'transfer_over':
      return ok(transferOver(interaction, command))
    case 'move':
      return move(interaction, command, 'moved')
    case 'turn_away':
      // Taken, offered or closed meanwhile: then it is in time.
      return ok(interaction.state === 'waiting' ? [turnedAway(interaction, command.at)] : [])
    case 'take_back':
      return move(interaction, { ...command, type: 'move', queueId: interaction.queueId }, 'taken_back')
    case 'assign':
      return assign(interaction, command)
    case 'ask_contact':
      // It went on meanwhile, or was asked before: once is enough.
      if (interaction.state !== 'closed' || interaction.satisfaction !== null) return ok([])
      return ok([{ type: 'interaction.contact_asked', at: command.at, answers: command.answers }])
    case 'contact_answered':
      return ok(
        mayRate(interaction, command.place)
          ? [{ type: 'interaction.rated', at: command.at, place: command.place }]
          : [],
      )
    case 'clocks_due':
      return ok(clocksDue(interaction, command))
    case 'tag':
      return retag(interaction, command)
  }
}

type Command<T extends InteractionCommand['type']> = Extract<InteractionCommand, { type: T }>
type Decision = Result<InteractionChange[]>

const reopening = ({ queueId, at, preferred = nobodyPreferred }: Command<'reopen'>) => ({ queueId, at, preferred })

const isOffer = (interaction: Interaction, offerId: OfferId): interaction is Offered =>
  interaction.state === 'offered' && interaction.offer.id === offerId

/** Is this agent one of those it is offered to now? */
const isAsked = (interaction: Interaction, agentId: AgentId): boolean =>
  interaction.state === 'offered' && interaction.offer.agentIds.includes(agentId)

const isHolder = (interaction: Interaction, agentId: AgentId): boolean =>
  'agentId' in interaction && interaction.agentId === agentId

/** In any state: a closed interaction is found by its tags too. */
function retag({ tagIds }: Interaction, change: Command<'tag'>): Decision {
  const next = retagged(tagIds, change)
  if (!next.ok) return next
  return ok(next.value === null ? [] : [{ type: 'interaction.tagged', tagIds: next.value }])
}

function accept(interaction: Interaction, { offerId, by, at }: Command<'accept_offer'>): Decision {
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  if (!isOffer(interaction, offerId)) return refuse('offer_gone')
  if (!interaction.offer.agentIds.includes(by)) return refuse('not_your_offer')
  if (interaction.offer.expiresAt <= at) return refuse('offer_expired')
  return ok([given(by, at)])
}

function reject(interaction: Interaction, { offerId, by, at, senderIsIn }: Command<'reject_offer'>): Decision {
  if (isAsked(interaction, by) && isOffer(interaction, offerId)) {
    const rejected: InteractionChange = { type: 'interaction.offer_rejected', offerId, agentId: by }
    return ok(isReturning(interaction) ? [rejected, ...backToSender(interaction, at, senderIsIn)] : [rejected])
  }
  if (interaction.passedOver.includes(by)) return ok([]) // Pressed twice, or lapsed.
  return refuse(isOffer(interaction, offerId) ? 'not_your_offer' : 'offer_gone')
}

function take(interaction: Interaction, { by, at, standing }: Command<'take'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  if (isAsked(interaction, by)) return ok([given(by, at)]) // Its place is already kept.
  if (interaction.state !== 'waiting') return refuse('interaction_taken')
  if (!standing.member) return refuse('not_queue_member')
  if (!standing.available) return refuse('not_available')
  if (!standing.room) return refuse('no_room')
  return ok([given(by, at)])
}

const given = (agentId: AgentId, at: Instant, by: AgentId | null = null): InteractionChange => ({
  type: 'interaction.assigned',
  agentId,
  by,
  at,
})

function end(interaction: Interaction, command: Command<'end'>): Decision {
  const { by, at, wrapUpSeconds, choice } = command
  if (interaction.state === 'wrapping_up' && interaction.agentId === by) return ok([]) // Pressed twice.
  if (interaction.state === 'closed') return isHolder(interaction, by) ? ok([]) : refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  // Its wrap-up would fill a place that may be somebody else's by now.
  if (interaction.parked !== null) return refuse('interaction_parked')
  const chosen = choose(command.dispositionId, choice)
  if (!chosen.ok) return chosen
  const disposition = chosen.value
  const filled = fillIn(choice.fields, interaction.fields, command.fields)
  if (!filled.ok) return filled
  const fields = filled.value
  const unasked = consultEnded(interaction, 'called_back')
  if (wrapUpSeconds === 0 && missing({ disposition, fields }, choice) === null) {
    return ok([...unasked, closedBy(by, at, { disposition, fields }, interaction, choice)])
  }
  const wrapUp = { startedAt: at, endsAt: later(at, wrapUpSeconds * 1_000) }
  const started: InteractionChange = { type: 'interaction.wrap_up_started', agentId: by, wrapUp, disposition, fields }
  const held: InteractionChange[] = wrapUpSeconds === 0 ? [{ type: 'interaction.wrap_up_held', agentId: by }] : []
  return ok([...unasked, started, ...held])
}

function finish(interaction: Interaction, command: Command<'finish'>): Decision {
  const { by, at, dispositionId, choice } = command
  if (interaction.state === 'closed') return isHolder(interaction, by) ? ok([]) : refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  // Resumed, in another tab or because the contact wrote: what they meant to finish goes on.
  if (interaction.state !== 'wrapping_up') return refuse('changed_by_someone_else')
  const chosen = choose(dispositionId, choice)
  if (!chosen.ok) return chosen
  const disposition = chosen.value ?? interaction.disposition
  const filled = fillIn(choice.fields, interaction.fields, command.fields)
  if (!filled.ok) return filled
  const said = { disposition, fields: filled.value }
  const lacking = missing(said, choice)
  if (lacking === 'disposition') return refuse('disposition_required')
  if (lacking !== null) return refuse('field_required', lacking.map(({ name }) => name).join(', '))
  return ok([closedBy(by, at, said, interaction, choice)])
}

/** The timer is at zero: nobody was there to press anything, so nothing may be refused and nothing lost. */
function wrapUpOver(interaction: Interaction, { at, choice }: Command<'wrap_up_over'>): InteractionChange[] {
  if (interaction.state !== 'wrapping_up') return []
  const { agentId, disposition, fields, wrapUp, awaitingReplySince } = interaction
  if (wrapUp.endsAt === null || wrapUp.endsAt > at) return []
  // The contact wrote meanwhile and the agent did not say "finish anyway": the conversation is not over.
  if (awaitingReplySince !== null) return [{ type: 'interaction.resumed', agentId }]
  if (missing({ disposition, fields }, choice) !== null) return [{ type: 'interaction.wrap_up_held', agentId }]
  return [closedBy(agentId, at, { disposition, fields }, interaction, choice)]
}

/** What was said of it at the end. */
type Said = { readonly disposition: ChosenDisposition | null; readonly fields: readonly FilledField[] }

const closedBy = (
  agentId: AgentId,
  at: Instant,
  said: Said,
  { satisfaction }: Interaction,
  { asksContact }: Choice,
): InteractionChange => ({
  type: 'interaction.closed',
  agentId,
  at,
  ...said,
  asksContact: asksContact && satisfaction === null,
})

const turnedAway = ({ fields }: Waiting, at: Instant): InteractionChange => ({
  type: 'interaction.closed',
  agentId: null,
  at,
  disposition: null,
  fields,
  asksContact: false,
})

/** Was it asked, is this one of the answers, and is it the first? */
const mayRate = ({ satisfaction }: Interaction, place: number): boolean =>
  satisfaction !== null && satisfaction.answer === null && place >= 0 && place < satisfaction.answers.length

function lengthen(interaction: Interaction, { by, at }: Command<'lengthen_wrap_up'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  if (interaction.state !== 'wrapping_up' || interaction.wrapUp.endsAt === null) return ok([]) // No timer runs.
  const { startedAt, endsAt } = interaction.wrapUp
  const wanted = later(endsAt < at ? at : endsAt, lengthenWrapUpMs) // At zero, but not swept yet: from now.
  const limit = later(startedAt, longestWrapUpMs)
  const longer = wanted < limit ? wanted : limit
  return ok(longer <= endsAt ? [] : [{ type: 'interaction.wrap_up_lengthened', endsAt: longer }])
}

/**
 * What the clocks have to tell, each thing once: it is remembered in the clock. What a promise says shall happen then
 * happens with it; a priority is never raised beyond the highest, and of several queues to move to the first counts. What
 * is being wrapped up, or asked of one colleague, stays where it is.
 */
function clocksDue(interaction: Interaction, { at, promises, queues }: Command<'clocks_due'>): InteractionChange[] {
  if (interaction.state === 'closed') return []
  const mayMove = interaction.state !== 'wrapping_up' && interaction.transfer === null
  let target: QueueId | undefined
  const changes: InteractionChange[] = []
  let priority = interaction.priority
  for (const name of clockNames) {
    const clock = interaction.clocks[name]
    if (!clock) continue
    const { onWarning, onBreach } = promises[name].promise
    for (const word of wordsOf(clock, at)) {
      const escalations = word === 'warned' ? onWarning : onBreach
      const alarm = escalations.some((one) => one.do === 'tell_supervisors')
      changes.push({ type: `interaction.clock_${word}`, clock: name, alarm })
      const raised = Math.min(maxPriority, priority + raisedBy(escalations))
      if (raised > priority) changes.push({ type: 'interaction.priority_raised', priority: raised })
      priority = raised
      target ??= escalations.flatMap((one) => (one.do === 'move' && queues.has(one.queueId) ? [one.queueId] : []))[0]
    }
  }
  if (!mayMove || target === undefined || target === interaction.queueId) return changes
  return [...changes, ...toQueue(interaction, { queueId: target, by: null, at, why: 'moved' })]
}

const raisedBy = (escalations: readonly Escalation[]): number =>
  escalations.reduce((sum, one) => sum + (one.do === 'raise_priority' ? one.by : 0), 0)

function resume(interaction: Interaction, by: AgentId): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  return ok(interaction.state === 'wrapping_up' ? [{ type: 'interaction.resumed', agentId: by }] : [])
}

// Parked -------------------------------------------------------------------------------------------------------------

/** How it is set aside; null: it is not. */
export const parkedOf = (interaction: Interaction): Parked | null =>
  interaction.state === 'active' ? interaction.parked : null

function park(interaction: Interaction, { by, at, until, allowed }: Command<'park'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  if (!allowed) return refuse('parking_off')
  if (until !== null && (until <= at || until - at > longestParkMs)) return refuse('time_not_valid')
  const { parked } = interaction
  if (parked?.reason === 'manual' && parked.until === until) return ok([]) // Pressed twice.
  return ok([parkedNow(interaction, { reason: 'manual', since: at, until })])
}

const parkedNow = ({ agentId }: Active, parked: Parked): InteractionChange => ({
  type: 'interaction.parked',
  agentId,
  parked,
})

function unpark(interaction: Interaction, { by, at, room }: Command<'unpark'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  if (interaction.parked === null) return ok([]) // Pressed twice, or the contact wrote.
  if (!room) return refuse('no_room')
  return ok([{ type: 'interaction.unparked', agentId: by, at }])
}

function callOver(interaction: Interaction, at: Instant): InteractionChange[] {
  if (interaction.state !== 'active' || interaction.parked?.reason !== 'call') return []
  return [{ type: 'interaction.unparked', agentId: interaction.agentId, at }]
}

/** The clock runs from the oldest unanswered message. */
const awaited = (
  { awaitingReplySince }: Interaction,
  { at: since, now: heardAt }: Command<'contact_wrote'>,
): InteractionChange[] => (awaitingReplySince === null ? [{ type: 'interaction.reply_awaited', since, heardAt }] : [])

/** The contact wakes what is parked, unless its agent is on the telephone: it comes back when they hang up. */
function woken(interaction: Interaction, at: Instant): InteractionChange[] {
  const parked = parkedOf(interaction)
  if (parked === null || parked.reason === 'call' || (parked.until !== null && parked.until <= at)) return []
  return [{ type: 'interaction.wake_due', at }]
}

/**
 * It comes back to its agent, even beyond their limit: it is their customer, and they took others in only meanwhile. To
 * its queue it goes when they are not there, or when the contact's silence had ended it for them.
 */
function wake(interaction: Interaction, { at, isIn }: Command<'wake'>): InteractionChange[] {
  if (interaction.state !== 'active' || interaction.parked === null) return []
  const { parked, agentId } = interaction
  if (parked.until === null || parked.until > at) return [] // Early, twice, or parked anew.
  if (isIn && parked.reason !== 'customer_silence') return [{ type: 'interaction.unparked', agentId, at }]
  return [
    ...consultEnded(interaction, 'lapsed'),
    { ...moved(interaction, { why: 'woken', by: null, at }), waitingSince: at },
  ]
}

/** In hand, and nobody has written for so long. */
const isQuiet = (
  interaction: Interaction,
  { at, afterSeconds }: { at: Instant; afterSeconds: number },
): interaction is Active =>
  interaction.state === 'active' && interaction.parked === null && interaction.quietSince + afterSeconds * 1_000 <= at

/** A reply says something new of what waits for one, of what is in hand, and of what was passed to and fro. */
const hearsReplies = (interaction: Interaction): boolean =>
  interaction.awaitingReplySince !== null || interaction.state === 'active' || interaction.passes > 0

// Steered ------------------------------------------------------------------------------------------------------------

function move(interaction: Interaction, { queueId, by, at, seen }: Command<'move'>, why: MoveReason): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  const isThere = interaction.queueId === queueId && holderOf(interaction) === null
  if (isThere) return ok([]) // Pressed twice, or somebody was faster.
  if (!isAsSeen(interaction, seen)) return refuse('changed_by_someone_else')
  return ok(toQueue(interaction, { queueId, by, at, why }))
}

function assign(interaction: Interaction, command: Command<'assign'>): Decision {
  const { agentId, by, at, seen, readiness, aboveCapacity } = command
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (isHolder(interaction, agentId)) return ok([]) // Pressed twice, or they took it themselves.
  if (!isAsSeen(interaction, seen)) return refuse('changed_by_someone_else')
  if (!readiness.signedIn) return refuse('agent_signed_out')
  // Whoever is asked already has its place kept.
  if (!readiness.room && !isAsked(interaction, agentId) && !aboveCapacity) return refuse('agent_full')
  const back = { queueId: interaction.queueId, by, at, why: 'taken_back' } as const
  return ok([...(holderOf(interaction) === null ? [] : toQueue(interaction, back)), given(agentId, at, by)])
}

/** What makes it wait in a queue, from whatever state: what waited keeps its age, what was in hand waits from now. */
function toQueue(
  interaction: Exclude<Interaction, Closed>,
  { queueId, by, at, why }: Pick<Move, 'queueId' | 'by' | 'at' | 'why'>,
): InteractionChange[] {
  const fromAgentId = holderOf(interaction)
  const from = { fromQueueId: interaction.queueId, fromAgentId }
  const waitingSince = fromAgentId === null ? interaction.waitingSince : at
  const change: Move = { type: 'interaction.moved', queueId, ...from, by, why, at, waitingSince, transfer: null }
  if (interaction.state !== 'offered') return [...consultEnded(interaction, 'called_back'), change]
  const { id: offerId, agentIds } = interaction.offer
  return [{ type: 'interaction.offer_withdrawn', offerId, agentIds }, change]
}

const isAsSeen = (interaction: Exclude<Interaction, Closed>, seen: Seen | null): boolean =>
  seen === null || (seen.queueId === interaction.queueId && seen.agentId === holderOf(interaction))

/** Who has it in hand, set aside or not. */
const holderOf = (interaction: Exclude<Interaction, Closed>): AgentId | null =>
  'agentId' in interaction ? interaction.agentId : null

// Passed on ----------------------------------------------------------------------------------------------------------

type Move = Extract<InteractionChange, { type: 'interaction.moved' }>

/** It waits again in its queue, with its age. */
function moved(
  { queueId, agentId: fromAgentId, waitingSince }: Active,
  { why, by, at }: Pick<Move, 'why' | 'by' | 'at'>,
): Move {
  const from = { fromQueueId: queueId, fromAgentId }
  return { type: 'interaction.moved', queueId, ...from, by, why, at, waitingSince, transfer: null }
}

/** Is it in their hands, and may it be passed on from there? */
function mayPass(interaction: Interaction, by: AgentId): Result<Active> {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  if (interaction.passes >= maxPasses) return refuse('passed_too_often')
  return ok(interaction)
}

function passToQueue(
  interaction: Interaction,
  { by, at, queueId, id, note, returnSeconds }: Command<'pass_to_queue'>,
): Decision {
  if (interaction.transfer?.id === id) return ok([]) // Pressed twice.
  const held = mayPass(interaction, by)
  if (!held.ok) return held
  const transfer: Transfer = {
    id,
    mode: 'blind',
    fromAgentId: by,
    fromQueueId: interaction.queueId,
    toAgentId: null,
    note,
    endsAt: returnSeconds === 0 ? null : later(at, returnSeconds * 1_000),
  }
  // It waits anew: it was served already, and must not overtake whoever has waited for it ever since.
  const change = { ...moved(held.value, { why: 'passed', by, at }), queueId, waitingSince: at, transfer }
  return ok([...consultEnded(held.value, 'called_back'), change])
}

function passToAgent(interaction: Interaction, command: Command<'pass_to_agent'>): Decision {
  const { by, at, to, id, mode, note, askSeconds, returns, receiver } = command
  if (interaction.transfer?.id === id) return ok([]) // Pressed twice.
  const held = mayPass(interaction, by)
  if (!held.ok) return held
  if (to === by) return refuse('invalid_input', 'to: that is you')
  if (held.value.transfer !== null) return refuse('already_asked')
  if (!receiver.ready) return refuse('colleague_away')
  if (!receiver.room) return refuse('colleague_full')
  const expiresAt = later(at, askSeconds * 1_000)
  const endsAt = mode === 'consulted' || returns ? expiresAt : null
  const transfer: Transfer = {
    id,
    mode,
    fromAgentId: by,
    fromQueueId: interaction.queueId,
    toAgentId: to,
    note,
    endsAt,
  }
  if (mode === 'consulted') return ok([{ type: 'interaction.consulted', agentId: by, transfer }])
  return ok([
    { type: 'interaction.passed', agentId: by, transfer, at },
    { type: 'interaction.offered', offer: { id, agentIds: [to], expiresAt } },
  ])
}

/** A colleague is being asked, and whoever asks still has it. */
const consultOf = (interaction: Interaction): Transfer | null =>
  interaction.state === 'active' ? interaction.transfer : null

const consultEnded = (interaction: Interaction, why: ConsultEnd): InteractionChange[] => {
  const consult = consultOf(interaction)
  if (consult === null) return []
  const { fromAgentId: agentId, toAgentId } = consult
  return [{ type: 'interaction.consult_ended', agentId, toAgentId, why }]
}

function callBack(interaction: Interaction, by: AgentId): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  return ok(consultEnded(interaction, 'called_back')) // Nothing to call back: it was declined a moment ago.
}

function acceptTransfer(interaction: Interaction, { id, by, at, room }: Command<'accept_transfer'>): Decision {
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  const consult = consultOf(interaction)
  if (consult === null || consult.id !== id) return refuse('offer_gone')
  if (consult.toAgentId !== by) return refuse('not_your_offer')
  if (consult.endsAt !== null && consult.endsAt <= at) return refuse('offer_expired')
  if (!room) return refuse('no_room')
  return ok([
    { type: 'interaction.passed', agentId: consult.fromAgentId, transfer: consult, at },
    given(by, at, consult.fromAgentId),
  ])
}

function declineTransfer(interaction: Interaction, { id, by }: Command<'decline_transfer'>): Decision {
  const consult = consultOf(interaction)
  if (consult === null || consult.id !== id) return ok([]) // Called back, or over, a moment ago.
  if (consult.toAgentId !== by) return refuse('not_your_offer')
  return ok(consultEnded(interaction, 'declined'))
}

/** Asked of one colleague alone, and it goes back to whoever passed it. */
const isReturning = (interaction: Interaction): boolean =>
  interaction.state === 'offered' && interaction.transfer?.toAgentId != null && interaction.transfer.endsAt !== null

/** Nobody took it in time: it goes back, even beyond the sender's limit; or stays where it waits when they have left. */
function transferOver(interaction: Interaction, { at, senderIsIn }: Command<'transfer_over'>): InteractionChange[] {
  const { transfer } = interaction
  if (transfer === null || transfer.endsAt === null || transfer.endsAt > at) return [] // Taken, early, or twice.
  if (interaction.state === 'active') return consultEnded(interaction, 'lapsed')
  const back = backToSender(interaction, at, senderIsIn)
  if (interaction.state !== 'offered') return back
  const { offer } = interaction
  if (transfer.toAgentId !== null) return [{ type: 'interaction.offer_lapsed', offer }, ...back]
  // Somebody of the queue is being asked: they may still answer, unless it goes back.
  return senderIsIn
    ? [{ type: 'interaction.offer_withdrawn', offerId: offer.id, agentIds: offer.agentIds }, ...back]
    : back
}

/** First to the agent, then to the queue it came from: those of the queue it leaves must hear that it is gone. */
function backToSender({ queueId, transfer }: Interaction, at: Instant, senderIsIn: boolean): InteractionChange[] {
  assert(transfer !== null, 'only what was passed on goes back')
  if (!senderIsIn) return [{ type: 'interaction.transfer_ended' }]
  const { fromAgentId: agentId, fromQueueId } = transfer
  const returned: InteractionChange = { type: 'interaction.returned', agentId, at }
  return fromQueueId === queueId ? [returned] : [returned, { type: 'interaction.queue_restored', queueId: fromQueueId }]
}

function choose(id: DispositionId | null, choice: Choice): Result<ChosenDisposition | null> {
  if (id === null) return ok(null)
  const found = choice.offered.find((disposition) => disposition.id === id)
  return found ? ok({ id: found.id, name: found.name }) : refuse('disposition_not_offered')
}

/**
 * What is required and was not given: the disposition, or fields; null: nothing. Where no disposition is offered none can
 * be required: it would hold the agent for ever.
 */
function missing({ disposition, fields }: Said, choice: Choice): 'disposition' | ClosingField[] | null {
  if (choice.required && disposition === null && choice.offered.length > 0) return 'disposition'
  const lacking = missingFields(choice.fields, fields)
  return lacking.length > 0 ? lacking : null
}

const later = (at: Instant, ms: number): Instant => (at + ms) as Instant

/** The only function that changes an interaction. It cannot refuse: what it is told has already happened. */
export function evolve(interaction: Interaction, change: InteractionChange): Interaction {
  const base = baseOf(interaction)
  switch (change.type) {
    case 'interaction.offered': {
      assert(interaction.state === 'waiting', 'only what waits is offered')
      assert(change.offer.agentIds.length > 0, 'an offer is made to somebody')
      const newRound = change.offer.agentIds.some((id) => base.passedOver.includes(id))
      return { ...base, state: 'offered', offer: change.offer, passedOver: newRound ? [] : base.passedOver }
    }
    case 'interaction.offer_lapsed':
      assert(isOffer(interaction, change.offer.id), 'only a standing offer lapses')
      return {
        ...base,
        ...preferredAfter(base, change.offer.agentIds),
        state: 'waiting',
        passedOver: withPassed(base, change.offer.agentIds),
        transfer: stillOnItsWay(base),
      }
    case 'interaction.offer_rejected': {
      assert(isOffer(interaction, change.offerId), 'only a standing offer is rejected')
      const { agentId } = change
      const told = { passedOver: withPassed(base, [agentId]), ...preferredAfter(base, [agentId]) }
      return { ...offeredWithout(interaction, [agentId]), ...told, transfer: stillOnItsWay(base) }
    }
    case 'interaction.offer_withdrawn':
      assert(isOffer(interaction, change.offerId), 'only a standing offer is withdrawn')
      return offeredWithout(interaction, change.agentIds)
    case 'interaction.assigned': {
      assert(interaction.state === 'waiting' || interaction.state === 'offered', 'only what nobody holds is assigned')
      return inHand({ ...base, passedOver: [] }, change)
    }
    case 'interaction.wrap_up_started': {
      assert(interaction.state === 'active', 'only an active interaction is wrapped up')
      const { wrapUp, disposition, fields } = change
      const over = { ...base, fields, awaitingReplySince: null, transfer: null }
      return { ...over, ...heldOf(interaction), state: 'wrapping_up', wrapUp, disposition }
    }
    case 'interaction.wrap_up_held':
      assert(interaction.state === 'wrapping_up', 'only a wrap-up is held')
      return { ...interaction, wrapUp: { ...interaction.wrapUp, endsAt: null } }
    case 'interaction.wrap_up_lengthened':
      assert(interaction.state === 'wrapping_up' && interaction.wrapUp.endsAt !== null, 'only a running wrap-up grows')
      return { ...interaction, wrapUp: { ...interaction.wrapUp, endsAt: change.endsAt } }
    case 'interaction.resumed': {
      assert(interaction.state === 'wrapping_up', 'only a wrap-up is resumed')
      const { startedAt } = interaction.wrapUp
      const quietSince = base.quietSince < startedAt ? startedAt : base.quietSince
      return { ...base, ...heldOf(interaction), state: 'active', parked: null, quietSince }
    }
    case 'interaction.closed': {
      assert(interaction.state !== 'closed' && interaction.state !== 'offered', 'what is held or waits is closed')
      assert((interaction.state === 'waiting') === (change.agentId === null), 'who waits is turned away by nobody')
      const { disposition, fields, at: closedAt } = change
      const over = { ...base, fields, awaitingReplySince: null, transfer: null }
      const nobody = { ...nobodyPreferred, agentId: null, acceptedAt: null }
      const held = interaction.state === 'waiting' ? nobody : heldOf(interaction)
      return { ...over, ...held, state: 'closed', disposition, closedAt }
    }
    case 'interaction.reopened': {
      assert(interaction.state === 'closed', 'only a closed interaction is reopened')
      const { queueId, at, preferred } = change
      const clocks = { waitingSince: at, awaitingReplySince: at, quietSince: at }
      const fresh = { queueId, passedOver: [], passes: 0, reopened: base.reopened + 1 }
      return { ...base, ...clocks, ...fresh, ...preferred, state: 'waiting' }
    }
    case 'interaction.reply_awaited':
      return { ...interaction, awaitingReplySince: change.since, quietSince: change.heardAt }
    case 'interaction.reply_given':
      return { ...interaction, awaitingReplySince: null, quietSince: change.at, passes: 0 }
    case 'interaction.contact_asked': {
      const { at: askedAt, answers } = change
      return { ...interaction, satisfaction: { askedAt, answers: [...answers], answer: null } }
    }
    case 'interaction.rated': {
      assert(interaction.satisfaction !== null, 'only who was asked answers')
      const { at, place } = change
      return { ...interaction, satisfaction: { ...interaction.satisfaction, answer: { place, at } } }
    }
    case 'interaction.parked':
      assert(interaction.state === 'active', 'only what is held is parked')
      return { ...interaction, parked: change.parked }
    case 'interaction.wake_due':
      assert(interaction.state === 'active' && interaction.parked !== null, 'only what is parked is woken')
      return { ...interaction, parked: { ...interaction.parked, until: change.at } }
    case 'interaction.unparked':
      assert(interaction.state === 'active', 'only what is held is unparked')
      return { ...interaction, parked: null, quietSince: change.at }
    case 'interaction.passed':
      assert(interaction.state === 'active', 'only what is held is passed on')
      return { ...base, state: 'waiting', waitingSince: change.at, transfer: change.transfer, passes: base.passes + 1 }
    case 'interaction.consulted':
      assert(interaction.state === 'active', 'only what is held is asked about')
      return { ...interaction, transfer: change.transfer }
    case 'interaction.consult_ended':
    case 'interaction.transfer_ended':
      return { ...interaction, transfer: null }
    case 'interaction.returned': {
      assert(interaction.state === 'waiting' && base.transfer !== null, 'only what was passed on comes back')
      return inHand({ ...base, passedOver: [] }, change)
    }
    case 'interaction.queue_restored':
      return { ...interaction, queueId: change.queueId }
    case 'interaction.moved': {
      assert(interaction.state !== 'closed' && interaction.state !== 'offered', 'what is open and not offered is moved')
      const { queueId, waitingSince, transfer } = change
      const passes = base.passes + (change.why === 'passed' ? 1 : 0)
      const asked = { passes, passedOver: askedLast(base, change) }
      // Somebody has decided where it goes: whom it would have had elsewhere is forgotten.
      const waits = { ...base, ...nobodyPreferred, ...asked, queueId, waitingSince, transfer }
      // Whoever had it before the contact fell silent, or before they left, comes first if they can.
      if (change.why !== 'woken') return { ...waits, state: 'waiting' }
      return { ...waits, preferredAgentId: change.fromAgentId, preferredUntil: null, state: 'waiting' }
    }
    case 'interaction.clock_warned':
      return { ...interaction, clocks: told(interaction.clocks, change.clock, 'warned', change.alarm) }
    case 'interaction.clock_breached':
      return { ...interaction, clocks: told(interaction.clocks, change.clock, 'breached', change.alarm) }
    case 'interaction.priority_raised':
      return { ...interaction, priority: change.priority }
    case 'interaction.tagged':
      return { ...interaction, tagIds: change.tagIds }
  }
}

function told(clocks: Clocks, name: ClockName, what: 'warned' | 'breached', alarm: boolean): Clocks {
  const clock = clocks[name]
  assert(clock !== undefined && clock.told !== 'breached', 'a clock tells each thing once')
  return { ...clocks, [name]: { ...clock, told: what, alarm: clock.alarm || alarm } }
}

/** Whoever let go of it, or did not answer, is asked last; where a supervisor puts it nobody has let it pass. */
function askedLast(base: Base, { why, fromAgentId }: Move): readonly AgentId[] {
  if (why === 'moved' || why === 'taken_back') return []
  return why === 'woken' || fromAgentId === null ? base.passedOver : withPassed(base, [fromAgentId])
}

/** It goes on with the others who were asked; when nobody is left, it waits again. */
function offeredWithout(interaction: Offered, gone: readonly AgentId[]): Offered | Waiting {
  const agentIds = interaction.offer.agentIds.filter((id) => !gone.includes(id))
  if (agentIds.length === 0) return { ...baseOf(interaction), state: 'waiting' }
  return { ...interaction, offer: { ...interaction.offer, agentIds } }
}

/** Somebody has it, from now on. */
const inHand = (base: Base, { agentId, at }: { agentId: AgentId; at: Instant }): Active => ({
  ...base,
  ...nobodyPreferred,
  state: 'active',
  agentId,
  acceptedAt: at,
  parked: null,
  quietSince: at,
  transfer: null,
})

const withPassed = ({ passedOver }: Base, agentIds: readonly AgentId[]): AgentId[] =>
  [...passedOver.filter((id) => !agentIds.includes(id)), ...agentIds].slice(-maxPassedOver)

/** What was asked of one colleague for good ends with their no; the rest is on its way until taken, or it goes back. */
const stillOnItsWay = ({ transfer }: Base): Transfer | null =>
  transfer !== null && transfer.toAgentId !== null && transfer.endsAt === null ? null : transfer

/** Whoever let it pass is preferred no longer. */
const preferredAfter = ({ preferredAgentId, preferredUntil }: Base, passed: readonly AgentId[]): Preferred =>
  preferredAgentId !== null && passed.includes(preferredAgentId)
    ? nobodyPreferred
    : { preferredAgentId, preferredUntil }

const heldOf = ({ agentId, acceptedAt }: Held): Held => ({ agentId, acceptedAt })

function baseOf(interaction: Interaction): Base {
  const { id, number, conversationId, channelId, contactId, queueId, priority, origin, createdAt } = interaction
  const { waitingSince, passedOver, awaitingReplySince, clocks, quietSince, transfer, passes, reopened, previousId } =
    interaction
  const { fields, satisfaction, tagIds } = interaction
  const { preferredAgentId, preferredUntil } = interaction
  return {
    id,
    number,
    conversationId,
    channelId,
    contactId,
    queueId,
    priority,
    origin,
    createdAt,
    waitingSince,
    passedOver,
    awaitingReplySince,
    quietSince,
    transfer,
    passes,
    clocks,
    reopened,
    tagIds,
    previousId,
    fields,
    satisfaction,
    preferredAgentId,
    preferredUntil,
  }
}

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

/** Is its agent held because a required disposition or field is missing? */
export const isHeldForDisposition = (interaction: Interaction): boolean =>
  interaction.state === 'wrapping_up' && interaction.wrapUp.endsAt === null
