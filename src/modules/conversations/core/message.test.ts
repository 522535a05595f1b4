import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { type HeardReaction, react, showSame } from './message.ts'

const heard = (emoji: string | null, at: number): HeardReaction => ({ from: 'contact', emoji, at: at as Instant })

test('the latest reaction stands, in whatever order they are heard', () => {
  const told = [heard('👍', 1), heard('❤️', 3), heard('👍', 5)]
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
  for (const order of orders) {
    const after = order.reduce<HeardReaction[]>((known, place) => react(known, told[place]!) ?? known, [])
    expect(after).toEqual([heard('👍', 5)])
  }
})

test('of two in one second the one heard last stands, and a redelivery tells nothing new', () => {
  expect(react([heard('👍', 1)], heard('❤️', 1))).toEqual([heard('❤️', 1)])
  expect(react([heard('👍', 1)], heard('👍', 1))).toBeNull()
})

test('the same sign again is new in its time, and shows the same', () => {
  const again = react([heard('👍', 1)], heard('👍', 5))
  expect(again).toEqual([heard('👍', 5)])
  expect(showSame([heard('👍', 1)], again ?? [])).toBe(true)
  expect(showSame([heard('👍', 1)], [heard(null, 2)])).toBe(false)
})
