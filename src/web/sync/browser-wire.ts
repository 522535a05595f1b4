import { getThread } from '../../contract/operations/conversations.ts'
import { getPreferences } from '../../contract/operations/identity.ts'
import { getView } from '../../contract/operations/routing.ts'
import { call } from './call.ts'
import type { Wire } from './wire.ts'

/** The store's line to the server in a real page. */
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
