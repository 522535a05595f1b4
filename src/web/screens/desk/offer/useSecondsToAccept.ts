import type { InteractionCard } from '../../../../contract/cards.ts'
import { secondsToAccept } from '../../../../modules/routing/core/accept-time.ts'
import { useView } from '../../../sync/use.ts'

/** How long whoever is asked has in all: what the ring of an offer is full at. */
export const useSecondsToAccept = ({ queueId, offer, transfer }: InteractionCard): number =>
  useView(({ queues, agents, transferRules: { returnSeconds } }) => {
    const to = transfer?.toAgentId
    const queue = queues[queueId]
    if (to && returnSeconds > 0) return returnSeconds
    return queue ? secondsToAccept(queue, agents[offer?.agentIds[0] ?? to ?? '']) : 20
  })
