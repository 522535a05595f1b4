/**
 * No message a person sent or planned is lost, sent twice or sent before its time: thousands of sends to a provider that
 * turns some away, refuses some, breaks down, answers late, after its own statuses or not at all, while the product is
 * killed at every step of a send, and its database is stopped and cut off. Then what the product says of each message is
 * compared with the provider's book of every POST, and every screen that was open all along with a fresh one.
 */
import { demoUsers } from '../../src/app/demo.ts'
import type { ConversationId } from '../../src/contract/ids.ts'
import { randomFrom } from '../../src/sim/random.ts'
import { signIn } from '../../src/testing/client.ts'
import { startCourse, type Trouble } from '../course.ts'
import { stopPostgres, storm } from '../faults.ts'
import { type House, openHouse } from '../house.ts'
import type { ChaosReport, Ledger, Told } from '../ledger.ts'
import { compareScreens } from '../screens.ts'
import { compareSends, letAMinutePass } from './compare.ts'
import { killAt, STEPS, type Step } from './kills.ts'
import { openPeer, type Peer } from './peer.ts'
import { connect, sendAll, type Taken } from './sender.ts'

export type Plan = Told & {
  sends: number
  /** Rounds of kills, one at each step. */
  rounds: number
  postgresStops: number
  storms: number
  seed: number
}

/** So many that nobody gets more at once than the provider allows one contact (a burst of 45). */
const SENDS_PER_CONTACT = 20
const OPEN_THREADS = 15

export const ledger: Ledger = {
  name: 'outbound',
  says: 'sends, some planned for a moment later, with kills at every step, to a provider that turns away, breaks, is silent and tells before it answers; compared with its book of every POST',
  run: ({ full, seed, log, trouble }) =>
    full
      ? chaos({ sends: 50_000, rounds: 20, postgresStops: 10, storms: 10, seed, log, trouble })
      : chaos({ sends: 3_000, rounds: 2, postgresStops: 1, storms: 1, seed, log, trouble }),
}

/** Send, break, compare. */
export async function chaos(plan: Plan): Promise<ChaosReport> {
  const { sends, seed, log, trouble } = plan
  const house = await openHouse({ postgres: 'embedded', diskMegabytes: 0, log: () => {} })
  const peer = await openPeer(seed)
  try {
    const people = await Promise.all(
      demoUsers.map(({ email, password }) => signIn(house.product.origin, email, password)),
    )
    const [supervisor, administrator] = [people[2]!, people[3]!]
    const { conversations } = await connect(house, administrator, peer, Math.ceil(sends / SENDS_PER_CONTACT))
    const screens = people.map((person) => ({ person, store: person.openStore() }))
    for (const { store } of screens)
      for (const id of conversations.slice(0, OPEN_THREADS)) store.openThread(id as ConversationId)
    const course = startCourse(troublesOf(plan, house, peer), { total: sends, seed, log })
    const taken = await sendAll(supervisor, conversations, sends, course.passed)
    await course.over()
    peer.calm()
    log(`${taken.length} sends taken; letting a minute pass`)
    await letAMinutePass(house, peer)
    const found = await compareSends(house, supervisor, taken, peer, { log, trouble })
    const screensWrong = await compareScreens(screens, { log, trouble })
    for (const { store } of screens) store.stop()
    return reportOf(seed, taken, peer, course.tried, found, screensWrong)
  } catch (error) {
    log(house.product.output())
    throw error
  } finally {
    peer.close()
    await house.leave()
  }
}

type Found = Awaited<ReturnType<typeof compareSends>>

function reportOf(
  seed: number,
  taken: readonly Taken[],
  peer: Peer,
  tried: Readonly<Record<string, number>>,
  found: Found,
  screensWrong: number,
): ChaosReport {
  const posts = [...peer.seen.values()].reduce((sum, one) => sum + one.posts.length, 0)
  const faults = Object.values(tried).reduce((sum, n) => sum + n, 0)
  const { lost, doubled, early, misordered, repeated, stuck, unknownHidden } = found
  const met = lost + doubled + early + misordered + repeated + stuck + unknownHidden + screensWrong === 0
  const planned = taken.filter(({ goesAt }) => goesAt !== null).length
  return { seed, sent: taken.length, planned, posts, faults, ...tried, ...found, screensWrong, met }
}

/** A kill at each step of a send, and what befalls Postgres. */
function troublesOf({ rounds, postgresStops, storms, seed }: Plan, house: House, peer: Peer): Record<string, Trouble> {
  const random = randomFrom(seed + 2)
  const kill = (step: Step): [string, Trouble] => [
    `killed_${step}`,
    {
      times: rounds,
      async run() {
        await killAt(step, house, peer, random)
        return true
      },
    },
  ]
  return {
    ...Object.fromEntries(STEPS.map(kill)),
    postgresStops: { times: postgresStops, run: () => stopPostgres(house) },
    storms: { times: storms, run: () => storm(house) },
  }
}
