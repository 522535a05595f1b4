import { Select, type SelectProps } from '@mantine/core'
import { useWords } from '../../../i18n/catalogue.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { useView } from '../../../sync/use.ts'
import { byTitle } from '../shared/useTagOn.ts'
import { pathOf, useDispositions } from './useSaying.ts'

type Field = Omit<SelectProps, 'data' | 'value' | 'onChange'> & { 'data-path': string }

/** One tag. What is retired is offered no more, and stays where it was chosen. */
export function TagField({
  field,
  value,
  none,
  onChange,
}: {
  field: Field
  value: string | null
  /** What choosing none means, where that is a choice. */
  none?: string
  onChange: (id: string | null) => void
}) {
  const words = useWords(ruleWords)
  const tags = useView((view) => view.tags)
  return (
    <Select
      {...field}
      searchable
      clearable={none !== undefined}
      allowDeselect={false}
      placeholder={none ?? words.chooseOne}
      data={Object.values(tags)
        .filter(({ id, active }) => active || id === value)
        .sort(byTitle)
        .map(({ id, title }) => ({ value: id, label: title }))}
      value={value || null}
      onChange={onChange}
    />
  )
}

/** One disposition, by its whole path, or none of them. */
export function DispositionField({
  field,
  value,
  none,
  onChange,
}: {
  field: Field
  value: string | null
  /** What choosing none means. */
  none: string
  onChange: (id: string | null) => void
}) {
  const all = useDispositions()
  return (
    <Select
      {...field}
      searchable
      clearable
      placeholder={none}
      data={all
        .filter(({ id, active }) => active || id === value)
        .map((one) => ({ value: one.id as string, label: pathOf(all, one) }))
        .sort((a, b) => a.label.localeCompare(b.label))}
      value={value}
      onChange={onChange}
    />
  )
}
