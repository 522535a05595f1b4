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
} from '../../../contract/ids.ts'
import type { Disposition } from '../../../contract/operations/dispositions.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { assert } from '../../../kernel/assert.ts'
import { fillIn, missingFields } from '../../dispositions/core/fields.ts'

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
  readonly reopened: number
  /** The interaction before this one in the same conversation. */
  readonly previousId: InteractionId | null
  /** What was filled in at an end, also when it went on after that. */
  readonly fields: readonly FilledField[]
  /** What the contact was asked after a close; null: nothing yet, and it is asked once at most. */
  readonly satisfaction: Satisfaction | null
}

/** The disposition as it was chosen: a later rename or removal does not change what was said. */
export type ChosenDisposition = { readonly id: DispositionId; readonly name: string }

type Held = { readonly agentId: AgentId; readonly acceptedAt: Instant }

/** Made to one or to several at once, never to nobody: the first of them to accept takes it. */
export type Offer = { readonly id: OfferId; readonly agentIds: readonly AgentId[]; readonly expiresAt: Instant }

/** `endsAt` null: the time is over but a required disposition is missing, and the agent is held (D-07). */
export type WrapUp = { readonly startedAt: Instant; readonly endsAt: Instant | null }

export type Waiting = Base & { readonly state: 'waiting' }
export type Offered = Base & { readonly state: 'offered'; readonly offer: Offer }
export type Active = Base & Held & { readonly state: 'active' }
export type WrappingUp = Base &
  Held & { readonly state: 'wrapping_up'; readonly wrapUp: WrapUp; readonly disposition: ChosenDisposition | null }
export type Closed = Base &
  Held & { readonly state: 'closed'; readonly disposition: ChosenDisposition | null; readonly closedAt: Instant }

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

export type InteractionCommand =
  | { type: 'offer'; offerId: OfferId; agentIds: readonly AgentId[]; expiresAt: Instant }
  /** The queue does not ask. */
  | { type: 'auto_assign'; agentId: AgentId; at: Instant }
  | { type: 'accept_offer'; offerId: OfferId; by: AgentId; at: Instant }
  | { type: 'reject_offer'; offerId: OfferId; by: AgentId }
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
  | { type: 'reopen'; queueId: QueueId; at: Instant }
  | { type: 'contact_wrote'; at: Instant }
  | { type: 'agent_replied' }
  /** The contact was asked what they thought of it. */
  | { type: 'ask_contact'; at: Instant; answers: readonly string[] }
  | { type: 'contact_answered'; at: Instant; place: number }

/** What changed, small: the shell makes facts of it, which carry the whole card (`facts.ts`). */
export type InteractionChange =
  | { type: 'interaction.offered'; offer: Offer }
  | { type: 'interaction.offer_lapsed'; offer: Offer }
  | { type: 'interaction.offer_rejected'; offerId: OfferId; agentId: AgentId }
  | { type: 'interaction.offer_withdrawn'; offerId: OfferId; agentIds: readonly AgentId[] }
  | { type: 'interaction.assigned'; agentId: AgentId; at: Instant }
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
      agentId: AgentId
      at: Instant
      disposition: ChosenDisposition | null
      fields: readonly FilledField[]
      /** The contact is to be asked what they thought of it. */
      asksContact: boolean
    }
  | { type: 'interaction.reopened'; queueId: QueueId; at: Instant }
  | { type: 'interaction.reply_awaited'; since: Instant }
  | { type: 'interaction.reply_given' }
  | { type: 'interaction.contact_asked'; at: Instant; answers: readonly string[] }
  | { type: 'interaction.rated'; at: Instant; place: number }

/** How much longer a wrap-up gets each time an agent asks, in milliseconds. */
export const lengthenWrapUpMs = 60_000
/** No wrap-up is lengthened beyond this, counted from its start, in milliseconds. */
export const longestWrapUpMs = 2 * 3_600_000
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
      return ok([{ type: 'interaction.assigned', agentId: command.agentId, at: command.at }])
    case 'accept_offer':
      return accept(interaction, command)
    case 'reject_offer':
      return reject(interaction, command)
    case 'lapse_offer':
      // It may come after the agent accepted, before it is time, or twice: all normal.
      if (!isOffer(interaction, command.offerId) || interaction.offer.expiresAt > command.at) return ok([])
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
      return ok([{ type: 'interaction.reopened', queueId: command.queueId, at: command.at }])
    case 'contact_wrote':
      if (interaction.state === 'closed') return refuse('interaction_closed') // The caller reopens it or begins a new one.
      if (interaction.awaitingReplySince !== null) return ok([]) // The clock runs from the oldest unanswered message.
      return ok([{ type: 'interaction.reply_awaited', since: command.at }])
    case 'agent_replied':
      return ok(interaction.awaitingReplySince === null ? [] : [{ type: 'interaction.reply_given' }])
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
  }
}

type Command<T extends InteractionCommand['type']> = Extract<InteractionCommand, { type: T }>
type Decision = Result<InteractionChange[]>

const isOffer = (interaction: Interaction, offerId: OfferId): interaction is Offered =>
  interaction.state === 'offered' && interaction.offer.id === offerId

/** Is this agent one of those it is offered to now? */
const isAsked = (interaction: Interaction, agentId: AgentId): boolean =>
  interaction.state === 'offered' && interaction.offer.agentIds.includes(agentId)

const isHolder = (interaction: Interaction, agentId: AgentId): boolean =>
  'agentId' in interaction && interaction.agentId === agentId

function accept(interaction: Interaction, { offerId, by, at }: Command<'accept_offer'>): Decision {
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  if (!isOffer(interaction, offerId)) return refuse('offer_gone')
  if (!interaction.offer.agentIds.includes(by)) return refuse('not_your_offer')
  if (interaction.offer.expiresAt <= at) return refuse('offer_expired')
  return ok([{ type: 'interaction.assigned', agentId: by, at }])
}

function reject(interaction: Interaction, { offerId, by }: Command<'reject_offer'>): Decision {
  if (isAsked(interaction, by) && isOffer(interaction, offerId))
    return ok([{ type: 'interaction.offer_rejected', offerId, agentId: by }])
  if (interaction.passedOver.includes(by)) return ok([]) // Pressed twice, or lapsed.
  return refuse(isOffer(interaction, offerId) ? 'not_your_offer' : 'offer_gone')
}

function take(interaction: Interaction, { by, at, standing }: Command<'take'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  const assigned: InteractionChange = { type: 'interaction.assigned', agentId: by, at }
  if (isAsked(interaction, by)) return ok([assigned]) // Its place is already kept.
  if (interaction.state !== 'waiting') return refuse('interaction_taken')
  if (!standing.member) return refuse('not_queue_member')
  if (!standing.available) return refuse('not_available')
  if (!standing.room) return refuse('no_room')
  return ok([assigned])
}

function end(interaction: Interaction, command: Command<'end'>): Decision {
  const { by, at, wrapUpSeconds, choice } = command
  if (interaction.state === 'wrapping_up' && interaction.agentId === by) return ok([]) // Pressed twice.
  if (interaction.state === 'closed') return isHolder(interaction, by) ? ok([]) : refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  const chosen = choose(command.dispositionId, choice)
  if (!chosen.ok) return chosen
  const disposition = chosen.value
  const filled = fillIn(choice.fields, interaction.fields, command.fields)
  if (!filled.ok) return filled
  const fields = filled.value
  if (wrapUpSeconds === 0 && missing({ disposition, fields }, choice) === null) {
    return ok([closedBy(by, at, { disposition, fields }, interaction, choice)])
  }
  const wrapUp = { startedAt: at, endsAt: later(at, wrapUpSeconds * 1_000) }
  const started: InteractionChange = { type: 'interaction.wrap_up_started', agentId: by, wrapUp, disposition, fields }
  return ok(wrapUpSeconds === 0 ? [started, { type: 'interaction.wrap_up_held', agentId: by }] : [started])
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

function resume(interaction: Interaction, by: AgentId): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  return ok(interaction.state === 'wrapping_up' ? [{ type: 'interaction.resumed', agentId: by }] : [])
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
      return { ...base, state: 'waiting', passedOver: withPassed(base, change.offer.agentIds) }
    case 'interaction.offer_rejected': {
      assert(isOffer(interaction, change.offerId), 'only a standing offer is rejected')
      const { agentId } = change
      return { ...offeredWithout(interaction, [agentId]), passedOver: withPassed(base, [agentId]) }
    }
    case 'interaction.offer_withdrawn':
      assert(isOffer(interaction, change.offerId), 'only a standing offer is withdrawn')
      return offeredWithout(interaction, change.agentIds)
    case 'interaction.assigned': {
      assert(interaction.state === 'waiting' || interaction.state === 'offered', 'only what nobody holds is assigned')
      return { ...base, state: 'active', agentId: change.agentId, acceptedAt: change.at, passedOver: [] }
    }
    case 'interaction.wrap_up_started': {
      assert(interaction.state === 'active', 'only an active interaction is wrapped up')
      const { wrapUp, disposition, fields } = change
      const over = { ...base, fields, awaitingReplySince: null }
      return { ...over, ...heldOf(interaction), state: 'wrapping_up', wrapUp, disposition }
    }
    case 'interaction.wrap_up_held':
      assert(interaction.state === 'wrapping_up', 'only a wrap-up is held')
      return { ...interaction, wrapUp: { ...interaction.wrapUp, endsAt: null } }
    case 'interaction.wrap_up_lengthened':
      assert(interaction.state === 'wrapping_up' && interaction.wrapUp.endsAt !== null, 'only a running wrap-up grows')
      return { ...interaction, wrapUp: { ...interaction.wrapUp, endsAt: change.endsAt } }
    case 'interaction.resumed':
      assert(interaction.state === 'wrapping_up', 'only a wrap-up is resumed')
      return { ...base, ...heldOf(interaction), state: 'active' }
    case 'interaction.closed': {
      assert(interaction.state === 'active' || interaction.state === 'wrapping_up', 'only what is held is closed')
      const { disposition, fields, at: closedAt } = change
      const over = { ...base, fields, awaitingReplySince: null }
      return { ...over, ...heldOf(interaction), state: 'closed', disposition, closedAt }
    }
    case 'interaction.reopened': {
      assert(interaction.state === 'closed', 'only a closed interaction is reopened')
      const { queueId, at } = change
      const fresh = { queueId, waitingSince: at, awaitingReplySince: at, passedOver: [], reopened: base.reopened + 1 }
      return { ...base, ...fresh, state: 'waiting' }
    }
    case 'interaction.reply_awaited':
      return { ...interaction, awaitingReplySince: change.since }
    case 'interaction.reply_given':
      return { ...interaction, awaitingReplySince: null }
    case 'interaction.contact_asked': {
      const { at: askedAt, answers } = change
      return { ...interaction, satisfaction: { askedAt, answers: [...answers], answer: null } }
    }
    case 'interaction.rated': {
      assert(interaction.satisfaction !== null, 'only who was asked answers')
      const { at, place } = change
      return { ...interaction, satisfaction: { ...interaction.satisfaction, answer: { place, at } } }
    }
  }
}

/** It goes on with the others who were asked; when nobody is left, it waits again. */
function offeredWithout(interaction: Offered, gone: readonly AgentId[]): Offered | Waiting {
  const agentIds = interaction.offer.agentIds.filter((id) => !gone.includes(id))
  if (agentIds.length === 0) return { ...baseOf(interaction), state: 'waiting' }
  return { ...interaction, offer: { ...interaction.offer, agentIds } }
}

const withPassed = ({ passedOver }: Base, agentIds: readonly AgentId[]): AgentId[] =>
  [...passedOver, ...agentIds].slice(-maxPassedOver)

const heldOf = ({ agentId, acceptedAt }: Held): Held => ({ agentId, acceptedAt })

function baseOf(interaction: Interaction): Base {
  const { id, number, conversationId, channelId, contactId, queueId, priority, origin, createdAt } = interaction
  const { waitingSince, passedOver, awaitingReplySince, reopened, previousId, fields, satisfaction } = interaction
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
    reopened,
    previousId,
    fields,
    satisfaction,
  }
}

/** What a new interaction begins with. */
export type Beginning = Pick<
  Base,
  'id' | 'number' | 'conversationId' | 'channelId' | 'contactId' | 'queueId' | 'priority' | 'previousId'
> & { readonly at: Instant }

/** What nobody has said of a new one. */
const unsaid = { passedOver: [], reopened: 0, fields: [], satisfaction: null } as const

/** A contact wrote and nothing is open: it waits for an agent, and the response clock runs. */
export function begun({ at, ...beginning }: Beginning): Waiting {
  const clocks = { createdAt: at, waitingSince: at, awaitingReplySince: at }
  return { ...beginning, ...clocks, ...unsaid, state: 'waiting', origin: 'contact' }
}

/** An agent writes first: it is theirs from the start. */
export function begunBy(agentId: AgentId, { at, ...beginning }: Beginning): Active {
  const clocks = { createdAt: at, waitingSince: at, awaitingReplySince: null, acceptedAt: at }
  return { ...beginning, ...clocks, ...unsaid, state: 'active', origin: 'agent', agentId }
}

/** Whose places it fills: of everybody it is offered to, or of who holds it (D-08). */
export function loads(interaction: Interaction): readonly AgentId[] {
  switch (interaction.state) {
    case 'offered':
      return interaction.offer.agentIds
    case 'active':
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
