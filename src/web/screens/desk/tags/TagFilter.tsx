import { Select } from '@mantine/core'
import { useRef } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { tagging } from '../../../i18n/tagging.ts'
import { TagChip } from '../../../parts/TagChip.tsx'
import { useCommands } from '../../../shell/commands.ts'
import { useView } from '../../../sync/use.ts'
import { byTitle } from './useTagging.ts'

type Props = { tagId: string | null; onTag: (tagId: string | null) => void }

/** The list shows only what carries one tag. There as soon as the workspace has tags; the palette leads here as well. */
export function TagFilter({ tagId, onTag }: Props) {
  const words = useWords(tagging)
  const { groupAct } = useWords(common)
  const tags = useView((view) => view.tags)
  const field = useRef<HTMLInputElement>(null)
  useCommands(() => [
    // One frame later the palette has given the focus back.
    {
      id: 'only-tag',
      group: groupAct,
      name: words.only,
      run: () => requestAnimationFrame(() => field.current?.focus()),
    },
    ...(tagId === null ? [] : [{ id: 'any-tag', group: groupAct, name: words.clear, run: () => onTag(null) }]),
  ])
  const choices = Object.values(tags)
    .sort(byTitle)
    .map(({ id, title }) => ({ value: id as string, label: title }))
  return (
    <Select
      ref={field}
      size="xs"
      style={{ flex: '0 0 116px' }}
      aria-label={words.only}
      placeholder={words.any}
      // The first choice takes the filter away: the cross is not for the keyboard.
      data={[{ value: '', label: words.any }, ...choices]}
      value={tagId}
      onChange={(id) => onTag(id === '' ? null : id)}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': words.clear }}
      nothingFoundMessage={words.nothingFound}
      comboboxProps={{ width: 240, position: 'bottom-end' }}
      renderOption={({ option }) => {
        const tag = tags[option.value]
        return tag ? <TagChip tag={tag} /> : option.label
      }}
    />
  )
}
