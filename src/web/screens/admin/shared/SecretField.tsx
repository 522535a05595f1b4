import { Button, PasswordInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import classes from './settings.module.css'
import { focusField } from './useSettings.ts'

type Props = {
  label: string
  note?: string
  /** The end of what is stored, empty when it is too short to show one; null when nothing is stored. */
  lastFour: string | null
  /** What is stored is shown elsewhere. */
  bare?: boolean
  path: string
  value: string
  error: string | undefined
  /** "Replace" for a secret there is one of, "Add another" where several are accepted side by side. */
  verb: string
  onChange: (value: string) => void
  onLeave: () => void
}

/** A secret can be replaced, not read: of what is stored only its end is shown. */
export function SecretField({
  label,
  note,
  lastFour,
  bare = false,
  path,
  value,
  error,
  verb,
  onChange,
  onLeave,
}: Props) {
  const words = useWords(admin)
  const all = useWords(common)
  const [replacing, setReplacing] = useState(false)
  const shown = replacing || value !== '' || lastFour === null || error !== undefined
  const open = () => {
    setReplacing(true)
    focusField(path)
  }
  if (!shown)
    return (
      <div>
        <p className={classes.fieldLabel}>{label}</p>
        <div className={classes.row}>
          {!bare && <span className="mono">{words.storedSecret(lastFour)}</span>}
          <Button size="xs" data-path={path} onClick={open} aria-label={words.verbOf(verb, label)}>
            {verb}
          </Button>
        </div>
        {note && <p className={classes.hint}>{note}</p>}
      </div>
    )
  return (
    <PasswordInput
      label={label}
      {...(note && { description: note })}
      data-path={path}
      value={value}
      error={error}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onLeave}
      visibilityToggleButtonProps={{ 'aria-label': words.showTyped }}
      {...(lastFour !== null && {
        inputContainer: (input: ReactNode) => (
          <div className={classes.row}>
            <div style={{ flex: 1 }}>{input}</div>
            <Button
              size="xs"
              onClick={() => {
                onChange('')
                setReplacing(false)
              }}
            >
              {all.cancel}
            </Button>
          </div>
        ),
      })}
    />
  )
}
