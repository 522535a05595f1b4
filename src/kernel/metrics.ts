import { isIP } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { answerRefusal } from './http.ts'
import type { Jobs } from './jobs.ts'
import type { Loop } from './loops.ts'
import type { Nodes } from './nodes.ts'
import { sameSecret } from './secrets.ts'
import type { Stream } from './stream.ts'

/** What is counted as it happens. What can be asked is asked when somebody looks. */
export type Metrics = {
  readonly registry: Registry
  webhooksStored(count: number): void
  sent(outcome: string): void
  journalLines(count: number): void
}

/** What is asked when somebody looks. */
export type Measured = {
  stream: Stream
  loops: readonly Loop[]
  jobs: Jobs
  nodes: Nodes
  pools: Readonly<Record<string, pg.Pool>>
  system: pg.Pool
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counters of this process, and how long its HTTP requests take. */
export function createMetrics(app: FastifyInstance): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const http = new Histogram({
    name: 'switchboard_http_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const stored = new Counter({
    name: 'switchboard_webhooks_stored_total',
    help: 'Webhooks acknowledged: stored on disk before the answer.',
    registers,
  })
  const sent = new Counter({
    name: 'switchboard_messages_sent_total',
    help: 'Messages handed to a provider, by what came of it.',
    labelNames: ['outcome'],
    registers,
  })
  const lines = new Counter({
    name: 'switchboard_journal_lines_total',
    help: 'Journal lines written by this process.',
    registers,
  })
  app.addHook('onResponse', async (request, reply) => {
    // The route, never the address: addresses hold keys and have no end of values.
    const route = request.routeOptions.url ?? 'none'
    http.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
  })
  return {
    registry,
    webhooksStored: (count) => stored.inc(count),
    sent: (outcome) => sent.inc({ outcome }),
    journalLines: (count) => lines.inc(count),
  }
}

/**
 * GET /metrics in Prometheus' text format, for whoever runs the server: who comes with its token or, where there is
 * none, who asks on this computer. They tell of all workspaces, so no administrator of one of them may read them.
 */
export function metricsRoute(
  app: FastifyInstance,
  { metrics, measured, token }: { metrics: Metrics; measured: Measured; token: string | null },
): void {
  measure(metrics.registry, measured)
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, token)) return answerRefusal(reply, 'not_signed_in')
    return sendMetrics(reply, metrics.registry)
  })
}

async function sendMetrics(reply: FastifyReply, registry: Registry): Promise<FastifyReply> {
  return reply
    .header('cache-control', 'no-store')
    .type(registry.contentType)
    .send(await registry.metrics())
}

/** A proxy on this computer speaks for strangers: it says so in one of these. */
const forwarded = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via']

function mayRead({ headers, hostname, socket }: FastifyRequest, token: string | null): boolean {
  if (token !== null) return sameSecret(headers.authorization ?? '', `Bearer ${token}`)
  const isFromHere = /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '')
  return isFromHere && isOwnName(hostname) && forwarded.every((name) => headers[name] === undefined)
}

/** A page in a browser on this computer may have let its own name point at us: no other name is. */
function isOwnName(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
}

function measure(registry: Registry, { stream, loops, jobs, nodes, pools, system }: Measured): void {
  const registers = [registry]
  const gauge = (name: string, help: string, collect: (this: Gauge) => void | Promise<void>) =>
    new Gauge({ name: `switchboard_${name}`, help, registers, collect })
  const labelled = <L extends string>(name: string, help: string, label: L, values: () => Iterable<[string, number]>) =>
    new Gauge({
      name: `switchboard_${name}`,
      help,
      labelNames: [label],
      registers,
      collect() {
        for (const [of, value] of values()) this.set({ [label]: of } as Record<L, string>, value)
      },
    })

  labelled('sockets', 'Open sockets of browsers, and those that do not read.', 'state', () => {
    const { sockets, slow } = stream.numbers()
    return [
      ['open', sockets],
      ['slow', slow],
    ]
  })
  gauge('stream_frames', 'Frames sent to browsers since the start.', function () {
    this.set(stream.numbers().frames)
  })
  labelled('loop_late_seconds', 'For how long each loop should already have asked what is due.', 'loop', () =>
    loops.map((loop) => [loop.name, Math.max(0, loop.lateMs()) / 1_000]),
  )
  labelled('loop_turns', 'Turns of each loop since the start.', 'loop', () =>
    loops.map((loop) => [loop.name, loop.numbers().turns]),
  )
  labelled('loop_troubles', 'Turns that failed.', 'loop', () =>
    loops.map((loop) => [loop.name, loop.numbers().troubles]),
  )
  labelled('jobs', 'Jobs since the start of this process, by what came of them.', 'outcome', () =>
    Object.entries(jobs.numbers()),
  )
  labelled('connections', 'Database connections, by pool.', 'pool', () =>
    Object.entries(pools).map(([name, pool]) => [name, pool.totalCount]),
  )
  labelled('connections_awaited', 'Who waits for a database connection, by pool.', 'pool', () =>
    Object.entries(pools).map(([name, pool]) => [name, pool.waitingCount]),
  )
  gauge('nodes_connected', 'Whether the line to the other nodes is up.', function () {
    this.set(nodes.isConnected() ? 1 : 0)
  })
  measureDatabase(registry, jobs, system)
}

/** What only the database knows. When it is away these are missing, and everything else is still told. */
function measureDatabase(registry: Registry, jobs: Jobs, system: pg.Pool): void {
  const registers = [registry]
  const waiting = new Gauge({
    name: 'switchboard_webhooks_waiting',
    help: 'Webhooks stored and not applied yet.',
    registers,
    async collect() {
      const { rows } = await system
        .query<{ waiting: number; oldest: number | null }>(
          `select count(*) as waiting, min(received_at) as oldest from webhook where state = 'stored'`,
        )
        .catch(() => ({ rows: [] }))
      const [row] = rows
      for (const one of [waiting, lag]) one.reset()
      if (!row) return
      waiting.set(row.waiting)
      lag.set(row.oldest === null ? 0 : Math.max(0, Date.now() - row.oldest) / 1_000)
    },
  })
  const lag = new Gauge({
    name: 'switchboard_webhook_lag_seconds',
    help: 'Age of the oldest webhook that is not applied yet.',
    registers,
  })
  new Gauge({
    name: 'switchboard_jobs_kept',
    help: 'Jobs in the table: still to be done, and given up.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset()
      const kept = await jobs.kept().catch(() => null)
      for (const [state, count] of Object.entries(kept ?? {})) this.set({ state }, count)
    },
  })
}

/** A reason why this process cannot do its work now, in one sentence; null when it can. */
export type Readiness = () => Promise<string | null>

/** GET /healthz: the process is alive. GET /readyz: it can do its work; 503 with a sentence otherwise. */
export function healthRoutes(app: FastifyInstance, readiness: Readiness): void {
  const plain = (reply: FastifyReply) => reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8')
  app.get('/healthz', (_request, reply) => plain(reply).send('alive\n'))
  app.get('/readyz', async (_request, reply) => {
    const reason = await readiness()
    return plain(reply)
      .code(reason === null ? 200 : 503)
      .send(`${reason ?? 'ready'}\n`)
  })
}

/** How long Postgres may take to answer before it counts as away. */
const ANSWER_MS = 2_000
/** A loop that is late by this much has stopped. */
const LATE_LIMIT_MS = 20_000

/** Postgres answers, and everything that must run runs. */
export function readinessOf(
  { system, loops, jobs }: Pick<Measured, 'system' | 'loops' | 'jobs'>,
  phase: () => 'starting' | 'running' | 'stopping',
): Readiness {
  return async () => {
    if (phase() !== 'running') return `Switchboard is ${phase()}.`
    if (!(await answers(system))) return 'Postgres does not answer.'
    const stuck = loops.find((loop) => loop.lateMs() > LATE_LIMIT_MS)
    if (stuck) return `The ${stuck.name} is ${Math.round(stuck.lateMs() / 1_000)} seconds late.`
    return jobs.isRunning() ? null : 'The job runner is being started.'
  }
}

async function answers(pool: pg.Pool): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_MS)
  })
  const asked = pool.query('select 1').then(
    () => true,
    () => false,
  )
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
