import { useMade } from '../../../sync/use.ts'
import { cardsOf, type Tab } from '../order.ts'

/** How many each tab holds. */
export function useCounts(): Record<Tab, number> {
  return useMade(
    (view) => ({
      offers: cardsOf(view, 'offers').length,
      mine: cardsOf(view, 'mine').length,
      queue: cardsOf(view, 'queue').length,
    }),
    (a, b) => a.offers === b.offers && a.mine === b.mine && a.queue === b.queue,
  )
}
