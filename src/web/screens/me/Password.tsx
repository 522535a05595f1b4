import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { changePassword, maxPasswordLength, minPasswordLength } from '../../../contract/operations/identity.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { person } from '../../i18n/person.ts'
import { Section } from '../../parts/Page.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { toast } from '../../shell/toast.ts'
import { useAct } from '../../sync/use.ts'
import classes from './me.module.css'

export function Password() {
  const words = useWords(common)
  const own = useWords(person)
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const changing = useAct(changePassword)
  // A wrong current password is answered as not permitted: it belongs to its field.
  const wrong = changing.refusal === 'not_permitted'
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await changing.run({ currentPassword: current, newPassword: next })
    if (!answer?.ok) return
    setCurrent('')
    setNext('')
    toast(own.passwordChanged)
  }
  return (
    <Section title={own.changePassword}>
      <form className={classes.fields} onSubmit={(event) => void save(event)}>
        {changing.refusal && !wrong && <Trouble refusal={changing.refusal} />}
        <PasswordInput
          label={own.currentPassword}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
          maxLength={maxPasswordLength}
          value={current}
          error={wrong && own.currentPasswordWrong}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={own.newPassword}
          description={own.newPasswordNote}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
          minLength={minPasswordLength}
          maxLength={maxPasswordLength}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={changing.busy}>
            {own.changePassword}
          </Button>
        </div>
      </form>
    </Section>
  )
}
