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
  /** The provider said it was too fast: nothing goes before `until`. */
  pause(until: Instant): void
}

export type PaceLimits = { perSecond: number; pairBurst: number; pairEveryMs: number }

/** Contacts whose pace is remembered; whoever was written to longest ago is forgotten first, their debt long paid. */
const MAX_REMEMBERED = 50_000
/** A number that was idle may send this part of a second's messages at once. */
const BURST_SECONDS = 0.25

export function createPacer(limits: () => PaceLimits): Pacer {
  let tokens = Number.POSITIVE_INFINITY
  let filledAt = 0
  let pausedUntil = 0
  /** For each contact: when their debt will have been paid back to nothing. */
  const paidBackAt = new Map<string, number>()

  function fill(at: number): void {
    const { perSecond } = limits()
    const size = Math.max(1, perSecond * BURST_SECONDS)
    tokens = Math.min(size, tokens === Number.POSITIVE_INFINITY ? size : tokens + ((at - filledAt) / 1000) * perSecond)
    filledAt = Math.max(filledAt, at)
  }

  return {
    ask(contact, at) {
      const { perSecond, pairBurst, pairEveryMs } = limits()
      if (at < pausedUntil) return { go: false, from: pausedUntil as Instant, scope: 'channel' }
      const debtEnds = Math.max(at, paidBackAt.get(contact) ?? 0)
      const wait = debtEnds - at - (pairBurst - 1) * pairEveryMs
      if (wait > 0) return { go: false, from: (at + wait) as Instant, scope: 'pair' }
      fill(at)
      if (tokens < 1)
        return { go: false, from: Math.ceil(at + ((1 - tokens) / perSecond) * 1000) as Instant, scope: 'channel' }
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
    pause(until) {
      pausedUntil = Math.max(pausedUntil, until)
    },
  }
}
