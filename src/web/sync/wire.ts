import type { Thread } from '../../contract/cards.ts'
import type { ConversationId } from '../../contract/ids.ts'
import { getThread } from '../../contract/operations/conversations.ts'
import { getPreferences } from '../../contract/operations/identity.ts'
import { getView } from '../../contract/operations/routing.ts'
import type { View } from '../../contract/view.ts'
import { type Answer, call } from './call.ts'

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

export const browserWire: Wire = {
  snapshot: () => call(getView, {}),
  page: (conversationId, before) => call(getThread, { conversationId, before }),
  check: () => call(getPreferences, {}),
  open(on) {
    const socket = new WebSocket(new URL('/api/stream', location.href.replace(/^http/, 'ws')))
    socket.onopen = on.open
    socket.onmessage = (event) => on.message(String(event.data))
    socket.onclose = on.close
    return {
      // A socket that is on its way out refuses; the store hears of it by `close`.
      send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
      close: () => socket.close(),
    }
  },
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
