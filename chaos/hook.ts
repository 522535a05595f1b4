import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** A webhook address, as a provider knows it. */
export type Hook = {
  /**
   * Post this body until it is answered 200, as Meta does. Answers how many attempts were not. Throws when it is refused
   * as wrong, or not taken for too long.
   */
  deliver(body: string): Promise<number>
  close(): void
}

const RETRY_MS = 150
/** An answer that does not come is as good as none (Meta). */
const PATIENCE_MS = 8_000
/** A webhook that is refused for so long will never be taken. */
const GIVE_UP_MS = 180_000

export function hookTo(address: string, appSecret: string, connections: number): Hook {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    async deliver(body) {
      const giveUpAt = performance.now() + GIVE_UP_MS
      const headers = headersOf(body, appSecret)
      for (let retries = 0; ; retries++) {
        const status = await post(agent, address, headers, body)
        if (status === 200) return retries
        if (status !== null && status < 500) throw new Error(`a webhook was answered ${status}`)
        if (performance.now() > giveUpAt) throw new Error(`a webhook was not taken for ${GIVE_UP_MS / 1000} s`)
        await wait(RETRY_MS)
      }
    },
    close: () => agent.destroy(),
  }
}

function headersOf(body: string, appSecret: string): Record<string, string | number> {
  const signature = createHmac('sha256', appSecret).update(body).digest('hex')
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-hub-signature-256': `sha256=${signature}`,
  }
}

/** The status of the answer, or null when none came. */
function post(
  agent: Agent,
  address: string,
  headers: Record<string, string | number>,
  body: string,
): Promise<number | null> {
  return new Promise((settle) => {
    const asked = request(address, { method: 'POST', agent, headers, timeout: PATIENCE_MS }, (response) => {
      response.resume()
      response.once('end', () => settle(response.statusCode ?? null)).once('error', () => settle(null))
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => settle(null)).once('close', () => settle(null))
    asked.end(body)
  })
}
