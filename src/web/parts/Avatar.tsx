import type { ReactNode } from 'react'
import { initialsOf, tintOf } from './initials.ts'
import classes from './marks.module.css'

/** Initials on a tint, with a mark at the corner. The name stands beside it, so it is silent for screen readers. */
export function Avatar({
  id,
  name,
  size = 36,
  corner,
  small,
}: {
  id: string
  name: string
  size?: number
  corner?: ReactNode
  small?: boolean
}) {
  return (
    <span
      className={`${classes.avatar} ${classes[`tint${tintOf(id)}`]}`}
      style={{ inlineSize: size, blockSize: size, fontSize: size * 0.35 }}
    >
      <span aria-hidden="true">{initialsOf(name)}</span>
      {corner && (
        <span className={classes.corner} {...(small && { 'data-small': true })}>
          {corner}
        </span>
      )}
    </span>
  )
}
