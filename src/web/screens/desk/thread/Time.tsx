import { Tooltip } from '@mantine/core'
import { clockTime, exactTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'

/** The time of day, with date, seconds and zone on hover. */
export function Time({ at }: { at: number }) {
  const region = { locale: locale() }
  return (
    <Tooltip label={exactTime(at, region)}>
      <time dateTime={new Date(at).toISOString()}>{clockTime(at, region)}</time>
    </Tooltip>
  )
}
