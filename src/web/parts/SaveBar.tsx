import { Button } from '@mantine/core'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { KeyHint } from './KeyHint.tsx'
import classes from './page.module.css'

/** The foot of a settings form: how many changes there are, and Save. Absent while there are none. */
export function SaveBar({
  changes,
  busy,
  why,
  onSave,
  onDiscard,
}: {
  changes: number
  busy: boolean
  why?: string | undefined
  onSave: () => unknown
  onDiscard: () => unknown
}) {
  const words = useWords(common)
  if (changes === 0) return null
  return (
    <div className={classes.saveBar}>
      <span>{why ?? words.changes(changes)}</span>
      <Button onClick={onDiscard} disabled={busy}>
        {words.discard}
      </Button>
      <Button variant="filled" loading={busy} onClick={onSave} rightSection={<KeyHint keys="Ctrl+KeyS" />}>
        {words.save}
      </Button>
    </div>
  )
}
