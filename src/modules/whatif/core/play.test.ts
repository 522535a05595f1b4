import { expect, test } from 'vitest'
import { type Day, type DayLine, minutesOfDay, plainDayLine, quartersOfDay } from '../../../contract/day.ts'
import { randomDay } from '../../../sim/days.ts'
import { hasRoom, route } from '../../routing/core/route.ts'
import { strategyOf } from '../../routing/core/strategy.ts'
import type { Question } from './ask.ts'
import { chance, lengthAt, meanOf, normalAt } from './chance.ts'
import { withChanges } from './change.ts'
import { compare } from './compare.ts'
import { erlangA } from './erlang.ts'
import { dayFrom, presetOf } from './made-up.ts'
import { play } from './play.ts'

const seeds = Array.from({ length: 20 }, (_, n) => n + 1)
const numbers = (length: number) => Array.from({ length }, (_, n) => n)

/** One queue, one channel, the same all day, everything exponential: what Erlang-A is about. */
function steadyDay({ agents, perHour, handling, patience }: Steady): Day {
  return {
    version: 1,
    name: 'Steady',
    from: null,
    queues: [
      {
        id: 'q',
        name: 'Queue',
        strategy: 'longest_idle',
        asksToAccept: false,
        acceptSeconds: 30,
        awayAfterMissSeconds: 0,
        wrapUpSeconds: 0,
        serviceLevelSeconds: 20,
        handling: { kind: 'exponential', mean: handling },
        patience: { kind: 'exponential', mean: patience },
      },
    ],
    channels: [{ id: 'c', name: 'Channel', queueId: 'q', capacity: 1, hours: null }],
    agents: numbers(agents).map((n) => ({
      id: `a${n}`,
      name: `Agent ${n}`,
      capacity: 1,
      queues: [{ queueId: 'q', level: 10, penalty: 0 }],
      shifts: [{ from: 0, to: minutesOfDay }],
    })),
    arrivals: [{ queueId: 'q', channelId: 'c', perQuarter: numbers(quartersOfDay).map(() => perHour / 4) }],
    arrivalsVary: true,
    people: { missPercent: 0, answerSeconds: 0, wrapUpPercent: 0, slowdownPercent: 0 },
    assumed: [],
  }
}
type Steady = { agents: number; perHour: number; handling: number; patience: number }

test('the same day and seed give the same report, other seeds another', () => {
  expect(play(randomDay(3), { seed: 5 })).toEqual(play(randomDay(3), { seed: 5 }))
  expect(play(randomDay(3), { seed: 5 })).not.toEqual(play(randomDay(3), { seed: 6 }))
})

test('every arrival ends answered, given up or waiting: nobody is lost and nobody counted twice', () => {
  for (const seed of seeds) {
    const { all, queues, quarters, agents } = play(randomDay(seed), { seed })
    for (const figures of [all, ...queues])
      expect(figures.answered + figures.abandoned + figures.turnedAway + figures.waiting, `seed ${seed}`).toBe(
        figures.arrived,
      )
    const sum = (of: (one: (typeof queues)[number]) => number) => queues.reduce((total, one) => total + of(one), 0)
    expect(sum(({ arrived }) => arrived)).toBe(all.arrived)
    expect(sum(({ answered }) => answered)).toBe(all.answered)
    expect(quarters.reduce((total, { arrived }) => total + arrived, 0)).toBe(all.arrived)
    expect(agents.reduce((total, { answered }) => total + answered, 0)).toBe(all.answered)
  }
})

/** Small days, and each question asked in them. */
function questions(seed: number, look: (question: Question) => void): void {
  play(randomDay(seed), { seed, watch: look })
}

test('the router says the same about the few it is asked about as about the whole floor', () => {
  let asked = 0
  for (const seed of seeds) {
    questions(seed, ({ match, whole }) => {
      const snapshot = whole()
      // By chance, each pass draws from its first: pairs can only be the same where it is the one in question.
      if (snapshot.queues.some(({ strategy }) => strategy === 'weighted_random') && snapshot.waiting.length > 1) return
      asked++
      const [pair] = route(snapshot, strategyOf)
      expect(pair?.interactionId, `seed ${seed}, question ${asked}`).toBe(match?.interactionId)
      expect(pair?.agentIds, `seed ${seed}, question ${asked}`).toEqual(match?.agentIds)
    })
  }
  expect(asked).toBeGreaterThan(1_000)
})

test('nobody holds more than they may, of a channel or in all (D-08)', () => {
  for (const seed of seeds) {
    questions(seed, ({ match, whole }) => {
      if (!match) return
      const { agents, channels, waiting } = whole()
      const channelId = waiting.find(({ id }) => id === match.interactionId)?.channelId
      for (const agent of agents.filter(({ id }) => match.agentIds.includes(id)))
        expect(channelId && agent.ready && hasRoom(agent, channelId, channels)).toBe(true)
    })
  }
})

test('nobody waits while somebody free could take it', () => {
  let settled = 0
  for (const seed of seeds) {
    let n = 0
    play(randomDay(seed), {
      seed,
      after: (at, { whole }) => {
        if (n++ % 5 > 0) return
        settled++
        expect(route(whole(), strategyOf), `seed ${seed} at ${at}`).toEqual([])
      },
    })
  }
  expect(settled).toBeGreaterThan(1_000)
})

/** Nobody is there until eight; then one, who takes one at a time, ten minutes each. People write as told, to two queues. */
function morning(
  lines: { a?: Partial<DayLine>; b?: Partial<DayLine> },
  coming: readonly (readonly [queue: 'a' | 'b', quarter: number, count: number])[],
  what: Partial<Day['queues'][number]> = {},
): Day {
  const queue = (id: 'a' | 'b') => ({
    id,
    name: id,
    strategy: 'longest_idle' as const,
    asksToAccept: false,
    acceptSeconds: 30,
    awayAfterMissSeconds: 0,
    wrapUpSeconds: 0,
    serviceLevelSeconds: 60,
    handling: { kind: 'fixed' as const, seconds: 600 },
    patience: null,
    ...what,
    line: { ...plainDayLine, ...lines[id] },
  })
  const perQuarter = (id: string) =>
    numbers(quartersOfDay).map((quarter) =>
      coming.reduce((sum, [to, at, count]) => sum + (to === id && at === quarter ? count : 0), 0),
    )
  return {
    ...steadyDay({ agents: 0, perHour: 0, handling: 60, patience: 60 }),
    queues: [queue('a'), queue('b')],
    channels: [{ id: 'c', name: 'Channel', queueId: null, capacity: 1, hours: null }],
    agents: [
      {
        id: 'one',
        name: 'One',
        capacity: 1,
        queues: ['a', 'b'].map((queueId) => ({ queueId, level: 10, penalty: 0 })),
        shifts: [{ from: 480, to: minutesOfDay }],
      },
    ],
    arrivals: ['a', 'b'].map((queueId) => ({ queueId, channelId: 'c', perQuarter: perQuarter(queueId) })),
    arrivalsVary: false,
  }
}
/** The queues in the order in which their people are given to somebody. */
function givenIn(day: Day): string {
  let order = ''
  play(day, {
    seed: 1,
    watch: ({ waiting, match }) => (order += waiting.find(({ id }) => id === match?.interactionId)?.queueId ?? ''),
  })
  return order
}

test('whoever is more urgent comes first, unless a point of priority counts as so many seconds of waiting', () => {
  // Two write to A at six, two to B at seven.
  const coming = [
    ['a', 24, 2],
    ['b', 28, 2],
  ] as const
  expect(givenIn(morning({}, coming))).toBe('aabb')
  expect(givenIn(morning({ b: { priority: 10 } }, coming))).toBe('bbaa')
  // Ten points of ten seconds do not make up for an hour; of ten minutes they do.
  expect(givenIn(morning({ b: { priority: 10, pointSeconds: 10 } }, coming))).toBe('aabb')
  expect(givenIn(morning({ b: { priority: 10, pointSeconds: 600 } }, coming))).toBe('bbaa')
})

test('beside other queues a minute counts as often as the queue weighs, by the time at which somebody is free', () => {
  // At eight those of six o'clock have waited at least 105 minutes, those of half past seven at most three times 30. At
  // nine it is at most 180 beside at least three times 75.
  const order = givenIn(
    morning({ b: { weight: 3 } }, [
      ['a', 24, 10],
      ['b', 30, 2],
    ]),
  )
  expect(order).toMatch(/^a[ab]*ba+$/)
  expect(order).toHaveLength(12)
})

test('the fourth of three is turned away, sent on with their age, or told and stays', () => {
  const coming: ['a' | 'b', number, number][] = [['a', 24, 5]]
  const limited = (overflow: DayLine['overflow']) => morning({ a: { mostWaiting: 3, overflow } }, coming)
  const close = play(limited({ does: 'close', queueId: null }), { seed: 1 })
  expect(close.all).toMatchObject({ arrived: 5, answered: 3, turnedAway: 2, abandoned: 0, longestQueue: 3, sentOn: 0 })
  expect(close.all.serviceLevelPercent, 'nobody is answered in time, and who was turned away least of all').toBe(0)
  expect(play(limited({ does: 'stay', queueId: null }), { seed: 1 }).all).toMatchObject({
    answered: 5,
    toldAndStayed: 2,
    longestQueue: 5,
  })
  const move = limited({ does: 'move', queueId: 'b' })
  expect(play(move, { seed: 1 }).all).toMatchObject({ answered: 5, sentOn: 2, turnedAway: 0, longestQueue: 5 })
  expect(givenIn(move), 'they keep their age').toBe('aaabb')
  const [a, b] = play(move, { seed: 1 }).queues
  expect(a, 'they count where they wrote').toMatchObject({ arrived: 5, answered: 5, longestQueue: 3 })
  expect(b).toMatchObject({ arrived: 0, answered: 0, longestQueue: 2 })
})

test('who was sent on is not sent on again, and stays where the other queue does not take their channel', () => {
  const there = { mostWaiting: 1, longestWaitSeconds: 60, overflow: { does: 'close' as const, queueId: null } }
  const a = { mostWaiting: 3, overflow: { does: 'move' as const, queueId: 'b' } }
  expect(play(morning({ a, b: there }, [['a', 24, 5]]), { seed: 1 }).all).toMatchObject({ sentOn: 2, turnedAway: 0 })
  const closed = morning({ a, b: there }, [['a', 24, 5]], { channelIds: ['another'] })
  expect(play(closed, { seed: 1 }).all).toMatchObject({ sentOn: 0, toldAndStayed: 2, answered: 5 })
})

test('who waits too long goes, once, at that moment', () => {
  const a = { longestWaitSeconds: 300, overflow: { does: 'close' as const, queueId: null } }
  const day = morning({ a }, [
    ['a', 24, 3],
    ['b', 24, 1],
  ])
  const waits: number[] = []
  const { all } = play(day, { seed: 1, overflowing: ({ at, request }) => waits.push(at - request.waitingSince) })
  expect(waits).toEqual([300_000, 300_000, 300_000])
  expect(all).toMatchObject({ turnedAway: 3, answered: 1 })
})

test('what was offered counts with its age when it waits again: then the last of the line is one too many', () => {
  const day = morning({ a: { mostWaiting: 1, overflow: { does: 'close', queueId: null } } }, [['a', 32, 2]], {
    asksToAccept: true,
  })
  // Nobody answers, and at twenty past eight whoever is asked goes home.
  const agents = day.agents.map((agent) => ({ ...agent, shifts: [{ from: 480, to: 500 }] }))
  const missed = { ...day, agents, people: { ...day.people, missPercent: 100 } }
  const turned: string[] = []
  const { all } = play(missed, { seed: 1, overflowing: ({ request }) => turned.push(request.id) })
  expect(all).toMatchObject({ arrived: 2, turnedAway: 1 })
  expect(turned, 'not the one who was asked about').toEqual(['00000001'])
})

test('in turn: the round moves to who took the last one, not to who was asked (D-12)', () => {
  const day = steadyDay({ agents: 4, perHour: 8, handling: 60, patience: 3_000 })
  const turns: string[] = []
  const queues = day.queues.map((queue) => ({ ...queue, strategy: 'round_robin' as const }))
  play({ ...day, queues }, { seed: 1, watch: ({ match }) => match && turns.push(...match.agentIds) })
  expect(turns.length).toBeGreaterThan(100)
  for (const [n, agentId] of turns.entries()) expect(agentId).toBe(`a${n % 4}`)

  const asking = queues.map((queue) => ({ ...queue, asksToAccept: true, acceptSeconds: 20 }))
  const missed: Day = { ...day, queues: asking, people: { ...day.people, missPercent: 100 } }
  const pointers = new Set<unknown>()
  const look = ({ whole }: Question) => {
    for (const { lastAgentId } of whole().queues) pointers.add(lastAgentId)
  }
  play(missed, { seed: 1, watch: look })
  expect([...pointers]).toEqual([null])
})

test('whoever misses an offer is asked last, and what they let pass keeps its age', () => {
  const day = steadyDay({ agents: 3, perHour: 4, handling: 60, patience: 80_000 })
  const missed: Day = {
    ...day,
    queues: day.queues.map((queue) => ({ ...queue, asksToAccept: true, acceptSeconds: 20 })),
    people: { ...day.people, missPercent: 100 },
  }
  const askedAbout = new Map<string, string[]>()
  play(missed, {
    seed: 2,
    watch: ({ match }) => {
      if (match)
        askedAbout.set(match.interactionId, [...(askedAbout.get(match.interactionId) ?? []), ...match.agentIds])
    },
  })
  const [first] = askedAbout.values()
  expect(new Set(first?.slice(0, 3)).size, 'all three before anybody again').toBe(3)
})

test('an offer stands as long as whoever is asked has to accept; where all are rung, as long as the queue says (R-075)', () => {
  const day = steadyDay({ agents: 2, perHour: 4, handling: 60, patience: 80_000 })
  const missed: Day = {
    ...day,
    queues: day.queues.map((queue) => ({ ...queue, asksToAccept: true, acceptSeconds: 20 })),
    agents: day.agents.map((agent, n) => ({ ...agent, acceptSeconds: n === 0 ? 40 : null })),
    people: { ...day.people, missPercent: 100 },
  }
  /** For how long the first who wrote was offered, and to whom. */
  function offers(played: Day): string[] {
    const asked: { at: number; whom: string }[] = []
    let first: string | undefined
    play(played, {
      seed: 2,
      watch: ({ at, match }) => {
        first ??= match?.interactionId
        if (match && match.interactionId === first) asked.push({ at, whom: match.agentIds.toSorted().join() })
      },
    })
    return asked.slice(0, 4).flatMap(({ at, whom }, n) => {
      const next = asked[n + 1]
      return next ? [`${whom} for ${(next.at - at) / 1_000}`] : []
    })
  }
  expect(new Set(offers(missed))).toEqual(new Set(['a0 for 40', 'a1 for 20']))
  const ringing = missed.queues.map((queue) => ({ ...queue, strategy: 'ring_all' as const }))
  expect(new Set(offers({ ...missed, queues: ringing }))).toEqual(new Set(['a0,a1 for 20']))
})

test('whoever is not on shift gets nothing, and what they hold they finish', () => {
  const day = steadyDay({ agents: 1, perHour: 4, handling: 600, patience: 80_000 })
  const late: Day = { ...day, agents: day.agents.map((agent) => ({ ...agent, shifts: [{ from: 600, to: 660 }] })) }
  const { quarters, agents, all } = play(late, { seed: 4 })
  expect(quarters.slice(0, 40).every(({ onDuty }) => onDuty === 0)).toBe(true)
  expect(agents[0]!.onDutyMinutes).toBeGreaterThanOrEqual(60)
  expect(all.answered).toBeGreaterThan(2)
  expect(all.answered).toBeLessThan(20)
})

test('who writes while the channel is closed is told so and does not wait', () => {
  const day = steadyDay({ agents: 2, perHour: 20, handling: 60, patience: 600 })
  const channels = day.channels.map((channel) => ({ ...channel, hours: { from: 600, to: 1_200 } }))
  const { all, quarters } = play({ ...day, channels }, { seed: 4 })
  expect(all.closed).toBeGreaterThan(200)
  expect(quarters.slice(0, 40).reduce((sum, { arrived }) => sum + arrived, 0)).toBe(0)
  expect(all.arrived).toBeGreaterThan(150)
})

test('several at once take longer each: by the slowdown, to the millisecond', () => {
  const day = steadyDay({ agents: 1, perHour: 0, handling: 100, patience: 80_000 })
  const two: Day = {
    ...day,
    arrivalsVary: false,
    queues: day.queues.map((queue) => ({ ...queue, handling: { kind: 'fixed', seconds: 600 } })),
    channels: day.channels.map((channel) => ({ ...channel, capacity: 2 })),
    agents: day.agents.map((agent) => ({ ...agent, capacity: 2 })),
    arrivals: day.arrivals.map((line) => ({ ...line, perQuarter: line.perQuarter.map((_, n) => (n === 0 ? 2 : 0)) })),
  }
  const alone = play(two, { seed: 1 }).agents[0]!
  const slowed = play({ ...two, people: { ...two.people, slowdownPercent: 50 } }, { seed: 1 }).agents[0]!
  const held = ({ held, onDutyMinutes }: typeof alone) => held * onDutyMinutes
  expect(held(alone)).toBeCloseTo(20, 3)
  // While they overlap, each goes on at two thirds of the pace: together they are held half as long again then.
  expect(held(slowed)).toBeGreaterThan(20.5)
  expect(held(slowed)).toBeLessThan(30.001)
})

test('more agents are never worse, on average over seeds', () => {
  for (const preset of ['quiet_monday', 'campaign_day'] as const) {
    const { queueCount, ...recipe } = presetOf[preset]
    const day = dayFrom({ ...recipe, name: preset, queues: numbers(queueCount).map((n) => `Queue ${n + 1}`) })
    const more = withChanges(day, [{ kind: 'agents', queueId: 'queue-1', count: 3, hours: { from: 480, to: 1_200 } }])
    if (!more.ok) throw new Error(more.misfit)
    const { now, changed } = compare(day, more.day, { seeds: 4 })
    expect(changed!.all.waitMean!.mean).toBeLessThanOrEqual(now.all.waitMean!.mean)
    expect(changed!.all.serviceLevelPercent!.mean).toBeGreaterThanOrEqual(now.all.serviceLevelPercent!.mean)
    expect(changed!.all.arrived, 'the same people come to both').toEqual(now.all.arrived)
  }
})

test('with exponential times the played day agrees with Erlang-A within a few percent, over seeds', () => {
  for (const [agents, perHour] of [
    [10, 110],
    [20, 250],
  ] as const) {
    const day = steadyDay({ agents, perHour, handling: 300, patience: 240 })
    const { all } = compare(day, null, { seeds: 12 }).now
    const said = erlangA({
      arrivals: perHour / 3_600,
      service: 1 / 300,
      impatience: 1 / 240,
      agents,
      withinSeconds: 20,
    })!
    expect(all.abandonedPercent!.mean / 100 / said.abandons).toBeCloseTo(1, 1)
    expect(all.waitOfAll!.mean / said.wait).toBeCloseTo(1, 1)
    expect(all.serviceLevelPercent!.mean / 100 / said.inTime).toBeCloseTo(1, 1)
  }
})

test('an empty house and a house without people are days as well', () => {
  const nobody = { ...steadyDay({ agents: 2, perHour: 10, handling: 60, patience: 600 }), agents: [] }
  const report = play(nobody, { seed: 1 })
  expect(report).toMatchObject({ spread: null, occupancyPercent: null, all: { answered: 0, serviceLevelPercent: 0 } })
  const quiet = play(steadyDay({ agents: 2, perHour: 0, handling: 60, patience: 600 }), { seed: 1 })
  expect(quiet).toMatchObject({ occupancyPercent: 0, all: { arrived: 0, wait: null, serviceLevelPercent: null } })
  const full = steadyDay({ agents: 2, perHour: 10, handling: 60, patience: 600 })
  const channels = full.channels.map((channel) => ({ ...channel, capacity: 0 }))
  expect(play({ ...full, channels }, { seed: 1 }).all.answered, 'a capacity of zero').toBe(0)
})

test('chance is even, and lengths have the mean that they say', () => {
  const drawn = numbers(40_000).map((n) => chance(7, n % 200, Math.floor(n / 200)))
  const tenths = numbers(10).map((tenth) => drawn.filter((one) => Math.floor(one * 10) === tenth).length)
  for (const count of tenths) expect(Math.abs(count - 4_000)).toBeLessThan(250)
  expect(drawn.every((one) => one > 0 && one < 1)).toBe(true)
  expect(normalAt(0.975)).toBeCloseTo(1.959964, 5)
  expect(normalAt(0.001)).toBeCloseTo(-3.090232, 5)
  for (const lengths of [
    { kind: 'exponential', mean: 300 },
    { kind: 'lognormal', mean: 300, median: 200 },
    { kind: 'measured', quantiles: [0, 60, 120, 600] },
    { kind: 'fixed', seconds: 42 },
  ] as const) {
    const all = drawn.map((share) => lengthAt({ ...lengths } as Parameters<typeof lengthAt>[0], share) / 1_000)
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length
    expect(mean / meanOf({ ...lengths } as Parameters<typeof meanOf>[0])).toBeCloseTo(1, 1)
  }
})
