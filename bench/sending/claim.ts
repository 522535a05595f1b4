/**
 * Claim: queued messages leave at no less than a third of the pace of a bare HTTP client, paced to the number's limit
 * within one percent, in little memory. Everything is counted where it arrives: at a process that plays the provider.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Claim, type Figure, interleave, percentile } from '../claim.ts'
import type { Got } from './graph.ts'
import { allowPerSecond, deliveries, type House, openHouse, queueMessages, residentMb } from './house.ts'
import { sendRaw } from './raw.ts'

const ROUNDS = 5
const EVERYDAY_MESSAGES = 4_000
const FULL_MESSAGES = 50_000
/** The best of these is what we stand beside; at 80 ms fewer than a thousand connections cannot but be slower. */
const RAW_CONNECTIONS = { 0: [16, 64], 80: [1_000] } as const
/** No limit of a real number: the machine is what is measured. */
const WIDE_OPEN = 1_000_000
const PACES = [20, 80, 1_000] as const
/** A pace is counted over so many seconds, after one that lets it settle; a little more is sent than is counted. */
const PACE_SECONDS = { everyday: 4, full: 20 } as const
const SETTLING_MS = 1_000
const UNCOUNTED_SECONDS = 1.5
const RUN_LIMIT_MS = 300_000
const LOOK_EVERY_MS = 100
const IDLE_MS = 3_000

/** Where the time and the memory go, and what was tried; said beside a figure that is missed. */
const WHY = {
  pace: 'two thirds of the time of the product’s process is node:http and the guard around it, the rest is claiming and recording; Postgres changes each message twice, with four entries of indexes each time. Tried: answers read without Response and Headers, one write for head and body, more at once, smaller claims; undici is no cheaper.',
  memory:
    'it is garbage, not what lives: what is on its way outlives two collections of the young generation, and waits for one of the old; after that little more is held than at rest. Tried: fewer on their way, smaller claims: no less.',
} as const

export const claim: Claim = {
  name: 'sending',
  says: 'queued → sent exactly once, its end recorded; counted at a provider that answers in 0 and in 80 ms',
  notes: [
    'The bare client (node:http, connections kept, as many as serve it best) keeps nothing, orders nothing and limits nothing; a crash of it forgets what was sent.',
    'Ours claims each message in a commit, asks the pace of the number and of the contact, sends, and records the answer in another commit.',
    'Messages are queued as rows by the owner of the database, because there is no call that queues thousands; from there on it is the product as shipped. The number’s limit is lifted in the first part, past what the settings allow.',
  ],
  async measure({ full, log }) {
    const count = full ? FULL_MESSAGES : EVERYDAY_MESSAGES
    const house = await openHouse(join(import.meta.dirname, 'peer.ts'), count)
    try {
      await wait(IDLE_MS)
      const idleMb = residentMb(house.product.pid())
      const memory = watchMemory(house)
      const paces: Figure[] = []
      for (const pace of PACES) paces.push(...(await measurePace(house, pace, full, log)))
      await allowPerSecond(house, WIDE_OPEN)
      const value = await interleave(ROUNDS, lanesOf(house, count), log)
      const peakMb = memory.stop()
      return {
        figures: [
          ...([0, 80] as const).flatMap((delay) => figuresOf(value, delay)),
          ...paces,
          {
            name: 'memory above idle, MB',
            ours: peakMb - idleMb,
            beside: null,
            target: { atMost: 150 },
            why: WHY.memory,
          },
          { name: 'memory at idle, MB', ours: idleMb, beside: null, target: null },
        ],
      }
    } finally {
      await house.close()
    }
  },
}

type Lane = [string, (round: number) => Promise<Record<string, number>>]

function lanesOf(house: House, count: number): Lane[] {
  return ([0, 80] as const).flatMap((delayMs): Lane[] => [
    ...RAW_CONNECTIONS[delayMs].map(
      (connections): Lane => [
        `bare client, ${delayMs} ms, ${connections} connections`,
        async (round) => ({
          [`bare ${delayMs} ${connections}`]: await rawRate(house, count, delayMs, connections, round),
        }),
      ],
    ),
    [`ours, ${delayMs} ms`, async () => ({ [`ours ${delayMs}`]: rateOf(await sendOurs(house, count, delayMs)) })],
  ])
}

function figuresOf(value: (name: string) => number, delayMs: 0 | 80): Figure[] {
  const beside = Math.max(...RAW_CONNECTIONS[delayMs].map((connections) => value(`bare ${delayMs} ${connections}`)))
  const name = `sent/s, answers in ${delayMs} ms, beside the bare client`
  return [{ name, ours: value(`ours ${delayMs}`), beside, target: { atLeast: 0.35 }, why: WHY.pace }]
}

async function rawRate(
  house: House,
  count: number,
  delayMs: number,
  connections: number,
  round: number,
): Promise<number> {
  const bodies = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: `+${house.conversations[i % house.conversations.length]!.phone}`,
      type: 'text',
      text: {
        body: `Hello, your order has left our house and will be with you tomorrow between 9:00 and 12:00. No. ${i}`,
        preview_url: false,
      },
      biz_opaque_callback_data: `raw-${round}-${delayMs}-${connections}-${i}`,
    }),
  )
  await house.played.ask({ do: 'begin', delayMs })
  await sendRaw(house.played.port, bodies, connections)
  const { got } = await house.played.ask<{ got: Got[] }>({ do: 'report' })
  if (got.length !== count) throw new Error(`the bare client sent ${got.length} of ${count}`)
  return rateOf(got)
}

/** Queue so many, wait until each is recorded as accepted, and check that each arrived once. */
async function sendOurs(house: House, count: number, delayMs: number): Promise<Got[]> {
  await house.played.ask({ do: 'begin', delayMs })
  const ids = await queueMessages(house, house.conversations, count)
  const until = Date.now() + RUN_LIMIT_MS
  // The provider is asked, not the database: looking at the rows would slow down what is measured.
  while ((await house.played.ask<{ count: number }>({ do: 'count' })).count < count) await look(until, house)
  while ((await deliveries(house, ids)).accepted !== count) await look(until, house)
  const { got } = await house.played.ask<{ got: Got[] }>({ do: 'report' })
  const once = new Set(got.map(({ reference }) => reference))
  if (got.length !== count || !ids.every((id) => once.has(id)))
    throw new Error(`of ${count} messages ${once.size} arrived, ${got.length - once.size} of them twice`)
  return got
}

async function look(until: number, house: House): Promise<void> {
  if (Date.now() > until) throw new Error(`not all was sent in time:\n${house.product.output()}`)
  await wait(LOOK_EVERY_MS)
}

/** Arrivals a second, from the first to the last. */
function rateOf(got: readonly Got[]): number {
  const times = got.map(({ at }) => at)
  return ((times.length - 1) / (Math.max(...times) - Math.min(...times))) * 1_000
}

async function measurePace(
  house: House,
  perSecond: number,
  full: boolean,
  log: (line: string) => void,
): Promise<Figure[]> {
  await allowPerSecond(house, perSecond)
  const seconds = full ? PACE_SECONDS.full : PACE_SECONDS.everyday
  const got = await sendOurs(house, perSecond * (seconds + UNCOUNTED_SECONDS), 0)
  const times = got.map(({ at }) => at).sort((a, b) => a - b)
  const from = times[0]! + SETTLING_MS
  const counted = got.filter(({ at }) => at >= from && at < from + seconds * 1_000)
  const rate = rateOf(counted)
  log(`at most ${perSecond} a second: ${rate.toFixed(2)}`)
  return [
    {
      name: `pace set to ${perSecond}/s: off by %`,
      ours: Math.abs(rate / perSecond - 1) * 100,
      beside: null,
      target: { atMost: 1 },
    },
    { name: `pace set to ${perSecond}/s: sent/s`, ours: rate, beside: perSecond, target: null },
    {
      name: `pace set to ${perSecond}/s: most in any one second`,
      ours: mostInASecond(times),
      beside: perSecond,
      target: null,
    },
  ]
}

function mostInASecond(times: readonly number[]): number {
  let most = 0
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[last]! - times[first]! >= 1_000) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** The most memory the server was seen to hold. A single sample may be a moment before a collection: the 99th of 100. */
function watchMemory(house: House): { stop(): number } {
  const samples: number[] = []
  const timer = setInterval(() => samples.push(residentMb(house.product.pid())), 250)
  return {
    stop() {
      clearInterval(timer)
      return percentile(samples, 100)
    },
  }
}
