import { expect, test } from 'vitest'
import type { InteractionCard } from '../../../contract/cards.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, ChannelId, Instant, QueueId } from '../../../contract/ids.ts'
import { counted, noCounts, outcomeOf, serviceLevelPercent, tallyOf } from './tally.ts'

const [ana, vera] = ['ana', 'vera'] as unknown as [AgentId, AgentId]
const [support, sales] = ['support', 'sales'] as unknown as [QueueId, QueueId]
const at = (seconds: number) => (seconds * 1_000) as Instant
const limits = { serviceLevelSeconds: 20, abandonAfterSeconds: 300 }

const card = (more: Partial<InteractionCard> = {}): InteractionCard =>
  ({
    origin: 'contact',
    createdAt: at(0),
    waitingSince: at(0),
    acceptedAt: null,
    queueId: support,
    conversation: { channelId: 'wa' as ChannelId },
    ...more,
  }) as InteractionCard
const assigned = (more: Partial<InteractionCard>, by: AgentId | null = null): DomainEvent => ({
  type: 'interaction.assigned',
  card: card(more),
  agentId: ana,
  others: [],
  by,
})
const wait = (what: 'answered' | 'ended', since: number, until: number) => {
  const place = { at: at(until), since: at(since), queueId: support, channelId: 'wa' as ChannelId }
  return outcomeOf(what === 'answered' ? { ...place, what, agentId: ana } : { ...place, what, agentId: null }, limits)
}

test('an assignment ends a wait, unless nobody waited for it', () => {
  expect(tallyOf(assigned({ acceptedAt: at(12) }), at(12))).toMatchObject({ what: 'answered', since: 0, agentId: ana })
  expect(tallyOf(assigned({ acceptedAt: at(12) }, vera), at(12))).toMatchObject({ what: 'answered' })
  expect(tallyOf(assigned({ acceptedAt: at(9), waitingSince: at(9) }, vera), at(9)), 'from hand to hand').toBeNull()
  expect(tallyOf(assigned({ origin: 'agent', acceptedAt: at(0) }), at(0)), 'begun by the agent').toBeNull()
  expect(tallyOf(assigned({ origin: 'agent', waitingSince: at(50), acceptedAt: at(60) }), at(60))).not.toBeNull()
})

test('a close is work completed, or a wait that ended without anybody', () => {
  const closed = (agentId: AgentId | null): DomainEvent =>
    ({ type: 'interaction.closed', card: card(), agentId, asksContact: false }) as DomainEvent
  expect(tallyOf(closed(ana), at(70))).toMatchObject({ what: 'completed', at: at(70), agentId: ana, since: null })
  expect(tallyOf(closed(null), at(70))).toMatchObject({ what: 'ended', agentId: null, since: 0 })
})

test('what leaves somebody’s hands counts where it was', () => {
  const moved = (agentId: AgentId | null): DomainEvent => ({
    type: 'interaction.moved',
    card: card({ queueId: sales }),
    agentId,
    fromQueueId: support,
    by: vera,
    why: 'moved',
    note: '',
  })
  expect(tallyOf(moved(ana), at(5))).toMatchObject({ what: 'handed_on', agentId: ana, queueId: support })
  expect(tallyOf(moved(null), at(5))).toBeNull()
})

test('in time within the seconds of the service level, to the millisecond; abandoned from the limit on', () => {
  expect(wait('answered', 0, 20)).toMatchObject({ what: 'answered', inTime: true, waitedMs: 20_000 })
  expect(wait('answered', 0, 20.001)).toMatchObject({ what: 'answered', inTime: false })
  expect(wait('answered', 0, 299.999)).toMatchObject({ what: 'answered' })
  expect(wait('answered', 0, 300)).toEqual({ what: 'abandoned', at: at(300) })
  expect(wait('answered', 10, 900), 'counted when it was lost, not when somebody came').toMatchObject({ at: at(310) })
  expect(wait('ended', 0, 40)).toEqual({ what: 'abandoned', at: at(40) })
})

test('a known day: 8 answered, 6 of them in time, 2 abandoned, make a service level of 60 percent', () => {
  const day = [5, 10, 15, 20, 1, 2, 21, 100].map((seconds) => wait('answered', 0, seconds))
  const lost = [wait('ended', 0, 30), wait('answered', 0, 400)]
  const counts = [...day, ...lost].reduce(counted, noCounts)
  expect(counts).toMatchObject({ answered: 8, inTime: 6, abandoned: 2, waitedMs: 174_000, longestMs: 100_000 })
  expect(serviceLevelPercent(counts)).toBe(60)
  expect(serviceLevelPercent(noCounts)).toBeNull()
})
