import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Postgres, startPostgres } from './postgres.ts'
import { trimLog } from './postgres-cluster.ts'

const HOLDER = join(import.meta.dirname, '../testing/hold-postgres.ts')
const PATIENCE = { timeout: 40_000, interval: 20 }

const FOLDER = 'switchboard-postgres-'

const folders: string[] = []
const running: Postgres[] = []
const children: ChildProcess[] = []

/** Private to us (mode 0700): as root, Postgres has to pass through a folder that is closed to its user. */
async function newDataDir(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`))
  folders.push(made)
  return join(made, 'postgres')
}

async function start(dataDir: string): Promise<Postgres & { said: string[] }> {
  const said: string[] = []
  const postgres = await startPostgres({ dataDir, log: (sentence) => said.push(sentence) })
  running.push(postgres)
  return { ...postgres, said }
}

/** A test run that was killed could not clean up after itself. */
beforeAll(async () => {
  const makerOf = (name: string) => Number(new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1] ?? process.pid)
  const left = (await readdir(tmpdir())).filter((name) => !isAlive(makerOf(name)))
  for (const name of left) await remove(join(tmpdir(), name))
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const postgres of running.splice(0)) await postgres.stop()
  for (const folder of folders.splice(0)) await remove(folder)
})

async function remove(folder: string): Promise<void> {
  await killServerOf(join(folder, 'postgres'))
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

/** For what a failed test left running. The note may name any process, so look what it is before killing it. */
async function killServerOf(dataDir: string): Promise<void> {
  const pid = await pidOf(dataDir).catch(() => 0)
  const command = pid > 1 ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : ''
  if (command.includes(join(dataDir, 'cluster'))) process.kill(pid, 'SIGKILL')
}

async function pidOf(dataDir: string): Promise<number> {
  return Number((await readFile(pidFile(dataDir), 'utf8')).split('\n')[0])
}
const pidFile = (dataDir: string) => join(dataDir, 'cluster', 'postmaster.pid')

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

type Holder = { child: ChildProcess; url: string; port: number }

/** Another process that starts Postgres, to be killed. */
async function hold(dataDir: string): Promise<Holder> {
  const child = spawnHolder(dataDir)
  const [line] = await once(createInterface(child.stdout!), 'line')
  return { child, ...(JSON.parse(line) as { url: string; port: number }) }
}

function spawnHolder(dataDir: string): ChildProcess {
  const child = spawn(process.execPath, [HOLDER, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENCE)

/** A program that runs as the owner of the cluster, with its process number. */
async function programOf(dataDir: string, script: string): Promise<{ child: ChildProcess; pid: number }> {
  const { uid, gid } = await stat(join(dataDir, 'cluster'))
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'], uid, gid, cwd: '/' })
  children.push(child)
  const [line] = await once(createInterface(child.stdout!), 'line')
  return { child, pid: Number(line) }
}

test('the first start makes a database that keeps what is written, over stops and starts', async () => {
  const dataDir = await newDataDir()
  const first = await start(dataDir)
  await query(first.url, "create table kept as select 'Ana' as name")
  await first.stop()
  expect(await readdir(join(dataDir, 'cluster'))).not.toContain('postmaster.pid')

  const second = await start(dataDir)
  expect(await query(second.url, 'table kept')).toEqual([{ name: 'Ana' }])
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(dataDir, 'postgres.log'))).mode & 0o777).toBe(0o600)
  expect(await readdir(dataDir)).toEqual(['cluster', 'password', 'postgres.log'])
  expect(second.said).toEqual([])
})

test('it is durable, answers on this computer alone, asks for the password and knows letters', async () => {
  const postgres = await start(await newDataDir())
  const [row] = await query(
    postgres.url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
            current_setting('full_page_writes') as pages, current_setting('jit') as jit,
            current_setting('listen_addresses') as listens, current_setting('server_encoding') as encoding,
            current_setting('TimeZone') as zone, 'B' < 'a' as by_code_point, lower('JOÃO') as lower`,
  )
  expect(row).toEqual({
    fsync: 'on',
    commit: 'on',
    pages: 'on',
    jit: 'off',
    listens: '127.0.0.1',
    encoding: 'UTF8',
    zone: 'UTC',
    by_code_point: true,
    lower: 'joão',
  })
  await query(postgres.url, 'create extension pg_trgm')
  expect(await query(postgres.url, "select 'João' % 'Jo o' as same")).toEqual([{ same: false }])

  const wrong = new URL(postgres.url)
  wrong.password = 'wrong'
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('a server left by a killed process is taken over: same port, same password, nothing lost', async () => {
  const dataDir = await newDataDir()
  const holder = await hold(dataDir)
  await query(holder.url, "create table kept as select 'Ana' as name")
  const pid = await pidOf(dataDir)
  await killed(holder.child)
  expect(isAlive(pid)).toBe(true)

  const next = await start(dataDir)
  expect({ url: next.url, port: next.port }).toEqual({ url: holder.url, port: holder.port })
  expect(await pidOf(dataDir)).toBe(pid)
  expect(await query(next.url, 'table kept')).toEqual([{ name: 'Ana' }])
  expect(next.said).toEqual([expect.stringContaining(`(process ${pid})`)])

  await next.stop()
  await gone(pid)
})

test('when Postgres is killed it comes back by itself on the same port, with all that was committed', async () => {
  const dataDir = await newDataDir()
  const postgres = await start(dataDir)
  await query(postgres.url, 'create table kept (n int)')
  for (let round = 1; round <= 2; round++) {
    await query(postgres.url, `insert into kept values (${round})`)
    const pid = await pidOf(dataDir)
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(async () => {
      expect(await query(postgres.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: round }])
      expect(await pidOf(dataDir)).not.toBe(pid)
    }, PATIENCE)
    await vi.waitFor(() => expect(postgres.said).toHaveLength(2 * round), PATIENCE)
  }
  expect(postgres.said[2]).toMatch(/^Postgres \(process \d+\) ended by itself/)
  expect(postgres.said[3]).toMatch(new RegExp(`^Postgres is back on port ${postgres.port}`))

  const last = await pidOf(dataDir)
  await postgres.stop()
  await gone(last)
})

test('after both are killed, the next start recovers', async () => {
  const dataDir = await newDataDir()
  const holder = await hold(dataDir)
  await query(holder.url, "create table kept as select 'Ana' as name")
  const pid = await pidOf(dataDir)
  await killed(holder.child)
  process.kill(pid, 'SIGKILL')

  const next = await start(dataDir)
  expect(await query(next.url, 'table kept')).toEqual([{ name: 'Ana' }])
  expect(await pidOf(dataDir)).not.toBe(pid)
})

/** Kill both, and leave a note that names `pid` instead of the dead server. */
async function noteNaming(dataDir: string, of: () => Promise<number>): Promise<void> {
  const holder = await hold(dataDir)
  await query(holder.url, "create table kept as select 'Ana' as name")
  const server = await pidOf(dataDir)
  await killed(holder.child)
  process.kill(server, 'SIGKILL')
  await gone(server)
  const note = (await readFile(pidFile(dataDir), 'utf8')).split('\n').with(0, String(await of()))
  await writeFile(pidFile(dataDir), note.join('\n'))
}

test('a dead server whose number was given to another program is no obstacle', async () => {
  const dataDir = await newDataDir()
  const strangers: number[] = []
  await noteNaming(dataDir, async () => {
    const { pid } = await programOf(dataDir, 'echo $$; exec sleep 60')
    strangers.push(pid)
    return pid
  })

  const next = await start(dataDir)
  expect(await query(next.url, 'table kept')).toEqual([{ name: 'Ana' }])
  expect(strangers.map(isAlive)).toEqual([true])
})

test('a dead server that nobody has buried is no obstacle', async () => {
  const dataDir = await newDataDir()
  // Its parent is frozen, so it cannot ask about its children.
  const dead: number[] = []
  await noteNaming(dataDir, async () => {
    const { child: parent, pid } = await programOf(dataDir, 'sleep 60 & echo $!; read -r word')
    parent.kill('SIGSTOP')
    process.kill(pid, 'SIGKILL')
    dead.push(pid)
    return pid
  })
  // Its number still counts as one of a living process.
  expect(dead.map(isAlive)).toEqual([true])

  const next = await start(dataDir)
  expect(await query(next.url, 'table kept')).toEqual([{ name: 'Ana' }])
})

test('an empty note, cut short by a crash, is no obstacle', async () => {
  const dataDir = await newDataDir()
  await noteNaming(dataDir, async () => process.pid)
  await truncate(pidFile(dataDir))
  const next = await start(dataDir)
  expect(await query(next.url, 'table kept')).toEqual([{ name: 'Ana' }])
})

test('of two starts at once on a new folder one wins, and the other says who', async () => {
  const dataDir = await newDataDir()
  const holders = [spawnHolder(dataDir), spawnHolder(dataDir)].map((child) => {
    const said = { text: '' }
    child.stdout!.on('data', (text) => (said.text += text))
    child.stderr!.on('data', (text) => (said.text += text))
    return { child, said, ended: once(child, 'close').then(([code]) => ({ child, code })) }
  })
  const loser = await Promise.race(holders.map(({ ended }) => ended))
  const [lost, won] = holders.toSorted((a) => (a.child === loser.child ? -1 : 1))
  expect(loser.code).toBe(1)
  expect(lost!.said.text).toContain('is in use by another Switchboard')
  expect(lost!.said.text).toContain(`(process ${won!.child.pid})`)

  // Whichever of them started the server, it serves the winner after the loser has gone.
  const address = await vi.waitFor(() => /"url":"([^"]+)"/.exec(won!.said.text)?.[1] ?? expect.fail(), PATIENCE)
  expect(await query(address, 'select 1 as one')).toEqual([{ one: 1 }])
  won!.child.kill('SIGTERM')
  expect((await won!.ended).code).toBe(0)
  expect(won!.said.text).not.toContain('ended by itself')
  expect(await readdir(dataDir)).toEqual(['cluster', 'password', 'postgres.log'])
  await expect(pidOf(dataDir)).rejects.toThrow('ENOENT')
})

test('a start killed while it makes the database leaves nothing that matters', async () => {
  const dataDir = await newDataDir()
  const child = spawnHolder(dataDir)
  await vi.waitFor(async () => expect((await readdir(dataDir)).join()).toContain('new-cluster-'), {
    ...PATIENCE,
    interval: 5,
  })
  await killed(child)
  expect(await readdir(dataDir)).not.toContain('cluster')

  const next = await start(dataDir)
  expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(await readdir(dataDir)).toEqual(['cluster', 'password', 'postgres.log'])
})

test('a folder that cannot be served is refused in one sentence', async () => {
  const dataDir = await newDataDir()
  await (await start(dataDir)).stop()
  const password = await readFile(join(dataDir, 'password'), 'utf8')

  await rm(join(dataDir, 'password'))
  await expect(start(dataDir)).rejects.toThrow(/password of the embedded database is missing/)

  await writeFile(join(dataDir, 'password'), 'another\n')
  await expect(start(dataDir)).rejects.toThrow(/does not accept the password/)
  await expect(pidOf(dataDir)).rejects.toThrow('ENOENT')

  await writeFile(join(dataDir, 'password'), password)
  await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '15\n')
  await expect(start(dataDir)).rejects.toThrow(/was made by Postgres 15 and this version brings Postgres 18/)
  await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '18\n')

  const broken = { dataDir, log: () => {}, settings: { shared_buffers: 'plenty' } }
  await expect(startPostgres(broken)).rejects.toThrow(/did not start: .*invalid value for parameter "shared_buffers"/)
})

test('Postgres never runs as root, and at most with the privilege to pass through closed folders', async () => {
  const dataDir = await newDataDir()
  await chmod(join(dataDir, '..'), 0o755)
  await start(dataDir)
  expect((await stat(join(dataDir, 'cluster'))).uid).not.toBe(0)
  if (process.platform !== 'linux') return

  const status = await readFile(`/proc/${await pidOf(dataDir)}/status`, 'utf8')
  expect(status).not.toMatch(/^Uid:.*\b0\b/m)
  // None, dac_override (bit 1) or dac_read_search (bit 2): the project's folder may be closed, as a private clone is.
  expect(status).toMatch(/^CapEff:\s+0{15}[024]$/m)
  expect(status).toMatch(/^CapPrm:\s+0{15}[024]$/m)
})

test('the log of Postgres is kept short without losing its end', async () => {
  const dataDir = await newDataDir()
  await start(dataDir)
  const logFile = join(dataDir, 'postgres.log')
  await writeFile(logFile, `${'x'.repeat(10_000_000)}the end`, { flag: 'a' })
  await trimLog({ logFile, account: { owner: null, start: spawn } })
  expect((await stat(logFile)).size).toBe(0)
  expect((await readFile(`${logFile}.previous`, 'utf8')).endsWith('the end')).toBe(true)
})
