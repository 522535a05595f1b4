/**
 * Nothing acknowledged is lost: webhooks, a tenth of them sent twice and a tenth out of order, while the server is
 * killed and started again; then every message is compared with the sender's ledger, and every screen with the server.
 */

import { deepStrictEqual } from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { demoUsers } from '../../src/app/demo.ts'
import type { ConversationId } from '../../src/contract/ids.ts'
import { listChannels } from '../../src/contract/operations/channels.ts'
import { getThread } from '../../src/contract/operations/conversations.ts'
import { getView } from '../../src/contract/operations/routing.ts'
import type { View } from '../../src/contract/view.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { randomFrom } from '../../src/sim/random.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { type RunningProduct, startProduct } from '../../src/testing/process.ts'
import type { Store } from '../../src/web/sync/store.ts'
import type { Ledger } from '../ledger.ts'

type ChaosOptions = { webhooks: number; kills: number; seed: number; log: (line: string) => void }
type ChaosReport = {
  seed: number
  sent: number
  faults: number
  lost: number
  doubled: number
  misordered: number
  screensWrong: number
  met: boolean
}

const SENDERS = 40
const CONNECTIONS = 32
const SETTLE_LIMIT_MS = 120_000
const RETRY_MS = 150

type Letter = { id: string; from: string; place: number; body: string }

export const ledger: Ledger = {
  name: 'inbound',
  says: 'webhooks, a tenth twice and a tenth out of order, while the server is killed; compared with the database and every screen',
  run: ({ seed, log }) => chaos({ webhooks: 10_000, kills: 5, seed, log }),
}

/** Send, kill, compare. */
export async function chaos({ webhooks, kills, seed, log }: ChaosOptions): Promise<ChaosReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-chaos-'))
  log(`data in ${dataDir}, seed ${seed}`)
  const product = await startProduct({ dataDir })
  try {
    const people = await Promise.all(demoUsers.map(({ email, password }) => signIn(product.origin, email, password)))
    const administrator = people[3]!
    const { channels } = await administrator.must(listChannels, {})
    const address = `${product.origin}${new URL(channels[0]!.webhookUrl).pathname}`
    const screens = people.map((person) => ({ person, store: person.openStore() }))
    const sent = letters(webhooks, seed)
    const faults = await deliver(product, address, sent, { webhooks, kills, seed, log })
    const found = await settled(product, sent, log)
    const screensWrong = await compareScreens(screens, log)
    for (const { store } of screens) store.stop()
    const report = { seed, sent: sent.length, faults, ...found, screensWrong } as const
    return { ...report, met: found.lost + found.doubled + found.misordered + screensWrong === 0 }
  } catch (error) {
    log(product.output())
    throw error
  } finally {
    await product.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Numbered texts of many contacts, each later than the one before. */
function letters(count: number, seed: number): Letter[] {
  const random = randomFrom(seed)
  const places = new Map<string, number>()
  const began = Math.floor(Date.now() / 1000) - count - 1000
  return Array.from({ length: count }, (_, i) => {
    const from = `4477008${String(random.below(SENDERS)).padStart(5, '0')}`
    const place = (places.get(from) ?? 0) + 1
    places.set(from, place)
    const id = `wamid.CHAOS${seed}.${i}`
    const message = { from, id, timestamp: String(began + i), type: 'text', text: { body: `${from} ${place}` } }
    const metadata = { display_phone_number: '447700900999', phone_number_id: SEED_NUMBER.phoneNumberId }
    const contacts = [{ profile: { name: `Contact ${from}` }, wa_id: from }]
    const value = { messaging_product: 'whatsapp', metadata, contacts, messages: [message] }
    const entry = [{ id: SEED_NUMBER.wabaId, changes: [{ field: 'messages', value }] }]
    return { id, from, place, body: JSON.stringify({ object: 'whatsapp_business_account', entry }) }
  })
}

/** A tenth twice, a tenth far from their place, as Meta would: what is not answered 200 is sent again. */
async function deliver(
  product: RunningProduct,
  address: string,
  ledger: readonly Letter[],
  { kills, seed, log }: ChaosOptions,
): Promise<number> {
  const random = randomFrom(seed + 1)
  const order = ledger.map((letter, i) => ({ letter, at: i + (random.chance(0.1) ? random.below(200) - 100 : 0) }))
  for (const letter of ledger) if (random.chance(0.1)) order.push({ letter, at: random.below(ledger.length) })
  order.sort((a, b) => a.at - b.at)
  const killAt = new Set(
    Array.from({ length: kills }, (_, i) => Math.floor(((i + 0.5 + random.below(30) / 100) / kills) * order.length)),
  )
  let next = 0
  let retries = 0
  let mending: Promise<void> = Promise.resolve()

  async function carrier(): Promise<void> {
    for (let place = next++; place < order.length; place = next++) {
      if (killAt.has(place)) mending = mending.then(() => killAndStart(product, log))
      while (!(await post(address, order[place]!.letter.body))) {
        retries++
        await wait(RETRY_MS)
      }
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, carrier))
  await mending
  log(`${order.length} deliveries in ${Math.round((performance.now() - began) / 100) / 10} s, ${retries} tried again`)
  return kills + (order.length - ledger.length)
}

async function killAndStart(product: RunningProduct, log: (line: string) => void): Promise<void> {
  await product.kill()
  const began = performance.now()
  await product.start()
  log(`killed and ready again after ${Math.round(performance.now() - began)} ms`)
}

async function post(address: string, body: string): Promise<boolean> {
  const signature = createHmac('sha256', SEED_NUMBER.appSecret).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
  try {
    const response = await fetch(address, { method: 'POST', headers, body })
    await response.arrayBuffer()
    if (response.status !== 200 && response.status < 500) throw new Error(`a webhook was answered ${response.status}`)
    return response.status === 200
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('a webhook')) throw error
    return false
  }
}

/** Wait until every stored webhook is applied, then hold the tables against the ledger. */
async function settled(product: RunningProduct, ledger: readonly Letter[], log: (line: string) => void) {
  const client = new pg.Client({ connectionString: databaseUrl(product) })
  await client.connect()
  try {
    const until = Date.now() + SETTLE_LIMIT_MS
    const backlog = async () =>
      Number((await client.query(`select count(*) as n from webhook where state = 'stored'`)).rows[0].n)
    while ((await backlog()) > 0 && Date.now() < until) await wait(100)
    const { rows } = await client.query<{ id: string; text: string; conversation: string }>(
      `select provider_message_id as id, content ->> 'text' as text, conversation_id as conversation from message
       where provider_message_id like 'wamid.CHAOS%' order by conversation_id, at, id`,
    )
    const times = new Map<string, number>()
    for (const { id } of rows) times.set(id, (times.get(id) ?? 0) + 1)
    const lost = ledger.filter(({ id }) => !times.has(id)).length
    const doubled = [...times.values()].filter((n) => n > 1).length
    const misordered = [...Map.groupBy(rows, (row) => row.conversation).values()].filter((thread) =>
      thread.some(({ text }, i) => text !== `${text.split(' ')[0]} ${i + 1}`),
    ).length
    log(
      `${rows.length} messages in the tables: ${lost} lost, ${doubled} doubled, ${misordered} conversations out of order`,
    )
    return { lost, doubled, misordered }
  } finally {
    await client.end()
  }
}

function databaseUrl(product: RunningProduct): string {
  const pid = readFileSync(join(product.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')
  const password = readFileSync(join(product.dataDir, 'postgres/password'), 'utf8').trim()
  return `postgres://switchboard:${password}@127.0.0.1:${pid[3]}/switchboard`
}

/** Every screen that stayed open through it all must hold what a fresh one would load. */
async function compareScreens(
  screens: readonly { person: Client; store: Store }[],
  log: (line: string) => void,
): Promise<number> {
  let wrong = 0
  for (const { person, store } of screens) {
    const thread = Object.values(store.read().view?.interactions ?? {})[0]?.conversation.id
    if (thread) store.openThread(thread)
    const until = Date.now() + SETTLE_LIMIT_MS
    let fresh = await person.must(getView, {})
    while ((store.read().view?.seq ?? 0) < fresh.seq && Date.now() < until) {
      await wait(100)
      fresh = await person.must(getView, {})
    }
    const held = store.read().view
    try {
      deepStrictEqual(comparable(held), comparable(fresh))
      if (thread && held?.threads[thread]) await compareThread(person, held, thread)
    } catch (error) {
      wrong++
      log(`a screen differs: ${error instanceof Error ? error.message.slice(0, 2_000) : error}`)
    }
  }
  log(`${screens.length} screens compared, ${wrong} differ`)
  return wrong
}

async function compareThread(person: Client, held: View, conversationId: ConversationId): Promise<void> {
  const page = await person.must(getThread, { conversationId })
  const shown = held.threads[conversationId]!
  deepStrictEqual(shown.messages.slice(-page.messages.length), page.messages)
}

const comparable = (view: View | null) => view && { ...view, catalogs: {}, threads: {} }
