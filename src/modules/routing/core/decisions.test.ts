import { expect, test } from 'vitest'
import { type Presence, StrategyName } from '../../../contract/cards.ts'
import type { AgentId, ChannelId, Instant, InteractionId, QueueId } from '../../../contract/ids.ts'
import { isReady, signedOut } from '../../presence/core/presence.ts'
import { type RoutableAgent, type RoutableChannel, route } from './route.ts'
import { strategyOf, type WaitingInteraction } from './strategy.ts'

/** The decision table of R-059: every strategy, with an agent in every state, alone and beside a colleague who is ready. */

const [sales, help] = ['sales', 'help'] as unknown as [QueueId, QueueId]
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

function asked(strategy: StrategyName, state: State, agents: readonly RoutableAgent[]): string {
  const waiting: WaitingInteraction = {
    id: 'a' as InteractionId,
    queueId: sales,
    channelId: whatsapp,
    priority: 0,
    waitingSince: 0 as Instant,
    passedOver: state.passedOver ? ['ana' as AgentId] : [],
  }
  const queues = [{ id: sales, strategy, lastAgentId: null, asksToAccept: true }]
  const [match] = route({ waiting: [waiting], agents, channels, queues }, strategyOf)
  return match?.agentIds.join('+') ?? ''
}

for (const strategy of StrategyName.options) {
  for (const [name, state] of Object.entries(states) as [keyof typeof states, State][]) {
    test(`${strategy}, an agent who is ${name}`, () => {
      const ana = agent('ana', state, 1)
      const found = [asked(strategy, state, [ana]), asked(strategy, state, [ana, ben])]
      expect(found).toEqual(table[strategy][name])
    })
  }
}
