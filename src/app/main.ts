import { setFlagsFromString } from 'node:v8'
import { ConfigTrouble, readConfig } from '../kernel/config.ts'
import { isDatabaseAway } from '../kernel/db.ts'
import { createLog } from '../kernel/log.ts'
import { PostgresTrouble } from '../kernel/postgres.ts'
import { demoUsers } from './demo.ts'
import { type RunningServer, startServer, version } from './server.ts'

/** How long letting go may take once something has gone wrong for good. */
const LAST_LIMIT_MS = 15_000

/**
 * By how much the heap may grow, in percent of what lives, before the old generation is collected. By itself V8 lets it
 * grow up to fourfold: in a burst of sending most of our memory was garbage that had outlived the young generation.
 */
setFlagsFromString('--heap-growing-percent=50')

const config = orExit(() => readConfig(process.env))
const log = createLog({ level: config.logLevel })
let server: RunningServer | undefined
let leaving = false

process.on('uncaughtException', (error) => outlive(error) || fail(error, 'unexpected: stopping'))
process.on(
  'unhandledRejection',
  (error) => outlive(error) || fail(error, 'unexpected, and nobody waited for it: stopping'),
)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void leave(0))

try {
  server = await startServer(withSafeDemo(), {
    log,
    onLost: (trouble) => fail(trouble, 'Postgres is gone and cannot be brought back: stopping'),
  })
  if (leaving) await server.stop()
  else greet(server)
} catch (error) {
  if (!leaving) sayWhy(error)
}

/** The demo is for a computer of one's own: on an address others can reach it must be asked for by name. */
function withSafeDemo() {
  const isAskedFor = process.env.SWITCHBOARD_DEMO !== undefined && process.env.SWITCHBOARD_DEMO.trim() !== ''
  const isPrivate = ['127.0.0.1', 'localhost', '::1'].includes(config.host)
  return { ...config, demo: isAskedFor || isPrivate ? config.demo : (false as const) }
}

/**
 * A connection of the database that breaks inside a library, with nobody listening, is no reason to stop: whoever needs
 * the database finds out by itself, and waits for it to come back.
 */
function outlive(error: unknown): boolean {
  if (!isDatabaseAway(error)) return false
  log.warn({ err: error }, 'a connection of the database broke, and nobody waited for it')
  return true
}

async function leave(code: number): Promise<void> {
  if (leaving) return
  leaving = true
  const late = setTimeout(() => process.exit(code || 1), LAST_LIMIT_MS)
  try {
    await server?.stop()
  } catch (error) {
    log.error({ err: error }, 'stopping did not go well')
  }
  clearTimeout(late)
  // Something may still hold the process, and nothing of it matters any more.
  log.flush(() => process.exit(code))
}

function fail(error: unknown, what: string): void {
  log.fatal({ err: error }, what)
  void leave(1)
}

function sayWhy(error: unknown): void {
  if (error instanceof ConfigTrouble || error instanceof PostgresTrouble) {
    console.error(error.message)
    process.exit(error.exitCode)
  }
  if (isAddressTaken(error)) {
    const { host, port } = config
    console.error(`Something else already listens on port ${port} of ${host}: stop it, or set PORT to another number`)
    process.exit(1)
  }
  fail(error, 'Switchboard could not start')
}

function isAddressTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function orExit<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigTrouble)) throw error
    console.error(error.message)
    return process.exit(error.exitCode)
  }
}

/** What whoever started it should know and do first. */
function greet({ url, demo }: RunningServer): void {
  const lines = [`Switchboard ${version} is ready at ${config.publicUrl.endsWith(':0') ? url : config.publicUrl}`, '']
  if (demo) lines.push(...demoWords(url))
  else
    lines.push(
      'Sign in with your own account. The first one is made by npm run new:workspace (see tools/new-workspace.ts).',
    )
  console.log(`\n${lines.join('\n')}\n`)
}

function demoWords(url: string): string[] {
  const [agent] = demoUsers
  const width = Math.max(...demoUsers.map(({ email }) => email.length))
  return [
    `Sign in as one of these, with the password ${agent.password}`,
    ...demoUsers.map(({ email, name, role }) => `  ${email.padEnd(width)}  ${name}, ${role}`),
    '',
    'Try this first:',
    `  1. Open ${url} and sign in as ${agent.name}.`,
    `  2. Open ${url}/simulator in another window: it is a customer's telephone. Write "hello" on it.`,
    '  3. Set yourself available, accept the offer, and answer.',
    '',
    'Stop it with Ctrl-C. What you did is still there at the next start.',
  ]
}
