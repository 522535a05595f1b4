import { expect, test } from 'vitest'
import { StrategyName } from '../../../contract/cards.ts'
import { secondsToAccept } from './accept-time.ts'

const queue = { strategy: 'longest_idle', acceptSeconds: 20 } as const

test('whoever has a time of their own has it, shorter or longer than the queue’s (R-075)', () => {
  expect(secondsToAccept(queue, { acceptSeconds: 15 })).toBe(15)
  expect(secondsToAccept(queue, { acceptSeconds: 40 })).toBe(40)
})
test('everybody else has the queue’s', () => {
  expect(secondsToAccept(queue, { acceptSeconds: null })).toBe(20)
  expect(secondsToAccept(queue, {})).toBe(20)
  expect(secondsToAccept(queue, undefined)).toBe(20)
})
test('where all are rung at once the queue’s time holds for all, and nowhere else', () => {
  const queues = StrategyName.options.filter(
    (strategy) => secondsToAccept({ ...queue, strategy }, { acceptSeconds: 40 }) === 20,
  )
  expect(queues).toEqual(['ring_all'])
})
