import Fastify, { type FastifyRequest } from 'fastify'
import { simulatorRoutes } from './routes.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'

export type RunningSimulator = {
  simulator: Simulator
  /** `http://127.0.0.1:…`, without a slash at the end. The adapter's base address is this plus `/graph`. */
  url: string
  graphUrl: string
  close(): Promise<void>
}

/** The simulator as a server of its own, on loopback only. Port 0 takes a free one. */
export async function startSimulator({
  port = 0,
  ...options
}: SimulatorOptions & { port?: number } = {}): Promise<RunningSimulator> {
  const simulator = createSimulator(options)
  const app = Fastify({ forceCloseConnections: true })
  // A web page must not reach us under a name of its own that it lets point to loopback.
  app.addHook('onRequest', async (request, reply) => {
    if (!isLocalName(request)) await reply.code(403).send({ sentence: 'The simulator answers on loopback only.' })
  })
  await simulatorRoutes(app, simulator)
  const url = await app.listen({ port, host: '127.0.0.1' })
  simulator.address.url = url
  return { simulator, url, graphUrl: `${url}/graph`, close: () => app.close() }
}

const isLocalName = ({ hostname }: FastifyRequest): boolean =>
  ['127.0.0.1', 'localhost', '[::1]', '::1'].includes(hostname)

if (import.meta.main) {
  const port = Number(process.env.PORT ?? 4010)
  const stateFile = process.env.SIMULATOR_STATE ?? null
  const { url } = await startSimulator({ port, stateFile, log: (line) => console.error(line) })
  console.log(`The simulator listens on ${url}. Its Graph API is ${url}/graph/v23.0.`)
}
