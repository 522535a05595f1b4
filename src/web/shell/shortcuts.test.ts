import { expect, test } from 'vitest'
import { fits } from './shortcuts.ts'

type Press = Parameters<typeof fits>[1]
const press = (code: string, more: Partial<Press> = {}): Press => ({
  code,
  key: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
})
const outside = { mac: false, inField: false, singleKeys: true }

test('keys are found by their place, so that Option does not type signs', () => {
  expect(fits({ keys: 'Alt+KeyA' }, press('KeyA', { altKey: true, key: 'å' }), outside)).toBe(true)
  expect(fits({ keys: 'Alt+KeyA' }, press('KeyA', { key: 'a' }), outside)).toBe(false)
})
test('AltGr, which is Ctrl and Alt together, types and is no shortcut', () =>
  expect(fits({ keys: 'Alt+KeyQ' }, press('KeyQ', { altKey: true, ctrlKey: true, key: '@' }), outside)).toBe(false))
test('Ctrl is Command on macOS, and Control is left to the system', () => {
  const mac = { ...outside, mac: true }
  expect(fits({ keys: 'Ctrl+KeyK' }, press('KeyK', { metaKey: true }), mac)).toBe(true)
  expect(fits({ keys: 'Ctrl+KeyK' }, press('KeyK', { ctrlKey: true }), mac)).toBe(false)
})
test('a single key stays out of text fields, one with a modifier does not', () => {
  const field = { ...outside, inField: true }
  expect(fits({ keys: 'KeyR' }, press('KeyR'), outside)).toBe(true)
  expect(fits({ keys: 'KeyR' }, press('KeyR'), field)).toBe(false)
  expect(fits({ keys: 'Alt+KeyR' }, press('KeyR', { altKey: true }), field)).toBe(true)
})
test('single keys can be turned off, F6 and Esc cannot', () => {
  const off = { ...outside, singleKeys: false }
  expect(fits({ keys: 'KeyR' }, press('KeyR'), off)).toBe(false)
  expect(fits({ keys: 'F6' }, press('F6'), { ...off, inField: true })).toBe(true)
})
test('a sign is found wherever the keyboard has it', () => {
  expect(fits({ keys: 'sign:?' }, press('Minus', { key: '?', shiftKey: true }), outside)).toBe(true)
  expect(fits({ keys: 'sign:/' }, press('Digit7', { key: '/', shiftKey: true }), outside)).toBe(true)
})
test('Shift counts', () => {
  expect(fits({ keys: 'F6' }, press('F6', { shiftKey: true }), outside)).toBe(false)
  expect(fits({ keys: 'Shift+F6' }, press('F6', { shiftKey: true }), outside)).toBe(true)
})
