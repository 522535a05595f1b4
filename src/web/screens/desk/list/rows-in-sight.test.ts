import { expect, test } from 'vitest'
import { inSight } from './useRowsInSight.ts'

test('what is seen, and six more on each side', () => {
  expect(inSight({ top: 0, height: 700 }, 1000, 70)).toEqual({ first: 0, last: 16 })
  expect(inSight({ top: 7000, height: 700 }, 1000, 70)).toEqual({ first: 94, last: 116 })
  expect(inSight({ top: 69_300, height: 700 }, 1000, 70)).toEqual({ first: 984, last: 1000 })
})
test('a short list is whole, an empty one has no rows', () => {
  expect(inSight({ top: 0, height: 700 }, 3, 70)).toEqual({ first: 0, last: 3 })
  expect(inSight({ top: 0, height: 700 }, 0, 70)).toEqual({ first: 0, last: 0 })
})
