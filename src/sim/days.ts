import { Eligible, StrategyName } from '../contract/cards.ts'
import { type Day, type DayLine, plainDayLine, quartersOfDay } from '../contract/day.ts'
import { Overflow } from '../contract/line.ts'
import { assert } from '../kernel/assert.ts'
import { fits, hasRoom, type RoutableAgent, route, type Snapshot } from '../modules/routing/core/route.ts'
import { strategyOf } from '../modules/routing/core/strategy.ts'
import type { Question } from '../modules/whatif/core/ask.ts'
import { type Look, type Overflowing, play } from '../modules/whatif/core/play.ts'
import type { Report } from '../modules/whatif/core/report.ts'
import { randomFrom } from './random.ts'

/** The what-if room plays days: random ones are played here, and what is promised of every day is looked at as it goes. */

/** Everything is looked at so often, and after so many events: more would be slower and find no more. */
const lookEvery = 7
const askEvery = 5

/** Play a random day; throws when it breaks a promise, with the seed. */
export function playRandomDay(seed: number): void {
  try {
    playWatched(seed)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new Error(`${words}\nseed ${seed}, a day: npm run sim -- --seed ${seed} --seeds 1`, { cause: error })
  }
}

function playWatched(seed: number): void {
  const day = randomDay(seed)
  const watched = watch(day)
  const report = play(day, { seed, watch: watched.asked, overflowing: watched.overflowing, after: watched.after })
  for (const { arrived, answered, abandoned, turnedAway, waiting } of [report.all, ...report.queues])
    assert(
      answered + abandoned + turnedAway + waiting === arrived,
      'everybody who arrives is answered, gives up, is turned away or waits',
    )
  const { answered } = report.all
  watched.ended(report)
  assert(
    report.agents.reduce((sum, agent) => sum + agent.answered, 0) === answered,
    'whoever is answered is answered by somebody',
  )
  for (const { occupancyPercent, onDutyMinutes } of report.agents)
    assert(occupancyPercent <= 100.001 && onDutyMinutes <= 1_440.001, 'nobody works more than all the time')
}

/** What was so a moment ago. */
type Before = { held: Map<string, number>; pointers: Map<string, string | null>; ages: Map<string, number> }

function watch(day: Day) {
  let questions = 0
  let events = 0
  const missed = missesOf(day)
  const lines = linesOf(day)
  const times = timesOf(day)
  let before: Before = { held: new Map(), pointers: new Map(), ages: new Map() }
  return {
    asked(question: Question): void {
      missed.asked(question)
      lines.asked(question)
      times.asked(question)
      if (questions++ % askEvery === 0) sameAsWhole(question)
    },
    overflowing: lines.overflowing,
    ended: lines.ended,
    after(at: number, { whole, count }: Look): void {
      const snapshot = whole()
      lines.after(at, snapshot)
      times.after(at, snapshot)
      before = stepKept(snapshot, at, before)
      for (const agent of snapshot.agents) agentKept(agent, snapshot, day, at)
      if (events++ % lookEvery > 0) return
      const loads = snapshot.agents.reduce((sum, { load }) => sum + load, 0)
      const { waiting, asked, held } = count()
      assert(loads === asked + held, 'each place that is taken is taken by somebody’s interaction')
      assert(waiting === snapshot.waiting.length, 'whoever waits stands in a line')
      assert(route(snapshot, strategyOf).length === 0, 'nobody waits while somebody free could take it')
    },
  }
}

/** The router, asked about everybody, says the same. By chance it draws anew for each first in line. */
function sameAsWhole({ match, whole }: Question): void {
  const snapshot = whole()
  if (snapshot.queues.some(({ strategy }) => strategy === 'weighted_random') && snapshot.waiting.length > 1) return
  const [pair] = route(snapshot, strategyOf)
  assert(pair?.interactionId === match?.interactionId, 'the router says the same about the whole floor')
  assert(String(pair?.agentIds) === String(match?.agentIds), 'the router chooses the same of the whole floor')
}

function agentKept(agent: RoutableAgent, { channels }: Snapshot, day: Day, at: number): void {
  const { id, ready, load, offered, loadOf } = agent
  const sum = [...loadOf.values()].reduce((all, one) => all + one, 0)
  assert(sum === load && offered >= 0 && offered <= load, 'the load is what channels and offers add up to')
  for (const { id: channelId, capacity } of channels)
    assert((loadOf.get(channelId) ?? 0) <= capacity, 'nobody holds more of a channel than they may')
  if (agent.capacity !== null) assert(load <= agent.capacity, 'nobody holds more than they may')
  assert(ready || offered === 0, 'nothing is offered to who is not there')
  const minute = at / 60_000
  const isOnShift = day.agents.some(
    (one) => one.id === id && one.shifts.some(({ from, to }) => minute >= from && minute <= to),
  )
  assert(!ready || isOnShift, 'nobody is ready outside their shifts')
}

/** From one moment to the next: who became idle has been idle since now, the round moves to who took one, ages stay. */
function stepKept({ agents, queues, waiting }: Snapshot, at: number, before: Before): Before {
  const held = new Map(agents.map(({ id, load, offered }) => [String(id), load - offered]))
  for (const { id, idleSince } of agents)
    if ((before.held.get(id) ?? 0) > 0 && held.get(id) === 0)
      assert(idleSince === at, 'whoever has nothing left is idle from that moment')
  const pointers = new Map(queues.map(({ id, lastAgentId }) => [String(id), lastAgentId as string | null]))
  for (const [id, agentId] of pointers)
    if (agentId !== null && before.pointers.get(id) !== agentId)
      assert((held.get(agentId) ?? 0) > 0, 'the round moves to who took one, not to who was asked (D-12)')
  const ages = new Map(before.ages)
  for (const { id, waitingSince } of waiting) {
    assert((ages.get(id) ?? waitingSince) === waitingSince, 'whatever waits again keeps its age')
    ages.set(id, waitingSince)
  }
  return { held, pointers, ages }
}

/** Where nobody goes away, nobody is asked twice about the same while somebody with room has not been asked (D-03). */
function missesOf(day: Day): { asked(question: Question): void } {
  const stays = day.queues.every(({ awayAfterMissSeconds }) => awayAfterMissSeconds === 0)
  const isThere = day.agents.every(({ shifts }) => shifts.length === 1)
  const asked = new Map<string, Set<string>>()
  return {
    asked({ match, whole }) {
      if (!stays || !isThere || !match) return
      const already = asked.get(match.interactionId) ?? new Set()
      if (match.agentIds.some((id) => already.has(id))) {
        const { agents, channels, queues, waiting } = whole()
        const one = waiting.find(({ id }) => id === match.interactionId)
        const others = agents.filter(
          (agent) =>
            one &&
            agent.ready &&
            agent.queueIds.includes(one.queueId) &&
            hasRoom(agent, one.channelId, channels) &&
            fits(agent, one.queueId, queues),
        )
        assert(
          others.every(({ id }) => already.has(id)),
          'nobody is asked again before everybody else was',
        )
      }
      asked.set(match.interactionId, new Set([...already, ...match.agentIds]))
    },
  }
}

/** Nobody is asked for longer than they have to accept: their own time, or their queue's. */
function timesOf(day: Day) {
  const askedAt = new Map<string, number>()
  const longest = new Map(
    day.agents.map(({ id, acceptSeconds = null, queues }): [string, number] => {
      const theirs = day.queues.filter((queue) => queues.some(({ queueId }) => queueId === queue.id))
      const times = theirs.map((queue) => (queue.strategy === 'ring_all' ? null : acceptSeconds) ?? queue.acceptSeconds)
      return [id, 1_000 * Math.max(0, ...times)]
    }),
  )
  return {
    asked({ at, match }: Question): void {
      for (const id of match?.agentIds ?? []) askedAt.set(id, at)
    },
    after(at: number, { agents }: ReturnType<Look['whole']>): void {
      for (const { id, offered } of agents)
        if (offered > 0)
          assert(at - (askedAt.get(id) ?? at) <= (longest.get(id) ?? 0), 'nobody is asked for longer than they have')
    },
  }
}

/** What queues say of their lines, said once more: who comes first, how many may wait, for how long, and what then. */
function linesOf(day: Day) {
  const lineOf = new Map(day.queues.map(({ id, line = plainDayLine }): [string, DayLine] => [id, line]))
  const of = (queueId: string): DayLine => lineOf.get(queueId) ?? plainDayLine
  /** Who overflowed, and in which queue. */
  const overflowed = new Map<string, string>()
  const did = { stay: 0, move: 0, close: 0 }
  type Standing = Pick<Overflowing['request'], 'id' | 'queueId' | 'waitingSince' | 'priority'>
  const ahead = (one: Standing, waiting: readonly Standing[]): number =>
    waiting.filter(
      ({ id, queueId, waitingSince }) =>
        queueId === one.queueId &&
        (waitingSince < one.waitingSince || (waitingSince === one.waitingSince && id < one.id)),
    ).length
  /** Seconds of waiting, with those for priority, as often as the queue weighs. */
  const weighs = ({ queueId, waitingSince, priority }: Standing, at: number): number => {
    const { pointSeconds, weight } = of(queueId)
    return weight * ((at - waitingSince) / 1_000 + priority * (pointSeconds ?? 365 * 86_400))
  }
  return {
    asked({ at, match, whole }: Question): void {
      if (!match) return
      const { waiting, agents, channels, queues } = whole()
      const one = waiting.find(({ id }) => id === match.interactionId)
      for (const agent of agents.filter(({ id }) => match.agentIds.includes(id)))
        for (const other of waiting)
          if (
            one !== undefined &&
            agent.queueIds.includes(other.queueId) &&
            queues.some(({ id, strategy }) => id === other.queueId && strategy !== 'pick_from_list') &&
            hasRoom(agent, other.channelId, channels) &&
            fits(agent, other.queueId, queues)
          )
            assert(weighs(other, at) <= weighs(one, at) + 1e-6, 'nobody is passed by somebody who stands behind them')
    },
    overflowing({ at, request, whole }: Overflowing): void {
      const { mostWaiting, longestWaitSeconds, overflow } = of(request.queueId)
      const isTooMany = mostWaiting !== null && ahead(request, whole().waiting) >= mostWaiting
      const isTooLong = longestWaitSeconds !== null && at - request.waitingSince >= longestWaitSeconds * 1_000
      assert(isTooMany || isTooLong, 'nobody overflows while there is place and time')
      assert(!overflowed.has(request.id), 'whoever was too many once is left in peace')
      overflowed.set(request.id, request.queueId)
      did[overflow.does]++
    },
    after(at: number, { waiting }: ReturnType<Look['whole']>): void {
      for (const one of waiting) {
        const { mostWaiting, longestWaitSeconds, overflow } = of(one.queueId)
        const from = overflowed.get(one.id)
        if (from === undefined) {
          assert(one.priority === of(one.queueId).priority, 'everybody begins as urgent as their queue says')
          assert(mostWaiting === null || ahead(one, waiting) < mostWaiting, 'no more wait than may')
          const waited = at - one.waitingSince
          assert(
            longestWaitSeconds === null || waited <= longestWaitSeconds * 1_000,
            'nobody waits longer than they may',
          )
          continue
        }
        assert(one.queueId !== from || overflow.does !== 'close', 'whoever is turned away waits no more')
        assert(one.queueId !== from || overflow.does !== 'move', 'whoever is sent on waits elsewhere')
        assert(
          one.queueId === from || of(from).overflow.queueId === one.queueId,
          'whoever is sent on goes where it says',
        )
      }
    },
    ended({ all, queues }: Report): void {
      assert(all.turnedAway === did.close, 'who is turned away is counted')
      assert(all.sentOn === did.move, 'who is sent on is counted')
      assert(all.toldAndStayed === did.stay, 'who is told and stays is counted')
      const sum = queues.reduce((count, { turnedAway, sentOn }) => count + turnedAway + sentOn, 0)
      assert(sum === did.close + did.move, 'they are counted where they wrote')
    },
  }
}

/** A small day with everything in it: the same for the same seed. */
export function randomDay(seed: number): Day {
  const { below, pick: some } = randomFrom(seed)
  const isCalm = below(3) === 0
  const queues = range(1 + below(4)).map((at) => ({
    id: `q${at}`,
    name: `Queue ${at}`,
    strategy: some(StrategyName.options),
    eligible: some(['with_room', 'with_room', ...Eligible.options] as const),
    asksToAccept: below(3) > 0,
    acceptSeconds: 15 + below(45),
    awayAfterMissSeconds: isCalm ? 0 : some([0, 30, 300]),
    wrapUpSeconds: some([0, 0, 60]),
    serviceLevelSeconds: 60,
    handling: { kind: 'lognormal' as const, mean: 200 + below(400), median: 180 },
    patience: some([null, { kind: 'exponential' as const, mean: 60 + below(600) }]),
  }))
  const channels = range(1 + below(3)).map((at) => ({
    id: `c${at}`,
    name: `Channel ${at}`,
    queueId: some([null, ...queues.map(({ id }) => id)]),
    capacity: 1 + below(3),
    hours: some([null, { from: 540, to: 720 }]),
  }))
  const agents = range(1 + below(8)).map((at) => {
    const begin = 420 + below(240)
    return {
      id: `a${at}`,
      name: `Agent ${at}`,
      capacity: some([null, 1, 2, 5]),
      queues: queues
        .filter(() => below(3) > 0)
        .map(({ id }) => ({ queueId: id, level: 1 + below(20), penalty: below(101) })),
      shifts: isCalm
        ? [{ from: 0, to: 1_440 }]
        : [
            { from: begin, to: begin + 100 },
            { from: begin + 130, to: begin + 540 },
          ],
    }
  })
  const isLimited = below(2) === 0
  function randomLine(at: number): DayLine {
    const others = queues.filter((_, n) => n !== at).map(({ id }) => id)
    const does = some(Overflow.shape.does.options)
    return {
      priority: some([0, 0, 4]),
      pointSeconds: some([null, 30]),
      weight: some([1, 1, 3]),
      mostWaiting: isLimited ? some([null, 1, 3]) : null,
      longestWaitSeconds: isLimited ? some([null, 60, 300]) : null,
      overflow:
        does === 'move' && others.length > 0
          ? { does, queueId: some(others) }
          : { does: does === 'move' ? 'stay' : does, queueId: null },
    }
  }
  const day: Day = {
    version: 1,
    name: `Seed ${seed}`,
    from: null,
    queues: queues.map((queue, at) => ({ ...queue, line: randomLine(at) })),
    channels,
    agents,
    arrivals: queues.flatMap(({ id: queueId }) =>
      channels.map(({ id: channelId }) => ({
        queueId,
        channelId,
        perQuarter: range(quartersOfDay).map((quarter) => (quarter >= 34 && quarter < 50 ? below(4) : 0)),
      })),
    ),
    arrivalsVary: below(2) === 0,
    people: { missPercent: below(40), answerSeconds: below(20), wrapUpPercent: 50, slowdownPercent: below(60) },
    assumed: [],
  }
  const hurries = below(2) === 0
  return { ...day, agents: day.agents.map((one) => ({ ...one, acceptSeconds: hurries ? some([null, 15, 40]) : null })) }
}

const range = (length: number) => Array.from({ length }, (_, n) => n)
