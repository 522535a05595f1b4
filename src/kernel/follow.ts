import { setTimeout as wait } from 'node:timers/promises'
import type { WorkspaceId } from '../contract/ids.ts'
import { type Journal, type Lines, lastOf } from './journal.ts'

/** Follows the journal of one workspace as it grows. */
export type Follower = {
  /** Lines that were committed here. May come late, early or twice. */
  report(lines: Lines): void
  /** The journal has come at least this far, somebody says. */
  heardOf(seq: number): void
  /** Ask the database how far the journal is: whoever should have told us may have been away. */
  look(): void
  /** The number of the last line handed on, or null before the first answer of the database. */
  last(): number | null
  /** Resolves with `last()` as soon as there is one; never when stopped before that. */
  ready: Promise<number>
  stop(): void
}

export type FollowOptions = {
  journal: Journal
  workspaceId: WorkspaceId
  /** Each line once, in order, without holes, beginning after the last line at the start. */
  onLines: (lines: Lines) => void
  /** The database could not be asked; it will be asked again. */
  onTrouble: (error: unknown) => void
}

/** How long a commit of this process may be overtaken by the next before the journal is read instead. */
const PATIENCE_MS = 5
/** Lines read at once to fill a hole. */
const PAGE_LINES = 500
/** Commits kept until the hole before them is filled; beyond this they are read from the journal later. */
const KEPT_LIMIT = 1_000
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 2_000

/**
 * Follow one workspace's journal. Commits are told to us in the order in which their transactions were acknowledged,
 * which is nearly but not always the order of their numbers, and lines of other nodes are only heard of: what is early
 * is kept, what is missing is read.
 */
export function follow({ journal, workspaceId, onLines, onTrouble }: FollowOptions): Follower {
  const early = new Map<number, Lines>()
  let last: number | null = null
  let known = 0
  let filling = false
  let mustLook = true
  let stopped = false
  let becomeReady: (seq: number) => void = () => {}
  const ready = new Promise<number>((resolve) => {
    becomeReady = resolve
  })
  void fill(0)

  return {
    report(lines) {
      known = Math.max(known, lastOf(lines))
      if (early.size < KEPT_LIMIT) early.set(lines.from, lines)
      handOnEarly()
      if (isBehind()) void fill(PATIENCE_MS)
    },
    heardOf(seq) {
      known = Math.max(known, seq)
      if (isBehind()) void fill(0)
    },
    look() {
      mustLook = true
      void fill(0)
    },
    last: () => last,
    ready,
    stop() {
      stopped = true
      early.clear()
    },
  }

  function isBehind(): boolean {
    return last === null || last < known
  }

  function handOn(lines: Lines): void {
    if (stopped || last === null || lastOf(lines) <= last) return
    const seen = last + 1 - lines.from
    const news = seen > 0 ? { from: last + 1, at: lines.at, events: lines.events.slice(seen) } : lines
    last = lastOf(news)
    known = Math.max(known, last)
    onLines(news)
  }

  /** Hand on what was early and is not any more. */
  function handOnEarly(): void {
    if (last === null) return
    for (let next = early.get(last + 1); next; next = early.get(last + 1)) {
      early.delete(next.from)
      handOn(next)
    }
    // What the journal has already given, in whole or in part.
    for (const [from, lines] of early) {
      if (from > last) continue
      early.delete(from)
      handOn(lines)
    }
  }

  /** Read the journal until nothing is missing; one reader at a time, however many ask. */
  async function fill(patienceMs: number): Promise<void> {
    if (filling) return
    filling = true
    if (patienceMs > 0) await wait(patienceMs)
    for (let retryMs = FIRST_RETRY_MS; !stopped && (mustLook || isBehind()); ) {
      try {
        if (mustLook) await look()
        else await readPage()
        retryMs = FIRST_RETRY_MS
      } catch (error) {
        onTrouble(error)
        await wait(retryMs, undefined, { ref: false })
        retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)
      }
    }
    filling = false
  }

  async function look(): Promise<void> {
    mustLook = false
    try {
      const seq = await journal.last(workspaceId)
      known = Math.max(known, seq)
      if (last === null) {
        last = seq
        becomeReady(seq)
        handOnEarly()
      }
    } catch (error) {
      mustLook = true
      throw error
    }
  }

  async function readPage(): Promise<void> {
    if (last === null) return
    const heard = known
    const page = await journal.after(workspaceId, last, PAGE_LINES)
    // Whoever spoke of more lines than there are was wrong; asking on would never end.
    if (page.length === 0 && heard === known) known = last
    for (const lines of page) handOn(lines)
    handOnEarly()
  }
}
