import { expect, test } from 'vitest'
import { serviceLevel, type Wait } from './service-level.ts'

const limits = { serviceLevelSeconds: 20, abandonAfterSeconds: 60 }
const now = 1_000_000
const took = (seconds: number): Wait => ({ from: 0, endedAt: seconds * 1_000, taken: true })
const left = (seconds: number): Wait => ({ from: 0, endedAt: seconds * 1_000, taken: false })
const waits = (seconds: number): Wait => ({ from: now - seconds * 1_000, endedAt: null, taken: false })

test('a known set of waits gives the percent expected (R-091)', () => {
  const known = [took(3), took(20), took(20.001), took(90), left(5), left(70), waits(60), waits(61)]
  expect(serviceLevel(known, limits, now)).toEqual({
    taken: 4,
    takenInTime: 2,
    abandoned: 3,
    waiting: 1,
    serviceLevelPercent: 29,
    abandonedPercent: 43,
  })
})

test('where nothing was counted there is no percent', () =>
  expect(serviceLevel([waits(1)], limits, now)).toMatchObject({ waiting: 1, serviceLevelPercent: null }))

test('everything in time is 100 percent', () =>
  expect(serviceLevel([took(1), took(2)], limits, now)).toMatchObject({
    serviceLevelPercent: 100,
    abandonedPercent: 0,
  }))
