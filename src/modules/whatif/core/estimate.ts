import { type Day, type DayAgent, type DayQueue, quartersOfDay } from '../../../contract/day.ts'
import { meanOf } from './chance.ts'
import { erlangA } from './erlang.ts'

/** What Erlang-A says of a queue on a day, quarter of an hour by quarter of an hour; shares in percent, waits in seconds. */
export type Estimate = {
  id: string
  serviceLevelPercent: number | null
  abandonedPercent: number | null
  /** The average of all who come. */
  wait: number | null
  /** Quarters of an hour in which more comes than can be served and nobody gives up: nothing is said of these. */
  endless: number
}

/** Why the estimate and the played day differ, in the order of what usually matters most. */
export type Difference =
  /** Agents hold several at once; Erlang-A knows one conversation at a time. */
  | 'several_at_once'
  /** Agents serve several queues; Erlang-A knows one, and was given a share of them. */
  | 'several_queues'
  /** People who come in one quarter wait into the next; Erlang-A begins anew with each. */
  | 'rushes'
  /** Lines are limited, or some come before others; Erlang-A knows one line of any length, by age. */
  | 'lines'
  /** Offers take time, and some are missed. */
  | 'offers'
  /** How long things take does not follow an exponential distribution. */
  | 'not_exponential'

const quarterSeconds = 900

export function estimateOf(day: Day): Estimate[] {
  const staff = staffOf(day)
  return day.queues.map((queue, index) => ofQueue(day, queue, staff[index] ?? []))
}

function ofQueue(day: Day, queue: DayQueue, staff: readonly number[]): Estimate {
  const coming = comingTo(day, queue.id)
  const sums = { came: 0, inTime: 0, abandoned: 0, waited: 0, endless: 0 }
  const service = 1 / secondsOf(day, queue)
  const impatience = queue.patience === null ? 0 : 1 / Math.max(1e-3, meanOf(queue.patience))
  for (let quarter = 0; quarter < quartersOfDay; quarter++) {
    const came = coming[quarter] ?? 0
    if (came === 0) continue
    const agents = Math.round(staff[quarter] ?? 0)
    const within = queue.serviceLevelSeconds
    const answer = erlangA({ arrivals: came / quarterSeconds, service, impatience, agents, withinSeconds: within })
    if (answer === null) {
      sums.endless++
      continue
    }
    sums.came += came
    sums.inTime += came * answer.inTime
    sums.abandoned += came * answer.abandons
    sums.waited += came * answer.wait
  }
  const { came, inTime, abandoned, waited, endless } = sums
  const share = (part: number): number | null => (came === 0 ? null : (100 * part) / came)
  return {
    id: queue.id,
    serviceLevelPercent: share(inTime),
    abandonedPercent: share(abandoned),
    wait: came === 0 ? null : waited / came,
    endless,
  }
}

/** All queues together, by how many come to each. */
export function estimateOfAll(day: Day): Omit<Estimate, 'id'> {
  const weighed = estimateOf(day).map((estimate) => ({
    estimate,
    came: comingTo(day, estimate.id).reduce((sum, one) => sum + one, 0),
  }))
  const known = weighed.filter(({ estimate }) => estimate.wait !== null)
  const all = known.reduce((sum, { came }) => sum + came, 0)
  const mean = (of: (estimate: Estimate) => number | null): number | null =>
    all === 0 ? null : known.reduce((sum, { estimate, came }) => sum + came * (of(estimate) ?? 0), 0) / all
  return {
    serviceLevelPercent: mean(({ serviceLevelPercent }) => serviceLevelPercent),
    abandonedPercent: mean(({ abandonedPercent }) => abandonedPercent),
    wait: mean(({ wait }) => wait),
    endless: weighed.reduce((sum, { estimate }) => sum + estimate.endless, 0),
  }
}

/** What of this day Erlang-A cannot know. */
export function differencesOf(day: Day): Difference[] {
  const arriving = day.channels.filter(({ id }) => day.arrivals.some(({ channelId }) => channelId === id))
  const reasons: [Difference, boolean][] = [
    [
      'several_at_once',
      arriving.some(({ capacity }) => capacity > 1) &&
        day.agents.some(({ capacity }) => capacity === null || capacity > 1),
    ],
    ['several_queues', day.agents.some(({ queues }) => queues.length > 1)],
    ['rushes', day.queues.some(({ id }) => isRush(comingTo(day, id)))],
    ['lines', hasLines(day)],
    ['offers', day.queues.some(({ asksToAccept }) => asksToAccept) && offersTakeTime(day)],
    [
      'not_exponential',
      day.queues.some(({ handling, patience }) => handling.kind !== 'exponential' || patience?.kind !== 'exponential'),
    ],
  ]
  return reasons.flatMap(([difference, isSo]) => (isSo ? [difference] : []))
}

/** Somebody may be sent on or turned away, or passed by who came later. */
function hasLines({ queues }: Day): boolean {
  const lines = queues.flatMap(({ line }) => line ?? [])
  const isLimited = lines.some(
    ({ mostWaiting, longestWaitSeconds, overflow: { does } }) =>
      does !== 'stay' && (mostWaiting !== null || longestWaitSeconds !== null),
  )
  return isLimited || lines.some(({ priority, weight }) => priority > 0 || weight > 1)
}

const offersTakeTime = ({ people }: Day): boolean => people.answerSeconds > 0 || people.missPercent > 0

/** In some quarter of an hour at least a third more comes than in the one before. */
const isRush = (coming: readonly number[]): boolean =>
  coming.some((count, at) => at > 0 && count >= 4 && count > 1.33 * (coming[at - 1] ?? 0))

/** How long an agent is taken up by one: until they accept, the conversation, the wrap-up. Seconds. */
function secondsOf({ people }: Day, { asksToAccept, handling, wrapUpSeconds }: DayQueue): number {
  const answer = asksToAccept ? people.answerSeconds : 0
  return Math.max(1, answer + meanOf(handling) + (wrapUpSeconds * people.wrapUpPercent) / 100)
}

/** How many come to a queue in each quarter of an hour, through open channels. */
function comingTo(day: Day, queueId: string): number[] {
  const hours = new Map(day.channels.map(({ id, hours }) => [id, hours]))
  return Array.from({ length: quartersOfDay }, (_, quarter) =>
    day.arrivals
      .filter((one) => one.queueId === queueId)
      .reduce(
        (sum, one) => sum + (one.perQuarter[quarter] ?? 0) * openShare(hours.get(one.channelId) ?? null, quarter),
        0,
      ),
  )
}

/** How much of a quarter of an hour lies within these hours. */
function openShare(hours: { from: number; to: number } | null, quarter: number): number {
  if (hours === null) return 1
  return Math.max(0, Math.min(hours.to, (quarter + 1) * 15) - Math.max(hours.from, quarter * 15)) / 15
}

/**
 * How many agents each queue has in each quarter of an hour. Whoever serves several queues is divided among them, by the
 * work that comes to each.
 */
export function staffOf(day: Day): number[][] {
  const index = new Map(day.queues.map(({ id }, at) => [id, at]))
  const work = day.queues.map((queue) => comingTo(day, queue.id).map((count) => count * secondsOf(day, queue)))
  const staff = day.queues.map(() => Array.from({ length: quartersOfDay }, () => 0))
  for (const agent of day.agents) {
    const theirs = agent.queues.flatMap(({ queueId }) => index.get(queueId) ?? [])
    for (let quarter = 0; quarter < quartersOfDay; quarter++) {
      const present = presentIn(agent, quarter)
      if (present === 0) continue
      const all = theirs.reduce((sum, at) => sum + (work[at]?.[quarter] ?? 0), 0)
      for (const at of theirs) {
        const share = all === 0 ? 1 / theirs.length : (work[at]?.[quarter] ?? 0) / all
        const ofQueue = staff[at]
        if (ofQueue) ofQueue[quarter] = (ofQueue[quarter] ?? 0) + present * share
      }
    }
  }
  return staff
}

const presentIn = ({ shifts }: DayAgent, quarter: number): number =>
  shifts.reduce((sum, shift) => sum + openShare(shift, quarter), 0)
