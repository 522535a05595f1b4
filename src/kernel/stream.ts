import { type IncomingHttpHeaders, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import type { DomainEvent, EventOf, Viewer } from '../contract/events.ts'
import type { AgentId, ConversationId, WorkspaceId } from '../contract/ids.ts'
import { FromBrowser, type FromServer } from '../contract/stream.ts'
import { atMost } from './at-most.ts'
import type { Clock } from './clock.ts'
import { type Follower, follow } from './follow.ts'
import { emptyLines, type Packet, packetOf, sightOf, told } from './frames.ts'
import type { Person } from './http.ts'
import type { Journal, Lines } from './journal.ts'
import type { Log } from './log.ts'
import { createWhereabouts, type Whereabouts } from './whereabouts.ts'
import type { Committed } from './work.ts'

/** Where browsers open their socket. */
export const streamPath = '/api/stream'

export type StreamLimits = {
  /** Lines a browser may have missed before fetching the snapshot again is cheaper. */
  missedLines: number
  /** Bytes not yet taken by a reader; beyond this nothing is written to it until it has read them. */
  bufferedBytes: number
  /** How long a reader may take for that. */
  stalledMs: number
  pingMs: number
  clockMs: number
  /** How often each socket's session is looked up again. */
  confirmMs: number
  /** How long a socket may stay open while that fails, because the database is away. */
  unconfirmedMs: number
  socketsPerPerson: number
  sockets: number
  /** Messages from one browser: at once, and a second over time. */
  messagesAtOnce: number
  messagesPerSecond: number
  /** Lines a person may not see that are kept back, to be sent with the next one they may. */
  owedLines: number
  /** How long somebody counts as typing after the last sign of it. */
  typingMs: number
  /** How often a journal is looked at unasked: whoever should have told us of a line may have been killed before. */
  lookMs: number
  /** How often all the above is looked after. */
  tickMs: number
}

const defaultLimits: StreamLimits = {
  missedLines: 5_000,
  bufferedBytes: 1_000_000,
  stalledMs: 30_000,
  pingMs: 20_000,
  clockMs: 30_000,
  confirmMs: 25_000,
  unconfirmedMs: 90_000,
  socketsPerPerson: 20,
  sockets: 20_000,
  messagesAtOnce: 40,
  messagesPerSecond: 10,
  owedLines: 500,
  typingMs: 6_000,
  lookMs: 5_000,
  tickMs: 1_000,
}

export type StreamOptions = {
  journal: Journal
  clock: Clock
  log: Log
  /** The address people know us by: the only foreign-looking Origin that is welcome. */
  publicUrl: string
  authenticate: (request: { headers: IncomingHttpHeaders }) => Promise<Person | null>
  maySeeConversation: (person: Person, conversationId: ConversationId) => Promise<boolean>
  /** Somebody's rights have changed, here or on another node. */
  rightsChanged?: () => void
  limits?: Partial<StreamLimits>
}

export type Stream = {
  /** Take the sockets of this server. */
  attach(server: Server): void
  /** Lines this process has just committed. */
  publish(commit: Committed): void
  /** Another process says that a workspace's journal has come at least this far. */
  heardOf(workspaceId: WorkspaceId, seq: number): void
  /** We may have missed what other processes said. */
  lookAgain(): void
  /** End the sockets of a person's sessions, but for the one that lives on. */
  signOut(userId: string, exceptSessionId: string | null): void
  /** End the sockets of one session. */
  endSession(sessionId: string): void
  /** Whose tabs are open on this node, by workspace. */
  here(): ReadonlyMap<WorkspaceId, readonly AgentId[]>
  numbers(): { sockets: number; workspaces: number; slow: number; frames: number }
  /** Say goodbye to every browser (1001) and take no new ones. */
  close(): Promise<void>
}

/** Browser messages are tiny. */
const MAX_MESSAGE_BYTES = 4_096
/** Lines read from the journal at once for one browser that missed them, and how many browsers are served at once. */
const PAGE_LINES = 200
const READING_AT_ONCE = 4
const KEPT_PAGES = 8
const RETRY_MS = 500
/** When a new socket's session is looked up a second time. */
const FIRST_CONFIRM_MS = 2_500
/** The longest rest after writing to every tab. */
const LONGEST_REST_MS = 50
/** Clocks that differ by less than this are the same to a person. */
const CLOCK_LEAP_MS = 1_000
/** How long browsers have to answer a goodbye. */
const GOODBYE_MS = 1_500

const NOT_UNDERSTOOD = 1008
const GOING_AWAY = 1001
const TRY_LATER = 1013

/** One workspace that somebody is looking at. */
type Hub = {
  readonly workspaceId: WorkspaceId
  readonly follower: Follower
  readonly tabs: Set<Tab>
  readonly whereabouts: Whereabouts<Tab>
  /** Pages of the journal that were read for who was away, by the line before them. */
  readonly pages: Map<number, Promise<Packet>>
  /** Lines that are on their way to every tab, and what will take them there. */
  readonly pending: Lines[]
  stopGoing: (() => void) | null
  /** Before this moment nothing more is written: the last time took so long. By `performance.now()`. */
  restUntil: number
  nextLook: number
}

/** One socket: one tab of one browser. */
type Tab = {
  readonly socket: WebSocket
  /** What the socket writes to: what is the same for many is written there as it is. */
  readonly wire: Duplex
  /** The headers it came with: its cookie or key is looked up again and again. */
  readonly headers: IncomingHttpHeaders
  readonly hub: Hub
  person: Person
  viewer: Viewer
  /** What decides what this person sees: see `sightOf`. */
  sight: string
  /** `stale`: told to fetch the snapshot again, and waiting for it to subscribe. */
  state: 'new' | 'catching_up' | 'live' | 'slow' | 'stale' | 'closed'
  /** Goes up with each new start, so that an answer to an older one is not mistaken for ours. */
  turn: number
  /** Goes up when what this person may see is set, so that an older answer of the database does not undo it. */
  rights: number
  /** What tags hide from this person was looked up after this line. */
  sightOfLine: number
  /** The last line dealt with, and how many of the lines up to it are empty and not sent yet. */
  had: number
  owed: number
  slowSince: number
  confirmedAt: number
  nextConfirm: number
  nextPing: number
  nextClock: number
  /** By how much our clock was ahead of this computer's when the browser was last told of it. */
  clockAhead: number
  awaitsPong: boolean
  messagesLeft: number
  /** Messages of one browser are handled one after the other. */
  handling: Promise<void>
}

/** The live connection of browsers to the journal: the only file that knows sockets. */
export function openStream(options: StreamOptions): Stream {
  const { journal, clock, log, publicUrl, authenticate, maySeeConversation } = options
  const limits = { ...defaultLimits, ...options.limits }
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  })
  const hubs = new Map<WorkspaceId, Hub>()
  const tabs = new Set<Tab>()
  const tabsOf = new Map<string, number>()
  const inTurn = atMost(READING_AT_ONCE)
  const ticking = setInterval(tick, limits.tickMs)
  ticking.unref()
  let framesSent = 0
  let closing = false

  return {
    attach(httpServer) {
      httpServer.on('upgrade', (request, socket, head) => void welcome(request, socket, head))
    },
    publish: ({ workspaceId, from, at, events }) => hubs.get(workspaceId)?.follower.report({ from, at, events }),
    heardOf: (workspaceId, seq) => hubs.get(workspaceId)?.follower.heardOf(seq),
    lookAgain() {
      for (const hub of hubs.values()) hub.follower.look()
    },
    signOut: (userId, exceptSessionId) =>
      signOutTabs((person) => person.userId === userId && person.sessionId !== exceptSessionId),
    endSession: (sessionId) => signOutTabs((person) => person.sessionId === sessionId),
    here: () =>
      new Map(
        [...hubs].map(([workspaceId, hub]) => [
          workspaceId,
          [...new Set([...hub.tabs].map(({ person }) => person.agentId))],
        ]),
      ),
    numbers: () => ({
      sockets: tabs.size,
      workspaces: hubs.size,
      slow: [...tabs].filter((tab) => tab.state === 'slow').length,
      frames: framesSent,
    }),
    close,
  }

  // Coming and going.

  async function welcome(request: IncomingMessage, wire: Duplex, head: Buffer): Promise<void> {
    const broken = () => wire.destroy()
    wire.on('error', broken)
    const person = await whoComes(request)
    wire.off('error', broken)
    if (typeof person === 'number') return turnAway(wire, person)
    if ((tabsOf.get(person.agentId) ?? 0) >= limits.socketsPerPerson) return turnAway(wire, 429)
    server.handleUpgrade(request, wire, head, (socket) => open(socket, wire, request.headers, person))
  }

  /** Who comes in, or the HTTP status with which they do not. */
  async function whoComes(request: IncomingMessage): Promise<Person | number> {
    if (request.url?.split('?', 1)[0] !== streamPath) return 404
    if (!comesFromUs(request.headers)) return 403
    if (closing || tabs.size >= limits.sockets) return 503
    try {
      return (await authenticate({ headers: request.headers })) ?? 401
    } catch (error) {
      log.warn({ err: error }, 'a browser could not be let in')
      return 503
    }
  }

  /** A page of somebody else must not use our cookie: browsers say where a page comes from, and only they send cookies. */
  function comesFromUs({ origin, host, authorization }: IncomingHttpHeaders): boolean {
    if (origin === undefined) return authorization !== undefined
    if (origin === publicUrl) return true
    return publicUrl.startsWith('http:') && host !== undefined && origin === `http://${host}`
  }

  function turnAway(wire: Duplex, status: number): void {
    wire.on('error', () => wire.destroy())
    wire.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }

  function open(socket: WebSocket, wire: Duplex, headers: IncomingHttpHeaders, person: Person): void {
    const now = Date.now()
    const tab: Tab = {
      socket,
      wire,
      headers,
      hub: hubOf(person.workspaceId),
      person,
      viewer: viewerOf(person),
      sight: sightOf(viewerOf(person)),
      state: 'new',
      turn: 0,
      rights: 0,
      sightOfLine: 0,
      had: 0,
      owed: 0,
      slowSince: 0,
      confirmedAt: now,
      // Soon, because who may come in is remembered for a moment; and spread, so that a thousand do not ask together.
      nextConfirm: now + Math.min(limits.confirmMs, FIRST_CONFIRM_MS) * (0.75 + Math.random() / 4),
      nextPing: now + limits.pingMs,
      nextClock: 0,
      clockAhead: 0,
      awaitsPong: false,
      messagesLeft: limits.messagesAtOnce,
      handling: Promise.resolve(),
    }
    tabs.add(tab)
    tab.hub.tabs.add(tab)
    tabsOf.set(person.agentId, (tabsOf.get(person.agentId) ?? 0) + 1)
    socket.on('message', (bytes: Buffer, isBinary) => receive(tab, bytes, isBinary))
    socket.on('pong', () => {
      tab.awaitsPong = false
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => forget(tab))
    wire.on('drain', () => goOn(tab))
    tellClock(tab, now)
    // The server began to close while this one was on its way in.
    if (closing) end(tab, GOING_AWAY, 'going away')
  }

  function forget(tab: Tab): void {
    tab.state = 'closed'
    if (!tabs.delete(tab)) return
    const { hub, person } = tab
    const others = (tabsOf.get(person.agentId) ?? 1) - 1
    if (others > 0) tabsOf.set(person.agentId, others)
    else tabsOf.delete(person.agentId)
    hub.tabs.delete(tab)
    announce(hub, hub.whereabouts.leave(tab))
    if (hub.tabs.size > 0) return
    hub.follower.stop()
    hub.stopGoing?.()
    hubs.delete(hub.workspaceId)
  }

  function end(tab: Tab, code: number, reason: string): void {
    tab.socket.close(code, reason)
    forget(tab)
  }

  function signedOut(tab: Tab): void {
    tell(tab, { type: 'signed_out' })
    end(tab, NOT_UNDERSTOOD, 'signed out')
  }

  function signOutTabs(whose: (person: Person) => boolean): void {
    for (const tab of tabs) if (whose(tab.person)) signedOut(tab)
  }

  async function close(): Promise<void> {
    closing = true
    clearInterval(ticking)
    const leaving = [...tabs]
    const gone = leaving.map((tab) => new Promise<void>((resolve) => tab.socket.once('close', () => resolve())))
    for (const tab of leaving) end(tab, GOING_AWAY, 'going away')
    await Promise.race([Promise.all(gone), wait(GOODBYE_MS, undefined, { ref: false })])
    for (const tab of leaving) tab.socket.terminate()
  }

  function hubOf(workspaceId: WorkspaceId): Hub {
    const known = hubs.get(workspaceId)
    if (known) return known
    const hub: Hub = {
      workspaceId,
      tabs: new Set(),
      whereabouts: createWhereabouts(limits.typingMs),
      pages: new Map(),
      pending: [],
      stopGoing: null,
      restUntil: 0,
      nextLook: Date.now() + limits.lookMs,
      follower: follow({
        journal,
        workspaceId,
        onLines(lines) {
          if (lines.events.some(changesRights)) options.rightsChanged?.()
          hub.pending.push(lines)
          hub.stopGoing ??= soon(() => deliver(hub), hub.restUntil)
        },
        onTrouble: (error) => log.warn({ err: error, workspaceId }, 'the journal could not be read; trying again'),
      }),
    }
    hubs.set(workspaceId, hub)
    return hub
  }

  // Lines.

  /**
   * Write to every tab what has come since the last time. What comes close together goes together, and writing is
   * followed by a rest as long as it took: a thousand readers then cost at most half of this process, and who writes
   * to us is not kept waiting by who reads.
   */
  function deliver(hub: Hub): void {
    hub.stopGoing = null
    const began = performance.now()
    const packet = packetOf(hub.pending.splice(0))
    for (const { saved } of packet.peopleSaved) {
      for (const tab of hub.tabs) if (tab.person.agentId === saved.agent.id) personSaved(tab, saved)
    }
    for (const tab of hub.tabs) if (tab.state === 'live') giveByRights(tab, packet)
    const ended = performance.now()
    hub.restUntil = ended + Math.min(ended - began, LONGEST_REST_MS)
  }

  /** By the rights of before, what comes after a change of what tags hide might be too much: first they are looked up. */
  function giveByRights(tab: Tab, packet: Packet): void {
    if (packet.sightChanged > Math.max(tab.had, tab.sightOfLine)) void lookAgainAtRights(tab, packet.sightChanged)
    else give(tab, packet)
  }

  /** Where nothing has changed for this person they go on as if nothing had been; otherwise the snapshot again. */
  async function lookAgainAtRights(tab: Tab, line: number): Promise<void> {
    const turn = ++tab.turn
    tab.state = 'catching_up'
    tab.rights++
    await whileOpen(tab, turn, () => confirm(tab))
    if (turn !== tab.turn) return
    tab.sightOfLine = line
    await catchUp(tab)
  }

  function give(tab: Tab, packet: Packet): void {
    if (packet.last <= tab.had) return
    if (tab.wire.writableLength > limits.bufferedBytes) {
      // What it has not had is read from the journal when it has caught its breath.
      tab.state = 'slow'
      tab.slowSince = Date.now()
      return
    }
    const { bytes, owed } = packet.writeFor(tab, tab.had, tab.owed)
    tab.had = packet.last
    tab.owed = owed
    if (bytes) send(tab, bytes)
    if (owed >= limits.owedLines) sendOwed(tab)
  }

  function sendOwed(tab: Tab): void {
    if (tab.owed === 0 || tab.state !== 'live') return
    send(tab, emptyLines(tab.had, tab.owed, clock.now()))
    tab.owed = 0
  }

  /** What this person may see has changed: nothing more by the old rules, and the snapshot again by the new ones. */
  function personSaved(tab: Tab, { agent }: EventOf<'agent.saved'>): void {
    if (agent.active) setPerson(tab, { ...tab.person, role: agent.role, queueIds: agent.queueIds, name: agent.name })
    else signedOut(tab)
  }

  function setPerson(tab: Tab, person: Person): void {
    tab.person = person
    tab.viewer = viewerOf(person)
    tab.sight = sightOf(tab.viewer)
    tab.rights++
    announce(tab.hub, tab.hub.whereabouts.leave(tab))
    if (tab.state !== 'new') resync(tab)
  }

  function resync(tab: Tab): void {
    tab.turn++
    tab.state = 'stale'
    tab.owed = 0
    tell(tab, { type: 'resync' })
  }

  async function subscribe(tab: Tab, after: number): Promise<void> {
    const turn = ++tab.turn
    tab.state = 'catching_up'
    tab.had = after
    tab.owed = 0
    await whileOpen(tab, turn, async () => {
      // The rights may have changed between connecting and joining the hub, from which we now hear of every change.
      await confirm(tab)
      if (turn !== tab.turn) return
      const last = tab.hub.follower.last() ?? (await tab.hub.follower.ready)
      if (after <= last) return
      const top = await journal.last(tab.hub.workspaceId)
      // It knows more than the database, which must have been brought back from an older copy.
      if (after > top && turn === tab.turn) resync(tab)
      else tab.hub.follower.heardOf(top)
    })
    if (turn === tab.turn) await catchUp(tab)
  }

  /** From the last line it had to the live lines: without a hole, because the last step is one that nothing interrupts. */
  async function catchUp(tab: Tab): Promise<void> {
    const turn = ++tab.turn
    tab.state = 'catching_up'
    await whileOpen(tab, turn, async () => {
      for (;;) {
        const last = tab.hub.follower.last() ?? (await tab.hub.follower.ready)
        if (turn !== tab.turn || tab.state !== 'catching_up') return
        if (last - tab.had > limits.missedLines) return resync(tab)
        if (tab.had >= last) {
          tab.state = 'live'
          return
        }
        const packet = await pageAfter(tab.hub, tab.had)
        if (turn !== tab.turn || tab.state !== 'catching_up') return
        if (packet.last <= tab.had) return resync(tab)
        const about = packet.peopleSaved.find(
          ({ line, saved }) => line > tab.had && saved.agent.id === tab.person.agentId,
        )
        if (about) return personSaved(tab, about.saved)
        // What their screen started from may be of before.
        if (packet.sightChanged > Math.max(tab.had, tab.sightOfLine)) return resync(tab)
        give(tab, packet)
      }
    })
  }

  /**
   * The page of the journal that follows this line, ready to be written. After a break many ask for the same: pages begin
   * at round numbers, and the last few full ones, in which nothing changes any more, are read once for all.
   */
  async function pageAfter({ workspaceId, pages }: Hub, had: number): Promise<Packet> {
    const start = had - (had % PAGE_LINES)
    const known = await pages.get(start)?.catch(() => undefined)
    // The last page may have been read before the line that is asked for was written.
    if (known && known.last > had) return known
    const page = inTurn(async () => packetOf(await journal.after(workspaceId, start, PAGE_LINES)))
    pages.set(start, page)
    for (const oldest of [...pages.keys()].slice(0, -KEPT_PAGES)) pages.delete(oldest)
    const last = await page.then((read) => read.last).catch(() => 0)
    if (last < start + PAGE_LINES && pages.get(start) === page) pages.delete(start)
    return page
  }

  /** A slow reader has read what it was sent. */
  function goOn(tab: Tab): void {
    if (tab.state === 'slow' && tab.wire.writableLength <= limits.bufferedBytes / 2) void catchUp(tab)
  }

  /** Try until it works, or this start of this tab is over. */
  async function whileOpen(tab: Tab, turn: number, run: () => Promise<void>): Promise<void> {
    while (turn === tab.turn && tab.state !== 'closed') {
      try {
        return await run()
      } catch (error) {
        log.warn({ err: error }, 'a browser could not be served; trying again')
        await wait(RETRY_MS, undefined, { ref: false })
      }
    }
  }

  // Messages from browsers.

  function receive(tab: Tab, bytes: Buffer, isBinary: boolean): void {
    if (tab.state === 'closed') return
    const message = isBinary ? null : parse(bytes)
    if (--tab.messagesLeft < 0) {
      log.warn({ agentId: tab.person.agentId }, 'a browser sent too many messages and was disconnected')
      end(tab, NOT_UNDERSTOOD, 'too many messages')
    } else if (!message) {
      end(tab, NOT_UNDERSTOOD, 'not understood')
    } else if (message.type === 'subscribe') {
      void subscribe(tab, message.after)
    } else {
      tab.handling = tab.handling
        .then(() => noteDoing(tab, message))
        .catch((error: unknown) => log.warn({ err: error }, 'what a browser does could not be noted'))
    }
  }

  async function noteDoing(tab: Tab, message: Extract<FromBrowser, { type: 'doing' }>): Promise<void> {
    const { conversationId, doing } = message
    const { whereabouts } = tab.hub
    const isNew = whereabouts.where(tab) !== conversationId
    if (isNew) announce(tab.hub, whereabouts.leave(tab))
    if (conversationId === null || tab.state === 'closed') return
    if (isNew && !(await maySeeConversation(tab.person, conversationId))) return
    // The tab may have been closed while the database was asked.
    if (!tabs.has(tab)) return
    const { agentId } = tab.person
    const changed = whereabouts.enter(tab, { agentId, conversationId, doing, now: Date.now() })
    announce(tab.hub, changed)
    // Whoever comes second into a tab of the same agent changes nothing for others, but must be told.
    if (isNew && changed.length === 0) tellHere(tab, conversationId)
  }

  /** Only those who are in the conversation are told, and they were asked for their right to be there. */
  function announce(hub: Hub, conversationIds: readonly ConversationId[]): void {
    for (const conversationId of conversationIds) {
      for (const tab of hub.whereabouts.tabsIn(conversationId)) tellHere(tab, conversationId)
    }
  }

  function tellHere(tab: Tab, conversationId: ConversationId): void {
    tell(tab, { type: 'here', conversationId, agents: tab.hub.whereabouts.here(conversationId) })
  }

  // Looking after all of them.

  function tick(): void {
    const now = Date.now()
    for (const hub of hubs.values()) {
      announce(hub, hub.whereabouts.expire(now))
      lookUnasked(hub, now)
      // They hold what was made for everybody who asked.
      hub.pages.clear()
    }
    for (const tab of tabs) look(tab, now)
  }

  function lookUnasked(hub: Hub, now: number): void {
    if (now < hub.nextLook) return
    hub.nextLook = now + limits.lookMs
    hub.follower.look()
  }

  function look(tab: Tab, now: number): void {
    const allowed = tab.messagesLeft + (limits.messagesPerSecond * limits.tickMs) / 1_000
    tab.messagesLeft = Math.min(limits.messagesAtOnce, allowed)
    const isDeaf = now >= tab.nextPing && tab.awaitsPong
    const isStalled = tab.state === 'slow' && now - tab.slowSince > limits.stalledMs
    if (isDeaf || isStalled) tab.socket.terminate()
    else if (now - tab.confirmedAt > limits.unconfirmedMs) end(tab, TRY_LATER, 'try again later')
    else keepUp(tab, now)
  }

  function keepUp(tab: Tab, now: number): void {
    goOn(tab)
    sendOwed(tab)
    if (now >= tab.nextPing) {
      tab.nextPing = now + limits.pingMs
      tab.awaitsPong = true
      tab.socket.ping()
    }
    // A clock that leaps, as a demonstration's may, closes windows and ends offers: screens must know at once.
    const hasLeapt = Math.abs(clock.now() - now - tab.clockAhead) > CLOCK_LEAP_MS
    if (now >= tab.nextClock || hasLeapt) tellClock(tab, now)
    if (now >= tab.nextConfirm) {
      tab.nextConfirm = now + limits.confirmMs
      void confirmAgain(tab)
    }
  }

  function tellClock(tab: Tab, now: number): void {
    tab.nextClock = now + limits.clockMs
    tab.clockAhead = clock.now() - now
    tell(tab, { type: 'clock', now: clock.now() })
  }

  async function confirmAgain(tab: Tab): Promise<void> {
    try {
      await confirm(tab)
      await confirmPlace(tab)
    } catch (error) {
      log.debug({ err: error }, 'a session could not be looked up; trying again')
    }
  }

  /** Is the session still good, and what may it see? Throws when the database is away. */
  async function confirm(tab: Tab): Promise<void> {
    const { rights, person } = tab
    const now = await inTurn(() => authenticate({ headers: tab.headers }))
    if (tab.state === 'closed') return
    if (!now || now.workspaceId !== person.workspaceId || now.agentId !== person.agentId) return signedOut(tab)
    tab.confirmedAt = Date.now()
    // A line about this person overtook the answer, and is newer.
    if (rights !== tab.rights) return
    if (rightsOf(now) !== rightsOf(person)) setPerson(tab, now)
    else tab.person = now
  }

  async function confirmPlace(tab: Tab): Promise<void> {
    const conversationId = tab.hub.whereabouts.where(tab)
    if (conversationId === null || (await maySeeConversation(tab.person, conversationId))) return
    if (tab.hub.whereabouts.where(tab) === conversationId) announce(tab.hub, tab.hub.whereabouts.leave(tab))
  }

  // Sending.

  function tell(tab: Tab, message: FromServer): void {
    if (tab.state === 'closed' || tab.wire.writableLength > 2 * limits.bufferedBytes) return
    write(tab, told(message))
  }

  function send(tab: Tab, bytes: Buffer): void {
    framesSent++
    write(tab, bytes)
  }

  /** Nothing is compressed and nothing is masked: what is to be written is ready, and goes past the library's queue. */
  function write(tab: Tab, bytes: Buffer): void {
    if (tab.socket.readyState === WebSocket.OPEN) tab.wire.write(bytes)
  }
}

/** Run when what is at hand is done and the rest is over. Answers with what calls it off. */
function soon(run: () => void, restUntil: number): () => void {
  const restMs = restUntil - performance.now()
  if (restMs >= 1) {
    const timer = setTimeout(run, restMs)
    return () => clearTimeout(timer)
  }
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}

const viewerOf = ({ agentId, role, queueIds, hidden }: Person): Viewer => ({ agentId, role, queueIds, hidden })

/** Facts after which somebody may be allowed other things. */
const changesRights = ({ type }: DomainEvent): boolean => type === 'agent.saved' || type === 'tagging.changed'

/** All that decides what a person sees, in one text to compare. */
const rightsOf = ({ role, queueIds, denied, hidden }: Person): string =>
  JSON.stringify([role, [...queueIds].sort(), [...denied].sort(), hidden])

function parse(bytes: Buffer): FromBrowser | null {
  try {
    return FromBrowser.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}
