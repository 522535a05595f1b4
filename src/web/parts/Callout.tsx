import { IconAlertCircleFilled, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './page.module.css'

const glyphs = { accent: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconAlertCircleFilled }

/** Something a person should know here: what happened, what to do, and the code for support in small mono. */
export function Callout({
  tone = 'accent',
  code,
  action,
  children,
  announced,
}: {
  tone?: keyof typeof glyphs
  code?: string
  action?: ReactNode
  children: ReactNode
  announced?: boolean
}) {
  const Glyph = glyphs[tone]
  return (
    <div className={classes.callout} data-tone={tone} {...(announced && { role: 'alert' })}>
      <span className={classes.calloutMark}>
        <Glyph size={18} aria-hidden />
      </span>
      <div className={classes.calloutText}>
        {children}
        {code && <div className={classes.code}>{code}</div>}
      </div>
      {action}
    </div>
  )
}
