/** What each change makes of an interaction. */
import type { ClockName } from '../../../contract/cards.ts'
import type { AgentId, Instant } from '../../../contract/ids.ts'
import { assert } from '../../../kernel/assert.ts'
import type { Clocks } from '../../sla/core/clock.ts'
import type { InteractionChange, Move } from './changes.ts'
import {
  type Active,
  type Base,
  type Held,
  type Interaction,
  isOffer,
  nobodyPreferred,
  type Offered,
  type Preferred,
  type Transfer,
  type Waiting,
} from './interaction.ts'

/** How many agents a round of offers remembers; whoever passed longest ago is forgotten first. */
export const maxPassedOver = 1_000

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
    case 'interaction.closing_kept':
      assert(interaction.state === 'wrapping_up', 'only for a wrap-up something is chosen and filled in')
      return { ...interaction, disposition: change.disposition, fields: change.fields }
    case 'interaction.wrap_up_held':
      assert(interaction.state === 'wrapping_up', 'only a wrap-up is held')
      return { ...interaction, wrapUp: { ...interaction.wrapUp, endsAt: null } }
    case 'interaction.wrap_up_lengthened':
      assert(interaction.state === 'wrapping_up' && interaction.wrapUp.endsAt !== null, 'only a running wrap-up grows')
      return { ...interaction, wrapUp: { ...interaction.wrapUp, endsAt: change.endsAt } }
    case 'interaction.wrap_up_due':
      assert(
        interaction.state === 'wrapping_up' && interaction.wrapUp.endsAt === null,
        'only what is held is due again',
      )
      return { ...interaction, wrapUp: { ...interaction.wrapUp, endsAt: change.at } }
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
      const { queueId, priority, at, preferred } = change
      const clocks = { waitingSince: at, awaitingReplySince: at, quietSince: at }
      const fresh = { queueId, priority, passedOver: [], passes: 0, reopened: base.reopened + 1 }
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
    case 'interaction.priority_set':
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
