import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { errorCode, PNID, type Stage, sentId, setStage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(() => stage.close())

const text = { type: 'text', text: { body: 'Hello' } }
const template = { type: 'template', template: { name: 'continue_chat', language: { code: 'en' } } }
const HOUR_MS = 3_600_000

test('free text goes until 23:59:59 after the contact wrote, and not at 24:00:00', async () => {
  await stage.openWindow()
  await stage.advance(24 * HOUR_MS - 1000)
  expect((await stage.send(text)).status).toBe(200)
  await stage.advance(999)
  expect((await stage.send(text)).status).toBe(200)
  await stage.advance(1)
  const refused = await stage.send(text)
  expect({ code: errorCode(refused), status: refused.status }).toEqual({ code: 131047, status: 400 })
  expect((await stage.send(template)).status).toBe(200)
})

test('before anybody wrote, and for every other contact, the window is closed', async () => {
  await stage.openWindow()
  expect(errorCode(await stage.send({ ...text, to: '+447700900131' }))).toBe(131047)
})

test.each([
  ['a tap', async (id: string) => stage.act('amara', { type: 'tap', messageId: id, button: 0 }), null],
  ['a reaction', async (id: string) => stage.act('amara', { type: 'reaction', messageId: id, emoji: '👍' }), 131047],
  ['reading', async () => stage.change('amara', { openChat: PNID }), 131047],
  ['a photo', async () => stage.act('amara', { type: 'image' }), null],
  ['an unsupported message', async () => stage.act('amara', { type: 'unsupported' }), null],
] as const)('%s after the template: %s', async (_what, act, code) => {
  const id = sentId(await stage.send(template))
  await stage.idle()
  await act(id)
  expect(errorCode(await stage.send(text))).toBe(code)
})

test('a number can refuse by status instead', async () => {
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, windowRefusal: 'status' })
  const answer = await stage.send(text)
  expect(answer.status).toBe(200)
  await stage.idle()
  expect(stage.app.changes()[0]!.value.statuses).toEqual([
    expect.objectContaining({
      id: sentId(answer),
      status: 'failed',
      errors: [expect.objectContaining({ code: 131047 })],
    }),
  ])
})

test('back to real time reopens what was closed by setting the clock forward', async () => {
  await stage.openWindow()
  await stage.advance(48 * HOUR_MS)
  expect(errorCode(await stage.send(text))).toBe(131047)
  await stage.control('POST', '/clock', { real: true })
  expect((await stage.send(text)).status).toBe(200)
})

test('after a thousand delivered in a month, service messages cost', async () => {
  await stage.openWindow()
  const number = stage.running.simulator.world.numbers.get(PNID)!
  number.service = { month: '2026-11', delivered: 999 }
  const pricingOf = async (): Promise<unknown> => {
    stage.app.clear()
    await stage.send(text)
    await stage.idle()
    return (stage.app.changes()[0]!.value.statuses as JsonObject[])[0]!.pricing
  }
  expect(await pricingOf()).toMatchObject({ billable: false, type: 'free_customer_service' })
  expect(await pricingOf()).toMatchObject({ billable: true, type: 'regular', category: 'service' })
  await stage.advance(20 * 24 * HOUR_MS)
  await stage.openWindow()
  expect(await pricingOf()).toMatchObject({ billable: false })
})

test('an advertisement opens a free entry point of 72 hours', async () => {
  await stage.act('amara', {
    type: 'text',
    text: 'Hi',
    referral: { sourceUrl: 'https://fb.example/ad/9', sourceId: '9', headline: 'Sofas', body: 'Ask' },
  })
  await stage.idle()
  stage.app.clear()
  await stage.send(text)
  await stage.idle()
  const [status] = stage.app.changes()[0]!.value.statuses as JsonObject[]
  expect(status).toMatchObject({
    pricing: { category: 'referral_conversion', type: 'free_entry_point', billable: false },
    conversation: {
      origin: { type: 'referral_conversion' },
      expiration_timestamp: String(Math.floor((stage.clock.now() + 72 * HOUR_MS) / 1000)),
    },
  })
})
