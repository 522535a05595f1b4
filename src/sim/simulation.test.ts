import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { playRandomDay } from './days.ts'
import { mutants } from './planted.ts'
import { simulate } from './simulate.ts'

const shiftsEach = 100
const steps = 100
/** For a computer that is busy with other tests; a shift takes a few milliseconds. */
const timeout = 240_000

test.each(Array.from({ length: 10 }, (_, n) => 1 + n * shiftsEach))(
  `every promise is kept in ${shiftsEach} random shifts, from seed %i`,
  (first) => {
    for (let seed = first; seed < first + shiftsEach; seed++) simulate(seed, steps)
  },
  timeout,
)

test('who has room again in the same moment is rung together: a day in which that happens', () => {
  playRandomDay(4520)
})

test('a seed tells the same story twice', () => {
  const story = simulate(7, 400)
  expect(story.length).toBeGreaterThan(200)
  expect(simulate(7, 400)).toEqual(story)
})

test('different seeds tell different stories', () => {
  expect(simulate(1, steps)).not.toEqual(simulate(2, steps))
})

test('every bug of the mutation run can still be planted: its text is there, once', () => {
  const root = join(import.meta.dirname, '../..')
  const lost = mutants.filter(({ file, from }) => readFileSync(join(root, file), 'utf8').split(from).length !== 2)
  expect(lost.map(({ bug }) => bug)).toEqual([])
})
