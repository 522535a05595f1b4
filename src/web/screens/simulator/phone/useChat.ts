import { useCallback, useMemo, useState } from 'react'
import { type Action, api } from '../live/api.ts'
import type { Message } from '../live/wire.ts'
import type { ChatPlace } from '../simulator-context.ts'
import { useDo } from '../useDo.ts'

/** What the composer is about: a new message, one that answers, or one that is changed. */
export type About = { kind: 'new' } | { kind: 'reply'; message: Message } | { kind: 'edit'; message: Message }

/** What the parts of one open chat share. */
export type ChatHandle = {
  about: About
  setAbout: (about: About) => void
  /** Do something with the phone in this chat. Says why when it is refused, and answers whether it was done. */
  act: (action: Action, file?: { blob: Blob; fileName: string }) => Promise<boolean>
}

export function useChat({ phone, number }: ChatPlace): ChatHandle {
  const [about, setAbout] = useState<About>({ kind: 'new' })
  const run = useDo()
  const act = useCallback<ChatHandle['act']>(
    (action, file) => run(api.act(phone.id, number.phoneNumberId, action, file)),
    [run, phone.id, number.phoneNumberId],
  )
  return useMemo(() => ({ about, setAbout, act }), [about, act])
}
