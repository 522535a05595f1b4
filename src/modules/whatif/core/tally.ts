import { quartersOfDay } from '../../../contract/day.ts'
import { dayMs, minuteMs, quarterMs } from './arrivals.ts'
import { type Floor, heldBy, type Person, type QueueOnFloor, type Request } from './floor.ts'
import { type AgentFigures, type Figures, type Quarter, quarterAt, type Report, spreadOf, waitsOf } from './report.ts'

/** Counts along while a day is played. */
export type Tally = {
  readonly queues: Counts[]
  readonly all: Counts
  readonly quarters: QuarterCounts[]
  /** On duty, busy, and waiting at this moment, and until when they are counted. */
  onDuty: number
  busy: number
  waiting: number
  countedTo: number
}

type Counts = {
  arrived: number
  abandoned: number
  turnedAway: number
  sentOn: number
  toldAndStayed: number
  closed: number
  inTime: number
  /** Gave up, was turned away, or still waits: too late in any case. */
  late: number
  longestQueue: number
  readonly waits: number[]
  lostWait: number
}

type QuarterCounts = {
  arrived: number
  answered: number
  abandoned: number
  inTime: number
  waited: number
  longestQueue: number
  onDutyMs: number
  busyMs: number
}

const noCounts = (): Counts => ({
  arrived: 0,
  abandoned: 0,
  turnedAway: 0,
  sentOn: 0,
  toldAndStayed: 0,
  closed: 0,
  inTime: 0,
  late: 0,
  longestQueue: 0,
  waits: [],
  lostWait: 0,
})

export function openTally({ queues }: Floor): Tally {
  const quarters = Array.from({ length: quartersOfDay }, (): QuarterCounts => {
    return { arrived: 0, answered: 0, abandoned: 0, inTime: 0, waited: 0, longestQueue: 0, onDutyMs: 0, busyMs: 0 }
  })
  return { queues: queues.map(noCounts), all: noCounts(), quarters, onDuty: 0, busy: 0, waiting: 0, countedTo: 0 }
}

/** Time passes: what is so now was so until `at`. */
export function passTo(tally: Tally, at: number): void {
  while (tally.countedTo < at) {
    const quarter = quarterAt(tally.countedTo)
    const end = Math.min(at, (quarter + 1) * quarterMs)
    const counts = tally.quarters[quarter]
    if (!counts || end <= tally.countedTo) return // The day is over.
    counts.onDutyMs += tally.onDuty * (end - tally.countedTo)
    counts.busyMs += tally.busy * (end - tally.countedTo)
    counts.longestQueue = Math.max(counts.longestQueue, tally.waiting)
    tally.countedTo = end
  }
}

/** Somebody begins to wait, or stops. */
export function countWaiting(tally: Tally, queue: QueueOnFloor, by: 1 | -1): void {
  queue.waiting += by
  tally.waiting += by
}

/** Whoever could be given out has been: so many wait. */
export function countLongest(tally: Tally, queue: QueueOnFloor, at: number): void {
  const ofQueue = tally.queues[queue.index]
  if (ofQueue) ofQueue.longestQueue = Math.max(ofQueue.longestQueue, queue.waiting)
  tally.all.longestQueue = Math.max(tally.all.longestQueue, tally.waiting)
  const counts = tally.quarters[quarterAt(at)]
  if (counts) counts.longestQueue = Math.max(counts.longestQueue, tally.waiting)
}

export function countArrival(tally: Tally, { home, arrivedAt }: Request): void {
  for (const counts of [tally.all, tally.queues[home.index]]) if (counts) counts.arrived++
  const quarter = tally.quarters[quarterAt(arrivedAt)]
  if (quarter) quarter.arrived++
}

export function countClosed(tally: Tally, queue: QueueOnFloor): void {
  for (const counts of [tally.all, tally.queues[queue.index]]) if (counts) counts.closed++
}

export function countAnswer(tally: Tally, { home, arrivedAt }: Request, at: number): void {
  const waited = (at - arrivedAt) / 1_000
  const isInTime = waited <= home.settings.serviceLevelSeconds
  for (const counts of [tally.all, tally.queues[home.index]]) {
    if (!counts) continue
    counts.waits.push(waited)
    if (isInTime) counts.inTime++
  }
  const quarter = tally.quarters[quarterAt(arrivedAt)]
  if (!quarter) return
  quarter.answered++
  quarter.waited += waited
  if (isInTime) quarter.inTime++
}

/** What became of somebody who was too many or waited too long. Whoever was turned away was not answered in time. */
export function countOverflow(tally: Tally, { home }: Request, what: 'turnedAway' | 'sentOn' | 'toldAndStayed'): void {
  for (const counts of [tally.all, tally.queues[home.index]]) {
    if (!counts) continue
    counts[what]++
    if (what === 'turnedAway') counts.late++
  }
}

export function countAbandon(tally: Tally, { home, arrivedAt }: Request, at: number): void {
  for (const counts of [tally.all, tally.queues[home.index]]) {
    if (!counts) continue
    counts.abandoned++
    counts.late++
    counts.lostWait += (at - arrivedAt) / 1_000
  }
  const quarter = tally.quarters[quarterAt(arrivedAt)]
  if (quarter) quarter.abandoned++
}

/** Whatever is about to change about this person: what was so until now is counted. */
export function countPerson(tally: Tally, person: Person, at: number): void {
  const lasted = at - person.countedAt
  person.countedAt = at
  const held = heldBy(person)
  if (!person.onShift && held === 0) return
  person.onDutyMs += lasted // Whoever finishes after their shift is still at work.
  person.heldMs += lasted * held
  if (held > 0) person.busyMs += lasted
  tally.onDuty--
  if (held > 0) tally.busy--
}

/** The change is made: from here on it is counted so. */
export function recount(tally: Tally, person: Person): void {
  const held = heldBy(person)
  if (person.onShift || held > 0) tally.onDuty++
  if (held > 0) tally.busy++
}

/** The day is over: the report. `left` are those who still wait. */
export function reportOf(tally: Tally, floor: Floor, left: readonly Request[], seed: number): Report {
  passTo(tally, dayMs)
  for (const person of floor.people) countPerson(tally, person, dayMs)
  const waiting = new Map<QueueOnFloor, number>()
  for (const { home, arrivedAt } of left) {
    waiting.set(home, (waiting.get(home) ?? 0) + 1)
    if ((dayMs - arrivedAt) / 1_000 <= home.settings.serviceLevelSeconds) continue
    for (const counts of [tally.all, tally.queues[home.index]]) if (counts) counts.late++
  }
  const agents = floor.people.map(figuresOfAgent)
  const [onDuty, busy] = [sumOf(floor.people, 'onDutyMs'), sumOf(floor.people, 'busyMs')]
  return {
    seed,
    all: figuresOf(tally.all, left.length),
    queues: floor.queues.flatMap((queue) => {
      const counts = tally.queues[queue.index]
      return counts ? [{ id: queue.settings.id, ...figuresOf(counts, waiting.get(queue) ?? 0) }] : []
    }),
    quarters: tally.quarters.map(quarterFigures),
    agents,
    spread: spreadOf(agents),
    occupancyPercent: onDuty === 0 ? null : (100 * busy) / onDuty,
  }
}

const sumOf = (people: readonly Person[], what: 'onDutyMs' | 'busyMs'): number =>
  people.reduce((sum, person) => sum + person[what], 0)

function figuresOf(counts: Counts, waiting: number): Figures {
  const { arrived, abandoned, turnedAway, sentOn, toldAndStayed, closed, inTime, late, longestQueue } = counts
  const { waits, lostWait } = counts
  const decided = waits.length + late
  const wait = waitsOf(waits)
  const gone = waits.length + abandoned
  return {
    arrived,
    answered: waits.length,
    abandoned,
    turnedAway,
    sentOn,
    toldAndStayed,
    waiting,
    closed,
    serviceLevelPercent: decided === 0 ? null : (100 * inTime) / decided,
    wait,
    waitOfAll: gone === 0 ? null : ((wait?.mean ?? 0) * waits.length + lostWait) / gone,
    longestQueue,
  }
}

function quarterFigures(counts: QuarterCounts): Quarter {
  const { arrived, answered, abandoned, inTime, waited, longestQueue, onDutyMs, busyMs } = counts
  return {
    arrived,
    answered,
    abandoned,
    inTime,
    wait: answered === 0 ? null : waited / answered,
    longestQueue,
    onDuty: onDutyMs / quarterMs,
    occupancyPercent: onDutyMs === 0 ? null : (100 * busyMs) / onDutyMs,
  }
}

function figuresOfAgent({ agent, onDutyMs, busyMs, heldMs, answered }: Person): AgentFigures {
  return {
    id: agent.id,
    onDutyMinutes: onDutyMs / minuteMs,
    answered,
    occupancyPercent: onDutyMs === 0 ? 0 : (100 * busyMs) / onDutyMs,
    held: onDutyMs === 0 ? 0 : heldMs / onDutyMs,
  }
}
