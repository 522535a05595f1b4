import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useBlocker } from '@tanstack/react-router'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { KeyHint } from '../../../parts/KeyHint.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import type { Values } from './changes.ts'
import { LeaveQuestion } from './LeaveQuestion.tsx'
import classes from './settings.module.css'
import { TheirChanges } from './TheirChanges.tsx'
import { focusField, type Settings } from './useSettings.ts'

/** How many changes there are, Discard, and Save: the head of a settings form. */
export function SaveButtons<V extends Values>({ settings }: { settings: Settings<V> }) {
  const words = useWords(admin)
  const all = useWords(common)
  const { changed, isNew, busy, problems } = settings
  const dirty = changed.length > 0
  const nothingToSave = !dirty && !isNew
  return (
    <>
      <span className={classes.changes} role="status">
        {dirty && !isNew && (
          <>
            <IconPencil size={14} aria-hidden />
            {all.changes(changed.length)}
          </>
        )}
      </span>
      {dirty && !isNew && (
        <Button onClick={settings.discard} disabled={busy}>
          {all.discard}
        </Button>
      )}
      <Button
        variant="filled"
        loading={busy}
        // Where something is wrong it looks disabled, and still leads there when it is pressed.
        {...(nothingToSave && { 'aria-disabled': true })}
        {...((nothingToSave || problems.length > 0) && { 'data-disabled': true })}
        {...(problems.length > 0 && { 'aria-description': words.toFixBeforeSaving(problems.length) })}
        onClick={() => void settings.save()}
        rightSection={
          <span className={classes.keys}>
            <KeyHint keys="Ctrl+KeyS" />
          </span>
        }
      >
        {isNew ? words.create : words.saveChanges}
      </Button>
    </>
  )
}

type NoticeProps<V extends Values> = {
  settings: Settings<V>
  /** The name of a field, as its label says it. */
  labelOf: (path: string) => string
  /** A value as a person reads it. */
  sayValue: (path: string, values: V) => string
}

/** Above the form: what Save met, and what somebody else has changed meanwhile. Also asks before changes are left. */
export function SettingsNotices<V extends Values>(props: NoticeProps<V>) {
  const { settings, labelOf } = props
  const words = useWords(admin)
  return (
    <>
      <Leaving settings={settings} />
      {settings.theirs && <TheirChanges {...props} />}
      {settings.refusal && <Trouble refusal={settings.refusal} />}
      {settings.summary.length > 0 && (
        <Callout tone="bad" announced>
          {words.thingsToFix(settings.summary.length)}
          <ul className={classes.problems}>
            {settings.summary.map(({ path, text }) => (
              <li key={path + text}>
                <button type="button" className={classes.problem} onClick={() => focusField(path)}>
                  {words.fieldProblem(labelOf(path), text)}
                </button>
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </>
  )
}

/** Changes are not lost by a press on a link: leaving asks once. */
function Leaving<V extends Values>({ settings }: { settings: Settings<V> }) {
  const dirty = settings.changed.length > 0
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  return <LeaveQuestion open={status === 'blocked'} onStay={() => reset?.()} onLeave={() => proceed?.()} />
}
