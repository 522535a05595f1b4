import { beforeAll, describe, expect, test } from 'vitest'
import * as formats from './formats.ts'
import { chosen, localeFor } from './language.ts'
import { loadNumberingPlans, phoneNumber } from './phone.ts'

const london = { locale: 'en-GB', zone: 'Europe/London' }
const saoPaulo = { locale: 'pt-BR', zone: 'America/Sao_Paulo' }
const at = (text: string) => Date.parse(text)
const second = 1000
const minute = 60 * second
const hour = 60 * minute

describe('lengths', () => {
  test.each([
    [0, '0:00'],
    [48 * second, '0:48'],
    [2 * minute + 14.9 * second, '2:14'],
    [59 * minute + 59 * second, '59:59'],
    [hour, '1 h'],
    [hour + 8 * minute, '1 h 8 min'],
    [23 * hour + 59 * minute + 59 * second, '23 h 59 min'],
    [24 * hour, '1 d'],
    [51 * hour, '2 d 3 h'],
    [-5 * second, '0:00'],
  ])('%d ms runs as %s', (ms, text) => expect(formats.duration(ms)).toBe(text))

  test.each([
    [41 * minute + 30 * second, '41 min', '41 min'],
    [23 * hour + 55 * minute, '23 h 55 min', '23 h'],
    [75 * hour, '3 d 3 h', '3 d'],
  ])('%d ms is roughly %s and coarsely %s', (ms, rough, coarse) => {
    expect(formats.roughly(ms)).toBe(rough)
    expect(formats.coarsely(ms)).toBe(coarse)
  })
})

describe('times', () => {
  const now = at('2026-11-24T11:13:00Z')
  test.each([
    ['2026-11-24T00:00:00Z', '00:00'],
    ['2026-11-23T23:59:00Z', 'Mon'],
    ['2026-11-18T12:00:00Z', 'Wed'],
    ['2026-11-17T12:00:00Z', '17 Nov'],
    ['2025-12-31T12:00:00Z', '31 Dec 2025'],
  ])('%s in the list is %s', (time, text) => expect(formats.when(at(time), now, london)).toBe(text))

  test('the day changes at midnight of the zone, not of Greenwich', () => {
    const evening = at('2026-11-24T02:30:00Z')
    expect(formats.dayName(evening, now, london)).toBe('Today')
    expect(formats.dayName(evening, now, saoPaulo)).toBe('Ontem')
  })
  test('a message from the future of a wrong clock is dated, not named', () =>
    expect(formats.when(at('2026-11-26T10:00:00Z'), now, london)).toBe('26 Nov'))
  test('exact time has date, seconds and zone', () =>
    expect(formats.exactTime(now, london)).toBe('24 November 2026 at 11:13:00 GMT'))
})

describe('numbers', () => {
  beforeAll(loadNumberingPlans)
  test('phone numbers are international with spaces', () =>
    expect(phoneNumber('+447700900174')).toBe('+44 7700 900174'))
  test('what is no phone number stays as it is', () => expect(phoneNumber('12345')).toBe('12345'))
  test('sizes', () => {
    expect(formats.fileSize(0, london)).toBe('0 bytes')
    expect(formats.fileSize(482_113, london)).toBe('482 kB')
    expect(formats.fileSize(1_440_000, saoPaulo)).toBe('1,4 MB')
  })
  test('money of an unknown currency is not thrown away', () => {
    expect(formats.money(12.5, 'GBP', london)).toBe('£12.50')
    expect(formats.money(12.5, 'shells', london)).toBe('12.5 shells')
  })
})

describe('language', () => {
  test('the stored one wins, then the first of the browser that we speak', () => {
    expect(chosen('es', ['pt-BR'])).toBe('es')
    expect(chosen(null, ['de-DE', 'pt-PT', 'en'])).toBe('pt')
    expect(chosen('xx', ['de'])).toBe('en')
  })
  test('the region of the person is kept where it goes with the language', () => {
    expect(localeFor('pt', ['en-GB', 'pt-PT'])).toBe('pt-PT')
    expect(localeFor('pt', ['en-GB'])).toBe('pt-BR')
  })
})
