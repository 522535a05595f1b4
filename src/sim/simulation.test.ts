import { expect, test } from 'vitest'
import { simulate } from './simulate.ts'

const shifts = 1_000
const steps = 100

test(`every promise is kept in ${shifts} random shifts`, () => {
  for (let seed = 1; seed <= shifts; seed++) simulate(seed, steps)
})

test('a seed tells the same story twice', () => {
  expect(simulate(7, 400)).toEqual(simulate(7, 400))
})
