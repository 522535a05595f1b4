import { expect, test } from 'vitest'
import type { ChannelId, Instant, InteractionId, QueueId } from '../../../contract/ids.ts'
import { announced, expectedWaitMs, firstInLine, firstOfQueue, paceOf, takesChannel } from './line.ts'

const MINUTE = 60_000
const noon = 1_800_000_000_000 as Instant
const at = (minutes: number): Instant => (noon + minutes * MINUTE) as Instant
const [sales, support] = ['sales' as QueueId, 'support' as QueueId]
const standing = (id: string, queueId: QueueId, waitingSince: Instant, priority = 0) => ({
  id: id as InteractionId,
  queueId,
  waitingSince,
  priority,
})

type LineOrder = Parameters<typeof firstInLine>[1]
const orders = (lines: Record<string, Partial<ReturnType<LineOrder>>>): LineOrder => {
  return (queueId) => ({ pointSeconds: null, weight: 1, ...lines[queueId] })
}
const first = (now: Instant, orderOf: LineOrder, ...all: ReturnType<typeof standing>[]) =>
  all.toSorted(firstInLine(now, orderOf)).map(({ id }) => id)

test('a point of priority counts as waiting: ten points of a minute stand beside ten minutes', () => {
  const aged = orders({ sales: { pointSeconds: 60 } })
  const old = standing('old', sales, at(0))
  expect(first(at(20), aged, old, standing('eleven', sales, at(10), 11))).toEqual(['eleven', 'old'])
  expect(first(at(20), aged, old, standing('ten', sales, at(10), 10))).toEqual(['old', 'ten'])
  expect(first(at(20), aged, standing('nine', sales, at(10), 9), old)).toEqual(['old', 'nine'])
})

test('otherwise whoever is more urgent is first, however long others have waited', () => {
  const old = standing('old', sales, at(-60 * 24 * 300))
  expect(first(at(1), orders({}), old, standing('urgent', sales, at(0), 1))).toEqual(['urgent', 'old'])
})

test('between queues a minute counts as often as the queue weighs, and in time everybody comes first', () => {
  const weighty = orders({ sales: { weight: 3 } })
  const old = standing('old', support, at(0))
  const young = standing('young', sales, at(7))
  expect(first(at(10), weighty, young, old)).toEqual(['old', 'young']) // 10 beside 3 × 3
  expect(first(at(11), weighty, old, young)).toEqual(['young', 'old']) // 11 beside 4 × 3
  expect(first(at(25), weighty, standing('later', sales, at(20)), old)).toEqual(['old', 'later']) // 25 beside 5 × 3
})

test('within one queue the order never changes: it is the same as beside others, at any time', () => {
  for (const pointSeconds of [null, 60]) {
    const all = [standing('a', sales, at(0)), standing('b', sales, at(4), 5), standing('c', sales, at(4), 3)]
    const order = all.toSorted(firstOfQueue({ pointSeconds })).map(({ id }) => id)
    for (const now of [at(5), at(600)])
      expect(first(now, orders({ sales: { pointSeconds, weight: 7 } }), ...all)).toEqual(order)
  }
})

test('within a queue and among equals it goes by age, then by id, whatever the clock says', () => {
  const [a, b, c] = [standing('a', sales, at(1)), standing('b', sales, at(1)), standing('c', sales, at(0))]
  for (const now of [at(-60), at(0), at(60)])
    expect(first(now, orders({ sales: { weight: 5 } }), b, a, c)).toEqual(['c', 'a', 'b'])
})

test('the pace of a line is the mean of what lies between two who were taken; of one alone nothing is known', () => {
  expect(paceOf([at(0), at(7), at(3), at(12)])).toEqual({ lastAt: at(12), everyMs: 4 * MINUTE })
  expect(paceOf([at(0)])).toBeNull()
  expect(paceOf([])).toBeNull()
})

test('the expected wait grows with those ahead and while nobody is taken; unknown is not promised', () => {
  const pace = { lastAt: at(0), everyMs: 2 * MINUTE }
  expect(expectedWaitMs(pace, 0, at(1))).toBe(2 * MINUTE)
  expect(expectedWaitMs(pace, 4, at(1))).toBe(10 * MINUTE)
  expect(expectedWaitMs(pace, 4, at(5))).toBe(25 * MINUTE)
  expect(expectedWaitMs(null, 0, at(1))).toBeNull()
})

test('an announcement says whole minutes, at least one, and how many are ahead', () => {
  expect(announced('{ahead} before you, about {minutes} min. {minutes}!', 61_000, 3)).toBe(
    '3 before you, about 2 min. 2!',
  )
  expect(announced('{minutes}', 10, 0)).toBe('1')
})

test('a queue that names channels takes what comes on them, one that names none takes all (R-064)', () => {
  const [whatsapp, sms] = ['whatsapp', 'sms'] as unknown as [ChannelId, ChannelId]
  expect(takesChannel({ channelIds: [] }, sms)).toBe(true)
  expect([whatsapp, sms].map((id) => takesChannel({ channelIds: [whatsapp] }, id))).toEqual([true, false])
})
