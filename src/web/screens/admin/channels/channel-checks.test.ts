import { describe, expect, test } from 'vitest'
import type { ChannelId, QueueId, TemplateId } from '../../../../contract/ids.ts'
import type { Template } from '../../../../contract/operations/templates.ts'
import { admin } from '../../../i18n/admin.ts'
import { idOf } from '../../../testing/samples.ts'
import { channelProblems, placesOfRefusal, type Surroundings } from './channel-checks.ts'
import { type ChannelValues, channelInput, channelValues, metaUrl, newChannel } from './channel-values.ts'

const account = '900100200300401'
const template = (change: Partial<Template> = {}): Template => ({
  id: idOf<TemplateId>('again'),
  account,
  name: 'continue_chat',
  language: 'en',
  category: 'utility',
  status: 'approved',
  parameterFormat: 'positional',
  components: { header: null, body: { text: 'Hello {{1}}', examples: [] }, footer: null, buttons: [] },
  rejectedReason: null,
  channelIds: [],
  syncedAt: 0 as Template['syncedAt'],
  ...change,
})

const complete: ChannelValues = {
  ...newChannel({ country: 'GB', phoneNumberId: '700800900100201' }),
  name: 'Velmora Orders',
  key: 'ORD',
  active: true,
  displayNumber: '+44 7700 900100',
  queueId: idOf<QueueId>('orders'),
  accessToken: 'a-token',
  addAppSecret: 'a-secret',
}
complete.connection = { ...complete.connection, businessAccountId: account }

const stored: Surroundings['stored'] = {
  id: idOf<ChannelId>('orders'),
  accessTokenLastFour: 'oken',
  appSecretLastFours: ['cret'],
  connection: { provider: 'whatsapp_cloud', ...complete.connection },
}

/** The only place that calls the checks: the paths of what is wrong. */
function wrong(change: Partial<ChannelValues>, around: Partial<Surroundings> = {}): string[] {
  const problems = channelProblems({ ...complete, ...change }, { stored: null, templates: [], ...around }, admin.en)
  return problems.map(({ path }) => path)
}

test('a complete channel can be saved', () => expect(wrong({})).toEqual([]))

test('a new one needs no more than a name and a key while it is switched off', () => {
  const fresh = newChannel({ country: 'GB', phoneNumberId: '' })
  expect(wrong(fresh)).toEqual(['name', 'key'])
  expect(wrong({ ...fresh, name: 'Orders', key: 'O1' })).toEqual([])
})

test('switched on, it needs its number, its connection and its queue', () => {
  const bare = { ...newChannel({ country: 'GB', phoneNumberId: '' }), name: 'Orders', key: 'ORD', active: true }
  expect(wrong(bare)).toEqual([
    'displayNumber',
    'connection.phoneNumberId',
    'connection.businessAccountId',
    'accessToken',
    'addAppSecret',
    'queueId',
  ])
})

describe('each field', () => {
  test.each<[string, Partial<ChannelValues>, string]>([
    ['41 letters of a name', { name: 'x'.repeat(41) }, 'name'],
    ['six letters of a key', { key: 'ORDERS' }, 'key'],
    ['a key with a sign', { key: 'OR-1' }, 'key'],
    ['1,001 letters of a description', { description: 'x'.repeat(1001) }, 'description'],
    ['half a number', { displayNumber: '07700' }, 'displayNumber'],
    ['no capacity', { capacity: '' }, 'capacity'],
    ['half an interaction', { capacity: 1.5 }, 'capacity'],
    ['no day to reopen in', { reopenDays: 0 }, 'reopenDays'],
    ['no message a second', { throughputPerSecond: 0 }, 'throughputPerSecond'],
    ['an address with a password', connection({ baseUrl: 'https://me:secret@graph.example' }), 'connection.baseUrl'],
    ['an address that is none', connection({ baseUrl: 'graph' }), 'connection.baseUrl'],
    ['a version without its v', connection({ version: '23.0' }), 'connection.version'],
  ])('%s is refused at its field', (_, change, path) => expect(wrong(change)).toEqual([path]))

  function connection(change: Partial<ChannelValues['connection']>): Partial<ChannelValues> {
    return { connection: { ...complete.connection, ...change } }
  }
})

describe('secrets', () => {
  const kept = { accessToken: '', addAppSecret: '' }
  test('what is stored need not be typed again', () => expect(wrong(kept, { stored })).toEqual([]))
  test('a stored token goes to no other server', () => {
    const connection = { ...complete.connection, baseUrl: 'https://graph.example.com' }
    expect(wrong({ ...kept, connection }, { stored })).toEqual(['accessToken'])
    expect(wrong({ ...kept, connection, accessToken: 'again' }, { stored })).toEqual([])
  })
  test('the last app secret stays while the channel is on', () => {
    expect(wrong({ ...kept, dropAppSecrets: ['cret'] }, { stored })).toEqual(['addAppSecret'])
    expect(wrong({ ...kept, dropAppSecrets: ['cret'], active: false }, { stored })).toEqual([])
  })
})

describe('templates', () => {
  const chosen = (...values: string[]): Partial<ChannelValues> => ({
    recontact: {
      templateId: template().id,
      fill: {
        header: [],
        headerMedia: null,
        body: values.map((value, at) => ({ key: String(at + 1), value })),
        buttons: [],
      },
    },
  })
  test('a fill point left blank is refused at its place', () => {
    expect(wrong(chosen(), { templates: [template()] })).toEqual(['recontact.body.1'])
    expect(wrong(chosen('Jonas'), { templates: [template()] })).toEqual([])
  })
  test('one of another account, kept for other channels, or gone', () => {
    expect(wrong(chosen('Jonas'), { templates: [template({ account: 'other' })] })).toEqual(['recontact'])
    const elsewhere = template({ channelIds: [idOf<ChannelId>('returns')] })
    expect(wrong(chosen('Jonas'), { templates: [elsewhere], stored })).toEqual(['recontact'])
    expect(wrong(chosen('Jonas'))).toEqual(['recontact'])
  })
})

test('a refusal of the server leads to its fields', () => {
  expect(placesOfRefusal({ refusal: 'connection_incomplete', detail: 'displayNumber, appSecret' })).toEqual([
    'displayNumber',
    'addAppSecret',
  ])
  expect(placesOfRefusal({ refusal: 'key_taken', detail: 'connection.phoneNumberId' })).toEqual([
    'connection.phoneNumberId',
  ])
  expect(placesOfRefusal({ refusal: 'broken' })).toEqual([])
})

test('what is stored comes back as it was, and typed secrets go only where they are typed', () => {
  const sent = channelInput(complete, null, 0)
  expect(sent).toMatchObject({ id: null, accessToken: 'a-token', addAppSecret: 'a-secret', capacity: 5 })
  expect(channelInput({ ...complete, accessToken: ' ', addAppSecret: '' }, null, 0)).toMatchObject({
    accessToken: null,
    addAppSecret: null,
  })
  const settings = {
    ...sent,
    id: idOf<ChannelId>('orders'),
    open: true,
    changesAt: null,
    webhookUrl: '',
    verifyToken: '',
    accessTokenLastFour: 'oken',
    appSecretLastFours: [],
    health: { trouble: null, wrongSignatures: 0, lastWrongSignatureAt: null, lastWebhookAt: null, quarantined: 0 },
  }
  expect(channelValues(settings as never)).toEqual({
    ...complete,
    accessToken: '',
    addAppSecret: '',
    dropAppSecrets: [],
  })
  expect(complete.connection.baseUrl).toBe(metaUrl)
})
