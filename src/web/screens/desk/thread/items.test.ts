import { expect, test } from 'vitest'
import type { Thread } from '../../../../contract/cards.ts'
import type { Pending } from '../../../sync/outbox.ts'
import { at, card, idOf, ines, message, thread } from '../../../testing/samples.ts'
import { itemsOf, textOf } from './items.ts'

const nothing = { pending: [], windowClosedAt: null, missedSince: null, zone: 'Europe/London' }
const kinds = (of: Thread, extra: Partial<Parameters<typeof itemsOf>[1]> = {}) =>
  itemsOf(of, { ...nothing, ...extra }).map((item) => `${item.kind} ${item.key}`.replace(/ day.*| line.*| 6.*/, ''))
const day = 24 * 3600

test('messages, notes and lines in one order of time, with a divider for each day', () => {
  const whole: Thread = {
    ...thread([message('a', 0), message('b', 10), message('c', day)]),
    notes: [
      {
        id: idOf('note'),
        conversationId: card().conversation.id,
        interactionId: null,
        agentId: ines,
        at: at(5),
        text: 'x',
      },
    ],
    lines: [{ seq: 4, at: at(11), what: 'assigned', number: 48_213, agentId: ines, by: null, more: null }],
  }
  expect(kinds(whole)).toEqual(['day', 'message', 'note', 'message', 'line', 'day', 'message'])
})

test('lines before the oldest message wait for their page', () => {
  const lines: Thread['lines'] = [
    { seq: 1, at: at(-100), what: 'created', number: 1, agentId: null, by: null, more: null },
  ]
  expect(kinds({ ...thread([message('a', 0)], true), lines })).toEqual(['day', 'message'])
  expect(kinds({ ...thread([message('a', 0)], false), lines })).toEqual(['day', 'line', 'message'])
})

test('what is on its way comes last, whatever the clock says', () => {
  const text = { kind: 'text', text: 'hello' } as const
  const pending: Pending = {
    clientId: 'client',
    conversationId: card().conversation.id,
    content: text,
    shown: text,
    quote: null,
    undoSeconds: 0,
    at: at(-500),
    writtenAt: 0,
    state: 'sending',
    refusal: null,
    messageIds: [],
  }
  expect(kinds(thread([message('a', 0)]), { pending: [pending] })).toEqual(['day', 'message', 'pending client'])
})

test('where the window closed and where the line was away are marked in their place', () => {
  const items = itemsOf(thread([message('a', 0), message('b', 20)]), {
    ...nothing,
    windowClosedAt: at(30),
    missedSince: at(10),
  })
  expect(items.map((item) => item.kind)).toEqual(['day', 'message', 'missed', 'message', 'window_closed'])
})

test('a file without a caption has no text', () => {
  const media = {
    attachmentId: null,
    providerMediaId: null,
    mimeType: 'image/png',
    sha256: null,
    fileName: null,
    sizeBytes: null,
    state: 'stored',
  } as const
  expect(textOf({ content: { kind: 'image', media, caption: null } })).toBeNull()
  expect(textOf({ content: { kind: 'image', media, caption: 'Broken leg' } })).toBe('Broken leg')
})
