import { createHmac } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What one round of load led to. Times in milliseconds from the moment the request was written. */
export type LoadResult = { sent: number; seconds: number; answered: number[]; began: Map<string, number> }

export type LoadTarget = { port: number; path: string; secret: string; phoneNumberId: string; accountId: string }

const CONTACTS = 5_000

/** Requests ready to be written, so that making them is not part of what is measured. Each text is its own mark. */
export function prepare(target: LoadTarget, count: number, run: string): { id: string; from: string; bytes: Buffer }[] {
  const now = Math.floor(Date.now() / 1000)
  return Array.from({ length: count }, (_, i) => {
    const id = `wamid.BENCH Hello, I would like to know where my order is ${run}.${i}`
    const from = `4477010${String((i * 7919) % CONTACTS).padStart(5, '0')}`
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '447700900999', phone_number_id: target.phoneNumberId },
      contacts: [{ profile: { name: `Contact ${from}` }, wa_id: from }],
      messages: [{ from, id, timestamp: String(now), type: 'text', text: { body: id } }],
    }
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: target.accountId, changes: [{ field: 'messages', value }] }],
    })
    const signature = createHmac('sha256', target.secret).update(body).digest('hex')
    const head = `POST ${target.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256=${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
    return { id, from, bytes: Buffer.from(head + body) }
  })
}

/**
 * Write the requests over so many connections, one at a time on each, and wait for every answer to be 200. With a pause
 * between them the server is quiet when the next one comes.
 */
export async function load(
  port: number,
  requests: readonly { id: string; bytes: Buffer }[],
  connections: number,
  pauseMs = 0,
): Promise<LoadResult> {
  const began = new Map<string, number>()
  const answered: number[] = []
  let next = 0
  const started = performance.now()

  async function drive(): Promise<void> {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    await new Promise<void>((done, failed) => socket.once('connect', done).once('error', failed))
    const answers = answersOf(socket)
    for (let i = next++; i < requests.length; i = next++) {
      const { id, bytes } = requests[i]!
      const at = performance.now()
      began.set(id, at)
      socket.write(bytes)
      const status = await answers()
      if (status !== 200) throw new Error(`a webhook was answered ${status}`)
      answered.push(performance.now() - at)
      if (pauseMs > 0) await wait(pauseMs)
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, drive))
  return { sent: requests.length, seconds: (performance.now() - started) / 1000, answered, began }
}

/** Reads one answer after another from a keep-alive connection: status, headers to the blank line, and a body of known length. */
function answersOf(socket: Socket): () => Promise<number> {
  let held: Buffer = Buffer.alloc(0)
  let waiting: { done: (status: number) => void; failed: (error: Error) => void } | null = null
  const look = () => {
    const end = held.indexOf('\r\n\r\n')
    if (end < 0 || !waiting) return
    const head = held.toString('latin1', 0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (held.length < end + 4 + length) return
    held = held.subarray(end + 4 + length)
    const { done } = waiting
    waiting = null
    done(Number(head.slice(9, 12)))
  }
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    look()
  })
  socket.on('close', () => waiting?.failed(new Error('the connection was closed')))
  return () =>
    new Promise((done, failed) => {
      waiting = { done, failed }
      look()
    })
}
