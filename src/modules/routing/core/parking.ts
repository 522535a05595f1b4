/** Set aside and woken again. */
import type { Instant } from '../../../contract/ids.ts'
import { ok, refuse } from '../../../contract/refusals.ts'
import { consultEnded, type InteractionChange, moved } from './changes.ts'
import type { Command, Decision } from './commands.ts'
import { type Active, type Interaction, type Parked, parkedOf } from './interaction.ts'

/** Nothing is parked for longer than this, in milliseconds. */
export const longestParkMs = 90 * 24 * 3_600_000

export function park(interaction: Interaction, { by, at, until, allowed }: Command<'park'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  if (!allowed) return refuse('parking_off')
  if (until !== null && (until <= at || until - at > longestParkMs)) return refuse('time_not_valid')
  const { parked } = interaction
  if (parked?.reason === 'manual' && parked.until === until) return ok([]) // Pressed twice.
  return ok([parkedNow(interaction, { reason: 'manual', since: at, until })])
}

export const parkedNow = ({ agentId }: Active, parked: Parked): InteractionChange => ({
  type: 'interaction.parked',
  agentId,
  parked,
})

export function unpark(interaction: Interaction, { by, at, isIn, room }: Command<'unpark'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  if (interaction.parked === null) return ok([]) // Pressed twice, or the contact wrote.
  if (!isIn) return refuse('not_available')
  if (!room) return refuse('no_room')
  return ok([{ type: 'interaction.unparked', agentId: by, at }])
}

/** It comes back to its agent, even beyond their limit; to its queue when they have gone home during the call. */
export function callOver(interaction: Interaction, { at, isIn }: Command<'call_over'>): InteractionChange[] {
  if (interaction.state !== 'active' || interaction.parked?.reason !== 'call') return []
  return isIn ? [{ type: 'interaction.unparked', agentId: interaction.agentId, at }] : toItsQueue(interaction, at)
}

/** The contact wakes what is parked, unless its agent is on the telephone: it comes back when they hang up. */
export function woken(interaction: Interaction, at: Instant): InteractionChange[] {
  const parked = parkedOf(interaction)
  if (parked === null || parked.reason === 'call' || (parked.until !== null && parked.until <= at)) return []
  return [{ type: 'interaction.wake_due', at }]
}

/**
 * It comes back to its agent, even beyond their limit: it is their customer, and they took others in only meanwhile. To
 * its queue it goes when they are not there, or when the contact's silence had ended it for them.
 */
export function wake(interaction: Interaction, { at, isIn }: Command<'wake'>): InteractionChange[] {
  if (interaction.state !== 'active' || interaction.parked === null) return []
  const { parked, agentId } = interaction
  if (parked.until === null || parked.until > at) return [] // Early, twice, or parked anew.
  if (isIn && parked.reason !== 'customer_silence') return [{ type: 'interaction.unparked', agentId, at }]
  return toItsQueue(interaction, at)
}

/** It waits anew: its agent is not there, or it was at rest until now. */
const toItsQueue = (interaction: Active, at: Instant): InteractionChange[] => [
  ...consultEnded(interaction, 'lapsed'),
  { ...moved(interaction, { why: 'woken', by: null, at }), waitingSince: at },
]
