import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { guardedFetch } from '../../src/kernel/guarded-fetch.ts'
import type { Connection, MediaReference } from '../../src/providers/provider.ts'
import { whatsappCloud } from '../../src/providers/whatsapp-cloud/adapter.ts'
import { json, startServer, type TestServer } from '../../src/providers/whatsapp-cloud/test-server.ts'
import { at, type Inside, openInside, tricks, tricky } from './tricks.ts'

let inside: Inside
/** The channel's own provider, which whoever runs the server allowed by name. */
let provider: TestServer
/** What the provider says about a file. */
let fileAt = ''
/** Where the provider sends us instead of answering. */
let redirect: { status: number; location: string } | null = null
let guard: ReturnType<typeof guardedFetch>

beforeAll(async () => {
  inside = await openInside()
  provider = await startServer((_, response) => {
    if (redirect) response.writeHead(redirect.status, { location: redirect.location }).end()
    else json(response, 200, { id: '1', url: fileAt, mime_type: 'image/jpeg', data: [] })
  })
})
afterEach(() => guard.close())
afterAll(async () => {
  inside.close()
  await provider.stop()
})

function open(): Connection {
  redirect = null
  guard = guardedFetch({
    allowed: [{ host: '127.0.0.1', port: Number(new URL(provider.url).port), path: '/' }],
    ownHosts: ['ours.example'],
    ownAddresses: () => ['3000::beef'],
    resolve: tricky(),
    limits: { connectMs: 150 },
  })
  return provider.connection
}

const file: MediaReference = { id: '4401', mimeType: 'image/jpeg', sha256: null, url: null }
const content = { kind: 'text', text: 'hello', linkPreview: false } as const
const message = {
  reference: 'r',
  to: { kind: 'phone', value: '+447700900123' },
  content,
  quotedProviderMessageId: null,
} as const
const MAX_BYTES = 1_000_000

/** Every place at which the product calls an address that a setting or a payload gave it. */
const places: Record<string, (connection: Connection) => Promise<unknown>> = {
  'sending a message': (connection) => whatsappCloud.send(message, connection, guard.fetch),
  'putting a file or the file of a template at the provider': (connection) =>
    whatsappCloud.uploadMedia(
      { bytes: Buffer.from('x'), mimeType: 'text/plain', fileName: 'x.txt' },
      connection,
      guard.fetch,
    ),
  'asking where a contact’s file is': (connection) =>
    whatsappCloud.fetchMedia(file, connection, guard.fetch, MAX_BYTES),
  'reading the templates': (connection) => whatsappCloud.listTemplates(connection, guard.fetch),
  'showing that we have read': (connection) => whatsappCloud.markRead('wamid.1', false, connection, guard.fetch),
  'testing the connection': (connection) => whatsappCloud.testConnection(connection, guard.fetch),
}

describe.each(Object.entries(places))('the server of a channel, %s', (_, call) => {
  test.each(tricks)('reaches inside by %s', async (...trick) => {
    const connection = open()
    const before = inside.connections()
    const outcome = await call({ ...connection, baseUrl: at(trick, inside.port) })
    // Nothing went out, and whoever sends knows that for certain.
    expect((outcome as { type?: string } | undefined)?.type ?? 'none').not.toMatch(/accepted|uploaded|fetched|unknown/)
    expect(inside.connections()).toBe(before)
  })

  test.each([301, 302, 303, 307, 308])('reaches inside by a redirect (%i) of the provider', async (status) => {
    const connection = open()
    redirect = { status, location: `http://127.0.0.1:${inside.port}/` }
    const before = inside.connections()
    await call(connection)
    expect(inside.connections()).toBe(before)
  })
})

describe('the address of a file, as the provider’s answer gives it', () => {
  test.each(tricks)('reaches inside by %s', async (...trick) => {
    const connection = open()
    fileAt = at(trick, inside.port)
    const before = inside.connections()
    expect(await whatsappCloud.fetchMedia(file, connection, guard.fetch, MAX_BYTES)).not.toMatchObject({
      type: 'fetched',
    })
    expect(inside.connections()).toBe(before)
  })
})

describe('the address of a file, as a webhook gives it', () => {
  test.each(tricks)('reaches inside by %s', async (...trick) => {
    const connection = open()
    fileAt = ''
    const before = inside.connections()
    await whatsappCloud.fetchMedia({ ...file, url: at(trick, inside.port) }, connection, guard.fetch, MAX_BYTES)
    expect(inside.connections()).toBe(before)
  })
})

test('what is allowed by name is reached, so the listener would have counted the others', async () => {
  const connection = open()
  guard.close()
  guard = guardedFetch({ allowed: [{ host: '127.0.0.1', port: inside.port, path: '/' }], ownHosts: [] })
  const before = inside.connections()
  const outcome = await whatsappCloud.send(
    message,
    { ...connection, baseUrl: `http://127.0.0.1:${inside.port}` },
    guard.fetch,
  )
  expect(outcome).toMatchObject({ type: 'unknown' })
  expect(inside.connections()).toBe(before + 1)
})

describe('the token of a channel', () => {
  /** Each may be called as far as the guard is concerned: only that the token stays here is asked. */
  const elsewhere: [name: string, (port: number, own: string) => string][] = [
    ['another port of the provider’s host', (port) => `http://127.0.0.1:${port}/file`],
    ['the provider’s host under another name', (port) => `http://localhost:${port}/file`],
    [
      'the provider’s address as a user name',
      (port, own) => `${own.replace('http://', 'http://x@')}@127.0.0.1:${port}`,
    ],
    ['the provider’s address in the path', (port, own) => `http://127.0.0.1:${port}/${own}`],
    ['the provider’s address after a hash', (port, own) => `http://127.0.0.1:${port}/#${own}`],
    ['a file host of Meta as a user name', (port) => `http://lookaside.fbsbx.com@127.0.0.1:${port}/file`],
    ['a file host of Meta before a backslash', (port) => `http://127.0.0.1:${port}\\lookaside.fbsbx.com`],
    ['a file host of Meta with another port', (port) => `https://lookaside.fbsbx.com:${port}/file`],
    ['a file host of Meta without encryption', () => 'http://lookaside.fbsbx.com/file'],
    ['a name that ends like one of Meta’s', (port) => `https://evilfbcdn.net:${port}/file`],
    ['a name that begins like one of Meta’s', (port) => `https://lookaside.fbsbx.com.evil.example:${port}/file`],
    ['the provider’s port with one more digit', (_, own) => `${own}0/file`],
  ]
  test.each(elsewhere)('is sent to %s', async (_, url) => {
    const thief = await startServer((_request, response) => json(response, 200, {}))
    const asked: string[] = []
    const connection = open()
    fileAt = url(Number(new URL(thief.url).port), provider.url)
    const unguarded = guardedFetch({ allowed: [{ host: '127.0.0.1', port: null, path: '/' }], ownHosts: [] })
    await whatsappCloud.fetchMedia(
      file,
      connection,
      (address, init) => {
        asked.push(address)
        return unguarded.fetch(address, init)
      },
      MAX_BYTES,
    )
    unguarded.close()
    await thief.stop()
    expect(thief.arrived).toEqual([])
    expect(asked.every((address) => address.startsWith(`${provider.url}/`))).toBe(true)
  })

  test('is sent along by a redirect of the provider', async () => {
    const thief = await startServer((_request, response) => json(response, 200, {}))
    const connection = open()
    redirect = { status: 307, location: thief.url }
    const unguarded = guardedFetch({ allowed: [{ host: '127.0.0.1', port: null, path: '/' }], ownHosts: [] })
    expect(await whatsappCloud.send(message, connection, unguarded.fetch)).toMatchObject({ type: 'misconfigured' })
    unguarded.close()
    await thief.stop()
    expect(thief.arrived).toEqual([])
  })
})
