import { afterEach, describe, expect, test } from 'vitest'
import type { Connection, ConnectionCheck } from '../provider.ts'
import { whatsappCloud } from './adapter.ts'
import { type Answering, type Arrived, graphError, json, startServer, type TestServer } from './test-server.ts'

let server: TestServer
afterEach(() => server.stop())

const line = '700800900100201'
const account = '900100200300401'

/** Answers as a channel that is set up well; each test breaks one thing. */
const well: Readonly<Record<string, Answering>> = {
  [`/v26.0/${line}`]: (_, response) =>
    json(response, 200, {
      id: line,
      display_phone_number: '+44 7700 900999',
      verified_name: 'Example Ltd',
      status: 'CONNECTED',
      quality_rating: 'GREEN',
      health_status: { can_send_message: 'AVAILABLE', entities: [] },
    }),
  [`/v26.0/${account}/phone_numbers`]: (_, response) => json(response, 200, { data: [{ id: line }] }),
  [`/v26.0/${account}/subscribed_apps`]: (_, response) =>
    json(response, 200, { data: [{ whatsapp_business_api_data: { id: '111222333444555', name: 'Our app' } }] }),
}

async function check(broken: Readonly<Record<string, Answering>> = {}, connection: Partial<Connection> = {}) {
  const answers = { ...well, ...broken }
  server = await startServer((request, response) => {
    const answer = answers[request.path]
    if (answer === undefined) return graphError(response, 404, 100)
    answer(request, response)
  })
  return whatsappCloud.testConnection({ ...server.connection, ...connection }, fetch)
}

const failed = (checks: readonly ConnectionCheck[]) => checks.filter(({ ok }) => !ok).map((one) => one.check)
const detailOf = (checks: readonly ConnectionCheck[], name: ConnectionCheck['check']) =>
  checks.find((one) => one.check === name)?.detail

test('all is well', async () => {
  const checks = await check()
  expect(checks.map((one) => [one.check, one.ok])).toEqual([
    ['server', true],
    ['token', true],
    ['permissions', true],
    ['number', true],
    ['account', true],
    ['webhook', true],
  ])
  expect(detailOf(checks, 'number')).toBe('+44 7700 900999 (Example Ltd) is connected. Its quality is green.')
})

test('it only reads, and the token is in no address', async () => {
  await check()
  const seen = server.arrived.map(({ method, query }: Arrived) => `${method} ${query}`)
  expect(seen.every((one) => one.startsWith('GET ') && !one.includes('sim-token-01'))).toBe(true)
})

describe('the server', () => {
  test.each([
    ['is not there', { baseUrl: 'http://graph.example.invalid' }],
    ['is no address', { baseUrl: 'graph' }],
  ])('%s', async (_, connection) => {
    const checks = await check({}, connection)
    expect(checks.map((one) => one.check)).toEqual(['server'])
    expect(failed(checks)).toEqual(['server'])
  })

  test('is somebody else', async () => {
    const checks = await check({ [`/v26.0/${line}`]: (_, response) => response.end('<html>It works!</html>') })
    expect(failed(checks)).toEqual(['server'])
    expect(detailOf(checks, 'server')).toContain(server.url)
  })

  test('has trouble of its own: nothing else is blamed', async () => {
    const checks = await check({ [`/v26.0/${line}`]: (_, response) => graphError(response, 500, 2) })
    expect(failed(checks)).toEqual(['server'])
  })
})

describe('the token', () => {
  test('is not accepted: the rest is not asked', async () => {
    const message = 'Error validating access token: Session has expired.'
    const checks = await check({ [`/v26.0/${line}`]: (_, response) => graphError(response, 401, 190, { message }) })
    expect(checks.map((one) => [one.check, one.ok])).toEqual([
      ['server', true],
      ['token', false],
    ])
    expect(detailOf(checks, 'token')).toBe(
      'Meta does not accept the access token. Error validating access token: Session has expired. Create a new one for the system user and enter it here.',
    )
    expect(server.arrived).toHaveLength(1)
  })

  test('cannot even be sent', async () => {
    const checks = await check({}, { accessToken: 'two words' })
    expect(failed(checks)).toEqual(['token'])
    expect(server.arrived).toEqual([])
  })

  test.each([10, 200, 131005])('lacks a permission (%i)', async (code) => {
    const refuse: Answering = (_, response) => graphError(response, 403, code)
    const checks = await check({ [`/v26.0/${account}/subscribed_apps`]: refuse })
    expect(failed(checks)).toEqual(['permissions', 'webhook'])
    expect(detailOf(checks, 'permissions')).toContain('whatsapp_business_management')
  })
})

describe('the number', () => {
  const number =
    (rest: object): Answering =>
    (_, response) =>
      json(response, 200, { id: line, display_phone_number: '+44 7700 900999', ...rest })

  test('is not known', async () => {
    const checks = await check({ [`/v26.0/${line}`]: (_, response) => graphError(response, 400, 100) })
    expect(failed(checks)).toEqual(['number'])
    expect(detailOf(checks, 'number')).toContain('Check the phone number id')
  })

  test('is not connected', async () => {
    const checks = await check({ [`/v26.0/${line}`]: number({ status: 'PENDING' }) })
    expect(failed(checks)).toEqual(['number'])
    expect(detailOf(checks, 'number')).toContain('pending')
  })

  test('is blocked, for reasons Meta gives', async () => {
    const errors = [{ error_code: 141000, error_description: 'No payment method', possible_solution: 'Add one.' }]
    const entities = [{ entity_type: 'WABA', id: account, can_send_message: 'BLOCKED', errors }]
    const health_status = { can_send_message: 'BLOCKED', entities }
    const checks = await check({ [`/v26.0/${line}`]: number({ status: 'CONNECTED', health_status }) })
    expect(failed(checks)).toEqual(['number'])
    expect(detailOf(checks, 'number')).toBe('+44 7700 900999 cannot send: No payment method. Add one.')
  })
})

describe('the account', () => {
  const numbers = `/v26.0/${account}/phone_numbers`

  test('has other numbers', async () => {
    const checks = await check({ [numbers]: (_, response) => json(response, 200, { data: [{ id: '1' }] }) })
    expect(failed(checks)).toEqual(['account'])
    expect(detailOf(checks, 'account')).toContain('has no number with the id')
  })

  test('has the number on a later page', async () => {
    const pages: Answering = ({ query }, response) =>
      query.get('after') === 'second'
        ? json(response, 200, { data: [{ id: line }] })
        : json(response, 200, {
            data: [{ id: '1' }],
            paging: { cursors: { after: 'second' }, next: 'https://evil.example.test/' },
          })
    expect(failed(await check({ [numbers]: pages }))).toEqual([])
  })

  test('has pages without end', async () => {
    const page = { data: [{ id: '1' }], paging: { cursors: { after: 'again' }, next: 'https://graph.example.test/' } }
    const checks = await check({ [numbers]: (_, response) => json(response, 200, page) })
    expect(failed(checks)).toEqual(['account'])
    expect(server.arrived.filter(({ path }) => path === numbers)).toHaveLength(10)
  })

  test('is not known', async () => {
    const checks = await check({ [numbers]: (_, response) => graphError(response, 400, 100) })
    expect(failed(checks)).toEqual(['account'])
  })
})

describe('the webhook', () => {
  const apps = `/v26.0/${account}/subscribed_apps`
  const subscribed =
    (...ids: string[]): Answering =>
    (_, response) =>
      json(response, 200, { data: ids.map((id) => ({ whatsapp_business_api_data: { id } })) })

  test('is not subscribed', async () => {
    const checks = await check({ [apps]: subscribed() })
    expect(failed(checks)).toEqual(['webhook'])
    expect(detailOf(checks, 'webhook')).toContain(`/${account}/subscribed_apps`)
  })

  test('is subscribed by another app', async () => {
    expect(failed(await check({ [apps]: subscribed('999') }))).toEqual(['webhook'])
  })

  test('any app will do when ours is not named', async () => {
    expect(failed(await check({ [apps]: subscribed('999') }, { appId: null }))).toEqual([])
    await server.stop()
    expect(failed(await check({ [apps]: subscribed() }, { appId: null }))).toEqual(['webhook'])
  })
})
