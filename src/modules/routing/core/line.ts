import { type ChannelId, compareIds, type Instant, type QueueId } from '../../../contract/ids.ts'
import { plainLine, type QueueLine } from '../../../contract/line.ts'
import type { WaitingInteraction } from './strategy.ts'

/** Does what comes on a channel belong into a queue? One that names no channels takes all. */
export const takesChannel = (
  { channelIds }: { readonly channelIds: readonly ChannelId[] },
  channelId: ChannelId,
): boolean => channelIds.length === 0 || channelIds.includes(channelId)

/** What of an interaction decides where it stands. */
export type Standing = Pick<WaitingInteraction, 'id' | 'queueId' | 'priority' | 'waitingSince'>

/** How the lines of a queue are ordered, within it and beside others. */
export type LineOrder = Pick<QueueLine, 'pointSeconds' | 'weight'>

/** Where whoever is more urgent is always first, a point counts as a year: nobody waits that long. */
const STRICT_POINT_SECONDS = 365 * 86_400

/** From when on somebody counts as waiting, beside others of their queue: it cannot change while they wait. */
export const countsFrom = (
  { waitingSince, priority }: Pick<Standing, 'waitingSince' | 'priority'>,
  { pointSeconds }: Pick<LineOrder, 'pointSeconds'>,
): number => waitingSince - priority * (pointSeconds ?? STRICT_POINT_SECONDS) * 1_000

/** Which of two of the same queue comes first: `firstInLine` for one queue alone, at any time. */
export const firstOfQueue =
  (order: Pick<LineOrder, 'pointSeconds'>) =>
  (a: Standing, b: Standing): number =>
    countsFrom(a, order) - countsFrom(b, order) || compareIds(a.id, b.id)

/**
 * Which of two comes first for somebody who serves both their queues. Within a queue it is whoever has waited longest,
 * where a point of priority counts as so many seconds: it cannot change while they wait, and behind somebody more urgent
 * nobody starves. Beside another queue a second counts as many times as the queue weighs. Ids settle the rest.
 */
export function firstInLine(
  at: Instant,
  orderOf: (queueId: QueueId) => LineOrder | undefined,
): (a: Standing, b: Standing) => number {
  const stands = (one: Standing) => {
    const { pointSeconds, weight } = orderOf(one.queueId) ?? plainLine
    const since = countsFrom(one, { pointSeconds })
    // A clock that is a little behind must not turn the order round.
    return { since, weighed: Math.max(0, at - since) * weight }
  }
  return (a, b) => {
    const [ours, theirs] = [stands(a), stands(b)]
    return theirs.weighed - ours.weighed || ours.since - theirs.since || compareIds(a.id, b.id)
  }
}

/** How fast a line goes: when somebody was last taken out of it, and how much time passes between two, in milliseconds. */
export type Pace = { readonly lastAt: Instant; readonly everyMs: number }

/** So much of the past says how fast a line goes now, in milliseconds, and so many of those who were taken in it. */
export const paceMs = 3_600_000
export const paceTaken = 20

/** The pace of a line by when people were taken out of it in the past hour; null: too few to say. */
export function paceOf(taken: readonly Instant[]): Pace | null {
  if (taken.length < 2) return null
  const [first, last] = [Math.min(...taken), Math.max(...taken)]
  return { lastAt: last as Instant, everyMs: (last - first) / (taken.length - 1) }
}

/**
 * How long it takes until somebody with so many ahead of them is taken, in milliseconds, by how fast the line goes; while
 * nobody is taken it grows. Null: nothing is known, and nothing should be promised.
 */
export function expectedWaitMs(pace: Pace | null, ahead: number, at: Instant): number | null {
  return pace === null ? null : (ahead + 1) * Math.max(pace.everyMs, at - pace.lastAt)
}

/** The words for somebody who waits, with the numbers filled in; whole minutes, never fewer than one. */
export const announced = (text: string, waitMs: number, ahead: number): string =>
  text.replaceAll('{minutes}', String(Math.max(1, Math.ceil(waitMs / 60_000)))).replaceAll('{ahead}', String(ahead))
