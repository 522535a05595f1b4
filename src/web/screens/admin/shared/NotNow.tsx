import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

/** A button for what cannot be done now: it is there, and says why on hover and focus. */
export function NotNow({ why, children, ...button }: ButtonProps & { why: string; children: ReactNode }) {
  return (
    <Tooltip label={why}>
      <Button {...button} aria-disabled data-disabled>
        {children}
      </Button>
    </Tooltip>
  )
}
