import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type ConnectionError, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { movableClock, systemClock } from '../kernel/clock.ts'
import { type Config, localUrl, openDataFolder } from '../kernel/config.ts'
import { guardedFetch } from '../kernel/guarded-fetch.ts'
import { answerRefusal, binder, installErrorAnswers } from '../kernel/http.ts'
import { startJobs } from '../kernel/jobs.ts'
import { journalOf } from '../kernel/journal.ts'
import { openKeyring } from '../kernel/keyring.ts'
import type { Log } from '../kernel/log.ts'
import { createLoop, type Loop } from '../kernel/loops.ts'
import { createMetrics, healthRoutes, metricsRoute, readinessOf } from '../kernel/metrics.ts'
import { joinNodes } from '../kernel/nodes.ts'
import { openApi, openApiRoute } from '../kernel/openapi.ts'
import { sealer } from '../kernel/secrets.ts'
import { createStorage } from '../kernel/storage.ts'
import { openStream } from '../kernel/stream.ts'
import { type Committed, inRead, type Kernel } from '../kernel/work.ts'
import { audit } from '../modules/audit/actions.ts'
import { maySeeConversation } from '../modules/conversations/index.ts'
import { countedAttempts } from '../modules/identity/attempts.ts'
import { type Auth, createAuth } from '../modules/identity/auth.ts'
import { createAuthenticate } from '../modules/identity/authenticate.ts'
import { workspaces } from '../modules/identity/index.ts'
import { knownByUser } from '../modules/identity/repo.ts'
import { signInSecret } from '../modules/identity/sign-in-repo.ts'
import { type Database, openDatabase } from './database.ts'
import { demoUsers } from './demo.ts'
import { storyMs } from './demo-story.ts'
import { mountSimulator, setUpDemo, simulatorAt } from './demonstration.ts'
import { openModules } from './modules.ts'
import { otherRoutes } from './other-routes.ts'
import { type Protection, protectionOf, servePages } from './pages.ts'
import { reactions } from './reactions.ts'

export const version: string = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version

/** Switchboard, listening. */
export type RunningServer = {
  /** Where browsers on this computer reach it. */
  url: string
  /** Whether it shows the invented workspace. */
  demo: boolean
  kernel: Kernel
  database: Database
  /** Finish what is in hand, in bounded time, and let everything go. */
  stop(): Promise<void>
}

export type ServerOptions = {
  log: Log
  /** Something without which we cannot go on is gone for good. */
  onLost?: (trouble: Error) => void
}

/** Largest body of an ordinary call; files and webhooks have limits of their own. Bytes. */
const MAX_BODY_BYTES = 1_048_576
/** How long a request may take to arrive in whole: the largest file on a slow line. */
const REQUEST_LIMIT_MS = 300_000
/** What is in hand when we are asked to stop gets this long. */
const STOP_LIMIT_MS = 10_000

/**
 * The composition root: everything is made here, in order, and let go in the opposite order. Throws what stands in the
 * way, having let go of what was already made.
 */
export async function startServer(given: Config, { log, onLost = () => {} }: ServerOptions): Promise<RunningServer> {
  const config = given.port === 0 ? await onFreePort(given) : given
  await openDataFolder(config)
  const database = await openDatabase({ config, log, onLost })
  try {
    return await serve(config, database, log)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function serve(config: Config, database: Database, log: Log): Promise<RunningServer> {
  const { app: appPool, system } = database
  const isNew = (await workspaces(system)).length === 0
  const keys = await openKeyring(config, async () => isNew)
  const seals = sealer(keys)
  const secret = await signInSecret(database.auth, seals)
  const tellsStory = config.demo === 'whole' && isNew
  const movable = config.demo ? movableClock(systemClock, tellsStory ? storyMs : 0) : null
  const clock = movable ?? systemClock
  let phase: 'starting' | 'running' | 'stopping' = 'starting'
  let isDemo = false

  const protection = protectionOf(config.publicUrl)
  const app = openHttp(log, protection, config.trustedProxies)
  const metrics = createMetrics(app)

  const stream = openStream({
    journal: journalOf({ app: appPool }),
    clock,
    log,
    publicUrl: config.publicUrl,
    authenticate: (request) => gate.authenticateSocket(request),
    maySeeConversation: (person, id) => inRead(kernel, person.workspaceId, (tx) => maySeeConversation(tx, person, id)),
    rightsChanged: () => gate.forget(),
  })
  const nodes = joinNodes({
    url: database.url,
    log,
    on: {
      committed: stream.heardOf,
      signedOut(userId, exceptSessionId) {
        gate.forget()
        stream.signOut(userId, exceptSessionId)
      },
      sessionEnded(sessionId) {
        gate.forget()
        stream.endSession(sessionId)
      },
      channelsChanged: () => modules.channelsChanged(),
      connectedAgain: stream.lookAgain,
    },
  })
  function committed(commit: Committed): void {
    stream.publish(commit)
    nodes.committed(commit.workspaceId, commit.from + commit.events.length - 1)
    metrics.journalLines(commit.events.length)
    if (!commit.events.some((event) => event.type === 'channel.saved')) return
    modules.channelsChanged()
    nodes.channelsChanged()
  }
  const loops = new Map<string, Loop>()
  const kernel: Kernel = {
    app: appPool,
    system,
    clock,
    reactions,
    committed,
    wake: (name, workspaceId) => loops.get(name)?.wake(workspaceId),
  }

  const auth = endingSockets(
    createAuth({
      pool: database.auth,
      secret,
      publicUrl: config.publicUrl,
      mayComeIn: async (userId) => (await knownByUser(system, userId)) !== undefined,
    }),
    (sessionId) => {
      stream.endSession(sessionId)
      nodes.sessionEnded(sessionId)
    },
  )
  const gate = createAuthenticate({ kernel, auth, publicUrl: config.publicUrl })
  const bind = binder(app, kernel, gate.authenticate, audit)
  const guard = guardedFetch({
    // A demonstration may call the telephone company it plays itself, and nothing else of this server.
    allowed: [...config.allowPrivateAddresses, ...(movable ? [simulatorAt(localUrl(config))] : [])],
    ownHosts: [new URL(config.publicUrl).hostname],
  })
  const modules = openModules({
    app,
    bind,
    kernel,
    log,
    sealer: seals,
    storage: createStorage(join(config.dataFolder, 'attachments')),
    fetcher: guard.fetch,
    problemOfAddress: guard.problemOf,
    auth,
    attempts: countedAttempts({ system, clock }),
    gate,
    publicUrl: () => config.publicUrl,
    signOut(userId, exceptSessionId) {
      stream.signOut(userId, exceptSessionId)
      nodes.signedOut(userId, exceptSessionId)
    },
    here: stream.here,
    webhooksStored: metrics.webhooksStored,
    sent: metrics.sent,
  })

  const jobs = startJobs({ url: database.url, tasks: modules.tasks, log, alone: database.alone })
  for (const options of modules.loops) loops.set(options.name, createLoop({ ...options, log }))
  const measured = {
    stream,
    loops: [...loops.values()],
    jobs,
    nodes,
    system,
    pools: { app: appPool, system, auth: database.auth },
  }
  metricsRoute(app, { metrics, measured, token: config.metricsToken })
  healthRoutes(
    app,
    readinessOf(measured, () => phase),
  )
  openApiRoute(app, () => openApi({ version, operations: bind.operations, others: otherRoutes }))
  app.get('/api/public/about', () => ({
    name: 'Switchboard',
    version,
    demo: isDemo,
    demoUsers: isDemo ? demoUsers : [],
  }))
  const simulator = movable && (await mountSimulator(app, { clock: movable, config, log }))
  await servePages(app, protection)
  stream.attach(app.server)

  async function stop(): Promise<void> {
    if (phase === 'stopping') return
    phase = 'stopping'
    const finished = (async () => {
      await stream.close()
      await app.close()
      await Promise.all([...loops.values()].map((loop) => loop.stop()))
      await Promise.all([modules.settle(), jobs.stop()])
      guard.close()
      await nodes.leave()
    })()
    await Promise.race([finished, wait(STOP_LIMIT_MS, undefined, { ref: false })])
    await database.close()
  }

  try {
    await app.listen({
      port: config.port,
      host: config.host,
      listenTextResolver: (address) => `listening on ${address}`,
    })
    const url = localUrl(config)
    if (simulator) {
      const isAtRest = () => [...loops.values()].every((loop) => loop.numbers().running === 0)
      const { publicUrl } = config
      isDemo = await setUpDemo({ database, clock, isAtRest, url, publicUrl, simulator, tellsStory, log })
    }
    phase = 'running'
    return { url, demo: isDemo, kernel, database, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** HTTP with its limits, its log and its answers to what goes wrong. */
function openHttp(log: Log, { headers }: Protection, trustedProxies: readonly string[]): FastifyInstance {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // Ours below says less: no query, which may carry a token.
    logController: new LogController({ disableRequestLogging: true }),
    // Nobody but these is believed about where a request comes from.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_LIMIT_MS,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // An address that cannot be read reaches no hook, so what every answer says is said here too.
    frameworkErrors: (error, _request, reply) => {
      answerRefusal(reply.headers(headers), 'invalid_input', error.message)
    },
    clientErrorHandler: (error, socket) => answerBroken(error, socket, headers),
  })
  installErrorAnswers(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime } = reply
    const about = { method: request.method, path: request.url.split('?', 1)[0], status, ms: Math.round(elapsedTime) }
    if (status < 400) request.log.debug(about, 'answered')
    else request.log.info({ ...about, from: request.ip }, 'refused')
  })
  return app
}

/** What is no HTTP, too long in its head, or too slow, is told so, and hung up on. */
function answerBroken(error: ConnectionError, socket: Socket, headers: Protection['headers']): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const status = brokenStatus[error.code ?? ''] ?? 400
  const head = Object.entries({ ...headers, connection: 'close', 'content-length': '0' })
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head.map(([name, value]) => `${name}: ${value}`)]
  if (socket.writable) socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  socket.destroy(error)
}

const brokenStatus: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }

/** Signing out ends the sockets of that session too, at once and everywhere. */
function endingSockets(auth: Auth, ended: (sessionId: string) => void): Auth {
  return {
    ...auth,
    async signOut(cookie) {
      const found = await auth.session(cookie, 'look')
      const answer = await auth.signOut(cookie)
      if (found) ended(found.session.id)
      return answer
    },
  }
}

/** The port must be known before we listen, because addresses of ours are made with it. */
async function onFreePort(config: Config): Promise<Config> {
  const probe = createServer().listen(0, config.host)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  const isLocal = config.publicUrl === localUrl(config)
  return { ...config, port, publicUrl: isLocal ? localUrl({ host: config.host, port }) : config.publicUrl }
}
