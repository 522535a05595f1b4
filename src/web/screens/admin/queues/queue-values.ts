import type { z } from 'zod'
import {
  type AgentId,
  type ChannelId,
  compareIds,
  type QueueId,
  type SkillId,
  type TemplateId,
} from '../../../../contract/ids.ts'
import type { QueueSettings, saveQueue } from '../../../../contract/operations/queues.ts'
import type { RequiredSkill } from '../../../../contract/operations/skills.ts'
import { plainRank } from '../../../../modules/routing/core/strategy.ts'
import type { admin } from '../../../i18n/admin.ts'
import { attendance } from '../../../i18n/attendance.ts'
import { wordsOf } from '../../../i18n/catalogue.ts'
import { eligible } from '../../../i18n/eligible.ts'
import { line } from '../../../i18n/line.ts'
import { skills } from '../../../i18n/skills.ts'
import { isWholeFrom, type Typed } from '../shared/checks.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'
import { type LineValues, lineInput, lineLabels, lineProblems, lineValues, plainLineValues } from './line-values.ts'

const plainMember = { level: plainRank.level, penalty: plainRank.penalty }

type Words = (typeof admin)['en']
type SkillWords = (typeof skills)['en']
type LineWords = (typeof line)['en']

export type QueueValues = LineValues & {
  name: string
  description: string
  strategy: QueueSettings['strategy']
  eligible: QueueSettings['eligible']
  acceptSeconds: Typed
  onReject: QueueSettings['onReject']
  onTimeout: QueueSettings['onTimeout']
  /** Null: whoever missed an offer says themselves when they are back. */
  returnSeconds: Typed | null
  asksToAccept: boolean
  wrapUpSeconds: Typed
  /** Null: however long the contact, or the agent, is silent. */
  contactSilenceSeconds: Typed | null
  agentSilenceSeconds: Typed | null
  /** Null: nobody is reminded. */
  remindAfterSeconds: Typed | null
  remindMost: Typed
  remindText: string
  afterWrapUp: QueueSettings['afterWrapUp']
  /** What whoever is asked must have. */
  skills: RequiredValues[]
  joinsBySkill: boolean
  outboundTemplateId: TemplateId | null
  preferredBy: QueueSettings['preferredBy']
  /** Null: only if they are free at once. */
  preferredWaitMinutes: Typed | null
  onAgentGone: QueueSettings['onAgentGone']
  /** None: every channel's. */
  channelIds: ChannelId[]
  members: MemberValues[]
}

/** A skill that is asked for, as it is while somebody types its bounds. */
export type RequiredValues = { skillId: SkillId; best: Typed; worst: Typed }

export type MemberValues = { agentId: AgentId; level: Typed; penalty: Typed }

export const maxQueueName = 30
export const minQueueName = 2
export const maxQueueDescription = 1000
export const acceptLimits = { min: 15, max: 60 }
export const returnLimits = { min: 5, max: 3600 }
export const wrapUpLimits = { min: 0, max: 3600 }
export const silenceLimits = {
  contactSilenceSeconds: { min: 60, max: 2_592_000 },
  agentSilenceSeconds: { min: 30, max: 86_400 },
}
export const defaultSilenceSeconds = { contactSilenceSeconds: 1800, agentSilenceSeconds: 300 }
export const remindAfterLimits = { min: 60, max: 86_400 }
export const remindMostLimits = { min: 1, max: 3 }
export const usualReminders = { afterSeconds: 600, most: 2 }
const maxRemindText = 1000
export const defaultReturnSeconds = 60
export const levelLimits = { min: 1, max: 20 }
export const penaltyLimits = { min: 0, max: 100 }
export const waitLimits = { min: 1, max: 1440 }
export const usualWaitMinutes = 5

/** Pure: somebody who joins, until more is said of them. */
export const newMember = (agentId: AgentId): MemberValues => ({ agentId, ...plainMember })

export const newQueue: QueueValues = {
  name: '',
  description: '',
  strategy: 'longest_idle',
  eligible: 'with_room',
  acceptSeconds: 30,
  onReject: 'on_break',
  onTimeout: 'on_break',
  returnSeconds: null,
  asksToAccept: true,
  wrapUpSeconds: 60,
  contactSilenceSeconds: null,
  agentSilenceSeconds: null,
  remindAfterSeconds: null,
  remindMost: usualReminders.most,
  remindText: '',
  afterWrapUp: 'available',
  skills: [],
  joinsBySkill: false,
  outboundTemplateId: null,
  preferredBy: 'off',
  preferredWaitMinutes: null,
  onAgentGone: 'keep',
  channelIds: [],
  ...plainLineValues,
  members: [],
}

/** Pure: the form of a queue as it is stored. */
export const queueValues = (queue: QueueSettings): QueueValues => ({
  name: queue.name,
  description: queue.description,
  strategy: queue.strategy,
  eligible: queue.eligible,
  acceptSeconds: queue.acceptSeconds,
  onReject: queue.onReject,
  onTimeout: queue.onTimeout,
  returnSeconds: queue.returnSeconds,
  asksToAccept: queue.asksToAccept,
  wrapUpSeconds: queue.wrapUpSeconds,
  contactSilenceSeconds: queue.contactSilenceSeconds,
  agentSilenceSeconds: queue.agentSilenceSeconds,
  remindAfterSeconds: queue.reminders?.afterSeconds ?? null,
  remindMost: queue.reminders?.most ?? usualReminders.most,
  remindText: queue.reminders?.text ?? '',
  afterWrapUp: queue.afterWrapUp,
  skills: queue.skills,
  joinsBySkill: queue.joinsBySkill,
  outboundTemplateId: queue.outboundTemplateId,
  preferredBy: queue.preferredBy,
  preferredWaitMinutes: queue.preferredWaitMinutes,
  onAgentGone: queue.onAgentGone,
  channelIds: queue.channelIds.toSorted(compareIds),
  ...lineValues(queue.line),
  members: byAgent(queue.members),
})

/** Pure: in the order in which the form compares them. */
export const byAgent = <T extends { agentId: AgentId }>(members: readonly T[]): T[] =>
  members.toSorted((a, b) => compareIds(a.agentId, b.agentId))

/** Pure: what is sent to be saved. */
export const queueInput = (
  values: QueueValues,
  id: QueueId | null,
  version: number,
): z.input<(typeof saveQueue)['input']> => ({
  ...values,
  id,
  version,
  line: lineInput(values),
  acceptSeconds: Number(values.acceptSeconds),
  returnSeconds: values.returnSeconds === null ? null : Number(values.returnSeconds),
  wrapUpSeconds: Number(values.wrapUpSeconds),
  skills: required(values.skills),
  preferredWaitMinutes: values.preferredWaitMinutes === null ? null : Number(values.preferredWaitMinutes),
  contactSilenceSeconds: values.contactSilenceSeconds === null ? null : Number(values.contactSilenceSeconds),
  agentSilenceSeconds: values.agentSilenceSeconds === null ? null : Number(values.agentSilenceSeconds),
  reminders:
    values.remindAfterSeconds === null
      ? null
      : {
          afterSeconds: Number(values.remindAfterSeconds),
          most: Number(values.remindMost),
          text: values.remindText.trim(),
        },
  members: values.members.map(({ agentId, level, penalty }) => ({
    agentId,
    level: Number(level),
    penalty: Number(penalty),
  })),
})

/** Pure: what is asked for, as numbers; while a bound is empty nobody is within it. */
export const required = (skills: readonly RequiredValues[]): RequiredSkill[] =>
  skills.map(({ skillId, best, worst }) => ({ skillId, best: Number(best || 21), worst: Number(worst || 0) }))

/** Pure: are these bounds that can be saved? */
export const areBounds = ({ best, worst }: RequiredValues): boolean =>
  isWholeFrom(best, levelLimits.min, levelLimits.max) && isWholeFrom(worst, Number(best), levelLimits.max)

type Rank = 'level' | 'penalty'
const limitsOf = { level: levelLimits, penalty: penaltyLimits }
const isWrong = ({ members }: QueueValues, rank: Rank): boolean =>
  members.some((member) => !isWholeFrom(member[rank], limitsOf[rank].min, limitsOf[rank].max))

/**
 * Pure: what the form shows of its members: what the strategy asks for, or what is wrong, wherever it was typed. Null:
 * nothing.
 */
export function rankShown(values: QueueValues): Rank | null {
  if (isWrong(values, 'level')) return 'level'
  if (isWrong(values, 'penalty')) return 'penalty'
  if (values.strategy === 'proficiency') return 'level'
  return values.strategy === 'weighted_random' ? 'penalty' : null
}

/** Pure: everything that keeps a queue from being saved, in the order of the form. */
export function queueProblems(
  values: QueueValues,
  words: Words,
  skillWords: SkillWords = skills.en,
  lineWords: LineWords = line.en,
): Problem[] {
  const name = values.name.trim()
  const description = values.description.trim().length
  return [
    ...(name.length < minQueueName ? [{ path: 'name', text: words.queueNameNeeded(minQueueName) }] : []),
    ...(name.length > maxQueueName ? [{ path: 'name', text: words.tooLong(name.length, maxQueueName) }] : []),
    ...(description > maxQueueDescription
      ? [{ path: 'description', text: words.tooLong(description, maxQueueDescription) }]
      : []),
    ...(values.skills.every(areBounds) ? [] : [{ path: 'skills', text: skillWords.boundsWrong }]),
    ...(values.preferredWaitMinutes === null || isWholeFrom(values.preferredWaitMinutes, waitLimits.min, waitLimits.max)
      ? []
      : [{ path: 'preferredWaitMinutes', text: skillWords.waitMinutesWrong }]),
    ...lineProblems(values, lineWords),
    ...within('acceptSeconds', values.acceptSeconds, acceptLimits),
    ...(values.returnSeconds === null ? [] : within('returnSeconds', values.returnSeconds, returnLimits)),
    ...within('wrapUpSeconds', values.wrapUpSeconds, wrapUpLimits),
    ...reminderProblems(values, words, lineWords),
    ...(['contactSilenceSeconds', 'agentSilenceSeconds'] as const).flatMap((path) =>
      values[path] === null ? [] : within(path, values[path], silenceLimits[path]),
    ),
    ...(isWrong(values, 'level')
      ? [{ path: 'members', text: words.levelsFrom(levelLimits.min, levelLimits.max) }]
      : []),
    ...(isWrong(values, 'penalty')
      ? [{ path: 'members', text: words.penaltiesFrom(penaltyLimits.min, penaltyLimits.max) }]
      : []),
  ]

  function within(path: string, value: Typed, { min, max }: { min: number; max: number }): Problem[] {
    return isWholeFrom(value, min, max) ? [] : [{ path, text: words.secondsFrom(min, max) }]
  }
}

function reminderProblems(
  { remindAfterSeconds, remindMost, remindText }: QueueValues,
  words: Words,
  lineWords: LineWords,
): Problem[] {
  if (remindAfterSeconds === null) return []
  const { min: soonest, max: latest } = remindAfterLimits
  const { min: once, max: most } = remindMostLimits
  const text = remindText.trim()
  return [
    ...(isWholeFrom(remindAfterSeconds, soonest, latest)
      ? []
      : [{ path: 'remindAfterSeconds', text: words.secondsFrom(soonest, latest) }]),
    ...(isWholeFrom(remindMost, once, most) ? [] : [{ path: 'remindMost', text: lineWords.from(once, most) }]),
    ...(text === '' ? [{ path: 'remindText', text: lineWords.textNeeded }] : []),
    ...(text.length > maxRemindText ? [{ path: 'remindText', text: lineWords.textTooLong(maxRemindText) }] : []),
  ]
}

/** Pure: does the silence park what is in hand before anybody is reminded? */
export const parksFirst = ({ remindAfterSeconds, contactSilenceSeconds }: QueueValues): boolean =>
  remindAfterSeconds !== null &&
  contactSilenceSeconds !== null &&
  Number(contactSilenceSeconds) <= Number(remindAfterSeconds)

/** Pure: the fields a refusal of the server speaks of. */
export const queuePlaces = ({ refusal }: NotSaved): string[] =>
  refusal === 'name_taken' ? ['name'] : refusal === 'queue_not_for_channel' ? ['channelIds'] : []

/** Pure: what the label of a field says. */
export const queueLabel = (
  path: string,
  words: Words,
  skillWords: SkillWords = skills.en,
  lineWords: LineWords = line.en,
): string => {
  const lineName = lineLabels[path as keyof typeof lineLabels]
  if (lineName !== undefined) return lineWords[lineName]
  const skillName = skillLabels[path as keyof typeof skillLabels]
  if (skillName !== undefined) return skillWords[skillName]
  if (path === 'channelIds') return lineWords.channels
  if (path === 'onAgentGone') return wordsOf(attendance).onAgentGone
  if (path === 'eligible') return wordsOf(eligible).whom
  const name = labels[path as keyof typeof labels]
  return name === undefined ? path : words[name]
}

const skillLabels = {
  skills: 'skills',
  joinsBySkill: 'joinsBySkill',
  outboundTemplateId: 'outboundTemplate',
  preferredBy: 'preferredBy',
  preferredWaitMinutes: 'waitMinutes',
} as const satisfies Partial<Record<keyof QueueValues, keyof SkillWords>>

const labels = {
  name: 'name',
  description: 'description',
  strategy: 'strategy',
  eligible: 'strategy',
  acceptSeconds: 'acceptWithin',
  onReject: 'onReject',
  onTimeout: 'onMiss',
  returnSeconds: 'returnsByItself',
  asksToAccept: 'asksToAccept',
  wrapUpSeconds: 'wrapUp',
  contactSilenceSeconds: 'contactSilence',
  agentSilenceSeconds: 'agentSilence',
  remindAfterSeconds: 'remindAfter',
  remindMost: 'remindMost',
  remindText: 'remindText',
  afterWrapUp: 'afterWrapUp',
  onAgentGone: 'afterWrapUp',
  members: 'members',
} as const satisfies Record<
  Exclude<keyof QueueValues, keyof typeof skillLabels | keyof LineValues | 'channelIds'>,
  string
>
