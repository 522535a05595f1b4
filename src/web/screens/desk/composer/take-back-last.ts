import type { ConversationId } from '../../../../contract/ids.ts'
import { takeBack } from '../../../../contract/operations/conversations.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { serverNow } from '../../../sync/clock.ts'
import { store } from '../../../sync/session.ts'
import { restore } from '../thread/Meta.tsx'

/** Take the last send back, if its undo time is not over. */
export async function takeBackLast(id: ConversationId): Promise<void> {
  const view = store.read().view
  const held = view?.threads[id]?.messages.findLast(
    (message) => message.agentId === view.me.agentId && (message.heldUntil ?? 0) > serverNow(),
  )
  if (!held) return
  const answer = await call(takeBack, { messageId: held.id })
  if (!answer.ok) return toast(sentenceOf(answer.refusal), { tone: 'bad' })
  if (answer.value.text !== null) restore(id, answer.value.text)
}
