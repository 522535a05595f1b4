import { ActionIcon, Modal } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { TagChips } from '../../../parts/TagChips.tsx'
import { useView } from '../../../sync/use.ts'
import type { Column } from './Table.tsx'
import { TagPicker } from './TagPicker.tsx'
import classes from './tags.module.css'
import { type Carrier, useTagOn } from './useTagOn.ts'

/** In a list there is room for so many. */
const maxShown = 2

const notes = { channel: 'ofChannel', queue: 'ofQueue', agent: 'ofPerson' } as const

/** The tags of a row, and the way to change them without leaving the list. */
export function TagsCell({ carrier, name }: { carrier: Carrier; name: string }) {
  const words = useWords(tagWords)
  const { close } = useWords(common)
  const all = useView((view) => view.tags)
  const { tagIds } = useTagOn(carrier)
  const [isOpen, setOpen] = useState(false)
  return (
    <span className={classes.cell}>
      <TagChips tags={tagIds.flatMap((id) => all[id] ?? [])} most={maxShown} />
      <ActionIcon size={26} aria-label={words.editTags(name)} onClick={() => setOpen(true)}>
        <IconTag size={15} aria-hidden />
      </ActionIcon>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={words.tagsOf(name)}
        closeButtonProps={{ 'aria-label': close }}
      >
        {isOpen && <TagPicker carrier={carrier} name={name} note={words[notes[carrier.kind]]} />}
      </Modal>
    </span>
  )
}

/** The column of tags for a list; none while the workspace has no tags. */
export function useTagColumn<T extends { id: string | number; name: string }>(
  carrierOf: (row: T) => Carrier,
): Column<T>[] {
  const { tags } = useWords(tagWords)
  const hasTags = useView((view) => Object.keys(view.tags).length > 0)
  if (!hasTags) return []
  const cell = (row: T) => <TagsCell carrier={carrierOf(row)} name={row.name} />
  return [{ key: 'tags', title: tags, track: '1.6fr', spare: true, cell }]
}

/** The titles of some tags, for the search of a list. */
export function useTitles(): (ids: readonly string[]) => string {
  const tags = useView((view) => view.tags)
  return (ids) => ids.map((id) => tags[id]?.title ?? '').join(' ')
}
