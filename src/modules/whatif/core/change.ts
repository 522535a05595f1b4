import {
  type Change,
  type Day,
  type DayAgent,
  type DayLine,
  type DayQueue,
  dayLimits,
  minutesOfDay,
  plainDayLine,
  quartersOfDay,
  type Span,
} from '../../../contract/day.ts'
import { stretched } from './chance.ts'

/** Why a change cannot be made to a day. */
export type Misfit =
  | 'no_such_queue'
  | 'no_such_channel'
  /** There are fewer agents to take away than that. */
  | 'not_so_many_agents'
  | 'too_many_agents'
  | 'hours_end_before_they_begin'
  | 'too_many_interactions'
  /** Who is too many is sent on to no queue, or to the one they are in. */
  | 'sent_on_to_nowhere'

export type Changed = { ok: true; day: Day } | { ok: false; misfit: Misfit; at: number }

/** The day with these changes, one after the other; or which of them does not fit, and why. */
export function withChanges(day: Day, changes: readonly Change[]): Changed {
  let changed = day
  for (const [at, change] of changes.entries()) {
    const next = withChange(changed, change, at)
    if (typeof next === 'string') return { ok: false, misfit: next, at }
    changed = next
  }
  return { ok: true, day: changed }
}

function withChange(day: Day, change: Change, nth: number): Day | Misfit {
  const misfit = misfitOf(day, change)
  if (misfit) return misfit
  switch (change.kind) {
    case 'agents':
      return change.count >= 0 ? withMore(day, change, nth) : withFewer(day, change)
    case 'strategy':
      return withQueues(day, change.queueId, () => ({ strategy: change.strategy }))
    case 'handling':
      return withQueues(day, change.queueId, ({ handling }) => ({
        handling: stretched(handling, 1 + change.percent / 100),
      }))
    case 'patience': {
      const { seconds } = change
      return withQueues(day, change.queueId, () => ({
        patience: seconds === null ? null : { kind: 'exponential', mean: seconds },
      }))
    }
    case 'wrap_up':
      return withQueues(day, change.queueId, () => ({ wrapUpSeconds: change.seconds }))
    case 'asks':
      return withQueues(day, change.queueId, () => ({ asksToAccept: change.on }))
    case 'misses':
      return { ...day, people: { ...day.people, missPercent: change.percent } }
    case 'priority':
      return withLines(day, change.queueId, () => ({ priority: change.priority }))
    case 'ageing':
      return withLines(day, change.queueId, () => ({ pointSeconds: change.pointSeconds }))
    case 'weight':
      return withLines(day, change.queueId, () => ({ weight: change.weight }))
    case 'most_waiting':
      return withLines(day, change.queueId, (queue) => ({ mostWaiting: change.mostWaiting, ...then(queue, change) }))
    case 'longest_wait':
      return withLines(day, change.queueId, (queue) => ({
        longestWaitSeconds: change.longestWaitSeconds,
        ...then(queue, change),
      }))
    case 'channel_capacity':
      return withChannels(day, change.channelId, { capacity: change.capacity })
    case 'opening':
      return withChannels(day, change.channelId, { hours: change.hours })
    case 'agent_capacity':
      return { ...day, agents: day.agents.map((agent) => ({ ...agent, capacity: change.capacity })) }
    case 'shifts':
      return withAgents(day, change.queueId, (agent) => ({ ...agent, shifts: agent.shifts.map(moved(change.minutes)) }))
    case 'arrivals':
      return withArrivals(day, change)
    case 'share': {
      const { queueId, alsoQueueId, level } = change
      return withAgents(day, queueId, (agent) =>
        isIn(agent, alsoQueueId)
          ? agent
          : { ...agent, queues: [...agent.queues, { queueId: alsoQueueId, level, penalty: 0 }] },
      )
    }
  }
}

function misfitOf(day: Day, change: Change): Misfit | undefined {
  const queueIds = ['queueId', 'alsoQueueId', 'toQueueId'].flatMap((name) => {
    const id = (change as Record<string, unknown>)[name]
    return typeof id === 'string' ? [id] : []
  })
  if (queueIds.some((id) => !day.queues.some((queue) => queue.id === id))) return 'no_such_queue'
  if ('channelId' in change && change.channelId !== null && !day.channels.some(({ id }) => id === change.channelId))
    return 'no_such_channel'
  if ('hours' in change && change.hours !== null && change.hours.from >= change.hours.to)
    return 'hours_end_before_they_begin'
  if ('does' in change && change.does === 'move' && (change.toQueueId === null || change.toQueueId === change.queueId))
    return 'sent_on_to_nowhere'
  return undefined
}

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>

const isIn = ({ queues }: DayAgent, queueId: string): boolean => queues.some((one) => one.queueId === queueId)

const withQueues = (day: Day, queueId: string | null, what: (queue: DayQueue) => Partial<DayQueue>): Day => ({
  ...day,
  queues: day.queues.map((queue) => (queueId === null || queue.id === queueId ? { ...queue, ...what(queue) } : queue)),
})

const withLines = (day: Day, queueId: string | null, what: (queue: DayQueue) => Partial<DayLine>): Day =>
  withQueues(day, queueId, (queue) => ({ line: { ...(queue.line ?? plainDayLine), ...what(queue) } }))

/** Where all queues send people on to one of them, that one does what it did. */
function then(
  { id }: DayQueue,
  { does, toQueueId }: Of<'most_waiting' | 'longest_wait'>,
): Partial<Pick<DayLine, 'overflow'>> {
  if (does !== 'move') return { overflow: { does, queueId: null } }
  return id === toQueueId ? {} : { overflow: { does, queueId: toQueueId } }
}

const withChannels = (day: Day, channelId: string | null, what: Partial<Day['channels'][number]>): Day => ({
  ...day,
  channels: day.channels.map((channel) =>
    channelId === null || channel.id === channelId ? { ...channel, ...what } : channel,
  ),
})

const withAgents = (day: Day, queueId: string | null, what: (agent: DayAgent) => DayAgent): Day => ({
  ...day,
  agents: day.agents.map((agent) => (queueId === null || isIn(agent, queueId) ? what(agent) : agent)),
})

/** New people of one queue, as able as its other members are on average, with nothing else to do. */
function withMore(day: Day, { queueId, count, hours }: Of<'agents'>, nth: number): Day | Misfit {
  if (day.agents.length + count > dayLimits.agents) return 'too_many_agents'
  const levels = day.agents.flatMap(({ queues }) => queues.filter((one) => one.queueId === queueId))
  const level = levels.length === 0 ? 10 : Math.round(levels.reduce((sum, one) => sum + one.level, 0) / levels.length)
  const more = Array.from({ length: count }, (_, n): DayAgent => {
    const name = `+${n + 1} ${day.queues.find(({ id }) => id === queueId)?.name ?? ''}`
    return {
      id: `more-${nth}-${String(n).padStart(4, '0')}`,
      name: name.slice(0, 120),
      capacity: null,
      queues: [{ queueId, level, penalty: 0 }],
      shifts: [{ ...hours }],
    }
  })
  return { ...day, agents: [...day.agents, ...more] }
}

/** So many of the queue are not there in these hours: those with the fewest other queues, then the last of the list. */
function withFewer(day: Day, { queueId, count, hours }: Of<'agents'>): Day | Misfit {
  const there = day.agents
    .map((agent, at) => ({ agent, at }))
    .filter(({ agent }) => isIn(agent, queueId) && agent.shifts.some((shift) => overlaps(shift, hours)))
    .sort((a, b) => a.agent.queues.length - b.agent.queues.length || b.at - a.at)
  if (there.length < -count) return 'not_so_many_agents'
  const away = new Set(there.slice(0, -count).map(({ at }) => at))
  const agents = day.agents.map((agent, at) =>
    away.has(at) ? { ...agent, shifts: agent.shifts.flatMap((shift) => without(shift, hours)) } : agent,
  )
  return { ...day, agents }
}

const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to

/** What is left of a shift outside these hours. */
const without = (shift: Span, hours: Span): Span[] =>
  overlaps(shift, hours)
    ? [
        { from: shift.from, to: Math.min(shift.to, hours.from) },
        { from: Math.max(shift.from, hours.to), to: shift.to },
      ].filter(({ from, to }) => from < to)
    : [shift]

/** A shift does not reach into another day: what would is cut off. */
const moved =
  (minutes: number) =>
  ({ from, to }: Span): Span => {
    const within = (minute: number): number => Math.min(minutesOfDay, Math.max(0, minute + minutes))
    return { from: within(from), to: within(to) }
  }

function withArrivals(day: Day, { queueId, percent, hours }: Of<'arrivals'>): Day | Misfit {
  const factors = Array.from({ length: quartersOfDay }, (_, quarter) => {
    const share = Math.max(0, Math.min(hours.to, (quarter + 1) * 15) - Math.max(hours.from, quarter * 15)) / 15
    return 1 + (percent / 100) * share
  })
  const arrivals = day.arrivals.map((line) =>
    queueId === null || line.queueId === queueId
      ? { ...line, perQuarter: line.perQuarter.map((count, quarter) => count * (factors[quarter] ?? 1)) }
      : line,
  )
  return interactionsOf(arrivals) > dayLimits.interactions ? 'too_many_interactions' : { ...day, arrivals }
}

/** How many arrive in all. */
export const interactionsOf = (arrivals: Day['arrivals']): number =>
  arrivals.reduce((sum, { perQuarter }) => sum + perQuarter.reduce((all, count) => all + count, 0), 0)
