import type { Agenda } from './agenda.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './clock.ts'
import { callbackOf, destinations } from './destinations.ts'
import type { FaultBox } from './faults.ts'
import type { Json } from './json.ts'
import { Lane } from './lane.ts'
import type { Answer, Poster } from './post.ts'
import type { TrafficEntry, TrafficLog } from './traffic.ts'
import { bodyText, envelope, signature, type Update, type Webhook } from './webhooks.ts'
import { duration } from './words.ts'
import type { BusinessNumber, World } from './world.ts'

export type OutboxOptions = {
  world: World
  agenda: Agenda
  faults: FaultBox
  traffic: TrafficLog
  poster: Poster
  retryDelaysMs: readonly number[]
  timeoutMs: number
  mayCall(url: string): boolean
  /** The app answered 200 to a webhook that carried these messages. */
  acknowledged(messageIds: readonly string[]): void
  log(line: string): void
}

export type Outbox = {
  /** Tell the app. Settles when the first attempt is over, however it ended. */
  add(update: Update): Promise<void>
  /** Send the bytes of a logged webhook once more. */
  replay(entry: TrafficEntry): Promise<TrafficEntry | null>
  /** Try now what waits for its next try, and say how many chats that were. */
  retryNow(): number
  /** Everything the app has not accepted yet. */
  waiting(): Webhook[]
  restore(webhooks: readonly Webhook[]): void
  /** Settles when nothing waits. */
  idle(): Promise<void>
  /** Ask an address to prove itself; null when it did, else the reason. */
  handshake(url: string, verifyToken: string, phoneNumberId: string | null): Promise<string | null>
}

/** Meta: decreasing frequency up to 7 days. These add up to a little less. */
export const RETRY_DELAYS_MS: readonly number[] = [
  SECOND_MS,
  5 * SECOND_MS,
  15 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  3 * DAY_MS,
]
const BATCH_WAIT_MS = 200
/** Webhooks that may wait for the app; what comes above is dropped with a line in the log. */
const MAX_WAITING = 20_000
const USER_AGENT = 'facebookexternalua'

type Batch = { updates: Update[]; number: BusinessNumber; done: (() => void)[] }

export function createOutbox(options: OutboxOptions): Outbox {
  const { world, agenda, faults, traffic, poster } = options
  const waiting = new Map<number, Webhook>()
  const lanes = new Map<string, Lane>()
  const batches = new Map<string, Batch>()
  const firstAttempts = new Map<number, () => void>()
  /** Lanes that wait for their next try. */
  const resting = new Set<() => void>()
  let idlers: (() => void)[] = []
  let lastId = 0

  function add(update: Update): Promise<void> {
    const numbers = destinations(world, update)
    if (numbers.length === 0) drop(update, 'nobody is subscribed, dropped')
    return Promise.all(numbers.map((number) => addTo(number, update))).then(() => undefined)
  }

  function addTo(number: BusinessNumber, update: Update): Promise<void> {
    const { batch } = faults.get()
    return new Promise((done) => {
      if (batch <= 1) return build([update], number, done)
      const gathered = batches.get(number.phoneNumberId) ?? { updates: [], number, done: [] }
      if (gathered.updates.length === 0) {
        agenda.after(BATCH_WAIT_MS, () => batches.get(number.phoneNumberId) === gathered && flush(number.phoneNumberId))
      }
      batches.set(number.phoneNumberId, gathered)
      gathered.updates.push(update)
      gathered.done.push(done)
      if (gathered.updates.length >= batch) flush(number.phoneNumberId)
    })
  }

  /** Send what was gathered for this number's address, together with what other numbers gathered for the same one. */
  function flush(phoneNumberId: string): void {
    const first = batches.get(phoneNumberId)
    if (!first) return
    const url = callbackOf(world, first.number, true)
    const joined = [...batches.values()].filter(
      ({ number }) => callbackOf(world, number, true) === url && number.appSecret === first.number.appSecret,
    )
    for (const { number } of joined) batches.delete(number.phoneNumberId)
    build(
      joined.flatMap(({ updates }) => updates),
      first.number,
      () => {
        for (const done of joined.flatMap((batch) => batch.done)) done()
      },
    )
  }

  function build(updates: Update[], number: BusinessNumber, done: () => void): void {
    const first = updates[0]!
    const body = envelope(updates)
    if (faults.strikes('malformedEntry')) body.entry = [faults.brokenEntry(), ...(body.entry as Json[])]
    const webhook: Webhook = {
      id: ++lastId,
      body: bodyText(body, { escapeUnicode: faults.strikes('escapeUnicode') }),
      phoneNumberId: number.phoneNumberId,
      overridable: first.phoneNumberId !== null,
      lane: laneOf(number, updates),
      summary: updates.length === 1 ? first.summary : `${first.summary} and ${updates.length - 1} more`,
      messageIds: updates.map(({ messageId }) => messageId).filter((id) => id !== null),
      attempts: 0,
      isCopy: false,
    }
    if (waiting.size >= MAX_WAITING) {
      drop(first, 'too many webhooks wait, dropped')
      done()
      return
    }
    firstAttempts.set(webhook.id, done)
    launch(webhook)
    if (faults.strikes('duplicate')) launch({ ...webhook, id: ++lastId, isCopy: true })
  }

  function launch(webhook: Webhook): void {
    waiting.set(webhook.id, webhook)
    const delay = faults.delayMs()
    if (delay > 0) agenda.after(delay, () => enqueue(webhook))
    else enqueue(webhook)
  }

  /** Put a webhook at the end of its lane. Without an order, every webhook has a lane of its own. */
  function enqueue(webhook: Webhook): void {
    const order = world.numbers.get(webhook.phoneNumberId)?.order ?? 'chat'
    const key = order === 'none' ? `#${webhook.id}` : order === 'number' ? webhook.phoneNumberId : webhook.lane
    const lane = lanes.get(key)
    if (lane) {
      lane.push(webhook)
      return
    }
    const created = new Lane(webhook)
    lanes.set(key, created)
    void runLane(key, created)
  }

  async function runLane(key: string, lane: Lane): Promise<void> {
    for (let webhook = lane.first(); webhook; webhook = lane.first()) {
      const retryInMs = await attempt(webhook)
      if (retryInMs === null) {
        lane.shift()
        settle(webhook)
      } else {
        await rest(retryInMs)
      }
    }
    lanes.delete(key)
  }

  /** Wait by simulated time, or until somebody wants the tries now. */
  function rest(ms: number): Promise<void> {
    return new Promise((resume) => {
      const wake = (): void => {
        resting.delete(wake)
        callOff()
        resume()
      }
      resting.add(wake)
      const callOff = agenda.after(ms, wake)
    })
  }

  /** Try once. Answers null when this webhook is over, else how long until the next try. */
  async function attempt(webhook: Webhook): Promise<number | null> {
    const number = world.numbers.get(webhook.phoneNumberId)
    const url = number ? callbackOf(world, number, webhook.overridable) : null
    if (!number || url === null) return null
    const { secret, fault } = secretFor(number)
    webhook.attempts++
    const signed = signature(secret, webhook.body)
    const at = world.clock.now()
    const began = performance.now()
    const answer = await send(url, webhook.body, signed)
    const isOver = answer.status === 200 || webhook.isCopy
    const retryInMs = isOver ? null : (options.retryDelaysMs[webhook.attempts - 1] ?? null)
    record({ webhook, url, signed, answer, at, began, result: resultOf(answer, { fault, webhook, retryInMs }) })
    firstAttempts.get(webhook.id)?.()
    firstAttempts.delete(webhook.id)
    if (answer.status === 200) options.acknowledged(webhook.messageIds)
    return retryInMs
  }

  function secretFor(number: BusinessNumber): { secret: string; fault: string | null } {
    if (faults.strikes('wrongSignature')) return { secret: `${number.appSecret} but wrong`, fault: 'wrong signature' }
    if (faults.strikes('oldSecret'))
      return { secret: number.previousAppSecret ?? `${number.appSecret}-old`, fault: 'signed with the old secret' }
    return { secret: number.appSecret, fault: null }
  }

  const send = (url: string, body: string, signed: string): Promise<Answer> =>
    options.mayCall(url)
      ? poster.request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, 'x-hub-signature-256': signed },
          body,
          timeoutMs: options.timeoutMs,
        })
      : Promise.resolve({ status: null, trouble: 'this address is not on this machine, and only those are called' })

  type Attempt = {
    webhook: Pick<Webhook, 'summary' | 'body' | 'phoneNumberId'>
    url: string
    signed: string
    answer: Answer
    at: number
    began: number
    result: string
  }

  function record({ webhook, url, signed, answer, at, began, result }: Attempt): TrafficEntry {
    return traffic.add({
      id: traffic.nextId(),
      at,
      direction: 'to_us',
      method: 'POST',
      path: pathOf(url),
      status: answer.status,
      tookMs: Math.round((performance.now() - began) * 10) / 10,
      summary: webhook.summary,
      result,
      failed: answer.status !== 200,
      phoneNumberId: webhook.phoneNumberId,
      requestBody: webhook.body,
      responseBody: answer.status === null ? '' : answer.body,
      webhook: { url, signature: signed },
    })
  }

  function settle(webhook: Webhook): void {
    waiting.delete(webhook.id)
    firstAttempts.get(webhook.id)?.()
    firstAttempts.delete(webhook.id)
    if (waiting.size > 0) return
    for (const wake of idlers) wake()
    idlers = []
  }

  function drop(update: Update, reason: string): void {
    if (reason.startsWith('too many')) options.log(`Simulator: ${reason} (${update.summary})`)
    const body = JSON.stringify(envelope([update]))
    const common = {
      id: traffic.nextId(),
      at: world.clock.now(),
      direction: 'to_us' as const,
      method: 'POST',
      path: '',
      status: null,
      tookMs: 0,
    }
    traffic.add({
      ...common,
      summary: update.summary,
      result: reason,
      failed: true,
      phoneNumberId: update.phoneNumberId,
      requestBody: body,
      responseBody: '',
      webhook: null,
    })
  }

  async function replay(entry: TrafficEntry): Promise<TrafficEntry | null> {
    if (!entry.webhook || entry.cut) return null
    const { url, signature: signed } = entry.webhook
    const at = world.clock.now()
    const began = performance.now()
    const answer = await send(url, entry.requestBody, signed)
    const webhook = { summary: entry.summary, body: entry.requestBody, phoneNumberId: entry.phoneNumberId ?? '' }
    return record({
      webhook,
      url,
      signed,
      answer,
      at,
      began,
      result: `${answerInWords(answer)}, replay of ${entry.id}`,
    })
  }

  async function handshake(url: string, verifyToken: string, phoneNumberId: string | null): Promise<string | null> {
    if (!options.mayCall(url)) return 'The address is not on this machine, and only those are called.'
    const challenge = String(Math.floor(Math.random() * 1_000_000_000))
    const asked = new URL(url)
    for (const [key, value] of [
      ['hub.mode', 'subscribe'],
      ['hub.challenge', challenge],
      ['hub.verify_token', verifyToken],
    ] as const)
      asked.searchParams.set(key, value)
    const at = world.clock.now()
    const began = performance.now()
    const answer = await poster.request(asked.href, {
      method: 'GET',
      headers: { 'user-agent': USER_AGENT },
      body: '',
      timeoutMs: options.timeoutMs,
    })
    const trouble = handshakeTrouble(answer, challenge)
    traffic.add({
      id: traffic.nextId(),
      at,
      direction: 'to_us',
      method: 'GET',
      path: pathOf(asked.href),
      status: answer.status,
      tookMs: Math.round((performance.now() - began) * 10) / 10,
      summary: 'handshake',
      result: trouble ?? 'verified',
      failed: trouble !== null,
      phoneNumberId,
      requestBody: '',
      responseBody: answer.status === null ? '' : answer.body,
      webhook: null,
    })
    return trouble
  }

  return {
    add,
    replay,
    handshake,
    retryNow() {
      const { size } = resting
      for (const wake of resting) wake()
      return size
    },
    waiting: () => [...waiting.values()],
    restore(webhooks) {
      for (const webhook of webhooks) {
        const again = { ...webhook, id: ++lastId }
        waiting.set(again.id, again)
        enqueue(again)
      }
    },
    idle: () =>
      waiting.size === 0 && batches.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
  }
}

const laneOf = (number: BusinessNumber, updates: readonly Update[]): string =>
  updates.length === 1 ? updates[0]!.lane : number.phoneNumberId

function resultOf(
  answer: Answer,
  { fault, webhook, retryInMs }: { fault: string | null; webhook: Webhook; retryInMs: number | null },
): string {
  const parts = [answerInWords(answer)]
  if (fault) parts.push(fault)
  if (webhook.isCopy) parts.push('second copy')
  if (webhook.attempts > 1) parts.push(`try ${webhook.attempts}`)
  if (retryInMs !== null) parts.push(`next try in ${duration(retryInMs)}`)
  else if (answer.status !== 200 && !webhook.isCopy) parts.push('given up')
  return parts.join(', ')
}

const answerInWords = (answer: Answer): string =>
  answer.status === null ? answer.trouble : `answered ${answer.status}`

function handshakeTrouble(answer: Answer, challenge: string): string | null {
  if (answer.status === null) return `The address did not answer: ${answer.trouble}.`
  if (answer.status !== 200) return `The address answered ${answer.status} instead of 200.`
  return answer.body === challenge ? null : 'The address answered 200, but not with the challenge alone.'
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}
