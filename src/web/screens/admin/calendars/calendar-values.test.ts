import { describe, expect, test } from 'vitest'
import type { SpecialDay } from '../../../../contract/operations/calendars.ts'
import { times } from '../../../i18n/times.ts'
import { type CalendarValues, calendarProblems, newCalendar, placesOfCalendar } from './calendar-values.ts'

const wrong = (change: Partial<CalendarValues>): string[] =>
  calendarProblems({ ...newCalendar('Europe/London'), name: 'Shop', ...change }, times.en).map(({ path }) => path)
const week = (...blocks: [number, string, string][]) => ({
  blocks: blocks.map(([day, from, to]) => ({ day, from, to })),
})
const once = (date: string, name = date): SpecialDay => ({ name, on: { every: 'once', date }, blocks: [] })

test('a new one lacks only its name', () => {
  expect(wrong({})).toEqual([])
  expect(wrong({ name: ' ' })).toEqual(['name'])
})

describe('the week', () => {
  test('every line that is wrong says so, and which one it meets', () => {
    const values = week([1, '09:00', '12:00'], [1, '11:00', '13:00'], [2, '17:00', '09:00'], [3, 'noon', '17:00'])
    expect(wrong(values)).toEqual(['blocks.1', 'blocks.2', 'blocks.3'])
    const [first] = calendarProblems({ ...newCalendar('UTC'), name: 'Shop', ...values }, times.en)
    expect(first?.text).toContain('09:00')
  })
  test('blocks that touch, the end of the day, and a day on its own are right', () =>
    expect(wrong(week([1, '09:00', '12:00'], [1, '12:00', '24:00'], [2, '09:00', '12:00']))).toEqual([]))
  test('a zone nobody knows', () => expect(wrong({ zone: 'Mars/Olympus' })).toEqual(['zone']))
})

describe('special days', () => {
  test('no name, no such date, the same day twice, hours that overlap', () => {
    expect(wrong({ specialDays: [once('2026-12-25', '')] })).toEqual(['specialDays.0.name'])
    expect(wrong({ specialDays: [once('2026-02-30')] })).toEqual(['specialDays.0.on'])
    expect(wrong({ specialDays: [once('2026-12-25'), once('2026-12-25', 'Again')] })).toEqual(['specialDays.1.on'])
    const blocks = [
      { from: '09:00', to: '12:00' },
      { from: '11:00', to: '13:00' },
    ]
    expect(wrong({ specialDays: [{ ...once('2026-12-24'), blocks }] })).toEqual(['specialDays.0.blocks.1'])
  })
  test('29 February of every year is a day', () =>
    expect(wrong({ specialDays: [{ name: 'Leap day', on: { every: 'year', date: '02-29' }, blocks: [] }] })).toEqual(
      [],
    ))
})

test('a refusal of the server leads to its field', () => {
  const detail = 'blocks.2: overlaps blocks.1'
  expect(placesOfCalendar({ refusal: 'calendar_not_valid', detail })).toEqual(['blocks.2'])
  expect(placesOfCalendar({ refusal: 'name_taken' })).toEqual(['name'])
  expect(placesOfCalendar({ refusal: 'broken' })).toEqual([])
})
