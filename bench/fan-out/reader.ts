import { connect, type Socket } from 'node:net'
import type { AgentId } from '../../src/contract/ids.ts'
import { sharedNow } from './lane.ts'
import type { Reader } from './lines.ts'

/** The lines of one round as the journal has them, and for each person which of them they may see. */
export type Truth = { first: number; last: number; texts: readonly Buffer[]; masks: ReadonlyMap<AgentId, Uint8Array> }

/** One browser tab, as cheap as can be: it takes messages apart, and compares every line with the journal's. */
export type Tab = {
  readonly reader: Reader
  /** The last line it has had, and how many it has seen. */
  had(): number
  seen(): number
  bytes(): number
  /** What went wrong: a hole, a double, a line it must not see. */
  faults(): readonly string[]
  /** It was told that it missed too much, or was cut off: a browser would fetch the snapshot. */
  lost(): boolean
  /** The next lines will be these. */
  expect(truth: Truth): void
  /** Note when each message comes, with its last line; null: no more. */
  noteTo(arrivals: Arrivals | null): void
  /** Stop reading, and read again. */
  pause(): void
  resume(): void
  close(): void
}
export type Arrivals = { line: number; atMs: number }[]

const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa
const FAULTS = 5
const OPENING = Buffer.from('{"type":"lines","from":')
const BRACKET = 0x5b
const COMMA = 0x2c
const NULL = Buffer.from('null')
const lost = [Buffer.from('{"type":"resync"'), Buffer.from('{"type":"signed_out"')]

/** Open a socket and, where there is somebody to say it to, subscribe after this line. */
export async function openTab(port: number, reader: Reader, after: number, subscribes: boolean): Promise<Tab> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await new Promise<void>((done, failed) => socket.once('connect', done).once('error', failed))
  const rest = await upgrade(socket, port, reader)
  let carry: Buffer | null = null
  let truth: Truth = { first: 1, last: 0, texts: [], masks: new Map() }
  let mask: Uint8Array = new Uint8Array()
  let arrivals: Arrivals | null = null
  let [had, seen, bytes] = [after, 0, 0]
  let isLost = false
  let isClosing = false
  const faults: string[] = []

  socket.on('data', take)
  socket.on('error', () => {}) // A close follows.
  socket.on('close', () => {
    isLost ||= !isClosing
  })
  if (rest.length > 0) take(rest)
  if (subscribes) say(TEXT, JSON.stringify({ type: 'subscribe', after }))
  return {
    reader,
    had: () => had,
    seen: () => seen,
    bytes: () => bytes,
    faults: () => faults,
    lost: () => isLost,
    expect(next) {
      truth = next
      mask = next.masks.get(reader.agentId) ?? mask
      had = next.first - 1
      seen = 0
      bytes = 0
    },
    noteTo(to) {
      arrivals = to
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close() {
      isClosing = true
      socket.destroy()
    },
  }

  function take(chunk: Buffer): void {
    bytes += chunk.length
    const data = carry ? Buffer.concat([carry, chunk]) : chunk
    let at = 0
    for (let frame = frameAt(data, at); frame; frame = frameAt(data, at)) {
      at = frame.end
      if (frame.opcode === TEXT) hear(frame.payload)
      else if (frame.opcode === PING) say(PONG, '')
      else if (frame.opcode === CLOSE) isLost = true
    }
    carry = at < data.length ? data.subarray(at) : null
  }

  function hear(payload: Buffer): void {
    if (!begins(payload, 0, OPENING)) {
      if (lost.some((words) => begins(payload, 0, words))) isLost = true
      return
    }
    const from = numberAt(payload, OPENING.length)
    if (subscribes && from !== had + 1) fault(`had ${had}, was given ${from}`)
    had = compare(payload, from)
    arrivals?.push({ line: had, atMs: sharedNow() })
  }

  /** Line by line beside the journal; answers with the number of the last. */
  function compare(payload: Buffer, from: number): number {
    let at = payload.indexOf(BRACKET) + 1
    for (let line = from; ; line++) {
      const place = line - truth.first
      const text = truth.texts[place]
      if (!text) {
        fault(`line ${line} is none of this round`)
        return line
      }
      const isShown = !begins(payload, at, NULL)
      if (isShown !== (mask[place] === 1)) fault(`line ${line} is not theirs, or is kept from them`)
      if (isShown && !begins(payload, at, text)) fault(`line ${line} is not what the journal says`)
      at += isShown ? text.length : NULL.length
      if (isShown) seen++
      if (payload[at] !== COMMA) return line
      at++
    }
  }

  function fault(what: string): void {
    if (faults.length < FAULTS) faults.push(what)
  }

  /** A browser masks what it says; a mask of zeros is one. */
  function say(opcode: number, text: string): void {
    const payload = Buffer.from(text)
    socket.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]))
  }
}

const begins = (bytes: Buffer, at: number, words: Buffer): boolean =>
  at + words.length <= bytes.length && words.compare(bytes, at, at + words.length) === 0

function numberAt(bytes: Buffer, at: number): number {
  let number = 0
  for (let place = at; ; place++) {
    const digit = (bytes[place] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return number
    number = 10 * number + digit
  }
}

function frameAt(data: Buffer, at: number): { opcode: number; payload: Buffer; end: number } | null {
  if (data.length < at + 2) return null
  const short = data.readUInt8(at + 1)
  const head = short === 126 ? 4 : short === 127 ? 10 : 2
  if (data.length < at + head) return null
  const length =
    short === 126 ? data.readUInt16BE(at + 2) : short === 127 ? Number(data.readBigUInt64BE(at + 2)) : short
  const end = at + head + length
  return data.length < end ? null : { opcode: data.readUInt8(at) & 0xf, payload: data.subarray(at + head, end), end }
}

/** Become a WebSocket; answers with what came after the handshake. */
async function upgrade(socket: Socket, port: number, { key }: Reader): Promise<Buffer> {
  const lines = [
    'GET /api/stream HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Authorization: Bearer ${key}`,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let held: Buffer = Buffer.alloc(0)
  const answered = new Promise<Buffer>((done, failed) => {
    const turnedAway = () => failed(new Error(`a socket was turned away: ${held.toString('latin1').split('\r\n')[0]}`))
    socket.on('close', turnedAway)
    socket.on('data', function take(chunk: Buffer) {
      held = Buffer.concat([held, chunk])
      const end = held.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', take)
      socket.off('close', turnedAway)
      if (held.toString('latin1', 0, 12) === 'HTTP/1.1 101') done(held.subarray(end + 4))
      else turnedAway()
    })
  })
  // What comes after the answer waits until somebody listens: nothing is between the two but this.
  return answered
}
