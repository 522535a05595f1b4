import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { FieldId } from '../../contract/closing.ts'
import type { ChannelId, QueueId, ReasonId, ResultCodePlanId, TemplateId } from '../../contract/ids.ts'
import type { ChannelSettings } from '../../contract/operations/channels.ts'
import { present } from '../../kernel/assert.ts'
import { SECRET_KEY_BYTES, sealer } from '../../kernel/secrets.ts'
import { inRead, inWork } from '../../kernel/work.ts'
import { whatsappCloud } from '../../providers/whatsapp-cloud/adapter.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { createWorkspace } from '../identity/create-workspace.ts'
import { removeQueue } from '../routing/removing-actions.ts'
import { type ChannelsDeps, channels, saveChannel, sealVerifyTokens, testConnection } from './actions.ts'
import { connectionOf } from './connection.ts'
import type { ChannelInput } from './core/settings.ts'
import { type ChannelDirectory, channelDirectory } from './directory.ts'
import { clearTrouble, setTrouble } from './trouble.ts'
import { wrongSignatures } from './wrong-signatures.ts'

const nobody = '01890000-0000-7000-8000-000000000000'
const token = 'EAAG-not-a-real-token-7f3a'
const secret = 'a-secret-of-an-app-9c1d'

let world: World
let deps: ChannelsDeps
let directory: ChannelDirectory
/** What the provider answers to each path; 404 for any other. */
let answers: Record<string, unknown>
let asked: { url: string; authorization: string | null }[]
let ticking = 0

beforeEach(async () => {
  await world?.close()
  world = await createWorld()
  directory = channelDirectory({ system: world.kernel.system, sealer: world.sealer, now: () => ticking })
  answers = {}
  asked = []
  deps = {
    sealer: world.sealer,
    directory,
    providers: { whatsapp_cloud: whatsappCloud },
    webhookUrl: (key) => `http://desk.test/hooks/${key}`,
    problemOfAddress: async () => null,
    fetcher: async (url, init) => {
      asked.push({ url, authorization: new Headers(init?.headers).get('authorization') })
      const answer = answers[new URL(url).pathname]
      return new Response(JSON.stringify(answer ?? { error: { code: 100, message: 'no' } }), {
        status: answer ? 200 : 404,
      })
    },
  }
})
afterAll(() => world.close())

const by = () => ({ workspaceId: world.workspaceId, agentId: world.agentIds.ana })
const list = async (workspaceId = world.workspaceId): Promise<ChannelSettings[]> => {
  const result = await inRead(world.kernel, workspaceId, (tx) => channels(deps, tx, { workspaceId }))
  return result.ok ? result.value.channels : []
}
const settings = async (id: ChannelId) =>
  present(
    (await list()).find((channel) => channel.id === id),
    'the channel',
  )
/** The channel of the world, as a form holds it. */
async function form(id = world.channelId): Promise<ChannelInput> {
  const { webhookUrl, verifyToken, accessTokenLastFour, appSecretLastFours, health, ...kept } = await settings(id)
  return { ...kept, accessToken: null, addAppSecret: null, dropAppSecrets: [] }
}
const save = async (input: Partial<ChannelInput>) =>
  saveChannel(deps, world.kernel, by(), { ...(await form()), ...input })
/** The world's channel has no secrets: give it some. */
const connect = () => save({ accessToken: token, addAppSecret: secret })
const connection = {
  provider: 'whatsapp_cloud',
  baseUrl: 'https://graph.example.com',
  version: 'v26.0',
  phoneNumberId: '2',
  businessAccountId: '200000000000001',
  appId: '',
} as const
async function add(input: Partial<ChannelInput> = {}): Promise<ChannelId> {
  const result = await save({ id: null, key: 'NEW', connection, accessToken: token, addAppSecret: secret, ...input })
  if (!result.ok) throw new Error(`${result.refusal} ${result.detail}`)
  return result.value.id
}

beforeEach(async () => {
  await world.asOwner(`update channel set base_url = 'https://graph.example.com', api_version = 'v26.0'`)
})

test('a new channel appears on every screen, with its number in one form', async () => {
  const made: { id?: ChannelId } = {}
  await browsersAgree(world, async () => {
    made.id = await add({ displayNumber: '(07700) 900-007', name: 'Second' })
  })
  const channel = await settings(present(made.id, 'its id'))
  expect(channel).toMatchObject({ name: 'Second', displayNumber: '+447700900007', version: 1, active: true })
  expect(channel.webhookUrl).toMatch(/^http:\/\/desk\.test\/hooks\/wh_[\w-]{43}$/)
  expect(channel.verifyToken).toMatch(/^verify_[\w-]{43}$/)
})

test('a change is seen by everybody; what only we decide is not changed by it', async () => {
  await connect()
  const before = await settings(world.channelId)
  await browsersAgree(world, () => save({ name: 'Renamed', capacity: 5, reopenDays: 3 }))
  const after = await settings(world.channelId)
  expect(after).toMatchObject({ name: 'Renamed', capacity: 5, reopenDays: 3, version: before.version + 1 })
  expect([after.webhookUrl, after.verifyToken, after.accessTokenLastFour]).toEqual([
    before.webhookUrl,
    before.verifyToken,
    before.accessTokenLastFour,
  ])
})

test('what was read too long ago, what is taken and what is not there is refused', async () => {
  await connect()
  await add()
  const cases: [Partial<ChannelInput>, object][] = [
    [{ version: 1 }, { refusal: 'changed_by_someone_else' }],
    [{ id: nobody as ChannelId }, { refusal: 'not_found' }],
    [{ key: 'new' }, { refusal: 'key_taken', detail: 'key' }],
    [{ connection: { ...connection } }, { refusal: 'key_taken', detail: 'connection.phoneNumberId' }],
    [{ id: null, key: 'Wa', connection: { ...connection, phoneNumberId: '3' } }, { refusal: 'connection_incomplete' }],
    [
      {
        id: null,
        key: 'Wa',
        connection: { ...connection, phoneNumberId: '3' },
        accessToken: token,
        addAppSecret: secret,
      },
      { refusal: 'key_taken', detail: 'key' },
    ],
    [{ queueId: nobody as QueueId }, { refusal: 'not_found', detail: 'queueId' }],
    [{ resultCodePlanId: nobody as ResultCodePlanId }, { refusal: 'not_found', detail: 'resultCodePlanId' }],
    [{ dispositionReasonId: world.reasons.paperwork }, { refusal: 'not_found', detail: 'dispositionReasonId' }],
    [{ dispositionReasonId: nobody as ReasonId }, { refusal: 'not_found', detail: 'dispositionReasonId' }],
    [{ queueId: null }, { refusal: 'queue_required' }],
    [{ displayNumber: 'none' }, { refusal: 'number_not_valid' }],
  ]
  const seq = world.commits.length
  for (const [input, refused] of cases) expect(await save(input)).toMatchObject(refused)
  expect(world.commits.length).toBe(seq)
  expect(await save({ dispositionReasonId: world.reasons.lunch })).toMatchObject({ ok: true })
})

test('a break while disposing is kept only where there is something to choose or to fill in (R-099)', async () => {
  await connect()
  const kept = async (input: Parameters<typeof save>[0]) => {
    expect(await save({ dispositionReasonId: world.reasons.lunch, ...input })).toMatchObject({ ok: true })
    const [row] = await world.asOwner<{ id: ReasonId | null }>('select disposition_reason_id as id from channel')
    return row?.id
  }
  const field = { id: nobody as FieldId, name: 'Note', kind: 'text' as const, choices: [] }
  expect(await kept({ dispositionRequired: false })).toBeNull()
  expect(await kept({ dispositionRequired: true })).toBe(world.reasons.lunch)
  const optional = { dispositionRequired: false, closingFields: [{ ...field, required: false }] }
  expect(await kept({ ...optional })).toBeNull()
  const required = { dispositionRequired: false, closingFields: [{ ...field, required: true }] }
  expect(await kept({ ...required })).toBe(world.reasons.lunch)
})

test('a channel does not come to lead to a queue that is being removed', async () => {
  await connect()
  const [removed, saved] = await meanwhile(
    world,
    by(),
    (work) => removeQueue(work, { id: world.sales }),
    () => save({ queueId: world.sales }),
  )
  expect([removed.ok, saved]).toMatchObject([true, { refusal: 'not_found', detail: 'queueId' }])
})

test('a channel does not lead to a queue that does not take what comes on it (R-064)', async () => {
  await connect()
  await world.asOwner(`update queue set channel_ids = array['${nobody}'::uuid] where id = '${world.sales}'`)
  expect(await save({ queueId: world.sales })).toMatchObject({ refusal: 'queue_not_for_channel', detail: 'queueId' })
  await world.asOwner(`update queue set channel_ids = array['${world.channelId}'::uuid] where id = '${world.sales}'`)
  expect(await save({ queueId: world.sales })).toMatchObject({ ok: true })
})

test('secrets go in and never come out', async () => {
  await connect()
  const [row] = await world.asOwner('select * from channel')
  const everything = JSON.stringify([
    row,
    await list(),
    world.commits,
    await world.asOwner('select event from journal'),
  ])
  expect(everything).not.toContain(token)
  expect(everything).not.toContain(secret)
  expect(await settings(world.channelId)).toMatchObject({ accessTokenLastFour: '7f3a', appSecretLastFours: ['9c1d'] })
  // A sealed value moved to another channel is of no use there.
  const other = await add()
  await world.asOwner(
    'update channel set access_token_sealed = (select access_token_sealed from channel where id = $1) where id = $2',
    [world.channelId, other],
  )
  const open = (id: ChannelId) =>
    inRead(world.kernel, world.workspaceId, (tx) => connectionOf(tx, world.sealer, world.workspaceId, id))
  expect(await open(world.channelId)).toMatchObject({
    connection: { accessToken: token, line: '100000000000001', appId: null },
  })
  await expect(open(other)).rejects.toThrow('another context')
})

test('both app secrets are accepted while the provider is switched over', async () => {
  await connect()
  const secrets = async () => (await directory.byId(world.workspaceId, world.channelId))?.appSecrets
  await save({ addAppSecret: 'the-next-secret-1e2f' })
  expect(await secrets()).toEqual([secret, 'the-next-secret-1e2f'])
  await save({ addAppSecret: 'the-next-secret-1e2f' })
  expect(await secrets()).toHaveLength(2)
  await save({ dropAppSecrets: ['9c1d'] })
  expect(await secrets()).toEqual(['the-next-secret-1e2f'])
  expect(await save({ dropAppSecrets: ['1e2f'] })).toMatchObject({
    refusal: 'connection_incomplete',
    detail: 'appSecret',
  })
  // One replaced by the same, after a mistake.
  expect(await save({ dropAppSecrets: ['1e2f'], addAppSecret: 'the-next-secret-1e2f' })).toMatchObject({ ok: true })
  expect(await secrets()).toEqual(['the-next-secret-1e2f'])
})

test('templates a channel offers are there, its own, and filled in', async () => {
  await connect()
  const template = async (account: string, text: string, channelIds: ChannelId[] = []) => {
    const components = { header: null, body: { text, examples: [] }, footer: null, buttons: [] }
    const [row] = await world.asOwner<{ id: TemplateId }>(
      `insert into template (workspace_id, id, account, provider_template_id, name, language, category, status, parameter_format, components, channel_ids, synced_at)
       values ($1, gen_random_uuid(), $2, '1', $3, 'en', 'utility', 'approved', 'positional', $4, $5, now()) returning id`,
      [world.workspaceId, account, text.slice(0, 20), JSON.stringify(components), channelIds],
    )
    return present(row, 'the template').id
  }
  const fill = (value: string) => ({ header: [], headerMedia: null, body: [{ key: '1', value }], buttons: [] })
  const hello = await template('200000000000001', 'Hello {{1}}')
  const foreign = await template('999', 'Hola {{1}}')
  const elsewhere = await template('200000000000001', 'Elsewhere {{1}}', [nobody as ChannelId])
  expect(await save({ recontact: { templateId: hello, fill: fill('you') } })).toMatchObject({ ok: true })
  expect(await save({ optIn: { templateId: hello, fill: fill(' ') } })).toEqual({
    ok: false,
    refusal: 'template_insufficient_parameters',
    detail: 'body 1: blank',
  })
  expect(await save({ optIn: { templateId: foreign, fill: fill('x') } })).toMatchObject({
    refusal: 'template_not_on_channel',
  })
  expect(await save({ optIn: { templateId: elsewhere, fill: fill('x') } })).toMatchObject({
    refusal: 'template_not_on_channel',
  })
  expect(await save({ optIn: { templateId: nobody as TemplateId, fill: fill('x') } })).toMatchObject({
    refusal: 'template_not_found',
  })
  expect(await settings(world.channelId)).toMatchObject({
    optIn: null,
    recontact: { templateId: hello, fill: fill('you') },
  })
})

test('the directory knows every channel by its door, its id and its number', async () => {
  await connect()
  const { webhookUrl, verifyToken } = await settings(world.channelId)
  const key = present(webhookUrl.split('/').at(-1), 'the key')
  const { workspaceId, channelId } = world
  const known = present(await directory.byWebhookKey(key), 'the channel')
  expect(known).toMatchObject({
    workspaceId,
    id: channelId,
    active: true,
    verifyToken,
    appSecrets: [secret],
    line: '100000000000001',
  })
  expect(known.connection).toMatchObject({ accessToken: token, account: '200000000000001' })
  expect(await directory.byId(workspaceId, channelId)).toBe(known)
  expect(await directory.byLine(workspaceId, 'whatsapp_cloud', '100000000000001')).toBe(known)
  expect(await directory.byWebhookKey(`${key}x`)).toBeUndefined()
  expect(await directory.byLine(nobody as typeof workspaceId, 'whatsapp_cloud', '100000000000001')).toBeUndefined()
})

const verifyTokenKept = async () =>
  (await world.asOwner<{ kept: string }>('select verify_token as kept from channel'))[0]!.kept

test('a verify token is kept sealed; one from before is sealed as it is', async () => {
  await world.asOwner(`update channel set verify_token = 'verify_from_before'`)
  expect((await settings(world.channelId)).verifyToken).toBe('verify_from_before')
  await world.as('ana').do((work) => sealVerifyTokens(work, world.sealer))
  const kept = await verifyTokenKept()
  expect(kept).toMatch(/^v1\./)
  expect((await settings(world.channelId)).verifyToken).toBe('verify_from_before')
  expect(await directory.byId(world.workspaceId, world.channelId)).toMatchObject({ verifyToken: 'verify_from_before' })
  await world.as('ana').do((work) => sealVerifyTokens(work, world.sealer))
  expect(await verifyTokenKept()).toBe(kept)
})

test('a verify token that is lost with its key is replaced when the channel is saved', async () => {
  await connect()
  const lost = sealer(randomBytes(SECRET_KEY_BYTES)).seal('verify_lost', `channel:${world.channelId}:verify_token`)
  await world.asOwner('update channel set verify_token = $1', [lost])
  expect((await settings(world.channelId)).verifyToken).toBe('')
  expect(await save({ name: 'Mended' })).toMatchObject({ ok: true })
  expect((await settings(world.channelId)).verifyToken).toMatch(/^verify_[\w-]{43}$/)
})

test('the directory knows our own change at once, and another node’s within two seconds', async () => {
  await connect()
  const active = async () => (await directory.byId(world.workspaceId, world.channelId))?.active
  expect(await active()).toBe(true)
  await save({ active: false })
  expect(await active()).toBe(false)
  await world.asOwner('update channel set active = true, version = version + 1')
  ticking += 1_999
  expect(await active()).toBe(false)
  ticking += 1
  expect(await active()).toBe(true)
})

test('an answer that was on its way when a channel was saved is not kept', async () => {
  await connect()
  const { system } = world.kernel
  const answered = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  // Only the first answer is slow on its way back.
  let isFirst = true
  const slow = {
    async query(text: string) {
      const isSlow = isFirst
      isFirst = false
      const answer = await system.query(text)
      if (!isSlow) return answer
      answered.resolve()
      await arrived.promise
      return answer
    },
  } as unknown as pg.Pool
  const slowly = channelDirectory({ system: slow, sealer: world.sealer, now: () => ticking })
  const early = slowly.byId(world.workspaceId, world.channelId)
  await answered.promise
  await world.asOwner('update channel set active = false, version = version + 1')
  slowly.forget()
  expect(await slowly.byId(world.workspaceId, world.channelId)).toMatchObject({ active: false })
  arrived.resolve()
  expect(await early).toMatchObject({ active: true })
  expect(await slowly.byId(world.workspaceId, world.channelId)).toMatchObject({ active: false })
})

test('a channel locked with a lost key trusts nobody, sends nothing, and stops no other', async () => {
  await connect()
  const told: string[] = []
  const lost = sealer(randomBytes(SECRET_KEY_BYTES))
  const other = channelDirectory({
    system: world.kernel.system,
    sealer: lost,
    onTrouble: (id) => void told.push(id),
    now: () => ticking,
  })
  expect(await other.byId(world.workspaceId, world.channelId)).toMatchObject({ appSecrets: [], connection: null })
  other.forget()
  await other.byId(world.workspaceId, world.channelId)
  expect(told).toEqual([world.channelId])
})

test('trouble is shown once, kept from its beginning, and cleared by a test that passes', async () => {
  await connect()
  const failure = { code: '190', title: 'Access token has expired', detail: 'Session has expired on …' }
  const set = (code = '190') =>
    inWork(world.kernel, world.house, (work) => setTrouble(work, world.channelId, { ...failure, code }))
  const began = world.clock.now()
  await browsersAgree(world, () => set())
  const commits = world.commits.length
  world.clock.advance(60_000)
  await set()
  expect(world.commits.length).toBe(commits)
  expect((await settings(world.channelId)).health.trouble).toEqual({ code: '190', title: failure.title, at: began })
  // It does not get in the way of somebody who is changing the channel.
  expect(await save({ name: 'Still mine' })).toMatchObject({ ok: true })

  const test = () => testConnection(deps, world.kernel, by(), { id: world.channelId })
  const failed = await test()
  expect(failed.ok && failed.value.checks.some(({ ok }) => !ok)).toBe(true)
  expect((await settings(world.channelId)).health.trouble).not.toBeNull()
  const line = '100000000000001'
  const account = '200000000000001'
  answers = {
    [`/v26.0/${line}`]: {
      id: line,
      display_phone_number: '+44 7700 900000',
      verified_name: 'Northwind',
      status: 'CONNECTED',
      health_status: { can_send_message: 'AVAILABLE', entities: [] },
    },
    [`/v26.0/${account}/phone_numbers`]: { data: [{ id: line }] },
    [`/v26.0/${account}/subscribed_apps`]: { data: [{ whatsapp_business_api_data: { id: '1', name: 'App' } }] },
  }
  await browsersAgree(world, test)
  expect((await settings(world.channelId)).health.trouble).toBeNull()
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]))
  await inWork(world.kernel, world.house, (work) => clearTrouble(work, world.channelId))
})

test('a connection that lacks something is not even tried', async () => {
  const result = await testConnection(deps, world.kernel, by(), { id: world.channelId })
  expect(result.ok && result.value.checks.map(({ check, ok }) => [check, ok])).toEqual([
    ['token', false],
    ['webhook', false],
  ])
  expect(asked).toEqual([])
  expect(await testConnection(deps, world.kernel, by(), { id: nobody as ChannelId })).toMatchObject({
    refusal: 'not_found',
  })
})

test('wrong signatures are counted without a line in the journal or a conflict for anybody', async () => {
  await connect()
  const troubles: unknown[] = []
  const counting = wrongSignatures(world.kernel, (error) => void troubles.push(error))
  const commits = world.commits.length
  const { workspaceId, channelId: id } = world
  for (let knock = 0; knock < 1_000; knock++) counting.count({ workspaceId, id })
  world.clock.advance(5_000)
  counting.count({ workspaceId, id })
  await counting.flush()
  await counting.flush()
  const before = await settings(world.channelId)
  expect(before.health).toMatchObject({ wrongSignatures: 1_001, lastWrongSignatureAt: world.clock.now() })
  expect(world.commits.length).toBe(commits)
  expect(await save({})).toMatchObject({ ok: true })
  expect(troubles).toEqual([])
})

test('what could not be placed is counted for its channel', async () => {
  await connect()
  for (const state of ['kept', 'kept', 'dismissed'])
    await world.asOwner(
      `insert into webhook_part (workspace_id, channel_id, at, why, path, reason, raw, state) values ($1, $2, now(), 'unreadable', '$', 'x', '{}', $3)`,
      [world.workspaceId, world.channelId, state],
    )
  expect((await settings(world.channelId)).health.quarantined).toBe(2)
})

test('another workspace sees and changes nothing of ours', async () => {
  await connect()
  const owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
  const administrator = { name: 'Rosa Vidal', email: 'rosa@harbour.example', password: 'lantern-on-the-quay' }
  const made = await createWorkspace(owner, { name: 'Harbour', at: world.clock.now(), administrator })
  await owner.end()
  if (!made.ok) throw new Error(made.refusal)
  const { workspaceId, agentId } = made.value
  const theirs = { workspaceId, agentId }
  expect(await list(workspaceId)).toEqual([])
  const input = { ...(await form()), name: 'Mine now' }
  expect(await saveChannel(deps, world.kernel, theirs, input)).toMatchObject({ refusal: 'not_found' })
  expect(
    await saveChannel(deps, world.kernel, theirs, { ...input, id: null, accessToken: token, addAppSecret: secret }),
  ).toMatchObject({ refusal: 'not_found', detail: 'queueId' })
  expect(await testConnection(deps, world.kernel, theirs, { id: world.channelId })).toMatchObject({
    refusal: 'not_found',
  })
  await inWork(world.kernel, theirs, (work) => setTrouble(work, world.channelId, { code: '1', title: 'x', detail: '' }))
  expect(await settings(world.channelId)).toMatchObject({ name: 'WhatsApp', health: { trouble: null } })
  // The same key and the same number are theirs to use.
  const own = { ...input, id: null, queueId: null, active: false, accessToken: token, addAppSecret: secret }
  expect(await saveChannel(deps, world.kernel, theirs, own)).toMatchObject({ ok: true })
})
