import { expect, test } from 'vitest'
import type { QueueId } from '../../../contract/ids.ts'
import { type ChannelInput, checkSettings, missingConnection, type Secrets } from './settings.ts'

const complete: ChannelInput = {
  id: null,
  version: 0,
  key: 'WA',
  name: 'WhatsApp',
  description: '',
  kind: 'whatsapp',
  active: true,
  displayNumber: '07700 900000',
  country: 'GB',
  queueId: 'support' as QueueId,
  capacity: 3,
  reopenDays: 7,
  calendarId: null,
  holdsWhileClosed: false,
  outOfHoursText: '',
  optIn: null,
  recontact: null,
  resultCodePlanId: null,
  dispositionRequired: false,
  dispositionReasonId: null,
  closingFields: [],
  satisfaction: null,
  satisfactionTemplate: null,
  parksByHand: true,
  passesOn: true,
  parksOnCall: false,
  throughputPerSecond: 80,
  maskCardNumbers: true,
  connection: {
    provider: 'whatsapp_cloud',
    baseUrl: 'https://graph.example.com',
    version: 'v26.0',
    phoneNumberId: '100000000000001',
    businessAccountId: '200000000000001',
    appId: '',
  },
  accessToken: 'sim-token-0001',
  addAppSecret: 'sim-secret-0001',
  dropAppSecrets: [],
}
const stored: Secrets = { accessToken: true, appSecrets: 1, server: 'https://graph.example.com' }

type Case = {
  change?: Partial<ChannelInput>
  connection?: Partial<ChannelInput['connection']>
  stored?: Secrets | null
  appSecrets?: number
}

/** The only place that calls the API. */
function check({ change, connection, stored = null, appSecrets = 1 }: Case, then: string) {
  const input = { ...complete, connection: { ...complete.connection, ...connection }, ...change }
  const result = checkSettings(input, stored, { appSecrets })
  expect(result.ok ? 'fine' : [result.refusal, result.detail].filter(Boolean).join(' ')).toBe(then)
}

test('a channel that works has a queue, a number, a connection and secrets', () => {
  check({}, 'fine')
  check({ change: { queueId: null } }, 'queue_required')
  check({ change: { displayNumber: '' } }, 'connection_incomplete displayNumber')
  check({ connection: { phoneNumberId: '' } }, 'connection_incomplete connection.phoneNumberId')
  check({ connection: { businessAccountId: '' } }, 'connection_incomplete connection.businessAccountId')
  check({ change: { accessToken: null } }, 'connection_incomplete accessToken')
  check({ change: { accessToken: null }, stored }, 'fine')
  check({ appSecrets: 0 }, 'connection_incomplete appSecret')
  check(
    { change: { accessToken: null }, connection: { phoneNumberId: '' }, appSecrets: 0 },
    'connection_incomplete connection.phoneNumberId, accessToken, appSecret',
  )
})

test('one that is off may be unfinished, but not wrong', () => {
  const off = { active: false, queueId: null, accessToken: null, displayNumber: '' }
  check({ change: off, connection: { phoneNumberId: '', businessAccountId: '' }, appSecrets: 0 }, 'fine')
  check({ change: { ...off, displayNumber: '12' } }, 'number_not_valid')
  check({ change: off, appSecrets: 6 }, 'invalid_input appSecrets: at most 5')
})

test('the number is kept in one form', () => {
  expect(checkSettings(complete, null, { appSecrets: 1 })).toEqual({
    ok: true,
    value: { displayNumber: '+447700900000' },
  })
})

test('a stored token is not sent to an address it was not entered for', () => {
  const baseUrl = 'https://evil.example.com'
  check({ connection: { baseUrl }, change: { accessToken: null }, stored }, 'connection_incomplete accessToken')
  check(
    { connection: { baseUrl }, change: { accessToken: null, active: false }, stored },
    'connection_incomplete accessToken',
  )
  check({ connection: { baseUrl }, stored }, 'fine')
  check(
    {
      connection: { baseUrl },
      change: { accessToken: null, active: false },
      stored: { ...stored, accessToken: false },
    },
    'fine',
  )
})

test('a server is an address and nothing more', () => {
  for (const baseUrl of [
    'https://graph.facebook.com',
    'http://127.0.0.1:4010',
    'http://localhost:4000/simulator/api/graph',
    'http://[::1]:80',
  ])
    check({ connection: { baseUrl } }, 'fine')
  const smuggled = [
    'ftp://graph.example.com',
    'javascript:alert(1)',
    'https://user:pass@graph.example.com',
    'https://graph.example.com@evil.example.com',
    'https://graph.example.com?x=1',
    'https://graph.example.com#x',
    'https://graph.example.com\\@evil.example.com',
    'https://graph.example.com/a b',
    'https://',
  ]
  for (const baseUrl of smuggled) check({ connection: { baseUrl } }, 'invalid_input connection.baseUrl')
})

test('what a connection lacks is said before anybody is asked', () => {
  const lacks = (stored: Partial<Parameters<typeof missingConnection>[0]>) =>
    missingConnection({
      hasAccessToken: true,
      appSecrets: 1,
      phoneNumberId: '1',
      businessAccountId: '2',
      ...stored,
    }).map(({ check, ok }) => [check, ok])
  expect(lacks({})).toEqual([])
  expect(lacks({ hasAccessToken: false, businessAccountId: '' })).toEqual([
    ['token', false],
    ['account', false],
  ])
  expect(lacks({ phoneNumberId: '', appSecrets: 0 })).toEqual([
    ['number', false],
    ['webhook', false],
  ])
})
