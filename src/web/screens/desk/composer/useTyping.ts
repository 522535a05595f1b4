import { useEffect, useRef } from 'react'
import type { ConversationId } from '../../../../contract/ids.ts'
import { showTyping } from '../../../../contract/operations/conversations.ts'
import type { Doing } from '../../../../contract/stream.ts'
import { call } from '../../../sync/call.ts'
import { store } from '../../../sync/session.ts'

/** The server forgets a typist after six seconds; it is told again before. */
const tellColleaguesMs = 4_000
/** The contact sees "typing" for up to 25 seconds (Meta). */
const tellContactMs = 20_000

/** While somebody types, colleagues see it, and the contact too when it is a reply. */
export function useTyping(id: ConversationId, doing: Exclude<Doing, 'reading'>, text: string): void {
  const told = useRef({ id, text, colleagues: 0, contact: 0 })
  useEffect(() => {
    // What stands in the draft of another conversation was not typed now.
    if (told.current.id !== id) told.current = { id, text, colleagues: 0, contact: 0 }
    const before = told.current
    if (text === before.text) return
    before.text = text
    if (text === '') {
      before.colleagues = 0
      store.doing(id, 'reading')
      return
    }
    const now = Date.now()
    if (now - before.colleagues > tellColleaguesMs) {
      before.colleagues = now
      store.doing(id, doing)
    }
    if (doing === 'typing_reply' && now - before.contact > tellContactMs) {
      before.contact = now
      void call(showTyping, { conversationId: id })
    }
  }, [id, doing, text])
  // The field may go while it is full of text: a note that was kept, another conversation.
  useEffect(
    () => () => {
      if (told.current.colleagues > 0) store.doing(id, 'reading')
    },
    [id],
  )
}
