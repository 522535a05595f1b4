import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../../src/sim/random.ts'
import { freeze, thaw } from '../faults.ts'
import type { House } from '../house.ts'
import type { Peer } from './peer.ts'

/** The steps of one send at which the product is killed. */
export const STEPS = ['making', 'claiming', 'claimed', 'asked', 'answered', 'recording'] as const
export type Step = (typeof STEPS)[number]

const STEP_LIMIT_MS = 4_000
const LOOK_EVERY_MS = 5
/** Enough sends in the air that the kill meets several. */
const SEVERAL = 5
const ANSWER_ARRIVES_MS = 150
const RECORDING_MS = 40

/** Kill the product while sends are at this step, as far as there are any, and start it again. */
export async function killAt(step: Step, house: House, peer: Peer, random: Random): Promise<void> {
  switch (step) {
    case 'making':
      // What was planned is no longer planned, and not yet a message.
      await whileLocked('message', house)
      break
    case 'claiming':
      // Nobody can read which channels there are.
      await whileLocked('channel', house)
      break
    case 'claimed':
      // Asked for all the product knows, but nobody heard it.
      peer.deafen()
      await until(() => peer.held() >= SEVERAL)
      await house.product.kill()
      await wait(ANSWER_ARRIVES_MS)
      peer.release()
      break
    case 'asked':
      peer.hold()
      await until(() => peer.held() >= SEVERAL)
      await house.product.kill()
      peer.release()
      break
    case 'answered':
      peer.hold()
      await until(() => peer.held() >= SEVERAL)
      await whileFrozen(house, async () => {
        peer.release()
        await wait(ANSWER_ARRIVES_MS)
        await house.product.kill()
      })
      break
    case 'recording':
      peer.hold()
      await until(() => peer.held() >= SEVERAL)
      peer.release()
      await wait(random.below(RECORDING_MS))
      await house.product.kill()
      break
  }
  await house.startAgain()
}

/** Kill while nobody can read or write this table: transactions wait in the middle. */
async function whileLocked(table: 'message' | 'channel', house: House): Promise<void> {
  const holder = await house.connect()
  try {
    await holder.query(`begin; lock table ${table} in access exclusive mode`)
    await wait(ANSWER_ARRIVES_MS)
    await house.product.kill()
  } finally {
    await holder.end()
  }
}

async function whileFrozen(house: House, body: () => Promise<void>): Promise<void> {
  const postmaster = house.postmaster()
  const frozen = postmaster === null ? [] : freeze(postmaster)
  try {
    await body()
  } finally {
    thaw(frozen)
  }
}

/** Wait for the moment, but not for ever: without a send under way the kill is simply one at any time. */
async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + STEP_LIMIT_MS
  while (!condition() && performance.now() < giveUpAt) await wait(LOOK_EVERY_MS)
}
