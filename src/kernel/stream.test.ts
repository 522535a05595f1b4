import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { DomainEvent } from '../contract/events.ts'
import type { ConversationId, NoteId, QueueId } from '../contract/ids.ts'
import { ok } from '../contract/refusals.ts'
import { type FromBrowser, FromServer } from '../contract/stream.ts'
import { createWorld, type Name, names, type World } from '../testing/world.ts'
import { type Journal, journalOf } from './journal.ts'
import { createLog } from './log.ts'
import { newId } from './new-id.ts'
import { openStream, type Stream, type StreamLimits, streamPath } from './stream.ts'
import { type Committed, inWork } from './work.ts'

let world: World
let server: Server
let address: string
let stream: Stream
/** Sessions by the value of the cookie; what is not here is nobody's. */
let sessions: Map<string, { name: Name; sessionId: string }>
/** What happens to a commit on its way to the stream. */
let passOn: (commit: Committed) => unknown
const browsers = new Set<Browser>()

beforeAll(async () => {
  world = await createWorld()
  server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await world.close()
})

beforeEach(() => start())
afterEach(async () => {
  for (const browser of browsers) browser.socket.terminate()
  browsers.clear()
  await stream.close()
  server.removeAllListeners('upgrade')
})

function start(limits: Partial<StreamLimits> = {}, journal: Journal = journalOf(world.kernel)): void {
  server.removeAllListeners('upgrade')
  sessions = new Map(names.map((name) => [name, { name, sessionId: name }]))
  stream = openStream({
    journal,
    clock: world.clock,
    log: createLog({ level: 'silent' }),
    publicUrl: `http://${address}`,
    authenticate: async ({ headers }) => {
      const key = headers.authorization?.replace('Bearer ', '') ?? headers.cookie?.replace('session=', '') ?? ''
      const session = sessions.get(key)
      if (!session) return null
      return { ...(await world.person(session.name)), userId: session.name, sessionId: session.sessionId }
    },
    maySeeConversation: async (person) => person.role !== 'agent' || person.queueIds.includes(world.support),
    limits: { tickMs: 20, ...limits },
  })
  passOn = stream.publish
  stream.attach(server)
}

/** A browser tab that holds nothing but what the stream gave it, and notices every hole and every double. */
class Browser {
  readonly socket: WebSocket
  readonly heard: FromServer[] = []
  readonly lines: (DomainEvent | null)[] = []
  readonly faults: string[] = []
  closed: { code: number; reason: string } | null = null
  seq: number

  constructor(name: string, after: number, options: { autoPong?: boolean } = {}) {
    this.seq = after
    this.socket = new WebSocket(`ws://${address}${streamPath}`, {
      headers: { cookie: `session=${name}`, origin: `http://${address}` },
      ...options,
    })
    browsers.add(this)
    this.socket.on('open', () => this.say({ type: 'subscribe', after: this.seq }))
    this.socket.on('message', (text) => this.hear(FromServer.parse(JSON.parse(String(text)))))
    this.socket.on('error', (error) => this.faults.push(error.message))
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
    })
  }

  say(message: FromBrowser): void {
    this.socket.send(JSON.stringify(message))
  }

  hear(message: FromServer): void {
    this.heard.push(message)
    if (message.type !== 'lines') return
    if (message.from !== this.seq + 1) this.faults.push(`had ${this.seq}, got ${message.from}`)
    this.seq = message.from + message.lines.length - 1
    this.lines.push(...message.lines)
  }

  has = (type: FromServer['type']): boolean => this.heard.some((message) => message.type === type)
  texts = (): string[] => this.lines.flatMap((line) => (line?.type === 'note.added' ? [line.note.text] : []))
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(2)
}

const last = () => journalOf(world.kernel).last(world.workspaceId)
const conversationId = newId() as ConversationId

/** A note in a conversation of this queue: who may see the queue may see it. */
const note = (queueId: QueueId, text: string): DomainEvent => ({
  type: 'note.added',
  conversationId,
  channelId: world.channelId,
  queueId,
  agentId: null,
  held: false,
  note: {
    id: newId() as NoteId,
    conversationId,
    interactionId: null,
    agentId: world.agentIds.ana,
    at: world.clock.now(),
    text,
  },
})

/** A person's card without certain queues or without the right to sign in. */
async function saved(name: Name, active: boolean): Promise<DomainEvent> {
  const { agentId, role, queueIds } = await world.person(name)
  const presence = {
    state: 'available',
    reasonId: null,
    since: world.clock.now(),
    stopNew: false,
    breakRequested: false,
    breakBeginsAt: null,
    notReady: false,
    notResponding: false,
    returnsAt: null,
    onCallSince: null,
    away: null,
  } as const
  return {
    type: 'agent.saved',
    agent: {
      ...{ id: agentId, name, role, active, queueIds: [...queueIds] },
      ...{ capacity: null, acceptSeconds: null, presence, tagIds: [] },
    },
  }
}

async function commit(...events: DomainEvent[]): Promise<void> {
  await inWork({ ...world.kernel, committed: (committed) => passOn(committed) }, world.house, async (work) => {
    work.record(...events)
    return ok(null)
  })
}

/** Connected, subscribed and caught up, with nothing on their screens yet. */
async function arrive<const N extends readonly Name[]>(...who: N): Promise<{ [K in keyof N]: Browser }> {
  const begin = await last()
  return settle(who.map((name) => new Browser(name, begin))) as Promise<{ [K in keyof N]: Browser }>
}

async function settle(tabs: Browser[]): Promise<Browser[]> {
  await until(() => tabs.every((browser) => browser.has('clock')))
  await commit(note(world.support, 'hello'), note(world.sales, 'hello'))
  const seq = await last()
  await until(() => tabs.every((browser) => browser.seq >= seq))
  for (const browser of tabs) {
    browser.heard.length = 0
    browser.lines.length = 0
  }
  return tabs
}

async function httpStatus(headers: Record<string, string>, path = streamPath): Promise<number> {
  const socket = new WebSocket(`ws://${address}${path}`, { headers })
  socket.on('error', () => {})
  const status = await new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => resolve(101))
  })
  socket.terminate()
  return status
}

test('everybody gets every line once and in order, and empty where it is none of their business', async () => {
  const [sofia, ben, davi] = await arrive('sofia', 'ben', 'davi')
  const before = await last()
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      commit(note(world.support, `support ${index}`), note(world.sales, `sales ${index}`)),
    ),
  )
  const seq = await last()
  await until(() => [sofia, ben, davi].every((browser) => browser.seq === seq))
  expect([...sofia.faults, ...ben.faults, ...davi.faults]).toEqual([])

  const written = await journalOf(world.kernel).after(world.workspaceId, before, 1_000)
  const inOrder = written.flatMap(({ events }) =>
    events.map((event) => (event.type === 'note.added' ? event.note.text : '')),
  )
  expect(sofia.texts()).toEqual(inOrder)
  expect(ben.texts()).toEqual(inOrder.filter((text) => text.startsWith('support')))
  expect(davi.texts()).toEqual(inOrder.filter((text) => text.startsWith('sales')))
})

test('a commit of which a person may see nothing costs them no frame of its own', async () => {
  await stream.close()
  start({ tickMs: 60_000 })
  const davi = new Browser('davi', await last())
  await until(() => davi.has('clock'))
  await until(() => stream.numbers().sockets === 1)
  const frames = stream.numbers().frames
  const begin = await last()
  for (let count = 0; count < 20; count++) await commit(note(world.support, 'not for Davi'))
  await commit(note(world.support, 'not for Davi'), note(world.sales, 'for Davi'), note(world.support, 'not for Davi'))
  await until(() => davi.texts().includes('for Davi'))
  expect(stream.numbers().frames).toBe(frames + 1)
  expect(davi.seq).toBe(begin + 22)
  expect(davi.faults).toEqual([])
})

test('after any number of breaks nobody has missed a line or had one twice', async () => {
  const random = seeded(20_260_302)
  const begin = await last()
  const tabs = (['sofia', 'ben', 'davi'] as const).map((name) => ({ name, browser: new Browser(name, begin) }))
  const lines: (DomainEvent | null)[][] = tabs.map(() => [])
  let drops = 0
  for (let step = 0; step < 400; step++) {
    const fate = random()
    passOn =
      fate < 0.6
        ? stream.publish
        : fate < 0.7
          ? (committed) => void setTimeout(() => stream.publish(committed), 3)
          : fate < 0.9
            ? ({ workspaceId, from, events }) => stream.heardOf(workspaceId, from + events.length - 1)
            : () => {}
    const events = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      note(random() < 0.5 ? world.support : world.sales, `${step}`),
    )
    await commit(...events)
    for (const [index, tab] of tabs.entries()) {
      if (random() > 0.25) continue
      // The line breaks in the middle of whatever was under way, and the browser goes on from what it has.
      drops++
      tab.browser.socket.terminate()
      expect(tab.browser.faults.filter((fault) => !fault.includes('closed before'))).toEqual([])
      lines[index]!.push(...tab.browser.lines)
      tab.browser = new Browser(tab.name, tab.browser.seq)
    }
  }
  passOn = stream.publish
  stream.lookAgain()
  const seq = await last()
  await until(() => tabs.every(({ browser }) => browser.seq === seq))
  const written = (await journalOf(world.kernel).after(world.workspaceId, begin, 10_000)).flatMap(
    ({ events }) => events,
  )
  for (const [index, { name, browser }] of tabs.entries()) {
    const got = [...lines[index]!, ...browser.lines]
    expect(browser.faults).toEqual([])
    expect(got).toHaveLength(written.length)
    const { queueIds, role } = await world.person(name)
    expect(got).toEqual(
      written.map((event) =>
        role !== 'agent' || (event.type === 'note.added' && queueIds.includes(event.queueId!)) ? event : null,
      ),
    )
  }
  expect(drops).toBeGreaterThan(200)
})

/** The same numbers from the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test('who has missed too much, or knows more than the journal, is told to fetch the snapshot again', async () => {
  await stream.close()
  start({ missedLines: 10 })
  const before = await last()
  await commit(...new Array<DomainEvent>(11).fill(note(world.support, 'old')))
  const late = new Browser('sofia', before)
  await until(() => late.has('resync'))
  expect(late.lines).toEqual([])
  late.seq = await last()
  late.say({ type: 'subscribe', after: late.seq })
  await commit(note(world.support, 'new'))
  await until(() => late.texts().includes('new'))

  const ahead = new Browser('sofia', (await last()) + 1_000)
  await until(() => ahead.has('resync'))
})

test('a snapshot that is newer than the stream loses nothing', async () => {
  const [ben] = await arrive('ben')
  passOn = () => {}
  await commit(note(world.support, 'in the snapshot'))
  const carla = new Browser('carla', await last())
  await until(() => carla.has('clock'))
  passOn = stream.publish
  await commit(note(world.support, 'after it'))
  await until(() => carla.texts().includes('after it') && ben.texts().includes('after it'))
  expect(carla.texts()).toEqual(['after it'])
  expect(ben.texts()).toEqual(['in the snapshot', 'after it'])
  expect([...carla.faults, ...ben.faults]).toEqual([])
})

test('a person who leaves a queue gets none of its lines from that moment on', async () => {
  const [ben] = await arrive('ben')
  await world.asOwner('delete from queue_member where agent_id = $1', [world.agentIds.ben])
  try {
    await commit(await saved('ben', true), note(world.support, 'secret'))
    await commit(note(world.support, 'secret'))
    await until(() => ben.has('resync'))
    ben.seq = await last()
    ben.say({ type: 'subscribe', after: ben.seq })
    await commit(note(world.support, 'secret'))
    const seq = await last()
    await until(() => ben.seq === seq)
    expect(ben.lines).toEqual([null])
  } finally {
    await world.asOwner('insert into queue_member (workspace_id, queue_id, agent_id) values ($1, $2, $3)', [
      world.workspaceId,
      world.support,
      world.agentIds.ben,
    ])
  }
})

test('rights taken between the snapshot and the subscription count', async () => {
  const ben = new Browser('ben', await last())
  await until(() => ben.has('clock'))
  ben.heard.length = 0
  await world.asOwner('delete from queue_member where agent_id = $1', [world.agentIds.ben])
  try {
    // Nobody said so: the change was published before this socket was there to hear of it.
    ben.say({ type: 'subscribe', after: ben.seq })
    await commit(note(world.support, 'secret'))
    await until(() => ben.has('resync'))
    expect(ben.texts()).toEqual([])
  } finally {
    await world.asOwner('insert into queue_member (workspace_id, queue_id, agent_id) values ($1, $2, $3)', [
      world.workspaceId,
      world.support,
      world.agentIds.ben,
    ])
  }
})

test('rights that changed while the line was away make the browser begin again', async () => {
  const before = await last()
  await commit(note(world.support, 'missed'), await saved('ben', true), note(world.support, 'later'))
  const ben = new Browser('ben', before)
  await until(() => ben.has('resync'))
  expect(ben.texts()).toEqual([])
})

test('rights that are taken while a browser catches up stop it there', async () => {
  await stream.close()
  const real = journalOf(world.kernel)
  let asked = () => {}
  let open = () => {}
  const waiting = new Promise<void>((resolve) => {
    asked = resolve
  })
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  start(
    {},
    {
      last: real.last,
      async after(...args) {
        asked()
        await opened
        return real.after(...args)
      },
    },
  )
  const before = await last()
  await commit(note(world.support, 'long ago'))
  const ben = new Browser('ben', before)
  await waiting
  await commit(await saved('ben', true))
  await until(() => ben.has('resync'))
  open()
  ben.seq = await last()
  ben.say({ type: 'subscribe', after: ben.seq })
  await commit(note(world.support, 'now'))
  await until(() => ben.texts().includes('now'))
  expect(ben.texts()).toEqual(['now'])
  expect(ben.faults).toEqual([])
})

test('lines that were read from the journal before they were reported come once', async () => {
  const [ben] = await arrive('ben')
  await commit(note(world.support, 'one'))
  const before = (await last()) - 1
  const late: Committed[] = []
  passOn = (committed) => late.push(committed)
  await commit(note(world.support, 'two'))
  await commit(note(world.support, 'three'))
  const carla = new Browser('carla', before)
  await until(() => carla.texts().includes('three'))
  passOn = stream.publish
  for (const committed of late) stream.publish(committed)
  await commit(note(world.support, 'four'))
  await until(() => [ben, carla].every((browser) => browser.texts().includes('four')))
  expect(carla.texts()).toEqual(['one', 'two', 'three', 'four'])
  expect(ben.texts()).toEqual(['one', 'two', 'three', 'four'])
  expect([...ben.faults, ...carla.faults]).toEqual([])
})

test('a person who was switched off is signed out at once', async () => {
  const [ben, carla] = await arrive('ben', 'carla')
  await commit(await saved('ben', false), note(world.support, 'secret'))
  await until(() => ben.closed !== null)
  expect(ben.has('signed_out')).toBe(true)
  expect(ben.texts()).toEqual([])
  await until(() => carla.texts().includes('secret'))
})

test('signing out ends the sockets of the other sessions and spares the one that lives on', async () => {
  sessions.set('laptop', { name: 'ben', sessionId: 'laptop' })
  sessions.set('phone', { name: 'ben', sessionId: 'phone' })
  const begin = await last()
  const [laptop, phone, carla] = [
    new Browser('laptop', begin),
    new Browser('phone', begin),
    new Browser('carla', begin),
  ]
  await until(() => [laptop, phone, carla].every((browser) => browser.has('clock')))
  stream.signOut('ben', 'laptop')
  await until(() => phone.closed !== null)
  expect(phone.has('signed_out')).toBe(true)
  await commit(note(world.support, 'still here'))
  await until(() => laptop.texts().includes('still here') && carla.texts().includes('still here'))
  stream.endSession('laptop')
  await until(() => laptop.closed !== null)
  expect(carla.closed).toBeNull()
})

test('a session that ended without a word is found out', async () => {
  await stream.close()
  start({ confirmMs: 60 })
  const [ben] = await arrive('ben')
  sessions.delete('ben')
  await until(() => ben.closed !== null)
  expect(ben.has('signed_out')).toBe(true)
})

test('a socket whose session cannot be looked up does not live on for ever', async () => {
  await stream.close()
  start({ confirmMs: 30, unconfirmedMs: 200 })
  const [ben] = await arrive('ben')
  const { get } = sessions
  sessions.get = () => {
    throw new Error('the database is away')
  }
  await until(() => ben.closed !== null)
  expect(ben.closed?.code).toBe(1013)
  sessions.get = get
})

test('many who missed the same lines cost the database hardly more than one', async () => {
  await stream.close()
  const journal = journalOf(world.kernel)
  let reads = 0
  const counted: Journal = {
    last: journal.last,
    after(...about) {
      reads++
      return journal.after(...about)
    },
  }
  start({ tickMs: 60_000 }, counted)
  await arrive('ana')
  const begin = await last()
  for (let page = 0; page < 4; page++)
    await commit(...Array.from({ length: 200 }, (_, index) => note(world.support, `${page} ${index}`)))
  const seq = await last()
  const away = Array.from({ length: 15 }, () => new Browser('sofia', begin))
  await until(() => away.every((browser) => browser.seq === seq))
  expect(away.flatMap(({ faults }) => faults)).toEqual([])
  for (const browser of away) expect(browser.texts()).toEqual(away[0]?.texts())
  // Five pages each, of which the last is not full and may be read by each; on a busy computer some come too late to share.
  expect(reads).toBeLessThan((5 * away.length) / 2)
})

test('a reader who does not read delays nobody, and misses nothing when he reads again', async () => {
  await stream.close()
  start({ bufferedBytes: 50_000 })
  const [slow, quick] = await arrive('sofia', 'ben')
  slow.socket.pause()
  const begin = await last()
  const page = 'x'.repeat(20_000)
  for (let count = 0; stream.numbers().slow === 0; count++) await commit(note(world.support, `${count} ${page}`))
  // What goes out while one reader is stuck reaches the other, line by line.
  for (let count = 0; count < 20; count++) {
    await commit(note(world.support, `stuck ${count} ${page}`))
    const seq = await last()
    await until(() => quick.seq === seq)
  }
  expect(stream.numbers().slow).toBe(1)
  slow.socket.resume()
  const seq = await last()
  await until(() => slow.seq === seq)
  expect(slow.texts()).toHaveLength(seq - begin)
  expect(slow.texts()).toEqual(quick.texts())
  expect([...slow.faults, ...quick.faults]).toEqual([])
})

test('a reader who is stuck for too long is cut off', async () => {
  await stream.close()
  start({ bufferedBytes: 50_000, stalledMs: 100 })
  const [slow] = await arrive('sofia')
  slow.socket.pause()
  const page = 'x'.repeat(20_000)
  for (let count = 0; stream.numbers().sockets > 0; count++) await commit(note(world.support, `${count} ${page}`))
  expect(stream.numbers()).toMatchObject({ sockets: 0, workspaces: 0, slow: 0 })
})

test('a browser that does not answer is cut off', async () => {
  await stream.close()
  start({ pingMs: 40 })
  const begin = await last()
  const [deaf, alive] = [new Browser('ben', begin, { autoPong: false }), new Browser('carla', begin)]
  await settle([alive])
  await until(() => deaf.closed !== null)
  expect(alive.closed).toBeNull()
})

test('a clock that leaps is told at once, not at the next half minute', async () => {
  await stream.close()
  start({ clockMs: 86_400_000 })
  const [ben] = await arrive('ben')
  const later = world.clock.now() + 86_400_000
  world.clock.advance(86_400_000)
  await until(() => ben.heard.some((message) => message.type === 'clock' && message.now >= later))
})

test.each([
  ['text that is not JSON', 'hello'],
  ['an unknown message', JSON.stringify({ type: 'publish', events: [] })],
  ['a number that is none', JSON.stringify({ type: 'subscribe', after: -1 })],
  ['a deep nest', `${'['.repeat(2_000)}${']'.repeat(2_000)}`],
  ['bytes', Buffer.from([0, 1, 2, 255])],
  ['text that is not UTF-8', Buffer.from([0xff, 0xfe]), { binary: false }],
  ['too much', 'x'.repeat(10_000)],
] as const)(
  'a browser that sends %s is disconnected, and nobody else notices',
  async (_what, bytes, options?: { binary: boolean }) => {
    const [odd, other] = await arrive('ben', 'carla')
    odd.socket.send(bytes, options ?? {})
    await until(() => odd.closed !== null)
    expect([1007, 1008, 1009]).toContain(odd.closed?.code)
    await commit(note(world.support, 'all well'))
    await until(() => other.texts().includes('all well'))
  },
)

test('a flood of messages is cut off', async () => {
  const [mad, other] = await arrive('ben', 'carla')
  for (let count = 0; count < 200; count++) mad.say({ type: 'doing', conversationId: null, doing: 'reading' })
  await until(() => mad.closed !== null)
  expect(mad.closed).toEqual({ code: 1008, reason: 'too many messages' })
  await commit(note(world.support, 'all well'))
  await until(() => other.texts().includes('all well'))
})

test('only our own pages, and only people we know, may open a socket', async () => {
  const ours = { origin: `http://${address}`, cookie: 'session=ben' }
  expect(await httpStatus(ours)).toBe(101)
  expect(await httpStatus({ ...ours, origin: 'https://evil.example' })).toBe(403)
  expect(await httpStatus({ ...ours, origin: 'null' })).toBe(403)
  expect(await httpStatus({ ...ours, origin: `http://${address}.evil.example` })).toBe(403)
  expect(await httpStatus({ cookie: 'session=ben' })).toBe(403)
  expect(await httpStatus({ authorization: 'Bearer ben' })).toBe(101)
  expect(await httpStatus({ authorization: 'Bearer ben', origin: 'https://evil.example' })).toBe(403)
  expect(await httpStatus({ ...ours, cookie: 'session=nobody' })).toBe(401)
  expect(await httpStatus({ origin: ours.origin })).toBe(401)
  expect(await httpStatus(ours, '/api/elsewhere')).toBe(404)
})

test('one person has a limited number of sockets, and gets one back when one is closed', async () => {
  await stream.close()
  start({ socketsPerPerson: 3 })
  const ours = { origin: `http://${address}`, cookie: 'session=ben' }
  const [first] = await arrive('ben', 'ben', 'ben')
  expect(await httpStatus(ours)).toBe(429)
  expect(await httpStatus({ ...ours, cookie: 'session=carla' })).toBe(101)
  first.socket.close()
  await until(async () => (await httpStatus(ours)) === 101)
})

test('colleagues in a conversation see each other read and type, and nobody else does', async () => {
  await stream.close()
  start({ typingMs: 150 })
  const [ben, carla, davi, sofia] = await arrive('ben', 'carla', 'davi', 'sofia')
  const here = (browser: Browser) =>
    browser.heard.flatMap((message) => (message.type === 'here' ? [message.agents] : [])).at(-1)
  const { ben: benId, carla: carlaId } = world.agentIds
  const both = (carlaDoes: string) => [
    { agentId: benId, doing: 'reading' },
    { agentId: carlaId, doing: carlaDoes },
  ]

  ben.say({ type: 'doing', conversationId, doing: 'reading' })
  await until(() => here(ben)?.length === 1)
  // Davi may not see the conversation: he is neither shown nor told.
  davi.say({ type: 'doing', conversationId, doing: 'typing_reply' })
  carla.say({ type: 'doing', conversationId, doing: 'typing_reply' })
  await until(() => JSON.stringify(here(ben)) === JSON.stringify(both('typing_reply')))
  await until(() => JSON.stringify(here(carla)) === JSON.stringify(both('typing_reply')))
  // Not renewed, typing is over by itself.
  await until(() => JSON.stringify(here(ben)) === JSON.stringify(both('reading')))
  carla.socket.terminate()
  await until(() => here(ben)?.length === 1)
  expect(here(davi)).toBeUndefined()
  expect(here(sofia)).toBeUndefined()
  expect(davi.closed).toBeNull()
})

test('nothing of a thousand sockets that came and went is left', async () => {
  const ours = { origin: `http://${address}`, cookie: 'session=ben' }
  for (let round = 0; round < 50; round++)
    await Promise.all(Array.from({ length: 20 }, () => httpStatus(round % 2 === 0 ? ours : { ...ours, cookie: '' })))
  await until(() => stream.numbers().sockets === 0)
  expect(stream.numbers()).toMatchObject({ sockets: 0, workspaces: 0, slow: 0 })
})

test('closing says goodbye to everybody and lets nobody in', async () => {
  const [ben, sofia] = await arrive('ben', 'sofia')
  sofia.socket.pause()
  await stream.close()
  await until(() => ben.closed !== null)
  expect(ben.closed?.code).toBe(1001)
  expect(stream.numbers().sockets).toBe(0)
  expect(await httpStatus({ origin: `http://${address}`, cookie: 'session=ben' })).toBe(503)
})
