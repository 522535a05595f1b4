import { expect, test } from 'vitest'
import type { ConversationCard, InteractionCard } from '../../../contract/cards.ts'
import type { ChannelId, DispositionId, Instant, QueueId, RuleId, TagId } from '../../../contract/ids.ts'
import type { OpenHours } from '../../../contract/operations/calendars.ts'
import type { Condition, Rule, RuleEvent } from '../../../contract/operations/rules.ts'
import { ana, at, beginning, waiting } from '../../../testing/interactions.ts'
import { toCard } from '../../routing/core/facts.ts'
import { checkRule, meets, namedBy, type Ruling, type Seen, stillSo, whyNot } from './rule.ts'

const [vip, other] = ['vip', 'other'] as unknown as [TagId, TagId]
const conversation = {
  id: beginning.conversationId,
  channelId: beginning.channelId,
  contact: { doNotContact: false },
} as ConversationCard
const card = (change: Partial<InteractionCard> = {}): InteractionCard => ({
  ...toCard(waiting, conversation),
  ...change,
})
const seen = (change: Partial<InteractionCard> = {}, more: Partial<Seen> = {}): Seen => ({
  card: card(change),
  kind: 'whatsapp',
  said: '',
  at: at(0),
  ...more,
})
const rule = (change: Partial<Ruling> = {}): Ruling => ({
  id: 'rule' as RuleId,
  name: 'Rule',
  when: { on: 'event', event: 'resolved' },
  delaySeconds: 0,
  conditions: [],
  jobs: [{ do: 'close', dispositionId: null }],
  hours: null,
  ...change,
})
const holds = (condition: Condition, what: Seen) => meets(rule({ conditions: [[condition]] }), what)

test('all of one set, or all of another; no set: always', () => {
  const [yes, no]: Condition[] = [
    { of: 'held', is: false },
    { of: 'held', is: true },
  ]
  const table: [Condition[][], boolean][] = [
    [[], true],
    [[[yes!]], true],
    [[[no!]], false],
    [[[yes!, yes!]], true],
    [[[yes!, no!]], false],
    [[[no!], [yes!]], true],
    [
      [
        [yes!, no!],
        [no!, yes!],
      ],
      false,
    ],
    [
      [
        [no!, no!],
        [yes!, yes!],
      ],
      true,
    ],
  ]
  for (const [conditions, met] of table)
    expect([conditions, meets(rule({ conditions }), seen())]).toEqual([conditions, met])
})

test('every condition says yes where it is so, no where it is not, and the other way round when it asks for that', () => {
  const active = { state: 'active', agentId: ana } as const
  const solved = 'solved' as DispositionId
  const table: [Condition & { is: boolean }, so: Seen, otherwise: Seen][] = [
    [
      { of: 'channel', is: true, channelIds: ['x' as ChannelId, beginning.channelId] },
      seen(),
      seen({ conversation: { ...conversation, channelId: 'y' as ChannelId } }),
    ],
    [{ of: 'channel_kind', is: true, kind: 'sms' }, seen({}, { kind: 'sms' }), seen()],
    [{ of: 'queue', is: true, queueIds: [beginning.queueId] }, seen(), seen({ queueId: 'q9' as QueueId })],
    [{ of: 'tag', is: true, tagId: vip }, seen({ tagIds: [other, vip] }), seen({ tagIds: [other] })],
    [{ of: 'state', is: true, states: ['offered', 'active'] }, seen(active), seen()],
    [
      { of: 'parked', is: true },
      seen({ ...active, parked: { reason: 'manual', since: at(0), until: null } }),
      seen(active),
    ],
    [{ of: 'held', is: true }, seen({ state: 'wrapping_up' }), seen({ state: 'closed', agentId: ana })],
    [{ of: 'priority', is: true, atLeast: 10 }, seen({ priority: 10 }), seen({ priority: 9 })],
    [{ of: 'disposition', is: true, dispositionId: solved }, seen({ dispositionId: solved }), seen()],
    [{ of: 'disposition', is: true, dispositionId: null }, seen({ dispositionId: solved }), seen()],
    [
      { of: 'do_not_contact', is: true },
      seen({ conversation: { ...conversation, contact: { ...conversation.contact, doNotContact: true } } }),
      seen(),
    ],
    [
      { of: 'said', is: true, text: 'Refund' },
      seen({}, { said: 'I want my REFUND now' }),
      seen({}, { said: 'refun d' }),
    ],
  ]
  for (const [condition, so, otherwise] of table) {
    const not = { ...condition, is: false }
    const found = [holds(condition, so), holds(condition, otherwise), holds(not, so), holds(not, otherwise)]
    expect([condition.of, ...found]).toEqual([condition.of, true, false, false, true])
  }
})

test('what has waited, or is unanswered, for so long: from the full second on, and only while it is so', () => {
  const waited: Condition = { of: 'waited', seconds: 600 }
  const at600 = { at: at(600) }
  expect(holds(waited, seen({}, { at: (at(600) - 1) as Instant }))).toBe(false)
  expect(holds(waited, seen({}, at600))).toBe(true)
  expect(holds(waited, seen({ state: 'offered' }, at600))).toBe(true)
  expect(holds(waited, seen({ state: 'active' }, at600))).toBe(false)
  const unanswered: Condition = { of: 'unanswered', seconds: 60 }
  expect(holds(unanswered, seen({ awaitingReplySince: at(0) }, { at: at(59) }))).toBe(false)
  expect(holds(unanswered, seen({ awaitingReplySince: at(0) }, { at: at(60) }))).toBe(true)
  expect(holds(unanswered, seen({ awaitingReplySince: null }, { at: at(60) }))).toBe(false)
})

test('what happened is still so, until it is undone', () => {
  const active = { state: 'active', agentId: ana } as const
  const parked = { ...active, parked: { reason: 'manual', since: at(0), until: null } } as const
  const [wrapping, closed] = [{ state: 'wrapping_up', awaitingReplySince: null }, { state: 'closed' }] as const
  const owed = { awaitingReplySince: at(5) }
  const table: [RuleEvent, so: Partial<InteractionCard>, undone: Partial<InteractionCard> | null][] = [
    ['created', closed, null],
    ['reopened', {}, closed],
    ['not_taken', {}, active],
    ['assigned', active, wrapping],
    ['assigned', parked, {}],
    ['contact_wrote', { ...active, ...owed }, { ...active, awaitingReplySince: null }],
    ['agent_answered', { ...active, awaitingReplySince: null }, { ...active, ...owed }],
    ['agent_answered', { ...active, awaitingReplySince: null }, { ...closed, awaitingReplySince: null }],
    ['parked', parked, active],
    ['unparked', active, parked],
    ['unparked', active, {}],
    ['passed', { transfer: { mode: 'blind' } as InteractionCard['transfer'] }, {}],
    ['moved', {}, active],
    ['resolved', wrapping, active],
    ['resolved', wrapping, { ...wrapping, ...owed }],
    ['resumed', active, wrapping],
    ['closed', closed, {}],
    ['rated', closed, null],
    ['clock_warned', {}, closed],
    ['clock_breached', {}, closed],
    ['priority_changed', closed, null],
  ]
  for (const [event, so, undone] of table) {
    const when = { on: 'event', event } as const
    expect([event, stillSo(when, card(so))]).toEqual([event, true])
    if (undone !== null) expect([event, stillSo(when, card(undone))]).toEqual([event, false])
  }
  const tags: ['tagged' | 'untagged', TagId | null, TagId[], boolean][] = [
    ['tagged', vip, [vip], true],
    ['tagged', vip, [other], false],
    ['tagged', null, [], true],
    ['untagged', vip, [vip], false],
    ['untagged', vip, [], true],
  ]
  for (const [on, tagId, tagIds, so] of tags) expect(stillSo({ on, tagId }, card({ tagIds }))).toBe(so)
})

// Monday to Friday, 09:00 to 17:00.
const office: OpenHours = {
  zone: 'Europe/London',
  blocks: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
  specialDays: [],
}
const on = (text: string) => Date.parse(text) as Instant

test('a rule for Monday to Friday is skipped on Saturday, to the second (R-043)', () => {
  const inOffice = rule({ hours: office })
  const fate = (text: string) => whyNot(inOffice, { dueAt: on(text), recentRuns: 0 }, seen({}, { at: on(text) }))
  expect(fate('2026-03-06T09:00:00Z')).toBe(null)
  expect(fate('2026-03-06T08:59:59Z')).toBe('outside_hours')
  expect(fate('2026-03-06T16:59:59.999Z')).toBe(null)
  expect(fate('2026-03-06T17:00:00Z')).toBe('outside_hours')
  expect(fate('2026-03-07T10:00:00Z')).toBe('outside_hours')
  expect(fate('2026-03-09T09:00:00Z')).toBe(null)
  // In summer the clock on the wall is an hour ahead.
  expect(fate('2026-03-30T08:00:00Z')).toBe(null)
  expect(fate('2026-03-30T16:00:00Z')).toBe('outside_hours')
})

test('the hours are asked for the instant at which it was due, however late it runs', () => {
  const late = seen({}, { at: on('2026-03-07T10:00:00Z') })
  expect(whyNot(rule({ hours: office }), { dueAt: on('2026-03-06T16:59:59Z'), recentRuns: 0 }, late)).toBe(null)
})

test('after a delay it must still be so, and the conditions must be met; without one they were looked at as it happened', () => {
  const later = rule({ delaySeconds: 60, conditions: [[{ of: 'tag', is: true, tagId: vip }]] })
  const resolved = { state: 'wrapping_up', awaitingReplySince: null } as const
  const run = { dueAt: at(60), recentRuns: 0 }
  expect(whyNot(later, run, seen({ ...resolved, tagIds: [vip] }))).toBe(null)
  expect(whyNot(later, run, seen({ ...resolved, tagIds: [] }))).toBe('conditions')
  expect(whyNot(later, run, seen({ state: 'active', tagIds: [vip] }))).toBe('undone')
  expect(whyNot({ ...later, delaySeconds: 0 }, run, seen({ state: 'active' }))).toBe(null)
})

test('a rule comes to rest after ten runs in an hour for one interaction', () => {
  expect(whyNot(rule(), { dueAt: at(0), recentRuns: 9 }, seen())).toBe(null)
  expect(whyNot(rule(), { dueAt: at(0), recentRuns: 10 }, seen())).toBe('too_often')
})

test('times have no delay and must be times; the same job twice is a mistake', () => {
  const kept: Pick<Rule, 'when' | 'delaySeconds' | 'jobs'> = {
    when: { on: 'times', crontab: '0 8 * * mon' },
    delaySeconds: 0,
    jobs: [{ do: 'tag', tagId: vip }],
  }
  expect(checkRule(kept)).toMatchObject({ ok: true })
  expect(checkRule({ ...kept, when: { on: 'times', crontab: '0 8 * * today' } })).toMatchObject({
    refusal: 'crontab_not_valid',
    detail: 'weekday',
  })
  expect(checkRule({ ...kept, delaySeconds: 1 })).toMatchObject({ refusal: 'invalid_input' })
  const jobs: Rule['jobs'] = [...kept.jobs, { do: 'untag', tagId: vip }, ...kept.jobs]
  expect(checkRule({ ...kept, jobs })).toMatchObject({
    refusal: 'invalid_input',
    detail: 'jobs.2: the same thing twice',
  })
})

test('what a rule names is found wherever it stands, each once', () => {
  const named = namedBy({
    when: { on: 'untagged', tagId: other },
    conditions: [
      [
        { of: 'queue', is: false, queueIds: ['q1' as QueueId, 'q2' as QueueId] },
        { of: 'disposition', is: true, dispositionId: null },
      ],
      [
        { of: 'tag', is: true, tagId: vip },
        { of: 'channel', is: true, channelIds: [beginning.channelId] },
      ],
    ],
    jobs: [
      { do: 'move', queueId: 'q2' as QueueId },
      { do: 'tag', tagId: vip },
      { do: 'close', dispositionId: 'sold' as DispositionId },
    ],
  })
  expect(named).toEqual({
    queueIds: ['q1', 'q2'],
    channelIds: [beginning.channelId],
    dispositionIds: ['sold'],
    tagIds: [other, vip],
    putTagIds: [vip],
  })
})
