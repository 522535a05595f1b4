import { expect, test } from 'vitest'
import { checkCalendar } from '../../../../modules/calendars/core/calendar.ts'
import { mondayToWeekdays, tidyTime, withBlock } from './times.ts'

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['9:30', '09:30'],
  ['17.45', '17:45'],
  ['8h15', '08:15'],
  ['24', '24:00'],
  ['24:01', '24:01'],
  ['25', '25'],
  ['12:60', '12:60'],
  ['noon', 'noon'],
  ['', ''],
])('%s typed is %s', (typed, time) => expect(tidyTime(typed)).toBe(time))

const block = (day: number, from: string, to: string) => ({ day, from, to })

test('weekdays get the blocks of Monday, the weekend keeps its own', () => {
  const blocks = [
    block(1, '09:00', '12:30'),
    block(1, '13:30', '17:00'),
    block(3, '10:00', '11:00'),
    block(6, '10:00', '14:00'),
  ]
  const after = mondayToWeekdays(blocks)
  expect(after.filter(({ day }) => day === 3)).toEqual([block(3, '09:00', '12:30'), block(3, '13:30', '17:00')])
  expect(after.filter(({ day }) => day === 6)).toEqual([block(6, '10:00', '14:00')])
  expect(after).toHaveLength(11)
})

test('a new block does not meet those of its day', () => {
  const one = withBlock([], 1)
  const two = withBlock(one, 1)
  expect(two).toEqual([block(1, '09:00', '17:00'), block(1, '18:00', '24:00')])
  expect(checkCalendar({ zone: 'UTC', blocks: two, specialDays: [] }).ok).toBe(true)
})
