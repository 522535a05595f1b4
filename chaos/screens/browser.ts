import WebSocket from 'ws'
import type { JournalEntry } from '../../src/contract/events.ts'
import type { ConversationId } from '../../src/contract/ids.ts'
import { getThread } from '../../src/contract/operations/conversations.ts'
import { getPreferences } from '../../src/contract/operations/identity.ts'
import { getView } from '../../src/contract/operations/routing.ts'
import type { FromServer } from '../../src/contract/stream.ts'
import type { Random } from '../../src/sim/random.ts'
import type { Client } from '../../src/testing/client.ts'
import { createStore, type Store } from '../../src/web/sync/store.ts'

/** One tab: the desk's own store on a real socket, on a line and a computer that misbehave. */
export type Browser = {
  readonly store: Store
  /** The line breaks; what it still carried comes late, when another one may be open. */
  cut(): void
  /** The lid is closed: nothing runs. Its line dies, or fills up. */
  sleep(lineDies: boolean): void
  /** Hours later: everything that was due is due at once. */
  wake(): void
  /** It stops reading for a while. */
  stall(): void
  /** Answers come late, and not in the order of the questions. */
  slow(on: boolean): void
  close(): void
  /** The last that went over its line, for when it ends wrong. */
  traffic(): string
  /** The lines that reached it after line `seq` and up to `last`, without gaps, as far as they are remembered. */
  linesAfter(seq: number, last: number): JournalEntry[]
}

export type BrowserOptions = {
  client: Client
  origin: string
  random: Random
  /** Everything that reached the socket, at the moment it did. */
  heard: (message: FromServer) => void
}

/** The store waits real seconds before it tries again; here time is short. Its watch for silence stays as it is. */
const HURRY = 20
const LONGEST_HURRIED_MS = 20_000
const STALL_MS = 250
const LATEST_ANSWER_MS = 120
const TRAFFIC_KEPT = 16
/** More than come while a fresh view is on its way. */
const LINES_KEPT = 500
const LATE_FRAMES = 3
const LATE_FRAMES_MS = 60

export function openBrowser({ client, origin, random, heard }: BrowserOptions): Browser {
  const pending = new Set<() => void>()
  let held: (() => void)[] = []
  let asleep = false
  const traffic: string[] = []
  const lines = new Map<number, JournalEntry>()
  let isSlow = false
  let line: { socket: WebSocket; message: (text: string) => void; last: string[] } | null = null

  const run = (what: () => void): void => {
    if (asleep) held.push(what)
    else what()
  }
  function note(what: string): void {
    traffic.push(what)
    if (traffic.length > TRAFFIC_KEPT) traffic.shift()
  }
  function remember(message: FromServer): void {
    if (message.type !== 'lines') return
    message.lines.forEach((event, place) => {
      const seq = message.from + place
      lines.set(seq, { seq, at: message.at, event })
      lines.delete(seq - LINES_KEPT)
    })
  }
  /** What was asked while awake is answered when awake. */
  async function answered<T>(ask: () => Promise<T>): Promise<T> {
    const answer = await ask()
    const lateMs = isSlow ? random.below(LATEST_ANSWER_MS) : 0
    return new Promise((resolve) => setTimeout(() => run(() => resolve(answer)), lateMs))
  }

  const store = createStore({
    snapshot: () =>
      answered(async () => {
        note('asks for a snapshot')
        const answer = await client.call(getView, {})
        note(answer.ok ? `snapshot ${answer.value.seq}` : answer.refusal)
        return answer
      }),
    page: (conversationId: ConversationId, before) =>
      answered(() => client.call(getThread, { conversationId, before })),
    check: () => answered(() => client.call(getPreferences, {})),
    open(on) {
      const headers = { cookie: client.cookie, origin }
      const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/stream`, { headers })
      const here = { socket, message: on.message, last: [] as string[] }
      line = here
      note('connects')
      socket.on('open', () => run(on.open))
      socket.on('message', (data) => {
        const text = String(data)
        const message = JSON.parse(text) as FromServer
        heard(message)
        remember(message)
        note(message.type === 'lines' ? `${message.lines.length} lines from ${message.from}` : message.type)
        here.last = [...here.last, text].slice(-LATE_FRAMES)
        run(() => on.message(text))
      })
      socket.on('close', () => {
        note('closed')
        run(on.close)
      })
      socket.on('error', () => {}) // A close follows.
      return {
        send(text) {
          note(`${socket.readyState === WebSocket.OPEN ? 'sends' : 'cannot send'} ${text}`)
          if (socket.readyState === WebSocket.OPEN) socket.send(text)
        },
        close: () => socket.close(),
      }
    },
    now: () => Date.now(),
    after(ms, due) {
      const fire = (): void => {
        if (pending.delete(fire)) run(due)
      }
      pending.add(fire)
      const timer = setTimeout(fire, ms > LONGEST_HURRIED_MS ? ms : ms / HURRY)
      return () => {
        clearTimeout(timer)
        pending.delete(fire)
      }
    },
    random: () => random.below(1_000) / 1_000,
  })
  store.start()

  return {
    store,
    cut() {
      if (!line) return
      const { socket, message, last } = line
      socket.terminate()
      setTimeout(() => run(() => last.forEach(message)), random.below(LATE_FRAMES_MS))
    },
    sleep(lineDies) {
      asleep = true
      if (lineDies) line?.socket.terminate()
    },
    wake() {
      asleep = false
      const due = [...pending]
      const happened = held
      held = []
      for (const what of random.chance(0.5) ? [...due, ...happened] : [...happened, ...due]) what()
    },
    stall() {
      const socket = line?.socket
      socket?.pause()
      setTimeout(() => socket?.resume(), STALL_MS)
    },
    slow(on) {
      isSlow = on
    },
    close() {
      asleep = false
      store.stop()
      for (const timer of pending) pending.delete(timer)
      line?.socket.terminate()
    },
    traffic: () => traffic.join('; '),
    linesAfter(seq, last) {
      const found: JournalEntry[] = []
      for (let line = lines.get(seq + 1); line && line.seq <= last; line = lines.get(line.seq + 1)) found.push(line)
      return found
    },
  }
}
