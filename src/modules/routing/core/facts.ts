import type { ClockCard, ConversationCard, InteractionCard } from '../../../contract/cards.ts'
import type { DomainEvent, InteractionEventType } from '../../../contract/events.ts'
import type { AgentId, QueueId } from '../../../contract/ids.ts'
import type { Clock } from '../../sla/core/clock.ts'
import type { InteractionChange } from './changes.ts'
import { evolve } from './evolve.ts'
import { type Interaction, loads, parkedOf, type Transfer } from './interaction.ts'
import { keepTime, type Timing } from './timing.ts'

/** What screens show of an interaction. */
export function toCard(interaction: Interaction, conversation: ConversationCard): InteractionCard {
  const { id, number, queueId, state, priority, origin, createdAt, waitingSince } = interaction
  const { awaitingReplySince, quietSince, transfer, reopened, tagIds } = interaction
  const { preferredAgentId, preferredUntil } = interaction
  return {
    id,
    number,
    conversation,
    queueId,
    state,
    priority,
    origin,
    createdAt,
    waitingSince,
    offer: state === 'offered' ? { ...interaction.offer, agentIds: [...interaction.offer.agentIds] } : null,
    preferred:
      state === 'waiting' && preferredAgentId !== null && preferredUntil !== null
        ? { agentId: preferredAgentId, until: preferredUntil }
        : null,
    agentId: 'agentId' in interaction ? interaction.agentId : null,
    acceptedAt: 'acceptedAt' in interaction ? interaction.acceptedAt : null,
    awaitingReplySince,
    quietSince,
    parked: parkedOf(interaction),
    transfer: transfer && shownTransfer(transfer),
    clocks: state === 'closed' ? {} : shownClocks(interaction),
    wrapUp: state === 'wrapping_up' ? { ...interaction.wrapUp, held: interaction.wrapUp.endsAt === null } : null,
    dispositionId: 'disposition' in interaction ? (interaction.disposition?.id ?? null) : null,
    fields: interaction.fields.map(({ id, value }) => ({ id, value })),
    closedAt: state === 'closed' ? interaction.closedAt : null,
    reopened,
    tagIds: [...tagIds],
  }
}

const shownTransfer = ({ fromQueueId: _itsOwn, ...transfer }: Transfer): InteractionCard['transfer'] => transfer

/** Whose a message of its conversation is: who may see the fact about it. */
export function whoseIs(interaction: Interaction | undefined): {
  queueId: QueueId | null
  agentId: AgentId | null
  held: boolean
  askedId?: AgentId
} {
  const askedId = interaction?.transfer?.toAgentId ?? null
  return {
    queueId: interaction?.queueId ?? null,
    agentId: interaction && 'agentId' in interaction ? interaction.agentId : null,
    held: interaction?.state === 'active' || interaction?.state === 'wrapping_up',
    ...(askedId !== null && { askedId }),
  }
}

const shownClocks = ({ clocks }: Interaction): InteractionCard['clocks'] =>
  Object.fromEntries(Object.entries(clocks).map(([name, clock]) => [name, shownClock(clock)]))

const shownClock = ({ from, warnAt, dueAt, pausedAt, alarm }: Clock): ClockCard => ({
  from,
  warnAt,
  dueAt,
  ...(pausedAt !== null && { pausedAt }),
  ...(alarm && { alarm }),
})

/**
 * Apply `changes` in order: the interaction as it ends, and one fact for each change, with the card as it is after that
 * change. `cardOf` makes the card of an interaction, for example with the conversation it was read with. Its clocks
 * start and stop with each change.
 */
export function apply(
  interaction: Interaction,
  changes: readonly InteractionChange[],
  cardOf: (interaction: Interaction) => InteractionCard,
  timing: Timing,
): { interaction: Interaction; facts: DomainEvent[] } {
  const facts: DomainEvent[] = []
  let current = interaction
  for (const change of changes) {
    const before = current
    current = keepTime(current, evolve(current, change), timing)
    const fact = toFact(before, change, cardOf(current))
    const isToldOf = before.queueId === current.queueId || fact.type === 'interaction.moved'
    facts.push(isToldOf ? fact : { ...fact, leftQueueId: before.queueId })
  }
  return { interaction: current, facts }
}

type InteractionFact = Extract<DomainEvent, { type: InteractionEventType }>

function toFact(before: Interaction, change: InteractionChange, card: InteractionCard): InteractionFact {
  switch (change.type) {
    case 'interaction.offered':
      return { type: change.type, card, offerId: change.offer.id }
    case 'interaction.offer_lapsed':
      return { type: change.type, card, offerId: change.offer.id, agentIds: [...change.offer.agentIds] }
    case 'interaction.offer_rejected': {
      const { type, offerId, agentId, reasonId } = change
      return { type, card, offerId, agentId, ...(reasonId && { reasonId }) }
    }
    case 'interaction.offer_withdrawn':
      return { type: change.type, card, offerId: change.offerId, agentIds: [...change.agentIds] }
    case 'interaction.assigned': {
      const { type, agentId, by } = change
      return { type, card, agentId, others: loads(before).filter((id) => id !== agentId), by }
    }
    case 'interaction.wrap_up_started':
    case 'interaction.wrap_up_held':
    case 'interaction.resumed':
      return { type: change.type, card, agentId: change.agentId }
    case 'interaction.closed':
      return { type: change.type, card, agentId: change.agentId, asksContact: change.asksContact }
    case 'interaction.rated':
      return { type: change.type, card, place: change.place }
    case 'interaction.parked':
    case 'interaction.unparked':
    case 'interaction.returned':
      return { type: change.type, card, agentId: change.agentId }
    case 'interaction.consulted':
    case 'interaction.passed': {
      const { agentId, transfer } = change
      return { type: change.type, card, agentId, toAgentId: transfer.toAgentId, note: transfer.note }
    }
    case 'interaction.consult_ended':
      return { type: change.type, card, agentId: change.agentId, toAgentId: change.toAgentId, why: change.why }
    case 'interaction.moved': {
      const { type, fromAgentId: agentId, fromQueueId, by, why, transfer } = change
      return { type, card, agentId, fromQueueId, by, why, note: transfer?.note ?? '' }
    }
    case 'interaction.reopened':
      return { type: change.type, card }
    case 'interaction.clock_warned':
    case 'interaction.clock_breached':
      return { type: change.type, card, clock: change.clock }
    case 'interaction.closing_kept':
    case 'interaction.wrap_up_lengthened':
    case 'interaction.wrap_up_due':
    case 'interaction.reply_awaited':
    case 'interaction.reply_given':
    case 'interaction.contact_asked':
    case 'interaction.wake_due':
    case 'interaction.transfer_ended':
    case 'interaction.queue_restored':
      return { type: 'interaction.updated', card }
    case 'interaction.priority_set':
      return { type: 'interaction.updated', card, priorityBefore: before.priority }
    case 'interaction.tagged':
      return { type: 'interaction.updated', card, tagIdsBefore: [...before.tagIds] }
  }
}
