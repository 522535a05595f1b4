import type { View } from '../../contract/view.ts'
import type { PresenceShape } from '../parts/PresenceMark.tsx'
import { sorted } from '../sync/sorted.ts'

/** Offers to me and interactions of mine with something unread: the number on the rail and in the title. */
export function waitingForMe(view: View): number {
  const { mine, offeredToMe } = sorted(view)
  return offeredToMe.length + mine.filter((card) => card.conversation.unread > 0).length
}

/** What the mark of an agent says. Not responding comes first: it explains all else. */
export function shapeOf(view: View, agentId: string): PresenceShape {
  const presence = view.agents[agentId]?.presence
  if (!presence) return 'signed_out'
  if (presence.notResponding) return 'not_responding'
  if (presence.state !== 'available') return presence.state
  return presence.stopNew || presence.notReady || sorted(view).wrappingUp.has(agentId) ? 'busy' : 'available'
}
