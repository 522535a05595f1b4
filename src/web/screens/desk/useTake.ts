import type { InteractionCard } from '../../../contract/cards.ts'
import { takeInteraction } from '../../../contract/operations/routing.ts'
import { useAct } from '../../sync/use.ts'
import { useDesk } from './desk-context.ts'

/** Take what waits by hand. Answers whether it is mine now; `refusal` says why not. */
export function useTake(card: InteractionCard) {
  const { setTab } = useDesk()
  const taking = useAct(takeInteraction, card.id)
  async function take(): Promise<boolean> {
    const answer = await taking.run({ interactionId: card.id })
    if (answer?.ok) setTab('mine')
    return answer?.ok === true
  }
  return { take, busy: taking.busy, refusal: taking.refusal }
}
