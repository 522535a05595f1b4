import { expect, test } from 'vitest'
import { simulate } from './simulate.ts'

const shiftsEach = 100
const steps = 100
/** For a computer that is busy with other tests; a shift takes a few milliseconds. */
const timeout = 60_000

test.each(Array.from({ length: 10 }, (_, n) => 1 + n * shiftsEach))(
  `every promise is kept in ${shiftsEach} random shifts, from seed %i`,
  (first) => {
    for (let seed = first; seed < first + shiftsEach; seed++) simulate(seed, steps)
  },
  timeout,
)

test('a seed tells the same story twice', () => {
  const story = simulate(7, 400)
  expect(story.length).toBeGreaterThan(200)
  expect(simulate(7, 400)).toEqual(story)
})

test('different seeds tell different stories', () => {
  expect(simulate(1, steps)).not.toEqual(simulate(2, steps))
})
