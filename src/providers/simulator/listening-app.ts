import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isObject, type JsonObject } from './json.ts'
import { signature } from './webhooks.ts'

/** A webhook as it arrived. */
export type Received = { headers: IncomingHttpHeaders; text: string; body: JsonObject; isSigned: boolean }

/** A stand-in for Switchboard's webhook address: remembers what arrives and answers what it is told to. */
export type ListeningApp = {
  url: string
  received: Received[]
  /** What the next webhooks are answered with; 200 when empty. `null` never answers. */
  answers: (number | null)[]
  /** Statuses of one message, in the order in which they arrived. */
  statuses(messageId: string): string[]
  /** All inbound messages, in the order in which they arrived. */
  messages(): JsonObject[]
  /** All changes with their field. */
  changes(): { field: string; value: JsonObject }[]
  clear(): void
  close(): Promise<void>
}

/** Listens on a free port of loopback. The handshake is answered for `verifyToken`. */
export async function startListeningApp({
  appSecret,
  verifyToken,
}: {
  appSecret: string
  verifyToken: string
}): Promise<ListeningApp> {
  const received: Received[] = []
  const answers: (number | null)[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (request.method === 'GET') {
      const isRight = url.searchParams.get('hub.verify_token') === verifyToken
      response.writeHead(isRight ? 200 : 403).end(isRight ? url.searchParams.get('hub.challenge') : '')
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const text = bytes.toString('utf8')
      received.push({
        headers: request.headers,
        text,
        body: JSON.parse(text) as JsonObject,
        isSigned: request.headers['x-hub-signature-256'] === signature(appSecret, bytes),
      })
      const status = answers.length > 0 ? answers.shift()! : 200
      if (status !== null) response.writeHead(status).end('')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const changes = () =>
    received
      .flatMap(({ body }) => list(body.entry))
      .flatMap((entry) => list(entry.changes))
      .map((change) => ({ field: String(change.field), value: isObject(change.value) ? change.value : {} }))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/whatsapp/1`,
    received,
    answers,
    changes,
    messages: () => changes().flatMap(({ value }) => list(value.messages)),
    statuses: (messageId) =>
      changes()
        .flatMap(({ value }) => list(value.statuses))
        .filter(({ id }) => id === messageId)
        .map(({ status }) => String(status)),
    clear() {
      received.length = 0
      answers.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
