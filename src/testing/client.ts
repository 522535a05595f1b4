import WebSocket from 'ws'
import type { z } from 'zod'
import type { Operation } from '../contract/operation.ts'
import { getThread } from '../contract/operations/conversations.ts'
import { getPreferences } from '../contract/operations/identity.ts'
import { getView } from '../contract/operations/routing.ts'
import { type Answer, read, withQuery } from '../web/sync/call.ts'
import { createStore, type Store } from '../web/sync/store.ts'

/** Somebody who is signed in over real HTTP. */
export type Client = {
  readonly cookie: string
  call<I extends z.ZodType, O extends z.ZodType>(
    operation: Operation<I, O>,
    input: z.input<I>,
  ): Promise<Answer<z.output<O>>>
  /** The same, for what must succeed: throws what it was refused with. */
  must<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, input: z.input<I>): Promise<z.output<O>>
  /** The browser's own store on a real socket, as the desk has it. */
  openStore(): Store
}

/** Sign in at one node; the cookie is good at every other. */
export async function signIn(origin: string, email: string, password: string): Promise<Client> {
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`${email} could not sign in: ${response.status} ${await response.text()}`)
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return clientWith(origin, cookie)
}

/** Somebody whose cookie is known. */
export function clientWith(origin: string, cookie: string): Client {
  const headers = { 'content-type': 'application/json', origin }
  const call: Client['call'] = async (operation, input) => {
    const isGet = operation.method === 'GET'
    const address = `${origin}${isGet ? withQuery(operation.path, input) : operation.path}`
    try {
      const answer = await fetch(address, {
        method: operation.method,
        headers: { ...headers, cookie },
        ...(isGet ? {} : { body: JSON.stringify(input) }),
      })
      const given = read(answer.status, await answer.json())
      return given.ok ? { ...given, value: operation.output.parse(given.value) } : given
    } catch {
      return { ok: false, refusal: 'unreachable' }
    }
  }
  return {
    cookie,
    call,
    async must(operation, input) {
      const answer = await call(operation, input)
      if (!answer.ok) throw new Error(`${operation.path} was refused: ${JSON.stringify(answer)}`)
      return answer.value
    },
    openStore() {
      const store = createStore({
        snapshot: () => call(getView, {}),
        page: (conversationId, before) => call(getThread, { conversationId, before }),
        check: () => call(getPreferences, {}),
        open(on) {
          const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/stream`, { headers: { cookie, origin } })
          socket.on('open', on.open)
          socket.on('message', (data) => on.message(String(data)))
          socket.on('close', on.close)
          socket.on('error', () => {}) // A close follows.
          return {
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
      })
      store.start()
      return store
    },
  }
}
