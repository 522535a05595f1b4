import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import type { Envelope, Errand } from './letters.ts'

/** Enough that a whole burst of one stranger is under way at once. */
const CARRIERS = 64
const RETRY_MS = 150
/** An answer that does not come is as good as none (Meta). */
const PATIENCE_MS = 8_000
/** A webhook that is refused for so long will never be taken. */
const GIVE_UP_MS = 180_000

/** What the sender knows at the end. */
export type Acknowledged = {
  /** How often each webhook was answered 200. */
  times: ReadonlyMap<Envelope, number>
  /** Attempts that were not answered 200. */
  retries: number
  seconds: number
}

/**
 * Carry every errand to the address, as Meta does: whatever is not answered 200 is sent again. `passed` is told how many
 * errands have been begun.
 */
export async function carry(
  address: string,
  errands: readonly Errand[],
  passed: (begun: number) => void,
): Promise<Acknowledged> {
  const agent = new Agent({ keepAlive: true, maxSockets: CARRIERS })
  const times = new Map<Envelope, number>()
  const began = performance.now()
  let next = 0
  let retries = 0

  async function deliver(envelope: Envelope): Promise<void> {
    const giveUpAt = performance.now() + GIVE_UP_MS
    const headers = headersOf(envelope.body)
    for (;;) {
      const status = await post(agent, address, headers, envelope.body)
      if (status === 200) break
      if (status !== null && status < 500) throw new Error(`a webhook was answered ${status}`)
      if (performance.now() > giveUpAt) throw new Error(`a webhook was not taken for ${GIVE_UP_MS / 1000} s`)
      retries++
      await wait(RETRY_MS)
    }
    times.set(envelope, (times.get(envelope) ?? 0) + 1)
  }
  async function carrier(): Promise<void> {
    for (let place = next++; place < errands.length; place = next++) {
      passed(place)
      for (const envelope of errands[place]!.envelopes) await deliver(envelope)
    }
  }
  try {
    await Promise.all(Array.from({ length: CARRIERS }, carrier))
    return { times, retries, seconds: (performance.now() - began) / 1000 }
  } finally {
    next = errands.length
    agent.destroy()
  }
}

function headersOf(body: string): Record<string, string | number> {
  const signature = createHmac('sha256', SEED_NUMBER.appSecret).update(body).digest('hex')
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
