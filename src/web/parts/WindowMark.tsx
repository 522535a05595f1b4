import { IconHourglass, IconLock } from '@tabler/icons-react'
import type { ChannelKind } from '../../contract/cards.ts'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { coarsely } from '../i18n/formats.ts'
import classes from './marks.module.css'

const nearMs = 60 * 60 * 1000

/** How long free text is still allowed, on one line of a list. `endsAt` null: the contact never wrote. */
export function WindowMark({ kind, endsAt, now }: { kind: ChannelKind; endsAt: number | null; now: number }) {
  const words = useWords(common)
  if (kind === 'sms') return <span className={classes.window}>{words.noWindow}</span>
  if (endsAt === null || endsAt <= now)
    return (
      <span className={classes.window} data-closed>
        <IconLock size={12} aria-hidden />
        {words.windowClosed}
      </span>
    )
  return (
    <span className={classes.window} {...(endsAt - now < nearMs && { 'data-near': true })}>
      <IconHourglass size={12} aria-hidden />
      <span className="only-read">{words.freeTextFor}</span>
      {coarsely(endsAt - now)}
    </span>
  )
}
