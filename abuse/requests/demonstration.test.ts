import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoAdministrator } from '../../src/app/demo.ts'
import type { ChannelSettings } from '../../src/contract/operations/channels.ts'
import { listChannels, saveChannel, testConnection } from '../../src/contract/operations/channels.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { type Inside, openInside } from './tricks.ts'

/** The demonstration may call the telephone company it plays. Whoever knows that tries to have it call the rest. */
let server: TestServer
let administrator: Client
let channel: ChannelSettings
let inside: Inside

beforeAll(async () => {
  server = await startServer({ demo: true, env: {} })
  administrator = await signIn(server.url, demoAdministrator.email, demoAdministrator.password)
  channel = (await administrator.must(listChannels, {})).channels[0]!
  inside = await openInside()
})
afterAll(async () => {
  inside.close()
  await server.stop()
})

const saveWith = (baseUrl: string) =>
  administrator.call(saveChannel, {
    ...channel,
    connection: { ...channel.connection, baseUrl },
    accessToken: 'a-token-that-stays-here',
    addAppSecret: null,
    dropAppSecrets: [],
  })

describe('an administrator of the demonstration has it call', () => {
  const tries: [name: string, path: string][] = [
    ['its own API', '/api/channels'],
    ['its own front door', ''],
    ['its own metrics', '/metrics'],
    ['what lies above the simulator', '/simulator/api/../../api/channels'],
    ['what lies above it, escaped', '/simulator/api/%2e%2e/%2e%2e/api/channels'],
    ['what lies above it, half escaped', '/simulator/api/.%2e/.%2E/api/channels'],
    ['what lies above it, by escaped slashes', '/simulator/api/..%2f..%2fapi'],
    ['what lies above it, by escaped backslashes', '/simulator/api/..%5c..%5capi'],
    ['what lies above it, by backslashes', '/simulator/api\\..\\..\\api'],
    ['a folder that only begins like it', '/simulator/apiary'],
    ['the page of the telephones', '/simulator'],
  ]
  test.each(tries)('%s', async (_, path) => {
    const saved = await saveWith(`${server.url}${path}`)
    expect(saved).toMatchObject({ ok: false, refusal: expect.stringMatching(/address_not_allowed|invalid_input/) })
  })

  test('another port of this computer', async () => {
    const saved = await saveWith(`http://127.0.0.1:${inside.port}/simulator/api/graph`)
    expect(saved).toMatchObject({ ok: false, refusal: 'address_not_allowed' })
    expect(inside.connections()).toBe(0)
  })

  test('the telephone company it plays, and is let', async () => {
    const { checks } = await administrator.must(testConnection, { id: channel.id })
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
  })
})

describe('a stranger has the simulator call', () => {
  const tries: [name: string, url: () => string][] = [
    ['another port of this computer', () => `http://127.0.0.1:${inside.port}/hooks/whatsapp/x`],
    ['another port, by name', () => `http://localhost:${inside.port}/hooks/whatsapp/x`],
    ['another port, by IPv6', () => `http://[::1]:${inside.port}/hooks/whatsapp/x`],
    ['another port, by a decimal number', () => `http://2130706433:${inside.port}/hooks/whatsapp/x`],
    ['another address of loopback', () => `http://127.1.2.3:${inside.port}/hooks/whatsapp/x`],
    ['metadata of a cloud', () => 'http://169.254.169.254/latest/meta-data'],
    ['what is not a webhook address of ours', () => `${server.url}/api/channels`],
    ['what lies above the webhook addresses', () => `${server.url}/hooks/../api/channels`],
  ]
  test.each(tries)('%s', async (_, url) => {
    const { phoneNumberId } = channel.connection
    const response = await fetch(`${server.url}/simulator/api/control/numbers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ phoneNumberId, callbackUrl: url(), verifyToken: 'x' }),
    })
    expect(JSON.stringify(await response.json())).toContain('not_this_machine')
    expect(inside.connections()).toBe(0)
  })
})

/** Every call of the simulator's screen, as the code has them. */
const controls = [
  ...readFileSync(join(import.meta.dirname, '../../src/providers/simulator/control.ts'), 'utf8').matchAll(
    /app\.(get|post|patch|delete)(?:<[^(]*>)?\(\s*'(\/[^']+)'/g,
  ),
].map(([, method = '', path = '']) => ({
  method: method.toUpperCase(),
  path: `/simulator/api${path.replace(':id', 'amara')}`,
}))

test('every call of the simulator’s screen is one of those tried here', () => {
  expect(controls.length).toBeGreaterThan(20)
})

type Asking = { method: string; path: string; headers?: Record<string, string>; body?: string }

/** By hand: fetch would name the host itself. Answers as soon as there is a status, for a feed never ends. */
function statusOf({ method, path, headers = {}, body = '' }: Asking): Promise<number> {
  const length = method === 'GET' ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const asking = request(`${server.url}${path}`, { method, headers: { ...length, ...headers } }, (answer) => {
      resolve(answer.statusCode ?? 0)
      asking.destroy()
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

test('a page lets its own name point at the simulator', async () => {
  const { port } = new URL(server.url)
  for (const control of controls)
    for (const name of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil-localhost']) {
      const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}` }
      expect(await statusOf({ ...control, headers }), `${control.path} ${name}`).toBe(403)
    }
  expect(await statusOf({ method: 'GET', path: '/simulator/api/control/state', headers: { host: 'localhost' } })).toBe(
    200,
  )
})

test('a page of another site steers the simulator', async () => {
  for (const control of controls.filter(({ method }) => method !== 'GET'))
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}])
      expect(await statusOf({ ...control, headers }), control.path).toBe(403)
})

test('a stranger reads the secrets of the numbers in what the simulator shows, while it misbehaves', async () => {
  const secrets = {
    accessToken: 'token-planted-in-the-simulator',
    appSecret: 'secret-planted-in-the-simulator',
    verifyToken: 'verify-planted-in-the-simulator',
  }
  const shown: string[] = []
  const ask = async (method: string, path: string, body?: object, more: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/simulator/api${path}`, {
      method,
      headers: { origin: server.url, ...(body && { 'content-type': 'application/json' }), ...more },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    shown.push(text)
    return text
  }
  const callbackUrl = channel.webhookUrl.replace(new URL(channel.webhookUrl).origin, server.url)
  const number = { phoneNumberId: '700800900100777', callbackUrl, ...secrets }
  await ask('POST', '/control/numbers', number)
  const faults = { wrongSignature: true, oldSecret: true, malformedEntry: true, duplicate: true, batch: 2 }
  await ask('PATCH', '/control/faults', faults)
  const graph = '/graph/v23.0/700800900100777'
  const bearer = { authorization: `Bearer ${secrets.accessToken}` }
  for (const token of [secrets.accessToken, secrets.appSecret]) await ask('GET', `${graph}?access_token=${token}`)
  const override = { override_callback_uri: callbackUrl, verify_token: secrets.verifyToken }
  await ask('POST', graph, { webhook_configuration: override }, bearer)
  await ask('POST', `${graph}/messages`, { messaging_product: 'whatsapp', access_token: secrets.accessToken }, bearer)
  for (const failNext of [{ code: '500' }, { code: 131000 }]) {
    await ask('PATCH', '/control/faults', { failNext })
    const text = { messaging_product: 'whatsapp', to: '447700900101', type: 'text', text: { body: 'hello' } }
    await ask('POST', `${graph}/messages`, text, bearer)
  }
  await ask('POST', '/control/phones/amara/act', {
    to: '700800900100777',
    action: { type: 'text', text: 'hello' },
  })
  for (const path of ['state', 'catalogue', 'faults', 'clock', 'phones/amara']) await ask('GET', `/control/${path}`)
  const { entries } = JSON.parse(await ask('GET', '/control/traffic')) as { entries: { id: number; path: string }[] }
  expect(entries.some(({ path }) => path.includes('access_token='))).toBe(true)
  for (const { id } of entries) await ask('GET', `/control/traffic/${id}`)
  await ask('DELETE', '/control/faults')
  await ask('DELETE', `/control/numbers/700800900100777`)
  expect(shown.join('')).toContain('700800900100777')
  for (const secret of [...Object.values(secrets), SEED_NUMBER.accessToken, SEED_NUMBER.appSecret])
    expect(shown.filter((text) => text.includes(secret)).map((text) => text.slice(0, 400))).toEqual([])
})
