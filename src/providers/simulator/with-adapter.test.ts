import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection, InboundFact, Outbound } from '../provider.ts'
import { whatsappCloud, whatsappCloudWaiting } from '../whatsapp-cloud/adapter.ts'
import type { PhoneAction } from './actions.ts'
import type { FailureMode } from './faults.ts'
import { NOTICE_KINDS } from './notices.ts'
import { sample } from './samples.ts'
import { SEED_NUMBER } from './seed.ts'
import { AMARA, PNID, type Stage, setStage } from './stage.ts'

/*
 * The product's own adapter against the simulator: two readings of the same documents, held against each other.
 */

let stage: Stage
let connection: Connection
beforeEach(async () => {
  stage = await setStage()
  connection = {
    baseUrl: stage.running.graphUrl,
    version: 'v23.0',
    line: PNID,
    account: SEED_NUMBER.wabaId,
    appId: SEED_NUMBER.appId,
    accessToken: SEED_NUMBER.accessToken,
  }
})
afterEach(() => stage.close())

const amara = { kind: 'phone' as const, value: AMARA }
const outbound = (content: Outbound['content'], more: Partial<Outbound> = {}): Outbound => ({
  reference: 'our-message-1',
  to: amara,
  content,
  quotedProviderMessageId: null,
  ...more,
})
const text = outbound({ kind: 'text', text: 'Hello' })
const facts = (): InboundFact[] =>
  stage.app.received.flatMap(({ text: body }) => whatsappCloud.parse(Buffer.from(body)))

test('a message is sent, and its deliveries come back with our own reference', async () => {
  await stage.openWindow()
  const outcome = await whatsappCloud.send(text, connection, fetch)
  expect(outcome).toMatchObject({ type: 'accepted', providerMessageId: expect.stringMatching(/^wamid\./) })
  await stage.idle()
  expect(facts()).toMatchObject([
    { type: 'delivery', delivery: 'sent', reference: 'our-message-1', pricing: { category: 'service' } },
    { type: 'delivery', delivery: 'delivered', reference: 'our-message-1' },
  ])
})

test('every webhook passes the check of its signature, and only with the right secret', async () => {
  await stage.act('amara', { type: 'text', text: 'café 🙂' })
  await stage.idle()
  const [{ headers, text: body }] = stage.app.received as [(typeof stage.app.received)[number]]
  expect(whatsappCloud.verify({ headers, body: Buffer.from(body) }, ['another', SEED_NUMBER.appSecret])).toBe(true)
  expect(whatsappCloud.verify({ headers, body: Buffer.from(body) }, ['another'])).toBe(false)
})

test('a person without a number is written to by user id', async () => {
  await stage.act('mira', { type: 'text', text: 'Hej' })
  await stage.idle()
  const [fact] = facts()
  if (fact?.type !== 'message') throw new Error('no message arrived')
  const [address] = fact.from.addresses
  expect(fact.from).toMatchObject({ addresses: [{ kind: 'user_id' }], username: 'mira.kvist' })
  expect(await whatsappCloud.send({ ...text, to: address! }, connection, fetch)).toMatchObject({ type: 'accepted' })
})

const SENT: PhoneAction['type'][] = ['image', 'video', 'audio', 'voice', 'document', 'sticker']

test.each(SENT)('a %s from a phone is fetched with the right hash', async (type) => {
  await stage.act('amara', { type })
  await stage.idle()
  const [fact] = facts()
  if (fact?.type !== 'message' || !('media' in fact.content)) throw new Error('no file arrived')
  const { providerMediaId, mimeType, sha256 } = fact.content.media
  const fetched = await whatsappCloud.fetchMedia(
    { id: providerMediaId!, mimeType, sha256, url: null },
    connection,
    fetch,
    1_000_000,
  )
  expect(fetched).toMatchObject({ type: 'fetched', bytes: sample(type as 'image').bytes })
})

test('a wrong hash and a file that died are told apart', async () => {
  await stage.faults({ wrongMediaHash: true })
  await stage.act('amara', { type: 'image' })
  await stage.idle()
  const [fact] = facts()
  if (fact?.type !== 'message' || fact.content.kind !== 'image') throw new Error('no picture arrived')
  const { providerMediaId, mimeType, sha256 } = fact.content.media
  const fetchIt = () =>
    whatsappCloud.fetchMedia({ id: providerMediaId!, mimeType, sha256, url: null }, connection, fetch, 1_000_000)
  expect(await fetchIt()).toMatchObject({ type: 'wrong_hash' })
  await stage.advance(7 * 86_400_000)
  expect(await fetchIt()).toMatchObject({ type: 'gone' })
})

test('a file is uploaded and sent by its id, as a quote', async () => {
  await stage.act('amara', { type: 'text', text: 'Hello' })
  await stage.idle()
  const quotedProviderMessageId = String(stage.app.messages()[0]!.id)
  const { bytes, mimeType, fileName } = sample('document')
  const uploaded = await whatsappCloud.uploadMedia({ bytes, mimeType, fileName }, connection, fetch)
  if (uploaded.type !== 'uploaded') throw new Error('not uploaded')
  const content = { kind: 'document' as const, mediaId: uploaded.id, caption: 'Receipt', fileName }
  const outcome = await whatsappCloud.send(outbound(content, { quotedProviderMessageId }), connection, fetch)
  expect(outcome).toMatchObject({ type: 'accepted' })
  const { world } = stage.running.simulator
  expect([...world.messages.values()].at(-1)).toMatchObject({
    quotedId: quotedProviderMessageId,
    shown: { text: 'Receipt', media: { mediaId: uploaded.id, fileName } },
  })
})

test('templates are listed over all pages', async () => {
  for (let i = 0; i < 120; i++) {
    const components = [{ type: 'BODY', text: 'Hello' }]
    await stage.control('POST', '/templates', {
      wabaId: SEED_NUMBER.wabaId,
      name: `extra_${i}`,
      language: 'en',
      category: 'UTILITY',
      components,
    })
  }
  const listed = await whatsappCloud.listTemplates(connection, fetch)
  if (listed.type !== 'listed') throw new Error('not listed')
  expect(listed.templates).toHaveLength(129)
  expect(listed.templates.find(({ name }) => name === 'prize_draw')).toMatchObject({
    status: 'rejected',
    rejectedReason: 'TAG_CONTENT_MISMATCH',
  })
  expect(listed.templates.find(({ name }) => name === 'welcome_photo')).toMatchObject({ parameterFormat: 'named' })
})

test('a template is sent as it was listed', async () => {
  const listed = await whatsappCloud.listTemplates(connection, fetch)
  if (listed.type !== 'listed') throw new Error('not listed')
  const { name, language, parameterFormat, components } = listed.templates.find((one) => one.name === 'order_update')!
  const fill = {
    header: [],
    headerMedia: null,
    body: [
      { key: '1', value: 'VH-1' },
      { key: '2', value: 'Friday' },
    ],
    buttons: [{ index: 0, kind: 'url' as const, value: 'VH-1' }],
  }
  const content = {
    kind: 'template' as const,
    name,
    language,
    parameterFormat,
    components,
    fill,
    headerMediaId: null,
    headerMediaFileName: null,
  }
  expect(await whatsappCloud.send(outbound(content), connection, fetch)).toMatchObject({ type: 'accepted' })
})

test('the connection test finds nothing wrong, and names what is', async () => {
  const checks = await whatsappCloud.testConnection(connection, fetch)
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
  const withWrongToken = await whatsappCloud.testConnection({ ...connection, accessToken: 'wrong' }, fetch)
  expect(withWrongToken.find(({ ok }) => !ok)).toMatchObject({ check: 'token' })
  await stage.graph('DELETE', `/${SEED_NUMBER.wabaId}/subscribed_apps`)
  const unsubscribed = await whatsappCloud.testConnection(connection, fetch)
  expect(unsubscribed.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(['webhook'])
})

const OUTCOMES: [FailureMode, string][] = [
  [131047, 'rejected'],
  [131026, 'rejected'],
  [130429, 'retry'],
  [131056, 'retry'],
  [190, 'misconfigured'],
  [131042, 'misconfigured'],
  [131000, 'unknown'],
  ['500', 'unknown'],
  ['timeout', 'unknown'],
  ['timeout_before', 'unknown'],
  ['reset', 'unknown'],
]

test.each(OUTCOMES)('a send that fails with %s is %s', async (code, type) => {
  await stage.openWindow()
  await stage.faults({ failNext: { code, times: 1, by: 'response' } })
  const impatient = whatsappCloudWaiting({ callTimeoutMs: 100, fileTimeoutMs: 100 })
  expect(await impatient.send(text, connection, fetch)).toMatchObject({ type })
})

test('read and typing reach the phone', async () => {
  await stage.act('amara', { type: 'text', text: 'Hello' })
  await stage.idle()
  await whatsappCloud.markRead(String(stage.app.messages()[0]!.id), true, connection, fetch)
  const { world, clock } = stage.running.simulator
  expect([...world.messages.values()][0]!.state).toBe('read')
  expect([...world.threads.values()][0]!.businessTypingUntil).toBeGreaterThan(clock.now())
})

test('a broken entry costs none of its neighbours, escaped or not', async () => {
  await stage.faults({ malformedEntry: true, escapeUnicode: true, batch: 3 })
  for (let round = 0; round < 10; round++) {
    for (const word of ['um café', 'dos cafés', '🙂']) await stage.act('amara', { type: 'text', text: word })
  }
  await stage.advance(200)
  await stage.idle()
  expect(stage.app.received).toHaveLength(10)
  const texts = facts().map((fact) =>
    fact.type === 'message' && fact.content.kind === 'text' ? fact.content.text : null,
  )
  expect(texts.filter((one) => one !== null)).toEqual(Array(10).fill(['um café', 'dos cafés', '🙂']).flat())
})

test.each(NOTICE_KINDS)('the notice %s is read without loss', async (kind) => {
  await stage.control('POST', '/notices', { kind, phoneId: 'amara' })
  await stage.idle()
  expect(facts().length).toBeGreaterThan(0)
})

test('what changes about a person is told with the old and the new address', async () => {
  await stage.openWindow()
  const before = stage.running.simulator.world.phones.get('amara')!.userId
  await stage.change('amara', { number: '+447700900142' })
  await stage.idle()
  const [fact] = facts()
  expect(fact).toMatchObject({ type: 'identity_changed' })
  if (fact?.type !== 'identity_changed') return
  expect(fact.from).toContainEqual({ kind: 'user_id', value: before })
  expect(JSON.stringify(fact.to)).toContain('447700900142')
})

test('stopped marketing is consent withdrawn', async () => {
  await stage.openWindow()
  await stage.change('amara', { marketingStopped: true })
  await stage.idle()
  expect(facts()).toMatchObject([{ type: 'consent_changed', purpose: 'marketing', granted: false }])
})
