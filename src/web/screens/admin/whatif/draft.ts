import type { StrategyName } from '../../../../contract/cards.ts'
import { type Change, type Day, type DayLine, minutesOfDay } from '../../../../contract/day.ts'

/** A change as it is being typed: all fields that any kind has. An empty id means all. */
export type Draft = {
  kind: Change['kind']
  queueId: string
  alsoQueueId: string
  channelId: string
  strategy: StrategyName
  /** Empty while it is typed, or for none. */
  number: number | string
  on: boolean
  /** What becomes of who is too many. */
  does: DayLine['overflow']['does']
  toQueueId: string
  from: number
  to: number
}

/** Which fields a kind of change has; the number by the name of its label. */
export type Fields = {
  queue?: 'one' | 'any'
  /** It says something beside other queues only: the form begins with one. */
  beside?: true
  also?: true
  channel?: true
  strategy?: true
  number?: 'howMany' | 'percent' | 'minutes' | 'seconds' | 'level' | 'points'
  on?: true
  does?: true
  hours?: true
}

export const kinds: Record<Change['kind'], Fields> = {
  agents: { queue: 'one', number: 'howMany', hours: true },
  strategy: { queue: 'any', strategy: true },
  channel_capacity: { channel: true, number: 'howMany' },
  agent_capacity: { number: 'howMany' },
  shifts: { queue: 'any', number: 'minutes' },
  opening: { channel: true, hours: true },
  arrivals: { queue: 'any', number: 'percent', hours: true },
  handling: { queue: 'any', number: 'percent' },
  patience: { queue: 'any', number: 'seconds' },
  wrap_up: { queue: 'any', number: 'seconds' },
  asks: { queue: 'any', on: true },
  misses: { number: 'percent' },
  priority: { queue: 'any', beside: true, number: 'points' },
  ageing: { queue: 'any', number: 'seconds' },
  weight: { queue: 'any', beside: true, number: 'howMany' },
  most_waiting: { queue: 'any', number: 'howMany', does: true },
  longest_wait: { queue: 'any', number: 'seconds', does: true },
  share: { queue: 'one', also: true, number: 'level' },
}

const firstNumber: Record<Change['kind'], number | string> = {
  agents: 2,
  strategy: '',
  channel_capacity: 3,
  agent_capacity: 4,
  shifts: 60,
  opening: '',
  arrivals: 20,
  handling: -10,
  patience: 300,
  wrap_up: 0,
  asks: '',
  misses: 10,
  priority: 10,
  ageing: 60,
  weight: 3,
  most_waiting: 10,
  longest_wait: 300,
  share: 15,
}

/** Pure: what the form begins with. */
export function draftOf(kind: Change['kind'], day: Day): Draft {
  const first = day.queues[0]?.id ?? ''
  const { queue, beside = false } = kinds[kind]
  return {
    kind,
    queueId: queue === 'any' && !beside ? '' : first,
    alsoQueueId: day.queues[1]?.id ?? first,
    channelId: '',
    strategy: day.queues[0]?.strategy === 'proficiency' ? 'longest_idle' : 'proficiency',
    number: firstNumber[kind],
    on: false,
    does: 'close',
    toQueueId: day.queues[1]?.id ?? first,
    from: 9 * 60,
    to: kind === 'opening' ? 17 * 60 : 13 * 60,
  }
}

/** Pure: what was typed as a change; the contract says whether it is one. */
export function toChange(draft: Draft): unknown {
  const { kind, number, strategy, on, alsoQueueId } = draft
  const queueId = draft.queueId === '' ? null : draft.queueId
  const channelId = draft.channelId === '' ? null : draft.channelId
  const hours = { from: draft.from, to: draft.to }
  const numberOrNull = number === '' ? null : number
  const then = { does: draft.does, toQueueId: draft.does === 'move' ? draft.toQueueId : null }
  switch (kind) {
    case 'agents':
      return { kind, queueId, count: number, hours }
    case 'strategy':
      return { kind, queueId, strategy }
    case 'channel_capacity':
      return { kind, channelId, capacity: number }
    case 'agent_capacity':
      return { kind, capacity: numberOrNull }
    case 'shifts':
      return { kind, queueId, minutes: number }
    case 'opening':
      return { kind, channelId, hours: hours.from === 0 && hours.to === minutesOfDay ? null : hours }
    case 'arrivals':
      return { kind, queueId, percent: number, hours }
    case 'handling':
      return { kind, queueId, percent: number }
    case 'patience':
      return { kind, queueId, seconds: numberOrNull }
    case 'wrap_up':
      return { kind, queueId, seconds: number }
    case 'asks':
      return { kind, queueId, on }
    case 'misses':
      return { kind, percent: number }
    case 'priority':
      return { kind, queueId, priority: number }
    case 'ageing':
      return { kind, queueId, pointSeconds: numberOrNull }
    case 'weight':
      return { kind, queueId, weight: number }
    case 'most_waiting':
      return { kind, queueId, mostWaiting: numberOrNull, ...then }
    case 'longest_wait':
      return { kind, queueId, longestWaitSeconds: numberOrNull, ...then }
    case 'share':
      return { kind, queueId, alsoQueueId, level: number }
  }
}

/** Minutes since midnight as a clock shows them: "9:30". */
export const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(Math.round(minutes % 60)).padStart(2, '0')}`
