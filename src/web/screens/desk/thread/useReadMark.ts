import { useEffect } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { markRead } from '../../../../contract/operations/conversations.ts'
import { afterPaint } from '../../../parts/useAfterPaint.ts'
import { call } from '../../../sync/call.ts'

/** What is open and on screen is read: unread becomes zero, and the contact sees read ticks. Only for who holds it. */
export function useReadMark(card: InteractionCard, holds: boolean): void {
  const { id, unread } = card.conversation
  useEffect(() => {
    if (!holds || unread === 0) return
    const mark = () => {
      if (!document.hidden) void call(markRead, { conversationId: id })
    }
    const callOff = afterPaint(mark)
    document.addEventListener('visibilitychange', mark)
    return () => {
      callOff()
      document.removeEventListener('visibilitychange', mark)
    }
  }, [id, unread, holds])
}
