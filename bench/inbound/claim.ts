/**
 * Claim: an inbound webhook goes through the whole product (signature, durable storage, isolation, deduplication,
 * contacts, interactions, routing, journal) to an agent's socket about as fast as Postgres can commit the equivalent.
 *
 * Lanes, interleaved: pgbench with the equivalent transaction at 16 and 64 clients; the barest Node server that stores
 * the same; ours at 1, 64 and 256 connections. Ours is counted when the line has reached the agent's socket. A hundred
 * sockets are open, ten of them of agents who see these messages.
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
import { createApiKey } from '../../src/contract/operations/identity.ts'
import { startPostgres } from '../../src/kernel/postgres.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { signIn } from '../../src/testing/client.ts'
import { type RunningProduct, startProduct } from '../../src/testing/process.ts'
import { type Claim, type Figure, interleave, percentile } from '../claim.ts'
import { load, prepare } from './load.ts'

const run = promisify(execFile)
const ROUNDS = 5
const QUIET = 150
/** Long enough for a message to be shown before the next one comes. */
const QUIET_PAUSE_MS = 20
const BURST = 2_000
/** How long pgbench runs, and how many messages are sent at 64 and 256 connections, in each round. */
type Form = { pgbenchSeconds: number; busy: number }
const everyday: Form = { pgbenchSeconds: 1, busy: 1_500 }
const full: Form = { pgbenchSeconds: 5, busy: 10_000 }
/** Sockets of agents of the queue, who see every message, and of agents of no queue. */
const SEEING = 10
const OTHERS = 90
const SHOWN_LIMIT_MS = 60_000
const folder = import.meta.dirname

/** Where the time goes, and what was tried; said beside a figure that is missed. */
const WHY = {
  pgbench:
    'about half of the time is Node (reading, checking, deciding, writing JSON, ten sockets), a third is Postgres (journal, message, webhook and conversation, each under row security, and the locks of those it belongs to), the rest is who sends. Tried: storing and applying in one transaction, look-ups planned once, two round trips for a batch, lanes of different people side by side, one packet for a round trip, a larger young generation.',
  bare: 'the bare server writes one row a message and decides nothing; ours writes the bytes, the message, what it changes and the line of the journal, with several times the bytes in the write-ahead log, and each is shown on ten screens before it counts.',
  quiet:
    'a message alone pays for a whole batch: a dozen statements in two round trips, each of which wakes two processes, then the commit, and then the way to the socket.',
} as const

export const claim: Claim = {
  name: 'inbound',
  says: 'signed webhook → durable → shown in the agent’s socket',
  notes: [
    'pgbench does the equivalent writes in one transaction a message, but checks no signature, isolates no workspace, routes nothing and tells nobody.',
    'The bare server checks the signature and stores the body in a shared commit: no contacts, conversations, routing, journal or sockets.',
  ],
  async measure({ full: isFull, log }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-bench-'))
    const store = await startPostgres({ dataDir: join(dataDir, 'store'), log: () => {} })
    const product = await startProduct({ dataDir: join(dataDir, 'ours'), env: { DATABASE_URL: store.url } })
    const limit = await startPostgres({ dataDir: join(dataDir, 'limit'), log: () => {} })
    const bare = await startBare(limit.url)
    try {
      await sqlFile(limit.url, 'limit-schema.sql')
      const sent = new Map<string, string>()
      const lanes = await lanesOf(isFull ? full : everyday, product, limit.url, bare.port, sent)
      const figures = figuresOf(await interleave(ROUNDS, lanes, log))
      await everyMessageIsThere(store.url, sent)
      return {
        figures,
        notes: [`${sent.size} messages of 5,000 contacts: each was stored once, with its own contact.`],
      }
    } finally {
      bare.child.kill()
      await limit.stop()
      await product.stop()
      await store.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

type Lane = (round: number) => Promise<Record<string, number>>

/** `sent` is filled with the texts that were sent, and who wrote them. */
async function lanesOf(
  { pgbenchSeconds, busy }: Form,
  { origin, port }: RunningProduct,
  limitUrl: string,
  barePort: number,
  sent: Map<string, string>,
): Promise<[string, Lane][]> {
  const people = await Promise.all(demoUsers.slice(0, 2).map(({ email, password }) => signIn(origin, email, password)))
  const administrator = await signIn(origin, demoUsers[3].email, demoUsers[3].password)
  const others = await Promise.all(
    Array.from({ length: OTHERS / SEEING }, (_, i) =>
      administrator.must(createApiKey, { name: `others ${i}`, role: 'agent' }),
    ),
  )
  const { channels } = await administrator.must(listChannels, {})
  const target = {
    port,
    path: new URL(channels[0]!.webhookUrl).pathname,
    secret: SEED_NUMBER.appSecret,
    phoneNumberId: SEED_NUMBER.phoneNumberId,
    accountId: SEED_NUMBER.wabaId,
  }
  const watch = await watchSockets(origin, [
    ...Array.from({ length: SEEING }, (_, i) => ({ cookie: people[i % people.length]!.cookie, origin })),
    ...Array.from({ length: OTHERS }, (_, i) => ({ authorization: `Bearer ${others[i % others.length]!.key}` })),
  ])
  const rate = (count: number, seconds: number) => count / seconds

  const ours =
    (name: string, connections: number, count: number): Lane =>
    async (round) => {
      const requests = prepare(target, count, `${name}.${round}.${Date.now()}`)
      for (const { id, from } of requests) sent.set(id, from)
      const shown = watch(new Set(requests.map(({ id }) => id)))
      const { began, answered } = await load(port, requests, connections, connections === 1 ? QUIET_PAUSE_MS : 0)
      const at = await shown
      const started = Math.min(...began.values())
      const delays = requests.map(({ id }) => at.get(id)! - began.get(id)!)
      const seconds = (Math.max(...at.values()) - started) / 1000
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
        String(pgbenchSeconds),
        '-f',
        join(folder, 'limit-transaction.sql'),
        limitUrl,
      ]
      const { stdout } = await run(process.env.PGBENCH ?? 'pgbench', args)
      return { [`pgbench c=${clients} tps`]: Number(/tps = ([\d.]+)/.exec(stdout)?.[1]) }
    }
  await ours('warm', 64, 5_000)(99) // Every contact is known, and the code is hot.
  return [
    ['pgbench 16', pgbench(16)],
    ['pgbench 64', pgbench(64)],
    ['bare, quiet', bare(1, QUIET)],
    ['ours, quiet', ours('ours c=1', 1, QUIET)],
    ['bare, 64', bare(64, busy * 2)],
    ['ours, 64', ours('ours c=64', 64, busy)],
    ['bare, 256', bare(256, busy * 2)],
    ['ours, 256', ours('ours c=256', 256, busy)],
    ['ours, a burst', ours('ours burst', 256, BURST)],
  ]
}

/** Sockets that have every line their person may see; the first tells when each message was shown. */
async function watchSockets(origin: string, people: readonly Record<string, string>[]) {
  let awaited = new Set<string>()
  let seen = new Map<string, number>()
  let done: (at: Map<string, number>) => void = () => {}
  for (const [index, headers] of people.entries()) {
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/stream`, { headers })
    await new Promise((open, failed) => socket.once('open', open).once('error', failed))
    const view = (await (await fetch(`${origin}/api/view`, { headers })).json()) as {
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

/** Throws unless every text that was sent is stored once, in a conversation with whoever wrote it. */
async function everyMessageIsThere(url: string, sent: ReadonlyMap<string, string>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ text: string; phone: string }>(
    `select m.content ->> 'text' as text, i.value as phone from message m
     join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
     join identity i on i.workspace_id = c.workspace_id and i.contact_id = c.contact_id
     where m.content ->> 'text' like 'wamid.BENCH%'`,
  )
  await client.end()
  const right = rows.filter(({ text, phone }) => sent.get(text)?.endsWith(phone.replace(/\D/g, '')))
  if (rows.length !== sent.size || right.length !== sent.size)
    throw new Error(`${sent.size} were sent, ${rows.length} are stored, ${right.length} of them with their own contact`)
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
      why: WHY.pgbench,
    },
    {
      name: 'shown/s at saturation (256) beside pgbench’s best',
      ours: value('ours c=256 shown/s'),
      beside: best,
      target: { atLeast: 1 },
      why: WHY.pgbench,
    },
    {
      name: 'shown/s at 64 beside the bare server',
      ours: value('ours c=64 shown/s'),
      beside: value('bare c=64 stored/s'),
      target: { atLeast: 0.7 },
      why: WHY.bare,
    },
    {
      name: 'quiet: shown p50 ms beside bare answered',
      ours: value('ours c=1 shown p50 ms'),
      beside: value('bare c=1 answered p50 ms'),
      target: { atMost: 3 },
      why: WHY.quiet,
    },
    {
      name: 'quiet: answered p50 ms beside bare',
      ours: value('ours c=1 answered p50 ms'),
      beside: value('bare c=1 answered p50 ms'),
      target: null,
    },
    { name: 'quiet: shown p99 ms', ours: value('ours c=1 shown p99 ms'), beside: null, target: null },
    {
      name: 'shown/s at 256 beside the bare server',
      ours: value('ours c=256 shown/s'),
      beside: value('bare c=256 stored/s'),
      target: null,
    },
    { name: 'at 64: shown p50 ms', ours: value('ours c=64 shown p50 ms'), beside: null, target: null },
    { name: 'at 64: shown p99 ms', ours: value('ours c=64 shown p99 ms'), beside: null, target: { atMost: 60 } },
    { name: 'at 256: shown p99 ms', ours: value('ours c=256 shown p99 ms'), beside: null, target: null },
    {
      name: 'in bursts of 2,000 over 256 connections: shown p99 ms',
      ours: value('ours burst shown p99 ms'),
      beside: null,
      target: { atMost: 250 },
    },
    {
      name: 'shown/s at 64 beside what rivals were measured at (150)',
      ours: value('ours c=64 shown/s'),
      beside: 150,
      target: { atLeast: 40 },
      why: WHY.pgbench,
    },
    {
      name: 'at 64: answered p99 ms beside bare',
      ours: value('ours c=64 answered p99 ms'),
      beside: value('bare c=64 answered p99 ms'),
      target: null,
    },
  ]
}
