/** What a rule asks of an interaction, and whether a run of it may go on. */
import type { ChannelKind, InteractionCard } from '../../../contract/cards.ts'
import type {
  ChannelId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  QueueId,
  RuleId,
  TagId,
} from '../../../contract/ids.ts'
import type { OpenHours } from '../../../contract/operations/calendars.ts'
import {
  type Condition,
  maxRunsAnHour,
  type Rule,
  type RuleEvent,
  type RuleWhen,
  type SkipReason,
} from '../../../contract/operations/rules.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { isOpen } from '../../calendars/core/calendar.ts'
import { parseCrontab } from './crontab.ts'

/** What of a rule decides. */
export type Ruling = Pick<Rule, 'name' | 'when' | 'delaySeconds' | 'conditions' | 'jobs'> & {
  readonly id: RuleId
  /** The hours it keeps to; null: it always runs. */
  readonly hours: OpenHours | null
}

/** What a rule looks at: the interaction, the last words of its contact, and the instant that times are counted to. */
export type Seen = {
  readonly card: InteractionCard
  readonly kind: ChannelKind
  readonly said: string
  readonly at: Instant
}

/** Are the conditions met? All of one set; where there is no set, always. */
export const meets = ({ conditions }: Pick<Ruling, 'conditions'>, seen: Seen): boolean =>
  conditions.length === 0 || conditions.some((set) => set.every((condition) => holds(condition, seen)))

function holds(condition: Condition, { card, kind, said, at }: Seen): boolean {
  switch (condition.of) {
    case 'channel':
      return condition.is === condition.channelIds.includes(card.conversation.channelId)
    case 'channel_kind':
      return condition.is === (kind === condition.kind)
    case 'queue':
      return condition.is === condition.queueIds.includes(card.queueId)
    case 'tag':
      return condition.is === card.tagIds.includes(condition.tagId)
    case 'state':
      return condition.is === condition.states.includes(card.state)
    case 'parked':
      return condition.is === (card.parked !== null)
    case 'held':
      return condition.is === isHeld(card)
    case 'priority':
      return condition.is === card.priority >= condition.atLeast
    case 'disposition': {
      const { dispositionId } = condition
      return (
        condition.is === (dispositionId === null ? card.dispositionId !== null : card.dispositionId === dispositionId)
      )
    }
    case 'do_not_contact':
      return condition.is === card.conversation.contact.doNotContact
    case 'waited':
      return isWaiting(card) && at - card.waitingSince >= condition.seconds * 1_000
    case 'unanswered':
      return card.awaitingReplySince !== null && at - card.awaitingReplySince >= condition.seconds * 1_000
    case 'said':
      return condition.is === said.toLowerCase().includes(condition.text.toLowerCase())
  }
}

const isHeld = ({ state }: InteractionCard): boolean => state === 'active' || state === 'wrapping_up'
const isWaiting = ({ state }: InteractionCard): boolean => state === 'waiting' || state === 'offered'

/** Is what happened still so? What cannot be undone always is. */
export function stillSo(when: RuleWhen, card: InteractionCard): boolean {
  switch (when.on) {
    case 'times':
      return card.state !== 'closed'
    case 'tagged':
      return when.tagId === null || card.tagIds.includes(when.tagId)
    case 'untagged':
      return when.tagId === null || !card.tagIds.includes(when.tagId)
    case 'event':
      return isStill[when.event](card)
  }
}

const always = () => true
const isActive = ({ state }: InteractionCard): boolean => state === 'active'
const isOpenStill = ({ state }: InteractionCard): boolean => state !== 'closed'

const isStill: Record<RuleEvent, (card: InteractionCard) => boolean> = {
  created: always,
  reopened: isOpenStill,
  not_taken: isWaiting,
  assigned: isActive,
  contact_wrote: ({ awaitingReplySince }) => awaitingReplySince !== null,
  agent_answered: (card) => isOpenStill(card) && card.awaitingReplySince === null,
  parked: ({ parked }) => parked !== null,
  unparked: (card) => isActive(card) && card.parked === null,
  passed: ({ transfer }) => transfer !== null,
  moved: isWaiting,
  // Whoever writes while it is wrapped up has something to say: it is not over.
  resolved: ({ state, awaitingReplySince }) => state === 'wrapping_up' && awaitingReplySince === null,
  resumed: isActive,
  closed: ({ state }) => state === 'closed',
  rated: always,
  clock_warned: isOpenStill,
  clock_breached: isOpenStill,
  priority_changed: always,
}

/**
 * Why a run that is due comes to nothing; null: it goes on. Its hours are asked for the instant at which it was due, so
 * that a standstill changes nothing. What has no delay was decided as it happened.
 */
export function whyNot(
  rule: Ruling,
  { dueAt, recentRuns }: { readonly dueAt: Instant; readonly recentRuns: number },
  seen: Seen,
): SkipReason | null {
  if (rule.hours !== null && !isOpen(rule.hours, dueAt)) return 'outside_hours'
  if (rule.delaySeconds > 0 && !stillSo(rule.when, seen.card)) return 'undone'
  if (rule.delaySeconds > 0 && !meets(rule, seen)) return 'conditions'
  return recentRuns >= maxRunsAnHour ? 'too_often' : null
}

/** May it be kept so? Refuses `crontab_not_valid`, and `invalid_input` for times with a delay or the same job twice. */
export function checkRule({ when, delaySeconds, jobs }: Pick<Rule, 'when' | 'delaySeconds' | 'jobs'>): Result<null> {
  const kept = jobs.map((job) => JSON.stringify(job))
  const twice = kept.findIndex((job, place) => kept.indexOf(job) < place)
  if (twice >= 0) return refuse('invalid_input', `jobs.${twice}: the same thing twice`)
  if (when.on !== 'times') return ok(null)
  if (delaySeconds > 0) return refuse('invalid_input', 'delaySeconds: times have none')
  const times = parseCrontab(when.crontab)
  return times.ok ? ok(null) : times
}

/** What a rule names, each once. `putTagIds`: tags that it puts on something. */
export type Named = {
  readonly queueIds: readonly QueueId[]
  readonly channelIds: readonly ChannelId[]
  readonly dispositionIds: readonly DispositionId[]
  readonly tagIds: readonly TagId[]
  readonly putTagIds: readonly TagId[]
}

export function namedBy({ when, conditions, jobs }: Pick<Rule, 'when' | 'conditions' | 'jobs'>): Named {
  const all = conditions.flat()
  const given = <T>(ids: readonly (T | null)[]): T[] => [...new Set(ids.filter((id) => id !== null))]
  const putTagIds = given(jobs.flatMap((job) => (job.do === 'tag' ? [job.tagId] : [])))
  return {
    queueIds: given([
      ...all.flatMap((one) => (one.of === 'queue' ? one.queueIds : [])),
      ...jobs.flatMap((job) => (job.do === 'move' ? [job.queueId] : [])),
    ]),
    channelIds: given(all.flatMap((one) => (one.of === 'channel' ? one.channelIds : []))),
    dispositionIds: given([
      ...all.flatMap((one) => (one.of === 'disposition' ? [one.dispositionId] : [])),
      ...jobs.flatMap((job) => (job.do === 'close' ? [job.dispositionId] : [])),
    ]),
    tagIds: given([
      ...('tagId' in when ? [when.tagId] : []),
      ...all.flatMap((one) => (one.of === 'tag' ? [one.tagId] : [])),
      ...jobs.flatMap((job) => (job.do === 'untag' ? [job.tagId] : [])),
      ...putTagIds,
    ]),
    putTagIds,
  }
}

/** Does a rule ask for the last words of a contact? */
export const asksWords = ({ conditions }: Pick<Ruling, 'conditions'>): boolean =>
  conditions.some((set) => set.some(({ of }) => of === 'said'))

/** A run that is due, for whoever knows interactions: on what, what it shall do, and whether it still may. */
export type Ordered = {
  readonly interactionId: InteractionId
  readonly conversationId: ConversationId
  readonly rule: Pick<Ruling, 'id' | 'name' | 'jobs'>
  /** Why it comes to nothing, asked when the interaction is held; null: it goes on. */
  readonly whyNot: (card: InteractionCard, kind: ChannelKind) => SkipReason | null
}
