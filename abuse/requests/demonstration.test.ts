import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoAdministrator } from '../../src/app/demo.ts'
import type { ChannelSettings } from '../../src/contract/operations/channels.ts'
import { listChannels, saveChannel, testConnection } from '../../src/contract/operations/channels.ts'
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
