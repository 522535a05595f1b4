import type { InteractionCard } from '../../contract/cards.ts'
import type { View } from '../../contract/view.ts'
import type { PresenceShape } from '../parts/PresenceMark.tsx'

/** What I hold: active and wrapping up. */
export const isMine = (view: View, card: InteractionCard): boolean =>
  card.agentId === view.me.agentId && (card.state === 'active' || card.state === 'wrapping_up')

export const isOfferedToMe = (view: View, card: InteractionCard): boolean =>
  card.state === 'offered' && card.offer?.agentId === view.me.agentId

/** Offers to me and interactions of mine with something unread: the number on the rail and in the title. */
export const waitingForMe = (view: View): number =>
  Object.values(view.interactions).filter(
    (card) => isOfferedToMe(view, card) || (isMine(view, card) && card.conversation.unread > 0),
  ).length

/** What the mark of an agent says. Not responding comes first: it explains all else. */
export function shapeOf(view: View, agentId: string): PresenceShape {
  const presence = view.agents[agentId]?.presence
  if (!presence) return 'signed_out'
  if (presence.notResponding) return 'not_responding'
  if (presence.state !== 'available') return presence.state
  return presence.stopNew ||
    Object.values(view.interactions).some((card) => card.agentId === agentId && card.state === 'wrapping_up')
    ? 'busy'
    : 'available'
}
