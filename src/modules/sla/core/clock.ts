import type { ClockName } from '../../../contract/cards.ts'
import type { Instant } from '../../../contract/ids.ts'
import type { OpenHours } from '../../../contract/operations/calendars.ts'
import type { ClockPromise } from '../../../contract/operations/sla.ts'
import { addOpenTime, closedUntil, openTimeBetween } from '../../calendars/core/calendar.ts'

/** How far a clock has been told of: it only moves forward, so that each warning and each breach is told once. */
export type Told = 'nothing' | 'warned' | 'breached'

/** One running countdown (D-09). Its instants are worked out when it starts, and kept. */
export type Clock = {
  readonly from: Instant
  /** Null: it never warns. */
  readonly warnAt: Instant | null
  readonly dueAt: Instant
  readonly told: Told
  /** Since when it stands still; null: it runs. */
  readonly pausedAt: Instant | null
  /** Supervisors were told of it. */
  readonly alarm: boolean
}

export type Clocks = { readonly [Name in ClockName]?: Clock }

/** In the order in which they are shown and told. */
export const clockNames = ['queue_answer', 'first_response', 'next_response', 'solution'] as const satisfies ClockName[]

/** A clock's promise with the hours that count for it; null: all do. */
export type Terms = { readonly promise: ClockPromise; readonly hours: OpenHours | null }

/** What is promised for one interaction, clock by clock. */
export type Promises = { readonly [Name in ClockName]: Terms }

/**
 * A clock as it starts at `from`. Null where none runs: it is switched off, or its calendar is never open again. The
 * warning comes when its share of the promised time has passed: 60 s at 80 % warns at 48 s; at 100 % never.
 */
export function start({ promise, hours }: Terms, from: Instant): Clock | null {
  if (!promise.on) return null
  const promisedMs = promise.seconds * 1_000
  const dueAt = after(hours, promise, from, promisedMs)
  if (dueAt === null) return null
  const warnAt = promise.warnPercent === 100 ? null : after(hours, promise, from, warnMs(promise))
  return { from, warnAt, dueAt, told: 'nothing', pausedAt: null, alarm: false }
}

const warnMs = ({ seconds, warnPercent }: ClockPromise): number => seconds * warnPercent * 10

function after(hours: OpenHours | null, { businessHours }: ClockPromise, from: Instant, ms: number): Instant | null {
  return businessHours && hours !== null ? addOpenTime(hours, from, ms) : ((from + ms) as Instant)
}

/** It stands still from `at` on. One that stands already keeps its time. */
export const pause = (clock: Clock, at: Instant): Clock =>
  clock.pausedAt === null ? { ...clock, pausedAt: at } : clock

/**
 * It goes on at `at` with what was left when it was paused, by the hours that count now. What has been told stays told;
 * what was over stays over. Where the hours never come, it is due as far from now as it was when it stopped.
 */
export function resume(clock: Clock, { promise, hours }: Terms, at: Instant): Clock {
  const { pausedAt, warnAt, dueAt } = clock
  if (pausedAt === null) return clock
  const counts = promise.businessHours && hours !== null && closedUntil(hours, at) !== null
  const moved = (then: Instant): Instant => {
    if (then <= pausedAt) return then
    const moment = counts ? addOpenTime(hours, at, openTimeBetween(hours, pausedAt, then)) : null
    return moment ?? ((at + (then - pausedAt)) as Instant)
  }
  return { ...clock, pausedAt: null, warnAt: warnAt === null ? null : moved(warnAt), dueAt: moved(dueAt) }
}

/** When it next has something to tell; null: never, or not while it stands still. */
export function nextWord({ warnAt, dueAt, told, pausedAt }: Clock): Instant | null {
  if (pausedAt !== null || told === 'breached') return null
  return told === 'nothing' && warnAt !== null && warnAt < dueAt ? warnAt : dueAt
}

/** When the next of these clocks has something to tell: the one column that is swept. */
export function nextOf(clocks: Clocks): Instant | null {
  const words = Object.values(clocks).flatMap((clock) => nextWord(clock) ?? [])
  return words.length === 0 ? null : (Math.min(...words) as Instant)
}

/** What a clock has to tell at `at`, in order: after a long standstill the warning and the breach. */
export function wordsOf({ warnAt, dueAt, told, pausedAt }: Clock, at: Instant): Exclude<Told, 'nothing'>[] {
  if (pausedAt !== null || told === 'breached') return []
  const warns = told === 'nothing' && warnAt !== null && warnAt <= at && warnAt < dueAt
  return [...(warns ? (['warned'] as const) : []), ...(dueAt <= at ? (['breached'] as const) : [])]
}
