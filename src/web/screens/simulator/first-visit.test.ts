import { expect, test } from 'vitest'
import { stepsDone } from './first-visit.ts'
import { chat, message, phone } from './samples.ts'

const after = (...messages: ReturnType<typeof message>[]) =>
  stepsDone({ phones: [phone({ chats: [chat({ messages })] })] })

test('each of the first steps is done when it has happened', () => {
  expect(stepsDone({ phones: [phone()] })).toBe(0)
  expect(after(message({ state: 'delivered' }))).toBe(1)
  expect(after(message({ state: 'read' }))).toBe(2)
  expect(after(message({ state: 'read' }), message({ id: '2', from: 'business', state: 'failed' }))).toBe(2)
  expect(after(message({ state: 'read' }), message({ id: '2', from: 'business', state: 'sent' }))).toBe(3)
})
