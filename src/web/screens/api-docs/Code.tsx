import type { ReactNode } from 'react'
import classes from './api-docs.module.css'

/** Text for programs. Long lines are moved sideways, by keys too. */
export const Code = ({ children }: { children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable without a mouse
  <pre className={classes.code} tabIndex={0} dir="ltr">
    {children}
  </pre>
)
