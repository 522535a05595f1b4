/**
 * Nothing acknowledged is lost: webhooks of thousands of people, a tenth of them sent twice, a tenth out of order and a
 * twentieth days late, while the server is killed, Postgres is stopped, cut off, frozen and left without disk, and
 * somebody else's transaction sits on its rows. Then every message is compared with the sender's ledger, every answer
 * 200 with the stored webhooks, and every screen that was open all along with a fresh one.
 *
 * Half of it runs on the embedded Postgres, which the product brings back by itself; the other half on one that stands
 * outside, on a small disk that can be filled where one may be mounted.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { demoUsers } from '../../src/app/demo.ts'
import type { ConversationId } from '../../src/contract/ids.ts'
import { listChannels } from '../../src/contract/operations/channels.ts'
import { signIn } from '../../src/testing/client.ts'
import { type Course, startCourse, type Trouble } from '../course.ts'
import { type Fault, fillDisk, idlePeer, killBoth, killProduct, stall, stopPostgres, storm } from '../faults.ts'
import { type House, openHouse } from '../house.ts'
import type { ChaosReport, Ledger, Told } from '../ledger.ts'
import { compareScreens, type Screen } from '../screens.ts'
import { type Acknowledged, carry } from './carriers.ts'
import { compareTables, settle } from './compare.ts'
import { type Post, writePost } from './letters.ts'

/** How often each fault happens. */
export type Plan = Record<FaultName, number>
export type FaultName = keyof typeof FAULTS

const FAULTS = {
  kills: killProduct,
  postgresStops: stopPostgres,
  bothKilled: killBoth,
  storms: storm,
  fullDisks: fillDisk,
  stalls: stall,
  idlePeers: idlePeer,
} satisfies Record<string, Fault>

const EVERYDAY: Plan = { kills: 3, postgresStops: 1, bothKilled: 1, storms: 1, fullDisks: 1, stalls: 1, idlePeers: 1 }
const FULL: Plan = { kills: 45, postgresStops: 8, bothKilled: 5, storms: 5, fullDisks: 3, stalls: 5, idlePeers: 5 }

const DAY_MS = 86_400_000
/** The product's clock goes on this many days in all: fewer than applied webhooks are kept. */
const DAYS_PASSING = 5
/** Threads each screen has open while it all happens. */
const OPEN_THREADS = 12
const DISK_MEGABYTES = { everyday: 1_000, full: 5_000 }

export const ledger: Ledger = {
  name: 'inbound',
  says: 'webhooks, a tenth twice, a tenth out of order, some days late, through kills, stops of Postgres, cut connections, a full disk, stalls and locks; compared with the database and every screen',
  async run({ full, seed, log, trouble }) {
    const half = { webhooks: full ? 100_000 : 10_000, plan: full ? FULL : EVERYDAY, log, trouble }
    const diskMegabytes = full ? DISK_MEGABYTES.full : DISK_MEGABYTES.everyday
    const ours = await chaos({ ...half, seed, postgres: 'embedded', diskMegabytes: 0 })
    const beside = await chaos({ ...half, seed: seed + 1_000, postgres: 'outside', diskMegabytes })
    return summed(seed, [ours, beside])
  },
}

/** Counts alone: two parts are summed. */
export type Part = {
  sent: number
  faults: number
  lost: number
  doubled: number
  misordered: number
  /** Messages in another's conversation, and people whose messages are in two. */
  misplaced: number
  /** Answers 200 without a stored webhook of their own. */
  unstored: number
  screensWrong: number
} & Record<string, number>

/** Both parts as one report. */
function summed(seed: number, [first, second]: readonly [Part, Part]): ChaosReport {
  const sum = { ...first }
  for (const [name, count] of Object.entries(second)) sum[name] = (sum[name] ?? 0) + count
  return { seed, ...sum, met: isMet(sum) }
}

export const isMet = ({ lost, doubled, misordered, misplaced, unstored, screensWrong }: Part): boolean =>
  lost + doubled + misordered + misplaced + unstored + screensWrong === 0

export type Conditions = Told & {
  webhooks: number
  plan: Plan
  seed: number
  postgres: House['postgres']
  diskMegabytes: number
}

/** Send, break, compare. */
export async function chaos({
  webhooks,
  plan,
  seed,
  postgres,
  diskMegabytes,
  log,
  trouble,
}: Conditions): Promise<Part> {
  const house = await openHouse({ postgres, diskMegabytes, log: () => {} })
  log(`${postgres} Postgres${house.disk ? ` on a disk of ${diskMegabytes} MB` : ''}, seed ${seed}`)
  const post = writePost(webhooks, seed)
  try {
    const people = await Promise.all(
      demoUsers.map(({ email, password }) => signIn(house.product.origin, email, password)),
    )
    const { channels } = await people[3]!.must(listChannels, {})
    const address = `${house.product.origin}${new URL(channels[0]!.webhookUrl).pathname}`
    const screens = people.map((person) => ({ person, store: person.openStore() }))
    const { acknowledged, course } = await carryThrough(house, address, post, screens, { plan, seed, log })
    await settle(house)
    const found = await compareTables(house, post, acknowledged, { log, trouble })
    const screensWrong = await compareScreens(screens, { log, trouble })
    for (const { store } of screens) store.stop()
    const faults = Object.values(course.tried).reduce((sum, n) => sum + n, 0)
    const { repeated, reordered, delayed } = post
    const messages = [...post.threads.values()].flat().length
    const counts = { sent: webhooks, messages, people: post.threads.size, repeated, reordered, delayed }
    const sentAgain = acknowledged.retries
    return { ...counts, sentAgain, faults, ...course.tried, notTried: course.notTried(), ...found, screensWrong }
  } catch (error) {
    log(house.product.output())
    throw error
  } finally {
    await house.leave()
  }
}

async function carryThrough(
  house: House,
  address: string,
  post: Post,
  screens: readonly Screen[],
  { plan, seed, log }: Pick<Conditions, 'plan' | 'seed' | 'log'>,
): Promise<{ acknowledged: Acknowledged; course: Course }> {
  const total = post.errands.length
  const course = startCourse(troublesOf(plan, house), { total, seed, log })
  let days = 0
  const acknowledged = await carry(address, post.errands, (begun) => {
    course.passed(begun)
    if (days < DAYS_PASSING && begun >= ((days + 1) / (DAYS_PASSING + 1)) * total) {
      days++
      course.between(() => passADay(house, screens))
    }
  })
  await course.over()
  const { retries, seconds } = acknowledged
  log(`${total} errands in ${Math.round(seconds)} s, ${retries} posts tried again`)
  return { acknowledged, course }
}

const troublesOf = (plan: Plan, house: House): Record<string, Trouble> =>
  Object.fromEntries(
    Object.entries(FAULTS).map(([name, fault]) => [name, { times: plan[name as FaultName], run: () => fault(house) }]),
  )

/** A day later, somebody looks into other conversations. */
async function passADay(house: House, screens: readonly Screen[]): Promise<void> {
  await house.moveClock(DAY_MS)
  for (const { store } of screens) {
    const conversations = Object.values(store.read().view?.interactions ?? {}).map(
      ({ conversation }) => conversation.id,
    )
    const step = Math.max(1, Math.floor(conversations.length / OPEN_THREADS))
    for (let i = 0; i < conversations.length; i += step) store.openThread(conversations[i] as ConversationId)
    await wait(0)
  }
}
