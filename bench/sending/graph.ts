import { createServer, type Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** One message as the other end got it. `at` in milliseconds since 1970, with fractions. */
export type Got = { reference: string; to: string; id: string; at: number }

/** Milliseconds since 1970, with fractions: the same in every process of this computer. */
export const nowMs = (): number => performance.timeOrigin + performance.now()

/** Longer than any pause of a run, so that no connection ends by itself under a request. */
const KEEP_ALIVE_MS = 120_000

/**
 * A bare server that speaks just enough Cloud API to be sent to: any POST is a message, answered after `delayMs()` with
 * an id of its own. Listens on a free port of this computer.
 */
export async function openGraph(options: {
  delayMs: () => number
  onMessage: (got: Got) => void
}): Promise<{ server: Server; port: number }> {
  let count = 0
  const run = `${Date.now().toString(36)}`
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const at = nowMs()
      const message = JSON.parse(Buffer.concat(chunks).toString()) as { to: string; biz_opaque_callback_data: string }
      const to = message.to.replace('+', '')
      const id = `wamid.${run}.${count++}`
      options.onMessage({ reference: message.biz_opaque_callback_data, to, id, at })
      const delayMs = options.delayMs()
      if (delayMs > 0) await wait(delayMs)
      const body = `{"messaging_product":"whatsapp","contacts":[{"input":"${to}","wa_id":"${to}"}],"messages":[{"id":"${id}"}]}`
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
      response.end(body)
    })
  })
  server.listen(0, '127.0.0.1')
  await new Promise<void>((done) => server.once('listening', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  return { server, port: address.port }
}
