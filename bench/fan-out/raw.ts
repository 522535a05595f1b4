/**
 * `ws` as it comes: for each commit, each socket is sent the message its person would see, made beforehand. It checks no
 * permission, keeps nothing for who was away, looks at no session and lets a reader who stalls fill its memory.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { type WebSocket, WebSocketServer } from 'ws'
import { type DomainEvent, maySee } from '../../src/contract/events.ts'
import { serveLane } from './lane.ts'
import type { Reader } from './lines.ts'

const { databaseUrl, workspaceId, readers } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string
  workspaceId: string
  readers: Reader[]
}
const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
const sockets = new Set<{ socket: WebSocket; reader: number }>()
/** For each commit, for each reader, what to send; null: nothing. */
let messages: (Buffer | null)[][] = []

const http = createServer()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
server.on('connection', (socket, request) => {
  const one = { socket, reader: readers.findIndex(({ key }) => request.headers.authorization === `Bearer ${key}`) }
  sockets.add(one)
  socket.on('close', () => sockets.delete(one))
})
await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))

serveLane((http.address() as AddressInfo).port, null, {
  async prepare(commits) {
    const first = commits[0]?.from ?? 1
    const { rows } = await pool.query<{ seq: string; at: Date; event: DomainEvent }>(
      'select seq, at, event from journal where workspace_id = $1 and seq >= $2 order by seq',
      [workspaceId, first],
    )
    messages = commits.map(({ from, count }) => {
      const lines = rows.slice(from - first, from - first + count)
      const made = new Map<string, Buffer | null>()
      return readers.map((viewer) => {
        const seen = lines.map(({ event }) => maySee(viewer, event))
        const key = seen.join()
        if (!made.has(key)) made.set(key, messageOf(from, lines, seen))
        return made.get(key) ?? null
      })
    })
  },
  publish(place) {
    const message = messages[place] ?? []
    for (const { socket, reader } of sockets) {
      const bytes = message[reader]
      if (bytes) socket.send(bytes, { binary: false })
    }
  },
  stop: () => pool.end(),
})

function messageOf(from: number, lines: readonly { at: Date; event: DomainEvent }[], seen: readonly boolean[]) {
  const end = seen.lastIndexOf(true) + 1
  if (end === 0) return null
  const shown = lines.slice(0, end).map(({ event }, index) => (seen[index] ? event : null))
  return Buffer.from(JSON.stringify({ type: 'lines', from, at: lines[0]?.at.getTime(), lines: shown }))
}
