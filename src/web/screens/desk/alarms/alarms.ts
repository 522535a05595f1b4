import type { ClockName, InteractionCard } from '../../../../contract/cards.ts'

/** A clock that supervisors were told of: `key` names this start of it. */
export type Alarm = { key: string; card: InteractionCard; clock: ClockName }

/** Pure: the clocks that supervisors were told of, of all that is open, the most overdue first. */
export function alarmsOf(cards: readonly InteractionCard[]): Alarm[] {
  const alarms = cards.flatMap((card) =>
    (Object.keys(card.clocks) as ClockName[]).flatMap((clock) => {
      const running = card.clocks[clock]
      return running?.alarm ? [{ key: `${card.id} ${clock} ${running.from}`, card, clock, dueAt: running.dueAt }] : []
    }),
  )
  return alarms.toSorted((a, b) => a.dueAt - b.dueAt).map(({ dueAt: _order, ...alarm }) => alarm)
}
