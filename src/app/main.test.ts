import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listUsers } from '../contract/operations/identity.ts'
import { signIn } from '../testing/client.ts'
import { freePort } from '../testing/process.ts'
import { demoAdministrator, demoUsers } from './demo.ts'

const main = join(import.meta.dirname, 'main.ts')
const guard = pathToFileURL(join(import.meta.dirname, '../../tools/end-with-parent.mjs')).href

let folder: string
let running: ChildProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-main-'))
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  running = []
  await rm(folder, { recursive: true, force: true })
})

type Program = { child: ChildProcess; origin: string; said: () => string; ended: Promise<number | null> }

/** The product as `npm start` runs it. */
function run(port: number, env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, ['--import', guard, main], {
    env: { ...process.env, PORT: String(port), SWITCHBOARD_DATA: folder, LOG_LEVEL: 'info', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk
    })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, origin: `http://127.0.0.1:${port}`, said: () => text, ended }
}

async function ready({ child, origin, said }: Program): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended by itself:\n${said()}`)
    const isReady = await fetch(`${origin}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (isReady) return
    await wait(20)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('it starts in an empty folder, says what to do, stops when asked, and goes on where it was', async () => {
  const port = await freePort()
  const first = run(port)
  await ready(first)
  expect(first.said()).toContain(`is ready at ${first.origin}`)
  for (const { email } of demoUsers) expect(first.said()).toContain(email)
  const people = async () => {
    const person = await signIn(first.origin, demoAdministrator.email, demoAdministrator.password)
    return (await person.must(listUsers, {})).users.map(({ id }) => id).sort()
  }
  const before = await people()
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)

  const second = run(port)
  await ready(second)
  expect(await people()).toEqual(before)
  // Killed as hard as can be, with whatever it was doing: the next one takes over its database.
  second.child.kill('SIGKILL')
  await second.ended
  const third = run(port)
  await ready(third)
  expect(await people()).toEqual(before)
  third.child.kill('SIGINT')
  expect(await third.ended).toBe(0)
})

test('it outlives its Postgres, and leaves nothing behind when whoever started it is gone', async () => {
  const program = run(await freePort())
  await ready(program)
  const pid = await findPostmaster()
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await wait(5)
  await ready(program)
  const next = await findPostmaster()
  // As when the terminal, npm or the service manager dies: our standard input closes.
  program.child.stdin?.end()
  expect(await program.ended).toBe(0)
  expect(isAlive(next)).toBe(false)
})

/** The process id of the embedded Postgres, as it writes it down itself. */
async function findPostmaster(): Promise<number> {
  const file = join(folder, 'postgres', 'cluster', 'postmaster.pid')
  const pid = existsSync(file) ? Number((await readFile(file, 'utf8')).split('\n')[0]) : 0
  if (pid > 0) return pid
  await wait(5)
  return findPostmaster()
}

test.each([
  ['a setting that cannot be used', { PORT: 'eighty' }, 2, 'PORT'],
  ['a database that does not exist', { DATABASE_URL: 'mysql://here/db' }, 2, 'DATABASE_URL'],
] as const)('%s is said in a sentence', async (_what, env, code, word) => {
  const program = run(0, env)
  expect(await program.ended).toBe(code)
  expect(program.said()).toContain(word)
  expect(program.said()).not.toContain('    at ')
})

test('what nobody expected is logged with its cause, and ends the program in order', async () => {
  const trap = `process.once('SIGUSR2', () => Promise.reject(new Error('lost', { cause: new Error('the cause') })))`
  const program = run(await freePort(), { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(trap)}` })
  await ready(program)
  const postgres = await findPostmaster()
  program.child.kill('SIGUSR2')
  expect(await program.ended).toBe(1)
  const line = program
    .said()
    .split('\n')
    .find((text) => text.includes('"fatal"'))
  expect(JSON.parse(line ?? '{}')).toMatchObject({ err: { message: 'lost', cause: { message: 'the cause' } } })
  expect(isAlive(postgres)).toBe(false)
})

test('a port that is taken is said in a sentence, and Postgres is not left running', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const program = run(port)
  expect(await program.ended).toBe(1)
  expect(program.said()).toContain(`already listens on port ${port}`)
  other.close()
})
