/**
 * Claim: one number at the highest pace Meta gives one, and everything that comes back with it, all at once: 1,000 sends,
 * 3,000 statuses and 300 messages of contacts a second. What is due is due whether or not we keep up, and is counted from
 * then. The share of that pace which holds is found first, step by step, and then held.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import WebSocket from 'ws'
import { demoUsers } from '../../src/app/demo.ts'
import { signIn } from '../../src/testing/client.ts'
import { type Claim, type Figure, percentile } from '../claim.ts'
import { nowMs } from '../sending/graph.ts'
import { allowPerSecond, type House, openHouse, queueMessages } from '../sending/house.ts'
import type { Play, Played } from './meta.ts'

const SENDS = 1_000
const STATUSES = 3_000
const INBOUND = 300
const CONTACTS = 5_000
/** Shares of the pace that are tried, from the lowest; the last one that holds is then held for longer. */
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1] as const
/** The place in `SHARES` where the everyday form begins: what is below has held for long. */
const FIRST_SHARE_EVERY_DAY = 4
const STEP_SECONDS = 4
/** A step that does not hold is tried once more: something else on the computer may have disturbed it. */
const STEP_TRIES = 2
const WARM_UP_SECONDS = 3
const HELD_SECONDS = { everyday: 30, full: 600 } as const
/** What held for a step may not hold for long: then the next lower one is held. */
const HOLD_TRIES = 2
const QUEUE_EVERY_MS = 50
const LOOK_EVERY_MS = 500
const DRAIN_LIMIT_MS = 30_000
/**
 * What counts as not growing: no more in the last third of the time than in the one before, but for a tenth of a second
 * of the load, as any pause of the computer leaves it for a while, or two thousandths of that time: what truly grows so
 * slowly is a minute behind after a day's work.
 */
const growthLimit = (seconds: number): number => Math.max(0.1, (0.002 * seconds) / 3)
const LIMITS = { answered50: 25, answered99: 100, shown99: 150 } as const

export const claim: Claim = {
  name: 'ceiling',
  says: '1,000 sends, 3,000 statuses and 300 inbound a second at once on one number, open loop',
  notes: [
    'Nothing stands beside it: it is ours alone, and the limits are what Meta asks of a webhook (250 ms, under 1 % over a second) and tighter.',
    'Meta’s side, the database, the server and the agent’s socket share the processors. Messages are queued as rows by the owner of the database, every 50 ms.',
    'Every answer and every message shown is counted from the moment it was due by the schedule, so that a server that falls behind cannot slow down what is asked of it.',
  ],
  async measure({ full, log }) {
    const house = await openHouse(join(import.meta.dirname, 'meta.ts'), CONTACTS)
    try {
      await allowPerSecond(house, SENDS)
      const shown = await watchAsAgent(house)
      await run(house, shown, SHARES[0], WARM_UP_SECONDS)
      const highest = await highestShare(house, shown, full ? 0 : FIRST_SHARE_EVERY_DAY, log)
      const seconds = full ? HELD_SECONDS.full : HELD_SECONDS.everyday
      const { share, held } = await hold(house, shown, highest, seconds, log)
      await check(house)
      return { figures: figuresOf(share, held, seconds) }
    } finally {
      await house.close()
    }
  },
}

type Round = {
  answered50: number
  answered99: number
  shown99: number
  refused: number
  growth: number
  sendsPerSecond: number
  statusesPerSecond: number
  inboundPerSecond: number
}

const holds = (round: Round, seconds: number): boolean =>
  round.refused === 0 &&
  round.growth <= growthLimit(seconds) &&
  round.answered50 <= LIMITS.answered50 &&
  round.answered99 <= LIMITS.answered99 &&
  round.shown99 <= LIMITS.shown99

const tell = (round: Round): string =>
  `answered p50 ${round.answered50.toFixed(1)} p99 ${round.answered99.toFixed(1)} ms, shown p99 ${round.shown99.toFixed(1)} ms, backlog ${round.growth >= 0 ? '+' : ''}${round.growth.toFixed(2)} s, ${round.refused} refused, ${Math.round(round.sendsPerSecond)} sent/s, ${Math.round(round.statusesPerSecond)} statuses/s`

/** The place in `SHARES` of the highest that holds for a step, having come up to it one by one from the `first`. */
async function highestShare(house: House, shown: Shown, first: number, log: (line: string) => void): Promise<number> {
  for (const [place, share] of SHARES.entries()) {
    if (place < first) continue
    let held = false
    for (let tries = 0; tries < STEP_TRIES && !held; tries++) {
      const round = await run(house, shown, share, STEP_SECONDS)
      held = holds(round, STEP_SECONDS)
      log(`at ${share} of the pace: ${tell(round)}`)
      await drain(house)
    }
    if (!held) return Math.max(0, place - 1)
  }
  return SHARES.length - 1
}

async function hold(
  house: House,
  shown: Shown,
  highest: number,
  seconds: number,
  log: (line: string) => void,
): Promise<{ share: number; held: Round }> {
  for (let tries = 1; ; tries++) {
    const share = SHARES[Math.max(0, highest + 1 - tries)] ?? SHARES[0]
    const held = await run(house, shown, share, seconds)
    log(`for ${seconds} s at ${share} of the pace: ${tell(held)}`)
    await drain(house)
    if (holds(held, seconds) || share === SHARES[0] || tries === HOLD_TRIES) return { share, held }
  }
}

async function run(house: House, shown: Shown, share: number, seconds: number): Promise<Round> {
  const { product, played, webhookPath, conversations } = house
  const phones = conversations.map(({ phone }) => phone)
  const play: Play = { port: product.port, path: webhookPath, inboundPerSecond: INBOUND * share, seconds, phones }
  shown.forget()
  const { startsAt } = await played.ask<{ startsAt: number }>({ do: 'play', play })
  const backlogs: number[] = []
  const looking = setInterval(async () => void backlogs.push(await backlogOf(house)), LOOK_EVERY_MS)
  await queueAtPace(house, SENDS * share, startsAt, seconds)
  clearInterval(looking)
  const waits = shown.waits()
  const { answered, refused, statuses, inbound, references } = await played.ask<Played>({ do: 'report' })
  if (new Set(references).size !== references.length) throw new Error('a message was sent twice')
  const { rows } = await house.owner.query<{ known: number }>(
    `select count(*)::int as known from message where direction = 'out' and id = any($1::uuid[])`,
    [references],
  )
  if (rows[0]?.known !== references.length) throw new Error('something was sent that nobody queued')
  const third = Math.floor(backlogs.length / 3)
  const mean = (some: number[]) => some.reduce((sum, one) => sum + one, 0) / some.length
  // What came in and was not shown when the time was over has waited for at least so long.
  const missing = Math.max(0, inbound - waits.length)
  const longest = missing > inbound / 100 ? Number.POSITIVE_INFINITY : percentile(waits, 99)
  return {
    answered50: percentile([...answered], 50),
    answered99: percentile([...answered], 99),
    shown99: longest,
    refused,
    growth:
      (mean(backlogs.slice(-third)) - mean(backlogs.slice(third, 2 * third))) / ((SENDS + STATUSES + INBOUND) * share),
    sendsPerSecond: references.length / seconds,
    statusesPerSecond: statuses / seconds,
    inboundPerSecond: inbound / seconds,
  }
}

/** By the clock, not by how fast they leave. */
async function queueAtPace(house: House, perSecond: number, startsAt: number, seconds: number): Promise<void> {
  let queued = 0
  while (nowMs() < startsAt + seconds * 1_000) {
    const due = Math.floor(((nowMs() - startsAt) / 1_000) * perSecond)
    const to = house.conversations.slice(queued % CONTACTS)
    if (due > queued) await queueMessages(house, to, due - queued)
    queued = Math.max(queued, due)
    await wait(QUEUE_EVERY_MS)
  }
}

/** Webhooks that are stored and not applied, and messages that are due and not sent. */
async function backlogOf({ owner }: House): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    `select (select count(*)::int from webhook where state = 'stored')
          + (select count(*)::int from message where delivery = 'queued' and next_attempt_at <= now()) as count`,
  )
  return rows[0]!.count
}

async function drain(house: House): Promise<void> {
  const until = Date.now() + DRAIN_LIMIT_MS
  let before = -1
  // The last statuses come a second and a half after the last send: quiet twice in a row.
  for (let quiet = 0; quiet < 2; ) {
    await wait(1_000)
    const { references } = await house.played.ask<Played>({ do: 'report' })
    quiet = (await backlogOf(house)) === 0 && references.length === before ? quiet + 1 : 0
    before = references.length
    if (Date.now() > until) return
  }
}

/** Everything that was sent was sent once and is read; everything that came in is there once. */
async function check({ owner, played }: House): Promise<void> {
  const { references, inbound } = await played.ask<Played>({ do: 'report' })
  const { rows: ours } = await owner.query<{ count: number }>(
    `select count(*)::int as count from message where id = any($1::uuid[]) and delivery <> 'read'`,
    [references],
  )
  const unread = ours[0]!.count
  if (unread > 0) throw new Error(`${unread} of ${references.length} messages are not shown as read`)
  const { rows: theirs } = await owner.query<{ count: number }>(
    `select count(*)::int as count from message where direction = 'in' and content ->> 'text' like 'Due at %'`,
  )
  if (theirs[0]!.count < inbound) throw new Error(`${theirs[0]!.count} of at least ${inbound} messages were kept`)
}

type Shown = { waits(): number[]; forget(): void }

/** An agent's socket that is told of every line: when each message of a contact is shown there. */
async function watchAsAgent({ product }: House): Promise<Shown> {
  const { origin } = product
  const agent = await signIn(origin, demoUsers[0].email, demoUsers[0].password)
  const headers = { cookie: agent.cookie, origin }
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/stream`, { headers })
  await new Promise((open, failed) => socket.once('open', open).once('error', failed))
  const view = (await (await fetch(`${origin}/api/view`, { headers })).json()) as { seq: number }
  socket.send(JSON.stringify({ type: 'subscribe', after: view.seq }))
  let seen = new Map<string, number>()
  socket.on('message', (frame) => {
    const now = nowMs()
    for (const [, due] of String(frame).matchAll(/"text":"Due at ([\d.]+):/g)) {
      if (due !== undefined && !seen.has(due)) seen.set(due, now - Number(due))
    }
  })
  return {
    waits: () => [...seen.values()],
    forget() {
      seen = new Map()
    },
  }
}

function figuresOf(share: number, held: Round, seconds: number): Figure[] {
  const alone = (name: string, ours: number, target: Figure['target']): Figure => ({ name, ours, beside: null, target })
  return [
    alone('share of the pace that holds', holds(held, seconds) ? share : 0, { atLeast: 1 }),
    alone('at that share: webhook answered p50 ms', held.answered50, { atMost: LIMITS.answered50 }),
    alone('at that share: webhook answered p99 ms', held.answered99, { atMost: LIMITS.answered99 }),
    alone('at that share: shown to the agent p99 ms', held.shown99, { atMost: LIMITS.shown99 }),
    alone('at that share: refused', held.refused, { atMost: 0 }),
    alone('at that share: backlog grown by, seconds of load', held.growth, {
      atMost: growthLimit(seconds),
    }),
    { name: 'sends/s', ours: held.sendsPerSecond, beside: SENDS, target: null },
    { name: 'statuses/s', ours: held.statusesPerSecond, beside: STATUSES, target: null },
    { name: 'inbound/s', ours: held.inboundPerSecond, beside: INBOUND, target: null },
  ]
}
