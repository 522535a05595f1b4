/**
 * Claim: an inbound webhook goes through the whole product (signature, durable storage, isolation, deduplication,
 * contacts, interactions, routing, journal) to an agent's socket about as fast as Postgres can commit the equivalent.
 *
 * Lanes, interleaved: pgbench with the equivalent transaction at 16 and 64 clients; the barest Node server that stores
 * the same; ours at 1 and 64 connections. Ours is counted when the line has reached the agent's socket.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import WebSocket from 'ws'
import { demoUsers } from '../../src/app/demo.ts'
import { listChannels } from '../../src/contract/operations/channels.ts'
import { startPostgres } from '../../src/kernel/postgres.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { startProduct } from '../../src/testing/process.ts'
import { type Claim, type Figure, interleave, percentile } from '../claim.ts'
import { load, prepare } from './load.ts'

const run = promisify(execFile)
const ROUNDS = 5
const PGBENCH_SECONDS = 3
const QUIET = 150
/** Long enough for a message to be shown before the next one comes. */
const QUIET_PAUSE_MS = 20
const BUSY = 6_000
const SOCKETS = 10
const SHOWN_LIMIT_MS = 60_000
const folder = import.meta.dirname

export const claim: Claim = {
  name: 'inbound',
  says: 'signed webhook → durable → shown in the agent’s socket',
  notes: [
    'pgbench does the equivalent writes in one transaction a message, but checks no signature, isolates no workspace, routes nothing and tells nobody.',
    'The bare server checks the signature and stores the body in a shared commit: no contacts, conversations, routing, journal or sockets.',
  ],
  async measure({ log }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-bench-'))
    const product = await startProduct({ dataDir: join(dataDir, 'ours') })
    const limit = await startPostgres({ dataDir: join(dataDir, 'limit'), log: () => {} })
    const bare = await startBare(limit.url)
    try {
      await sqlFile(limit.url, 'limit-schema.sql')
      const lanes = await lanesOf(product.origin, product.port, limit.url, bare.port)
      return { figures: figuresOf(await interleave(ROUNDS, lanes, log)) }
    } finally {
      bare.child.kill()
      await limit.stop()
      await product.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

type Lane = (round: number) => Promise<Record<string, number>>

async function lanesOf(origin: string, port: number, limitUrl: string, barePort: number): Promise<[string, Lane][]> {
  const agents = await Promise.all(
    Array.from({ length: SOCKETS }, (_, i) => signIn(origin, demoUsers[i % 2]!.email, demoUsers[0].password)),
  )
  const administrator = await signIn(origin, demoUsers[3].email, demoUsers[3].password)
  const { channels } = await administrator.must(listChannels, {})
  const target = {
    port,
    path: new URL(channels[0]!.webhookUrl).pathname,
    secret: SEED_NUMBER.appSecret,
    phoneNumberId: SEED_NUMBER.phoneNumberId,
    accountId: SEED_NUMBER.wabaId,
  }
  const watch = await watchSockets(origin, agents)
  const rate = (count: number, seconds: number) => count / seconds

  const ours =
    (connections: number, count: number): Lane =>
    async (round) => {
      const requests = prepare(target, count, `${connections}.${round}.${Date.now()}`)
      const shown = watch(new Set(requests.map(({ id }) => id)))
      const { began, answered } = await load(port, requests, connections, connections === 1 ? QUIET_PAUSE_MS : 0)
      const at = await shown
      const started = Math.min(...began.values())
      const delays = requests.map(({ id }) => at.get(id)! - began.get(id)!)
      const seconds = (Math.max(...at.values()) - started) / 1000
      const name = `ours c=${connections}`
      return {
        [`${name} shown/s`]: rate(count, seconds),
        [`${name} shown p50 ms`]: percentile(delays, 50),
        [`${name} shown p99 ms`]: percentile(delays, 99),
        [`${name} answered p50 ms`]: percentile(answered, 50),
        [`${name} answered p99 ms`]: percentile(answered, 99),
      }
    }
  const bare =
    (connections: number, count: number): Lane =>
    async (round) => {
      const requests = prepare({ ...target, port: barePort, path: '/' }, count, `bare.${connections}.${round}`)
      const { seconds, answered } = await load(barePort, requests, connections, connections === 1 ? QUIET_PAUSE_MS : 0)
      const name = `bare c=${connections}`
      return {
        [`${name} stored/s`]: rate(count, seconds),
        [`${name} answered p50 ms`]: percentile(answered, 50),
        [`${name} answered p99 ms`]: percentile(answered, 99),
      }
    }
  const pgbench =
    (clients: number): Lane =>
    async () => {
      const args = [
        '-n',
        '-c',
        String(clients),
        '-j',
        '2',
        '-T',
        String(PGBENCH_SECONDS),
        '-f',
        join(folder, 'limit-transaction.sql'),
        limitUrl,
      ]
      const { stdout } = await run('pgbench', args)
      return { [`pgbench c=${clients} tps`]: Number(/tps = ([\d.]+)/.exec(stdout)?.[1]) }
    }
  await ours(16, 500)(99) // Warm: contacts, plans, code.
  return [
    ['pgbench 16', pgbench(16)],
    ['pgbench 64', pgbench(64)],
    ['bare, quiet', bare(1, QUIET)],
    ['ours, quiet', ours(1, QUIET)],
    ['bare, 64', bare(64, BUSY * 2)],
    ['ours, 64', ours(64, BUSY)],
  ]
}

/** Sockets of agents that hold every line; one of them tells when each message was shown. */
async function watchSockets(origin: string, agents: readonly Client[]) {
  let awaited = new Set<string>()
  let seen = new Map<string, number>()
  let done: (at: Map<string, number>) => void = () => {}
  for (const [index, agent] of agents.entries()) {
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/stream`, {
      headers: { cookie: agent.cookie, origin },
    })
    await new Promise((open, failed) => socket.once('open', open).once('error', failed))
    const view = (await (await fetch(`${origin}/api/view`, { headers: { cookie: agent.cookie } })).json()) as {
      seq: number
    }
    socket.send(JSON.stringify({ type: 'subscribe', after: view.seq }))
    if (index === 0) socket.on('message', (data) => note(String(data)))
  }

  function note(frame: string): void {
    const now = performance.now()
    const parsed = JSON.parse(frame) as {
      type: string
      lines?: ({ type: string; message?: { id: string; content: { text?: string } } } | null)[]
    }
    if (parsed.type !== 'lines') return
    for (const line of parsed.lines ?? []) {
      const mark = line?.type === 'message.received' ? line.message?.content.text : undefined
      if (mark && awaited.has(mark) && !seen.has(mark)) seen.set(mark, now)
    }
    if (seen.size === awaited.size && awaited.size > 0) done(seen)
  }

  return (ids: Set<string>): Promise<Map<string, number>> => {
    awaited = ids
    seen = new Map()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`only ${seen.size} of ${ids.size} messages were shown`)),
        SHOWN_LIMIT_MS,
      )
      done = (at) => {
        clearTimeout(timer)
        resolve(at)
      }
    })
  }
}

async function startBare(url: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(folder, 'bare-server.ts')], {
    env: { ...process.env, DATABASE_URL: url, SECRET: SEED_NUMBER.appSecret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve) =>
    child.stdout!.once('data', (chunk: Buffer) => resolve(Number(String(chunk)))),
  )
  return { child, port }
}

async function sqlFile(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(readFileSync(join(folder, name), 'utf8'))
  await client.end()
}

function figuresOf(value: (name: string) => number): Figure[] {
  const best = Math.max(value('pgbench c=16 tps'), value('pgbench c=64 tps'))
  return [
    {
      name: 'shown/s at 64 beside pgbench’s best',
      ours: value('ours c=64 shown/s'),
      beside: best,
      target: { atLeast: 1 },
    },
    {
      name: 'shown/s at 64 beside the bare server',
      ours: value('ours c=64 shown/s'),
      beside: value('bare c=64 stored/s'),
      target: { atLeast: 0.7 },
    },
    {
      name: 'quiet: shown p50 ms beside bare answered',
      ours: value('ours c=1 shown p50 ms'),
      beside: value('bare c=1 answered p50 ms'),
      target: { atMost: 3 },
    },
    {
      name: 'quiet: answered p50 ms beside bare',
      ours: value('ours c=1 answered p50 ms'),
      beside: value('bare c=1 answered p50 ms'),
      target: null,
    },
    { name: 'quiet: shown p99 ms', ours: value('ours c=1 shown p99 ms'), beside: null, target: null },
    { name: 'at 64: shown p50 ms', ours: value('ours c=64 shown p50 ms'), beside: null, target: null },
    { name: 'at 64: shown p99 ms', ours: value('ours c=64 shown p99 ms'), beside: null, target: null },
    {
      name: 'at 64: answered p99 ms beside bare',
      ours: value('ours c=64 answered p99 ms'),
      beside: value('bare c=64 answered p99 ms'),
      target: null,
    },
  ]
}
