import { IconArrowBackUp, IconCircleCheckFilled } from '@tabler/icons-react'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { duration } from '../i18n/formats.ts'
import classes from './marks.module.css'
import { Ring } from './Ring.tsx'

/** Where a response clock stands: nothing due, running, or over its time. Milliseconds. */
export type SlaState =
  | { state: 'answered' }
  /** An answer is owed, but by no time. */
  | { state: 'none' }
  | { state: 'met'; afterMs: number }
  | { state: 'good' | 'warn'; leftMs: number; part: number }
  | { state: 'bad'; overMs: number }

/** The response clock with its words. `quiet` leaves the words to screen readers. */
export function SlaRing({ sla, size = 16 }: { sla: SlaState; size?: number }) {
  const words = useWords(common)
  switch (sla.state) {
    case 'answered':
      return (
        <span className={classes.idle}>
          <IconArrowBackUp className="turns" size={14} aria-hidden />
          {words.answered}
        </span>
      )
    case 'none':
      return null
    case 'met':
      return (
        <span className={classes.good}>
          <IconCircleCheckFilled size={15} aria-hidden />
          {words.metIn(duration(sla.afterMs))}
        </span>
      )
    case 'bad':
      return (
        <span className={classes.bad}>
          <Ring state="bad" part={0} size={size} />
          {words.timeOver(duration(sla.overMs))}
        </span>
      )
    default:
      return (
        <span className={classes[sla.state]}>
          <Ring state={sla.state} part={sla.part} size={size} />
          {words.timeLeft(duration(sla.leftMs))}
        </span>
      )
  }
}
