import { expect, test } from 'vitest'
import type {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  Instant,
  InteractionId,
  OfferId,
  QueueId,
} from '../../../contract/ids.ts'
import type { InteractionCommand, Readiness, Seen } from './commands.ts'
import { decide } from './decide.ts'
import { evolve } from './evolve.ts'
import { begun, type Interaction } from './interaction.ts'

const [tom, ben, vera] = ['tom', 'ben', 'vera'] as unknown as [AgentId, AgentId, AgentId]
const [support, billing] = ['support', 'billing'] as unknown as [QueueId, QueueId]
const offer = 'offer' as OfferId
const at = (seconds: number) => (seconds * 1000) as Instant
const choice = { required: false, offered: [], fields: [], asksContact: false }

const waiting: Interaction = begun({
  id: 'i' as InteractionId,
  number: 7,
  conversationId: 'c' as ConversationId,
  channelId: 'ch' as ChannelId,
  contactId: 'rosa' as ContactId,
  queueId: support,
  priority: 0,
  previousId: null,
  at: at(0),
})
const offers = (agentId: AgentId): InteractionCommand => ({
  type: 'offer',
  offerId: offer,
  agentIds: [agentId],
  expiresAt: at(30),
})
const accepts: InteractionCommand = { type: 'accept_offer', offerId: offer, by: tom, at: at(5), isIn: true }
const ends: InteractionCommand = {
  type: 'end',
  by: tom,
  at: at(50),
  wrapUpSeconds: 60,
  dispositionId: null,
  fields: [],
  choice,
}
const finishes: InteractionCommand = { type: 'finish', by: tom, at: at(60), dispositionId: null, fields: [], choice }
const states = {
  waiting: [],
  offered: [offers(tom)],
  active: [offers(tom), accepts],
  wrapping: [offers(tom), accepts, ends],
  closed: [offers(tom), accepts, ends, finishes],
} satisfies Record<string, readonly InteractionCommand[]>
type State = keyof typeof states
const names = Object.keys(states) as State[]

const free: Readiness = { signedIn: true, room: true }
const moves = (queueId: QueueId, seen: Seen | null = null): InteractionCommand => ({
  type: 'move',
  queueId,
  takes: true,
  by: vera,
  at: at(100),
  seen,
})
const takesBack = (seen: Seen | null = null): InteractionCommand => ({ type: 'take_back', by: vera, at: at(100), seen })
type Given = { seen?: Seen | null; readiness?: Readiness; aboveCapacity?: boolean }
const gives = (agentId: AgentId, { seen = null, readiness = free, aboveCapacity = false }: Given = {}) =>
  ({ type: 'assign', agentId, by: vera, at: at(100), seen, readiness, aboveCapacity }) as const

const stateOf = (state: State) => states[state].reduce<Interaction>(run, waiting)

function run(interaction: Interaction, command: InteractionCommand): Interaction {
  const decision = decide(interaction, command)
  if (!decision.ok) throw new Error(`${command.type}: ${decision.refusal}`)
  return decision.value.reduce(evolve, interaction)
}

function told(interaction: Interaction, command: InteractionCommand): string {
  const decision = decide(interaction, command)
  if (!decision.ok) return decision.refusal
  return decision.value.map(({ type }) => type.replace('interaction.', '')).join(' ')
}

const table: [what: string, command: InteractionCommand, then: Record<State, string>][] = [
  [
    'a supervisor moves it to another queue',
    moves(billing),
    {
      waiting: 'moved',
      offered: 'offer_withdrawn moved',
      active: 'moved',
      wrapping: 'moved',
      closed: 'interaction_closed',
    },
  ],
  [
    'a supervisor moves it to the queue it is in',
    moves(support),
    { waiting: '', offered: '', active: 'moved', wrapping: 'moved', closed: 'interaction_closed' },
  ],
  [
    'a supervisor takes it back',
    takesBack(),
    { waiting: '', offered: '', active: 'moved', wrapping: 'moved', closed: 'interaction_closed' },
  ],
  [
    'a supervisor gives it to somebody else',
    gives(ben),
    {
      waiting: 'assigned',
      offered: 'assigned',
      active: 'moved assigned',
      wrapping: 'moved assigned',
      closed: 'interaction_closed',
    },
  ],
  [
    'a supervisor gives it to whoever has it or is asked',
    gives(tom),
    {
      waiting: 'assigned',
      offered: 'assigned',
      active: '',
      wrapping: '',
      closed: 'interaction_closed',
    },
  ],
  [
    'to somebody who is full',
    gives(ben, { readiness: { signedIn: true, room: false } }),
    {
      waiting: 'agent_full',
      offered: 'agent_full',
      active: 'agent_full',
      wrapping: 'agent_full',
      closed: 'interaction_closed',
    },
  ],
  [
    'to somebody who is full, and it is meant',
    gives(ben, { readiness: { signedIn: true, room: false }, aboveCapacity: true }),
    {
      waiting: 'assigned',
      offered: 'assigned',
      active: 'moved assigned',
      wrapping: 'moved assigned',
      closed: 'interaction_closed',
    },
  ],
  [
    'to somebody who is signed out, even if it is meant',
    gives(ben, { readiness: { signedIn: false, room: true }, aboveCapacity: true }),
    {
      waiting: 'agent_signed_out',
      offered: 'agent_signed_out',
      active: 'agent_signed_out',
      wrapping: 'agent_signed_out',
      closed: 'interaction_closed',
    },
  ],
]
test.each(table)('%s', (_what, command, then) => {
  for (const state of names) expect(told(stateOf(state), command), state).toBe(then[state])
})

test('whoever is asked already needs no room: their place is kept', () => {
  expect(told(stateOf('offered'), gives(tom, { readiness: { signedIn: true, room: false } }))).toBe('assigned')
})

test('what has changed since the supervisor looked is left alone, and they are told', () => {
  const inSupport = { queueId: support, agentId: null }
  const withTom = { queueId: support, agentId: tom }
  for (const command of [moves(billing, inSupport), gives(ben, { seen: inSupport })]) {
    expect(told(stateOf('waiting'), command)).not.toBe('changed_by_someone_else')
    expect(told(stateOf('offered'), command)).not.toBe('changed_by_someone_else')
    expect(told(stateOf('active'), command)).toBe('changed_by_someone_else')
    expect(told(run(waiting, moves('sales' as QueueId)), command)).toBe('changed_by_someone_else')
  }
  expect(told(stateOf('active'), takesBack(withTom))).toBe('moved')
  expect(told(stateOf('active'), takesBack({ ...withTom, agentId: ben }))).toBe('changed_by_someone_else')
  // Done already, by oneself a moment ago or by somebody else: nothing to tell.
  expect(told(run(waiting, moves(billing)), moves(billing, inSupport))).toBe('')
})

test('what waited keeps its age, what was in hand waits from now, and nobody has passed it over', () => {
  const passed = [
    offers(ben),
    { type: 'reject_offer', offerId: offer, by: ben, at: at(5), senderIsIn: true } as const,
  ].reduce(run, waiting)
  expect(run(passed, moves(billing))).toMatchObject({ queueId: billing, waitingSince: at(0), passedOver: [] })
  expect(run(stateOf('offered'), moves(billing))).toMatchObject({ state: 'waiting', waitingSince: at(0) })
  for (const state of ['active', 'wrapping'] as const) {
    const moved = run(stateOf(state), moves(billing))
    expect(moved).toEqual({
      ...waiting,
      awaitingReplySince: moved.awaitingReplySince,
      quietSince: moved.quietSince,
      queueId: billing,
      waitingSince: at(100),
    })
    expect(run(stateOf(state), takesBack())).toMatchObject({ queueId: support, waitingSince: at(100) })
  }
})

test('the clock of the contact’s question runs on, wherever it goes', () => {
  expect(run(stateOf('active'), moves(billing)).awaitingReplySince).toBe(at(0))
  expect(run(stateOf('active'), gives(ben)).awaitingReplySince).toBe(at(0))
})

test('who gave it and who moved it is kept in what is told', () => {
  const decision = decide(stateOf('active'), gives(ben))
  expect(decision.ok && decision.value).toEqual([
    {
      type: 'interaction.moved',
      queueId: support,
      fromQueueId: support,
      fromAgentId: tom,
      by: vera,
      why: 'taken_back',
      at: at(100),
      waitingSince: at(100),
      transfer: null,
    },
    { type: 'interaction.assigned', agentId: ben, by: vera, at: at(100) },
  ])
  expect(run(stateOf('active'), gives(ben))).toMatchObject({ state: 'active', agentId: ben, acceptedAt: at(100) })
})

test('what is closed or still offered is not moved behind everybody’s back', () => {
  const moved = {
    type: 'interaction.moved',
    queueId: billing,
    fromQueueId: support,
    fromAgentId: null,
    by: null,
    why: 'moved',
    at: at(1),
    waitingSince: at(0),
    transfer: null,
  } as const
  for (const state of ['closed', 'offered'] as const) expect(() => evolve(stateOf(state), moved)).toThrow('is moved')
})
