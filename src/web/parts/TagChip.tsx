import type { TagCard } from '../../contract/sight.ts'
import classes from './tags.module.css'

/**
 * A tag: its colour as a dot and its title as a word, so that nobody has to tell colours apart. `more`: how many others
 * stand with it and are not shown. One that is retired is struck through.
 */
export const TagChip = ({ tag: { title, colour, active }, more = 0 }: { tag: TagCard; more?: number }) => (
  <span className={classes.tag} data-colour={colour} data-retired={active ? undefined : ''} title={title}>
    <bdi>{title}</bdi>
    {more > 0 && `+${more}`}
  </span>
)
