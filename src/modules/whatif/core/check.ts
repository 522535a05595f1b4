import type { z } from 'zod'
import { Day, dayLimits, Scenario, type Span } from '../../../contract/day.ts'
import { interactionsOf, type Misfit, withChanges } from './change.ts'

/** What is wrong with a day or a scenario that somebody made or kept in a file; `at` says where. */
export type Problem = { what: ProblemKind; at: string }
export type ProblemKind =
  | 'not_json'
  /** It is a file of something else. */
  | 'not_a_scenario'
  | 'value_not_allowed'
  | 'same_id_twice'
  | 'queue_not_there'
  | 'channel_not_there'
  /** Who is too many in a line is sent on to no queue, or to the one they are in. */
  | 'sent_on_to_nowhere'
  | 'ends_before_it_begins'
  | 'shifts_overlap'
  | 'too_many_interactions'
  | 'change_does_not_fit'

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: Problem[] }

/** As many as a person reads. */
const maxProblems = 20

/** Text of a file: a scenario, or a day alone, which is a scenario without changes. */
export function readScenario(text: string): Checked<Scenario> {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return wrong('not_json')
  }
  if (typeof given !== 'object' || given === null) return wrong('not_a_scenario')
  if ('queues' in given && !('day' in given)) {
    const day = checkDay(given)
    return day.ok ? { ok: true, value: scenarioOf(day.value) } : day
  }
  return 'kind' in given && given.kind === 'switchboard what-if' ? checkScenario(given) : wrong('not_a_scenario')
}

export const scenarioOf = (day: Day): Scenario => ({
  kind: 'switchboard what-if',
  version: 1,
  day,
  changes: [],
  seeds: 3,
})

/** Is this a scenario that can be played? */
export function checkScenario(given: unknown): Checked<Scenario> {
  const parsed = Scenario.safeParse(given)
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error) }
  const problems = inconsistencies(parsed.data.day).map(({ what, at }) => ({ what, at: `day.${at}` }))
  const changed = problems.length > 0 ? null : withChanges(parsed.data.day, parsed.data.changes)
  if (changed?.ok === false) problems.push({ what: 'change_does_not_fit', at: misfitAt(changed) })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: parsed.data }
}

/** Is this a day that can be played? */
export function checkDay(given: unknown): Checked<Day> {
  const parsed = Day.safeParse(given)
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error) }
  const problems = inconsistencies(parsed.data)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: parsed.data }
}

const wrong = (what: ProblemKind): { ok: false; problems: Problem[] } => ({ ok: false, problems: [{ what, at: '' }] })

const misfitAt = ({ at, misfit }: { at: number; misfit: Misfit }): string => `changes.${at} (${misfit})`

const problemsOf = (error: z.ZodError): Problem[] =>
  error.issues.slice(0, maxProblems).map(({ path }) => ({ what: 'value_not_allowed', at: path.join('.') }))

/** What each value alone does not show. */
function inconsistencies(day: Day): Problem[] {
  const queues = new Set(day.queues.map(({ id }) => id))
  const channels = new Set(day.channels.map(({ id }) => id))
  const problems: Problem[] = [
    ...twice('queues', day.queues),
    ...twice('channels', day.channels),
    ...twice('agents', day.agents),
    ...day.queues.flatMap(({ id, line }, n) => {
      const { does, queueId } = line?.overflow ?? { does: 'stay', queueId: null }
      return [
        ...unless(queueId === null || queues.has(queueId), 'queue_not_there', `queues.${n}.line.overflow`),
        ...unless(
          does !== 'move' || (queueId !== null && queueId !== id),
          'sent_on_to_nowhere',
          `queues.${n}.line.overflow`,
        ),
      ]
    }),
    ...day.channels.flatMap(({ queueId, hours }, n) => [
      ...unless(queueId === null || queues.has(queueId), 'queue_not_there', `channels.${n}.queueId`),
      ...unless(hours === null || hours.from < hours.to, 'ends_before_it_begins', `channels.${n}.hours`),
    ]),
    ...day.arrivals.flatMap(({ queueId, channelId }, n) => [
      ...unless(queues.has(queueId), 'queue_not_there', `arrivals.${n}.queueId`),
      ...unless(channels.has(channelId), 'channel_not_there', `arrivals.${n}.channelId`),
    ]),
    ...day.agents.flatMap((agent, n) => [
      ...agent.queues.flatMap(({ queueId }, at) =>
        unless(queues.has(queueId), 'queue_not_there', `agents.${n}.queues.${at}`),
      ),
      ...twice(
        `agents.${n}.queues`,
        agent.queues.map(({ queueId }) => ({ id: queueId })),
      ),
      ...shiftProblems(agent.shifts, `agents.${n}.shifts`),
    ]),
    ...unless(interactionsOf(day.arrivals) <= dayLimits.interactions, 'too_many_interactions', 'arrivals'),
  ]
  return problems.slice(0, maxProblems)
}

const unless = (isRight: boolean, what: ProblemKind, at: string): Problem[] => (isRight ? [] : [{ what, at }])

function twice(where: string, things: readonly { id: string }[]): Problem[] {
  const known = new Set<string>()
  return things.flatMap(({ id }, n) => {
    const isKnown = known.has(id)
    known.add(id)
    return unless(!isKnown, 'same_id_twice', `${where}.${n}`)
  })
}

function shiftProblems(shifts: readonly Span[], at: string): Problem[] {
  const sorted = shifts.toSorted((a, b) => a.from - b.from)
  return [
    ...shifts.flatMap(({ from, to }, n) => unless(from <= to, 'ends_before_it_begins', `${at}.${n}`)),
    ...unless(
      sorted.every(({ from }, n) => n === 0 || from >= (sorted[n - 1]?.to ?? 0)),
      'shifts_overlap',
      at,
    ),
  ]
}
