import { Tooltip } from '@mantine/core'
import { exactTime, when } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { serverNow } from '../../../sync/clock.ts'

/** A time as a list says it, or in a sentence; the exact one on hover and focus. */
export function Time({ at, say = (time) => time }: { at: number; say?: (time: string) => string }) {
  const region = { locale: locale() }
  return (
    <Tooltip label={exactTime(at, region)}>
      <time dateTime={new Date(at).toISOString()}>{say(when(at, serverNow(), region))}</time>
    </Tooltip>
  )
}
