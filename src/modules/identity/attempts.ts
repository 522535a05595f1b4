import { isIPv6 } from 'node:net'
import type pg from 'pg'
import type { Clock } from '../../kernel/clock.ts'
import { hashToken } from '../../kernel/secrets.ts'
import { countAttempt, dropAttempts, uncountAttempts } from './sign-in-repo.ts'

const MINUTE = 60_000
/**
 * Wrong passwords allowed. Counted in the database, so over all nodes, and before the password is looked at, so a
 * hundred guesses at once are a hundred. Right ones are taken back: an office behind one address is not locked out in
 * the morning. One limit after the other, and what an earlier one stops does not count for a later one: a stranger who
 * guesses from one place does not use up the account's own tries and so cannot lock its owner out.
 */
const limits = {
  fromOnePlace: { windowMs: 5 * MINUTE, most: 10 },
  fromOneAddress: { windowMs: 5 * MINUTE, most: 100 },
  onOneAccount: { windowMs: 15 * MINUTE, most: 50 },
} as const
/** Every window is over by then. */
const KEEP_MS = 60 * MINUTE
const SWEEP_MS = 10 * MINUTE

/** Who tries: `account` is an e-mail address or whatever else names one, `address` where from. */
export type Trier = { account: string; address: string }

export type Attempts = {
  /** Count an attempt. False: there were too many, and the password must not even be looked at. */
  take(trier: Trier): Promise<boolean>
  /** The password was right. */
  forgive(trier: Trier): Promise<void>
}

/** How long somebody who tried too often is asked to wait, in seconds. */
export const retryAfterSeconds = limits.fromOnePlace.windowMs / 1000

export function countedAttempts({ system, clock }: { system: pg.Pool; clock: Clock }): Attempts {
  let sweptAt = clock.now()
  return {
    async take(trier) {
      const at = clock.now()
      if (at - sweptAt > SWEEP_MS) {
        sweptAt = at
        await dropAttempts(system, at - KEEP_MS)
      }
      for (const window of windowsOf(trier)) {
        if ((await countAttempt(system, at, window)) > window.most) return false
      }
      return true
    },
    async forgive(trier) {
      await uncountAttempts(
        system,
        windowsOf(trier).map(({ key }) => key),
      )
    },
  }
}

/** Kept hashed: a table of who tried to sign in is nobody's business. */
function windowsOf({ account, address }: Trier) {
  const place = networkOf(address)
  return [
    { key: hashToken(`place ${account} ${place}`), ...limits.fromOnePlace },
    { key: hashToken(`address ${place}`), ...limits.fromOneAddress },
    { key: hashToken(`account ${account}`), ...limits.onOneAccount },
  ]
}

/** One customer of a provider has a whole /64 of IPv6 addresses to try from. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail = ''] = address.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const missing = address.includes('::') ? 8 - groups(head).length - groups(tail).length : 0
  return [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)].slice(0, 4).join(':')
}
