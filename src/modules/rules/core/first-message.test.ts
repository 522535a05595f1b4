import { expect, test } from 'vitest'
import type { ChannelId, DispositionId, QueueId, RuleId, TagId } from '../../../contract/ids.ts'
import { type Condition, RuleEvent } from '../../../contract/operations/rules.ts'
import { at } from '../../../testing/interactions.ts'
import { type FirstMessage, setOffBy } from './first-message.ts'
import type { Ruling } from './rule.ts'

const [here, elsewhere] = ['here', 'elsewhere'] as unknown as [ChannelId, ChannelId]
const [support, sales] = ['support', 'sales'] as unknown as [QueueId, QueueId]
const message: FirstMessage = { channelId: here, kind: 'whatsapp', queueId: support, priority: 10, at: at(1_000) }
const rule = (change: Partial<Ruling> = {}): Ruling => ({
  id: 'rule' as RuleId,
  name: 'Rule',
  when: { on: 'event', event: 'created' },
  delaySeconds: 0,
  conditions: [],
  jobs: [{ do: 'set_priority', priority: 50 }],
  hours: null,
  ...change,
})
const found = (change: Partial<Ruling>, given: Partial<FirstMessage> = {}) =>
  setOffBy(rule(change), { ...message, ...given })
const always = { ifSaid: [], outsideHours: false }
const says = (text: string, is = true) => ({ of: 'said', is, text }) as const

test('a first message begins an interaction and is written by the contact: nothing else that rules wait for happens', () => {
  const set = RuleEvent.options.filter((event) => found({ when: { on: 'event', event } }) !== null)
  expect(set).toEqual(['created', 'contact_wrote'] satisfies RuleEvent[])
  expect(found({ when: { on: 'tagged', tagId: null } })).toBeNull()
  expect(found({ when: { on: 'untagged', tagId: null } })).toBeNull()
  expect(found({ when: { on: 'times', crontab: '* * * * *' } })).toBeNull()
})

test('a channel that leads nowhere begins nothing', () => {
  expect(found({})).toEqual(always)
  expect(found({}, { queueId: null })).toBeNull()
})

test('each condition is asked of an interaction that has just begun, and the other way round', () => {
  const table: [Condition & { is: boolean }, boolean][] = [
    [{ of: 'channel', is: true, channelIds: [elsewhere, here] }, true],
    [{ of: 'channel', is: true, channelIds: [elsewhere] }, false],
    [{ of: 'channel_kind', is: true, kind: 'whatsapp' }, true],
    [{ of: 'channel_kind', is: true, kind: 'sms' }, false],
    [{ of: 'queue', is: true, queueIds: [support] }, true],
    [{ of: 'queue', is: true, queueIds: [sales] }, false],
    [{ of: 'tag', is: true, tagId: 'vip' as TagId }, false],
    [{ of: 'state', is: true, states: ['waiting', 'offered'] }, true],
    [{ of: 'state', is: true, states: ['active'] }, false],
    [{ of: 'parked', is: true }, false],
    [{ of: 'held', is: true }, false],
    [{ of: 'priority', is: true, atLeast: 10 }, true],
    [{ of: 'priority', is: true, atLeast: 11 }, false],
    [{ of: 'disposition', is: true, dispositionId: 'sold' as DispositionId }, false],
    [{ of: 'disposition', is: true, dispositionId: null }, false],
    [{ of: 'do_not_contact', is: true }, false],
  ]
  for (const [condition, so] of table) {
    const not = { ...condition, is: false }
    const sets = [found({ conditions: [[condition]] }), found({ conditions: [[not]] })]
    expect([condition, ...sets]).toEqual([condition, so ? always : null, so ? null : always])
  }
})

test('what has waited or is unanswered for so long is met when the rule runs so much later, not before', () => {
  const times: Condition[] = [
    { of: 'waited', seconds: 600 },
    { of: 'unanswered', seconds: 600 },
  ]
  for (const condition of times)
    for (const [delaySeconds, met] of [
      [0, null],
      [599, null],
      [600, always],
      [601, always],
    ] as const)
      expect([condition, delaySeconds, found({ delaySeconds, conditions: [[condition]] })]).toEqual([
        condition,
        delaySeconds,
        met,
      ])
})

test('what is said is left open, of the sets that can be met, each once', () => {
  const [yes, no]: Condition[] = [
    { of: 'held', is: false },
    { of: 'held', is: true },
  ]
  const [refund, money, robot] = [says('refund'), says('money'), says('robot', false)]
  const table: [Condition[][], ReturnType<typeof setOffBy>][] = [
    [[[refund]], { ...always, ifSaid: [[refund]] }],
    [[[robot]], { ...always, ifSaid: [[robot]] }],
    [[[yes!, refund, robot]], { ...always, ifSaid: [[refund, robot]] }],
    [[[refund], [yes!, money]], { ...always, ifSaid: [[refund], [money]] }],
    [
      [
        [yes!, refund],
        [refund, yes!],
      ],
      { ...always, ifSaid: [[refund]] },
    ],
    // A set that nothing can meet asks for no words, and one that asks for none is enough.
    [[[no!, refund], [money]], { ...always, ifSaid: [[money]] }],
    [[[no!, refund]], null],
    [[[refund], [yes!]], always],
    // Whoever says the one has said the other.
    [[[says('Full refund'), says('refund', false)]], null],
    [[[says('refund'), says('full refund', false)]], { ...always, ifSaid: [[refund, says('full refund', false)]] }],
  ]
  for (const [conditions, answer] of table) expect([conditions, found({ conditions })]).toEqual([conditions, answer])
})

test('outside the hours it keeps to it is skipped, by when it is due and not by when the message comes', () => {
  // The first of January 1970, a Thursday, from 00:00 to 01:00.
  const hours = { zone: 'UTC', blocks: [{ day: 4, from: '00:00', to: '01:00' }], specialDays: [] }
  expect(found({ hours })).toEqual(always)
  expect(found({ hours, delaySeconds: 2_599 })).toEqual(always)
  expect(found({ hours, delaySeconds: 2_600 })).toEqual({ ...always, outsideHours: true })
  expect(found({ hours, delaySeconds: 7 * 86_400 })).toEqual(always)
  expect(found({ hours }, { at: at(3_600) })).toEqual({ ...always, outsideHours: true })
})
