import { Select } from '@mantine/core'
import { useState } from 'react'

type Props<Kind extends string> = {
  label: string
  kinds: readonly Kind[]
  nameOf: (kind: Kind) => string
  /** Where Save finds it. */
  path: string
  error?: string | undefined
  onAdd: (kind: Kind) => void
}

/** Choose what is added next: a field that is empty again after each choice. */
export function Add<Kind extends string>({ label, kinds, nameOf, path, error, onAdd }: Props<Kind>) {
  const [added, setAdded] = useState(0)
  return (
    <Select
      key={added}
      aria-label={label}
      placeholder={label}
      searchable
      selectFirstOptionOnChange
      maw={320}
      data-path={path}
      error={error}
      value={null}
      data={kinds.map((kind) => ({ value: kind, label: nameOf(kind) }))}
      onChange={(value) => {
        const kind = kinds.find((one) => one === value)
        if (kind === undefined) return
        setAdded(added + 1)
        onAdd(kind)
      }}
    />
  )
}
