import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFaultBox, NO_FAULTS } from './faults.ts'
import type { JsonObject } from './json.ts'
import { SEED_NUMBER } from './seed.ts'
import { AMARA, errorCode, PNID, type Stage, sentId, setStage } from './stage.ts'
import { signature } from './webhooks.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(() => stage.close())

const text = { type: 'text', text: { body: 'Hello' } }
const write = (body = 'Hello'): Promise<unknown> => stage.act('amara', { type: 'text', text: body })

test('nothing runs at first, and what runs is named', async () => {
  expect((await stage.control('GET', '/faults')).body).toEqual({ faults: NO_FAULTS, running: [] })
  await stage.faults({ delayMs: 500, duplicate: true, failNext: { code: 131026, times: 2, by: 'response' } })
  expect((await stage.control('GET', '/faults')).body.running).toEqual(['delay', 'duplicate', 'failNext'])
  expect((await stage.control('DELETE', '/faults')).body.running).toEqual([])
})

test.each([
  [{ delayMs: -1 }],
  [{ duplicate: 'yes' }],
  [{ nonsense: true }],
  [{ failNext: { code: 5 } }],
  [{ chance: { duplicate: 2 } }],
])('refuses %j with 400', async (changes) => {
  const answer = await stage.control('PATCH', '/faults', changes)
  expect(answer.status).toBe(400)
  expect(answer.body.issues).toEqual([expect.objectContaining({ message: expect.any(String) })])
})

test('delay: a webhook waits for its time', async () => {
  await stage.faults({ delayMs: 5000 })
  await write()
  await stage.advance(4999)
  expect(stage.app.received).toHaveLength(0)
  await stage.advance(1)
  await stage.idle()
  expect(stage.app.received).toHaveLength(1)
})

test('duplicate: the same bytes arrive twice', async () => {
  await stage.faults({ duplicate: true })
  await write()
  await stage.idle()
  expect(stage.app.received).toHaveLength(2)
  expect(stage.app.received[0]!.text).toBe(stage.app.received[1]!.text)
})

test('outOfOrder: read, then delivered, then sent, each with its own time', async () => {
  await stage.openWindow()
  await stage.change('amara', { openChat: PNID })
  await stage.faults({ outOfOrder: true })
  const answer = await stage.send(text)
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['read', 'delivered', 'sent'])
})

test('statusBeforeResponse: the app hears before the send is answered', async () => {
  await stage.openWindow()
  await stage.faults({ statusBeforeResponse: true })
  const answer = await stage.send(text)
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered'])
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered'])
})

test('statusBeforeResponse: an app that is down does not keep the send from being answered', async () => {
  await stage.openWindow()
  await stage.faults({ statusBeforeResponse: true, delayMs: 600_000 })
  expect((await stage.send(text)).status).toBe(200)
})

test('skipDelivered: an open chat is read at once', async () => {
  await stage.openWindow()
  await stage.change('amara', { openChat: PNID })
  await stage.faults({ skipDelivered: true })
  const answer = await stage.send(text)
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'read'])
})

test('wrongSignature: refused by whoever checks', async () => {
  await stage.faults({ wrongSignature: true })
  await write()
  await stage.idle()
  expect(stage.app.received[0]!.isSigned).toBe(false)
})

test('oldSecret: signed with the secret before the last change', async () => {
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, appSecret: 'sim-app-secret-02' })
  await stage.faults({ oldSecret: true })
  await write()
  await stage.idle()
  const { headers, text: body } = stage.app.received[0]!
  expect(headers['x-hub-signature-256']).toBe(signature(SEED_NUMBER.appSecret, body))
})

test('a rotated secret is used at once when no fault runs', async () => {
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, appSecret: 'sim-app-secret-02' })
  await write()
  await stage.idle()
  const { headers, text: body } = stage.app.received[0]!
  expect(headers['x-hub-signature-256']).toBe(signature('sim-app-secret-02', body))
})

test('batch: several updates in one body, of messages and statuses and two numbers', async () => {
  const other = '700800900100202'
  await stage.openWindow()
  await stage.control('POST', '/numbers', {
    phoneNumberId: other,
    displayNumber: '+44 7700 900998',
    accessToken: 'another-token',
    callbackUrl: stage.app.url,
  })
  await stage.faults({ batch: 50 })
  await write('One')
  await stage.act('rosa', { type: 'text', text: 'Two' })
  await stage.send(text)
  await stage.control('POST', '/phones/gil/act', { to: other, action: { type: 'text', text: 'Three' } })
  await stage.advance(200)
  await stage.idle()
  const [first] = stage.app.received
  expect(first!.isSigned).toBe(true)
  const changes = (first!.body.entry as JsonObject[]).flatMap((entry) => entry.changes as JsonObject[])
  expect(changes.map(({ value }) => (value as JsonObject).metadata)).toEqual([
    { display_phone_number: '447700900999', phone_number_id: PNID },
    { display_phone_number: '447700900998', phone_number_id: other },
  ])
  expect((changes[0]!.value as JsonObject).messages).toHaveLength(2)
  expect((changes[0]!.value as JsonObject).statuses).toHaveLength(2)
})

test('malformedEntry: something broken beside what is right', async () => {
  await stage.faults({ malformedEntry: true })
  await write()
  await stage.idle()
  const entries = stage.app.received[0]!.body.entry as unknown[]
  expect(entries).toHaveLength(2)
  expect(entries[1]).toMatchObject({
    id: SEED_NUMBER.wabaId,
    changes: [{ field: 'messages', value: { messages: [{ text: { body: 'Hello' } }] } }],
  })
  expect(stage.app.received[0]!.isSigned).toBe(true)
})

test('escapeUnicode: only ASCII on the wire, and the signature is of those bytes', async () => {
  await stage.faults({ escapeUnicode: true })
  await write('café 🙂')
  await stage.idle()
  const [received] = stage.app.received
  expect(received!.text).toContain('caf\\u00e9 \\ud83d\\ude42')
  expect(received!.isSigned).toBe(true)
  expect(stage.app.messages()[0]!.text).toEqual({ body: 'café 🙂' })
})

test('heldForQuality: held, then sent after all', async () => {
  await stage.faults({ heldForQuality: true })
  const template = { type: 'template', template: { name: 'continue_chat', language: { code: 'en' } } }
  const answer = await stage.send(template)
  expect((answer.body.messages as JsonObject[])[0]!.message_status).toBe('held_for_quality_assessment')
  await stage.advance(59_999)
  expect(stage.app.statuses(sentId(answer))).toEqual([])
  await stage.advance(1)
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered'])
})

test('heldForQuality: failed with 132015 when the template is paused meanwhile', async () => {
  await stage.faults({ heldForQuality: true })
  const { world } = stage.running.simulator
  const template = world.accounts.get(SEED_NUMBER.wabaId)!.templates.get('continue_chat/en')!
  const answer = await stage.send({ type: 'template', template: { name: 'continue_chat', language: { code: 'en' } } })
  await stage.control('PATCH', `/templates/${template.id}`, { status: 'PAUSED' })
  await stage.advance(60_000)
  await stage.idle()
  expect(stage.app.changes().at(-1)!.value.statuses).toEqual([
    expect.objectContaining({
      id: sentId(answer),
      status: 'failed',
      errors: [expect.objectContaining({ code: 132015 })],
    }),
  ])
})

test('invalidResponseJson: a form that cannot be parsed', async () => {
  await stage.faults({ invalidResponseJson: true })
  await stage.act('amara', { type: 'form', response: '{"size":"L"}' })
  await stage.idle()
  const reply = (stage.app.messages()[0]!.interactive as JsonObject).nfm_reply as JsonObject
  expect(() => JSON.parse(String(reply.response_json))).toThrow()
})

test('wrongMediaHash: the hash is not that of the bytes', async () => {
  const hashOf = async (): Promise<unknown> => {
    stage.app.clear()
    await stage.act('amara', { type: 'image' })
    await stage.idle()
    return (stage.app.messages()[0]!.image as JsonObject).sha256
  }
  const right = await hashOf()
  await stage.faults({ wrongMediaHash: true })
  expect(await hashOf()).not.toBe(right)
})

test.each([131048, 131026, 130429, 132000, 4, 2])('failNext: code %i in the answer, once', async (code) => {
  await stage.openWindow()
  await stage.faults({ failNext: { code, times: 1, by: 'response' } })
  const refused = await stage.send(text)
  expect(errorCode(refused)).toBe(code)
  expect(refused.status).toBe(code === 2 ? 503 : 400)
  expect((await stage.send(text)).status).toBe(200)
})

test('failNext: a wrong request does not use it up, nor does a read mark', async () => {
  await stage.act('amara', { type: 'text', text: 'Hello' })
  await stage.idle()
  await stage.faults({ failNext: { code: 131048, times: 1, by: 'response' } })
  expect(errorCode(await stage.send({ type: 'text', text: {} }))).toBe(131008)
  expect((await stage.send({ to: undefined, status: 'read', message_id: stage.app.messages()[0]!.id })).status).toBe(
    200,
  )
  expect(errorCode(await stage.send(text))).toBe(131048)
})

test('failNext: accepted, then failed by status, twice', async () => {
  await stage.openWindow()
  await stage.faults({ failNext: { code: 131049, times: 2, by: 'status' } })
  const answers = [await stage.send(text), await stage.send(text), await stage.send(text)]
  await stage.idle()
  expect(answers.map((answer) => stage.app.statuses(sentId(answer)))).toEqual([
    ['failed'],
    ['failed'],
    ['sent', 'delivered'],
  ])
})

test('failNext: 500 with nothing sent', async () => {
  await stage.openWindow()
  await stage.faults({ failNext: { code: '500', times: 1, by: 'response' } })
  const answer = await stage.send(text)
  expect({ status: answer.status, code: errorCode(answer) }).toEqual({ status: 500, code: 131000 })
  await stage.idle()
  expect(stage.app.received).toHaveLength(0)
})

test.each([
  ['timeout', ['sent', 'delivered']],
  ['timeout_before', []],
  ['reset', ['sent', 'delivered']],
  ['reset_before', []],
] as const)('failNext: %s gives no answer, and the app hears %j', async (code, expected) => {
  await stage.openWindow()
  await stage.faults({ failNext: { code, times: 1, by: 'response' } })
  const giveUp = new AbortController()
  const sending = fetch(`${stage.running.graphUrl}/v23.0/${PNID}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SEED_NUMBER.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: AMARA, ...text, biz_opaque_callback_data: 'mine' }),
    signal: giveUp.signal,
  })
  const ended = sending.then(
    () => 'answered',
    () => 'no answer',
  )
  const isHanging = code.startsWith('timeout')
  if (isHanging) {
    await expect.poll(() => stage.running.simulator.held.size).toBe(1)
    giveUp.abort()
  }
  expect(await ended).toBe('no answer')
  await stage.idle()
  const statuses = stage.app.changes().flatMap(({ value }) => value.statuses as JsonObject[])
  expect(statuses.map(({ status }) => status)).toEqual(expected)
  expect(statuses.every(({ biz_opaque_callback_data }) => biz_opaque_callback_data === 'mine')).toBe(true)
  await expect.poll(() => stage.running.simulator.held.size).toBe(0)
})

test('the same seed throws the same dice', () => {
  const throws = (seed: number): boolean[] => {
    const box = createFaultBox({ ...NO_FAULTS, duplicate: true, chance: { duplicate: 0.5 }, seed }, () => undefined)
    return Array.from({ length: 200 }, () => box.strikes('duplicate'))
  }
  expect(throws(7)).toEqual(throws(7))
  expect(throws(7)).not.toEqual(throws(8))
  const hits = throws(7).filter(Boolean).length
  expect(hits).toBeGreaterThan(70)
  expect(hits).toBeLessThan(130)
})

test('a chance of 0 never strikes, of 1 always', () => {
  const box = createFaultBox(
    { ...NO_FAULTS, duplicate: true, outOfOrder: true, chance: { duplicate: 0, outOfOrder: 1 } },
    () => undefined,
  )
  for (let i = 0; i < 100; i++)
    expect([box.strikes('duplicate'), box.strikes('outOfOrder'), box.strikes('oldSecret')]).toEqual([
      false,
      true,
      false,
    ])
})
