import { expect, test } from 'vitest'
import { StrategyName } from '../../../contract/cards.ts'
import type { AgentId, ChannelId, Instant, InteractionId, QueueId } from '../../../contract/ids.ts'
import { randomFrom } from '../../../sim/random.ts'
import {
  capacityOf,
  fullOf,
  hasRoom,
  inSight,
  isStale,
  type Match,
  maxAsked,
  maxNamed,
  mostUrgentFirst,
  oneMore,
  openLines,
  openReserved,
  pickOrder,
  type RoutableAgent,
  type RoutableChannel,
  route,
  type Snapshot,
} from './route.ts'
import {
  type Candidate,
  compareCandidates,
  plainRank,
  type Rank,
  strategyOf,
  type WaitingInteraction,
} from './strategy.ts'

const [sales, help] = ['sales', 'help'] as unknown as [QueueId, QueueId]
const [whatsapp, sms] = ['whatsapp', 'sms'] as unknown as [ChannelId, ChannelId]
const queues = [sales, help].map((id) => ({
  id,
  strategy: 'longest_idle' as const,
  lastAgentId: null,
  asksToAccept: true,
}))
const channels: RoutableChannel[] = [
  { id: whatsapp, queueId: sales, active: true, capacity: 2 },
  { id: sms, queueId: help, active: true, capacity: 3 },
]
type Loads = Partial<Record<'whatsapp' | 'sms', number>>

type AgentGiven = Partial<Omit<RoutableAgent, 'loadOf' | 'ranks'>> & { holds?: Loads; rank?: Partial<Rank> }

function agent(id: string, overrides: AgentGiven = {}): RoutableAgent {
  const { holds = {}, rank, ...rest } = overrides
  const loadOf = new Map(Object.entries(holds) as [ChannelId, number][])
  const load = [...loadOf.values()].reduce((sum, n) => sum + n, 0)
  const usual = { queueIds: [sales, help], ready: true, capacity: null, idleSince: 0 as Instant, offered: 0 }
  const ranks = new Map(rank ? [sales, help].map((queueId) => [queueId, { ...plainRank, ...rank }]) : [])
  return { id: id as AgentId, ...usual, load, loadOf, ranks, ...rest }
}
function waits(id: string, overrides: Partial<WaitingInteraction> = {}): WaitingInteraction {
  const usual = { queueId: sales, channelId: whatsapp, priority: 0, waitingSince: 0 as Instant, passedOver: [] }
  return { id: id as InteractionId, ...usual, ...overrides }
}
const since = (n: number) => ({ waitingSince: n as Instant })
const idle = (n: number) => ({ idleSince: n as Instant })
const byHelp = { queueId: help, channelId: sms }
const passedBy = (...names: string[]) => ({ passedOver: names as AgentId[] })
const prefers = (name: string, alone: boolean) => ({ preference: { agentId: name as AgentId, alone } })

/** The only place that calls the API: the tests below are data. */
function check(
  waiting: WaitingInteraction[],
  agents: RoutableAgent[],
  then: string,
  overrides: Partial<Snapshot> = {},
) {
  const matches = route({ waiting, agents, channels, queues, ...overrides }, strategyOf)
  expect(matches.map((match) => `${match.interactionId}-${match.agentIds.join('+')}`).join(' ')).toBe(then)
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

const fair = StrategyName.exclude(['weighted_random', 'ring_all', 'pick_from_list']).options
test.each(fair)('%s: among equal agents loads differ by one at most, however many wait', (strategy) => {
  const many = channels.map((channel) => ({ ...channel, capacity: 20 }))
  const rules = [{ id: sales, strategy, lastAgentId: null, asksToAccept: true }]
  for (let people = 1; people <= 6; people++)
    for (let n = 0; n <= 20; n++) {
      const loads = new Map(Array.from({ length: people }, (_, i) => [`agent ${i}`, 0]))
      const waiting = Array.from({ length: n }, (_, i) => waits(`w${i}`, since(i)))
      const agents = [...loads.keys()].map((id) => agent(id))
      for (const { agentIds } of route({ waiting, agents, channels: many, queues: rules }, strategyOf))
        for (const id of agentIds) loads.set(id, (loads.get(id) ?? 0) + 1)
      const held = [...loads.values()]
      expect(held.reduce((sum, one) => sum + one, 0)).toBe(n)
      expect(Math.max(...held) - Math.min(...held), `${n} among ${people}`).toBeLessThanOrEqual(1)
    }
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

test('for now somebody may hold no more than one at a time lets them, however much they otherwise may (R-081)', () => {
  expect(oneMore({ load: 3, offered: 1 })).toBe(3)
  expect(capacityOf(agent('ana', { atMost: 1 }), channels)).toBe(1)
  expect(capacityOf(agent('ana', { atMost: 9 }), channels)).toBe(5)
  expect(capacityOf(agent('ana', { capacity: 4, atMost: 2 }), channels)).toBe(2)
  const three = [waits('a'), waits('b', byHelp), waits('c', byHelp)]
  check(three, [agent('ana', { atMost: 1 })], 'a-ana')
  check(three, [agent('ana', { capacity: 4, atMost: 2 })], 'a-ana b-ana')
})

test('what tags hide from somebody is not theirs: not given, not looked for, not left standing (R-115)', () => {
  const barred = { channelIds: [whatsapp], queueIds: [] }
  const [ana, ben] = [agent('ana', { ...idle(1), barred }), agent('ben', idle(2))]
  check([waits('a'), waits('b', byHelp)], [ana, ben], 'a-ben b-ana')
  check([waits('a', prefers('ana', true))], [ana, ben], '')
  const lines = [{ queueId: sales, channelId: whatsapp }, byHelp]
  const open = openLines({ agents: [ana], channels, queues }, lines).lines
  expect(open.map(({ channelId }) => channelId)).toEqual([sms])
  const offer = { queueId: sales, channelId: whatsapp, eligible: 'with_room' } as const
  expect([isStale(offer, ana, channels), isStale({ ...offer, ...byHelp }, ana, channels)]).toEqual([true, false])
  expect(pickOrder({ agents: [ana, ben], channels, queues }, queues[0]!, strategyOf)).toEqual(['ben'])
  expect(pickOrder({ agents: [ana, ben], channels, queues }, queues[1]!, strategyOf)).toEqual(['ana', 'ben'])
})

test('an offer stands only with a ready member while the channel is on', () => {
  const standing = { queueId: sales, channelId: whatsapp, eligible: 'with_room' } as const
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
  expect(pickOrder({ agents, channels, queues }, queues[0]!, strategyOf)).toEqual(['idle', 'fresh', 'busy'])
  expect(pickOrder({ agents, channels: [], queues }, queues[0]!, strategyOf)).toEqual(['idle', 'fresh', 'busy', 'full'])
})

/** To whom so many go, one after the other, by this strategy. */
function picks(
  strategy: StrategyName,
  many: number,
  agents: RoutableAgent[],
  last: string | null = null,
  asks = true,
): string {
  const rules = [{ id: sales, strategy, lastAgentId: last as AgentId | null, asksToAccept: asks }]
  const waiting = Array.from({ length: many }, (_, n) => waits(`w${n}`, since(n)))
  return route({ waiting, agents, channels, queues: rules }, strategyOf)
    .map(({ agentIds }) => agentIds.join('+'))
    .join(' ')
}

test('least busy: by the share of what somebody may hold', () => {
  const [small, large] = [
    agent('small', { capacity: 2, holds: { sms: 1 } }),
    agent('large', { capacity: 6, holds: { sms: 2 } }),
  ]
  expect(picks('least_busy', 1, [small, large])).toBe('large')
  expect(picks('longest_idle', 1, [small, large])).toBe('small')
  expect(picks('least_busy', 3, [small, large])).toBe('large small large')
})

test('in turn: after whoever took the last one, round and round, and nobody twice while others were not asked', () => {
  const three = ['ana', 'ben', 'cleo'].map((id, n) => agent(id, idle(9 - n)))
  expect(picks('round_robin', 5, three)).toBe('ana ben cleo ana ben')
  expect(picks('round_robin', 3, three, 'ana')).toBe('ben cleo ana')
  expect(picks('round_robin', 1, three, 'cleo')).toBe('ana')
  expect(picks('round_robin', 2, three, 'bea'), 'who went is a place all the same').toBe('ben cleo')
  const [ana, ben, cleo] = three as [RoutableAgent, RoutableAgent, RoutableAgent]
  expect(picks('round_robin', 1, [ana, { ...ben, ready: false }, cleo], 'ana'), 'who is away is skipped').toBe('cleo')
  expect(picks('round_robin', 1, [ana, { ...ben, offered: 1 }, cleo], 'ana'), 'who is being asked waits').toBe('cleo')
  expect(picks('round_robin', 5, three, 'ana', false), 'also where nobody is asked').toBe('ben cleo ana ben cleo')
})

test('least recent: whoever took one longest ago, newcomers first', () => {
  const took = (n: number) => ({ rank: { lastTookAt: n as Instant } })
  const agents = [agent('ana', took(5)), agent('ben', took(3)), agent('new'), agent('cleo', took(9))]
  expect(picks('least_recent', 6, agents)).toBe('new ben ana cleo new ben')
  expect(picks('least_recent', 6, agents, null, false)).toBe('new ben ana cleo new ben')
})

test('best first: the best level while there is room, however much they hold', () => {
  const levels = [agent('five', { rank: { level: 5 } }), agent('one', { rank: { level: 1 } }), agent('other')]
  expect(picks('proficiency', 5, levels)).toBe('one one five five other')
  expect(picks('proficiency', 1, [agent('idle', idle(1)), agent('idler', idle(0))])).toBe('idler')
})

test('by chance: a thousand draws follow the penalties, and 100 only when nobody else can', () => {
  const penalties = { none: 0, half: 50, most: 90, need: 100 }
  const agents = Object.entries(penalties).map(([id, penalty]) => agent(id, { rank: { penalty } }))
  const drawn = { none: 0, half: 0, most: 0, need: 0 }
  const rules = [{ id: sales, strategy: 'weighted_random' as const, lastAgentId: null, asksToAccept: true }]
  for (let n = 0; n < 1_000; n++) {
    const [match] = route({ waiting: [waits(`draw ${n}`)], agents, channels, queues: rules }, strategyOf)
    drawn[match!.agentIds[0] as unknown as keyof typeof drawn]++
  }
  // Of 160 lots: 100, 50 and 10. Four standard deviations of each either way.
  expect(drawn.need).toBe(0)
  expect(Math.abs(drawn.none - 625)).toBeLessThan(62)
  expect(Math.abs(drawn.half - 312)).toBeLessThan(59)
  expect(Math.abs(drawn.most - 62)).toBeLessThan(31)
  expect(picks('weighted_random', 1, [agent('need', { rank: { penalty: 100 } })])).toBe('need')
})

test('by chance, many at once: who was drawn may be drawn again, in the same proportion', () => {
  const roomy = { capacity: 1_000 }
  const agents = [agent('none', roomy), agent('most', { ...roomy, rank: { penalty: 90 } })]
  const wide = [{ id: whatsapp, queueId: sales, active: true, capacity: 1_000 }]
  const waiting = Array.from({ length: 1_000 }, (_, n) => waits(`w${n}`, since(n)))
  const rules = [{ id: sales, strategy: 'weighted_random' as const, lastAgentId: null, asksToAccept: true }]
  const matches = route({ waiting, agents, channels: wide, queues: rules }, strategyOf)
  const most = matches.filter(({ agentIds }) => String(agentIds) === 'most').length
  expect(Math.abs(most - 91)).toBeLessThan(37)
})

test('ring all: everybody with room is asked, the first ones when they are very many (R-053, D-13)', () => {
  const three = ['ana', 'ben', 'cleo'].map((id, n) => agent(id, idle(n)))
  expect(picks('ring_all', 1, three)).toBe('ana+ben+cleo')
  expect(picks('ring_all', 3, three), 'each place is asked for once').toBe('ana+ben+cleo ana+ben+cleo')
  const busy = agent('busy', { capacity: 2, holds: { sms: 1 } })
  expect(picks('ring_all', 2, [...three, busy])).toBe('ana+ben+cleo+busy ana+ben+cleo')
  expect(picks('ring_all', 2, three, null, false), 'where nobody is asked one gets it').toBe('ana ben')
  const many = Array.from({ length: maxAsked + 20 }, (_, n) => agent(`a${String(n).padStart(3, '0')}`, idle(n)))
  const [match] = route({ waiting: [waits('a')], agents: many, channels, queues: ringing }, strategyOf)
  expect(match?.agentIds).toEqual(many.slice(0, maxAsked).map(({ id }) => id))
})

test('ring all: whoever let it pass is asked with the others again only when nobody else could be (D-03)', () => {
  const three = ['ana', 'ben', 'cleo'].map((id, n) => agent(id, idle(n)))
  check([waits('a', passedBy('ana'))], three, 'a-ben+cleo', { queues: ringing })
  check([waits('a', passedBy('ana', 'ben', 'cleo'))], three, 'a-ana+ben+cleo', { queues: ringing })
})

test('where agents pick from the list nothing is given, and nobody is next (D-13)', () => {
  const three = ['ana', 'ben', 'cleo'].map((id) => agent(id))
  expect(picks('pick_from_list', 3, three)).toBe('')
  expect(picks('pick_from_list', 3, three, null, false)).toBe('')
  const queue = { ...queues[0]!, strategy: 'pick_from_list' as const }
  expect(pickOrder({ agents: three, channels, queues }, queue, strategyOf)).toEqual([])
})

const ringing = [{ ...queues[0]!, strategy: 'ring_all' as const }]
const whyOf = (waiting: WaitingInteraction[], agents: RoutableAgent[], overrides: Partial<Snapshot> = {}) =>
  route({ waiting, agents, channels, queues, ...overrides }, strategyOf).map(({ why }) => why)
const namesOf = (considered: readonly { agentId: AgentId }[]) => considered.map(({ agentId }) => String(agentId))

test('why: who was chosen with what decided, who came next, who was full, who let it pass', () => {
  const agents = [
    agent('ana', { ...idle(5), rank: { level: 2, penalty: 10, lastTookAt: 4 as Instant } }),
    agent('ben', { ...idle(7), holds: { sms: 1 } }),
    agent('cleo', { ...idle(8), holds: { sms: 1 } }),
    agent('dora', { ...idle(9), holds: { sms: 1 } }),
    agent('full', { holds: { whatsapp: 2 } }),
    agent('fuller', { capacity: 1, holds: { sms: 1 } }),
    agent('away', { ready: false }),
    agent('no', idle(1)),
  ]
  const [why] = whyOf([waits('a', passedBy('no', 'gone'))], agents)
  expect(why).toMatchObject({
    strategy: 'longest_idle',
    chosen: { count: 1 },
    full: { count: 2 },
    passedOver: { first: ['no', 'gone'], count: 2 },
    newRound: false,
    preferred: false,
  })
  expect(why?.chosen.first).toEqual([
    { agentId: 'ana', load: 0, capacity: 5, idleSince: 5, level: 2, penalty: 10, lastTookAt: 4 },
  ])
  expect([why!.next, why!.full.first].map(namesOf)).toEqual([
    ['ben', 'cleo'],
    ['full', 'fuller'],
  ])
  expect(why?.full.first[1]).toMatchObject({ load: 1, capacity: 1 })
  expect(whyOf([waits('a', passedBy('ana'))], agents.slice(0, 1))).toMatchObject([{ newRound: true }])
})

test('why: as it was when it was given, and bounded, however many are asked or full', () => {
  const agents = Array.from({ length: 40 }, (_, n) => agent(`a${n + 10}`, { ...idle(n), capacity: 1 }))
  const full = Array.from({ length: 40 }, (_, n) => agent(`f${n + 10}`, { capacity: 1, holds: { sms: 1 } }))
  const whys = whyOf([waits('a'), waits('b', since(1))], [...agents, ...full])
  expect(whys.map(({ chosen, full: none }) => [namesOf(chosen.first), chosen.first[0]!.load, none.count])).toEqual([
    [['a10'], 0, 40],
    [['a11'], 0, 41],
  ])
  const [all] = whyOf([waits('a')], [...agents, ...full], { queues: ringing })
  expect(all).toMatchObject({ strategy: 'ring_all', chosen: { count: 40 }, next: [], full: { count: 40 } })
  expect([all!.chosen.first.length, all!.full.first.length]).toEqual([maxNamed, maxNamed])
})

test('why: those who were left out because they are full are counted with the others', () => {
  const agents = [
    agent('ana'),
    agent('ben', { holds: { whatsapp: 2 } }),
    agent('cleo', { capacity: 1, holds: { sms: 1 } }),
  ]
  const lines = [{ queueId: sales, channelId: whatsapp }]
  const open = openLines({ agents: agents.slice(0, 2), channels, queues }, lines)
  expect(open.lines[0]?.full).toMatchObject({ count: 1, first: [{ agentId: 'ben', load: 2, capacity: 5 }] })
  const full = () => fullOf(new Map([[agents[2]!.id, agents[2]!]]), sales, open.lines[0]!.full)
  const [why] = whyOf([waits('a')], open.agents, { full })
  expect(namesOf(why!.full.first)).toEqual(['ben', 'cleo'])
  expect(why?.full.count).toBe(2)
})

test('it agrees with the plain way of doing it, in a thousand random snapshots', () => {
  for (let seed = 1; seed <= 1_000; seed++) {
    const snapshot = randomSnapshot(seed)
    expect(route(snapshot, strategyOf).map(pair), `seed ${seed}`).toEqual(plainly(snapshot))
  }
})

test('a hundred thousand waiting and fifteen thousand agents: nobody is looked at for nothing', () => {
  let looks = 0
  const order = () => (a: Candidate, b: Candidate) => {
    looks++
    return compareCandidates(a, b)
  }
  const counting = () => ({ ...strategyOf('longest_idle'), order })
  const agents = Array.from({ length: 15_000 }, (_, n) => agent(`agent-${n}`, { holds: { whatsapp: n % 3 } }))
  const waiting = Array.from({ length: 100_000 }, (_, n) => waits(`w${n}`, since(n)))
  const matches = route({ waiting, agents, channels, queues }, counting)
  expect(matches).toHaveLength(15_000)
  // Out of the heap of 10,000 with room, back, and out and back again to the place of who holds one more; and out and
  // back those who would have come next.
  expect(looks).toBeLessThan(15_000 * 11 * Math.log2(10_000))
})

type Pair = Pick<Match, 'interactionId' | 'agentIds'>
const pair = ({ interactionId, agentIds }: Match): Pair => ({ interactionId, agentIds })

/** Each interaction looks at everybody: slow, and plainly what is meant. */
function plainly({ waiting, agents, channels, queues }: Snapshot): Pair[] {
  const now = agents.map((one) => ({ ...one, givenBy: { [sales]: 0, [help]: 0 }, loadOf: new Map(one.loadOf) }))
  const heads = new Map<string, InteractionId>()
  return waiting.toSorted(mostUrgentFirst).flatMap(({ id, queueId, channelId, passedOver, preference }) => {
    const active = channels.find((channel) => channel.id === channelId)?.active
    const queue = queues.find((queue) => queue.id === queueId)
    if (!active || !queue || queue.strategy === 'pick_from_list') return []
    const line = `${queueId} ${channelId}`
    const fits = (one: RoutableAgent) =>
      one.ready && one.queueIds.includes(queueId) && hasRoom(one, channelId, channels)
    const own = now.find((one) => one.id === preference?.agentId && fits(one))
    if (preference?.alone && !own) return []
    if (!own && !heads.has(line)) heads.set(line, id)
    const { lastAgentId, asksToAccept: asks } = queue
    const compare = strategyOf(queue.strategy).order({ lastAgentId, asks, seed: heads.get(line) ?? '' })
    const able = now
      .filter(fits)
      .map((one) => ({
        one,
        ...one,
        ...(one.ranks.get(queueId) ?? plainRank),
        capacity: capacityOf(one, channels, channelId),
        given: one.givenBy[queueId] ?? 0,
      }))
      .toSorted(compare)
    const fresh = able.filter(({ id }) => !passedOver.includes(id))
    const inOrder = fresh.length > 0 ? fresh : able
    const picked = queue.strategy === 'ring_all' && asks ? inOrder : inOrder.slice(0, 1)
    const chosen = own ? [own] : picked.map(({ one }) => one)
    for (const one of chosen) {
      Object.assign(one, { load: one.load + 1, offered: one.offered + (asks ? 1 : 0) })
      one.givenBy[queueId]!++
      one.loadOf.set(channelId, (one.loadOf.get(channelId) ?? 0) + 1)
    }
    return chosen.length > 0 ? [{ interactionId: id, agentIds: chosen.map((one) => one.id) }] : []
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
      offered: random.below(2),
      rank: { level: 1 + random.below(3), penalty: random.pick([0, 50, 100]), lastTookAt: random.below(4) as Instant },
    }),
  )
  const waiting = Array.from({ length: random.below(12) }, (_, n) =>
    waits(`w${n}`, {
      queueId: random.pick([sales, help]),
      channelId: random.pick([whatsapp, sms]),
      priority: random.below(2),
      ...since(random.below(5)),
      passedOver: names.filter(() => random.chance(0.3)) as AgentId[],
      ...(random.chance(0.4) && prefers(random.pick(['gone', ...names]), random.chance(0.5))),
    }),
  )
  const some = channels.map((channel) => ({ ...channel, active: random.chance(0.9), capacity: 1 + random.below(4) }))
  const rules = queues.map(({ id }) => {
    const lastAgentId = random.chance(0.5) ? (random.some(names) as AgentId | undefined) : undefined
    const strategy = random.pick(StrategyName.options)
    return { id, strategy, lastAgentId: lastAgentId ?? null, asksToAccept: random.chance(0.7) }
  })
  return { agents, waiting, channels: some, queues: rules.filter(() => random.chance(0.95)) }
}

test('only lines that somebody ready has room for are looked at, with the places there are', () => {
  const lines = [
    { queueId: sales, channelId: whatsapp },
    { queueId: help, channelId: sms },
  ]
  const asked = (...agents: RoutableAgent[]) => {
    const open = openLines({ agents, channels, queues }, lines)
    return [open.lines.map(({ channelId, places }) => `${channelId} ${places}`), open.agents.map(({ id }) => id)]
  }
  expect(asked(agent('ana'), agent('ben', { holds: { whatsapp: 2 } }))).toEqual([
    ['whatsapp 2', 'sms 6'],
    ['ana', 'ben'],
  ])
  expect(asked(agent('ana', { capacity: 1, holds: { sms: 1 } }), agent('ben', { ready: false }))).toEqual([[], []])
  expect(asked(agent('ana', { queueIds: [help], holds: { sms: 2 } }))).toEqual([['sms 1'], ['ana']])
})

test('what waits for one agent alone is read where that agent is ready, belongs to the queue and has room', () => {
  const line = { queueId: sales, channelId: whatsapp }
  const open = (...agents: RoutableAgent[]) => openLines({ agents, channels, queues }, [line, byHelp])
  const own = (agents: RoutableAgent[], isThere = true, more: Partial<typeof line> = {}, team = { channels, queues }) =>
    openReserved(open(...agents), team, [{ ...line, ...more, agentId: 'ana' as AgentId, isThere }])
  const ben = agent('ben')
  expect(own([ben, agent('ana', { holds: { whatsapp: 1 } })])).toMatchObject({
    own: [{ ...line, agentId: 'ana', places: 1 }],
    gone: [],
  })
  expect(own([ben, agent('ana', { queueIds: [help] })]).own, 'no member').toEqual([])
  expect(own([ben, agent('ana', { ready: false })]).own, 'not ready').toEqual([])
  expect(own([ben, agent('ana', { holds: { whatsapp: 2 } })]).own, 'full here, with room elsewhere').toEqual([])
  expect(own([ben, agent('ana')], true, { channelId: 'gone' as ChannelId }).own, 'no such line').toEqual([])
  const oneByOne = queues.map((queue) => ({ ...queue, eligible: 'one_at_a_time' as const }))
  expect(own([ben, agent('ana')], true, {}, { channels, queues: oneByOne }).own).toMatchObject([{ places: 1 }])
  const gone = own([ben, agent('ana', { holds: { whatsapp: 2 } })], false)
  expect(own([agent('ana')], false).own, 'nobody waits for who is gone').toEqual([])
  expect(gone.gone, 'whoever belongs to the queue takes from it').toMatchObject([{ ...line, places: 2 }])
  expect(own([agent('ben', { queueIds: [help] })], false).gone, 'nobody has room').toEqual([])
})

test('a line ends the sight of all only where it was cut, and more was there that somebody has room for', () => {
  const [early, late] = [waits('early', since(1)), waits('late', since(9))]
  const line = (places: number, ...heads: WaitingInteraction[]) => ({ places, heads })
  const seen = (...read: ReturnType<typeof line>[]) => {
    const { waiting, cut } = inSight(read, 2)
    return [waiting.map(({ id }) => id).join(' '), cut]
  }
  const [first, second] = [waits('first', since(2)), waits('second', since(3))]
  expect(seen(line(5, early), line(5, late)), 'read to their ends').toEqual(['early late', false])
  expect(seen(line(2, first, second), line(5, late)), 'as many as there is room for').toEqual([
    'first second late',
    false,
  ])
  expect(seen(line(3, first, second), line(5, late)), 'a third might come before').toEqual(['first second', true])
  expect(seen(line(3, second, first), line(3, early, late)), 'the shortest sight counts').toEqual([
    'second first early',
    true,
  ])
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
      waits(`w${n}`, {
        ...since(below(8)),
        priority: below(2),
        ...(chance(0.5) ? byHelp : {}),
        ...(chance(0.4) && prefers(`a${below(6)}`, chance(0.7))),
      }),
    )
    const lines = [...Map.groupBy(waiting, ({ channelId }) => channelId).values()].map(([first]) => first!)
    const open = openLines({ agents, channels, queues }, lines)
    const waitsAlone = ({ preference }: WaitingInteraction) => (preference?.alone ? preference.agentId : null)
    const reserved = [...Map.groupBy(waiting, (one) => `${one.channelId} ${waitsAlone(one)}`).values()].flatMap(
      ([first]) => {
        const agentId = waitsAlone(first!)
        return agentId === null ? [] : [{ ...first!, agentId, isThere: true }]
      },
    )
    const perLine = 1 + below(4)
    const read = [...open.lines, ...openReserved(open, { channels, queues }, reserved).own].map((line) => ({
      places: line.places,
      heads: waiting
        .filter((one) => one.channelId === line.channelId && waitsAlone(one) === line.agentId)
        .toSorted(mostUrgentFirst)
        .slice(0, Math.min(perLine, line.places)),
    }))
    const seen = inSight(read, perLine)
    const all = route({ waiting, agents, channels, queues }, strategyOf)
    const given = route({ waiting: seen.waiting, agents: open.agents, channels, queues }, strategyOf)
    expect(given.map(pair), `seed ${seed}`).toEqual((seen.cut ? all.slice(0, given.length) : all).map(pair))
    if (all.length > 0) expect(given.length, `seed ${seed}`).toBeGreaterThan(0)
  }
})
