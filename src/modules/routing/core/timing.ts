import type { ClockName } from '../../../contract/cards.ts'
import type { Instant } from '../../../contract/ids.ts'
import { type Clock, type Clocks, clockNames, type Promises, pause, resume, start } from '../../sla/core/clock.ts'
import type { InteractionChange } from './changes.ts'
import { type Interaction, parkedOf } from './interaction.ts'

/** When something happens, and what is promised for an interaction then. */
export type Timing = {
  readonly at: Instant
  readonly promisesOf: (interaction: Interaction) => Promises
  /** The only reply there was has been taken back before it went: what waits for the first one goes on. */
  readonly isUnanswered?: boolean
}

/**
 * The clocks of an interaction that was `before` and is now `after`: what has begun starts, what is over is gone, the
 * rest runs on with the times it has. Null: it has just begun.
 *
 * - queue answer: while it waits, offers included; it starts again whenever it waits again, but not when what waits moves
 *   to another queue;
 * - first response: from the first message to the first reply by a person, or its end;
 * - next response: from the oldest unanswered message to the reply; parked, it stands still (D-06);
 * - solution: until it is closed. While it is closed it stands still; reopened it goes on with what was left.
 */
export function keepTime(before: Interaction | null, after: Interaction, timing: Timing): Interaction {
  const clocks: { -readonly [Name in ClockName]?: Clock } = {}
  for (const name of clockNames) {
    const clock = next[name](before, after, timing)
    if (clock) clocks[name] = clock
  }
  return isSame(clocks, after.clocks) ? after : { ...after, clocks }
}

type Next = (before: Interaction | null, after: Interaction, timing: Timing) => Clock | null

const next: Record<ClockName, Next> = {
  queue_answer(before, after, { at, promisesOf }) {
    if (!waits(after)) return null
    return before && waits(before) ? kept(after, 'queue_answer') : start(promisesOf(after).queue_answer, at)
  },
  first_response(before, after, { promisesOf, isUnanswered = false }) {
    if (after.awaitingReplySince === null) return null
    const runs = before !== null && !(isUnanswered && before.awaitingReplySince === null)
    return runs ? kept(after, 'first_response') : start(promisesOf(after).first_response, after.createdAt)
  },
  next_response(before, after, timing) {
    if (after.awaitingReplySince === null) return null
    const { at, promisesOf } = timing
    const runs = before !== null && before.awaitingReplySince !== null
    const clock = runs ? kept(after, 'next_response') : start(promisesOf(after).next_response, after.awaitingReplySince)
    if (clock === null) return null
    if (parkedOf(after) !== null) return pause(clock, at)
    return clock.pausedAt === null ? clock : resume(clock, promisesOf(after).next_response, at)
  },
  solution(before, after, { at, promisesOf }) {
    if (before === null) return start(promisesOf(after).solution, after.createdAt)
    const clock = kept(after, 'solution')
    if (clock === null) return null
    if (after.state === 'closed') return pause(clock, at)
    return before.state === 'closed' ? resume(clock, promisesOf(after).solution, at) : clock
  },
}

const waits = ({ state }: Interaction): boolean => state === 'waiting' || state === 'offered'

const kept = ({ clocks }: Interaction, name: ClockName): Clock | null => clocks[name] ?? null

const isSame = (a: Clocks, b: Clocks): boolean => clockNames.every((name) => a[name] === b[name])

/** Where nothing begins: whoever would start a clock here has forgotten to read what is promised. */
export const nothingStarts = (at: Instant): Timing => ({
  at,
  promisesOf() {
    throw new Error('a clock starts, and what is promised was not read')
  },
})

/** Changes with which no clock starts. With any other, what is promised is read first. */
const quiet: ReadonlySet<InteractionChange['type']> = new Set([
  'interaction.offered',
  'interaction.offer_lapsed',
  'interaction.offer_rejected',
  'interaction.offer_withdrawn',
  'interaction.assigned',
  'interaction.wrap_up_started',
  'interaction.closing_kept',
  'interaction.wrap_up_held',
  'interaction.wrap_up_lengthened',
  'interaction.wrap_up_due',
  'interaction.resumed',
  'interaction.closed',
  'interaction.reply_given',
  'interaction.parked',
  'interaction.wake_due',
  'interaction.consulted',
  'interaction.consult_ended',
  'interaction.transfer_ended',
  'interaction.queue_restored',
  'interaction.contact_asked',
  'interaction.rated',
  'interaction.clock_warned',
  'interaction.clock_breached',
  'interaction.priority_set',
])

/** May a clock start with one of these? */
export const mayStartClocks = (changes: readonly InteractionChange[]): boolean =>
  changes.some(({ type }) => !quiet.has(type))
