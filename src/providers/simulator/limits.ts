/** A bucket that fills steadily: `burst` at once, then one every `everyMs`. What was taken in advance is paid back. */
export type Rate = { burst: number; everyMs: number }

/** Meta: 45 messages at once to the same user, then one each 6 s. */
export const PAIR_RATE: Rate = { burst: 45, everyMs: 6000 }
/** Meta: messages a second of one number, unless it was raised. */
export const STANDARD_MESSAGES_PER_SECOND = 80
/** Pairs remembered at most; the oldest is forgotten, which can only be too kind. */
const MAX_KEYS = 100_000
/** Instants near 1.8e12 carry a rounding of 0.0002 ms, and rates such as 1000/70 add it up; this much grace keeps the count exact. */
const GRACE_MS = 0.05

/** How fast each key may go. One number per key, constant work per question. */
export type Limiter = {
  /** Take one if there is room. */
  take(key: string, rate: Rate, now: number): boolean
  /** Count one that cannot be refused (an inbound message). It never pushes a key below empty. */
  count(key: string, rate: Rate, now: number): void
  /** How long until the next one fits; 0 when it fits now. */
  waitMs(key: string, rate: Rate, now: number): number
  clear(): void
}

/** Generic cell rate: a key is remembered as the instant at which its bucket is full again. */
export function createLimiter(): Limiter {
  const fullAt = new Map<string, number>()

  /** An instant further ahead than an empty bucket allows is from before the clock was set back: forgotten, as the pair would be locked for days. */
  const level = (key: string, { burst, everyMs }: Rate, now: number): number => {
    const instant = fullAt.get(key) ?? now
    return instant > now + burst * everyMs + GRACE_MS ? now : Math.max(instant, now)
  }

  const room = (key: string, rate: Rate, now: number): number =>
    now + (rate.burst - 1) * rate.everyMs - level(key, rate, now)

  function remember(key: string, instant: number): void {
    if (!fullAt.has(key) && fullAt.size >= MAX_KEYS) fullAt.delete(fullAt.keys().next().value!)
    fullAt.set(key, instant)
  }

  return {
    take(key, rate, now) {
      if (room(key, rate, now) < -GRACE_MS) return false
      remember(key, level(key, rate, now) + rate.everyMs)
      return true
    },
    count(key, rate, now) {
      if (room(key, rate, now) >= -GRACE_MS) remember(key, level(key, rate, now) + rate.everyMs)
    },
    waitMs: (key, rate, now) => Math.max(0, -room(key, rate, now)),
    clear: () => fullAt.clear(),
  }
}

/** Messages a second as a bucket: a second's worth at once, then evenly. */
export const perSecond = (messages: number): Rate => ({ burst: messages, everyMs: 1000 / messages })
