import type { SimulatedClock } from './clock.ts'

/** Things to do later by simulated time. */
export type Agenda = {
  /** Run `work` once `delayMs` of simulated time have passed; same instant, same order as asked. Answers with how to call it off. */
  after(delayMs: number, work: () => void): () => void
  /** Run what is due now. To be called when the clock was moved. */
  check(): void
  /** How many things wait. */
  size(): number
  /** Forget everything that waits. */
  close(): void
}

type Entry = { due: number; turn: number; work: (() => void) | null }

/** The clock may be moved from outside without telling us, so no wait is longer than this. */
const LONGEST_WAIT_MS = 250
/** Beyond this something is wrong; the agenda throws, as an unbounded list would only hide it. */
const MAX_ENTRIES = 200_000

/**
 * One timer for everything that waits. Setting the clock forward makes entries due; setting it back to real keeps what
 * each still had to wait, because due times are kept relative to the offset.
 */
export function createAgenda(clock: SimulatedClock): Agenda {
  const heap = new EntryHeap()
  let turn = 0
  let waiting = 0
  let lastOffset = clock.offset()
  /** How far all kept due times lie ahead of real ones: grows when the clock is set back. */
  let shift = 0
  let timer: NodeJS.Timeout | null = null
  let closed = false

  const now = (): number => {
    const offset = clock.offset()
    if (offset < lastOffset) shift += lastOffset - offset
    lastOffset = offset
    return clock.now() + shift
  }

  function check(): void {
    const until = now()
    for (let entry = heap.peek(); entry && entry.due <= until; entry = heap.peek()) {
      heap.pop()
      take(entry)?.()
    }
    arm()
  }

  /** The work of an entry, once. */
  function take(entry: Entry): Entry['work'] {
    const { work } = entry
    if (work) waiting--
    entry.work = null
    return work
  }

  function arm(): void {
    if (timer) clearTimeout(timer)
    const next = heap.peek()
    timer = next && !closed ? setTimeout(check, Math.min(LONGEST_WAIT_MS, Math.max(0, next.due - now()))) : null
    timer?.unref()
  }

  return {
    after(delayMs, work) {
      if (closed) return () => undefined
      if (heap.size >= MAX_ENTRIES) throw new Error('The agenda is full')
      const entry: Entry = { due: now() + delayMs, turn: turn++, work }
      heap.push(entry)
      waiting++
      if (heap.peek() === entry) arm()
      return () => void take(entry)
    },
    check,
    size: () => waiting,
    close() {
      closed = true
      heap.clear()
      waiting = 0
      if (timer) clearTimeout(timer)
    },
  }
}

/** A binary heap: earliest first, and of equals the one that came first. */
class EntryHeap {
  readonly #entries: Entry[] = []

  get size(): number {
    return this.#entries.length
  }

  peek(): Entry | undefined {
    return this.#entries[0]
  }

  clear(): void {
    this.#entries.length = 0
  }

  push(entry: Entry): void {
    this.#entries.push(entry)
    let at = this.#entries.length - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(this.#entries[at], this.#entries[parent])) break
      this.#swap(at, parent)
      at = parent
    }
  }

  pop(): void {
    const last = this.#entries.pop()
    if (!last || this.#entries.length === 0) return
    this.#entries[0] = last
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      let first = at
      if (isBefore(this.#entries[left], this.#entries[first])) first = left
      if (isBefore(this.#entries[left + 1], this.#entries[first])) first = left + 1
      if (first === at) return
      this.#swap(at, first)
      at = first
    }
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#entries[a]!, this.#entries[b]!]
    this.#entries[a] = second
    this.#entries[b] = first
  }
}

function isBefore(a: Entry | undefined, b: Entry | undefined): boolean {
  if (!a || !b) return false
  return a.due - b.due < 0 || (a.due === b.due && a.turn < b.turn)
}
