import { Link } from '@tanstack/react-router'
import type { AriaAttributes, ReactNode } from 'react'

type Props = AriaAttributes & {
  /** What follows /admin/: "channels/new". */
  to: string
  className?: string | undefined
  children: ReactNode
  'data-on'?: boolean
}

/** A link within administration. */
export const AdminLink = ({ to, children, ...rest }: Props) => (
  <Link to="/admin/$" params={{ _splat: to }} {...rest}>
    {children}
  </Link>
)
