/**
 * Somebody wants the server to stop answering others: texts that make a pattern or a parser work for hours, bodies that
 * never end, sockets without end. After each case somebody else is answered; what would take for ever runs into the
 * time limit of its test.
 */
import { connect, type Socket } from 'node:net'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { toE164 } from '../../src/modules/channels/core/phone.ts'
import { readSearch } from '../../src/modules/contacts/core/search.ts'
import { splitText } from '../../src/modules/conversations/core/split-text.ts'
import { checkPassword } from '../../src/modules/identity/core/password.ts'
import { fillAnswer } from '../../src/modules/replies/core/fill.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { json, makeTenant, openOwner, postHook, signatureOf, type Tenant, webhookBody } from '../tenant.ts'

let server: TestServer
let owner: pg.Client
let house: Tenant
beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await openOwner(server)
  house = await makeTenant({ server, owner, mark: 'khouse', line: '100000000000011' })
}, 120_000)
const sockets: (Socket | WebSocket)[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) 'terminate' in socket ? socket.terminate() : socket.destroy()
  expect((await fetch(`${server.url}/api/view`, { headers: headers() })).status, 'others are answered').toBe(200)
})
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})

/** No case may take longer; the computer may be busy with other tests. */
const LIMIT_MS = 30_000
const headers = () => ({ cookie: house.people.agent.cookie, origin: server.url })
const post = (path: string, body: string, more: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': json, ...headers(), ...more }, body })
const get = (path: string, more: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers: { ...headers(), ...more } })

// Patterns that everybody's text reaches: with what makes a careless one work for hours.

const long = 100_000
const nasty: readonly [what: string, text: string][] = [
  ['letters', `${'a'.repeat(long)}!`],
  ['digits', `${'1'.repeat(long)}x`],
  ['spaces', `x${' '.repeat(long)}x`],
  ['dots', `a${'.a'.repeat(long / 2)}!`],
  ['tabs in braces', `{{${'\t'.repeat(long)}x`],
  ['open braces', '{{'.repeat(long / 2)],
  ['signs of a number', `+${'( - )'.repeat(long / 5)}x`],
  ['combining marks', `e${'\u0301'.repeat(long)}`],
  ['families', '👩‍👩‍👧‍👦'.repeat(long / 11)],
]
for (const [what, text] of nasty)
  test(`a hundred thousand ${what} keep a pattern busy`, { timeout: LIMIT_MS }, async () => {
    splitText(text, 4_096)
    readSearch(text)
    toE164(text, 'GB')
    checkPassword(text, { name: text, email: `${text.slice(0, 100)}@b.example` })
    fillAnswer(text, { contact: { name: text }, agent: { name: text }, channel: { name: text } })
    const fields = [
      'name',
      'email',
      'shortcut',
      'key',
      'country',
      'version',
      'baseUrl',
      'state',
      'text',
      'search',
      'number',
      'displayNumber',
    ]
    // As much of each as one body holds.
    const everything = JSON.stringify(Object.fromEntries(fields.map((field) => [field, text.slice(0, 20_000)])))
    for (const path of [
      '/api/contacts/save',
      '/api/canned-answers/save',
      '/api/channels/save',
      '/api/routing/start',
      '/api/users/save',
      '/api/conversations/add-note',
      '/api/auth/sign-in/email',
    ])
      expect((await post(path, everything, { cookie: house.people.administrator.cookie })).status, path).toBe(400)
    const typed = text.slice(0, 10_000)
    const answers = await Promise.all([
      get('/api/view', { authorization: `Bearer sbk_${typed.replace(/[^\w-]/g, 'x')}` }),
      get(`/api/attachments/${house.ids.AttachmentId}`, { range: `bytes=${typed.replace(/[^\x20-\x7e]/g, '1')}-` }),
      get('/api/view', { cookie: `${'; '.repeat(5_000)}x=1` }),
    ])
    for (const { status } of answers) expect(status).toBeLessThan(500)
  })

test('a contact writes a hundred thousand of each, and the others are read', { timeout: LIMIT_MS }, async () => {
  const messages = nasty.map(([, text], index) => ({
    from: '447700900144',
    id: `wamid.nasty${index}`,
    timestamp: '1763600001',
    type: 'text',
    text: { body: text },
  }))
  const contacts = [{ profile: { name: 'x'.repeat(long), username: '@'.repeat(long) }, wa_id: '447700900144' }]
  expect((await postHook(server.url, house.channel, webhookBody(house.line, { contacts, messages }))).status).toBe(200)
  await postHook(
    server.url,
    house.channel,
    webhookBody(house.line, {
      contacts: [],
      messages: [{ ...messages[0], id: 'wamid.after', text: { body: 'after' } }],
    }),
  )
  const after = `select from message where workspace_id = $1 and provider_message_id = 'wamid.after'`
  while ((await owner.query(after, [house.workspaceId])).rowCount === 0);
})

// Bodies.

const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const bodies: readonly [what: string, body: () => string, statuses: readonly number[]][] = [
  ['ten thousand objects in one another', () => deep(10_000), [400]],
  ['ten thousand lists in one another', () => `${'['.repeat(10_000)}${']'.repeat(10_000)}`, [400]],
  ['a hundred thousand open brackets', () => '['.repeat(100_000), [400]],
  [
    'a hundred thousand keys',
    () => `{${Array.from({ length: 100_000 }, (_, key) => `"${key}":1`).join(',')}}`,
    [400, 413],
  ],
  [
    'the same key fifty thousand times',
    () => `{${Array.from({ length: 50_000 }, () => '"state":1').join(',')}}`,
    [400],
  ],
  [
    'a megabyte of emoji',
    () => JSON.stringify({ conversationId: house.ids.ConversationId, text: '🙂'.repeat(250_000) }),
    [400, 413],
  ],
  ['one byte more than is read', () => `"${'x'.repeat(1_048_576)}"`, [413]],
  ['a number of a hundred thousand digits', () => `{"state":${'9'.repeat(100_000)}}`, [400]],
  ['a list of fifty thousand ids', () => JSON.stringify({ ids: Array.from({ length: 50_000 }, (_, id) => id) }), [400]],
]
for (const [what, body, statuses] of bodies)
  test(`a body is ${what}`, { timeout: LIMIT_MS }, async () => {
    for (const path of ['/api/conversations/add-note', '/api/presence/set', '/api/channels/replay'])
      expect(statuses, path).toContain((await post(path, body(), { cookie: house.people.administrator.cookie })).status)
  })

test('a webhook is deep, wide and large', { timeout: LIMIT_MS }, async () => {
  for (const body of [
    deep(10_000),
    '['.repeat(100_000),
    webhookBody(house.line, { messages: Array.from({ length: 20_000 }, () => ({})) }),
  ])
    expect((await postHook(server.url, house.channel, body)).status).toBe(200)
  expect((await postHook(server.url, house.channel, 'x'.repeat(3 * 1024 * 1024 + 1))).status).toBe(413)
  const waiting = `select from webhook where workspace_id = $1 and state = 'stored'`
  while ((await owner.query(waiting, [house.workspaceId])).rowCount !== 0);
})

test('two hundred strangers knock with wrong signatures at once', { timeout: LIMIT_MS }, async () => {
  const body = webhookBody(house.line, {})
  const knocks = Array.from({ length: 200 }, () =>
    fetch(`${server.url}/hooks/whatsapp/${house.channel.webhookKey}`, {
      method: 'POST',
      headers: { 'x-hub-signature-256': signatureOf('wrong', body), 'content-type': json },
      body,
    }),
  )
  expect(new Set((await Promise.all(knocks)).map(({ status }) => status))).toEqual(new Set([401]))
})

test('a body is packed a thousand times over', { timeout: LIMIT_MS }, async () => {
  for (const encoding of ['gzip', 'br', 'deflate', 'zstd'])
    expect(
      (
        await post('/api/presence/set', '{"state":"available"}', {
          'content-encoding': encoding,
          'content-type': 'application/octet-stream',
        })
      ).status,
    ).toBeGreaterThanOrEqual(400)
})

test('two hundred requests send a byte and then nothing', { timeout: LIMIT_MS }, async () => {
  await Promise.all(
    Array.from({ length: 200 }, () =>
      opened(`POST /api/presence/set HTTP/1.1\r\nHost: x\r\nContent-Type: ${json}\r\nContent-Length: 1000\r\n\r\n{`),
    ),
  )
  await Promise.all(Array.from({ length: 200 }, () => opened('GET /api/view HTTP/1.1\r\nHost: x\r\nX-Slow: ')))
  expect((await get('/api/view')).status).toBe(200)
})

test('a body is longer than it says, or says two lengths', { timeout: LIMIT_MS }, async () => {
  for (const lengths of [
    'Content-Length: 3\r\nContent-Length: 30',
    'Content-Length: 3\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
    'Content-Length: -1',
    'Transfer-Encoding: xchunked',
  ])
    expect(
      await answerTo(
        `POST /api/presence/set HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lengths}\r\n\r\n{}\r\n0\r\n\r\nGET /api/users HTTP/1.1\r\n\r\n`,
      ),
      lengths,
    ).toMatch(/^HTTP\/1\.1 [45]/)
})

test('a header is a hundred thousand characters, or there are five thousand of them', {
  timeout: LIMIT_MS,
}, async () => {
  expect(await answerTo(`GET /api/view HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(100_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431/,
  )
  const many = Array.from({ length: 5_000 }, (_, header) => `X-${header}: 1`).join('\r\n')
  expect(await answerTo(`GET /api/view HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${many}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 4/,
  )
})

test('an upload has a thousand parts, or no end', { timeout: LIMIT_MS }, async () => {
  const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
  const path = `/api/attachments?conversationId=${house.ids.ConversationId}`
  for (const body of [`${part.repeat(1_000)}--x--\r\n`, part, `--x\r\n${'X: y\r\n'.repeat(5_000)}\r\n\r\n--x--`]) {
    const { status } = await post(path, body, { 'content-type': 'multipart/form-data; boundary=x' })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  }
})

// Questions that cost much.

test('a search asks for more than a page, or for all of time', { timeout: LIMIT_MS }, async () => {
  for (const query of [
    'limit=201',
    'limit=100000',
    'limit=-1',
    'limit=0',
    'before=99999999999999999',
    `search=${'x'.repeat(101)}`,
  ])
    expect((await get(`/api/interactions?${query}`)).status, query).toBe(400)
  expect((await get(`/api/contacts/find?text=${'1'.repeat(61)}`)).status).toBe(400)
  const all = await get('/api/dispositions/report?from=-8640000000000000&to=8640000000000000', {
    cookie: house.people.administrator.cookie,
  })
  expect(all.status).toBeLessThan(500)
})

test('two hundred searches run at once', { timeout: LIMIT_MS }, async () => {
  const searches = Array.from({ length: 200 }, (_, at) => get(`/api/contacts/find?text=${at % 2 ? 'co' : '77'}`))
  expect(new Set((await Promise.all(searches)).map(({ status }) => status))).toEqual(new Set([200]))
})

test('a text of forty thousand characters is sent as ten thousand messages', { timeout: LIMIT_MS }, () => {
  expect(splitText('\n'.repeat(40_954), 4_096).length).toBeLessThanOrEqual(20)
  expect(splitText('a\n'.repeat(20_000), 4_096).length).toBeLessThanOrEqual(40)
})

// Sockets.

async function socket(given: Record<string, string> = {}): Promise<WebSocket> {
  const one = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, { headers: { ...headers(), ...given } })
  sockets.push(one)
  one.on('error', () => {}) // Refused: the status says why.
  await new Promise((resolve) => {
    one.on('open', resolve)
    one.on('unexpected-response', resolve)
  })
  return one
}
const closing = (one: WebSocket) => new Promise<number>((resolve) => one.on('close', resolve))

const frames: readonly [what: string, send: (one: WebSocket) => void, code: number][] = [
  ['a frame of a megabyte', (one) => one.send('x'.repeat(1_000_000)), 1009],
  [
    'a message in a thousand pieces',
    (one) => {
      for (let piece = 0; piece < 1_000; piece++) one.send('x'.repeat(100), { fin: false })
    },
    1009,
  ],
  ['bytes that are no text', (one) => one.send(Buffer.from([0, 1, 2])), 1008],
  ['text that is no message', (one) => one.send('hello'), 1008],
  ['a message nobody knows', (one) => one.send('{"type":"become","role":"administrator"}'), 1008],
  ['a place before the first line', (one) => one.send('{"type":"subscribe","after":-1}'), 1008],
  ['a number no journal reaches', (one) => one.send('{"type":"subscribe","after":1e300}'), 1008],
  ['deep objects', (one) => one.send(deep(300)), 1008],
  [
    'a hundred messages at once',
    (one) => {
      for (let sent = 0; sent < 100; sent++) one.send('{"type":"subscribe","after":0}')
    },
    1008,
  ],
]
for (const [what, send, code] of frames)
  test(`a socket sends ${what}`, { timeout: LIMIT_MS }, async () => {
    const one = await socket()
    const closed = closing(one)
    send(one)
    expect(await closed).toBe(code)
  })

test('one person opens a hundred sockets', { timeout: LIMIT_MS }, async () => {
  const all = await Promise.all(Array.from({ length: 100 }, () => socket()))
  const open = all.filter(({ readyState }) => readyState === WebSocket.OPEN)
  expect(open.length).toBeGreaterThan(0)
  expect(open.length).toBeLessThanOrEqual(20)
})

test('a hundred strangers ask for a socket, and never go on', { timeout: LIMIT_MS }, async () => {
  const ask =
    'GET /api/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n'
  await Promise.all(Array.from({ length: 100 }, () => opened(ask)))
  expect((await get('/api/view')).status).toBe(200)
})

test('a reader asks for everything and reads nothing', { timeout: LIMIT_MS }, async () => {
  const one = await socket()
  one.pause()
  for (let sent = 0; sent < 20; sent++) one.send('{"type":"subscribe","after":0}')
  expect((await get('/api/view')).status).toBe(200)
})

/** A connection on which this was written and which stays open. */
function opened(text: string): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve) => {
    const one = connect(Number(port), hostname, () => one.write(text, () => resolve(one)))
    one.on('error', () => resolve(one))
    sockets.push(one)
  })
}

function answerTo(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve) => {
    const one = connect(Number(port), hostname, () => one.write(text))
    let answer = ''
    one.on('data', (bytes) => {
      answer += bytes
    })
    one.on('error', () => resolve(answer))
    one.on('close', () => resolve(answer))
  })
}
