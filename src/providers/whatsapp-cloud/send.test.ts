import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Connection, Outbound, SendOutcome } from '../provider.ts'
import { whatsappCloud, whatsappCloudWaiting } from './adapter.ts'
import { type Answering, graphError, json, startServer, type TestServer } from './test-server.ts'

let server: TestServer
afterEach(() => server.stop())

const hello: Outbound = {
  reference: '3f0f8a57-1111-4222-8333-444455556666',
  to: { kind: 'phone', value: '+447700900123' },
  content: { kind: 'text', text: 'Hello' },
  quotedProviderMessageId: null,
}

async function sendTo(answer: Answering, connection: Partial<Connection> = {}): Promise<SendOutcome> {
  server = await startServer(answer)
  return whatsappCloud.send(hello, { ...server.connection, ...connection }, fetch)
}

/** A provider that does not wait long for what never comes. */
const impatient = whatsappCloudWaiting({ callTimeoutMs: 150, fileTimeoutMs: 150 })

describe('a send that is accepted', () => {
  test('goes to the number of the channel, once, with the token', async () => {
    await sendTo((_, response) => json(response, 200, { messages: [{ id: 'wamid.SIM1001' }] }))
    expect(server.arrived).toHaveLength(1)
    const [request] = server.arrived
    expect(request).toMatchObject({ method: 'POST', path: '/v26.0/700800900100201/messages' })
    expect(request!.headers).toMatchObject({
      authorization: 'Bearer sim-token-01',
      'content-type': 'application/json',
    })
    expect(JSON.parse(request!.body.toString())).toMatchObject({
      to: '+447700900123',
      text: { body: 'Hello' },
      biz_opaque_callback_data: hello.reference,
    })
  })

  test('names the addresses under which the contact will answer', async () => {
    const contacts = [{ input: '+5521900000000', wa_id: '552190000000', user_id: 'BR.7Q2m9xT0aBc' }]
    const outcome = await sendTo((_, response) =>
      json(response, 200, {
        messaging_product: 'whatsapp',
        contacts,
        messages: [{ id: 'wamid.SIM1001', message_status: 'held_for_quality_assessment' }],
      }),
    )
    expect(outcome).toEqual({
      type: 'accepted',
      providerMessageId: 'wamid.SIM1001',
      addresses: [
        { kind: 'phone', value: '+552190000000' },
        { kind: 'user_id', value: 'BR.7Q2m9xT0aBc' },
      ],
    })
  })

  test('needs no contacts in the answer', async () => {
    const outcome = await sendTo((_, response) => json(response, 200, { messages: [{ id: 'wamid.SIM1001' }] }))
    expect(outcome).toEqual({ type: 'accepted', providerMessageId: 'wamid.SIM1001', addresses: [] })
  })
})

describe('a refusal by code', () => {
  const cases: [number, number, Partial<SendOutcome>][] = [
    // Slow down: refused before anything went out.
    [400, 131056, { type: 'retry', scope: 'pair' }],
    [400, 130429, { type: 'retry', scope: 'channel' }],
    [429, 130429, { type: 'retry', scope: 'channel' }],
    [400, 4, { type: 'retry', scope: 'channel' }],
    [400, 80007, { type: 'retry', scope: 'channel' }],
    [400, 134101, { type: 'retry', scope: 'message' }],
    // Perhaps it went out.
    [400, 1, { type: 'unknown' }],
    [503, 2, { type: 'unknown' }],
    [500, 131000, { type: 'unknown' }],
    [500, 131016, { type: 'unknown' }],
    [500, 131057, { type: 'unknown' }],
    [503, 133004, { type: 'unknown' }],
    [400, 2494100, { type: 'unknown' }],
    // Credentials and account.
    [401, 0, { type: 'misconfigured' }],
    [401, 190, { type: 'misconfigured' }],
    [500, 3, { type: 'misconfigured' }],
    [403, 10, { type: 'misconfigured' }],
    [403, 200, { type: 'misconfigured' }],
    [403, 299, { type: 'misconfigured' }],
    [400, 33, { type: 'misconfigured' }],
    [403, 131031, { type: 'misconfigured' }],
    [400, 131042, { type: 'misconfigured' }],
    [500, 131045, { type: 'misconfigured' }],
    [400, 133010, { type: 'misconfigured' }],
    // Not like this.
    [400, 100, { type: 'rejected' }],
    [400, 131008, { type: 'rejected' }],
    [400, 131026, { type: 'rejected' }],
    [400, 131047, { type: 'rejected' }],
    [400, 131050, { type: 'rejected' }],
    [400, 131062, { type: 'rejected' }],
    [400, 132000, { type: 'rejected' }],
    [404, 132001, { type: 'rejected' }],
    [400, 132015, { type: 'rejected' }],
    // A limit of days.
    [400, 131048, { type: 'rejected' }],
    [400, 131049, { type: 'rejected' }],
    [400, 131064, { type: 'rejected' }],
    // Not in the list.
    [400, 999001, { type: 'rejected' }],
    [404, 300, { type: 'rejected' }],
    [500, 999001, { type: 'unknown' }],
  ]
  test.each(cases)('HTTP %i, code %i', async (status, code, expected) => {
    const outcome = await sendTo((_, response) => graphError(response, status, code))
    expect(outcome).toMatchObject({ ...expected, failure: { code: String(code) } })
    expect(server.arrived).toHaveLength(1)
  })

  test('what may pass by itself may have gone out', async () => {
    const answer: Answering = (_, response) => graphError(response, 400, 131026, { is_transient: true })
    expect(await sendTo(answer)).toMatchObject({ type: 'unknown' })
  })

  test('what is documented as refused before sending stays refused', async () => {
    const answer: Answering = (_, response) => graphError(response, 400, 4, { is_transient: true })
    expect(await sendTo(answer)).toMatchObject({ type: 'retry', scope: 'channel' })
  })

  test('tells what Meta says in detail, under our own title', async () => {
    const details = 'Message failed to send because more than 24 hours have passed.'
    const outcome = await sendTo((_, response) =>
      graphError(response, 400, 131047, { error_data: { messaging_product: 'whatsapp', details } }),
    )
    expect(outcome).toEqual({
      type: 'rejected',
      failure: { code: '131047', title: 'More than 24 hours since the contact wrote', detail: details },
    })
  })

  test('a detail without end is cut', async () => {
    const outcome = await sendTo((_, response) => graphError(response, 400, 100, { message: 'x'.repeat(100_000) }))
    expect(outcome.type === 'rejected' && outcome.failure.detail.length).toBeLessThan(1_100)
  })
})

describe('an answer that is not Meta’s', () => {
  const page = '<html>Bad gateway</html>'
  const cases: [number, string, Partial<SendOutcome>][] = [
    [200, page, { type: 'unknown' }],
    [200, '', { type: 'unknown' }],
    [200, '{"messages":[]}', { type: 'unknown' }],
    [200, '{"error":{"code":131047}}', { type: 'unknown' }],
    [204, '', { type: 'unknown' }],
    [408, page, { type: 'unknown' }],
    [500, page, { type: 'unknown' }],
    [502, page, { type: 'unknown' }],
    [503, '', { type: 'unknown' }],
    [429, page, { type: 'retry', scope: 'channel' }],
    [400, page, { type: 'rejected' }],
    [413, page, { type: 'rejected' }],
    [401, page, { type: 'misconfigured' }],
    [403, page, { type: 'misconfigured' }],
    [404, page, { type: 'misconfigured' }],
  ]
  test.each(cases)('HTTP %i: %s', async (status, body, expected) => {
    expect(await sendTo((_, response) => response.writeHead(status).end(body))).toMatchObject(expected)
  })

  test('an answer that never ends is not read to its end', async () => {
    const outcome = await sendTo((_, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', pour)
      }
      response.writeHead(200)
      pour()
    })
    expect(outcome).toMatchObject({ type: 'unknown', failure: { code: 'http_200' } })
  })

  test('a redirect is not followed, so the token stays here', async () => {
    const elsewhere = await startServer((_, response) => json(response, 200, { messages: [{ id: 'wamid.STOLEN' }] }))
    const outcome = await sendTo((_, response) => response.writeHead(307, { location: elsewhere.url }).end())
    await elsewhere.stop()
    expect(outcome).toMatchObject({ type: 'misconfigured', failure: { code: 'http_307' } })
    expect(elsewhere.arrived).toEqual([])
  })
})

test('an answer that repeats the token does not hand it on, however it is written', async () => {
  const accessToken = 'EAAG/token+of="this"/channel'
  for (const written of [accessToken, encodeURIComponent(accessToken)]) {
    const outcome = await sendTo(
      (_, response) => graphError(response, 400, 131009, { message: `Malformed access token ${written}` }),
      { accessToken },
    )
    expect(outcome).toMatchObject({ failure: { detail: expect.stringContaining('Malformed access token') } })
    expect(JSON.stringify(outcome)).not.toMatch(/EAAG/)
  }
})

describe('the network', () => {
  test('no answer in time: it may have gone out', async () => {
    server = await startServer(() => {})
    const outcome = await impatient.send(hello, server.connection, fetch)
    expect(outcome).toMatchObject({ type: 'unknown', failure: { code: 'timeout' } })
    expect(server.arrived).toHaveLength(1)
  })

  test('an answer that breaks off after success may have gone out', async () => {
    server = await startServer((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"messages":', () => response.destroy())
    })
    expect(await whatsappCloud.send(hello, server.connection, fetch)).toMatchObject({ type: 'unknown' })
  })

  test('a connection closed on the request may have gone out', async () => {
    const outcome = await sendTo((_, response) => response.destroy())
    expect(outcome).toMatchObject({ type: 'unknown' })
  })

  test('a connection half closed without an answer may have gone out', async () => {
    server = await startServer(() => {})
    const half = await startRawServer((socket) => socket.once('data', () => socket.end()))
    const outcome = await whatsappCloud.send(hello, { ...server.connection, baseUrl: half.url }, fetch)
    half.stop()
    expect(outcome).toMatchObject({ type: 'unknown' })
    expect(half.connections()).toBe(1)
  })

  test('a refused connection: nothing went out', async () => {
    server = await startServer(() => {})
    await server.stop()
    const outcome = await whatsappCloud.send(hello, server.connection, fetch)
    expect(outcome).toMatchObject({ type: 'retry', scope: 'message', failure: { code: 'econnrefused' } })
  })

  const failure = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall })
  const several = (...errors: Error[]) => Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' })
  test.each([
    ['every address refused', several(failure('ECONNREFUSED', 'connect'), failure('ENETUNREACH', 'connect')), 'retry'],
    ['one address broke off', several(failure('ECONNREFUSED', 'connect'), failure('ECONNRESET', 'read')), 'unknown'],
    ['no connection in time', failure('UND_ERR_CONNECT_TIMEOUT'), 'retry'],
    ['a certificate that ran out', failure('CERT_HAS_EXPIRED'), 'retry'],
    ['a certificate of another host', failure('ERR_TLS_CERT_ALTNAME_INVALID'), 'retry'],
    ['a reset connection', failure('ECONNRESET', 'read'), 'unknown'],
    ['no headers in time', failure('UND_ERR_HEADERS_TIMEOUT'), 'unknown'],
    ['a closed socket', failure('UND_ERR_SOCKET'), 'unknown'],
  ])('%s', async (_, cause, type) => {
    server = await startServer(() => {})
    const outcome = await whatsappCloud.send(hello, server.connection, async () => {
      throw new TypeError('fetch failed', { cause })
    })
    expect(outcome).toMatchObject({ type })
  })

  test('a host without an address: nothing went out', async () => {
    const outcome = await sendTo(() => {}, { baseUrl: 'http://graph.example.invalid' })
    expect(outcome).toMatchObject({ type: 'retry', scope: 'message' })
    expect(server.arrived).toEqual([])
  })

  test('a failure nobody can explain may have gone out', async () => {
    server = await startServer(() => {})
    const outcome = await whatsappCloud.send(hello, server.connection, async () => {
      throw new TypeError('fetch failed: Bearer sim-token-01', { cause: new Error('who knows') })
    })
    expect(outcome).toMatchObject({ type: 'unknown' })
    expect(JSON.stringify(outcome)).not.toContain('sim-token-01')
  })
})

describe('settings that make no request', () => {
  const cases: [string, Partial<Connection>][] = [
    ['no token', { accessToken: '' }],
    ['a token with a line break', { accessToken: 'sim-token\n01' }],
    ['a token beyond ASCII', { accessToken: 'tökén' }],
    ['no address', { baseUrl: '' }],
    ['an address that is none', { baseUrl: 'graph.facebook.com' }],
    ['another protocol', { baseUrl: 'file:///etc/passwd' }],
    ['no number', { line: '' }],
    ['a number that leads elsewhere', { line: '..' }],
  ]
  test.each(cases)('%s', async (_, wrong) => {
    const outcome = await sendTo(() => {}, wrong)
    expect(outcome).toMatchObject({ type: 'misconfigured' })
    if (wrong.accessToken) expect(JSON.stringify(outcome)).not.toContain(wrong.accessToken)
    expect(server.arrived).toEqual([])
  })

  test('ids are escaped and cannot leave their place in the address', async () => {
    await sendTo((_, response) => json(response, 200, {}), { line: '1/../../2?x=y#z' })
    expect(server.arrived.map(({ path }) => path)).toEqual(['/v26.0/1%2F..%2F..%2F2%3Fx%3Dy%23z/messages'])
  })

  test('a server address may have a path and end in a stroke, and a version is not needed', async () => {
    server = await startServer((_, response) => json(response, 200, {}))
    await whatsappCloud.send(hello, { ...server.connection, baseUrl: `${server.url}/meta/`, version: '' }, fetch)
    expect(server.arrived.map(({ path }) => path)).toEqual(['/meta/700800900100201/messages'])
  })
})

describe('read receipts', () => {
  test('say what was read, and that somebody is writing', async () => {
    server = await startServer((_, response) => json(response, 200, { success: true }))
    await whatsappCloud.markRead('wamid.SIM0001', false, server.connection, fetch)
    await whatsappCloud.markRead('wamid.SIM0001', true, server.connection, fetch)
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.SIM0001' }
    expect(server.arrived.map(({ body }) => JSON.parse(body.toString()))).toEqual([
      read,
      { ...read, typing_indicator: { type: 'text' } },
    ])
  })

  test('are a courtesy: a failure goes no further', async () => {
    server = await startServer((_, response) => graphError(response, 400, 131009))
    await expect(whatsappCloud.markRead('wamid.OLD', true, server.connection, fetch)).resolves.toBeUndefined()
    await server.stop()
    await expect(whatsappCloud.markRead('wamid.OLD', true, server.connection, fetch)).resolves.toBeUndefined()
  })
})

async function startRawServer(onConnection: (socket: Socket) => void) {
  let connections = 0
  const raw = createServer((socket) => {
    connections++
    onConnection(socket)
  })
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
  const address = raw.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}`, stop: () => raw.close(), connections: () => connections }
}
