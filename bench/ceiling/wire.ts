import { connect, type Socket } from 'node:net'
import { nowMs } from '../sending/graph.ts'

/** Many kept connections over which webhooks leave when they are due, or as soon as one is free. */
export type Wire = {
  send(dueAt: number, webhook: { body: Buffer; signature: string }): void
  /** Since the last `forget`: milliseconds from due to answered, and how many were not answered with 200. */
  numbers(): { answered: readonly number[]; refused: number }
  forget(): void
}

type Waiting = { dueAt: number; bytes: Buffer }
type Line = { socket: Socket; dueAt: number; held: string }

export async function openWire(port: number, path: string, connections: number): Promise<Wire> {
  const waiting: Waiting[] = []
  const free: Line[] = []
  let answered: number[] = []
  let refused = 0

  function open(): Promise<void> {
    const socket = connect(port, '127.0.0.1')
    const line: Line = { socket, dueAt: 0, held: '' }
    socket.setNoDelay(true)
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => heard(line, text))
    socket.on('error', () => refused++)
    return new Promise((done, failed) => {
      socket.once('error', failed)
      socket.once('connect', () => {
        free.push(line)
        done()
      })
    })
  }

  /** An answer is its head and a body of known length. */
  function heard(line: Line, text: string): void {
    line.held += text
    const end = line.held.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(line.held)?.[1] ?? 0)
    if (line.held.length < end + 4 + length) return
    answered.push(nowMs() - line.dueAt)
    if (!line.held.startsWith('HTTP/1.1 200')) refused++
    line.held = ''
    const next = waiting.shift()
    if (next) write(line, next)
    else free.push(line)
  }

  function write(line: Line, { dueAt, bytes }: Waiting): void {
    line.dueAt = dueAt
    line.socket.write(bytes)
  }

  await Promise.all(Array.from({ length: connections }, open))
  return {
    send(dueAt, { body, signature }) {
      const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256=${signature}\r\ncontent-length: ${body.length}\r\n\r\n`
      const due = { dueAt, bytes: Buffer.concat([Buffer.from(head), body]) }
      const line = free.pop()
      if (line) write(line, due)
      else waiting.push(due)
    },
    numbers: () => ({ answered, refused }),
    forget() {
      answered = []
      refused = 0
    },
  }
}
