import type { ReactNode } from 'react'
import classes from './marks.module.css'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent' | 'line'

export const Chip = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={classes.chip} data-tone={tone}>
    {children}
  </span>
)

/** A number of things, as on a tab. `strong` when they want attention. */
export const Count = ({ of, strong = false }: { of: number; strong?: boolean }) => (
  <span className={classes.count} {...(strong && { 'data-strong': true })}>
    {of}
  </span>
)
