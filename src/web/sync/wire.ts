import type { Thread } from '../../contract/cards.ts'
import type { ConversationId } from '../../contract/ids.ts'
import type { View } from '../../contract/view.ts'
import type { Answer } from './call.ts'

/** Everything the store needs from outside the page. Tests give it one of their own. */
export type Wire = {
  snapshot: () => Promise<Answer<View>>
  page: (conversationId: ConversationId, before?: number) => Promise<Answer<Thread>>
  /** Is there a server, and does it know us? Asked when the socket could not even be opened. */
  check: () => Promise<Answer<unknown>>
  open: (on: { open: () => void; message: (text: string) => void; close: () => void }) => Socket
  now: () => number
  /** Run later; returns how to call it off. */
  after: (ms: number, run: () => void) => () => void
  /** From 0 to 1: spreads reconnecting browsers over time. */
  random: () => number
}
export type Socket = { send: (text: string) => void; close: () => void }
