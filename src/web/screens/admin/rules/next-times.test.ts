import { expect, test } from 'vitest'
import { parseCrontab } from '../../../../modules/rules/core/crontab.ts'
import { nextTimes } from './next-times.ts'

const next = (crontab: string, from: string): string[] => {
  const read = parseCrontab(crontab)
  if (!read.ok) throw new Error('it can be read')
  return nextTimes(read.value, 'Europe/Lisbon', Date.parse(from), 3).map((at) => new Date(at).toISOString())
}

test('the next three, by the clock of the business, over the end of summer time', () =>
  expect(next('0 8 * * 0', '2026-10-17T12:00:00Z')).toEqual([
    '2026-10-18T07:00:00.000Z',
    '2026-10-25T08:00:00.000Z',
    '2026-11-01T08:00:00.000Z',
  ]))

test('never the present moment', () =>
  expect(next('0 8 * * *', '2026-01-05T08:00:00Z')[0]).toBe('2026-01-06T08:00:00.000Z'))
