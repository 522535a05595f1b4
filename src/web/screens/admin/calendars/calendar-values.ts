import type { z } from 'zod'
import type { CalendarId } from '../../../../contract/ids.ts'
import {
  type Calendar,
  DayBlock,
  maxBlocks,
  maxCalendarName,
  maxSpecialDays,
  type SpecialDay,
  type saveCalendar,
} from '../../../../contract/operations/calendars.ts'
import { checkCalendar } from '../../../../modules/calendars/core/calendar.ts'
import type { times } from '../../../i18n/times.ts'
import { fits } from '../shared/checks.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'

type Words = (typeof times)['en']

/** What the form of a calendar holds. */
export type CalendarValues = Pick<Calendar, 'name' | 'zone' | 'blocks' | 'specialDays'>

/** Groups that count as one field. */
export const calendarWholes = ['blocks', 'specialDays']

/** Monday to Friday, nine to five, in the zone of whoever makes it. */
export const newCalendar = (zone: string): CalendarValues => ({
  name: '',
  zone,
  blocks: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
  specialDays: [],
})

export const calendarValues = ({ name, zone, blocks, specialDays }: Calendar): CalendarValues => ({
  name,
  zone,
  blocks,
  specialDays,
})

/** Pure: what is sent to be saved. */
export const calendarInput = (
  values: CalendarValues,
  id: CalendarId | null,
  version: number,
): z.input<(typeof saveCalendar)['input']> => ({ ...values, id, version, name: values.name.trim() })

/** Pure: everything that keeps a calendar from being saved, in the order of the form. The server asks the same again. */
export function calendarProblems({ name, zone, blocks, specialDays }: CalendarValues, words: Words): Problem[] {
  const trimmed = name.trim()
  return [
    ...problem(trimmed === '', 'name', words.calendarNameNeeded),
    ...problem(trimmed.length > maxCalendarName, 'name', words.atMostLetters(maxCalendarName)),
    ...problem(!checkCalendar({ zone, blocks: [], specialDays: [] }).ok, 'zone', words.zoneWrong),
    ...problem(blocks.length > maxBlocks, 'blocks', words.tooManyBlocks(maxBlocks)),
    ...blockProblems(blocks, 'blocks', words),
    ...problem(specialDays.length > maxSpecialDays, 'specialDays', words.tooManySpecial(maxSpecialDays)),
    ...specialDays.flatMap((day, at) => specialProblems(specialDays, day, at, words)),
  ]
}

type Block = DayBlock & { day?: number }

function blockProblems(blocks: readonly Block[], path: string, words: Words): Problem[] {
  return blocks.flatMap((block, at) => {
    const place = `${path}.${at}`
    if (!fits(DayBlock, { from: block.from, to: block.to })) return [{ path: place, text: words.timeWrong }]
    const alone = detailOf([block])
    if (alone !== null) return [{ path: place, text: words.endsBeforeBegin }]
    const earlier = blocks.slice(0, at).filter(({ from, to }) => fits(DayBlock, { from, to }) && from < to)
    const met = earlier.find((other) => other.day === block.day && detailOf([other, block]) !== null)
    return met ? [{ path: place, text: words.overlapsWith(met.from, met.to) }] : []
  })
}

function detailOf(blocks: readonly Block[]): string | null {
  const onMonday = blocks.map(({ from, to }) => ({ day: 1, from, to }))
  const checked = checkCalendar({ zone: 'UTC', blocks: onMonday, specialDays: [] })
  return checked.ok ? null : (checked.detail ?? '')
}

function specialProblems(all: readonly SpecialDay[], day: SpecialDay, at: number, words: Words): Problem[] {
  const path = `specialDays.${at}`
  const earlier = all.slice(0, at).find((other) => JSON.stringify(other.on) === JSON.stringify(day.on))
  const alone = checkCalendar({ zone: 'UTC', blocks: [], specialDays: [{ ...day, blocks: [] }] })
  return [
    ...problem(day.name.trim() === '', `${path}.name`, words.specialNameNeeded),
    ...problem(!alone.ok, `${path}.on`, words.dateWrong),
    ...(earlier ? [{ path: `${path}.on`, text: words.sameDayAs(earlier.name) }] : []),
    ...blockProblems(day.blocks, `${path}.blocks`, words),
  ]
}

/** Pure: the fields a refusal of the server speaks of. */
export function placesOfCalendar({ refusal, detail = '' }: NotSaved): string[] {
  if (refusal === 'name_taken') return ['name']
  return refusal === 'calendar_not_valid' ? [detail.split(':')[0] ?? 'blocks'] : []
}

/** Pure: one more special day, on the next first of a month that has none. */
export const withSpecialDay = (days: readonly SpecialDay[], date: string): SpecialDay[] => [
  ...days,
  { name: '', on: { every: 'once', date }, blocks: [] },
]

const problem = (isWrong: boolean, path: string, text: string): Problem[] => (isWrong ? [{ path, text }] : [])
