import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { resetPassword, saveUser, type User } from '../../../../contract/operations/identity.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useMe, useView } from '../../../sync/use.ts'
import { NotNow } from '../shared/NotNow.tsx'
import classes from '../shared/settings.module.css'
import { PasswordField } from './PasswordField.tsx'
import { passwordProblem, userInput, userValues } from './user-values.ts'

/** What is done to a person at once, without the form: a new password, and the end or the return of their work here. */
export function UserActs({ user, last }: { user: User; last: boolean }) {
  return (
    <>
      <ResetPassword user={user} />
      <Activity user={user} last={last} />
    </>
  )
}

function Activity({ user, last }: { user: User; last: boolean }) {
  const words = useWords(admin)
  const me = useMe()
  const { run, busy } = useAct(saveUser)
  const held = useView((view) => Object.values(view.interactions).filter(({ agentId }) => agentId === user.id).length)
  const change = async (active: boolean) => {
    const answer = await run(userInput(userValues(user), { id: user.id, active }, user.version))
    if (answer?.ok) toast(active ? words.activated(user.name) : words.deactivated(user.name))
    else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  if (!user.active)
    return (
      <Button loading={busy} onClick={() => void change(true)}>
        {words.activate}
      </Button>
    )
  if (last) return <NotNow why={words.lastAdministratorNote}>{words.deactivate}</NotNow>
  return (
    <ConfirmButton
      question={words.deactivateQuestion(user.name)}
      consequence={
        <>
          {words.deactivateConsequence} {held > 0 && words.deactivateHolds(held)}{' '}
          {user.id === me.agentId && words.deactivateSelf}
        </>
      }
      verb={words.deactivate}
      loading={busy}
      onConfirm={() => change(false)}
    >
      {words.deactivate}
    </ConfirmButton>
  )
}

function ResetPassword({ user }: { user: User }) {
  const words = useWords(admin)
  const all = useWords(common)
  const { run, busy, refusal, forget } = useAct(resetPassword)
  const [open, setOpen] = useState(false)
  const [password, setPassword] = useState('')
  const [pressed, setPressed] = useState(false)
  const problem = passwordProblem(password, user, words)
  const close = () => {
    setOpen(false)
    setPassword('')
    setPressed(false)
    forget()
  }
  const reset = async () => {
    setPressed(true)
    if (problem !== null) return
    const answer = await run({ id: user.id, password })
    if (!answer?.ok) return
    toast(words.passwordReset(user.name))
    close()
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.resetPassword}</Button>
      <Modal
        opened={open}
        onClose={close}
        title={words.resetPasswordOf(user.name)}
        closeButtonProps={{ 'aria-label': all.close }}
      >
        <div className={classes.stack}>
          <p style={{ margin: 0 }}>{words.resetConsequence}</p>
          {refusal && <Trouble refusal={refusal} />}
          <PasswordField
            label={words.newPassword}
            path="newPassword"
            value={password}
            error={pressed ? (problem ?? undefined) : undefined}
            onChange={setPassword}
          />
        </div>
        <div className={classes.answers}>
          <Button onClick={close}>{all.cancel}</Button>
          <Button variant="filled" loading={busy} onClick={() => void reset()}>
            {words.resetPassword}
          </Button>
        </div>
      </Modal>
    </>
  )
}
