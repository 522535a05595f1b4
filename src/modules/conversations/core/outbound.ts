import type { Delivery, FailureCard } from '../../../contract/cards.ts'
import type { MessageContent } from '../../../contract/content.ts'
import type { Instant } from '../../../contract/ids.ts'
import type { Address, Failure } from '../../../contract/inbound.ts'
import { advance, backOffMs, MAX_ATTEMPTS } from './delivery.ts'
import { type Message, shownDelivery } from './message.ts'
import { splitText } from './split-text.ts'

/** How a send ended, in the words of the provider interface, without what only the wire knows. */
export type Sent =
  | { type: 'accepted'; providerMessageId: string; addresses: readonly Address[] }
  | { type: 'rejected'; failure: Failure }
  | { type: 'retry'; failure: Failure; scope: 'message' | 'pair' | 'channel' }
  | { type: 'unknown'; failure: Failure }
  | { type: 'misconfigured'; failure: Failure }
  /** A limit of ours held it back before anything was asked of the provider. */
  | { type: 'held'; until: Instant }

/** What the end of a send changes. */
export type SendState = Pick<
  Message,
  | 'id'
  | 'conversationId'
  | 'channelId'
  | 'delivery'
  | 'heldUntil'
  | 'nextAttemptAt'
  | 'attempts'
  | 'sendingSince'
  | 'acceptedAt'
  | 'providerMessageId'
  | 'failure'
>

/** A message in the hands of the sender: what the wire needs, and its state. */
export type Outgoing = SendState & Pick<Message, 'content' | 'quote' | 'templateId' | 'templateFill'>

/** What a person sees of text as it will be sent: one message, or the parts of a long one in order. */
export function partsOf(content: MessageContent, maxTextLength: number): MessageContent[] {
  if (content.kind !== 'text') return [content]
  return splitText(content.text, maxTextLength).map((text) => ({ kind: 'text', text }))
}

/**
 * What a send's end makes of the message. Changes `message`; answers with the delivery screens should hear of, or null
 * when nothing they show has changed. What may have gone out is never put back in the queue.
 */
export function settle(
  message: SendState,
  sent: Sent,
  at: Instant,
): { delivery: Delivery; failure: FailureCard | null } | null {
  const before = message.delivery ?? 'queued'
  message.sendingSince = null
  switch (sent.type) {
    case 'accepted':
      message.providerMessageId ??= sent.providerMessageId
      message.acceptedAt = at
      return move(message, before, advance(before, 'accepted'), null)
    case 'rejected':
      return move(message, before, advance(before, 'failed'), sent.failure)
    case 'unknown':
      // A status may have overtaken the answer and settled it already.
      return move(
        message,
        before,
        before === 'sending' ? 'unknown' : before,
        before === 'sending' ? sent.failure : message.failure,
      )
    case 'retry':
      if (message.attempts >= MAX_ATTEMPTS) return move(message, before, advance(before, 'failed'), sent.failure)
      return queueAgain(message, before, (at + backOffMs(message.attempts)) as Instant)
    case 'misconfigured':
      message.attempts -= 1 // Not the message's fault: it goes when the channel is mended.
      return queueAgain(message, before, at)
    case 'held':
      message.attempts -= 1
      return queueAgain(message, before, sent.until)
  }
}

function move(message: SendState, before: Delivery, delivery: Delivery, failure: FailureCard | null) {
  message.delivery = delivery
  message.nextAttemptAt = null
  message.heldUntil = null
  // What a status has said meanwhile stands, and so does why.
  if (delivery !== before) message.failure = failure
  const shown = shownDelivery(delivery) ?? delivery
  return shown === shownDelivery(before) ? null : { delivery: shown, failure }
}

/** To everybody but the sender's machinery it never left the queue. */
function queueAgain(message: SendState, before: Delivery, nextAttemptAt: Instant): null {
  if (before !== 'sending') return null
  message.delivery = 'queued'
  message.nextAttemptAt = nextAttemptAt
  message.heldUntil = null
  return null
}
