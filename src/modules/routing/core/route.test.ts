import { expect, test } from 'vitest'
import type { AgentId, ChannelId, Instant, InteractionId, OfferId, QueueId } from '../../../contract/ids.ts'
import { randomFrom } from '../../../sim/random.ts'
import {
  capacityOf,
  hasRoom,
  inSight,
  isStale,
  type Match,
  mostUrgentFirst,
  openLines,
  pickOrder,
  type RoutableAgent,
  type RoutableChannel,
  route,
  type Snapshot,
} from './route.ts'
import { compareCandidates, strategyOf, type WaitingInteraction } from './strategy.ts'

const [sales, help] = ['sales', 'help'] as unknown as [QueueId, QueueId]
const [whatsapp, sms] = ['whatsapp', 'sms'] as unknown as [ChannelId, ChannelId]
const queues = [sales, help].map((id) => ({ id, strategy: 'longest_idle' as const }))
const channels: RoutableChannel[] = [
  { id: whatsapp, queueId: sales, active: true, capacity: 2 },
  { id: sms, queueId: help, active: true, capacity: 3 },
]
type Loads = Partial<Record<'whatsapp' | 'sms', number>>

function agent(id: string, overrides: Partial<Omit<RoutableAgent, 'loadOf'>> & { holds?: Loads } = {}): RoutableAgent {
  const { holds = {}, ...rest } = overrides
  const loadOf = new Map(Object.entries(holds) as [ChannelId, number][])
  const load = [...loadOf.values()].reduce((sum, n) => sum + n, 0)
  const usual = { queueIds: [sales, help], ready: true, capacity: null, idleSince: 0 as Instant }
  return { id: id as AgentId, ...usual, load, loadOf, ...rest }
}
function waits(id: string, overrides: Partial<WaitingInteraction> = {}): WaitingInteraction {
  const usual = { queueId: sales, channelId: whatsapp, priority: 0, waitingSince: 0 as Instant, passedOver: [] }
  return { id: id as InteractionId, ...usual, ...overrides }
}
const since = (n: number) => ({ waitingSince: n as Instant })
const idle = (n: number) => ({ idleSince: n as Instant })
const byHelp = { queueId: help, channelId: sms }
const passedBy = (...names: string[]) => ({ passedOver: names as AgentId[] })

/** The only place that calls the API: the tests below are data. */
function check(
  waiting: WaitingInteraction[],
  agents: RoutableAgent[],
  then: string,
  overrides: Partial<Snapshot> = {},
) {
  const matches = route({ waiting, agents, channels, queues, ...overrides }, strategyOf)
  expect(matches.map((match) => `${match.interactionId}-${match.agentId}`).join(' ')).toBe(then)
}

test('the oldest goes to whoever has been idle longest', () => {
  check(
    [waits('young', since(2)), waits('old', since(1))],
    [agent('ana', idle(9)), agent('ben', idle(5))],
    'old-ben young-ana',
  )
})

test('priority comes before age, and ids settle the rest', () => {
  const all = [waits('c'), waits('b'), waits('late', { ...since(5), priority: 1 })]
  check(all, [agent('ben'), agent('ana')], 'late-ana b-ben c-ana')
})

test('nobody holds two while a colleague holds none', () => {
  check(
    [waits('a'), waits('b'), waits('c'), waits('d')],
    [agent('ana', idle(1)), agent('ben', idle(2))],
    'a-ana b-ben c-ana d-ben',
  )
})

test('only ready members of the queue are asked', () => {
  check([waits('a')], [agent('ana', { ready: false }), agent('ben', { queueIds: [help] })], '')
})

test('a channel’s limit counts its own interactions (R-078)', () => {
  check([waits('a'), waits('b')], [agent('ana', { holds: { whatsapp: 1 } })], 'a-ana')
  check([waits('a'), waits('b', byHelp)], [agent('ana', { holds: { whatsapp: 2 } })], 'b-ana')
})

test('capacities add up, unless the agent has their own (R-079)', () => {
  const five = [1, 2, 3, 4, 5, 6].map((n) => waits(`w${n}`, n % 2 ? {} : byHelp))
  check(five, [agent('ana')], 'w1-ana w2-ana w3-ana w4-ana w6-ana')
  check(five, [agent('ana', { capacity: 4 })], 'w1-ana w2-ana w3-ana w4-ana')
  expect(capacityOf(agent('ana'), channels)).toBe(5)
  expect(capacityOf(agent('ana', { queueIds: [help] }), channels)).toBe(3)
  expect(capacityOf(agent('ana', { capacity: 4 }), channels)).toBe(4)
})

test('a full agent, on the channel or in all, has no room', () => {
  expect(hasRoom(agent('ana', { holds: { whatsapp: 1 } }), whatsapp, channels)).toBe(true)
  expect(hasRoom(agent('ana', { holds: { whatsapp: 2 } }), whatsapp, channels)).toBe(false)
  expect(hasRoom(agent('ana', { holds: { sms: 1 }, capacity: 1 }), whatsapp, channels)).toBe(false)
  expect(hasRoom(agent('ana'), 'gone' as ChannelId, channels)).toBe(false)
})

test('nothing of a switched-off channel is offered (R-004)', () => {
  const off = channels.map((channel) => ({ ...channel, active: channel.id !== whatsapp }))
  check([waits('a'), waits('b', byHelp)], [agent('ana')], 'b-ana', { channels: off })
})

test('whoever let it pass is skipped, until nobody else is left (D-03)', () => {
  const [ana, ben] = [agent('ana', idle(1)), agent('ben', idle(2))]
  check([waits('a', passedBy('ana'))], [ana, ben], 'a-ben')
  check([waits('a', passedBy('ana', 'ben'))], [ana, ben], 'a-ana')
  check([waits('a', passedBy('ana'))], [ana, agent('ben', { ready: false })], 'a-ana')
  check([waits('a', passedBy('ana')), waits('b')], [ana, ben], 'a-ben b-ana')
})

test('an offer stands only with a ready member while the channel is on', () => {
  const standing = {
    offer: { id: 'o' as OfferId, agentId: 'ana' as AgentId, expiresAt: 0 as Instant },
    queueId: sales,
    channelId: whatsapp,
  }
  expect(isStale(standing, agent('ana'), channels)).toBe(false)
  expect(isStale(standing, agent('ana', { holds: { whatsapp: 2 } }), channels)).toBe(false)
  expect(isStale(standing, agent('ana', { ready: false }), channels)).toBe(true)
  expect(isStale(standing, agent('ana', { queueIds: [help] }), channels)).toBe(true)
  expect(isStale(standing, agent('ana'), [{ ...channels[0]!, active: false }])).toBe(true)
})

test('who would be picked now: ready members with room, in order', () => {
  const agents = [
    agent('full', { holds: { whatsapp: 2 } }),
    agent('busy', { holds: { sms: 1 } }),
    agent('fresh', idle(7)),
    agent('idle', idle(3)),
    agent('away', { ready: false }),
    agent('stranger', { queueIds: [help] }),
  ]
  expect(pickOrder({ agents, channels }, sales)).toEqual(['idle', 'fresh', 'busy'])
  expect(pickOrder({ agents, channels: [] }, sales)).toEqual(['idle', 'fresh', 'busy', 'full'])
})

test('the strategy is asked with the candidates in order, and its choice counts', () => {
  const last = (candidates: Iterable<{ id: AgentId }>) => [...candidates].at(-1)?.id
  const matches = route(
    {
      waiting: [waits('a'), waits('b')],
      agents: [agent('ana'), agent('ben', idle(1)), agent('cleo', idle(2))],
      channels,
      queues,
    },
    () => last,
  )
  expect(matches.map((match) => match.agentId)).toEqual(['cleo', 'cleo']) // Last by load, then by idleness.
})

test('it agrees with the plain way of doing it, in a thousand random snapshots', () => {
  for (let seed = 1; seed <= 1_000; seed++) {
    const snapshot = randomSnapshot(seed)
    expect(route(snapshot, strategyOf), `seed ${seed}`).toEqual(plainly(snapshot))
  }
})

test('a hundred thousand waiting and fifteen thousand agents: nobody is looked at twice for nothing', () => {
  let looks = 0
  const counting = () => (candidates: Iterable<{ id: AgentId }>) => {
    for (const { id } of candidates) {
      looks++
      return id
    }
    return undefined
  }
  const agents = Array.from({ length: 15_000 }, (_, n) => agent(`agent-${n}`, { holds: { whatsapp: n % 3 } }))
  const waiting = Array.from({ length: 100_000 }, (_, n) => waits(`w${n}`, since(n)))
  const matches = route({ waiting, agents, channels, queues }, counting)
  expect(matches).toHaveLength(15_000)
  expect(looks).toBe(15_000)
})

/** Each interaction looks at everybody: slow, and plainly what is meant. */
function plainly({ waiting, agents, channels, queues }: Snapshot): Match[] {
  const now = agents.map((one) => ({ ...one, loadOf: new Map(one.loadOf) }))
  return waiting.toSorted(mostUrgentFirst).flatMap(({ id, queueId, channelId, passedOver }) => {
    const active = channels.find((channel) => channel.id === channelId)?.active
    if (!active || !queues.some((queue) => queue.id === queueId)) return []
    const able = now
      .filter((one) => one.ready && one.queueIds.includes(queueId) && hasRoom(one, channelId, channels))
      .toSorted(compareCandidates)
    const chosen = able.find((one) => !passedOver.includes(one.id)) ?? able[0]
    if (!chosen) return []
    Object.assign(chosen, { load: chosen.load + 1 })
    chosen.loadOf.set(channelId, (chosen.loadOf.get(channelId) ?? 0) + 1)
    return [{ interactionId: id, agentId: chosen.id }]
  })
}

function randomSnapshot(seed: number): Snapshot {
  const random = randomFrom(seed)
  const names = Array.from({ length: random.below(7) }, (_, n) => `agent-${n}`)
  const someQueues = () => [sales, help].filter(() => random.chance(0.6))
  const agents = names.map((name) =>
    agent(name, {
      ready: random.chance(0.8),
      queueIds: someQueues(),
      capacity: random.chance(0.3) ? 1 + random.below(4) : null,
      holds: { whatsapp: random.below(3), sms: random.below(3) },
      ...idle(random.below(4)),
    }),
  )
  const waiting = Array.from({ length: random.below(12) }, (_, n) =>
    waits(`w${n}`, {
      queueId: random.pick([sales, help]),
      channelId: random.pick([whatsapp, sms]),
      priority: random.below(2),
      ...since(random.below(5)),
      passedOver: names.filter(() => random.chance(0.3)) as AgentId[],
    }),
  )
  const some = channels.map((channel) => ({ ...channel, active: random.chance(0.9), capacity: 1 + random.below(4) }))
  return { agents, waiting, channels: some, queues: queues.filter(() => random.chance(0.95)) }
}

test('only lines that somebody ready has room for are looked at, with the places there are', () => {
  const lines = [
    { queueId: sales, channelId: whatsapp },
    { queueId: help, channelId: sms },
  ]
  const asked = (...agents: RoutableAgent[]) => {
    const open = openLines({ agents, channels }, lines)
    return [open.lines.map(({ channelId, places }) => `${channelId} ${places}`), open.agents.map(({ id }) => id)]
  }
  expect(asked(agent('ana'), agent('ben', { holds: { whatsapp: 2 } }))).toEqual([
    ['whatsapp 2', 'sms 6'],
    ['ana', 'ben'],
  ])
  expect(asked(agent('ana', { capacity: 1, holds: { sms: 1 } }), agent('ben', { ready: false }))).toEqual([[], []])
  expect(asked(agent('ana', { queueIds: [help], holds: { sms: 2 } }))).toEqual([['sms 1'], ['ana']])
})

test('a pass that sees only the heads of lines gives what a pass that sees everything gives first', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { below, chance } = randomFrom(seed)
    const agents = Array.from({ length: 1 + below(6) }, (_, n) =>
      agent(`a${n}`, {
        ready: chance(0.8),
        queueIds: [sales, help].filter(() => chance(0.7)),
        capacity: chance(0.5) ? null : 1 + below(4),
        holds: { whatsapp: below(3), sms: below(3) },
        ...idle(below(5)),
      }),
    )
    const waiting = Array.from({ length: below(20) }, (_, n) =>
      waits(`w${n}`, { ...since(below(8)), priority: below(2), ...(chance(0.5) ? byHelp : {}) }),
    )
    const lines = [...Map.groupBy(waiting, ({ channelId }) => channelId).values()].map(([first]) => first!)
    const open = openLines({ agents, channels }, lines)
    const perLine = 1 + below(4)
    const heads = open.lines.flatMap(({ channelId, places }) =>
      waiting
        .filter((one) => one.channelId === channelId)
        .toSorted(mostUrgentFirst)
        .slice(0, Math.min(perLine, places)),
    )
    const seen = inSight(heads, open.lines, perLine)
    const all = route({ waiting, agents, channels, queues }, strategyOf)
    const given = route({ waiting: seen.waiting, agents: open.agents, channels, queues }, strategyOf)
    expect(given, `seed ${seed}`).toEqual(seen.cut ? all.slice(0, given.length) : all)
    if (all.length > 0) expect(given.length, `seed ${seed}`).toBeGreaterThan(0)
  }
})
