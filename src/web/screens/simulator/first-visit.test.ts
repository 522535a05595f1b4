import { expect, test } from 'vitest'
import { stepsDone } from './first-visit.ts'
import { chat, message, phone } from './samples.ts'

const after = (...messages: ReturnType<typeof message>[]) =>
  stepsDone({ phones: [phone({ id: 'other' }), phone({ id: 'mine', chats: [chat({ messages })] })] }, 'mine')

test('each of the first steps is done when it has happened', () => {
  expect(stepsDone({ phones: [phone({ id: 'mine' })] }, 'mine')).toBe(0)
  const before = phone({ id: 'other', chats: [chat({ messages: [message({ state: 'read' })] })] })
  expect(stepsDone({ phones: [phone({ id: 'mine' }), before] }, 'mine')).toBe(0)
  expect(after(message({ state: 'delivered' }))).toBe(1)
  expect(after(message({ state: 'read' }))).toBe(2)
  expect(after(message({ state: 'read' }), message({ id: '2', from: 'business', state: 'failed' }))).toBe(2)
  expect(after(message({ state: 'read' }), message({ id: '2', from: 'business', state: 'sent' }))).toBe(3)
})
