import { useMade } from '../../../sync/use.ts'
import { cardsOf, type Tab } from '../order.ts'

/** The tabs there are: that of what is parked only while something is. */
export const tabsFor = (counts: Record<Tab, number>, tab: Tab): readonly Tab[] =>
  counts.parked > 0 || tab === 'parked' ? ['offers', 'mine', 'parked', 'queue'] : ['offers', 'mine', 'queue']

/** How many each tab holds. */
export function useCounts(): Record<Tab, number> {
  return useMade(
    (view) => ({
      offers: cardsOf(view, 'offers').length,
      mine: cardsOf(view, 'mine').length,
      parked: cardsOf(view, 'parked').length,
      queue: cardsOf(view, 'queue').length,
    }),
    (a, b) => a.offers === b.offers && a.mine === b.mine && a.parked === b.parked && a.queue === b.queue,
  )
}
