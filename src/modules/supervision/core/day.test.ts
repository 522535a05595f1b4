import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { dayAround, isZone } from './day.ts'

const hourMs = 3_600_000
const at = (text: string) => Date.parse(text) as Instant
const day = (zone: string, text: string) => {
  const { from, to } = dayAround(zone, at(text))
  return [new Date(from).toISOString().slice(0, 16), new Date(to).toISOString().slice(0, 16)]
}

test('a day runs from midnight to midnight on the wall of its zone', () => {
  expect(day('UTC', '2026-03-02T09:30:00Z')).toEqual(['2026-03-02T00:00', '2026-03-03T00:00'])
  expect(day('Asia/Kolkata', '2026-03-02T18:29:59Z')).toEqual(['2026-03-01T18:30', '2026-03-02T18:30'])
  expect(day('Asia/Kolkata', '2026-03-02T18:30:00Z')).toEqual(['2026-03-02T18:30', '2026-03-03T18:30'])
})

test('a day in which clocks change has 23 or 25 hours; one may begin at one o’clock, and one may be missing', () => {
  expect(day('Europe/Berlin', '2026-03-29T12:00:00Z')).toEqual(['2026-03-28T23:00', '2026-03-29T22:00'])
  expect(day('Europe/Berlin', '2026-10-25T12:00:00Z')).toEqual(['2026-10-24T22:00', '2026-10-25T23:00'])
  expect(day('Africa/Cairo', '2024-04-26T12:00:00Z')).toEqual(['2024-04-25T22:00', '2024-04-26T21:00'])
  // Samoa had no 30 December 2011.
  expect(day('Pacific/Apia', '2011-12-30T09:59:59Z')).toEqual(['2011-12-29T10:00', '2011-12-30T10:00'])
  expect(day('Pacific/Apia', '2011-12-30T10:00:00Z')).toEqual(['2011-12-30T10:00', '2011-12-31T10:00'])
})

test('every day of a year begins where the one before ended, and leap days are days', () => {
  for (const zone of ['America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Europe/London']) {
    let from = dayAround(zone, at('2024-01-01T12:00:00Z')).from
    for (let n = 0; n < 366; n++) {
      const { from: began, to } = dayAround(zone, (from + hourMs) as Instant)
      expect(began).toBe(from)
      from = to
    }
    expect(from).toBe(dayAround(zone, at('2025-01-01T12:00:00Z')).from)
  }
})

test('a zone is a name of the IANA database', () => {
  expect(['Europe/Lisbon', 'UTC', '+01:00', 'Mars/Olympus', ''].map(isZone)).toEqual([true, true, false, false, false])
})
