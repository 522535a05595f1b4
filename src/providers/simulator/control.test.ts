import Fastify from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { NOTICE_KINDS } from './notices.ts'
import { simulatorRoutes } from './routes.ts'
import { SEED_NUMBER } from './seed.ts'
import { createSimulator } from './simulator.ts'
import { PNID, type Stage, sentId, setStage, WABA } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(() => stage.close())

const text = { type: 'text', text: { body: 'Is there anything else?' } }

/** Read the live feed until `enough` says so. */
async function readFeed(
  enough: (events: JsonObject[]) => boolean,
  begin: () => Promise<unknown>,
): Promise<JsonObject[]> {
  const stop = new AbortController()
  const response = await fetch(`${stage.running.url}/events`, { signal: stop.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events: JsonObject[] = []
  await begin()
  let unread = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    unread += chunk
    const blocks = unread.split('\n\n')
    unread = blocks.pop()!
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data: '))
      if (data) events.push(JSON.parse(data.slice(6)) as JsonObject)
    }
    if (enough(events)) break
  }
  stop.abort()
  return events
}

test('the state holds everything a screen needs, and no secret', async () => {
  await stage.openWindow()
  const { body } = await stage.control('GET', '/state')
  expect(Object.keys(body).sort()).toEqual([
    'clock',
    'faults',
    'numbers',
    'phoneCount',
    'phones',
    'running',
    'seq',
    'settings',
    'templates',
    'traffic',
    'webhooksWaiting',
  ])
  expect((body.phones as JsonObject[]).map(({ label, number }) => [label, number])).toEqual([
    ['Amara Bello', '+447700900118'],
    ['@mira.kvist', null],
    ['Rosa Quintero', '+447700900131'],
    ['Gil Torres', '+447700900127'],
  ])
  expect(((body.phones as JsonObject[])[0]!.chats as JsonObject[])[0]).toMatchObject({
    phoneNumberId: PNID,
    windowClosesAt: stage.clock.now() + 86_400_000,
    messages: [{ shown: { text: 'Hello' }, state: 'delivered' }],
  })
  const whole = JSON.stringify(body)
  for (const secret of [SEED_NUMBER.accessToken, SEED_NUMBER.appSecret, SEED_NUMBER.verifyToken])
    expect(whole).not.toContain(secret)
})

test('the log tells both directions in words, with what came of them', async () => {
  await stage.openWindow()
  await stage.control('POST', '/clear', { what: 'traffic' })
  await stage.send(text)
  await stage.send({ type: 'template', template: { name: 'continue_chat', language: { code: 'en' } } })
  await stage.idle()
  await stage.advance(86_400_000)
  await stage.send(text)
  const { body } = await stage.control('GET', '/traffic')
  const lines = (body.entries as JsonObject[])
    .reverse()
    .map(({ direction, summary, status, result, failed }) => [direction, summary, status, result, failed])
  expect(lines).toEqual(
    expect.arrayContaining([
      ['to_provider', 'text · 23 characters', 200, 'accepted', false],
      ['to_us', 'statuses · sent', 200, 'answered 200', false],
      ['to_us', 'statuses · delivered', 200, 'answered 200', false],
      ['to_provider', 'template · continue_chat', 200, 'accepted', false],
      ['to_provider', 'text · 23 characters', 400, '131047 Re-engagement message', true],
    ]),
  )
  expect(body.counts).toEqual({ all: 7, toUs: 4, toProvider: 3, failed: 1 })
  const [refused] = (await stage.control('GET', '/traffic?failed=true')).body.entries as JsonObject[]
  const entry = (await stage.control('GET', `/traffic/${String(refused!.id)}`)).body
  expect(JSON.parse(String(entry.requestBody))).toMatchObject(text)
  expect(JSON.parse(String(entry.responseBody))).toMatchObject({
    error: { code: 131047, fbtrace_id: `sim-${String(refused!.id).padStart(6, '0')}` },
  })
  expect(entry.path).toBe(`/v23.0/${PNID}/messages`)
})

test('tokens are never in the log', async () => {
  await stage.graph('GET', `/debug_token?input_token=${SEED_NUMBER.accessToken}`)
  await stage.graph('GET', `/${PNID}?access_token=${SEED_NUMBER.accessToken}`, undefined, null)
  const { body } = await stage.control('GET', '/traffic?direction=to_provider&limit=2')
  for (const { id } of body.entries as JsonObject[])
    expect(JSON.stringify((await stage.control('GET', `/traffic/${String(id)}`)).body)).not.toContain(
      SEED_NUMBER.accessToken,
    )
})

test('the feed tells of traffic, phones, clock and faults as they happen', async () => {
  const types = (events: JsonObject[]): Set<unknown> => new Set(events.map(({ type }) => type))
  const events = await readFeed(
    (seen) => ['traffic', 'phone', 'clock', 'faults'].every((type) => types(seen).has(type)),
    async () => {
      await stage.act('amara', { type: 'text', text: 'Hello' })
      await stage.idle()
      await stage.advance(1000)
      await stage.faults({ duplicate: true })
    },
  )
  const seqs = events.map(({ seq }) => Number(seq))
  for (const [index, seq] of seqs.entries()) if (index > 0) expect(seq).toBe(seqs[index - 1]! + 1)
  expect(events.find(({ type }) => type === 'phone')).toMatchObject({
    phoneId: 'amara',
    message: { from: 'contact', state: 'sent' },
    chat: { phoneNumberId: PNID },
  })
  expect(events.find(({ type }) => type === 'traffic')).toMatchObject({
    entry: { direction: 'to_us', summary: 'messages · text' },
  })
  expect(events.find(({ type }) => type === 'clock')).toMatchObject({ offset: 1000 })
  expect(events.find(({ type }) => type === 'faults')).toMatchObject({ running: ['duplicate'] })
  expect((await stage.control('GET', '/state')).body.seq).toBeGreaterThanOrEqual(Math.max(...seqs))
})

test('a clock moved by somebody else is noticed', async () => {
  const events = await readFeed(
    (seen) => seen.some(({ type }) => type === 'clock'),
    async () => stage.clock.advance(5000),
  )
  expect(events.find(({ type }) => type === 'clock')).toMatchObject({ offset: 5000 })
})

test.each([
  ['POST', '/phones', { name: '' }],
  ['POST', '/phones', { name: 'A', number: '07700900118' }],
  ['PATCH', '/phones/amara', { online: 'no' }],
  ['PATCH', '/phones/amara', { nonsense: true }],
  ['POST', '/phones/amara/act', { action: { type: 'text', text: '' } }],
  ['POST', '/phones/amara/act', { action: { type: 'dance' } }],
  ['POST', '/clock', { advanceMs: -1 }],
  ['POST', '/clock', {}],
  ['POST', '/clear', { what: 'nothing' }],
  ['POST', '/numbers', { phoneNumberId: 'abc' }],
  ['POST', '/numbers', { phoneNumberId: '1', callbackUrl: 'javascript:alert(1)' }],
  ['POST', '/notices', { kind: 'gossip' }],
  ['PATCH', '/templates/1', { status: 'SHINY' }],
  ['GET', '/traffic?limit=100000', undefined],
])('%s %s with %j is 400 and says which field', async (method, path, body) => {
  const answer = await stage.control(method, path, body)
  expect(answer.status).toBe(400)
  expect(answer.body.issues).toEqual(
    expect.arrayContaining([expect.objectContaining({ path: expect.any(String), message: expect.any(String) })]),
  )
})

test.each([
  ['GET', '/phones/nobody', undefined],
  ['PATCH', '/phones/nobody', {}],
  ['POST', '/phones/nobody/act', { action: { type: 'text', text: 'x' } }],
  ['POST', '/phones/amara/act', { to: '999', action: { type: 'text', text: 'x' } }],
  ['PATCH', '/phones/amara', { openChat: '999' }],
  ['PATCH', '/templates/1', { status: 'PAUSED' }],
  ['GET', '/traffic/999999', undefined],
  ['GET', '/media/999', undefined],
  ['DELETE', '/numbers/999', undefined],
])('%s %s is gone: 404', async (method, path, body) => {
  const answer = await stage.control(method, path, body)
  expect(answer.status).toBe(404)
  expect(answer.body).toMatchObject({ refusal: 'not_found', sentence: expect.any(String) })
})

test('clearing chats empties phones and closes windows, clearing everything brings back the beginning', async () => {
  await stage.openWindow()
  await stage.control('POST', '/clear', { what: 'chats' })
  expect((await stage.send(text)).status).toBe(400)
  await stage.control('DELETE', '/phones/amara')
  await stage.faults({ duplicate: true })
  const { body } = await stage.control('POST', '/clear', { what: 'everything' })
  expect(body).toMatchObject({
    phoneCount: 4,
    running: [],
    traffic: { entries: [] },
    numbers: [{ phoneNumberId: PNID, callbackUrl: stage.app.url }],
  })
  await stage.openWindow()
  expect((await stage.send(text)).status).toBe(200)
})

test('a removed number is unknown', async () => {
  await stage.control('DELETE', `/numbers/${PNID}`)
  expect((await stage.send(text)).status).toBe(401)
  expect((await stage.act('amara', { type: 'text', text: 'x' })).body).toMatchObject({ refusal: 'no_number' })
})

test.each(NOTICE_KINDS)('the notice %s arrives signed', async (kind) => {
  await stage.control('POST', '/notices', { kind, phoneId: 'amara' })
  await stage.idle()
  expect(stage.app.received.length).toBeGreaterThan(0)
  for (const { isSigned, body } of stage.app.received) {
    expect(isSigned).toBe(true)
    expect(body.object).toBe('whatsapp_business_account')
    expect((body.entry as JsonObject[])[0]!.id).toBe(WABA)
  }
})

test('a notice takes other values, and one about a person needs a phone', async () => {
  await stage.control('POST', '/notices', { kind: 'account_update', changes: { event: 'PARTNER_REMOVED' } })
  await stage.idle()
  expect(stage.app.changes()[0]).toMatchObject({ field: 'account_update', value: { event: 'PARTNER_REMOVED' } })
  expect((await stage.control('POST', '/notices', { kind: 'history' })).body).toMatchObject({
    refusal: 'needs_a_phone',
  })
})

test('history comes in chunks out of order', async () => {
  await stage.control('POST', '/notices', { kind: 'history', phoneId: 'amara' })
  await stage.idle()
  expect(
    stage.app.changes().map(({ value }) => ((value.history as JsonObject[])[0]!.metadata as JsonObject).chunk_order),
  ).toEqual([2, 1, 3])
})

test('the token, the number and the account can be asked about', async () => {
  const { body: token } = await stage.graph('GET', `/debug_token?input_token=${SEED_NUMBER.accessToken}`)
  expect(token.data).toMatchObject({
    app_id: SEED_NUMBER.appId,
    type: 'SYSTEM_USER',
    is_valid: true,
    expires_at: 0,
    scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
    granular_scopes: [{ target_ids: [WABA] }, { target_ids: [WABA] }],
  })
  expect((await stage.graph('GET', '/debug_token?input_token=nonsense')).body.data).toMatchObject({ is_valid: false })
  expect(
    (await stage.graph('GET', `/${PNID}?fields=display_phone_number,verified_name,throughput,status`)).body,
  ).toEqual({
    id: PNID,
    display_phone_number: '+44 7700 900999',
    verified_name: 'Velmora Home',
    throughput: { level: 'STANDARD' },
    status: 'CONNECTED',
  })
  expect((await stage.graph('GET', `/${PNID}?fields=nonsense`)).body.error).toMatchObject({ code: 100 })
  expect((await stage.graph('GET', `/${WABA}/phone_numbers?fields=id`)).body.data).toEqual([{ id: PNID }])
  expect((await stage.graph('GET', `/${WABA}?fields=health_status`)).body).toMatchObject({
    id: WABA,
    health_status: { can_send_message: 'AVAILABLE' },
  })
})

test('a web page under another name is turned away', async () => {
  const { port } = new URL(stage.running.url)
  const { request } = await import('node:http')
  const status = await new Promise((resolve) =>
    request({ port, host: '127.0.0.1', path: '/control/state', headers: { host: 'evil.example' } }, (response) =>
      resolve(response.statusCode),
    ).end(),
  )
  expect(status).toBe(403)
})

test('it can be mounted under a prefix, its control side guarded and its provider side not', async () => {
  const simulator = createSimulator()
  const server = Fastify()
  await server.register(
    async (scope) =>
      simulatorRoutes(scope, simulator, { guardControl: async (_request, reply) => reply.code(403).send({}) }),
    { prefix: '/simulator/api' },
  )
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const base = `${url}/simulator/api`
  const headers = { authorization: `Bearer ${SEED_NUMBER.accessToken}` }
  expect((await fetch(`${base}/control/state`)).status).toBe(403)
  expect((await fetch(`${base}/events`)).status).toBe(403)
  expect((await fetch(`${base}/graph/v23.0/${PNID}`, { headers })).status).toBe(200)
  const page = (await (await fetch(`${base}/graph/v23.0/${WABA}/message_templates?limit=1`, { headers })).json()) as {
    paging: { next: string }
  }
  expect(page.paging.next).toContain(`${base}/graph/v23.0/${WABA}/message_templates?`)
  expect((await fetch(page.paging.next, { headers })).status).toBe(200)
  await server.close()
})

test('it closes while calls are held and screens look', async () => {
  await stage.openWindow()
  await stage.faults({ failNext: { code: 'timeout', times: 1, by: 'response' } })
  const hanging = stage.send(text).then(
    (answer) => sentId(answer),
    () => 'cut off',
  )
  const feed = await fetch(`${stage.running.url}/events`)
  await expect.poll(() => stage.running.simulator.held.size).toBe(1)
  await stage.running.close()
  expect(await hanging).toBe('cut off')
  await feed.body?.cancel().catch(() => undefined)
})
