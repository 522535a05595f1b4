import type { TagCard } from '../../contract/sight.ts'
import { TagChip } from './TagChip.tsx'
import classes from './tags.module.css'

/** The tags of one thing, at most `most` of them and then how many more. */
export function TagChips({ tags, most = tags.length }: { tags: readonly TagCard[]; most?: number }) {
  const shown = tags.slice(0, most)
  return (
    <span className={classes.tags}>
      {shown.map((tag, place) => (
        <TagChip key={tag.id} tag={tag} more={place === shown.length - 1 ? tags.length - shown.length : 0} />
      ))}
    </span>
  )
}
