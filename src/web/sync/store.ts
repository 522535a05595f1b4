import type { InteractionCard, Thread } from '../../contract/cards.ts'
import { Catalog, type JournalEntry, type Viewer } from '../../contract/events.ts'
import type { AgentId, ConversationId, InteractionId } from '../../contract/ids.ts'
import { isHidden } from '../../contract/sight.ts'
import type { Doing, FromBrowser, FromServer } from '../../contract/stream.ts'
import { applyEntries, older, type View, viewerOf } from '../../contract/view.ts'
import type { CallRefusal } from './call.ts'
import { sortAgain } from './sorted.ts'
import type { Socket, Wire } from './wire.ts'

/** How the line to the server is. `since` is on the server's clock. */
export type Line = { state: 'connecting' } | { state: 'live' } | { state: 'offline'; since: number }

/** A colleague took what was offered to me too. `seq`: the line that says so. */
export type Outrun = { seq: number; interactionId: InteractionId; contact: string; by: AgentId }

export type Here = { agentId: AgentId; doing: Doing }

/** All that screens read. `view` is null until the first snapshot. */
export type SyncState = {
  view: View | null
  line: Line
  /** Why the first snapshot did not come; null once it has. */
  trouble: CallRefusal | null
  /** The server's clock minus ours, in milliseconds. */
  skew: number
  here: Readonly<Record<string, readonly Here[]>>
  /** Why the thread of a conversation could not be loaded. */
  threadTrouble: Readonly<Record<string, CallRefusal>>
  /** Offers to me that a colleague was faster to accept, the latest last. */
  outrun: readonly Outrun[]
  /** What came while the line was away: how many messages, and since when. */
  missed: { count: number; since: number } | null
  signedOut: boolean
}

export type Store = {
  read: () => SyncState
  subscribe: (listener: () => void) => () => void
  /** The lines of the journal as they are applied, each once, for whoever counts or tells of them. */
  onLines: (listener: (entries: readonly JournalEntry[]) => void) => () => void
  start: () => void
  stop: () => void
  /** Do not wait for the next attempt: the browser says that the network is back. */
  retry: () => void
  /** The browser says that the network is gone: no need to wait for the silence to tell. */
  lose: () => void
  /** Show a conversation: its newest page is fetched once, then kept right by the stream. */
  openThread: (id: ConversationId) => void
  /** Somebody is about to open a conversation: fetch its newest page already. */
  expectThread: (id: ConversationId) => void
  /** One page more of the past. Resolves when it is there, or could not be had. */
  olderPage: (id: ConversationId) => Promise<void>
  /** Tell colleagues what I am doing, and where. */
  doing: (id: ConversationId | null, doing: Doing) => void
  forgetMissed: () => void
}

/** Threads kept in memory; the one opened longest ago goes first. */
const maxOpenThreads = 40
/** How often being outrun is remembered. */
const maxOutrun = 20
/** Pages fetched again for one thread after a gap, so that a reader of old messages keeps the place. */
const maxPagesAgain = 6
/** The server speaks at least every half minute; after this the line is dead, whatever TCP thinks. */
const maxSilenceMs = 75_000
const firstWaitMs = 500
const maxWaitMs = 15_000

/** Nobody decided anything: the same question may be answered later. */
const passing: ReadonlySet<CallRefusal> = new Set(['unreachable', 'broken', 'database_away', 'too_many_requests'])

/** How long to wait before attempt number `attempt` (from 0): doubling, up to a limit, spread over its upper half. */
export const waitBefore = (attempt: number, random: number): number =>
  Math.min(maxWaitMs, firstWaitMs * 2 ** attempt) * (0.5 + random / 2)

/** The browser's copy of the workspace: a snapshot, then the journal line by line, through every break of the line. */
export function createStore(wire: Wire): Store {
  const listeners = new Set<() => void>()
  const lineListeners = new Set<(entries: readonly JournalEntry[]) => void>()
  /** Opened threads, the one opened longest ago first. */
  const opened = new Set<ConversationId>()
  /** The one on screen, which is never forgotten. */
  let shown: ConversationId | null = null
  /** The latest question for each conversation whose pages are on their way. */
  const fetching = new Map<ConversationId, symbol>()
  let state: SyncState = {
    view: null,
    line: { state: 'connecting' },
    trouble: null,
    skew: 0,
    here: {},
    threadTrouble: {},
    outrun: [],
    missed: null,
    signedOut: false,
  }
  let socket: Socket | null = null
  let heard = false
  let attempt = 0
  let snapshotsAsked = 0
  let awaitingSnapshot = false
  let pagesAsked = 0
  let turns = 0
  /** The last question for the pages of each thread, and how often in a row it was in vain. */
  const asking = new Map<ConversationId, { turn: number; inVain: number; callOff: () => void }>()
  /** Lines that came while a page was on its way: the page may be older than they are. */
  let recent: JournalEntry[] = []
  let mine: FromBrowser | null = null
  /** The last break of the line, on the server's clock: what arrived in it was missed. */
  let away: { since: number; until: number } | null = null
  let callOffRetry = () => {}
  let callOffSilence = () => {}
  let stopped = true

  const store: Store = {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onLines(listener) {
      lineListeners.add(listener)
      return () => lineListeners.delete(listener)
    },
    start() {
      stopped = false
      void loadSnapshot()
    },
    stop() {
      stopped = true
      callOffRetry()
      callOffSilence()
      for (const { callOff } of asking.values()) callOff()
      const last = socket
      socket = null
      last?.close()
    },
    retry() {
      if (stopped || socket || state.line.state !== 'offline') return
      attempt = 0
      callOffRetry()
      void again()
    },
    lose() {
      if (socket) lost()
    },
    openThread(id) {
      shown = id
      hold(id)
    },
    expectThread(id) {
      if (!opened.has(id)) hold(id)
    },
    olderPage,
    doing(id, doing) {
      mine = { type: 'doing', conversationId: id, doing }
      socket?.send(JSON.stringify(mine))
    },
    forgetMissed: () => set({ missed: null }),
  }
  return store

  function set(change: Partial<SyncState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function hold(id: ConversationId): void {
    opened.delete(id)
    opened.add(id)
    forgetOldThreads()
    if (state.view && !state.view.threads[id] && !fetching.has(id)) void fetchThread(id)
  }

  // The snapshot.

  async function loadSnapshot(): Promise<void> {
    const turn = ++snapshotsAsked
    awaitingSnapshot = true
    const answer = await wire.snapshot()
    // An answer that was overtaken by a later question tells of the past (F-24).
    if (turn !== snapshotsAsked || stopped) return
    if (!answer.ok) return snapshotRefused(answer.refusal)
    awaitingSnapshot = false
    // The threads are the browser's own: shown as they were until their pages have been fetched again.
    const threads = state.view?.threads ?? {}
    const missed =
      state.view && away ? withMissed(away.since, unreadOfMine(answer.value) - unreadOfMine(state.view)) : state.missed
    const catalogs = state.view ? allMoved(state.view.catalogs) : answer.value.catalogs
    set({ view: { ...answer.value, threads, catalogs }, trouble: null, missed })
    for (const id of opened) void fetchThread(id)
    if (socket) subscribeToStream()
    else connect()
  }

  function snapshotRefused(refusal: CallRefusal): void {
    if (refusal === 'not_signed_in') {
      over()
      return
    }
    set({ trouble: state.view ? null : refusal })
    lost()
  }

  // The line.

  function connect(): void {
    heard = false
    const here: Socket = wire.open({
      open: () => here === socket && subscribeToStream(),
      message: (text) => here === socket && receive(JSON.parse(text) as FromServer),
      close: () => here === socket && lost(),
    })
    socket = here
    watchSilence()
  }

  function subscribeToStream(): void {
    if (!state.view || !socket) return
    const subscribe: FromBrowser = { type: 'subscribe', after: state.view.seq }
    socket.send(JSON.stringify(subscribe))
    if (mine) socket.send(JSON.stringify(mine))
  }

  function lost(): void {
    if (stopped) return
    callOffSilence()
    const last = socket
    socket = null
    last?.close()
    if (state.line.state !== 'offline') set({ line: { state: 'offline', since: serverNow() }, here: {} })
    callOffRetry()
    callOffRetry = wire.after(waitBefore(attempt++, wire.random()), () => void again())
  }

  async function again(): Promise<void> {
    if (!state.view || awaitingSnapshot) return loadSnapshot()
    if (!heard) {
      // The last attempt did not get as far as a word: is the server away, or does it not know us any more?
      const answer = await wire.check()
      if (stopped || socket) return
      if (!answer.ok && answer.refusal === 'not_signed_in') return over()
      if (!answer.ok) return lost()
    }
    connect()
  }

  function over(): void {
    store.stop()
    set({ signedOut: true })
  }

  function watchSilence(): void {
    callOffSilence()
    callOffSilence = wire.after(maxSilenceMs, lost)
  }

  function receive(message: FromServer): void {
    watchSilence()
    switch (message.type) {
      case 'clock': {
        heard = true
        attempt = 0
        if (state.line.state === 'offline') away = { since: state.line.since, until: message.now }
        set({ skew: message.now - wire.now(), line: { state: 'live' } })
        break
      }
      case 'lines':
        if (!awaitingSnapshot)
          applyLines(message.lines.map((event, index) => ({ seq: message.from + index, at: message.at, event })))
        break
      case 'resync':
        void loadSnapshot()
        break
      case 'here':
        set({ here: { ...state.here, [message.conversationId]: message.agents } })
        break
      case 'signed_out':
        over()
        break
    }
  }

  function applyLines(entries: readonly JournalEntry[]): void {
    const held = state.view
    if (!held) return
    const { view, isGap } = applyEntries(held, entries)
    const applied = entries.filter(({ seq }) => seq > held.seq && seq <= view.seq)
    if (pagesAsked > 0) recent.push(...applied)
    if (isGap) {
      set({ view })
      return void loadSnapshot()
    }
    sortAgain(held.interactions, view.interactions, cardsTold(entries))
    const until = away?.until ?? 0
    const missed = applied.filter((entry) => entry.at <= until && isForMe(view, entry)).length
    const outrun = applied.flatMap((entry) => outrunIn(view, entry))
    set({
      view,
      missed: away ? withMissed(away.since, missed) : state.missed,
      outrun: outrun.length > 0 ? [...state.outrun, ...outrun].slice(-maxOutrun) : state.outrun,
    })
    for (const listener of lineListeners) listener(applied)
    askAgainFor(entries, held)
  }

  /**
   * An open conversation that these lines take from this person's sight, or give back to it: the server knows. Also when
   * an answer is on its way: it may have been given before.
   */
  function askAgainFor(entries: readonly JournalEntry[], before: View): void {
    const touched = new Map<ConversationId, InteractionCard>()
    for (const { event } of entries) {
      const card = event && 'card' in event ? event.card : null
      if (card && opened.has(card.conversation.id)) touched.set(card.conversation.id, card)
    }
    const viewer = viewerOf(before.me)
    for (const [id, card] of touched) {
      const isShown = state.view?.threads[id] !== undefined
      const known = before.interactions[card.id]
      const isGivenBack = fetching.has(id) && !(known && mayRead(viewer, known))
      const isOutdated = mayRead(viewer, card)
        ? isGivenBack || (!isShown && state.threadTrouble[id] !== undefined)
        : isShown || fetching.has(id)
      if (isOutdated) void fetchThread(id)
    }
  }

  function withMissed(since: number, count: number): SyncState['missed'] {
    return count > 0 ? { since, count: (state.missed?.count ?? 0) + count } : state.missed
  }

  // Threads.

  async function fetchThread(id: ConversationId): Promise<void> {
    const mine = Symbol()
    fetching.set(id, mine)
    await fetchPagesOf(id)
    if (fetching.get(id) === mine) fetching.delete(id)
  }

  async function fetchPagesOf(id: ConversationId): Promise<void> {
    const held = state.view?.threads[id]?.messages.length ?? 0
    const last = asking.get(id)
    last?.callOff()
    const turn = ++turns
    asking.set(id, { turn, inVain: last?.inVain ?? 0, callOff: () => {} })
    // Like the snapshot: an answer that was overtaken by a later question tells of the past.
    const isOvertaken = () => asking.get(id)?.turn !== turn || stopped
    await withPages(async (catchUp) => {
      const newest = await wire.page(id)
      if (isOvertaken()) return
      if (!newest.ok) return threadRefused(id, newest.refusal)
      let thread = newest.value
      for (let page = 1; page < maxPagesAgain && thread.hasOlder && thread.messages.length < held; page++) {
        const answer = await wire.page(id, thread.messages[0]?.at)
        if (isOvertaken()) return
        if (!answer.ok) return threadRefused(id, answer.refusal)
        thread = older(thread, answer.value)
      }
      asking.set(id, { turn, inVain: 0, callOff: () => {} })
      showThread(catchUp(thread))
    })
  }

  async function olderPage(id: ConversationId): Promise<void> {
    const oldest = state.view?.threads[id]?.messages[0]
    if (!oldest || !state.view?.threads[id]?.hasOlder) return
    const snapshots = snapshotsAsked
    await withPages(async (catchUp) => {
      const answer = await wire.page(id, oldest.at)
      // The lines between this page and a snapshot that came meanwhile will never be told: it is asked for again.
      if (snapshots !== snapshotsAsked && !stopped) return olderPage(id)
      if (!answer.ok) return threadRefused(id, answer.refusal)
      const known = state.view?.threads[id]
      showThread(known ? older(known, catchUp(answer.value)) : catchUp(answer.value))
    })
  }

  /**
   * Fetch pages while the stream goes on. What it brings meanwhile is remembered, and `catchUp` applies it to a page
   * that was read before it: otherwise a message could fall between the two.
   */
  async function withPages(fetchPages: (catchUp: (page: Thread) => Thread) => Promise<void>): Promise<void> {
    const before = recent.length
    pagesAsked++
    await fetchPages((page) => {
      const view = state.view
      if (!view) return page
      const lines = recent.slice(before)
      const asRead = { ...view, seq: (lines[0]?.seq ?? view.seq + 1) - 1, threads: { [page.conversationId]: page } }
      return applyEntries(asRead, lines).view.threads[page.conversationId] ?? page
    })
    if (--pagesAsked === 0) recent = []
  }

  function showThread(thread: Thread): void {
    if (!state.view || !opened.has(thread.conversationId)) return
    const { [thread.conversationId]: _over, ...threadTrouble } = state.threadTrouble
    const threads = { ...state.view.threads, [thread.conversationId]: thread }
    set({ view: { ...state.view, threads }, threadTrouble })
  }

  /** What is on screen may lack what happened in a gap: it is asked for until the answer comes. */
  function threadRefused(id: ConversationId, refusal: CallRefusal): void {
    set({ threadTrouble: { ...state.threadTrouble, [id]: refusal } })
    // Whoever may not see it any more does not go on reading what came before.
    if (!passing.has(refusal)) forgetThread(id)
    const asked = asking.get(id)
    if (!asked || !passing.has(refusal)) return
    const waitMs = waitBefore(asked.inVain, wire.random())
    const callOff = wire.after(waitMs, () => opened.has(id) && !stopped && void fetchThread(id))
    asking.set(id, { ...asked, inVain: asked.inVain + 1, callOff })
  }

  function forgetOldThreads(): void {
    for (const id of opened) {
      if (opened.size <= maxOpenThreads) return
      if (id === shown) continue
      opened.delete(id)
      asking.get(id)?.callOff()
      asking.delete(id)
      forgetThread(id)
    }
  }

  function forgetThread(id: ConversationId): void {
    if (!state.view?.threads[id]) return
    const { [id]: _old, ...threads } = state.view.threads
    set({ view: { ...state.view, threads } })
  }

  function serverNow(): number {
    return wire.now() + state.skew
  }
}

/** Nobody knows which lists changed in a gap: whoever shows one asks again. */
const allMoved = (before: View['catalogs']): View['catalogs'] =>
  Object.fromEntries(Catalog.options.map((name) => [name, (before[name] ?? 0) + 1]))

/**
 * Whose conversation it is by its latest interaction: the members of its queue, who holds it, who is asked; where tags
 * hide it only who holds it or is asked.
 */
function mayRead({ role, agentId, queueIds, hidden }: Viewer, card: InteractionCard): boolean {
  const isTheirs = card.agentId === agentId || card.offer?.agentIds.includes(agentId) === true
  if (isHidden(hidden, { channelId: card.conversation.channelId, queueId: card.queueId }))
    return isTheirs && card.state !== 'closed'
  return role !== 'agent' || queueIds.includes(card.queueId) || isTheirs
}

const cardsTold = (entries: readonly JournalEntry[]): string[] =>
  entries.flatMap(({ event }) => (event && 'card' in event && event.card ? [event.card.id] : []))

/** Does this line say that a colleague was faster? */
function outrunIn({ me }: View, { seq, event }: JournalEntry): Outrun[] {
  if (event?.type !== 'interaction.assigned' || !event.others.includes(me.agentId)) return []
  const { id, conversation } = event.card
  return [{ seq, interactionId: id, contact: conversation.contact.name, by: event.agentId }]
}

/** Was this line a message of a contact that I talk to? */
const isForMe = (view: View, { event }: JournalEntry): boolean =>
  event?.type === 'message.received' && event.agentId === view.me.agentId

const unreadOfMine = (view: View): number =>
  Object.values(view.interactions)
    .filter((card) => card.agentId === view.me.agentId)
    .reduce((sum, card) => sum + card.conversation.unread, 0)
