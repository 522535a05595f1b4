import type { InteractionCard, Presence } from '../../../../contract/cards.ts'
import type { View } from '../../../../contract/view.ts'
import { sorted } from '../../../sync/sorted.ts'

/**
 * What I hold, and how much I may hold (D-08): my own limit, else the sum over the channels of my queues. Undivided:
 * something that I hold or am asked is of a queue that keeps all else away until it is done.
 */
export function loadOf(view: View) {
  const { mine, offeredToMe } = sorted(view)
  const capacity = view.agents[view.me.agentId]?.capacity ?? null
  const sum = Object.values(view.channels)
    .filter((channel) => channel.active && channel.queueId !== null && view.me.queueIds.includes(channel.queueId))
    .reduce((places, channel) => places + channel.capacity, 0)
  const isUndivided = ({ queueId }: InteractionCard) => view.queues[queueId]?.eligible === 'undivided'
  const undivided = mine.some(isUndivided) || offeredToMe.some((card) => card.state === 'offered' && isUndivided(card))
  return { held: mine.length, places: capacity ?? sum, wrappingUp: mine.filter(isWrappingUp).length, undivided }
}

const isWrappingUp = (card: InteractionCard): boolean => card.state === 'wrapping_up'

/** The second line of the presence button: what the system derived, the most telling first. */
export type Derived =
  | { what: 'not_responding' | 'break_requested' | 'stop_new' | 'not_ready' | 'undivided' | 'full' }
  | { what: 'wrapping_up'; count: number }
  | { what: 'returns'; at: number }
  | { what: 'on_call' | 'since' | 'break_at'; at: number }

/** Pure: what follows from presence and load. */
export function derived(presence: Presence, load: ReturnType<typeof loadOf>): Derived {
  const { held, places, wrappingUp, undivided } = load
  if (presence.notResponding) return { what: 'not_responding' }
  if (presence.onCallSince !== null) return { what: 'on_call', at: presence.onCallSince }
  if (presence.returnsAt !== null) return { what: 'returns', at: presence.returnsAt }
  if (presence.breakBeginsAt !== null) return { what: 'break_at', at: presence.breakBeginsAt }
  if (presence.breakRequested) return { what: 'break_requested' }
  if (presence.stopNew) return { what: 'stop_new' }
  if (presence.notReady) return { what: 'not_ready' }
  if (presence.state === 'available' && undivided) return { what: 'undivided' }
  if (presence.state === 'available' && wrappingUp > 0) return { what: 'wrapping_up', count: wrappingUp }
  if (presence.state === 'available' && places > 0 && held >= places) return { what: 'full' }
  return { what: 'since', at: presence.since }
}
