import { ActionIcon, Button, Select, Switch, TagsInput, TextInput, Tooltip } from '@mantine/core'
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import type { FieldId } from '../../../../contract/closing.ts'
import { type ClosingField, FieldKind, maxClosingFields, maxFieldChoices } from '../../../../contract/closing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { Section } from '../../../parts/Page.tsx'
import classes from '../shared/settings.module.css'
import { focusField } from '../shared/useSettings.ts'
import type { SectionProps } from './ChannelScreen.tsx'
import channelClasses from './channels.module.css'

/** What must or may be filled in before an interaction of this channel is closed. */
export function FieldsSection({ settings }: SectionProps) {
  const words = useWords(finishing)
  const { values, set } = settings
  const fields = values.closingFields
  const change = (next: ClosingField[]) => set('closingFields', next)
  const add = () => {
    const id = crypto.randomUUID() as FieldId
    change([...fields, { id, name: '', kind: 'text', required: true, choices: [] }])
    focusField(`closingFields.${fields.length}.name`)
  }
  return (
    <Section id="fields" title={words.sectionFields} note={words.fieldsNote}>
      <div className={classes.stack}>
        {fields.length === 0 && <p className={classes.hint}>{words.noFields}</p>}
        {fields.map((field, place) => (
          <Field
            key={field.id}
            field={field}
            place={place}
            settings={settings}
            onChange={(next) => change(fields.map((one) => (one.id === field.id ? next : one)))}
            onRemove={() => change(fields.filter((one) => one.id !== field.id))}
            onUp={() => change(movedUp(fields, place))}
          />
        ))}
        <div className={classes.row}>
          <Button
            leftSection={<IconPlus size={15} aria-hidden />}
            disabled={fields.length >= maxClosingFields}
            onClick={add}
          >
            {words.addField}
          </Button>
        </div>
      </div>
    </Section>
  )
}

const movedUp = (fields: readonly ClosingField[], place: number): ClosingField[] =>
  fields.flatMap((field, at) => {
    if (at === place) return []
    return at === place - 1 ? [fields[place]!, field] : [field]
  })

type FieldProps = {
  field: ClosingField
  place: number
  settings: SectionProps['settings']
  onChange: (field: ClosingField) => void
  onRemove: () => void
  onUp: () => void
}

function Field({ field, place, settings, onChange, onRemove, onUp }: FieldProps) {
  const words = useWords(finishing)
  const { name, kind, required, choices } = field
  const path = `closingFields.${place}`
  return (
    <fieldset className={channelClasses.closingField} aria-label={name || words.fieldName}>
      <TextInput
        label={words.fieldName}
        placeholder={words.fieldNameExample}
        value={name}
        maxLength={60}
        data-path={`${path}.name`}
        error={settings.errorAt(`${path}.name`)}
        onBlur={() => settings.left(`${path}.name`)}
        onChange={(event) => onChange({ ...field, name: event.currentTarget.value })}
      />
      <Select
        label={words.fieldKind}
        allowDeselect={false}
        data={FieldKind.options.map((one) => ({ value: one, label: words.kinds(one) }))}
        value={kind}
        onChange={(next) =>
          next !== null && onChange({ ...field, kind: next as FieldKind, choices: next === 'choice' ? choices : [] })
        }
      />
      <Switch
        className={channelClasses.fieldSwitch ?? ''}
        label={words.fieldRequired}
        checked={required}
        onChange={(event) => onChange({ ...field, required: event.currentTarget.checked })}
      />
      <div className={channelClasses.fieldActs}>
        <Tooltip label={words.moveUp(name)}>
          <ActionIcon aria-label={words.moveUp(name)} disabled={place === 0} onClick={onUp}>
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={words.removeField(name)}>
          <ActionIcon aria-label={words.removeField(name)} onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {kind === 'choice' && (
        <TagsInput
          className={channelClasses.wholeRow ?? ''}
          label={words.choices}
          description={words.choicesNote}
          maxTags={maxFieldChoices}
          value={[...choices]}
          data-path={`${path}.choices`}
          error={settings.errorAt(`${path}.choices`)}
          onBlur={() => settings.left(`${path}.choices`)}
          onChange={(next) => onChange({ ...field, choices: next })}
        />
      )}
    </fieldset>
  )
}
