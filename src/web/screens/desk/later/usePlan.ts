import { useRef } from 'react'
import type { z } from 'zod'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { Instant, MessageId } from '../../../../contract/ids.ts'
import type { SendContent } from '../../../../contract/operations/conversations.ts'
import { planMessage } from '../../../../contract/operations/later.ts'
import { wordsOf } from '../../../i18n/catalogue.ts'
import { whenAhead } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { later } from '../../../i18n/later.ts'
import { toast } from '../../../shell/toast.ts'
import { type CallRefusal, call } from '../../../sync/call.ts'
import { serverNow } from '../../../sync/clock.ts'

/** What the composer holds at this moment. */
export type Held = {
  /** Why it cannot be sent, in words; null: it can. */
  problem: () => string | null
  /** `empty` takes out of the composer what was read, and nothing else. */
  read: () => { contents: SendContent[]; quotedMessageId: MessageId | null; empty: () => void }
}

/** "14:05", or "3 Mar, 09:00": when something goes. */
export const goesAtText = (at: number): string => whenAhead(at, serverNow(), { locale: locale() })

type Message = z.input<typeof planMessage.input>['message']

/** Plan a message. Answers with why not; the same again after a lost answer plans nothing twice. */
export function usePlan(card: InteractionCard) {
  const { id: conversationId } = card.conversation
  const last = useRef({ asked: '', clientId: '' })
  return {
    async plan(goesAt: Instant, message: Message): Promise<CallRefusal | null> {
      const asked = JSON.stringify([conversationId, goesAt, message])
      if (last.current.asked !== asked) last.current = { asked, clientId: crypto.randomUUID() }
      const answer = await call(planMessage, { conversationId, clientId: last.current.clientId, goesAt, message })
      if (!answer.ok) return answer.refusal
      last.current = { asked: '', clientId: '' }
      toast(wordsOf(later).plannedFor(goesAtText(goesAt)))
      return null
    },
  }
}
