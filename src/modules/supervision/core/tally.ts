import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, ChannelId, Instant, QueueId } from '../../../contract/ids.ts'

/**
 * What the board counts of one fact. `answered`: an agent took it after a wait; `ended`: the wait ended without anybody;
 * `returned`: nobody took what was passed on, and whoever passed it has it again; `completed`: an agent closed it;
 * `handed_on`: it was taken out of an agent's hands. `since`: of a wait that ended, since when the contact waited; of what
 * was completed, since when its agent had it.
 */
export type Tally = { readonly at: Instant; readonly queueId: QueueId; readonly channelId: ChannelId } & (
  | { readonly what: 'answered'; readonly agentId: AgentId; readonly since: Instant }
  | { readonly what: 'ended' | 'returned'; readonly agentId: null; readonly since: Instant }
  | { readonly what: 'completed'; readonly agentId: AgentId; readonly since: Instant | null }
  | { readonly what: 'handed_on'; readonly agentId: AgentId; readonly since: null }
)

/**
 * What is to be counted of a fact that happened at `at`; null: nothing. What an agent began themselves, or was given from
 * hand to hand, nobody waited for.
 */
export function tallyOf(event: DomainEvent, at: Instant): Tally | null {
  switch (event.type) {
    case 'interaction.assigned': {
      const { card, agentId, by } = event
      const wasBegun = card.origin === 'agent' && card.acceptedAt === card.createdAt
      const wasHanded = by !== null && card.acceptedAt === card.waitingSince
      if (wasBegun || wasHanded) return null
      return { ...placeOf(event), what: 'answered', at, agentId, since: card.waitingSince }
    }
    case 'interaction.closed': {
      const { card, agentId } = event
      return agentId === null
        ? { ...placeOf(event), what: 'ended', at, agentId, since: card.waitingSince }
        : { ...placeOf(event), what: 'completed', at, agentId, since: card.acceptedAt }
    }
    case 'interaction.returned':
      return { ...placeOf(event), what: 'returned', at, agentId: null, since: event.card.waitingSince }
    case 'interaction.moved': {
      const { agentId, fromQueueId: queueId } = event
      return agentId === null ? null : { ...placeOf(event), what: 'handed_on', queueId, at, agentId, since: null }
    }
    default:
      return null
  }
}

type Told = 'interaction.closed' | 'interaction.assigned' | 'interaction.returned' | 'interaction.moved'
const placeOf = ({ card }: Extract<DomainEvent, { type: Told }>) => ({
  queueId: card.queueId,
  channelId: card.conversation.channelId,
})

/** What a service level is measured by, in seconds (R-091, D-10, D-11). */
export type LevelLimits = {
  readonly serviceLevelSeconds: number
  readonly abandonAfterSeconds: number
  /** An agent who has a conversation in hand for so long has it too long. */
  readonly chatLimitSeconds: number
}

/** `inTime`: within the seconds of the service level. `tooLong`: it reached the limit of chat time. */
export type Outcome =
  | { readonly what: 'answered'; readonly at: Instant; readonly waitedMs: number; readonly inTime: boolean }
  | { readonly what: 'abandoned'; readonly at: Instant; readonly inTime: boolean }
  | { readonly what: 'completed'; readonly at: Instant; readonly tooLong: boolean }

/**
 * What became of a wait. Answered: an agent took it before `abandonAfterSeconds` were over, in time within
 * `serviceLevelSeconds`. Abandoned: it ended without anybody, or nobody took it until then; at that instant it counts,
 * and an agent who takes it later, or has it again, does not undo it. Null: it came back before, which is neither. Or
 * whether what was completed took too long.
 */
export function outcomeOf(tally: Exclude<Tally, { what: 'handed_on' }>, limits: LevelLimits): Outcome | null {
  const { what, at, since } = tally
  if (what === 'completed') return { what, at, tooLong: since !== null && isTooLong(since, at, limits) }
  const inTime = (until: Instant) => until - since <= limits.serviceLevelSeconds * 1_000
  const lost = lostAt(since, limits)
  if (at >= lost) return { what: 'abandoned', at: lost, inTime: inTime(lost) }
  if (what === 'returned') return null
  if (what === 'ended') return { what: 'abandoned', at, inTime: inTime(at) }
  return { what, at, waitedMs: at - since, inTime: inTime(at) }
}

/** Has an agent who has had it since then reached the limit of chat time? Set aside or not: the contact is not done. */
export const isTooLong = (since: Instant, at: Instant, { chatLimitSeconds }: LevelLimits): boolean =>
  at - since >= chatLimitSeconds * 1_000

/** From this instant on whoever still waits counts as abandoned. */
export const lostAt = (since: Instant, { abandonAfterSeconds }: LevelLimits): Instant =>
  (since + abandonAfterSeconds * 1_000) as Instant

/**
 * What is counted of one queue and channel in a day. `waitedMs` and `longestMs` are of those answered. `inTime` of those
 * answered and `lostInTime` of those abandoned were it within the seconds of the service level, the others after them.
 */
export type Counts = {
  readonly answered: number
  readonly inTime: number
  readonly abandoned: number
  readonly lostInTime: number
  readonly completed: number
  readonly tooLong: number
  readonly waitedMs: number
  readonly longestMs: number
}

export const noCounts: Counts = {
  answered: 0,
  inTime: 0,
  abandoned: 0,
  lostInTime: 0,
  completed: 0,
  tooLong: 0,
  waitedMs: 0,
  longestMs: 0,
}

/** The counts with one more outcome. */
export function counted(counts: Counts, outcome: Outcome): Counts {
  if (outcome.what === 'completed') {
    const tooLong = counts.tooLong + (outcome.tooLong ? 1 : 0)
    return { ...counts, completed: counts.completed + 1, tooLong }
  }
  if (outcome.what === 'abandoned') {
    const lostInTime = counts.lostInTime + (outcome.inTime ? 1 : 0)
    return { ...counts, abandoned: counts.abandoned + 1, lostInTime }
  }
  const { waitedMs, inTime } = outcome
  return {
    ...counts,
    answered: counts.answered + 1,
    inTime: counts.inTime + (inTime ? 1 : 0),
    waitedMs: counts.waitedMs + waitedMs,
    longestMs: Math.max(counts.longestMs, waitedMs),
  }
}

/** Both together, as of two channels of a queue. */
export const together = (a: Counts, b: Counts): Counts => ({
  answered: a.answered + b.answered,
  inTime: a.inTime + b.inTime,
  abandoned: a.abandoned + b.abandoned,
  lostInTime: a.lostInTime + b.lostInTime,
  completed: a.completed + b.completed,
  tooLong: a.tooLong + b.tooLong,
  waitedMs: a.waitedMs + b.waitedMs,
  longestMs: Math.max(a.longestMs, b.longestMs),
})

/** Of all that were answered or abandoned, what percentage was which, before and after the limit; null: there were none. */
export type Shares = {
  /** `serviceLevelPercent` (D-10): answered within `serviceLevelSeconds`. */
  readonly answeredInTime: number
  readonly answeredLate: number
  readonly lostInTime: number
  readonly lostLate: number
  /** Abandoned at all. */
  readonly churn: number
}

/** The service level of a queue in percent. The first four make 100. */
export function sharesOf({ answered, inTime, abandoned, lostInTime }: Counts): Shares | null {
  const all = answered + abandoned
  if (all === 0) return null
  const percent = (count: number) => (100 * count) / all
  return {
    answeredInTime: percent(inTime),
    answeredLate: percent(answered - inTime),
    lostInTime: percent(lostInTime),
    lostLate: percent(abandoned - lostInTime),
    churn: percent(abandoned),
  }
}
