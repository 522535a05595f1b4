import { z } from 'zod'
import { ChannelKind, InteractionState } from '../cards.ts'
import {
  CalendarId,
  ChannelId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  QueueId,
  RuleId,
  RuleRunId,
  TagId,
} from '../ids.ts'
import { operation } from '../operation.ts'
import { Refusal } from '../refusals.ts'
import { maxPriority } from './sla.ts'

/** Rules of one workspace. */
export const maxRules = 200
export const maxRuleName = 60
/** Sets of conditions, and conditions of one set. */
export const maxConditionSets = 10
export const maxConditions = 10
/** Jobs of one rule. */
export const maxJobs = 5
/** Channels or queues that one condition names. */
export const maxNamed = 50
/** The longest delay, and the longest time that a condition asks for, in seconds. */
export const maxRuleSeconds = 30 * 86_400
/** Characters of a text that is looked for, and of one that is sent. */
export const maxSoughtText = 200
export const maxRuleText = 1_000
/** Runs that are shown of a rule: the latest. */
export const maxRunsShown = 50
/** A rule runs at most so often in an hour for the same interaction: rules that set each other off come to rest. */
export const maxRunsAnHour = 10

/** What a rule waits for. */
export const RuleEvent = z.enum([
  /** It came in: something new, by the contact or by an agent who wrote first. */
  'created',
  'reopened',
  /** Nobody took an offer of it in time. */
  'not_taken',
  /** An agent has it. */
  'assigned',
  'contact_wrote',
  'agent_answered',
  'parked',
  'unparked',
  /** Passed to a colleague, who has not taken it yet. */
  'passed',
  /** It waits (again), in the queue it was moved to or came back to. */
  'moved',
  /** The conversation is over: its agent wraps up. */
  'resolved',
  /** The agent went on talking instead. */
  'resumed',
  'closed',
  'rated',
  /** A clock of the service promises warned, or is over. */
  'clock_warned',
  'clock_breached',
  'priority_changed',
])
export type RuleEvent = z.infer<typeof RuleEvent>

/** When a rule looks: as something happens, or at times. */
export const RuleWhen = z.discriminatedUnion('on', [
  z.object({ on: z.literal('event'), event: RuleEvent }),
  /** This tag, or (null) any, was put on it or taken off. */
  z.object({ on: z.enum(['tagged', 'untagged']), tagId: TagId.nullable() }),
  /** Minute, hour, day of the month, month, weekday; in the zone of the business. It looks at everything that is open. */
  z.object({ on: z.literal('times'), crontab: z.string().trim().min(9).max(100) }),
])
export type RuleWhen = z.infer<typeof RuleWhen>

const seconds = z.number().int().min(1).max(maxRuleSeconds)

/** The last message of the contact contains this, in capitals or not. */
const Said = z.object({ of: z.literal('said'), is: z.boolean(), text: z.string().trim().min(1).max(maxSoughtText) })

/** Something that is so or is not. `is` false: it is not. */
export const Condition = z.discriminatedUnion('of', [
  z.object({ of: z.literal('channel'), is: z.boolean(), channelIds: z.array(ChannelId).min(1).max(maxNamed) }),
  z.object({ of: z.literal('channel_kind'), is: z.boolean(), kind: ChannelKind }),
  z.object({ of: z.literal('queue'), is: z.boolean(), queueIds: z.array(QueueId).min(1).max(maxNamed) }),
  z.object({ of: z.literal('tag'), is: z.boolean(), tagId: TagId }),
  z.object({ of: z.literal('state'), is: z.boolean(), states: z.array(InteractionState).min(1).max(5) }),
  z.object({ of: z.literal('parked'), is: z.boolean() }),
  /** An agent has it. */
  z.object({ of: z.literal('held'), is: z.boolean() }),
  /** `is` false: it is lower. */
  z.object({ of: z.literal('priority'), is: z.boolean(), atLeast: z.number().int().min(0).max(maxPriority) }),
  /** This outcome was chosen; null: any. */
  z.object({ of: z.literal('disposition'), is: z.boolean(), dispositionId: DispositionId.nullable() }),
  /** The contact must not be written to first. */
  z.object({ of: z.literal('do_not_contact'), is: z.boolean() }),
  /** It has waited for an agent for so long, and still does. */
  z.object({ of: z.literal('waited'), seconds }),
  /** A message of the contact has been without an answer for so long. */
  z.object({ of: z.literal('unanswered'), seconds }),
  Said,
])
export type Condition = z.infer<typeof Condition>

/** What a rule does. */
export const RuleJob = z.discriminatedUnion('do', [
  z.object({ do: z.literal('tag'), tagId: TagId }),
  z.object({ do: z.literal('untag'), tagId: TagId }),
  z.object({ do: z.literal('set_priority'), priority: z.number().int().min(0).max(maxPriority) }),
  /** It waits there, out of the hands of whoever has it. */
  z.object({ do: z.literal('move'), queueId: QueueId }),
  /** With this outcome; null: the one that was chosen, if any. */
  z.object({ do: z.literal('close'), dispositionId: DispositionId.nullable() }),
  /** A word of the house, where one may be written to the contact. */
  z.object({ do: z.literal('write'), text: z.string().trim().min(1).max(maxRuleText) }),
])
export type RuleJob = z.infer<typeof RuleJob>

const settings = {
  name: z.string().trim().min(1).max(maxRuleName),
  active: z.boolean(),
  when: RuleWhen,
  /** Outside the hours of this calendar it is skipped; null: it always runs. */
  onlyWithin: CalendarId.nullable(),
  /** It runs so much later, if the conditions are met then too and what happened has not been undone. Times have none. */
  delaySeconds: z.number().int().min(0).max(maxRuleSeconds),
  /** Met when all of one set are; no set: always. */
  conditions: z.array(z.array(Condition).min(1).max(maxConditions)).max(maxConditionSets),
  /** In this order; those after one that is refused are not done, and what was done before it is undone. */
  jobs: z.array(RuleJob).min(1).max(maxJobs),
}

/** Why a run came to nothing. */
export const SkipReason = z.enum([
  /** The calendar it keeps to was closed. */
  'outside_hours',
  /** What happened has been undone since. */
  'undone',
  /** The conditions are met no longer. */
  'conditions',
  /** It ran too often for the same interaction in the last hour. */
  'too_often',
  /** All of it was so already. */
  'nothing_to_do',
])
export type SkipReason = z.infer<typeof SkipReason>

export const RunOutcome = z.discriminatedUnion('what', [
  z.object({ what: z.literal('done') }),
  z.object({ what: z.literal('skipped'), why: SkipReason }),
  /** `job`: which of its jobs was refused, counted from 0. */
  z.object({ what: z.literal('refused'), refusal: Refusal, job: z.number().int() }),
])
export type RunOutcome = z.infer<typeof RunOutcome>

export const RuleRun = z.object({
  id: RuleRunId,
  interactionId: InteractionId,
  number: z.number().int(),
  conversationId: ConversationId,
  contactName: z.string(),
  /** When it was to run. */
  dueAt: Instant,
  /** When it was seen to, and what became of it; null: it is still to come. */
  endedAt: Instant.nullable(),
  outcome: RunOutcome.nullable(),
})
export type RuleRun = z.infer<typeof RuleRun>

export const Rule = z.object({
  id: RuleId,
  ...settings,
  version: z.number().int(),
  /** When it looks next; null for rules that wait for an event, and for those that are switched off. */
  nextAt: Instant.nullable(),
  /** How many of its runs are still to come. */
  pending: z.number().int(),
  lastRun: z.object({ at: Instant, outcome: RunOutcome }).nullable(),
})
export type Rule = z.infer<typeof Rule>

export const listRules = operation({
  method: 'GET',
  path: '/api/rules',
  summary: 'Automation rules: when each looks, on which conditions, what it does, and what became of its last run.',
  permission: 'rules.manage',
  input: z.object({}),
  output: z.object({
    rules: z.array(Rule),
    /** The zone of the business, by which times are read. */
    zone: z.string(),
  }),
})

export const saveRule = operation({
  method: 'POST',
  path: '/api/rules/save',
  summary: `Make a rule (no id) or change it; at most ${maxRules}. Runs that wait for their time follow the changed rule; a rule that is switched off drops them.`,
  permission: 'rules.manage',
  input: z.object({ id: RuleId.nullable(), version: z.number().int(), ...settings }),
  output: z.object({ id: RuleId, version: z.number().int() }),
})

export const removeRule = operation({
  method: 'POST',
  path: '/api/rules/remove',
  summary: 'Remove a rule and what is still to come of it. What it did stays done.',
  permission: 'rules.manage',
  input: z.object({ id: RuleId }),
  output: z.null(),
})

export const listRuleRuns = operation({
  method: 'GET',
  path: '/api/rules/runs',
  summary: `The last ${maxRunsShown} runs of a rule and what became of each, those to come included; the latest first.`,
  permission: 'rules.manage',
  input: z.object({ id: RuleId }),
  output: z.object({ runs: z.array(RuleRun) }),
})

/** A rule that a stranger's first message on a channel would set off now, and what it would do. */
export const RuleOfMessage = Rule.pick({ id: true, name: true, delaySeconds: true, jobs: true }).extend({
  /** Only if all of one of these sets is said; none: whatever is said. */
  ifSaid: z.array(z.array(Said)),
  /** The calendar it keeps to is closed when it is due: it is skipped. */
  outsideHours: z.boolean(),
})
export type RuleOfMessage = z.infer<typeof RuleOfMessage>

export const rulesOfMessage = operation({
  method: 'GET',
  path: '/api/rules/try',
  summary:
    'The rules that a first message on a channel would set off now, by name; a delayed one if it is still so then.',
  permission: 'rules.manage',
  input: z.object({ channelId: ChannelId }),
  output: z.object({ rules: z.array(RuleOfMessage) }),
})
