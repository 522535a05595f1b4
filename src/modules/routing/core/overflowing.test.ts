import { expect, test } from 'vitest'
import type { Instant, QueueId } from '../../../contract/ids.ts'
import { overflows, whenOverflowing } from './overflowing.ts'

const noLimit = { mostWaiting: null, longestWaitSeconds: null }
const noon = 1_800_000_000_000 as Instant
const support = 'support' as QueueId

test('with ten who may wait the eleventh is too many; after sixty seconds somebody waits too long; otherwise nobody is', () => {
  expect(overflows({ ...noLimit, mostWaiting: 10 }, 9, 0)).toBe(false)
  expect(overflows({ ...noLimit, mostWaiting: 10 }, 10, 0)).toBe(true)
  expect(overflows({ ...noLimit, longestWaitSeconds: 60 }, 500, 59_999)).toBe(false)
  expect(overflows({ ...noLimit, longestWaitSeconds: 60 }, 0, 60_000)).toBe(true)
  expect(overflows(noLimit, 1_000_000, 1e12)).toBe(false)
})

test('they stay, are turned away, or go to a queue that is there, which may refuse their channel', () => {
  expect(whenOverflowing({ does: 'stay', queueId: support }, true, noon)).toBeNull()
  expect(whenOverflowing({ does: 'close', queueId: null }, undefined, noon)).toEqual({ type: 'turn_away', at: noon })
  const move = { type: 'move', queueId: support, by: null, at: noon, seen: null }
  for (const takes of [true, false])
    expect(whenOverflowing({ does: 'move', queueId: support }, takes, noon)).toEqual({ ...move, takes })
  expect(whenOverflowing({ does: 'move', queueId: support }, undefined, noon)).toBeNull()
  expect(whenOverflowing({ does: 'move', queueId: null }, undefined, noon)).toBeNull()
})
