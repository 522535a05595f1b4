import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type Hook, hookTo } from '../hook.ts'
import { type Conduct, conductOf, errorBody, plain } from './conduct.ts'

/** The invented number at the provider, with its secrets. */
export const LINE = {
  number: '700800900100777',
  account: '900100200300777',
  appSecret: 'chaos-secret',
  token: 'chaos-token',
}

/** What the provider knows of one message, by our reference. */
export type Seen = {
  to: string
  text: string
  /** When it was first heard of. */
  heardAt: number
  /** One for each POST, in order: what became of it there. */
  posts: ('turned_away' | 'taken' | 'refused' | 'doubtful')[]
  /** Its place among everything that was taken. */
  takenAs: number | null
  /** Statuses are given of it. */
  willTell: boolean
  /** The product has said 200 to the status `delivered`. */
  deliveredTold: boolean
}

/** A provider with a mind of its own and a book of everything it was asked. */
export type Peer = {
  readonly baseUrl: string
  readonly seen: ReadonlyMap<string, Seen>
  /** Give statuses to this address from now on. */
  tell(address: string): void
  /** Take what comes, and answer nothing until released. */
  hold(): void
  /** Let what comes wait outside until released; who has gone by then was never heard. */
  deafen(): void
  release(): void
  /** POSTs that wait because of `hold` or `deafen`. */
  held(): number
  /** From now on whatever comes is accepted: the provider has no faults of its own any more. */
  calm(): void
  /** Every status was delivered and acknowledged. Throws what went wrong with one. */
  told(): Promise<void>
  close(): void
}

const STATUS_CONNECTIONS = 16
const STATUSES_TOGETHER = 40
const STATUS_EVERY_MS = 25

export async function openPeer(seed: number): Promise<Peer> {
  const seen = new Map<string, Seen>()
  let hook: Hook | null = null
  let taken = 0
  let gate: { isOutside: boolean; opened: Promise<void>; open: () => void } | null = null
  let atTheGate = 0
  let isCalm = false
  const statuses = statusPost(() => hook)

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))

  async function passGate(): Promise<void> {
    atTheGate++
    await gate?.opened
  }
  function shut(isOutside: boolean): void {
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    gate = { isOutside, opened, open }
    atTheGate = 0
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (gate?.isOutside) await passGate()
    if (request.socket.destroyed) return
    const asked = await bodyOf(request)
    if (asked === null) return void json(response, 200, '{"success":true}')
    const { reference, to, text } = asked
    const nothing = { posts: [], takenAs: null, willTell: false, deliveredTold: false }
    const known = seen.get(reference) ?? { to, text, heardAt: Date.now(), ...nothing }
    seen.set(reference, known)
    const conduct = isCalm ? plain : conductOf(numberOf(text), seed)
    const turned = known.posts.filter((post) => post === 'turned_away').length
    const turnsAway = turned < conduct.turnedAway.times
    known.posts.push(turnsAway ? 'turned_away' : outcomeOf(conduct))
    if (!turnsAway && conduct.takes) {
      known.takenAs ??= taken++
      known.willTell = conduct.statuses
    }
    const id = `wamid.CHAOS.${reference}.${known.posts.length}`
    const status = () => statuses.say({ id, reference, to }, known)
    if (!turnsAway && conduct.takes && conduct.statuses) {
      if (conduct.answer.type === 'accepted_late') await status()
      else void status()
    }
    if (gate && !gate.isOutside) await passGate()
    if (turnsAway) json(response, 429, errorBody(conduct.turnedAway.code))
    else await give(response, conduct, id, to)
  }

  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/graph`,
    seen,
    tell(address) {
      hook = hookTo(address, LINE.appSecret, STATUS_CONNECTIONS)
    },
    hold: () => shut(false),
    deafen: () => shut(true),
    release() {
      gate?.open()
      gate = null
    },
    held: () => (gate ? atTheGate : 0),
    calm() {
      isCalm = true
    },
    told: statuses.done,
    close() {
      gate?.open()
      server.closeAllConnections()
      server.close()
      hook?.close()
    },
  }
}

function outcomeOf({ answer, takes }: Conduct): Seen['posts'][number] {
  if (takes) return 'taken'
  return answer.type === 'error' && answer.status < 500 ? 'refused' : 'doubtful'
}

async function give(response: ServerResponse, { answer }: Conduct, id: string, to: string): Promise<void> {
  switch (answer.type) {
    case 'accepted':
      if (answer.afterMs > 0) await wait(answer.afterMs)
      return json(response, 200, acceptance(id, to))
    case 'accepted_late':
      return json(response, 200, acceptance(id, to))
    case 'cut':
      return void response.destroy()
    case 'silence':
      return
    case 'error':
      return json(response, answer.status, answer.body)
  }
}

const acceptance = (id: string, to: string): string =>
  JSON.stringify({ messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: to }], messages: [{ id }] })

function json(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

/** The number in a text of ours: `m 17` is message 17. */
export const numberOf = (text: string): number => Number(text.split(' ')[1])

/** Null for what is no message: read receipts and the like. */
async function bodyOf(request: IncomingMessage): Promise<{ reference: string; to: string; text: string } | null> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const {
    biz_opaque_callback_data: reference,
    to,
    text,
  } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    biz_opaque_callback_data?: string
    to?: string
    text?: { body: string }
  }
  return reference && to && text ? { reference, to, text: text.body } : null
}

type Told = { id: string; reference: string; to: string }

/** Statuses go out many together, each message's `sent` and `delivered` in any order. */
function statusPost(hook: () => Hook | null) {
  let waiting: { told: Told; known: Seen; done: () => void }[] = []
  let timer: NodeJS.Timeout | undefined
  const underWay = new Set<Promise<void>>()
  let trouble: unknown

  function flush(): void {
    timer = undefined
    for (; waiting.length > 0; waiting = waiting.slice(STATUSES_TOGETHER)) {
      const some = waiting.slice(0, STATUSES_TOGETHER)
      const going = (hook()?.deliver(statusesBody(some.map(({ told }) => told))) ?? Promise.resolve(0))
        .then(() => {
          for (const { known } of some) known.deliveredTold = true
        })
        .catch((error: unknown) => {
          trouble ??= error
        })
        .finally(() => {
          for (const { done } of some) done()
          underWay.delete(going)
        })
      underWay.add(going)
    }
  }
  return {
    say: (told: Told, known: Seen): Promise<void> =>
      new Promise((done) => {
        waiting.push({ told, known, done })
        if (timer === undefined) timer = setTimeout(flush, STATUS_EVERY_MS)
      }),
    async done() {
      while (waiting.length > 0 || underWay.size > 0) {
        flush()
        await Promise.all(underWay)
      }
      if (trouble) throw trouble
    },
  }
}

function statusesBody(all: readonly Told[]): string {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const statuses = all.flatMap(({ id, reference, to }) =>
    ['delivered', 'sent'].map((status) => ({
      id,
      status,
      timestamp,
      recipient_id: to,
      biz_opaque_callback_data: reference,
    })),
  )
  return webhookBody({ statuses })
}

/** A webhook of this line. */
export function webhookBody(content: object): string {
  const metadata = { display_phone_number: '447700900777', phone_number_id: LINE.number }
  const value = { messaging_product: 'whatsapp', metadata, ...content }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: LINE.account, changes: [{ field: 'messages', value }] }],
  })
}
