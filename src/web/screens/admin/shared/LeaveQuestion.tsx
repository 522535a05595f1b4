import { Button, Modal } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import classes from './settings.module.css'

/** Asks once before changes are lost. Staying is the stronger answer. */
export function LeaveQuestion({ open, onStay, onLeave }: { open: boolean; onStay: () => void; onLeave: () => void }) {
  const words = useWords(admin)
  const all = useWords(common)
  // Not there at all while closed: the Escape that opens it, above another window, would close it again.
  if (!open) return null
  return (
    <Modal opened onClose={onStay} title={words.leaveTitle} closeButtonProps={{ 'aria-label': all.close }}>
      {all.leaveWithChanges}
      <div className={classes.answers}>
        <Button data-autofocus variant="filled" onClick={onStay}>
          {words.stay}
        </Button>
        <Button onClick={onLeave}>{words.leave}</Button>
      </div>
    </Modal>
  )
}

/** For a form in a window of its own: closing the window asks when the form has changes. */
export function useGuardedClose(close: () => void): {
  onClose: () => void
  onChanged: (dirty: boolean) => void
  question: ReactNode
} {
  const dirty = useRef(false)
  const [asking, setAsking] = useState(false)
  const leave = () => {
    dirty.current = false
    setAsking(false)
    close()
  }
  return {
    onClose: () => (dirty.current ? setAsking(true) : close()),
    onChanged: (now) => {
      dirty.current = now
    },
    question: <LeaveQuestion open={asking} onStay={() => setAsking(false)} onLeave={leave} />,
  }
}
