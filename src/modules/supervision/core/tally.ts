import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, ChannelId, Instant, QueueId } from '../../../contract/ids.ts'

/**
 * What the board counts of one fact. `answered`: an agent took it after a wait; `ended`: the wait ended without anybody;
 * `completed`: an agent closed it; `handed_on`: it was taken out of an agent's hands. `since`: since when the contact
 * waited, of a wait that ended.
 */
export type Tally = { readonly at: Instant; readonly queueId: QueueId; readonly channelId: ChannelId } & (
  | { readonly what: 'answered'; readonly agentId: AgentId; readonly since: Instant }
  | { readonly what: 'ended'; readonly agentId: null; readonly since: Instant }
  | { readonly what: 'completed' | 'handed_on'; readonly agentId: AgentId; readonly since: null }
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
        : { ...placeOf(event), what: 'completed', at, agentId, since: null }
    }
    case 'interaction.moved': {
      const { agentId, fromQueueId: queueId } = event
      return agentId === null ? null : { ...placeOf(event), what: 'handed_on', queueId, at, agentId, since: null }
    }
    default:
      return null
  }
}

const placeOf = ({
  card,
}: Extract<DomainEvent, { type: 'interaction.closed' | 'interaction.assigned' | 'interaction.moved' }>) => ({
  queueId: card.queueId,
  channelId: card.conversation.channelId,
})

/** What a service level is measured by, in seconds (D-10, D-11). */
export type LevelLimits = { readonly serviceLevelSeconds: number; readonly abandonAfterSeconds: number }

export type Outcome =
  | { readonly what: 'answered'; readonly at: Instant; readonly waitedMs: number; readonly inTime: boolean }
  | { readonly what: 'abandoned'; readonly at: Instant }

/**
 * What became of a wait. Answered: an agent took it before `abandonAfterSeconds` were over, in time within
 * `serviceLevelSeconds`. Abandoned: it ended without anybody, or nobody took it until then; at that instant it counts,
 * and an agent who takes it later does not undo it.
 */
export function outcomeOf(
  { what, at, since }: Extract<Tally, { what: 'answered' | 'ended' }>,
  limits: LevelLimits,
): Outcome {
  const lost = lostAt(since, limits)
  if (at >= lost) return { what: 'abandoned', at: lost }
  if (what === 'ended') return { what: 'abandoned', at }
  const waitedMs = at - since
  return { what: 'answered', at, waitedMs, inTime: waitedMs <= limits.serviceLevelSeconds * 1_000 }
}

/** From this instant on whoever still waits counts as abandoned. */
export const lostAt = (since: Instant, { abandonAfterSeconds }: LevelLimits): Instant =>
  (since + abandonAfterSeconds * 1_000) as Instant

/** What is counted of one queue and channel in a day. `waitedMs` and `longestMs` are of those answered. */
export type Counts = {
  readonly answered: number
  readonly inTime: number
  readonly abandoned: number
  readonly waitedMs: number
  readonly longestMs: number
}

export const noCounts: Counts = { answered: 0, inTime: 0, abandoned: 0, waitedMs: 0, longestMs: 0 }

/** The counts with one more outcome. */
export function counted(counts: Counts, outcome: Outcome): Counts {
  if (outcome.what === 'abandoned') return { ...counts, abandoned: counts.abandoned + 1 }
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
  waitedMs: a.waitedMs + b.waitedMs,
  longestMs: Math.max(a.longestMs, b.longestMs),
})

/**
 * Of all that were answered or abandoned, the percentage that was answered within `serviceLevelSeconds` (D-10). Null:
 * there were none.
 */
export function serviceLevelPercent({ answered, inTime, abandoned }: Counts): number | null {
  const all = answered + abandoned
  return all === 0 ? null : (100 * inTime) / all
}
