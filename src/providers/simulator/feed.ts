import type { ServerResponse } from 'node:http'

/** What the screen is told while it looks: always with a type and a number that only grows. */
export type FeedEvent = {
  type: 'traffic' | 'phone' | 'clock' | 'faults' | 'number' | 'templates' | 'settings' | 'reset'
} & Record<string, unknown>

export type Feed = {
  /** Tell everybody who looks. The event is only built when somebody does. */
  publish(build: () => FeedEvent): void
  /** The number of the last event: what a snapshot taken now contains. */
  seq(): number
  /** Take over a response and write events to it until it is closed. False when too many look already. */
  join(response: ServerResponse): boolean
  close(): void
}

const MAX_READERS = 50
/** Whoever has this much unread is cut off; the browser comes back and fetches the snapshot anew. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024
const HEARTBEAT_MS = 15_000
const RECONNECT_MS = 1000

/** Server-sent events for the simulator's screen. */
export function createFeed(): Feed {
  const readers = new Set<ServerResponse>()
  let seq = 0
  const heartbeat = setInterval(() => {
    for (const reader of readers) write(reader, ': still here\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()

  function write(reader: ServerResponse, text: string): void {
    if (reader.writableLength > MAX_UNREAD_BYTES) reader.destroy()
    else reader.write(text)
  }

  return {
    publish(build) {
      seq++
      if (readers.size === 0) return
      const text = `id: ${seq}\ndata: ${JSON.stringify({ seq, ...build() })}\n\n`
      for (const reader of readers) write(reader, text)
    },
    seq: () => seq,
    join(response) {
      if (readers.size >= MAX_READERS) return false
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      response.write(`retry: ${RECONNECT_MS}\n\n`)
      readers.add(response)
      response.on('close', () => readers.delete(response))
      return true
    },
    close() {
      clearInterval(heartbeat)
      for (const reader of readers) reader.end()
      readers.clear()
    },
  }
}
