import { expect, test } from 'vitest'
import type { AgentCard, InteractionCard } from '../../../contract/cards.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, ChannelId, Instant, OfferId, QueueId } from '../../../contract/ids.ts'
import { signedOut, toCard } from '../../presence/core/presence.ts'
import { agentLines, dayAfter, type LiveDay, type OpenWork, queueLines } from './board.ts'

const ana = 'ana' as AgentId
const [support, complaints] = ['support', 'complaints'] as unknown as [QueueId, QueueId]
const [wa, sms] = ['wa', 'sms'] as unknown as [ChannelId, ChannelId]
const at = (seconds: number) => (seconds * 1_000) as Instant
const day: LiveDay = {
  seq: 1,
  from: at(0),
  to: at(86_400),
  limits: new Map(),
  counts: new Map(),
  work: new Map(),
  integrations: new Set(),
}

const card = (more: Partial<InteractionCard> = {}): InteractionCard =>
  ({
    state: 'active',
    agentId: ana,
    queueId: support,
    offer: null,
    parked: null,
    wrapUp: null,
    waitingSince: at(0),
    acceptedAt: at(5),
    conversation: { channelId: wa },
    ...more,
  }) as InteractionCard

type Given = {
  presence?: Partial<AgentCard['presence']>
  capacity?: number | null
  interactions?: readonly InteractionCard[]
  channels?: Partial<OpenWork['channels'][number]>
}

function open({ presence = {}, capacity = null, interactions = [], channels = {} }: Given): OpenWork {
  const person = {
    id: ana,
    name: 'Ana',
    role: 'agent',
    active: true,
    queueIds: [support],
    capacity,
    acceptSeconds: null,
    tagIds: [],
    presence: { ...toCard(signedOut(at(0))), state: 'available', ...presence },
  } as AgentCard
  return {
    queues: [
      { id: support, name: 'Support', eligible: 'with_room' },
      { id: complaints, name: 'Complaints', eligible: 'undivided' },
    ],
    agents: [person],
    interactions,
    channels: [{ id: wa, kind: 'whatsapp', queueId: support, active: true, capacity: 3, ...channels }],
  }
}

const line = (given: Given) => {
  const [first] = agentLines(open(given), day)
  expect(first).toBeDefined()
  return first as NonNullable<typeof first>
}
const keeping = (given: Given) => line(given).keeping
const asked = { id: 'offer' as OfferId, agentIds: [ana], expiresAt: at(20) }

test('five states: signed out, free, busy, and both on a break; with the kinds of the channels that reach them (R-119)', () => {
  const stateOf = (state: AgentCard['presence']['state'], ...interactions: InteractionCard[]) =>
    line({ presence: { state }, interactions }).state
  expect([stateOf('signed_out'), stateOf('available'), stateOf('available', card())]).toEqual([
    'signed_out',
    'free',
    'busy',
  ])
  expect([stateOf('on_break'), stateOf('on_break', card())]).toEqual(['free_on_break', 'busy_on_break'])
  const text = { id: sms, kind: 'sms', queueId: support, active: true, capacity: 1 } as const
  const house = open({})
  const [both] = agentLines({ ...house, channels: [...house.channels, text] }, day)
  expect(both).toMatchObject({ kinds: ['sms', 'whatsapp'], places: 4 })
})

test('who has no line is away, which is not the same as not responding', () => {
  expect(line({ presence: { state: 'away' } }).state).toBe('away')
  expect(line({ presence: { notResponding: true } }).state).toBe('not_responding')
})

test('why nothing comes to somebody is said, the most telling first', () => {
  const undivided = card({ queueId: complaints })
  expect(keeping({})).toEqual([])
  expect(keeping({ interactions: [card()] })).toEqual([])
  expect(keeping({ interactions: [undivided] })).toEqual(['undivided'])
  expect(keeping({ interactions: [card({ ...undivided, state: 'offered', agentId: null, offer: asked })] })).toEqual([
    'undivided',
  ])
  expect(keeping({ interactions: [card(), card(), card()] })).toEqual(['full'])
  expect(keeping({ interactions: [card()], presence: { notReady: true } })).toEqual(['one_at_a_time'])
  expect(keeping({ interactions: [undivided], presence: { breakRequested: true } })).toEqual(['break_requested'])
  expect(keeping({ interactions: [undivided], presence: { onCallSince: at(3) } })).toEqual(['on_call', 'undivided'])
  // Their state says it already.
  expect(keeping({ interactions: [undivided], presence: { stopNew: true } })).toEqual([])
  expect(keeping({ interactions: [undivided], presence: { state: 'on_break' } })).toEqual([])
  expect(keeping({ interactions: [undivided], presence: { notResponding: true } })).toEqual([])
})

test('what is set aside takes no place and keeps nothing away', () => {
  const parked = { reason: 'manual', since: at(9), until: null } as const
  const aside = card({ queueId: complaints, parked })
  expect(line({ interactions: [aside, card()] })).toMatchObject({ aside: 1, places: 3, keeping: [] })
  expect(line({ interactions: [aside, card()] }).held).toHaveLength(2)
})

test('what somebody is asked to take is said beside what they hold: both take places', () => {
  const offered = card({ state: 'offered', agentId: null, offer: asked })
  expect(line({ interactions: [offered, offered, card()] })).toMatchObject({ asked: 2, places: 3, keeping: ['full'] })
  expect(line({ interactions: [card()] })).toMatchObject({ asked: 0, keeping: [] })
})

test('without a channel that is on there are no places to count, and what came on it is still held', () => {
  expect(line({ interactions: [card()], channels: { active: false } })).toMatchObject({
    places: null,
    holdsOff: true,
    keeping: [],
  })
  expect(line({ interactions: [card()], channels: { active: false }, capacity: 4 })).toMatchObject({ places: 4 })
  expect(line({ capacity: 0 })).toMatchObject({ places: 0, holdsOff: false, keeping: ['full'] })
  expect(line({ interactions: [card()], channels: { id: sms } }), 'another one is on').toMatchObject({
    places: 3,
    holdsOff: false,
  })
})

test('who takes one at a time is not ready while they have it', () => {
  const ready = (presence: Given['presence']) =>
    queueLines(open({ presence: presence ?? {} }), day, at(60), null).find(({ id }) => id === support)?.ready
  expect(ready({})).toBe(1)
  expect(ready({ notReady: true })).toBe(0)
})

test('of those who still wait, who was lost before the day began counted then', () => {
  const limits = new Map([[support, { serviceLevelSeconds: 60, abandonAfterSeconds: 100, chatLimitSeconds: 3_600 }]])
  const since = (seconds: number) =>
    card({ state: 'waiting', agentId: null, acceptedAt: null, waitingSince: at(seconds) })
  const lines = queueLines(
    open({ interactions: [since(-101), since(-100), since(450)] }),
    { ...day, limits },
    at(500),
    null,
  )
  expect(lines.find(({ id }) => id === support)?.counts.abandoned).toBe(1)
})

const limited: LiveDay = {
  ...day,
  seq: 7,
  from: at(1_000),
  to: at(2_000),
  limits: new Map([[support, { serviceLevelSeconds: 60, abandonAfterSeconds: 100, chatLimitSeconds: 3_600 }]]),
}
const closedBy = (agentId: AgentId | null, more: Partial<InteractionCard> = {}): DomainEvent => ({
  type: 'interaction.closed',
  card: card({ state: 'closed', agentId, ...more }),
  agentId,
  asksContact: false,
})
const countsOf = ({ counts }: LiveDay) => [...counts.values()]

test('a line moves the day once: what the day was read with, or comes twice, is counted already', () => {
  const once = dayAfter(limited, 8, at(1_500), closedBy(ana))
  expect(countsOf(once)).toMatchObject([{ queueId: support, channelId: wa, completed: 1 }])
  expect(once).toMatchObject({ seq: 8, work: new Map([[ana, { completed: 1, lastAt: at(1_500) }]]) })
  expect(dayAfter(once, 8, at(1_500), closedBy(ana))).toBe(once)
  expect(dayAfter(limited, 7, at(1_500), closedBy(ana))).toBe(limited)
  const twice = dayAfter(once, 9, at(1_400), closedBy(ana))
  expect(countsOf(twice)).toMatchObject([{ completed: 2 }])
  expect(twice.work.get(ana), 'the last of both').toEqual({ completed: 2, lastAt: at(1_500) })
})

test('only what happens within the day counts in it, and a line that counts nothing is passed', () => {
  const after = (second: number) => countsOf(dayAfter(limited, 8, at(second), closedBy(ana))).length
  expect([999.999, 1_000, 1_999.999, 2_000].map(after)).toEqual([0, 1, 1, 0])
  for (const second of [999.999, 2_000])
    expect(dayAfter(limited, 8, at(second), closedBy(ana))).toEqual({ ...limited, seq: 8 })
  expect(dayAfter(limited, 8, at(1_500), null)).toEqual({ ...limited, seq: 8 })
})

test('who was lost the day before is not lost once more when they are taken or turned away', () => {
  const turnedAway = (since: number) =>
    countsOf(dayAfter(limited, 8, at(1_050), closedBy(null, { waitingSince: at(since), acceptedAt: null })))
  expect(turnedAway(899.999)).toEqual([])
  expect(turnedAway(900)).toMatchObject([{ abandoned: 1 }])
})

test('what leaves somebody’s hands is their last change and no outcome; where nobody said how to measure, nothing is', () => {
  const moved: DomainEvent = {
    type: 'interaction.moved',
    card: card({ state: 'waiting', agentId: null, queueId: complaints }),
    agentId: ana,
    fromQueueId: support,
    by: null,
    why: 'taken_back',
    note: '',
  }
  const worked = new Map([[ana, { completed: 0, lastAt: at(1_500) }]])
  expect(dayAfter(limited, 8, at(1_500), moved)).toEqual({ ...limited, seq: 8, work: worked })
  const elsewhere = dayAfter(limited, 8, at(1_500), closedBy(ana, { queueId: complaints }))
  expect([countsOf(elsewhere), elsewhere.work.get(ana)?.completed]).toEqual([[], 1])
})
