import type { Instant } from '../../../../contract/ids.ts'
import type { OpenHours } from '../../../../contract/operations/calendars.ts'
import { checkCalendar, isOpen, nextClosing, nextOpening } from '../../../../modules/calendars/core/calendar.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { locale } from '../../../i18n/language.ts'
import { times } from '../../../i18n/times.ts'
import { useNow } from '../../../sync/clock.ts'
import classes from './calendars.module.css'

/** How many changes to come are shown. */
const shownChanges = 3

/** What happens next, by the clock of the calendar: "Open now, until Friday 17:00". Nothing while it cannot be told. */
export function Upcoming({ hours }: { hours: OpenHours }) {
  const words = useWords(times)
  const now = useNow() as Instant
  if (!checkCalendar(hours).ok) return null
  const changes = changesFrom(hours, now)
  const [first, ...rest] = changes
  const say = (at: Instant) => momentIn(hours.zone, at)
  if (!first) return <p className={classes.nextNow}>{isOpen(hours, now) ? words.alwaysOpenNow : words.neverOpens}</p>
  return (
    <ul className={classes.next} aria-label={words.whatHappensNext}>
      <li className={classes.nextNow}>
        {first.opens ? words.closedNowUntil(say(first.at)) : words.openNowUntil(say(first.at))}
      </li>
      {rest.map(({ at, opens }) => (
        <li key={at} className="quiet">
          {opens ? words.opensNext(say(at)) : words.closesNext(say(at))}
        </li>
      ))}
    </ul>
  )
}

type Change = { at: Instant; opens: boolean }

/** Pure: the next times at which it opens or closes. */
export function changesFrom(hours: OpenHours, now: Instant): Change[] {
  const changes: Change[] = []
  let at = now
  while (changes.length < shownChanges) {
    const opens = !isOpen(hours, at)
    const next = opens ? nextOpening(hours, at) : nextClosing(hours, at)
    if (next === null) break
    changes.push({ at: next, opens })
    at = next
  }
  return changes
}

const momentIn = (zone: string, at: Instant): string =>
  new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
