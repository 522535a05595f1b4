import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = ButtonProps & {
  /** Why it cannot be done now; null: it can. */
  why: string | null
  onClick?: () => unknown
  children: ReactNode
}

/** A button for what cannot always be done: it is there, and says why not on hover and focus. */
export function NotNow({ why, onClick, children, ...button }: Props) {
  const isOff = why !== null
  return (
    <Tooltip label={why} disabled={!isOff}>
      <Button {...button} {...(isOff ? { 'aria-disabled': true, 'data-disabled': true } : { onClick })}>
        {children}
      </Button>
    </Tooltip>
  )
}
