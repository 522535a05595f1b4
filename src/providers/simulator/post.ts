import { Agent, request as httpRequest } from 'node:http'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'
import { isIP } from 'node:net'

/** What came back: a status and the beginning of the body, or the reason why nothing did. */
export type Answer = { status: number; body: string } | { status: null; trouble: string }

export type Poster = {
  request(
    url: string,
    options: { method: 'GET' | 'POST'; headers: Record<string, string>; body: string; timeoutMs: number },
  ): Promise<Answer>
  close(): void
}

const MAX_SOCKETS = 64
const MAX_ANSWER_BYTES = 65_536

/** Calls the app's callback addresses over kept-alive connections. Never rejects. */
export function createPoster(): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS })
  const tlsAgent = new TlsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS })

  return {
    request(url, { method, headers, body, timeoutMs }) {
      const secure = url.startsWith('https:')
      return new Promise((resolve) => {
        const call = (secure ? httpsRequest : httpRequest)(url, {
          method,
          agent: secure ? tlsAgent : agent,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          signal: AbortSignal.timeout(timeoutMs),
        })
        call.on('error', (error: NodeJS.ErrnoException) =>
          resolve({ status: null, trouble: troubleOf(error, timeoutMs) }),
        )
        call.on('response', (response) => {
          const chunks: Buffer[] = []
          let size = 0
          response.on('data', (chunk: Buffer) => {
            if (size < MAX_ANSWER_BYTES) chunks.push(chunk)
            size += chunk.length
          })
          response.on('error', (error: NodeJS.ErrnoException) =>
            resolve({ status: null, trouble: troubleOf(error, timeoutMs) }),
          )
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
            }),
          )
        })
        call.end(body)
      })
    },
    close() {
      agent.destroy()
      tlsAgent.destroy()
    },
  }
}

function troubleOf(error: NodeJS.ErrnoException, timeoutMs: number): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `no answer within ${timeoutMs / 1000} s`
  return error.code === 'ECONNREFUSED' ? 'nobody listens there' : (error.code ?? error.message)
}

/** Whether an address is one on this machine: the only ones the simulator calls unless it was told otherwise. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, protocol } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  return (
    /^https?:$/.test(protocol) &&
    (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')))
  )
}
