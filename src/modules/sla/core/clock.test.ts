import { describe, expect, test } from 'vitest'
import type { ChannelId, Instant, QueueId } from '../../../contract/ids.ts'
import type { OpenHours } from '../../../contract/operations/calendars.ts'
import type { ClockPromise } from '../../../contract/operations/sla.ts'
import { type Clock, nextOf, nextWord, pause, resume, start, wordsOf } from './clock.ts'
import { checkPolicy, following, plainClocks, policiesFrom, promisesFor, queuesMovedTo } from './policy.ts'

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds as Instant
const seconds = (n: number) => (n * 1_000) as Instant
const minute: ClockPromise = { ...plainClocks.next_response, seconds: 60 }
const office: OpenHours = {
  zone: 'Europe/London',
  blocks: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
  specialDays: [],
}
const always = (promise: Partial<ClockPromise> = {}) => ({ promise: { ...minute, ...promise }, hours: null })
const running = (): Clock => ({ ...start(always(), seconds(0))! })

describe('starting', () => {
  test('60 s at 80 percent warns at 48 s; at 100 percent never (R-086)', () => {
    expect(start(always(), seconds(0))).toMatchObject({ warnAt: seconds(48), dueAt: seconds(60), told: 'nothing' })
    expect(start(always({ warnPercent: 100 }), seconds(0))).toMatchObject({ warnAt: null, dueAt: seconds(60) })
  })
  test('Friday 16:30 and one hour is Monday 09:30, and the warning falls on Monday too (R-088)', () => {
    const hour = { promise: { ...minute, seconds: 3_600, warnPercent: 75 }, hours: office }
    expect(start(hour, at('2026-01-09T16:30:00Z'))).toMatchObject({
      warnAt: at('2026-01-12T09:15:00Z'),
      dueAt: at('2026-01-12T09:30:00Z'),
    })
  })
  test('where business hours do not count, the calendar does not either', () => {
    const hour = { promise: { ...minute, seconds: 3_600, businessHours: false }, hours: office }
    expect(start(hour, at('2026-01-09T16:30:00Z'))?.dueAt).toBe(at('2026-01-09T17:30:00Z'))
  })
  test('switched off, or never open: none runs', () => {
    expect(start(always({ on: false }), seconds(0))).toBeNull()
    expect(start({ promise: minute, hours: { ...office, blocks: [] } }, seconds(0))).toBeNull()
  })
})

describe('telling', () => {
  test('each thing once, in order, and after a long standstill both', () => {
    const clock = running()
    expect(wordsOf(clock, seconds(47.999))).toEqual([])
    expect(wordsOf(clock, seconds(48))).toEqual(['warned'])
    expect(wordsOf(clock, seconds(3_600))).toEqual(['warned', 'breached'])
    expect(wordsOf({ ...clock, told: 'warned' }, seconds(60))).toEqual(['breached'])
    expect(wordsOf({ ...clock, told: 'breached' }, seconds(9_999))).toEqual([])
  })
  test('a warning that would not come before the breach is none', () => {
    const late = { ...running(), warnAt: seconds(61) }
    expect([nextWord(late), wordsOf(late, seconds(999))]).toEqual([seconds(60), ['breached']])
    const together = { ...running(), warnAt: seconds(60) }
    expect([nextWord(together), wordsOf(together, seconds(60))]).toEqual([seconds(60), ['breached']])
  })
  test('the one column that is swept is the next word of any clock', () => {
    const [clock, solution] = [running(), { ...running(), warnAt: null, dueAt: seconds(50) }]
    expect(nextWord(clock)).toBe(seconds(48))
    expect(nextWord({ ...clock, told: 'warned' })).toBe(seconds(60))
    expect(nextOf({ next_response: { ...clock, told: 'warned' }, solution })).toBe(seconds(50))
    expect(nextOf({ next_response: { ...clock, told: 'breached' } })).toBeNull()
    expect(nextOf({})).toBeNull()
  })
})

describe('standing still', () => {
  test('it goes on with what was left, and tells nothing meanwhile', () => {
    const paused = pause(running(), seconds(20))
    expect(wordsOf(paused, seconds(999))).toEqual([])
    expect(nextWord(paused)).toBeNull()
    expect(pause(paused, seconds(30))).toEqual(paused)
    expect(resume(paused, always(), seconds(100))).toMatchObject({ warnAt: seconds(128), dueAt: seconds(140) })
    expect(resume(running(), always(), seconds(100))).toEqual(running())
  })
  test('what is left is open time: paused on Friday 16:45, it goes on within the hours of Monday', () => {
    const hour = { promise: { ...minute, seconds: 3_600, warnPercent: 100 }, hours: office }
    const clock = start(hour, at('2026-01-09T16:30:00Z'))!
    const resumed = resume(pause(clock, at('2026-01-09T16:45:00Z')), hour, at('2026-01-12T16:30:00Z'))
    expect(resumed.dueAt).toBe(at('2026-01-13T09:15:00Z'))
  })
  test('what was over stays over, and what was told stays told', () => {
    const warned = pause({ ...running(), told: 'warned' }, seconds(50))
    expect(resume(warned, always(), seconds(100))).toMatchObject({
      warnAt: seconds(48),
      dueAt: seconds(110),
      told: 'warned',
    })
    const over = pause({ ...running(), told: 'breached' }, seconds(90))
    expect(resume(over, always(), seconds(200))).toMatchObject({ dueAt: seconds(60), told: 'breached' })
    const justOver = pause(running(), seconds(60))
    expect(resume(justOver, always(), seconds(200))).toMatchObject({ warnAt: seconds(48), dueAt: seconds(60) })
  })
  test('where the hours never come any more it is due as far from now as it was when it stopped', () => {
    const never = { promise: minute, hours: { ...office, blocks: [] } }
    expect(resume(pause(running(), seconds(20)), never, seconds(100))).toMatchObject({
      warnAt: seconds(128),
      dueAt: seconds(140),
    })
  })
})

describe('whose word holds', () => {
  const [channel, queue] = [{ id: 'c' as ChannelId, hours: office }, 'q' as QueueId]
  const of = (change: object) => ({
    channelId: null,
    queueId: null,
    clocks: { ...following, next_response: change as ClockPromise },
  })
  test('the queue’s before the channel’s, that before the workspace’s, and what is delivered last (R-087, R-090)', () => {
    const [house, ours, theirs] = [
      { ...minute, seconds: 10 },
      { ...minute, seconds: 20 },
      { ...minute, seconds: 30 },
    ]
    const kept = [of(house), { ...of(ours), channelId: channel.id }, { ...of(theirs), queueId: queue }]
    const secondsFor = (n: number) =>
      promisesFor(policiesFrom(kept.slice(0, n)), channel, queue).next_response.promise.seconds
    expect([0, 1, 2, 3].map(secondsFor)).toEqual([300, 10, 20, 30])
    const elsewhere = { channelId: 'other' as ChannelId, queueId: 'other' as QueueId }
    const reversed = promisesFor(
      policiesFrom(kept.toReversed()),
      { ...channel, id: elsewhere.channelId },
      elsewhere.queueId,
    )
    expect(reversed.next_response.promise.seconds, 'in whatever order they are kept').toBe(10)
  })
  test('the hours are the channel’s', () =>
    expect(promisesFor(policiesFrom([]), channel, queue).solution.hours).toBe(office))
})

describe('what may be kept', () => {
  const level = { serviceLevelSeconds: null, abandonAfterSeconds: null, chatLimitSeconds: null }
  const policy = { channelId: null, queueId: 'q' as QueueId, ...level }
  const warning = (...onWarning: ClockPromise['onWarning']) => ({ ...following, solution: { ...minute, onWarning } })
  const breach = (...onBreach: ClockPromise['onBreach']) => ({ ...following, solution: { ...minute, onBreach } })
  test.each([
    ['its own queue', { ...policy, clocks: breach({ do: 'move', queueId: 'q' as QueueId }) }, 'moves to its own queue'],
    [
      'its own queue, with a warning',
      { ...policy, clocks: warning({ do: 'move', queueId: policy.queueId }) },
      'clocks.solution.onWarning: moves to its own queue',
    ],
    [
      'twice',
      { ...policy, clocks: breach({ do: 'tell_supervisors' }, { do: 'tell_supervisors' }) },
      'the same thing twice',
    ],
    ['of both', { ...policy, channelId: 'c' as ChannelId, clocks: following }, 'channelId'],
    [
      'a channel with a service level',
      { ...policy, queueId: null, channelId: 'c' as ChannelId, clocks: following, serviceLevelSeconds: 9 },
      'of queues',
    ],
  ])('%s is refused', (_what, given, detail) => {
    expect(checkPolicy(given)).toMatchObject({
      ok: false,
      refusal: 'invalid_input',
      detail: expect.stringContaining(detail),
    })
  })
  test('moving elsewhere and telling is all right', () => {
    const clocks = breach({ do: 'move', queueId: 'other' as QueueId }, { do: 'tell_supervisors' })
    expect(checkPolicy({ ...policy, clocks }).ok).toBe(true)
  })
  test('what it moves to is known, with a warning or a breach of any clock', () => {
    const to = (name: string): ClockPromise['onBreach'] => [
      { do: 'tell_supervisors' },
      { do: 'move', queueId: name as QueueId },
    ]
    const clocks = {
      ...following,
      queue_answer: { ...minute, onWarning: to('a') },
      solution: { ...minute, onWarning: to('b'), onBreach: to('c') },
    }
    expect(queuesMovedTo(clocks)).toEqual(['a', 'b', 'c'])
  })
})
