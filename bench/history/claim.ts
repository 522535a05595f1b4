/**
 * Claim: years of history cost nobody a wait. With 10,000,000 messages in 1,000,000 interactions the lists, a conversation
 * and the searches answer over real HTTP as they must, and receiving is as fast as in an empty house.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { demoUsers } from '../../src/app/demo.ts'
import { listChannels } from '../../src/contract/operations/channels.ts'
import { type Postgres, startPostgres } from '../../src/kernel/postgres.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { signIn } from '../../src/testing/client.ts'
import { type RunningProduct, startProduct } from '../../src/testing/process.ts'
import { type Claim, type Figure, interleave, percentile } from '../claim.ts'
import { type LoadTarget, load, prepare } from '../inbound/load.ts'
import { loadPast, type Past, type PastSize } from './past.ts'

const ROUNDS = 5
const CONNECTIONS = 64
const RECEIVED_LIMIT_MS = 120_000
const LOOK_MS = 20

type Form = PastSize & { asked: number; received: number }
const everyday: Form = { interactions: 20_000, messages: 200_000, asked: 25, received: 1_000 }
const full: Form = { interactions: 1_000_000, messages: 10_000_000, asked: 200, received: 5_000 }

/** Said beside a question that takes too long. */
const WHY =
  'the whole view is the largest answer there is (every open interaction a supervisor sees, with its contact); it is read once when a desk opens, and most of its time is making and writing JSON.'

export const claim: Claim = {
  name: 'history',
  says: 'lists, conversations, searches and receiving with years of history, beside an empty house',
  notes: [
    'Times are of whole answers over HTTP, one after another, as an agent who may see all of it; beside: the same from an empty house, where there is nothing to find.',
    'Searches are those there are: interactions by the start of a contact’s name or by number, contacts by the start of a name or by digits. The text of messages is not searched.',
    'Loaded straight into the tables with the migrations’ indexes; the journal holds what threads show, not a line for each message. Lists are measured before receiving, which leaves thousands waiting.',
  ],
  async measure({ full: isFull, log }) {
    const form = isFull ? full : everyday
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-bench-'))
    const stops: (() => Promise<void>)[] = []
    try {
      const empty = await openHouse(join(dataDir, 'empty'), stops)
      const old = await openHouse(join(dataDir, 'full'), stops)
      await old.product.stop()
      const began = performance.now()
      const past = await loadPast(old.postgres.url, form)
      const seconds = Math.round((performance.now() - began) / 1_000)
      log(`${form.messages} messages were loaded in ${seconds} s`)
      await old.product.start()
      const [inEmpty, inFull] = [await visit(empty), await visit(old)]
      const asking = await interleave(
        ROUNDS,
        [
          ['ask the empty house', (round) => ask('empty', inEmpty, past, form.asked, round)],
          ['ask the full house', (round) => ask('full', inFull, past, form.asked, round)],
        ],
        log,
      )
      await receive('warm', inEmpty, WRITERS, 0)
      await receive('warm', inFull, WRITERS, 0)
      const receiving = await interleave(
        ROUNDS,
        [
          ['receive in the empty house', (round) => receive('empty', inEmpty, form.received, round + 1)],
          ['receive in the full house', (round) => receive('full', inFull, form.received, round + 1)],
        ],
        log,
      )
      const notes = [`Loaded: ${form.messages} messages, ${form.interactions} interactions, ${past.contacts} contacts.`]
      return { figures: figuresOf(asking, receiving), notes }
    } finally {
      for (const stop of stops.reverse()) await stop().catch((error: unknown) => log(String(error)))
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

/** As many as there are different people in `inbound/load.ts`: each has written once before it is measured. */
const WRITERS = 5_000

type House = { postgres: Postgres; product: RunningProduct }

async function openHouse(dataDir: string, stops: (() => Promise<void>)[]): Promise<House> {
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), log: () => {} })
  stops.push(() => postgres.stop())
  const env = { DATABASE_URL: postgres.url, SWITCHBOARD_DEMO: 'bare' }
  const product = await startProduct({ dataDir, env })
  stops.push(() => product.stop())
  return { postgres, product }
}

/** What it takes to ask and to write to a house. */
type Visit = { origin: string; cookie: string; databaseUrl: string; target: LoadTarget }

async function visit({ postgres, product }: House): Promise<Visit> {
  const { origin, port } = product
  const [agent, , , administrator] = demoUsers
  const { cookie } = await signIn(origin, agent.email, agent.password)
  const { channels } = await (await signIn(origin, administrator.email, administrator.password)).must(listChannels, {})
  const target = {
    port,
    path: new URL(channels[0]!.webhookUrl).pathname,
    secret: SEED_NUMBER.appSecret,
    phoneNumberId: SEED_NUMBER.phoneNumberId,
    accountId: SEED_NUMBER.wabaId,
  }
  return { origin, cookie, databaseUrl: postgres.url, target }
}

// Asking -------------------------------------------------------------------------------------------------------------

const questions = [
  'view',
  'list',
  'older page',
  'conversation',
  'by name',
  'by few letters',
  'by number',
  'contact by name',
  'contact by digits',
  'contact by few digits',
] as const
type Question = (typeof questions)[number]

/** The addresses one question is asked at, in order. */
function addresses(question: Question, past: Past, n: number): string[] {
  const one = <T>(items: readonly T[]): T => items[n % items.length]!
  const of = (path: string, query: Record<string, string | number> = {}) =>
    `${path}?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`
  const interactions = '/api/interactions'
  switch (question) {
    case 'view':
      return [of('/api/view')]
    case 'list':
      return [of(interactions)]
    case 'older page':
      return [of(interactions, { before: Date.now() - (1 + (n % 500)) * 86_400_000 })]
    case 'conversation': {
      const conversationId = one(past.conversationIds)
      return [of('/api/conversations/open', { conversationId }), of('/api/conversations/thread', { conversationId })]
    }
    case 'by name':
      return [of(interactions, { search: one(past.names) })]
    case 'by few letters':
      return [of(interactions, { search: one(past.names).slice(0, 2 + (n % 8)) })]
    case 'by number':
      return [of(interactions, { search: `#${one(past.interactionNumbers)}` })]
    case 'contact by name':
      return [of('/api/contacts/find', { text: one(past.names).slice(0, 3 + (n % 8)) })]
    case 'contact by digits':
      return [of('/api/contacts/find', { text: one(past.numbers).slice(-7) })]
    case 'contact by few digits':
      return [of('/api/contacts/find', { text: one(past.numbers).slice(3, 7 + (n % 4)) })]
  }
}

async function ask(house: 'empty' | 'full', visit: Visit, past: Past, times: number, round: number) {
  const result: Record<string, number> = {}
  for (const question of questions) {
    const took: number[] = []
    for (let n = 0; n < times; n++) {
      const began = performance.now()
      for (const address of addresses(question, past, round * times + n))
        await answered(visit, address, house === 'full')
      took.push(performance.now() - began)
    }
    result[`${house} ${question} p50`] = percentile(took, 50)
    result[`${house} ${question} p99`] = percentile(took, 99)
  }
  return result
}

/** Reads the whole answer. In a full house everything that is asked for is there. */
async function answered({ origin, cookie }: Visit, address: string, isFull: boolean): Promise<void> {
  const response = await fetch(`${origin}${address}`, { headers: { cookie } })
  const text = await response.text()
  if (!isFull) return
  if (!response.ok) throw new Error(`${address} was answered ${response.status}: ${text.slice(0, 200)}`)
  const isNothing = /"(interactions|contacts|messages)":\[\]/.test(text)
  if (isNothing) throw new Error(`${address} found nothing`)
}

// Receiving ----------------------------------------------------------------------------------------------------------

/** So many messages a second, from the first request until the last is in the journal. */
async function receive(house: string, { databaseUrl, target }: Visit, count: number, round: number) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const [before] = (await client.query<{ seq: number }>('select journal_seq::int as seq from workspace')).rows
    const requests = prepare(target, count, `${house}.${round}.${Date.now()}`)
    const began = performance.now()
    await load(target.port, requests, CONNECTIONS)
    let there = 0
    while (there < count) {
      if (performance.now() - began > RECEIVED_LIMIT_MS) throw new Error(`only ${there} of ${count} were received`)
      await wait(LOOK_MS)
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from journal where seq > $1 and type = 'message.received'`,
        [before!.seq],
      )
      there = rows[0]!.n
    }
    if (there !== count) throw new Error(`${there} messages were received of ${count}`)
    return { [`${house} received/s`]: count / ((performance.now() - began) / 1_000) }
  } finally {
    await client.end()
  }
}

// Figures ------------------------------------------------------------------------------------------------------------

type Value = (name: string) => number

function figuresOf(asking: Value, receiving: Value): Figure[] {
  const limits: Record<Question, number> = {
    view: 30,
    list: 30,
    'older page': 30,
    conversation: 40,
    'by name': 200,
    'by few letters': 200,
    'by number': 200,
    'contact by name': 200,
    'contact by digits': 200,
    'contact by few digits': 200,
  }
  return [
    ...questions.flatMap((question): Figure[] => [
      {
        name: `${question}: p99 ms`,
        ours: asking(`full ${question} p99`),
        beside: null,
        target: { atMost: limits[question] },
        why: WHY,
      },
      {
        name: `${question}: p50 ms beside empty`,
        ours: asking(`full ${question} p50`),
        beside: asking(`empty ${question} p50`),
        target: null,
      },
    ]),
    {
      name: 'received/s beside empty',
      ours: receiving('full received/s'),
      beside: receiving('empty received/s'),
      target: { atLeast: 0.9 },
    },
  ]
}
