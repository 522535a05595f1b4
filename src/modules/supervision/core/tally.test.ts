import { expect, test } from 'vitest'
import type { InteractionCard } from '../../../contract/cards.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, ChannelId, Instant, QueueId } from '../../../contract/ids.ts'
import { present } from '../../../kernel/assert.ts'
import { counted, noCounts, outcomeOf, sharesOf, tallyOf } from './tally.ts'

const [ana, vera] = ['ana', 'vera'] as unknown as [AgentId, AgentId]
const [support, sales] = ['support', 'sales'] as unknown as [QueueId, QueueId]
const at = (seconds: number) => (seconds * 1_000) as Instant
const limits = { serviceLevelSeconds: 20, abandonAfterSeconds: 300, chatLimitSeconds: 600 }

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
const ofWait = (what: 'answered' | 'ended' | 'returned', since: number, until: number) => {
  const place = { at: at(until), since: at(since), queueId: support, channelId: 'wa' as ChannelId }
  return outcomeOf(what === 'answered' ? { ...place, what, agentId: ana } : { ...place, what, agentId: null }, limits)
}
const wait = (what: 'answered' | 'ended', since: number, until: number) =>
  present(ofWait(what, since, until), 'what became of it')
const back = (since: number, until: number) => ofWait('returned', since, until)

test('an assignment ends a wait, unless nobody waited for it', () => {
  expect(tallyOf(assigned({ acceptedAt: at(12) }), at(12))).toMatchObject({ what: 'answered', since: 0, agentId: ana })
  expect(tallyOf(assigned({ acceptedAt: at(12) }, vera), at(12))).toMatchObject({ what: 'answered' })
  expect(tallyOf(assigned({ acceptedAt: at(9), waitingSince: at(9) }, vera), at(9)), 'from hand to hand').toBeNull()
  expect(tallyOf(assigned({ origin: 'agent', acceptedAt: at(0) }), at(0)), 'begun by the agent').toBeNull()
  expect(tallyOf(assigned({ origin: 'agent', waitingSince: at(50), acceptedAt: at(60) }), at(60))).not.toBeNull()
})

test('a close is work completed, or a wait that ended without anybody', () => {
  const closed = (agentId: AgentId | null): DomainEvent =>
    ({
      type: 'interaction.closed',
      card: card({ acceptedAt: agentId === null ? null : at(9) }),
      agentId,
      asksContact: false,
    }) as DomainEvent
  expect(tallyOf(closed(ana), at(70))).toMatchObject({ what: 'completed', at: at(70), agentId: ana, since: at(9) })
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

test('what comes back to whoever passed it on ends a wait where it waited: lost when that was too long, else nothing', () => {
  const returned = (to: number) => {
    const comesBack = card({ waitingSince: at(10), acceptedAt: at(to) })
    return tallyOf({ type: 'interaction.returned', card: comesBack, agentId: ana }, at(to))
  }
  expect(returned(310)).toMatchObject({ what: 'returned', agentId: null, queueId: support, since: at(10), at: at(310) })
  expect(back(10, 309.999), 'nobody took it, and nobody has lost it').toBeNull()
  expect(back(10, 310)).toEqual({ what: 'abandoned', at: at(310), inTime: false })
  expect(back(10, 900), 'counted when it was lost, not when it came back').toMatchObject({ at: at(310) })
})

test('in time within the seconds of the service level, to the millisecond; abandoned from the limit on', () => {
  expect(wait('answered', 0, 20)).toMatchObject({ what: 'answered', inTime: true, waitedMs: 20_000 })
  expect(wait('answered', 0, 20.001)).toMatchObject({ what: 'answered', inTime: false })
  expect(wait('answered', 0, 299.999)).toMatchObject({ what: 'answered' })
  expect(wait('answered', 0, 300)).toEqual({ what: 'abandoned', at: at(300), inTime: false })
  expect(wait('answered', 10, 900), 'counted when it was lost, not when somebody came').toMatchObject({ at: at(310) })
  expect(wait('ended', 0, 40)).toEqual({ what: 'abandoned', at: at(40), inTime: false })
  expect(wait('ended', 0, 20)).toEqual({ what: 'abandoned', at: at(20), inTime: true })
})

test('a known day: 8 answered, 6 of them in time, 2 abandoned, one of them before the limit', () => {
  const day = [5, 10, 15, 20, 1, 2, 21, 100].map((seconds) => wait('answered', 0, seconds))
  const lost = [wait('ended', 0, 12), wait('answered', 0, 400)]
  const counts = [...day, ...lost].reduce(counted, noCounts)
  expect(counts).toMatchObject({ answered: 8, inTime: 6, abandoned: 2, lostInTime: 1, waitedMs: 174_000 })
  expect(counts).toMatchObject({ longestMs: 100_000, completed: 0 })
  expect(sharesOf(counts)).toEqual({ answeredInTime: 60, answeredLate: 20, lostInTime: 10, lostLate: 10, churn: 20 })
  expect(sharesOf(noCounts)).toBeNull()
})

test('what an agent had in hand until the limit of chat time is flagged, to the millisecond; nothing else moves', () => {
  const done = (since: number | null, until: number) => {
    const from = since === null ? null : at(since)
    return present(
      outcomeOf({ ...place, what: 'completed', agentId: ana, since: from, at: at(until) }, limits),
      'what became of it',
    )
  }
  const place = { queueId: support, channelId: 'wa' as ChannelId }
  expect(done(100, 699.999)).toEqual({ what: 'completed', at: at(699.999), tooLong: false })
  expect(done(100, 700)).toMatchObject({ tooLong: true })
  expect(done(null, 9_999), 'nobody knows since when').toMatchObject({ tooLong: false })
  const counts = [done(0, 10), done(0, 600), done(0, 601)].reduce(counted, noCounts)
  expect(counts).toEqual({ ...noCounts, completed: 3, tooLong: 2 })
})
