import { expect, test } from 'vitest'
import { type Change, type Day, plainDayLine } from '../../../contract/day.ts'
import { meanOf } from './chance.ts'
import { withChanges } from './change.ts'
import { checkDay, checkScenario, readScenario, scenarioOf } from './check.ts'
import { dayFrom, type Preset, presetOf, presets, shapes } from './made-up.ts'
import { phrases, phraseToChange } from './phrase.ts'

const names = ['Sales', 'Support', 'Billing']
function presetDay(preset: Preset): Day {
  const { queueCount, ...recipe } = presetOf[preset]
  return dayFrom({ ...recipe, name: preset, queues: Array.from({ length: queueCount }, (_, n) => names[n] ?? `Q${n}`) })
}
const day = presetDay('usual_day')

function changed(...changes: Change[]): Day {
  const result = withChanges(day, changes)
  if (!result.ok) throw new Error(result.misfit)
  return result.day
}
const misfit = (...changes: Change[]) => withChanges(day, changes)
const minutesOn = ({ agents }: Day) =>
  agents.reduce((sum, { shifts }) => sum + shifts.reduce((all, { from, to }) => all + to - from, 0), 0)
const wholeDay = { from: 0, to: 1_440 }

test('every preset and every shape is a day that can be played, with as many people as it says', () => {
  for (const preset of presets) {
    const made = presetDay(preset)
    expect(checkDay(made)).toEqual({ ok: true, value: made })
    expect(made.agents).toHaveLength(presetOf[preset].agents)
    const all = made.arrivals.flatMap(({ perQuarter }) => perQuarter).reduce((sum, one) => sum + one, 0)
    expect(all).toBeCloseTo(presetOf[preset].interactions, 6)
  }
  for (const shape of shapes)
    expect(checkDay(dayFrom({ ...presetOf.usual_day, shape, name: shape, queues: ['One'] })).ok).toBe(true)
})

test('agents more and fewer: in these hours only, and no fewer than there are', () => {
  const [from, to] = [9 * 60, 13 * 60]
  expect(minutesOn(changed({ kind: 'agents', queueId: 'queue-1', count: 2, hours: { from, to } }))).toBe(
    minutesOn(day) + 2 * 240,
  )
  const fewer = changed({ kind: 'agents', queueId: 'queue-1', count: -2, hours: { from, to } })
  expect(minutesOn(fewer)).toBeLessThan(minutesOn(day))
  expect(minutesOn(fewer)).toBeGreaterThanOrEqual(minutesOn(day) - 2 * 240)
  expect(misfit({ kind: 'agents', queueId: 'queue-1', count: -500, hours: wholeDay })).toMatchObject({
    ok: false,
    misfit: 'not_so_many_agents',
    at: 0,
  })
})

test('settings change where they are meant, and nowhere else', () => {
  const one = changed({ kind: 'strategy', queueId: 'queue-2', strategy: 'proficiency' })
  expect(one.queues.map(({ strategy }) => strategy)).toEqual(['longest_idle', 'proficiency', 'longest_idle'])
  const all = changed(
    { kind: 'channel_capacity', channelId: null, capacity: 3 },
    { kind: 'handling', queueId: 'queue-1', percent: -10 },
    { kind: 'patience', queueId: 'queue-1', seconds: null },
    { kind: 'wrap_up', queueId: null, seconds: 0 },
    { kind: 'asks', queueId: null, on: false },
    { kind: 'misses', percent: 0 },
    { kind: 'agent_capacity', capacity: 4 },
  )
  expect(all.channels.every(({ capacity }) => capacity === 3)).toBe(true)
  expect(meanOf(all.queues[0]!.handling) / meanOf(day.queues[0]!.handling)).toBeCloseTo(0.9, 6)
  expect(all.queues.map(({ patience }) => patience === null)).toEqual([true, false, false])
  expect(all.queues.every(({ wrapUpSeconds, asksToAccept }) => wrapUpSeconds === 0 && !asksToAccept)).toBe(true)
  expect(all.people.missPercent).toBe(0)
  expect(all.agents.every(({ capacity }) => capacity === 4)).toBe(true)
  expect(
    day.agents.every(({ capacity }) => capacity === null),
    'the day itself stays as it is',
  ).toBe(true)
})

test('lines: what is changed of them is, and the rest stays', () => {
  const lines = changed(
    { kind: 'priority', queueId: 'queue-1', priority: 10 },
    { kind: 'ageing', queueId: null, pointSeconds: 60 },
    { kind: 'weight', queueId: 'queue-2', weight: 3 },
    { kind: 'most_waiting', queueId: null, mostWaiting: 10, does: 'move', toQueueId: 'queue-3' },
    { kind: 'longest_wait', queueId: 'queue-1', longestWaitSeconds: 300, does: 'close', toQueueId: null },
  ).queues.map(({ line }) => line)
  const plain = { ...plainDayLine, pointSeconds: 60, mostWaiting: 10 }
  expect(lines).toEqual([
    { ...plain, priority: 10, longestWaitSeconds: 300, overflow: { does: 'close', queueId: null } },
    { ...plain, weight: 3, overflow: { does: 'move', queueId: 'queue-3' } },
    plain,
  ])
  const nowhere = { kind: 'most_waiting', queueId: 'queue-1', mostWaiting: 1, does: 'move' } as const
  expect(misfit({ ...nowhere, toQueueId: 'queue-1' })).toMatchObject({ misfit: 'sent_on_to_nowhere' })
  expect(misfit({ ...nowhere, toQueueId: null })).toMatchObject({ misfit: 'sent_on_to_nowhere' })
  expect(misfit({ ...nowhere, toQueueId: 'gone' })).toMatchObject({ misfit: 'no_such_queue' })
})

test('schedules: shifts move within the day, channels open and close', () => {
  const later = changed({ kind: 'shifts', queueId: null, minutes: 60 })
  expect(later.agents[0]!.shifts[0]).toEqual({ from: 9 * 60, to: day.agents[0]!.shifts[0]!.to + 60 })
  const night = changed({ kind: 'shifts', queueId: null, minutes: 720 })
  expect(checkDay(night).ok).toBe(true)
  const open = changed({ kind: 'opening', channelId: 'channel-1', hours: { from: 540, to: 1_020 } })
  expect(open.channels.map(({ hours }) => hours !== null)).toEqual([true, false, false])
})

test('more people, at these hours; members of one queue also serve another', () => {
  const busy = changed({ kind: 'arrivals', queueId: 'queue-1', percent: 20, hours: { from: 600, to: 660 } })
  const at = (of: Day, quarter: number) => of.arrivals[0]!.perQuarter[quarter]!
  expect(at(busy, 40) / at(day, 40)).toBeCloseTo(1.2, 9)
  expect(at(busy, 44)).toBe(at(day, 44))
  expect(misfit({ kind: 'arrivals', queueId: null, percent: 1_000, hours: wholeDay }).ok).toBe(true)
  const shared = changed({ kind: 'share', queueId: 'queue-1', alsoQueueId: 'queue-3', level: 15 })
  for (const { queues } of shared.agents)
    if (queues.some(({ queueId }) => queueId === 'queue-1'))
      expect(queues.filter(({ queueId }) => queueId === 'queue-3')).toHaveLength(1)
})

test('what does not fit is refused with its place', () => {
  expect(misfit({ kind: 'misses', percent: 1 }, { kind: 'strategy', queueId: 'x', strategy: 'least_busy' })).toEqual({
    ok: false,
    misfit: 'no_such_queue',
    at: 1,
  })
  expect(misfit({ kind: 'channel_capacity', channelId: 'x', capacity: 1 })).toMatchObject({ misfit: 'no_such_channel' })
  expect(misfit({ kind: 'opening', channelId: null, hours: { from: 60, to: 60 } })).toMatchObject({
    misfit: 'hours_end_before_they_begin',
  })
})

test('a file is read again as it was, and one with mistakes names them', () => {
  const scenario = { ...scenarioOf(day), changes: [{ kind: 'misses', percent: 9 }] }
  expect(readScenario(JSON.stringify(scenario))).toEqual({ ok: true, value: scenario })
  expect(readScenario(JSON.stringify(day)), 'a day alone').toEqual({ ok: true, value: scenarioOf(day) })
  const problems = (given: unknown) => {
    const read = typeof given === 'string' ? readScenario(given) : checkScenario(given)
    return read.ok ? [] : read.problems
  }
  expect(problems('{')).toEqual([{ what: 'not_json', at: '' }])
  expect(problems('{"some":"thing"}')).toEqual([{ what: 'not_a_scenario', at: '' }])
  const broken = (what: Partial<Day>) => problems({ ...scenario, day: { ...day, ...what } })
  expect(broken({ agents: [{ ...day.agents[0]!, queues: [{ queueId: 'gone', level: 1, penalty: 0 }] }] })).toEqual([
    { what: 'queue_not_there', at: 'day.agents.0.queues.0' },
  ])
  const overlapping = [
    { from: 480, to: 600 },
    { from: 590, to: 700 },
  ]
  expect(broken({ agents: [{ ...day.agents[0]!, shifts: overlapping }] })).toEqual([
    { what: 'shifts_overlap', at: 'day.agents.0.shifts' },
  ])
  expect(broken({ queues: [...day.queues, day.queues[0]!] })).toEqual([{ what: 'same_id_twice', at: 'day.queues.3' }])
  const leading = (queueId: string | null) => {
    const line = { ...plainDayLine, overflow: { does: 'move' as const, queueId } }
    return broken({ queues: [{ ...day.queues[0]!, line }, ...day.queues.slice(1)] })
  }
  expect(leading('queue-1')).toEqual([{ what: 'sent_on_to_nowhere', at: 'day.queues.0.line.overflow' }])
  expect(leading(null)).toEqual([{ what: 'sent_on_to_nowhere', at: 'day.queues.0.line.overflow' }])
  expect(leading('gone')).toEqual([{ what: 'queue_not_there', at: 'day.queues.0.line.overflow' }])
  expect(leading('queue-2')).toEqual([])
  expect(broken({ queues: [] })).toContainEqual({ what: 'value_not_allowed', at: 'day.queues' })
  expect(problems({ ...scenario, changes: [{ kind: 'strategy', queueId: 'x', strategy: 'least_busy' }] })).toEqual([
    { what: 'change_does_not_fit', at: 'changes.0 (no_such_queue)' },
  ])
})

test('changes can be said in a line of words, and every example is understood', () => {
  const said = (line: string) => {
    const phrase = phraseToChange(day, line)
    return phrase.ok ? phrase.change : phrase.why
  }
  expect(said('agents Sales +2 9-13')).toEqual({
    kind: 'agents',
    queueId: 'queue-1',
    count: 2,
    hours: { from: 540, to: 780 },
  })
  expect(said('strategy proficiency')).toEqual({ kind: 'strategy', queueId: null, strategy: 'proficiency' })
  expect(said('capacity 3')).toEqual({ kind: 'channel_capacity', channelId: null, capacity: 3 })
  expect(said('arrivals +20%')).toEqual({ kind: 'arrivals', queueId: null, percent: 20, hours: wholeDay })
  expect(said('patience "sales" none')).toEqual({ kind: 'patience', queueId: 'queue-1', seconds: null })
  expect(said('share Support Sales 15')).toMatchObject({ queueId: 'queue-2', alsoQueueId: 'queue-1', level: 15 })
  expect(said('ageing none')).toEqual({ kind: 'ageing', queueId: null, pointSeconds: null })
  expect(said('most-waiting Sales 10 close')).toEqual({
    kind: 'most_waiting',
    queueId: 'queue-1',
    mostWaiting: 10,
    does: 'close',
    toQueueId: null,
  })
  expect(said('longest-wait 300 to Support')).toMatchObject({ queueId: null, does: 'move', toQueueId: 'queue-2' })
  expect(said('most-waiting Sales none')).toMatchObject({ mostWaiting: null, does: 'stay' })
  expect(said('most-waiting Sales 10 flee')).toBe('"flee" is none of stay, close and to with the name of a queue')
  expect(said('agents Nobody +2')).toBe('there is no queue called "Nobody": there are Sales, Support, Billing')
  expect(said('agents Sales')).toBe('a number is missing')
  expect(said('agents Sales +2 nine')).toBe('"nine" is no time such as 9-13 or 9:30-13')
  expect(said('dance')).toContain('"dance" is none of agents, strategy')
  expect(said('strategy Sales by-chance')).toContain('"by-chance" is none of longest_idle')
  for (const phrase of phrases) {
    const [example = ''] = phrase.split(/ {2,}/)
    const told = phraseToChange(day, example.replace('WhatsApp', 'Sales'))
    expect(told.ok && withChanges(day, [told.change]).ok, example).toBe(true)
  }
})
