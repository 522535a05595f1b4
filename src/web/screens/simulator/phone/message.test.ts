import { expect, test } from 'vitest'
import { message } from '../samples.ts'
import { byDay, hasArrived, isUnderWay, mayDelete, mayEdit, snippet } from './message.ts'

const minute = 60_000
const words = { deleted: 'Deleted message', kind: (type: string) => `<${type}>` }
const nothing = message().shown

test('the phone shows what it wrote, and of the business what has reached it', () => {
  expect(hasArrived(message({ from: 'contact', state: 'sent' }))).toBe(true)
  for (const state of ['delivered', 'read', 'played'] as const)
    expect(hasArrived(message({ from: 'business', state }))).toBe(true)
  for (const state of ['accepted', 'held', 'sent', 'failed'] as const)
    expect(hasArrived(message({ from: 'business', state }))).toBe(false)
  expect(hasArrived(message({ from: 'business', state: 'read', type: 'reaction' }))).toBe(false)
})

test('what was sent to it and is not there yet is under way', () => {
  expect(isUnderWay(message({ from: 'business', state: 'sent' }))).toBe(true)
  expect(isUnderWay(message({ from: 'business', state: 'sent', type: 'reaction' }))).toBe(false)
  expect(isUnderWay(message({ from: 'contact', state: 'sent' }))).toBe(false)
})

test('own texts can be edited for 15 minutes, own messages deleted for 2 days', () => {
  const own = message({ at: 0 })
  expect([mayEdit(own, 15 * minute), mayEdit(own, 15 * minute + 1)]).toEqual([true, false])
  expect([mayDelete(own, 48 * 60 * minute), mayDelete(own, 48 * 60 * minute + 1)]).toEqual([true, false])
  expect(mayEdit(message({ type: 'image' }), 0)).toBe(false)
  for (const other of [message({ from: 'business' }), message({ revoked: true })])
    expect([mayEdit(other, 0), mayDelete(other, 0)]).toEqual([false, false])
})

test('a message in one line', () => {
  expect(snippet(message(), words)).toBe('Hello')
  expect(snippet(message({ revoked: true }), words)).toBe('Deleted message')
  expect(snippet(message({ type: 'unsupported' }), words)).toBe('<unsupported>')
  expect(snippet(message({ type: 'sticker', shown: { ...nothing, text: null } }), words)).toBe('<sticker>')
  expect(
    snippet(message({ type: 'location', shown: { ...nothing, header: '12 Quarry Lane', text: '53, -1' } }), words),
  ).toBe('12 Quarry Lane')
  const media = { kind: 'image', mediaId: '1', link: null, mimeType: null, fileName: null }
  expect(snippet(message({ type: 'image', shown: { ...nothing, media, text: 'The door' } }), words)).toBe(
    '<image>: The door',
  )
})

test('each calendar day begins once', () => {
  const days = byDay([message({ at: 1 }), message({ at: 9 }), message({ at: 11 })], (at) => String(Math.floor(at / 10)))
  expect(days.map(({ beginsDay }) => beginsDay)).toEqual([true, false, true])
})
