import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, Instant } from '../../../contract/ids.ts'
import type { RoutingStep } from '../../../contract/operations/explanation.ts'
import type { Why } from '../../../contract/why.ts'

/** What was kept of a pick: its offer's id, or one of its own where nobody was asked. */
export type KeptPick = { readonly id: string; readonly at: Instant; readonly why: Why }

/** A line of the journal about the interaction, and the person who caused it; null: the house. */
export type Told = { readonly at: Instant; readonly by: AgentId | null; readonly event: DomainEvent }

/**
 * How an interaction came to whoever has it, in the order in which it happened: each offer with the reasons for it, how
 * it ended, and whether it was accepted, taken by hand, given without asking, assigned, passed on or moved by
 * somebody else.
 */
export function storyOf(lines: readonly Told[], picks: readonly KeptPick[]): RoutingStep[] {
  let asked: readonly AgentId[] = []
  return lines.flatMap(({ at, by, event }): RoutingStep[] => {
    switch (event.type) {
      case 'interaction.offered': {
        asked = event.card.offer?.agentIds ?? []
        const why = picks.find(({ id }) => id === event.offerId)?.why ?? null
        return [{ what: 'offered', at, agentIds: [...asked], why }]
      }
      case 'interaction.offer_rejected':
        asked = asked.filter((id) => id !== event.agentId)
        return [{ what: 'rejected', at, agentIds: [event.agentId], reasonId: event.reasonId ?? null }]
      case 'interaction.offer_lapsed':
        asked = []
        return [{ what: 'lapsed', at, agentIds: event.agentIds }]
      case 'interaction.offer_withdrawn':
        asked = asked.filter((id) => !event.agentIds.includes(id))
        return [{ what: 'withdrawn', at, agentIds: event.agentIds }]
      case 'interaction.assigned': {
        const wasAsked = asked.includes(event.agentId)
        asked = []
        const { origin, createdAt, acceptedAt } = event.card
        if (origin === 'agent' && acceptedAt === createdAt) return [{ what: 'started', at, agentIds: [event.agentId] }]
        return [assigned(at, event.by ?? by, event.agentId, wasAsked, picks)]
      }
      case 'interaction.passed':
        asked = []
        return event.toAgentId === null ? [] : [{ what: 'passed', at, agentIds: [event.agentId], to: event.toAgentId }]
      case 'interaction.returned':
        return [{ what: 'returned', at, agentIds: [event.agentId] }]
      case 'interaction.moved': {
        asked = []
        const { agentId, by: doer, why, card } = event
        return [
          { what: 'moved', at, agentIds: agentId === null ? [] : [agentId], queueId: card.queueId, by: doer, why },
        ]
      }
      default:
        return []
    }
  })
}

function assigned(
  at: Instant,
  by: AgentId | null,
  agentId: AgentId,
  wasAsked: boolean,
  picks: readonly KeptPick[],
): RoutingStep {
  if (by === null)
    return { what: 'given', at, agentIds: [agentId], why: picks.find((pick) => pick.at === at)?.why ?? null }
  if (by !== agentId) return { what: 'assigned', at, agentIds: [agentId], by }
  return { what: wasAsked ? 'accepted' : 'taken', at, agentIds: [agentId] }
}
