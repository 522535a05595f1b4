import { sessionWindowMs } from '../../../../modules/conversations/core/session-window.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { duration, roughly } from '../../../i18n/formats.ts'
import { Ring } from '../../../parts/Ring.tsx'
import { useNow } from '../../../sync/clock.ts'
import classes from './composer.module.css'

const nearMs = 60 * 60 * 1000

/** How long free text is still allowed: a live countdown, to the second in its last hour. */
export function WindowCountdown({ endsAt, short }: { endsAt: number | null; short: boolean }) {
  const words = useWords(common)
  const leftMs = Math.max(0, (endsAt ?? 0) - useNow())
  const near = leftMs < nearMs
  return (
    <span className={classes.window} {...(near && { 'data-near': true })}>
      <Ring state={near ? 'warn' : 'good'} part={leftMs / sessionWindowMs} size={15} />
      <span className={short ? 'only-read' : undefined}>{words.freeTextFor}</span>{' '}
      <b>{near ? duration(leftMs) : roughly(leftMs)}</b>
    </span>
  )
}
