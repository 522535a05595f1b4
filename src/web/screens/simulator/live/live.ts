import { afterEvent, type Scene, sceneOf } from './scene.ts'
import type { FeedEvent, Snapshot } from './wire.ts'

/** Why there is nothing to show: a refusal of the server, or no answer. */
export type Trouble = string

/** What the screen reads. `scene` is null until the first snapshot. */
export type LiveState = {
  scene: Scene | null
  line: 'connecting' | 'live' | 'away'
  trouble: Trouble | null
  /** How often a snapshot has come. */
  loads: number
}

/** What the live picture needs from outside the page. */
export type LiveWire = {
  snapshot: () => Promise<{ ok: true; value: Snapshot } | { ok: false; refusal: Trouble }>
  /** Open the feed. `broken` is told whether it comes back by itself. Returns how to close it. */
  open: (on: {
    open: () => void
    event: (event: FeedEvent) => void
    broken: (comesBack: boolean) => void
  }) => () => void
  now: () => number
  /** Run later; returns how to call it off. */
  after: (ms: number, run: () => void) => () => void
  /** Run before the next painting: what comes within one frame is shown at once. */
  beforePainting: (run: () => void) => void
}

export type Live = {
  read: () => LiveState
  subscribe: (listener: () => void) => () => void
  start: () => void
  stop: () => void
  /** Try again now. */
  retry: () => void
  /** Take in what was asked for besides the feed, or what somebody just did; shown at once. */
  change: (how: (scene: Scene) => Scene) => void
}

const firstWaitMs = 500
const maxWaitMs = 15_000
/** Events kept while a snapshot is on its way. What comes beyond is missed by its number, which asks for another one. */
const maxWaiting = 5000

/** The simulator as it is now: a snapshot, then the feed event by event; after every break or hole a snapshot anew. */
export function createLive(wire: LiveWire): Live {
  const listeners = new Set<() => void>()
  let state: LiveState = { scene: null, line: 'connecting', trouble: null, loads: 0 }
  /** Events that came while a snapshot is asked for; null while none is. */
  let waiting: FeedEvent[] | null = null
  let asked = 0
  let attempt = 0
  let painting = false
  let close = () => {}
  let callOff = () => {}

  function set(change: Partial<LiveState>): void {
    state = { ...state, ...change }
    if (painting) return
    painting = true
    wire.beforePainting(() => {
      painting = false
      tell()
    })
  }

  function tell(): void {
    for (const listener of listeners) listener()
  }

  function open(): void {
    close()
    close = wire.open({ open: () => void load(), event: receive, broken })
  }

  async function load(): Promise<void> {
    callOff()
    const mine = ++asked
    waiting = []
    const answer = await wire.snapshot()
    if (mine !== asked) return
    const missed = waiting
    waiting = null
    if (!answer.ok) return giveUp(answer.refusal)
    attempt = 0
    set({ scene: sceneOf(answer.value, wire.now()), line: 'live', trouble: null, loads: state.loads + 1 })
    for (const event of missed) receive(event)
  }

  function receive(event: FeedEvent): void {
    if (waiting) {
      if (waiting.length < maxWaiting) waiting.push(event)
      return
    }
    if (!state.scene) return
    const next = afterEvent(state.scene, event, wire.now())
    if (next === 'lost') void load()
    else if (next !== state.scene) set({ scene: next })
  }

  function broken(comesBack: boolean): void {
    asked++
    waiting = null
    set({ line: 'away' })
    if (!comesBack) void again()
  }

  /** The feed was refused or is gone for good: ask why, and try again after a while. */
  async function again(): Promise<void> {
    const mine = asked
    const answer = await wire.snapshot()
    if (mine === asked) giveUp(answer.ok ? null : answer.refusal)
  }

  function giveUp(trouble: Trouble | null): void {
    set({ line: 'away', trouble })
    callOff()
    callOff = wire.after(Math.min(maxWaitMs, firstWaitMs * 2 ** attempt++), open)
  }

  return {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: open,
    stop() {
      asked++
      waiting = null
      callOff()
      close()
      close = () => {}
    },
    retry: open,
    change(how) {
      if (!state.scene) return
      state = { ...state, scene: how(state.scene) }
      tell()
    },
  }
}
