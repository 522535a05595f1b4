import { MultiSelect } from '@mantine/core'
import { useState } from 'react'
import type { TagId } from '../../../../contract/ids.ts'
import { maxTagsOfOne, type TagCard } from '../../../../contract/sight.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Section } from '../../../parts/Page.tsx'
import { TagChip } from '../../../parts/TagChip.tsx'
import { useView } from '../../../sync/use.ts'
import classes from './settings.module.css'
import { byTitle, type Carrier, useTagOn } from './useTagOn.ts'

type FieldProps = {
  label: string
  value: readonly TagId[]
  onChange: (ids: TagId[]) => void
  note?: string
  hideLabel?: boolean
}

/** Any number of tags, by typing. What is retired can be taken off, and is offered no more. */
export function TagField({ label, value, onChange, note, hideLabel = false }: FieldProps) {
  const words = useWords(tagWords)
  const tags = useView((view) => view.tags)
  const [search, setSearch] = useState('')
  const choices = Object.values(tags)
    .filter(({ id, active }: TagCard) => active || value.includes(id))
    .sort(byTitle)
  if (choices.length === 0) return <p className={classes.hint}>{words.noTagsYet}</p>
  const description = value.length >= maxTagsOfOne ? words.most(maxTagsOfOne) : note
  return (
    <MultiSelect
      {...(hideLabel ? { 'aria-label': label } : { label })}
      {...(description !== undefined && { description })}
      placeholder={value.length === 0 ? words.chooseTags : ''}
      data={choices.map(({ id, title }) => ({ value: id, label: title }))}
      value={[...value]}
      onChange={(ids) => {
        setSearch('')
        onChange(ids as TagId[])
      }}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      hidePickedOptions
      selectFirstOptionOnChange
      maxValues={maxTagsOfOne}
      nothingFoundMessage={words.nothingFound}
      renderOption={({ option }) => {
        const tag = tags[option.value]
        return tag ? <TagChip tag={tag} /> : option.label
      }}
    />
  )
}

/** The tags of one thing, kept as soon as they are chosen. */
export function TagPicker({ carrier, name, note }: { carrier: Carrier; name: string; note: string }) {
  const words = useWords(tagWords)
  const { tagIds, change } = useTagOn(carrier)
  return (
    <TagField
      label={words.tagsOf(name)}
      hideLabel
      value={tagIds}
      note={`${note} ${words.savedAtOnce}`}
      onChange={(next) =>
        change({
          add: next.filter((id) => !tagIds.includes(id)),
          remove: tagIds.filter((id) => !next.includes(id)),
        })
      }
    />
  )
}

const notes = { channel: 'ofChannel', queue: 'ofQueue', agent: 'ofPerson' } as const

/** The tags of a thing on its own screen. A thing that is not created yet has none. */
export function TagSection({ kind, carrier, name }: { kind: Carrier['kind']; carrier: Carrier | null; name: string }) {
  const words = useWords(tagWords)
  return (
    <Section id="tags" title={words.tags}>
      {carrier ? (
        <TagPicker carrier={carrier} name={name} note={words[notes[kind]]} />
      ) : (
        <p className={classes.hint}>{words.afterCreating}</p>
      )}
    </Section>
  )
}
