import { Button, TextInput } from '@mantine/core'
import { IconDice5 } from '@tabler/icons-react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { CopyButton } from '../shared/CopyField.tsx'
import classes from '../shared/settings.module.css'
import { generatePassword } from './user-values.ts'

type Props = {
  label: string
  path: string
  value: string
  error: string | undefined
  onChange: (password: string) => void
  onLeave?: () => void
}

/** A password for somebody else: shown, because it must be handed over; made by chance with one press. */
export function PasswordField({ label, path, value, error, onChange, onLeave }: Props) {
  const words = useWords(admin)
  return (
    <TextInput
      label={label}
      description={words.passwordNote}
      withAsterisk
      autoComplete="off"
      spellCheck={false}
      data-path={path}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onLeave}
      inputContainer={(input) => (
        <div className={classes.row}>
          <div style={{ flex: '1 1 200px' }}>{input}</div>
          <CopyButton label={label} value={value} />
          <Button leftSection={<IconDice5 size={16} aria-hidden />} onClick={() => onChange(generatePassword())}>
            {words.generate}
          </Button>
        </div>
      )}
    />
  )
}
