import type { QueueId } from '../../../../contract/ids.ts'
import { type Overflow, plainLine, type QueueLine } from '../../../../contract/line.ts'
import { line as lineArea } from '../../../i18n/line.ts'
import { isWholeFrom, type Typed } from '../shared/checks.ts'
import type { Problem } from '../shared/useSettings.ts'

type Words = (typeof lineArea)['en']

/** The line of a queue as it is while somebody types. */
export type LineValues = {
  priority: Typed
  /** Null: whoever is more urgent is always first. */
  pointSeconds: Typed | null
  weight: Typed
  /** Empty: any number. */
  mostWaiting: Typed
  /** Null: for ever. */
  longestWaitSeconds: Typed | null
  overflowDoes: Overflow['does']
  overflowQueueId: QueueId | null
  overflowText: string
  /** Null: nobody is told. */
  announceAfterSeconds: Typed | null
  announceText: string
}

export const priorityLimits = { min: 0, max: 1000 }
export const pointLimits = { min: 1, max: 3600 }
export const weightLimits = { min: 1, max: 100 }
export const mostWaitingLimits = { min: 1, max: 10_000 }
export const longestWaitLimits = { min: 10, max: 86_400 }
export const announceLimits = { min: 5, max: 3600 }
export const usualPointSeconds = 60
export const usualLongestWait = 1800
export const usualAnnounceAfter = 60
const maxText = 1000

/** Pure: the form of a line as it is stored. */
export const lineValues = ({ overflow, announce, ...line }: QueueLine): LineValues => ({
  priority: line.priority,
  pointSeconds: line.pointSeconds,
  weight: line.weight,
  mostWaiting: line.mostWaiting ?? '',
  longestWaitSeconds: line.longestWaitSeconds,
  overflowDoes: overflow.does,
  overflowQueueId: overflow.queueId,
  overflowText: overflow.text ?? '',
  announceAfterSeconds: announce?.afterSeconds ?? null,
  announceText: announce?.text ?? '',
})

export const plainLineValues = lineValues(plainLine)

/** Pure: what is sent to be saved. */
export const lineInput = (values: LineValues): QueueLine => ({
  priority: Number(values.priority),
  pointSeconds: orNull(values.pointSeconds),
  weight: Number(values.weight),
  mostWaiting: values.mostWaiting === '' ? null : Number(values.mostWaiting),
  longestWaitSeconds: orNull(values.longestWaitSeconds),
  overflow: {
    does: values.overflowDoes,
    queueId: values.overflowDoes === 'move' ? values.overflowQueueId : null,
    text: values.overflowText.trim() || null,
  },
  announce:
    values.announceAfterSeconds === null
      ? null
      : { afterSeconds: Number(values.announceAfterSeconds), text: values.announceText.trim() },
})

const orNull = (value: Typed | null): number | null => (value === null ? null : Number(value))

/** Pure: is there a limit, so that something overflows? */
export const isLimited = ({ mostWaiting, longestWaitSeconds }: LineValues): boolean =>
  mostWaiting !== '' || longestWaitSeconds !== null

/** Pure: what keeps a line from being saved, in the order of the form. */
export function lineProblems(values: LineValues, words: Words = lineArea.en): Problem[] {
  const announces = values.announceAfterSeconds !== null
  return [
    ...within('priority', values.priority, priorityLimits),
    ...(values.pointSeconds === null ? [] : within('pointSeconds', values.pointSeconds, pointLimits)),
    ...within('weight', values.weight, weightLimits),
    ...(values.mostWaiting === '' ? [] : within('mostWaiting', values.mostWaiting, mostWaitingLimits)),
    ...(values.longestWaitSeconds === null
      ? []
      : within('longestWaitSeconds', values.longestWaitSeconds, longestWaitLimits)),
    ...(values.overflowDoes === 'move' && values.overflowQueueId === null
      ? [{ path: 'overflowQueueId', text: words.overflowQueueNeeded }]
      : []),
    ...tooLong('overflowText', values.overflowText),
    ...(values.announceAfterSeconds === null
      ? []
      : within('announceAfterSeconds', values.announceAfterSeconds, announceLimits)),
    ...(announces && values.announceText.trim() === '' ? [{ path: 'announceText', text: words.textNeeded }] : []),
    ...tooLong('announceText', values.announceText),
  ]

  function within(path: string, value: Typed, { min, max }: { min: number; max: number }): Problem[] {
    return isWholeFrom(value, min, max) ? [] : [{ path, text: words.from(min, max) }]
  }
  function tooLong(path: string, text: string): Problem[] {
    return text.trim().length > maxText ? [{ path, text: words.textTooLong(maxText) }] : []
  }
}

/** What the label of each field says. */
export const lineLabels = {
  priority: 'priority',
  pointSeconds: 'pointSeconds',
  weight: 'weight',
  mostWaiting: 'mostWaiting',
  longestWaitSeconds: 'longestWait',
  overflowDoes: 'whatThen',
  overflowQueueId: 'overflowQueue',
  overflowText: 'overflowText',
  announceAfterSeconds: 'announceAfter',
  announceText: 'announceText',
} as const satisfies Record<keyof LineValues, keyof Words>
