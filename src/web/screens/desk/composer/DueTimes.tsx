import { ClockName, type InteractionCard } from '../../../../contract/cards.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { clockTime, duration, when } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { useNow } from '../../../sync/clock.ts'
import { useView } from '../../../sync/use.ts'
import { backToQueue } from '../back-to-queue.ts'
import { clockState } from '../sla.ts'
import classes from './composer.module.css'

/**
 * By when this interaction is to be answered and solved, and when it goes back to its queue unanswered: shown
 * while the reply field has the focus. Its line is always there, or what somebody presses would move away under
 * the pointer as the field loses the focus.
 */
export function DueTimes({ card, shown }: { card: InteractionCard; shown: boolean }) {
  const words = useWords(deskWords)
  const { timeLeft } = useWords(common)
  const now = useNow()
  const back = backToQueue(
    card,
    useView((view) => view.queues[card.queueId]),
  )
  const region = { locale: locale() }
  const running = ClockName.options.flatMap((name) => {
    const clock = card.clocks[name]
    return clock && clock.pausedAt === undefined ? [{ name, clock }] : []
  })
  const moment = (at: number) => {
    const time = clockTime(at, region)
    const day = when(at, now, region)
    return day === time ? time : `${day} ${time}`
  }
  return (
    <p className={classes.due} {...(!shown && { 'data-hidden': true })}>
      {running.length > 0 && <span className="only-read">{words.dueTimes}</span>}
      {back && (
        <span data-state={clockState(back, now).state}>
          {words.backToQueue}: {timeLeft(duration(back.dueAt - now))}
        </span>
      )}
      {running.map(({ name, clock }) => (
        <span key={name} data-state={clockState(clock, now).state}>
          {words.dueAt(name === 'next_response' ? words.nextResponse : words.clockName(name), moment(clock.dueAt))}
        </span>
      ))}
    </p>
  )
}
