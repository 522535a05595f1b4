import { Input, NativeSelect, NumberInput } from '@mantine/core'
import { useId, useState } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { inUnit, toSeconds, type Unit, unitOf } from './length.ts'
import classes from './settings.module.css'

type Props = {
  label: string
  description?: string
  units: readonly Unit[]
  path: string
  /** Seconds; empty while it is being typed anew. */
  value: number | string
  error: string | undefined
  onChange: (seconds: number | string) => void
  onLeave: () => void
}

/** A length of time in the unit a person thinks in; kept in seconds. */
export function LengthInput({ label, description, units, path, value, error, onChange, onLeave }: Props) {
  const words = useWords(admin)
  const seconds = typeof value === 'number' ? value : null
  const fitting = seconds === null ? null : unitOf(seconds)
  const [chosen, setUnit] = useState<Unit>(
    fitting !== null && units.includes(fitting) ? fitting : (units[0] ?? 'seconds'),
  )
  // A value from elsewhere that is no whole number of the chosen unit is shown in the one it is whole in.
  const unit = seconds === null || Number.isInteger(inUnit(seconds, chosen)) ? chosen : (fitting ?? chosen)
  const id = useId()
  return (
    <Input.Wrapper id={id} label={label} {...(description && { description })} error={error}>
      <div className={classes.length}>
        <NumberInput
          id={id}
          data-path={path}
          value={seconds === null ? value : inUnit(seconds, unit)}
          error={error !== undefined}
          min={0}
          allowNegative={false}
          allowDecimal={false}
          onChange={(typed) => onChange(typeof typed === 'number' ? toSeconds(typed, unit) : typed)}
          onBlur={onLeave}
        />
        {units.length > 1 && (
          <NativeSelect
            aria-label={words.unitOf(label)}
            value={unit}
            data={units.map((one) => ({ value: one, label: words[one] }))}
            onChange={(event) => {
              const next = event.currentTarget.value as Unit
              setUnit(next)
              if (seconds !== null) onChange(toSeconds(inUnit(seconds, unit), next))
            }}
          />
        )}
      </div>
    </Input.Wrapper>
  )
}
