import { afterEach, expect, test } from 'vitest'
import type { SimulatedClock } from './clock.ts'
import type { JsonObject } from './json.ts'
import { startListeningApp } from './listening-app.ts'
import { SEED_NUMBER } from './seed.ts'
import { PNID, type Stage, sentId, setStage, standingClock, WABA } from './stage.ts'

let stage: Stage
afterEach(() => stage.close())

const bodies = (): unknown[] => stage.app.messages().map((message) => (message.text as JsonObject).body)
const write = (phoneId: string, text: string): Promise<unknown> => stage.act(phoneId, { type: 'text', text })
const waiting = (): number => stage.running.simulator.outbox.waiting().length

test.each([500, 404, 204, 302])(
  'a webhook answered with %i comes again until it is answered with 200',
  async (status) => {
    stage = await setStage()
    stage.app.answers.push(status, status, status)
    await write('amara', 'Hello')
    await stage.idle()
    expect(stage.app.received).toHaveLength(4)
    expect(new Set(stage.app.received.map(({ text }) => text)).size).toBe(1)
    expect(waiting()).toBe(0)
  },
)

test('an app that does not answer in time is asked again', async () => {
  stage = await setStage({ webhookTimeoutMs: 50 })
  stage.app.answers.push(null)
  await write('amara', 'Hello')
  await stage.idle()
  expect(stage.app.received).toHaveLength(2)
})

test('after the last try it is given up, and says so', async () => {
  stage = await setStage({ retryDelaysMs: [0, 0] })
  stage.app.answers.push(500, 500, 500, 500)
  await write('amara', 'Hello')
  await stage.idle()
  expect(stage.app.received).toHaveLength(3)
  const { body } = await stage.control('GET', '/traffic?direction=to_us')
  expect((body.entries as JsonObject[]).slice(0, 3).map(({ result }) => result)).toEqual([
    'answered 500, try 3, given up',
    'answered 500, try 2, next try in 0 ms',
    'answered 500, next try in 0 ms',
  ])
})

test('retries follow the simulated clock', async () => {
  const clock: SimulatedClock = standingClock()
  stage = await setStage({ clock, retryDelaysMs: [3_600_000] })
  stage.app.answers.push(500)
  await write('amara', 'Hello')
  await expect.poll(() => stage.running.simulator.traffic.counts().toUs).toBe(2)
  await stage.advance(3_599_999)
  expect(stage.app.received).toHaveLength(1)
  await stage.advance(1)
  await stage.idle()
  expect(stage.app.received).toHaveLength(2)
})

test('what waits for its next try is tried now when the app is back', async () => {
  stage = await setStage({ retryDelaysMs: [86_400_000] })
  stage.app.answers.push(503, 503)
  await write('amara', 'A1')
  await write('rosa', 'R1')
  await expect.poll(() => stage.running.simulator.traffic.counts().failed).toBe(2)
  expect((await stage.control('POST', '/traffic/retry')).body).toEqual({ lanes: 2 })
  await stage.idle()
  expect(stage.app.received).toHaveLength(4)
})

test('in order of the chat, a failing webhook holds its own chat only', async () => {
  stage = await setStage({ retryDelaysMs: [60_000] })
  stage.app.answers.push(500)
  await write('amara', 'A1')
  await expect.poll(() => stage.app.received.length).toBe(1)
  await write('amara', 'A2')
  await write('rosa', 'R1')
  await expect.poll(bodies).toEqual(['A1', 'R1'])
  await stage.advance(60_000)
  await stage.idle()
  expect(bodies()).toEqual(['A1', 'R1', 'A1', 'A2'])
})

test('in order of the number, it holds them all', async () => {
  stage = await setStage({ retryDelaysMs: [60_000] })
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, order: 'number' })
  stage.app.answers.push(500)
  await write('amara', 'A1')
  await write('amara', 'A2')
  await write('rosa', 'R1')
  await expect.poll(() => stage.app.received.length).toBe(1)
  await stage.advance(60_000)
  await stage.idle()
  expect(bodies()).toEqual(['A1', 'A1', 'A2', 'R1'])
})

test('in no order, it holds nothing', async () => {
  stage = await setStage({ retryDelaysMs: [60_000] })
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, order: 'none' })
  stage.app.answers.push(500)
  await write('amara', 'A1')
  await expect.poll(() => stage.app.received.length).toBe(1)
  await write('amara', 'A2')
  await expect.poll(bodies).toEqual(['A1', 'A2'])
  await stage.advance(60_000)
  await stage.idle()
  expect(bodies()).toEqual(['A1', 'A2', 'A1'])
})

test('two hundred messages of one chat arrive in order', async () => {
  stage = await setStage()
  const words = Array.from({ length: 200 }, (_, index) => `Message ${index}`)
  for (const word of words) await write('amara', word)
  await stage.idle()
  expect(bodies()).toEqual(words)
})

test('an address that does not pass the handshake is not used', async () => {
  stage = await setStage()
  const other = await startListeningApp({ appSecret: 'x', verifyToken: 'another' })
  const refused = await stage.control('POST', '/numbers', { phoneNumberId: PNID, callbackUrl: other.url })
  expect(refused.body).toMatchObject({
    handshake: { ok: false, detail: 'The address answered 403 instead of 200.' },
    number: { callbackUrl: stage.app.url },
  })
  const accepted = await stage.control('POST', '/numbers', {
    phoneNumberId: PNID,
    callbackUrl: other.url,
    verifyToken: 'another',
  })
  expect(accepted.body).toMatchObject({ handshake: { ok: true }, number: { callbackUrl: other.url } })
  const gone = await stage.control('POST', '/numbers', {
    phoneNumberId: PNID,
    callbackUrl: 'http://127.0.0.1:1/nobody',
  })
  expect(gone.body).toMatchObject({
    handshake: { ok: false, detail: 'The address did not answer: nobody listens there.' },
  })
  const { body } = await stage.control('GET', '/traffic?text=handshake')
  expect(JSON.stringify(body)).not.toContain('another')
  await other.close()
})

test.each(['http://192.0.2.7/hook', 'https://velmora.example/hook', 'http://127.0.0.1.velmora.example/hook'])(
  'only this machine is called: not %s',
  async (callbackUrl) => {
    stage = await setStage()
    expect((await stage.control('POST', '/numbers', { phoneNumberId: PNID, callbackUrl })).body).toMatchObject({
      refusal: 'not_this_machine',
    })
    const override = await stage.graph('POST', `/${WABA}/subscribed_apps`, {
      override_callback_uri: callbackUrl,
      verify_token: 'x',
    })
    expect(override.status).toBe(400)
  },
)

test('an override of the number comes before one of the account, and both before the app', async () => {
  stage = await setStage()
  const [account, number] = [await startListeningApp(SEED_NUMBER), await startListeningApp(SEED_NUMBER)]
  const verify_token = SEED_NUMBER.verifyToken
  await stage.graph('POST', `/${WABA}/subscribed_apps`, { override_callback_uri: account.url, verify_token })
  await write('amara', 'To the account')
  await stage.idle()
  await stage.graph('POST', `/${PNID}`, { webhook_configuration: { override_callback_uri: number.url, verify_token } })
  expect((await stage.graph('GET', `/${PNID}?fields=webhook_configuration`)).body).toEqual({
    id: PNID,
    webhook_configuration: {
      application: stage.app.url,
      whatsapp_business_account: account.url,
      phone_number: number.url,
    },
  })
  await write('amara', 'To the number')
  await stage.control('POST', '/notices', { kind: 'account_review_update' })
  await stage.idle()
  expect([account.messages().length, number.messages().length]).toEqual([1, 1])
  expect(stage.app.changes().map(({ field }) => field)).toEqual(['account_review_update'])

  await stage.graph('POST', `/${PNID}`, { webhook_configuration: { override_callback_uri: '' } })
  await stage.graph('POST', `/${WABA}/subscribed_apps`)
  await write('amara', 'To the app')
  await stage.idle()
  expect(bodies()).toEqual(['To the app'])
  await account.close()
  await number.close()
})

test('an override that does not pass the handshake is refused', async () => {
  stage = await setStage()
  const answer = await stage.graph('POST', `/${WABA}/subscribed_apps`, {
    override_callback_uri: stage.app.url,
    verify_token: 'wrong',
  })
  expect(answer.status).toBe(400)
  expect(answer.body.error).toMatchObject({ code: 2200 })
})

test('without a subscription nothing arrives, and the log says so', async () => {
  stage = await setStage()
  expect((await stage.graph('GET', `/${WABA}/subscribed_apps`)).body.data).toEqual([
    { whatsapp_business_api_data: { id: SEED_NUMBER.appId, link: expect.any(String), name: 'Switchboard' } },
  ])
  await stage.graph('DELETE', `/${WABA}/subscribed_apps`)
  expect((await stage.graph('GET', `/${WABA}/subscribed_apps`)).body.data).toEqual([])
  await write('amara', 'Nobody hears')
  await stage.idle()
  expect(stage.app.received).toHaveLength(0)
  const { body } = await stage.control('GET', '/traffic?direction=to_us&limit=1')
  expect(body.entries).toEqual([expect.objectContaining({ result: 'nobody is subscribed, dropped', failed: true })])
  await stage.graph('POST', `/${WABA}/subscribed_apps`)
  await write('amara', 'Heard')
  await stage.idle()
  expect(bodies()).toEqual(['Heard'])
})

test('a logged webhook is sent again with the same bytes and signature', async () => {
  stage = await setStage()
  await write('amara', 'Hello')
  await stage.idle()
  const { body } = await stage.control('GET', '/traffic?direction=to_us&limit=1')
  const [entry] = body.entries as JsonObject[]
  const again = await stage.control('POST', `/traffic/${String(entry!.id)}/replay`)
  expect(again.body).toMatchObject({ status: 200, result: `answered 200, replay of ${String(entry!.id)}` })
  const [first, second] = stage.app.received
  expect([second!.text, second!.headers['x-hub-signature-256']]).toEqual([
    first!.text,
    first!.headers['x-hub-signature-256'],
  ])
})

test('the last webhooks are sent again in their order', async () => {
  stage = await setStage()
  for (const word of ['One', 'Two', 'Three']) await write('amara', word)
  await stage.idle()
  stage.app.clear()
  await stage.control('POST', '/traffic/resend', { last: 2 })
  expect(bodies()).toEqual(['Two', 'Three'])
})

test('a call of the Graph API cannot be replayed as a webhook', async () => {
  stage = await setStage()
  await stage.send({ type: 'text', text: { body: 'Hello' } })
  const { body } = await stage.control('GET', '/traffic?direction=to_provider&limit=1')
  expect((await stage.control('POST', `/traffic/${String((body.entries as JsonObject[])[0]!.id)}/replay`)).status).toBe(
    409,
  )
})

test('statuses of hundreds of sends all arrive, each chat in order', async () => {
  stage = await setStage({ strangers: 'reachable' })
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, messagesPerSecond: 1000 })
  const template = { type: 'template', template: { name: 'continue_chat', language: { code: 'en' } } }
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) => stage.send({ to: `+4477009${String(10_000 + index)}`, ...template })),
  )
  await stage.idle()
  for (const answer of answers) expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered'])
})
