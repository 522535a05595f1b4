import { expect, test } from 'vitest'
import { line } from '../samples.ts'
import { keptOffset, olderThan, shownLines } from './rows.ts'

const lines = [
  line({ id: 1, direction: 'to_us', summary: 'messages · text' }),
  line({ id: 2, direction: 'to_provider', summary: 'template · continue_chat', path: '/v23.0/1/messages' }),
  line({ id: 3, direction: 'to_provider', failed: true, status: 400, result: '131047 Re-engagement message' }),
]
const ids = (shown: readonly { id: number }[]) => shown.map(({ id }) => id)
const anything = { text: '', inPayload: new Set<number>() }

test('by where they went, and those that failed', () => {
  expect(shownLines(lines, 'all', anything)).toBe(lines)
  expect(ids(shownLines(lines, 'to_us', anything))).toEqual([1])
  expect(ids(shownLines(lines, 'to_provider', anything))).toEqual([2, 3])
  expect(ids(shownLines(lines, 'failed', anything))).toEqual([3])
})

test('by words of the line, in any case, and by what the server found in payloads', () => {
  expect(ids(shownLines(lines, 'all', { text: ' Continue_Chat ', inPayload: new Set() }))).toEqual([2])
  expect(ids(shownLines(lines, 'all', { text: '131047', inPayload: new Set([1]) }))).toEqual([1, 3])
  expect(ids(shownLines(lines, 'to_us', { text: '131047', inPayload: new Set([1]) }))).toEqual([1])
})

test('the row under the eye stays when rows come in above it or go away there', () => {
  const many = Array.from({ length: 10 }, (_, at) => line({ id: at }))
  expect(keptOffset(many, many.slice(3), 5.25)).toBe(2.25)
  expect(keptOffset(many.slice(3), many, 2.25)).toBe(5.25)
  expect(keptOffset(many, [...many, line({ id: 11 })], 5.25)).toBe(5.25)
  expect(keptOffset(many, many.slice(8), 5.25)).toBe(5.25)
  expect(keptOffset([], many, 0)).toBe(0)
})

test('older ones are asked for so that a slow request leaves none out', () => {
  // 7 took long: it began before 8 and 9, and ended after them.
  expect(olderThan([line({ id: 7 }), line({ id: 9 }), line({ id: 8 })])).toBe(9)
  expect(olderThan([])).toBe(0)
})
