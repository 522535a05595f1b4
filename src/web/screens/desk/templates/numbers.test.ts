import { beforeEach, expect, test } from 'vitest'
import { createNumbers } from './numbers.ts'

let numbers: ReturnType<typeof createNumbers>
beforeEach(() => {
  let made = 0
  numbers = createNumbers(() => `number ${++made}`)
})
const notYet = () => false

test('the same again after a lost answer has the same number, something else another', () => {
  expect(numbers.of('welcome, Helena', 10_000, notYet)).toBe('number 1')
  expect(numbers.of('reminder, Helena', 11_000, notYet)).toBe('number 2')
  expect(numbers.of('welcome, Callum', 12_000, notYet)).toBe('number 3')
  expect(numbers.of('welcome, Helena', 13_000, notYet)).toBe('number 1')
})
test('what was sent is done: the same once more is another message', () => {
  numbers.of('welcome, Helena', 10_000, notYet)
  numbers.sent('welcome, Helena')
  expect(numbers.of('welcome, Helena', 11_000, notYet)).toBe('number 2')
})
test('so it is when the thread shows what nobody knew of; an older one there does not count', () => {
  const shownAt = (at: number) => (since: number) => at >= since
  numbers.of('welcome, Helena', 10_000, notYet)
  expect(numbers.of('welcome, Helena', 20_000, shownAt(5_000))).toBe('number 1')
  expect(numbers.of('welcome, Helena', 20_000, shownAt(9_000))).toBe('number 2')
  expect(numbers.of('welcome, Helena', 21_000, shownAt(9_000))).toBe('number 2')
})
