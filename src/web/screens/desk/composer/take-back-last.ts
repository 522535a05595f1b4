import type { ConversationId } from '../../../../contract/ids.ts'
import { takeBack } from '../../../../contract/operations/conversations.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { serverNow } from '../../../sync/clock.ts'
import { mine } from '../../../sync/mine.ts'
import { store } from '../../../sync/session.ts'
import { restore } from '../thread/Meta.tsx'

/** Take the last send back, if its undo time is not over; also when the server has not answered to it yet. */
export async function takeBackLast(id: ConversationId): Promise<void> {
  const { outbox } = mine()
  const last = outbox.read().findLast((one) => one.conversationId === id && one.state !== 'refused')
  if (last && outbox.takeBack(last.clientId)) {
    if (last.content.kind === 'text') restore(id, last.content.text)
    return
  }
  if (last) await outbox.quiet(id)
  // The stream may bring it before the answer, or after it.
  const answered = outbox.read().find((one) => one.clientId === last?.clientId && last?.undoSeconds > 0)
  const messageId = answered?.messageIds.at(-1) ?? heldOf(id)
  if (messageId === undefined) return
  const answer = await call(takeBack, { messageId })
  if (!answer.ok) return toast(sentenceOf(answer.refusal), { tone: 'bad' })
  if (answer.value.text !== null) restore(id, answer.value.text)
}

/** The last of mine that may still be taken back, as the thread shows it. */
function heldOf(id: ConversationId) {
  const view = store.read().view
  return view?.threads[id]?.messages.findLast(
    (message) => message.agentId === view.me.agentId && (message.heldUntil ?? 0) > serverNow(),
  )?.id
}
