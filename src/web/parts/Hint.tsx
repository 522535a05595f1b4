import { Tooltip } from '@mantine/core'
import { type HTMLAttributes, type ReactNode, useEffect, useState } from 'react'

/** As long as the tooltips of the theme wait (theme.ts). */
const openDelayMs = 400

type Props = HTMLAttributes<HTMLSpanElement> & { label: () => ReactNode }

/**
 * A mark with a tooltip that exists only while the pointer is on it, its text made only then. For what a screen has very
 * many of: a tooltip that waits beside each of them costs more than the marks do.
 */
export function Hint({ label, children, ...rest }: Props) {
  const [target, setTarget] = useState<HTMLElement | null>(null)
  return (
    <span {...rest} onPointerEnter={(event) => setTarget(event.currentTarget)} onPointerLeave={() => setTarget(null)}>
      {children}
      {target && <Opening target={target} label={label} />}
    </span>
  )
}

function Opening({ target, label }: { target: HTMLElement; label: () => ReactNode }) {
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setOpened(true), openDelayMs)
    return () => clearTimeout(timer)
  }, [])
  return <Tooltip target={target} opened={opened} label={opened ? label() : ''} />
}
