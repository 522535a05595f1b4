import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Delivery } from '../../../contract/cards.ts'
import type { Instant } from '../../../contract/ids.ts'
import { advance, backOffMs, MAX_ATTEMPTS, maySendAgain } from './delivery.ts'
import { newMessage } from './message.ts'
import { settle } from './outbound.ts'

const at = (seconds: number) => (seconds * 1000) as Instant
const heard = ['accepted', 'sent', 'delivered', 'read', 'played', 'failed'] as const
const positive = ['accepted', 'sent', 'delivered', 'read', 'played'] as const

test('whatever the order of positive statuses, the farthest one stands', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...positive), { minLength: 1 }), (statuses) => {
      const end = statuses.reduce<Delivery>(advance, 'sending')
      expect(end).toBe(positive[Math.max(...statuses.map((status) => positive.indexOf(status)))])
    }),
  )
})

test('ticks never go back, and hearing the same again changes nothing', () => {
  const order: Delivery[] = ['queued', 'sending', 'unknown', 'accepted', 'sent', 'delivered', 'read', 'played']
  fc.assert(
    fc.property(fc.constantFrom(...Delivery.options), fc.array(fc.constantFrom(...heard)), (first, statuses) => {
      let current: Delivery = first
      for (const status of statuses) {
        const next = advance(current, status)
        expect(advance(next, status)).toBe(next)
        if (current !== 'failed' && next !== 'failed')
          expect(order.indexOf(next)).toBeGreaterThanOrEqual(order.indexOf(current))
        current = next
      }
    }),
  )
})

test.each([
  ['sent', 'failed', 'failed'], // 131049: sent, then withheld.
  ['delivered', 'failed', 'delivered'],
  ['read', 'failed', 'read'],
  ['failed', 'sent', 'failed'], // The sent that was on its way before the failure.
  ['failed', 'delivered', 'delivered'], // Proof that it arrived after all.
  ['unknown', 'sent', 'sent'],
  ['unknown', 'failed', 'failed'],
  ['queued', 'read', 'read'], // A status ahead of the answer to our own call.
] as const)('%s, then %s: %s', (before, incoming, after) => expect(advance(before, incoming)).toBe(after))

test('only what failed or has an unknown end may be sent again by hand', () => {
  expect(Delivery.options.filter(maySendAgain)).toEqual(['unknown', 'failed'])
})

test('waits grow fourfold (4^X s) and end at an hour', () => {
  expect([1, 2, 3, 4].map((attempts) => backOffMs(attempts) / 1000)).toEqual([4, 16, 64, 256])
  expect(backOffMs(30)).toBe(3_600_000)
})

const sending = (attempts = 1) =>
  newMessage({
    id: 'm' as never,
    conversationId: 'c' as never,
    channelId: 'w' as never,
    direction: 'out',
    author: 'agent',
    at: at(0),
    content: { kind: 'text', text: 'hi' },
    delivery: 'sending',
    sendingSince: at(0),
    attempts,
  })
const failure = { code: '1', title: 't', detail: 'd' }

test('what may have gone out never returns to the queue', () => {
  const message = sending()
  expect(settle(message, { type: 'unknown', failure }, at(1))).toEqual({ delivery: 'unknown', failure })
  expect(message).toMatchObject({ delivery: 'unknown', nextAttemptAt: null, sendingSince: null })
})

test('an unknown end that a status has already settled stays settled', () => {
  const message = { ...sending(), delivery: 'delivered' as const }
  expect(settle(message, { type: 'unknown', failure }, at(1))).toBeNull()
  expect(message.delivery).toBe('delivered')
})

test('an answer that comes after the word of its failure leaves the failure and its reason', () => {
  const message = { ...sending(), delivery: 'failed' as const, failure }
  expect(settle(message, { type: 'accepted', providerMessageId: 'p', addresses: [] }, at(1))).toBeNull()
  expect(message).toMatchObject({ delivery: 'failed', failure, providerMessageId: 'p' })
})

test('a safe refusal waits and is tried again, but not for ever', () => {
  const message = sending(2)
  expect(settle(message, { type: 'retry', failure, scope: 'message' }, at(100))).toBeNull()
  expect(message).toMatchObject({ delivery: 'queued', nextAttemptAt: at(116) })
  const last = sending(MAX_ATTEMPTS)
  expect(settle(last, { type: 'retry', failure, scope: 'message' }, at(100))).toEqual({ delivery: 'failed', failure })
})

test('a channel’s trouble and our own pacing do not count against the message', () => {
  const message = sending(3)
  settle(message, { type: 'misconfigured', failure }, at(5))
  expect(message).toMatchObject({ delivery: 'queued', attempts: 2, nextAttemptAt: at(5) })
  const held = sending(1)
  settle(held, { type: 'held', until: at(9) }, at(5))
  expect(held).toMatchObject({ delivery: 'queued', attempts: 0, nextAttemptAt: at(9) })
})
