import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { hookTo } from '../hook.ts'
import type { Envelope, Errand } from './letters.ts'

/** Enough that a whole burst of one stranger is under way at once. */
const CARRIERS = 64

/** What the sender knows at the end. */
export type Acknowledged = {
  /** How often each webhook was answered 200. */
  times: ReadonlyMap<Envelope, number>
  /** Attempts that were not answered 200. */
  retries: number
  seconds: number
}

/**
 * Carry every errand to the address, as Meta does: whatever is not answered 200 is sent again. `passed` is told how many
 * errands have been begun.
 */
export async function carry(
  address: string,
  errands: readonly Errand[],
  passed: (begun: number) => void,
): Promise<Acknowledged> {
  const hook = hookTo(address, SEED_NUMBER.appSecret, CARRIERS)
  const times = new Map<Envelope, number>()
  const began = performance.now()
  let next = 0
  let retries = 0

  async function deliver(envelope: Envelope): Promise<void> {
    retries += await hook.deliver(envelope.body)
    times.set(envelope, (times.get(envelope) ?? 0) + 1)
  }
  async function carrier(): Promise<void> {
    for (let place = next++; place < errands.length; place = next++) {
      passed(place)
      for (const envelope of errands[place]!.envelopes) await deliver(envelope)
    }
  }
  try {
    await Promise.all(Array.from({ length: CARRIERS }, carrier))
    return { times, retries, seconds: (performance.now() - began) / 1000 }
  } finally {
    next = errands.length
    hook.close()
  }
}
