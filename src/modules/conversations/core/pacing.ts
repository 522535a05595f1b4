import type { Instant } from '../../../contract/ids.ts'

/**
 * Keeps sends under a provider's limits before the provider has to refuse: so many a second for the number, and for one
 * contact a burst that is paid back one by one (Meta: throughput 80/s; pair rate 45, then one each 6 s). Times are
 * arguments; nothing here waits.
 */
export type Pacer = {
  /** May one message to this contact go at `at`? If so it is counted; if not, from when on to ask again. */
  ask(contact: string, at: Instant): { go: true } | { go: false; from: Instant; scope: 'pair' | 'channel' }
  /** How many could go at `at`, to whomever. */
  room(at: Instant): number
  /** From when on so many could go at once: `at` itself or later. No more than a burst ever can. */
  whenRoom(count: number, at: Instant): Instant
  /** The provider said it was too fast: nothing goes before `until`. */
  pause(until: Instant): void
}

export type PaceLimits = { perSecond: number; pairBurst: number; pairEveryMs: number }

/** Contacts whose pace is remembered; whoever was written to longest ago is forgotten first, their debt long paid. */
const MAX_REMEMBERED = 50_000
/**
 * A number that was idle may send this part of a second's messages at once. They are an advance on the second that then
 * begins: within it the others go slower by as much, so that no second sees more than the limit.
 */
const BURST_SECONDS = 0.25

export function createPacer(limits: () => PaceLimits): Pacer {
  let tokens = Number.POSITIVE_INFINITY
  let filledAt = 0
  let pausedUntil = 0
  /** What is left to be paid back of a burst. */
  let advanced = 0
  /** For each contact: when their debt will have been paid back to nothing. */
  const paidBackAt = new Map<string, number>()

  const size = (): number => Math.max(1, limits().perSecond * BURST_SECONDS)

  function fill(at: number): void {
    const earned = (Math.max(0, at - filledAt) / 1000) * limits().perSecond
    const repaid = Math.min(advanced, earned * BURST_SECONDS)
    advanced -= repaid
    tokens += earned - repaid
    if (tokens >= size()) {
      tokens = size()
      advanced = tokens - 1
    }
    filledAt = Math.max(filledAt, at)
  }

  /** When there will be so many, if nothing is taken meanwhile. Not too late; a little early when a burst is paid back. */
  function whenTokens(count: number, at: number): Instant {
    const pace = limits().perSecond * (advanced > 0 ? 1 - BURST_SECONDS : 1)
    return Math.max(pausedUntil, Math.ceil(at + (Math.max(0, count - tokens) / pace) * 1000)) as Instant
  }

  return {
    ask(contact, at) {
      const { pairBurst, pairEveryMs } = limits()
      if (at < pausedUntil) return { go: false, from: pausedUntil as Instant, scope: 'channel' }
      const debtEnds = Math.max(at, paidBackAt.get(contact) ?? 0)
      const wait = debtEnds - at - (pairBurst - 1) * pairEveryMs
      if (wait > 0) return { go: false, from: (at + wait) as Instant, scope: 'pair' }
      fill(at)
      if (tokens < 1) return { go: false, from: whenTokens(1, at), scope: 'channel' }
      tokens -= 1
      paidBackAt.delete(contact)
      paidBackAt.set(contact, debtEnds + pairEveryMs)
      if (paidBackAt.size > MAX_REMEMBERED) paidBackAt.delete(paidBackAt.keys().next().value as string)
      return { go: true }
    },
    room(at) {
      if (at < pausedUntil) return 0
      fill(at)
      return Math.floor(tokens)
    },
    whenRoom(count, at) {
      fill(at)
      return whenTokens(Math.min(count, size()), at)
    },
    pause(until) {
      pausedUntil = Math.max(pausedUntil, until)
    },
  }
}
