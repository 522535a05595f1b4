/**
 * Meta, as a process of its own, at a pace that nobody's answers can slow down: it takes sends and tells what became of
 * each (sent, delivered, read), and lets people write. Webhooks are due at their time and counted from then on.
 */
import { createHmac } from 'node:crypto'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { nowMs, openGraph } from '../sending/graph.ts'
import { openWire, type Wire } from './wire.ts'

export type Play = { port: number; path: string; inboundPerSecond: number; seconds: number; phones: readonly string[] }
export type Played = {
  /** From the moment each webhook was due to its answer, in milliseconds. */
  answered: Float64Array
  /** Webhooks that were answered with anything but 200. */
  refused: number
  statuses: number
  inbound: number
  references: string[]
}

/** After a send, in milliseconds: as long as networks and telephones take, only that everybody reads at once. */
const STATUSES = [
  ['sent', 60],
  ['delivered', 400],
  ['read', 1_500],
] as const
/** Meta sends most statuses alone and some together. */
const TOGETHER = 0.3
const MOST_TOGETHER = 10
const TICK_MS = 4
const CONNECTIONS = 128

type Due = { at: number; reference: string; id: string; to: string; status: string }

let wire: Wire | null = null
let play: Play | null = null
let references: string[] = []
let statuses = 0
let inbound = 0
let inboundDue = 0
let startsAt = 0
/** One line for each status, because each has the same delay: they stay in order of time without sorting. */
const lines = new Map<string, Due[]>(STATUSES.map(([status]) => [status, []]))

const { port } = await openGraph({
  delayMs: () => 0,
  onMessage({ reference, to, id, at }) {
    references.push(reference)
    for (const [status, afterMs] of STATUSES) lines.get(status)?.push({ at: at + afterMs, reference, id, to, status })
  },
})

function tick(): void {
  if (!play || !wire) return
  const now = nowMs()
  const seconds = Math.min(play.seconds, (now - startsAt) / 1_000)
  for (; inboundDue < seconds * play.inboundPerSecond; inboundDue++) {
    letWrite(inboundDue, startsAt + (inboundDue / play.inboundPerSecond) * 1_000, play, wire)
  }
  for (const line of lines.values()) tellDue(line, now, wire)
}

/** The text says when it was due, so that whoever sees it knows how long it took. */
function letWrite(place: number, at: number, { phones }: Play, to: Wire): void {
  const from = phones[(place * 7_919) % phones.length]!
  const id = `wamid.in.${startsAt.toString(36)}.${place}`
  const timestamp = String(Math.floor(at / 1_000))
  const text = { body: `Due at ${at.toFixed(2)}: where is my order?` }
  const contacts = [{ profile: { name: `Contact ${from}` }, wa_id: from }]
  to.send(at, bodyOf({ contacts, messages: [{ from, id, timestamp, type: 'text', text }] }))
  inbound++
}

function tellDue(line: Due[], now: number, to: Wire): void {
  let until = 0
  while (until < line.length && line[until]!.at <= now) until++
  const due = line.splice(0, until)
  while (due.length > 0) {
    const together =
      Math.random() < TOGETHER ? due.splice(0, 2 + Math.floor(Math.random() * (MOST_TOGETHER - 1))) : due.splice(0, 1)
    to.send(together[0]!.at, bodyOf({ statuses: together.map(statusOf) }))
    statuses += together.length
  }
}

const statusOf = ({ at, reference, id, to, status }: Due) => ({
  id,
  status,
  timestamp: String(Math.floor(at / 1_000)),
  recipient_id: to,
  biz_opaque_callback_data: reference,
  pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' },
})

function bodyOf(value: object): { body: Buffer; signature: string } {
  const metadata = { display_phone_number: '447700900999', phone_number_id: SEED_NUMBER.phoneNumberId }
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
  const body = Buffer.from(
    JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: SEED_NUMBER.wabaId, changes: [change] }] }),
  )
  return { body, signature: createHmac('sha256', SEED_NUMBER.appSecret).update(body).digest('hex') }
}

process.on('message', async (order: { do: 'play'; play: Play } | { do: 'report' }) => {
  if (order.do === 'play') {
    wire ??= await openWire(order.play.port, order.play.path, CONNECTIONS)
    play = order.play
    references = []
    statuses = 0
    inbound = 0
    inboundDue = 0
    startsAt = nowMs()
    wire.forget()
    process.send?.({ startsAt })
    return
  }
  const { answered, refused } = wire?.numbers() ?? { answered: [], refused: 0 }
  const played: Played = { answered: Float64Array.from(answered), refused, statuses, inbound, references }
  process.send?.(played)
})
process.on('disconnect', () => process.exit(0))
setInterval(tick, TICK_MS)
process.send?.({ port })
