import { expect, test } from 'vitest'
import { Eligible, type Presence, StrategyName } from '../../../contract/cards.ts'
import type { AgentId, ChannelId, Instant, InteractionId, QueueId } from '../../../contract/ids.ts'
import { isReady, signedOut } from '../../presence/core/presence.ts'
import { isStale, type RoutableAgent, type RoutableChannel, route } from './route.ts'
import { strategyOf, type WaitingInteraction } from './strategy.ts'

/**
 * The decision tables of R-059: every strategy, with an agent in every state, alone and beside a colleague who is ready;
 * and with every rule about what agents are doing.
 */

const [sales, help, care] = ['sales', 'help', 'care'] as unknown as [QueueId, QueueId, QueueId]
const [whatsapp, sms] = ['whatsapp', 'sms'] as unknown as [ChannelId, ChannelId]
const channels: RoutableChannel[] = [
  { id: whatsapp, queueId: sales, active: true, capacity: 2 },
  { id: sms, queueId: help, active: true, capacity: 3 },
]

type State = { presence?: Partial<Presence>; agent?: Partial<RoutableAgent>; passedOver?: boolean }
const states = {
  available: {},
  'stop new': { presence: { stopNew: true } },
  'break requested': { presence: { breakRequested: true } },
  'not responding': { presence: { notResponding: true } },
  'on break': { presence: { state: 'on_break' } },
  offline: { presence: { state: 'working_offline' } },
  'signed out': { presence: { state: 'signed_out' } },
  'full on channel': { agent: { load: 2, loadOf: new Map([[whatsapp, 2]]) } },
  'full in all': { agent: { capacity: 1, load: 1, loadOf: new Map([[sms, 1]]) } },
  'not a member': { agent: { queueIds: [help] } },
  'passed over': { passedOver: true },
} as const satisfies Record<string, State>

/** What happens with Ana in that state: alone, and beside Ben, who is ready and has been idle less long. */
type Outcome = readonly [alone: string, withBen: string]
type Outcomes = Record<keyof typeof states, Outcome>
const everywhere = (outcome: Outcome): Outcomes => ({
  available: outcome,
  'stop new': outcome,
  'break requested': outcome,
  'not responding': outcome,
  'on break': outcome,
  offline: outcome,
  'signed out': outcome,
  'full on channel': outcome,
  'full in all': outcome,
  'not a member': outcome,
  'passed over': outcome,
})
/** Whoever comes first gets it; whoever let it pass gets it when nobody else could. */
const oneIsAsked: Outcomes = { ...everywhere(['', 'ben']), available: ['ana', 'ana'], 'passed over': ['ana', 'ben'] }
const allAreAsked: Outcomes = { ...oneIsAsked, available: ['ana', 'ana+ben'] }
const nobodyIs = everywhere(['', ''])

const table: Record<StrategyName, Outcomes> = {
  longest_idle: oneIsAsked,
  least_busy: oneIsAsked,
  least_recent: oneIsAsked,
  round_robin: oneIsAsked,
  proficiency: oneIsAsked,
  weighted_random: oneIsAsked,
  ring_all: allAreAsked,
  pick_from_list: nobodyIs,
}

function agent(id: string, { presence, agent: more }: State, idleSince: number): RoutableAgent {
  const ready = isReady({ ...signedOut(0 as Instant), state: 'available', ...presence })
  const nothing = { load: 0, loadOf: new Map<ChannelId, number>(), offered: 0, ranks: new Map() }
  const usual = { queueIds: [sales, help], ready, capacity: null, idleSince: idleSince as Instant, ...nothing }
  return { id: id as AgentId, ...usual, ...more }
}

/** Ben is drawn by chance only when he must be, so that the table is the same for every strategy. */
const ben: RoutableAgent = {
  ...agent('ben', {}, 9),
  ranks: new Map([[sales, { level: 10, penalty: 100, lastTookAt: 1 as Instant }]]),
}

function asked(
  strategy: StrategyName,
  passedOver: readonly string[],
  agents: readonly RoutableAgent[],
  eligible: Eligible = 'with_room',
): string {
  const waiting: WaitingInteraction = {
    id: 'a' as InteractionId,
    queueId: sales,
    channelId: whatsapp,
    priority: 0,
    waitingSince: 0 as Instant,
    passedOver: passedOver as AgentId[],
  }
  const plain = { strategy, lastAgentId: null, asksToAccept: true } as const
  const queues = [
    { ...plain, id: sales, eligible },
    { ...plain, id: help },
    { ...plain, id: care, eligible: 'undivided' as const },
  ]
  const [match] = route({ waiting: [waiting], agents, channels, queues }, strategyOf)
  return match?.agentIds.join('+') ?? ''
}

for (const strategy of StrategyName.options) {
  for (const [name, state] of Object.entries(states) as [keyof typeof states, State][]) {
    test(`${strategy}, an agent who is ${name}`, () => {
      const ana = agent('ana', state, 1)
      const passed = 'passedOver' in state ? ['ana'] : []
      const found = [asked(strategy, passed, [ana]), asked(strategy, passed, [ana, ben])]
      expect(found).toEqual(table[strategy][name])
    })
  }
}

const one = { load: 1, loadOf: new Map([[sms, 1]]) }
const doings = {
  nothing: {},
  'on the telephone': { onCall: true },
  'something else': { ...one, loadIn: new Map([[help, 1]]) },
  'something else, on the telephone': { ...one, loadIn: new Map([[help, 1]]), onCall: true },
  'something that wants her undivided': { ...one, loadIn: new Map([[care, 1]]) },
} as const satisfies Record<string, Partial<RoutableAgent>>

/** May Ana be asked? Last: only when nobody is there who does nothing. */
const rules: Record<Eligible, Record<keyof typeof doings, 'yes' | 'last' | 'no'>> = {
  with_room: {
    nothing: 'yes',
    'on the telephone': 'yes',
    'something else': 'yes',
    'something else, on the telephone': 'yes',
    'something that wants her undivided': 'no',
  },
  undivided: {
    nothing: 'yes',
    'on the telephone': 'no',
    'something else': 'no',
    'something else, on the telephone': 'no',
    'something that wants her undivided': 'no',
  },
  one_at_a_time: {
    nothing: 'yes',
    'on the telephone': 'yes',
    'something else': 'no',
    'something else, on the telephone': 'no',
    'something that wants her undivided': 'no',
  },
  beside_anything: {
    nothing: 'yes',
    'on the telephone': 'yes',
    'something else': 'yes',
    'something else, on the telephone': 'yes',
    'something that wants her undivided': 'yes',
  },
  idle_first: {
    nothing: 'yes',
    'on the telephone': 'last',
    'something else': 'last',
    'something else, on the telephone': 'last',
    'something that wants her undivided': 'no',
  },
}

for (const strategy of StrategyName.options) {
  for (const eligible of Eligible.options) {
    for (const [name, more] of Object.entries(doings) as [keyof typeof doings, Partial<RoutableAgent>][]) {
      const may = rules[eligible][name]
      const isGiven = strategy !== 'pick_from_list'
      test(`${strategy}, where ${eligible} are asked, Ana does ${name}: ${may}`, () => {
        const ana = agent('ana', { agent: more }, 1)
        const first = may === 'no' ? 'ben' : 'ana'
        expect(asked(strategy, [], [ana], eligible)).toBe(isGiven && may !== 'no' ? 'ana' : '')
        expect(asked(strategy, ['ben'], [ana, ben], eligible), 'Ben let it pass').toBe(isGiven ? first : '')
        if (may !== 'yes') expect(asked(strategy, [], [ana, ben], eligible)).toBe(isGiven ? 'ben' : '')
        else if (strategy === 'ring_all')
          expect(asked(strategy, [], [ana, ben], eligible).split('+').sort()).toEqual(['ana', 'ben'])
      })
    }
  }
}

test('who is asked of a queue that wants them undivided gets nothing else in the same run', () => {
  const two = { ...agent('ana', {}, 1), capacity: 5, queueIds: [sales, help] }
  const wait = (id: string, queueId: QueueId, channelId: ChannelId, at: number): WaitingInteraction => ({
    id: id as InteractionId,
    queueId,
    channelId,
    priority: 0,
    waitingSince: at as Instant,
    passedOver: [],
  })
  const plain = { strategy: 'longest_idle', lastAgentId: null, asksToAccept: true } as const
  const queues = [
    { ...plain, id: sales, eligible: 'undivided' as const },
    { ...plain, id: help },
  ]
  const found = (waiting: WaitingInteraction[]) =>
    route({ waiting, agents: [two], channels, queues }, strategyOf).map((match) => match.interactionId)
  expect(found([wait('a', sales, whatsapp, 1), wait('b', help, sms, 2), wait('c', sales, whatsapp, 3)])).toEqual(['a'])
  expect(found([wait('b', help, sms, 1), wait('a', sales, whatsapp, 2), wait('c', help, sms, 3)])).toEqual(['b', 'c'])
})

test('why: who was on the telephone or busy otherwise is named apart from who was full', () => {
  const calling = agent('ana', { agent: { onCall: true } }, 1)
  const full = agent('cleo', { agent: { load: 2, loadOf: new Map([[whatsapp, 2]]) } }, 1)
  const waiting = [
    {
      id: 'a' as InteractionId,
      queueId: sales,
      channelId: whatsapp,
      priority: 0,
      waitingSince: 0 as Instant,
      passedOver: [],
    },
  ]
  const queues = [
    { id: sales, strategy: 'longest_idle', eligible: 'undivided', lastAgentId: null, asksToAccept: true } as const,
  ]
  const [match] = route({ waiting, agents: [calling, ben, full], channels, queues }, strategyOf)
  expect(match?.why).toMatchObject({
    eligible: 'undivided',
    chosen: { first: [{ agentId: 'ben' }] },
    busy: { first: [{ agentId: 'ana', onCall: true }], count: 1 },
    full: { first: [{ agentId: 'cleo' }], count: 1 },
  })
})

test('a telephone that rings takes an offer away only where it wants the agent undivided', () => {
  const place = { queueId: sales, channelId: whatsapp }
  const calling = agent('ana', { agent: { onCall: true } }, 1)
  for (const eligible of Eligible.options)
    expect(isStale({ ...place, eligible }, calling, channels), eligible).toBe(eligible === 'undivided')
})
