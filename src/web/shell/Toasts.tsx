import { Button, CloseButton } from '@mantine/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { dismissToast, readToasts, subscribeToasts, type Toast } from './toast.ts'
import classes from './toasts.module.css'

export function Toasts() {
  const toasts = useSyncExternalStore(subscribeToasts, readToasts)
  return (
    <div className={classes.toasts}>
      {toasts.map((toast) => (
        <One key={toast.id} {...toast} />
      ))}
    </div>
  )
}

/** One toast. Its time does not run while the pointer or the focus is in it. */
function One({ id, text, tone, action, lastsMs }: Toast) {
  const words = useWords(common)
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismissToast(id), lastsMs)
    return () => clearTimeout(timer)
  }, [id, held, lastsMs])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointer and focus only hold its time still
    <div
      className={classes.toast}
      data-tone={tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={classes.text}>{text}</span>
      {action && (
        <Button
          size="xs"
          onClick={() => {
            dismissToast(id)
            action.run()
          }}
        >
          {action.name}
        </Button>
      )}
      <CloseButton size={24} aria-label={words.close} onClick={() => dismissToast(id)} />
    </div>
  )
}
