import { Agent, request } from 'node:http'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'

/** One POST over a kept connection, as plain as Node has it. */
function post(agent: Agent, port: number, body: string): Promise<void> {
  return new Promise((done, failed) => {
    const headers = {
      authorization: `Bearer ${SEED_NUMBER.accessToken}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const path = `/v23.0/${SEED_NUMBER.phoneNumberId}/messages`
    const sent = request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      response.on('data', () => {})
      response.on('end', done)
    })
    sent.on('error', failed)
    sent.end(body)
  })
}

/** Send these bodies over so many connections; each begins the next one when its last was answered. */
export async function sendRaw(port: number, bodies: readonly string[], connections: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' })
  let next = 0
  async function drive(): Promise<void> {
    for (let i = next++; i < bodies.length; i = next++) await post(agent, port, bodies[i]!)
  }
  try {
    await Promise.all(Array.from({ length: connections }, drive))
  } finally {
    agent.destroy()
  }
}
