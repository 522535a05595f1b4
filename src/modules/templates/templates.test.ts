import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ChannelId, TemplateId } from '../../contract/ids.ts'
import type { TemplateStatus } from '../../contract/inbound.ts'
import { ok } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { inRead, inWork } from '../../kernel/work.ts'
import { whatsappCloud } from '../../providers/whatsapp-cloud/adapter.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { setTemplateChannels, syncTemplates, type TemplatesDeps, templates } from './actions.ts'
import { templateChanged, templateForChannel } from './index.ts'

const account = '200000000000001'
const nobody = '01890000-0000-7000-8000-000000000000'

let world: World
let deps: TemplatesDeps
/** What the provider lists, or refuses with. */
let answer: { status: number; body: unknown }
beforeEach(async () => {
  await world?.close()
  world = await createWorld()
  lists('hello', 'goodbye')
  deps = {
    sealer: world.sealer,
    providers: { whatsapp_cloud: whatsappCloud },
    fetcher: async () => new Response(JSON.stringify(answer.body), { status: answer.status }),
  }
  const sealed = world.sealer.seal('sim-token-0001', `channel:${world.channelId}:access_token`)
  await world.asOwner(
    `update channel set base_url = 'https://graph.example.com', api_version = 'v26.0', access_token_sealed = $1`,
    [sealed],
  )
})
afterAll(() => world.close())

type Wire = { name: string; language?: string; status?: string; text?: string; reason?: string }
function lists(...names: (string | Wire)[]) {
  const data = names.map((given, index) => {
    const one = typeof given === 'string' ? { name: given } : given
    const { name, language = 'en', status = 'APPROVED', text = `${name} {{1}}`, reason = 'NONE' } = one
    return {
      id: String(index + 1),
      name,
      language,
      status,
      category: 'UTILITY',
      rejected_reason: reason,
      components: [{ type: 'BODY', text }],
    }
  })
  answer = { status: 200, body: { data } }
}
const by = () => ({ workspaceId: world.workspaceId, agentId: world.agentIds.ana })
const sync = (channelId = world.channelId) => syncTemplates(deps, world.kernel, by(), { channelId })
const list = (who: Name = 'ana', channelId?: ChannelId) =>
  world.as(who).read((tx, person) => templates(tx, { channelId }, person))
const named = async (name: string) =>
  present(
    (await list()).templates.find((one) => one.name === name),
    name,
  )
const statuses = async () =>
  Object.fromEntries((await list()).templates.map(({ name, language, status }) => [`${name} ${language}`, status]))

test('what the provider lists is kept, and every screen is told to look again', async () => {
  const views = await browsersAgree(world, sync)
  expect(views.ben.catalogs.templates).toBe(1)
  const at = world.clock.now()
  const { templates, syncs } = await list()
  expect(templates).toMatchObject([
    {
      name: 'goodbye',
      account,
      language: 'en',
      status: 'approved',
      parameterFormat: 'positional',
      channelIds: [],
      syncedAt: at,
    },
    { name: 'hello', components: { body: { text: 'hello {{1}}' } }, rejectedReason: null },
  ])
  expect(syncs).toEqual([{ account, channelId: world.channelId, at, trouble: null }])
})

test('again: what changed is changed, what is gone is deleted, what came back is back, what is ours stays', async () => {
  await sync()
  const hello = await named('hello')
  await world.as('ana').do((work) => setTemplateChannels(work, { templateId: hello.id, channelIds: [world.channelId] }))
  lists(
    { name: 'hello', status: 'REJECTED', reason: 'ABUSIVE_CONTENT', text: 'hi' },
    { name: 'hello', language: 'pt_BR' },
  )
  expect(await sync()).toEqual({ ok: true, value: { trouble: null, found: 2 } })
  expect(await statuses()).toEqual({ 'goodbye en': 'deleted', 'hello en': 'rejected', 'hello pt_BR': 'approved' })
  const { templates } = await list()
  expect(templates.find(({ id }) => id === hello.id)).toMatchObject({
    status: 'rejected',
    rejectedReason: 'ABUSIVE_CONTENT',
    components: { body: { text: 'hi' } },
    channelIds: [world.channelId],
  })
  lists('hello', 'goodbye')
  await sync()
  expect(await statuses()).toEqual({ 'goodbye en': 'approved', 'hello en': 'approved', 'hello pt_BR': 'deleted' })
})

test('a template that is listed twice is kept once', async () => {
  lists('hello', { name: 'hello', text: 'the second' })
  expect(await sync()).toMatchObject({ value: { found: 1 } })
  expect((await named('hello')).components.body.text).toBe('the second')
})

test('what the provider refuses is kept in words, and what we have stays', async () => {
  await sync()
  answer = { status: 401, body: { error: { code: 190, message: 'Session has expired', type: 'OAuthException' } } }
  const result = await sync()
  expect(result).toMatchObject({ ok: true, value: { found: 0, trouble: expect.stringContaining('190') } })
  const { templates, syncs } = await list()
  expect(templates.map(({ status }) => status)).toEqual(['approved', 'approved'])
  expect(syncs[0]?.trouble).toBe(result.ok && result.value.trouble)
  expect(JSON.stringify([result, syncs])).not.toContain('sim-token-0001')
  lists('hello')
  await sync()
  expect((await list()).syncs[0]?.trouble).toBeNull()
})

test('an account nobody has synchronised is listed without a time; a channel without a connection cannot', async () => {
  expect((await list()).syncs).toEqual([{ account, channelId: world.channelId, at: null, trouble: null }])
  await world.asOwner('update channel set access_token_sealed = null')
  expect(await sync()).toEqual({ ok: false, refusal: 'connection_incomplete' })
  expect(await sync(nobody as ChannelId)).toEqual({ ok: false, refusal: 'not_found' })
})

test('two synchronisations at once leave one of each', async () => {
  await Promise.all([sync(), sync(), sync()])
  expect((await list()).templates).toHaveLength(2)
})

async function secondChannel(business: string): Promise<ChannelId> {
  const [row] = await world.asOwner<{ id: ChannelId }>(
    `insert into channel (workspace_id, id, key, name, kind, provider, business_account_id, webhook_key, verify_token, created_at)
     values ($1, gen_random_uuid(), left(md5(random()::text), 5), 'Second', 'whatsapp', 'whatsapp_cloud', $2, gen_random_uuid()::text, 'v', now()) returning id`,
    [world.workspaceId, business],
  )
  return present(row, 'the channel').id
}

test('a template is seen where it was put, on the channels of its account alone', async () => {
  await sync()
  const second = await secondChannel(account)
  const foreign = await secondChannel('999')
  const hello = await named('hello')
  const put = (...channelIds: ChannelId[]) =>
    world.as('ana').try((work) => setTemplateChannels(work, { templateId: hello.id, channelIds }))
  const seen = async (channelId: ChannelId) => (await list('ben', channelId)).templates.map(({ name }) => name)
  await browsersAgree(world, () => put(second, second))
  expect((await named('hello')).channelIds).toEqual([second])
  expect(await seen(world.channelId)).toEqual(['goodbye'])
  expect(await seen(second)).toEqual(['goodbye', 'hello'])
  expect(await seen(foreign)).toEqual([])
  expect(await put(foreign)).toEqual({ ok: false, refusal: 'template_not_on_channel' })
  expect(await put(nobody as ChannelId)).toEqual({ ok: false, refusal: 'template_not_on_channel' })
  const late = world
    .as('ana')
    .try((work) => setTemplateChannels(work, { templateId: hello.id, channelIds: [], were: [world.channelId] }))
  expect(await late, 'somebody else has changed them').toMatchObject({ refusal: 'changed_by_someone_else' })
  await put()
  expect(await seen(world.channelId)).toEqual(['goodbye', 'hello'])
})

test('agents see templates of every status, but not what went wrong with the account', async () => {
  lists('hello', { name: 'paused', status: 'PAUSED' })
  await sync()
  const { templates, syncs } = await list('ben', world.channelId)
  expect(templates.map(({ status }) => status)).toEqual(['approved', 'paused'])
  expect(syncs).toEqual([])
  await expect(list('ben', nobody as ChannelId)).rejects.toThrow('not_found')
})

test('only a template that is approved at this moment and on this channel can be sent', async () => {
  await sync()
  const hello = await named('hello')
  const ask = (id: TemplateId, channel: { id: ChannelId; account: string }) =>
    inRead(world.kernel, world.workspaceId, (tx) => templateForChannel(tx, world.workspaceId, id, channel))
  const here = { id: world.channelId, account }
  expect(await ask(hello.id, here)).toMatchObject({ ok: true, value: { name: 'hello' } })
  expect(await ask(nobody as TemplateId, here)).toMatchObject({ refusal: 'template_not_found' })
  expect(await ask(hello.id, { ...here, account: '999' })).toMatchObject({ refusal: 'template_not_on_channel' })
  await world.asOwner(`update template set status = 'paused'`)
  expect(await ask(hello.id, here)).toMatchObject({ refusal: 'template_not_usable', detail: 'paused' })
})

test('the provider’s word about a template counts at once, and repeated it is no news', async () => {
  await sync()
  const change = (name: string, status: TemplateStatus, reason: string | null = null) =>
    inWork(world.kernel, world.house, async (work) => {
      await templateChanged(work, { type: 'template_changed', account, name, language: 'en', status, reason })
      return ok(null)
    })
  await browsersAgree(world, () => change('hello', 'paused', 'LOW_QUALITY'))
  expect(await named('hello')).toMatchObject({ status: 'paused', rejectedReason: 'LOW_QUALITY' })
  const commits = world.commits.length
  await change('hello', 'paused', 'LOW_QUALITY')
  await change('unknown', 'approved')
  expect(world.commits.length).toBe(commits)
  await change('hello', 'approved')
  expect(await named('hello')).toMatchObject({ status: 'approved', rejectedReason: null })
})

test('another workspace sees and changes none of our templates', async () => {
  await sync()
  const hello = await named('hello')
  const elsewhere = '01890000-0000-7000-8000-000000000001' as World['workspaceId']
  await world.asOwner(`insert into workspace (id, name, created_at) values ($1, 'Harbour', now())`, [elsewhere])
  const person = { ...(await world.person('ana')), workspaceId: elsewhere }
  const seen = await inRead(world.kernel, elsewhere, (tx) => templates(tx, {}, person))
  expect(seen).toEqual({ ok: true, value: { templates: [], syncs: [] } })
  expect(await syncTemplates(deps, world.kernel, person, { channelId: world.channelId })).toMatchObject({
    refusal: 'not_found',
  })
  const put = await inWork(world.kernel, person, (work) =>
    setTemplateChannels(work, { templateId: hello.id, channelIds: [] }),
  )
  expect(put).toEqual({ ok: false, refusal: 'template_not_found' })
})
