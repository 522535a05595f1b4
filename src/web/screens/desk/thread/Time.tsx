import { clockTime, exactTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'

/** The time of day, with date, seconds and zone on hover: a plain title, because a thread has many of them. */
export function Time({ at }: { at: number }) {
  const region = { locale: locale() }
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at, region)}>
      {clockTime(at, region)}
    </time>
  )
}
