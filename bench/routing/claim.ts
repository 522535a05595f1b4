/**
 * Claim: a large contact centre (15,000 agents, 200 skills, 100,000 waiting) is routed in a fraction of the time of the
 * obvious way, with the same result; offers are made about as fast as Postgres can commit them; and who comes while all
 * that waits is offered at once where there is room.
 *
 * Each queue asks for one skill, within bounds, and whoever has it is a member: 200 skills, three of each agent's, at
 * levels from 1 to 20. Nobody is named. Queues pick in different ways, some let waiting make up for priority, they weigh
 * differently, and some who wait prefer an agent, who may be the only one they wait for.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { startPostgres } from '../../src/kernel/postgres.ts'
import { type Claim, type Figure, interleave, percentile } from '../claim.ts'
import type { CrowdSize } from './crowd.ts'
import { type House, type HouseSize, openHouse } from './house.ts'

const run = promisify(execFile)
const ROUNDS = 5
const ARRIVALS_PER_SECOND = 500
const folder = import.meta.dirname
/** Where the time goes, and what was tried; said beside the figure when it is missed. */
const WHY =
  'who comes just after a pass began waits for two. A pass of a dozen offers takes 11 ms in a good minute of this computer and 18 in a bad one, an hour apart with the same code: half of it is the server’s own (looking at the members of a dozen queues, a few hundred each), a third Postgres (above all finding in which lines anybody waits, though a hundred of them are full), the rest the commit and the way. Tried: a team that is remembered, one look for each line, members seated only where somebody waits, counts copied only when something is given.'

const [AGENTS, QUEUES] = [15_000, 200]
/** How many are scanned and routed at once, wait in the database, are held by each busy agent, and come in a round. */
type Form = { scanned: number; waiting: number; busyCapacity: number; arrivals: number; pgbenchSeconds: number }
const everyday: Form = { scanned: 1_500, waiting: 20_000, busyCapacity: 2, arrivals: 1_500, pgbenchSeconds: 1 }
const full: Form = { scanned: 100_000, waiting: 100_000, busyCapacity: 5, arrivals: 10_000, pgbenchSeconds: 2 }

export const claim: Claim = {
  name: 'routing',
  says: '15,000 agents and 200 skills: who is offered what, how fast, and how soon',
  notes: [
    'The naive scan filters and sorts all agents for each interaction that waits. It is the reference: both give the same answer, or nothing is printed.',
    'pgbench offers the head of one line to the least busy agent of one skill in one transaction, with an event: no second skill, no other way to pick, no priority, no weights, nobody preferred, no channels, no passing over, no isolation, no journal order, nobody is told.',
    'Offers are made by the router’s loop on a real Postgres, without browsers. While the arrivals are measured the rest still waits for agents who are full. The arrivals are rows and facts as receiving a message makes them, stored every few milliseconds.',
  ],
  async measure({ full: isFull, log }) {
    const form = isFull ? full : everyday
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-bench-'))
    const [ours, limit] = [join(dataDir, 'ours'), join(dataDir, 'limit')]
    const postgres = await startPostgres({ dataDir: ours, log: () => {} })
    const beside = await startPostgres({ dataDir: limit, log: () => {} })
    const house = await openHouse(postgres.url, sizeOf(form))
    try {
      await prepareLimit(beside.url)
      log('the house is furnished')
      const offers = await interleave(ROUNDS, lanesOf(form, house, beside.url), log)
      await house.offerAll() // From here on the busy half is full, and its queues are not empty.
      const arrivals = await interleave(ROUNDS, [['arrivals', () => arrivalsOf(form, house)]], log)
      await house.check()
      const notes = [
        `Measured with ${form.scanned} for the scan, ${form.waiting} waiting and ${form.arrivals} arrivals in each of ${ROUNDS} rounds.`,
      ]
      return { figures: figuresOf(offers, arrivals), notes }
    } finally {
      await house.close()
      await beside.stop()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

const sizeOf = ({ waiting, busyCapacity, arrivals }: Form): HouseSize => {
  return { agents: AGENTS, queues: QUEUES, waiting, busyCapacity, coming: ROUNDS * arrivals }
}

/** How much of what the busy half may hold is given out while it is measured. */
const MEASURED = 0.8
/** In each round. */
const offersOf = ({ busyCapacity }: Form): number => (MEASURED * (AGENTS / 2) * busyCapacity) / ROUNDS

type Lane = [string, (round: number) => Promise<Record<string, number>>]

function lanesOf(form: Form, house: House, limitUrl: string): Lane[] {
  const pgbench = (clients: number): Lane => [
    `pgbench ${clients}`,
    async () => ({
      [`pgbench ${clients} offers/s`]: await transactionsPerSecond(limitUrl, clients, form.pgbenchSeconds),
    }),
  ]
  return [
    ['scan and router', async (round) => scanAndRouter(form.scanned, round)],
    pgbench(1),
    pgbench(16),
    pgbench(64),
    ['offers', async () => ({ 'ours offers/s': offersOf(form) / (await house.offersInSeconds(offersOf(form))) })],
  ]
}

/**
 * In a thread of its own: after minutes of scanning in the same one, what is compiled and kept for a crowd that no product
 * has would make the product's router half as fast.
 */
async function scanAndRouter(waiting: number, round: number): Promise<Record<string, number>> {
  const workerData: CrowdSize = { agents: AGENTS, queues: QUEUES, waiting, seed: round + 1 }
  const [rates] = await once(new Worker(join(folder, 'scan.ts'), { workerData }), 'message')
  return rates as Record<string, number>
}

async function transactionsPerSecond(url: string, clients: number, seconds: number): Promise<number> {
  const script = join(folder, 'limit-transaction.sql')
  const args = ['-n', '-c', String(clients), '-j', '2', '-T', String(seconds), '-f', script, url]
  const { stdout } = await run(process.env.PGBENCH ?? 'pgbench', args)
  return Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
}

async function prepareLimit(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(readFileSync(join(folder, 'limit-schema.sql'), 'utf8'))
  await client.end()
}

async function arrivalsOf({ arrivals }: Form, house: House): Promise<Record<string, number>> {
  const { waited, sinceDue } = await house.arrivals(arrivals, ARRIVALS_PER_SECOND)
  return {
    'waited p50': percentile(waited, 50),
    'waited p99': percentile(waited, 99),
    'since due p50': percentile(sinceDue, 50),
    'since due p99': percentile(sinceDue, 99),
  }
}

type Value = (name: string) => number

function figuresOf(offers: Value, arrivals: Value): Figure[] {
  const best = Math.max(offers('pgbench 16 offers/s'), offers('pgbench 64 offers/s'))
  const at500 = (name: string, value: string, target: Figure['target'] = null): Figure => {
    return { name: `at 500 arrivals/s: ${name}`, ours: arrivals(value), beside: null, target }
  }
  return [
    {
      name: 'matches/s beside the naive scan',
      ours: offers('router matches/s'),
      beside: offers('scan matches/s'),
      target: { atLeast: 10 },
    },
    {
      name: 'durable offers/s beside pgbench’s best',
      ours: offers('ours offers/s'),
      beside: best,
      target: { atLeast: 0.3 },
    },
    {
      name: 'durable offers/s beside pgbench with one client',
      ours: offers('ours offers/s'),
      beside: offers('pgbench 1 offers/s'),
      target: null,
    },
    at500('waiting to offered p50 ms', 'waited p50'),
    { ...at500('waiting to offered p99 ms', 'waited p99', { atMost: 50 }), why: WHY },
    at500('due to offered p50 ms', 'since due p50'),
    at500('due to offered p99 ms', 'since due p99'),
  ]
}
