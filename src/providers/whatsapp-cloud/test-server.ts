import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connection } from '../provider.ts'

/** What arrived at the server, read to its end. */
export type Arrived = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

/** Plays Meta: answers each request as it is told, and keeps what arrived. */
export type TestServer = {
  url: string
  arrived: Arrived[]
  connection: Connection
  stop: () => Promise<void>
}

export type Answering = (request: Arrived, response: ServerResponse) => void

/** A real HTTP server on a free port of this machine. */
export async function startServer(answer: Answering): Promise<TestServer> {
  const arrived: Arrived[] = []
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
      const { method = '', headers } = request
      const one = { method, path: pathname, query: searchParams, headers, body }
      arrived.push(one)
      answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    arrived,
    connection: {
      baseUrl: url,
      version: 'v26.0',
      line: '700800900100201',
      account: '900100200300401',
      appId: '111222333444555',
      accessToken: 'sim-token-01',
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Answer with JSON. */
export function json(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
}

/** Answer with an error as the Graph API writes it. */
export function graphError(response: ServerResponse, status: number, code: number | string, rest: object = {}): void {
  const message = `(#${code}) Something about it`
  json(response, status, { error: { message, type: 'OAuthException', code, fbtrace_id: 'trace', ...rest } })
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
