import { Button, Group, Modal, MultiSelect, Text } from '@mantine/core'
import { useState } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { TagId } from '../../../../contract/ids.ts'
import { maxTagsOfOne } from '../../../../contract/sight.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { tagging } from '../../../i18n/tagging.ts'
import { TagChip } from '../../../parts/TagChip.tsx'
import { useView } from '../../../sync/use.ts'
import { byTitle, useTagging } from './useTagging.ts'

/** Type, Enter, and it is tagged; Backspace takes off the last one, Escape ends. */
export function TagDialog({ card, onClose }: { card: InteractionCard; onClose: () => void }) {
  const words = useWords(tagging)
  const { close } = useWords(common)
  const tags = useView((view) => view.tags)
  const { shown, change } = useTagging(card)
  const [search, setSearch] = useState('')
  const choices = Object.values(tags)
    .filter(({ id, active }) => active || shown.includes(id))
    .sort(byTitle)
  const isFull = shown.length >= maxTagsOfOne
  return (
    <Modal opened onClose={onClose} title={words.edit} closeButtonProps={{ 'aria-label': close }}>
      {choices.length === 0 ? (
        <Text size="sm">{words.noTags}</Text>
      ) : (
        <MultiSelect
          data-autofocus
          label={words.chosen}
          description={isFull ? words.most(maxTagsOfOne) : words.explained}
          placeholder={shown.length === 0 ? words.choose : ''}
          data={choices.map(({ id, title }) => ({ value: id, label: title }))}
          value={[...shown]}
          onChange={(ids) => {
            setSearch('')
            const next = ids as TagId[]
            change({
              add: next.filter((id) => !shown.includes(id)),
              remove: shown.filter((id) => !next.includes(id)),
            })
          }}
          searchable
          searchValue={search}
          onSearchChange={setSearch}
          hidePickedOptions
          // What is typed means the first that fits: Enter takes it.
          selectFirstOptionOnChange
          maxValues={maxTagsOfOne}
          nothingFoundMessage={words.nothingFound}
          renderOption={({ option }) => {
            const tag = tags[option.value]
            return tag ? <TagChip tag={tag} /> : option.label
          }}
        />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="filled" onClick={onClose}>
          {words.done}
        </Button>
      </Group>
    </Modal>
  )
}
