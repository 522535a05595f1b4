import type { ReactNode } from 'react'
import classes from './marks.module.css'

const tints = 8

/** Which of the quiet tints belongs to an id: always the same one. */
export const tintOf = (id: string): number => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % tints

/** "HD" for Helena Duarte, "@" for somebody known by user id only. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}|\p{N}/u.test(word))
  if (name.startsWith('@') || words.length === 0) return '@'
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map(
    (word) => [...(word ?? '')].find((letter) => /\p{L}|\p{N}/u.test(letter)) ?? '',
  )
  return letters.join('').toLocaleUpperCase()
}

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
