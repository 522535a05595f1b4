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
import type { ClockPromise, Escalation } from '../../../contract/operations/sla.ts'
import { present } from '../../../kernel/assert.ts'
import type { Promises } from '../../sla/core/clock.ts'
import { plainClocks } from '../../sla/core/policy.ts'
import type { Choice, InteractionCommand } from './commands.ts'
import { decide } from './decide.ts'
import { evolve } from './evolve.ts'
import { begun, begunBy, type Interaction } from './interaction.ts'
import { keepTime } from './timing.ts'

const at = (seconds: number) => (seconds * 1_000) as Instant
const [ana, offerId] = ['ana' as AgentId, 'o' as OfferId]
const elsewhere = 'elsewhere' as QueueId
const none: Choice = { required: false, offered: [], fields: [], asksContact: false }
const lasting = (seconds: number, more: Partial<ClockPromise> = {}) => ({
  promise: { ...plainClocks.next_response, seconds, businessHours: false, ...more },
  hours: null,
})
const promises: Promises = {
  queue_answer: lasting(60),
  first_response: lasting(120),
  next_response: lasting(100),
  solution: lasting(1_000),
}
const beginning = {
  id: 'i' as InteractionId,
  number: 1,
  conversationId: 'c' as ConversationId,
  channelId: 'ch' as ChannelId,
  contactId: 'rosa' as ContactId,
  queueId: 'q' as QueueId,
  priority: 0,
  previousId: null,
  at: at(0),
}

/** What the commands lead to, each at its second; the clocks start and stop with every change. */
function after(commands: readonly (readonly [number, InteractionCommand])[], from = begun(beginning) as Interaction) {
  let current = keepTime(null, from, { at: from.createdAt, promisesOf: () => promises })
  for (const [second, command] of commands) {
    const decision = decide(current, command)
    if (!decision.ok) throw new Error(`${command.type}: ${decision.refusal}`)
    for (const change of decision.value)
      current = keepTime(current, evolve(current, change), { at: at(second), promisesOf: () => promises })
  }
  return current
}
const dueOf = ({ clocks }: Interaction) =>
  Object.fromEntries(Object.entries(clocks).map(([name, { dueAt }]) => [name, dueAt / 1_000]))

const offer = (second = 1): [number, InteractionCommand] => [
  second,
  { type: 'offer', offerId, agentIds: [ana], expiresAt: at(second + 30) },
]
const accept = (second = 5): [number, InteractionCommand] => [
  second,
  { type: 'accept_offer', offerId, by: ana, at: at(second), isIn: true },
]
const replied = (second: number): [number, InteractionCommand] => [second, { type: 'agent_replied', at: at(second) }]
const wrote = (second: number): [number, InteractionCommand] => [
  second,
  { type: 'contact_wrote', at: at(second), now: at(second) },
]
const end = (second: number, wrapUpSeconds = 0): [number, InteractionCommand] => [
  second,
  { type: 'end', by: ana, at: at(second), wrapUpSeconds, dispositionId: null, fields: [], choice: none },
]
const due = (
  second: number,
  escalate: Escalation[] = [],
  queues: ReadonlySet<QueueId> = new Set(),
): [number, InteractionCommand] => {
  const told = { ...promises, next_response: lasting(100, { onBreach: escalate }) }
  return [second, { type: 'clocks_due', at: at(second), promises: told, queues }]
}

test('all four run from the beginning; taking it stops the first (D-09)', () => {
  const all = { queue_answer: 60, first_response: 120, next_response: 100, solution: 1_000 }
  expect(dueOf(after([]))).toEqual(all)
  expect(dueOf(after([offer()]))).toEqual(all)
  expect(dueOf(after([offer(), accept()]))).toEqual({ first_response: 120, next_response: 100, solution: 1_000 })
})

test('an offer that lapses restarts nothing', () => {
  const lapsed = after([offer(1), [31, { type: 'lapse_offer', offerId, at: at(31) }]])
  expect(dueOf(lapsed)).toMatchObject({ queue_answer: 60 })
})

test('a reply ends both responses; the next message starts only the next (R-085)', () => {
  expect(dueOf(after([offer(), accept(), replied(20)]))).toEqual({ solution: 1_000 })
  const again = after([offer(), accept(), replied(20), wrote(50)])
  expect(dueOf(again)).toEqual({ next_response: 150, solution: 1_000 })
  expect(dueOf(after([offer(), accept(), replied(20), wrote(50), wrote(70)]))).toMatchObject({ next_response: 150 })
})

test('the end stops what is owed although the last word is the contact’s; closed, nothing is due', () => {
  const closed = after([offer(), accept(), replied(20), wrote(50), end(60)])
  expect(closed.state).toBe('closed')
  expect(Object.keys(closed.clocks)).toEqual(['solution'])
  expect(closed.clocks.solution?.pausedAt).toBe(at(60))
})

test('reopened, the solution goes on with what was left, and it waits anew', () => {
  const closed = [offer(), accept(), replied(20), end(60)]
  const reopened = after([...closed, [500, { type: 'reopen', queueId: beginning.queueId, priority: 0, at: at(500) }]])
  expect(dueOf(reopened)).toEqual({ queue_answer: 560, next_response: 600, solution: 1_440 })
})

test('parked, only the next response stands still; woken, it has what was left (D-06)', () => {
  const park: InteractionCommand = { type: 'park', by: ana, at: at(40), until: null, allowed: true }
  const parked = after([offer(), accept(), [40, park]])
  expect(parked.clocks.next_response?.pausedAt).toBe(at(40))
  expect([parked.clocks.first_response, parked.clocks.solution].map((clock) => clock?.pausedAt)).toEqual([null, null])
  const woken = after([
    offer(),
    accept(),
    [40, park],
    [200, { type: 'unpark', by: ana, at: at(200), isIn: true, room: true }],
  ])
  expect(dueOf(woken)).toMatchObject({ next_response: 260, first_response: 120 })
})

test('what an agent begins has only a solution to come to', () => {
  expect(dueOf(after([], begunBy(ana, beginning)))).toEqual({ solution: 1_000 })
})

test('each warning and each breach is told once, also when the sweep comes twice or late', () => {
  const told = after([offer(), accept(), due(99)])
  expect(told.clocks.next_response?.told).toBe('warned')
  expect(after([offer(), accept(), due(99), due(99)])).toEqual(told)
  const breached = after([offer(), accept(), due(500)])
  expect(breached.clocks.next_response?.told).toBe('breached')
  expect(after([offer(), accept(), due(500), due(501)])).toEqual(breached)
})

test('a breach that cannot move it, because the queue is gone or not for its channel, tells supervisors', () => {
  const escalate: Escalation[] = [{ do: 'move', queueId: elsewhere }]
  const stuck = after([due(100, escalate)])
  expect([stuck.queueId, stuck.clocks.next_response?.alarm]).toEqual([beginning.queueId, true])
  const moved = after([due(100, escalate, new Set([elsewhere]))])
  expect([moved.queueId, moved.clocks.next_response?.alarm]).toEqual([elsewhere, false])
})

test('what was passed to a queue for good is moved by its clock; what comes back to who passed it is not', () => {
  const move: Escalation[] = [{ do: 'move', queueId: 'later' as QueueId }]
  const passed = (returnSeconds: number): [number, InteractionCommand] => {
    const to = { queueId: 'other' as QueueId, takes: true, allowed: true, id: 't' as OfferId, note: '' }
    return [40, { type: 'pass_to_queue', by: ana, at: at(40), ...to, returnSeconds }]
  }
  const breached = due(100, move, new Set(['later' as QueueId]))
  expect(after([offer(), accept(), passed(0), breached])).toMatchObject({ queueId: 'later', transfer: null })
  expect(after([offer(), accept(), passed(600), breached])).toMatchObject({ queueId: 'other', transfer: { id: 't' } })
})

test('a clock moves nothing that is being wrapped up, and nothing to where it is already', () => {
  const moves = (second: number, queueId: QueueId) => due(second, [{ do: 'move', queueId }], new Set([queueId]))
  const inHand = [offer(), accept()]
  expect(after([...inHand, moves(100, elsewhere)])).toMatchObject({ state: 'waiting', queueId: elsewhere })
  expect(after([...inHand, moves(100, beginning.queueId)])).toMatchObject({ state: 'active', agentId: ana })
  const wrapping = [...inHand, end(60, 9_999), wrote(70)]
  expect(dueOf(after(wrapping))).toMatchObject({ next_response: 170 })
  const stays = { state: 'wrapping_up', queueId: beginning.queueId, clocks: { next_response: { told: 'breached' } } }
  expect(after([...wrapping, moves(170, elsewhere)])).toMatchObject(stays)
})

test('a breach raises the priority once, never beyond the highest, and tells supervisors', () => {
  const escalate: Escalation[] = [{ do: 'raise_priority', by: 600 }, { do: 'tell_supervisors' }]
  const once = after([offer(), accept(), due(100, escalate), due(101, escalate)])
  expect(once.priority).toBe(600)
  expect(present(once.clocks.next_response, 'the clock').alarm).toBe(true)
  const twice = after([offer(), accept(), due(100, escalate), replied(110), wrote(120), due(300, escalate)])
  expect(twice.priority).toBe(1_000)
})
