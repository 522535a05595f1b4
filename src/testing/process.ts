import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const main = join(import.meta.dirname, '../app/main.ts')
const START_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 30_000
const LOOK_EVERY_MS = 50
const KEPT_OUTPUT = 100_000

/** The product as a process of its own, which can be stopped, killed and started again on the same data. */
export type RunningProduct = {
  readonly origin: string
  readonly port: number
  readonly dataDir: string
  pid(): number
  /** SIGKILL, and wait until it is gone. Its embedded Postgres lives on as an orphan, as it would. */
  kill(): Promise<void>
  /** Start again on the same data and port, and wait until it is ready. */
  start(): Promise<void>
  /** SIGTERM; throws when it does not end by itself. */
  stop(): Promise<void>
  /** What it has printed so far, for when something goes wrong. */
  output(): string
}

export async function startProduct(settings: {
  dataDir: string
  port?: number
  env?: Record<string, string>
}): Promise<RunningProduct> {
  const port = settings.port ?? (await freePort())
  const origin = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  let printed = ''

  async function start(): Promise<void> {
    const env = {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      SWITCHBOARD_DATA: settings.dataDir,
      LOG_LEVEL: 'warn',
      // A scene of one's own is set on an empty stage.
      SWITCHBOARD_DEMO: 'bare',
      // Providers are played on this computer.
      ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:*',
      ...settings.env,
    }
    const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        printed = (printed + chunk).slice(-KEPT_OUTPUT)
      })
    }
    const until = Date.now() + START_LIMIT_MS
    while (!(await isReady(origin))) {
      if (started.exitCode !== null) throw new Error(`the product ended by itself (${started.exitCode}):\n${printed}`)
      if (Date.now() > until) throw new Error(`the product was not ready in time:\n${printed}`)
      await wait(LOOK_EVERY_MS)
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    const late = wait(STOP_LIMIT_MS, 'late')
    if ((await Promise.race([gone, late])) === 'late')
      throw new Error(`the product did not end on ${signal}:\n${printed}`)
  }

  await start()
  return {
    origin,
    port,
    dataDir: settings.dataDir,
    pid: () => child?.pid ?? 0,
    kill: () => end('SIGKILL'),
    start,
    stop: () => end('SIGTERM'),
    output: () => printed,
  }
}

async function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/readyz`).then(
    (response) => response.ok,
    () => false,
  )
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  return address.port
}
