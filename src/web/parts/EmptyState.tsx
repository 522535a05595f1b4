import type { ReactNode } from 'react'
import classes from './page.module.css'
import { passFocusOn } from './pass-focus-on.ts'

/** What to see where there is nothing: why, and the one thing to do. */
export function EmptyState({
  mark,
  tone,
  title,
  children,
  action,
}: {
  mark?: ReactNode
  tone?: 'good' | 'warn' | 'bad'
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div ref={passFocusOn} className={classes.empty}>
      {mark && (
        <span className={classes.emptyMark} data-tone={tone}>
          {mark}
        </span>
      )}
      <p className={classes.emptyTitle}>{title}</p>
      {children && <div>{children}</div>}
      {action}
    </div>
  )
}
