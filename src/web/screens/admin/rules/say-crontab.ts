import type { Crontab } from '../../../../modules/rules/core/crontab.ts'
import type { rules } from '../../../i18n/rules.ts'

type Words = (typeof rules)['en']

/** More moments of a day than these are said as a stretch, not one by one. */
const mostMoments = 6
/** Days that follow each other are said as a stretch from so many on. */
const leastStretch = 3

/** Pure: times of a crontab as a person says them: "Monday to Friday at 08:00". */
export function sayCrontab(crontab: Crontab, words: Words, language: string): string {
  const time = timeOf(crontab, words, language)
  const day = dayOf(crontab, words, language)
  const months = ascending(crontab.month)
  if (months.length < 12)
    return words.dayAndTime(words.inMonths(day, listed(months.map(monthIn(language)), language)), time)
  // "Every 15 minutes" is every day without a word of it.
  return day === words.everyDay && !hasMoments(crontab) ? time : words.dayAndTime(day, time)
}

/** Few enough times of a day to say each of them. */
const hasMoments = ({ minute, hour }: Crontab): boolean =>
  hour.values.size < 24 && hour.values.size * minute.values.size <= mostMoments

function timeOf(crontab: Crontab, words: Words, language: string): string {
  const [minutes, hours] = [ascending(crontab.minute), ascending(crontab.hour)]
  const often = oftenOf(minutes, words, language)
  if (hours.length === 24) return often
  if (hasMoments(crontab))
    return words.at(
      listed(
        hours.flatMap((h) => minutes.map((m) => clock(h, m))),
        language,
      ),
    )
  const [first = 0, last = 0] = [hours[0], hours.at(-1)]
  if (last - first === hours.length - 1)
    return words.fromTo(often, clock(first, minutes[0] ?? 0), clock(last, minutes.at(-1) ?? 0))
  return words.minutesOfHours(listed(minutes.map(String), language), listed(hours.map(String), language))
}

/** How often within every hour. */
function oftenOf(minutes: readonly number[], words: Words, language: string): string {
  if (minutes.length === 60) return words.everyMinute
  if (minutes.length === 1 && minutes[0] === 0) return words.everyHour
  const step = 60 / minutes.length
  const isEven = minutes.length > 1 && minutes.every((minute, place) => minute === place * step)
  return isEven ? words.everyMinutes(step) : words.everyHourAt(listed(minutes.map(String), language))
}

function dayOf({ day, weekday }: Crontab, words: Words, language: string): string {
  const [allDays, allWeekdays] = [day.values.size === 31, weekday.values.size === 7]
  // Where both are named either is enough, and all of one are every day.
  const bothNamed = !day.any && !weekday.any
  if ((allDays && allWeekdays) || (bothNamed && (allDays || allWeekdays))) return words.everyDay
  if (allDays) return weekdaysOf(weekday, words, language)
  const days = words.onDays(listed(ascending(day).map(String), language))
  return allWeekdays ? days : words.daysOrWeekdays(days, weekdaysOf(weekday, words, language))
}

function weekdaysOf(weekday: Crontab['weekday'], words: Words, language: string): string {
  // The week begins on Monday, whichever number Sunday has.
  const days = [...weekday.values].map((day) => (day + 6) % 7).sort((a, b) => a - b)
  const names = days.map(weekdayIn(language))
  const [first = 0, last = 0] = [days[0], days.at(-1)]
  const isStretch = days.length >= leastStretch && last - first === days.length - 1
  return isStretch
    ? words.weekdaysFromTo(names[0] ?? '', names.at(-1) ?? '')
    : words.everyWeekday(listed(names, language))
}

const ascending = ({ values }: Crontab['minute']): number[] => [...values].sort((a, b) => a - b)
const clock = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
const listed = (items: readonly string[], language: string): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(items)

/** A Monday, and a January: where days and months are counted from for their names. */
const monday = Date.UTC(2026, 0, 5)
const dayMs = 86_400_000
const weekdayIn = (language: string) => (day: number) =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(monday + day * dayMs)
const monthIn = (language: string) => (month: number) =>
  new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month - 1, 1))
