import { Button, Drawer } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { useGuardedClose } from './LeaveQuestion.tsx'
import classes from './settings.module.css'

type Props<Id> = {
  /** What is chosen in the form; null: nothing. */
  id: Id | null
  words: { open: string; create: string; title: string }
  size: 'lg' | 'xl'
  /** A new one was made: it is chosen. */
  onMade: (id: Id) => void
  editor: (of: { id: Id | null; onChanged: (dirty: boolean) => void; onSaved: (id: Id) => void }) => ReactNode
}

/** What a form points at opens above it, or a new one is made there, so that what was typed in the form stays. */
export function OpenAside<Id extends string>({ id, words, size, onMade, editor }: Props<Id>) {
  const all = useWords(common)
  const [open, setOpen] = useState<'no' | 'this' | 'new'>('no')
  const { onClose, onChanged, question } = useGuardedClose(() => setOpen('no'))
  const onSaved = (saved: Id) => {
    if (open === 'new') onMade(saved)
    setOpen('no')
  }
  return (
    <div className={classes.row}>
      {id !== null && (
        <Button size="xs" leftSection={<IconExternalLink size={14} aria-hidden />} onClick={() => setOpen('this')}>
          {words.open}
        </Button>
      )}
      <Button size="xs" onClick={() => setOpen('new')}>
        {words.create}
      </Button>
      <Drawer
        opened={open !== 'no'}
        onClose={onClose}
        position="right"
        size={size}
        title={open === 'new' ? words.create : words.title}
        closeButtonProps={{ 'aria-label': all.close }}
      >
        {open !== 'no' && editor({ id: open === 'new' ? null : id, onChanged, onSaved })}
      </Drawer>
      {question}
    </div>
  )
}
