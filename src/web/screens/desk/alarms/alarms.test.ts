import { expect, test } from 'vitest'
import { at, card } from '../../../testing/samples.ts'
import { alarmsOf } from './alarms.ts'

const clock = (dueAt: number, alarm?: true) => ({
  from: at(0),
  warnAt: null,
  dueAt: at(dueAt),
  ...(alarm && { alarm }),
})

test('only what supervisors were told of, the most overdue first', () => {
  const [one, two] = [
    { ...card(), clocks: { next_response: clock(90, true), solution: clock(10) } },
    { ...card(), clocks: { solution: clock(30, true) } },
  ]
  expect(alarmsOf([one, two]).map(({ card, clock }) => [card === two, clock])).toEqual([
    [true, 'solution'],
    [false, 'next_response'],
  ])
})

test('the same clock started again is another alarm', () => {
  const first = { ...card(), clocks: { next_response: clock(90, true) } }
  const again = { ...first, clocks: { next_response: { ...clock(90, true), from: at(5) } } }
  expect(alarmsOf([first])[0]?.key).not.toBe(alarmsOf([again])[0]?.key)
})
