/** Who takes it: asked, or by their own hand. */
import { ok, refuse } from '../../../contract/refusals.ts'
import { given, type InteractionChange } from './changes.ts'
import type { Command, Decision } from './commands.ts'
import { type Interaction, isAsked, isOffer } from './interaction.ts'
import { backToSender, isReturning } from './passing.ts'

export function accept(interaction: Interaction, { offerId, by, at, isIn }: Command<'accept_offer'>): Decision {
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  if (!isOffer(interaction, offerId)) return refuse('offer_gone')
  if (!interaction.offer.agentIds.includes(by)) return refuse('not_your_offer')
  if (interaction.offer.expiresAt <= at) return refuse('offer_expired')
  // What a colleague passed on stands until its time, also with who has gone.
  if (!isIn) return refuse('not_available')
  return ok([given(by, at)])
}

export function reject(
  interaction: Interaction,
  { offerId, by, at, senderIsIn, reasonId }: Command<'reject_offer'>,
): Decision {
  if (isAsked(interaction, by) && isOffer(interaction, offerId)) {
    const why = reasonId ? { reasonId } : {}
    const rejected: InteractionChange = { type: 'interaction.offer_rejected', offerId, agentId: by, ...why }
    return ok(isReturning(interaction) ? [rejected, ...backToSender(interaction, at, senderIsIn)] : [rejected])
  }
  if (interaction.passedOver.includes(by)) return ok([]) // Pressed twice, or lapsed.
  return refuse(isOffer(interaction, offerId) ? 'not_your_offer' : 'offer_gone')
}

export function take(interaction: Interaction, { by, at, standing }: Command<'take'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  // Its place is already kept.
  if (isAsked(interaction, by)) return standing.isIn ? ok([given(by, at)]) : refuse('not_available')
  if (interaction.state !== 'waiting') return refuse('interaction_taken')
  if (!standing.member) return refuse('not_queue_member')
  if (!standing.available) return refuse('not_available')
  if (!standing.room) return refuse('no_room')
  if (!standing.fits) return refuse('busy_otherwise')
  return ok([given(by, at)])
}
