import { NativeSelect, TextInput } from '@mantine/core'
import type { ClosingField, FieldId, FieldValue } from '../../../../contract/closing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { readField, type Typed } from './fields.ts'
import classes from './wrap-up.module.css'

type Props = {
  fields: readonly ClosingField[]
  typed: Typed
  onType: (id: FieldId, text: string) => void
}

/** What the channel asks for before an interaction is closed. */
export function ClosingFields({ fields, typed, onType }: Props) {
  const words = useWords(finishing)
  return (
    <fieldset className={classes.fields} aria-label={words.toFillIn}>
      <div className={classes.line} aria-hidden="true">
        <b>{words.toFillIn}</b>
      </div>
      <div className={classes.fieldGrid}>
        {fields.map((field) => (
          <Field key={field.id} field={field} text={typed.get(field.id) ?? ''} onType={onType} />
        ))}
      </div>
    </fieldset>
  )
}

function Field({ field, text, onType }: { field: ClosingField; text: string; onType: Props['onType'] }) {
  const words = useWords(finishing)
  const { id, name, kind, required, choices } = field
  const common = {
    label: <bdi>{name}</bdi>,
    withAsterisk: required,
    'aria-required': required,
    value: text,
    onChange: (event: { currentTarget: { value: string } }) => onType(id, event.currentTarget.value),
  }
  if (kind === 'choice' || kind === 'yes_no') {
    const offered =
      kind === 'choice'
        ? choices.map((choice) => ({ value: choice, label: choice }))
        : [
            { value: 'yes', label: words.yes },
            { value: 'no', label: words.no },
          ]
    return <NativeSelect {...common} data={[{ value: '', label: words.choose }, ...offered]} />
  }
  const wrong = text.trim() !== '' && readField(field, text) === undefined
  return (
    <TextInput
      {...common}
      type={kind === 'date' ? 'date' : 'text'}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      error={wrong && kind === 'number' ? words.numberWrong : null}
    />
  )
}

/** What still has to be filled in, said in one line. */
export function StillToFillIn({ missing }: { missing: readonly { name: FieldValue['id'] | string }[] }) {
  const words = useWords(finishing)
  return <span className="quiet">{words.fillInFirst(missing.map(({ name }) => name).join(', '))}</span>
}
