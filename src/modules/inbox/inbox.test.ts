import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inRead } from '../../kernel/work.ts'
import { SEED_NUMBER } from '../../providers/simulator/seed.ts'
import { connectLine, type Line } from '../../testing/line.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { replay } from './actions.ts'
import { allLanes, laneOf } from './core/lanes.ts'
import { listKept } from './repo.ts'
import { maxWebhookBytes } from './routes.ts'

let world: World
let line: Line
beforeAll(async () => {
  world = await createWorld()
  line = await connectLine(world)
})
afterAll(async () => {
  await line.close()
  await world.close()
})

/** Seconds; the world's clock stands still there. */
const NOW = Date.UTC(2026, 2, 2, 9) / 1000
let count = 0
const message = (text: string, given: object = {}) => ({
  from: '447700900118',
  id: `wamid.I${++count}`,
  timestamp: String(NOW),
  type: 'text',
  text: { body: text },
  ...given,
})
const envelope = (messages: readonly unknown[], line: string = SEED_NUMBER.phoneNumberId) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: SEED_NUMBER.wabaId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { phone_number_id: line, display_phone_number: '1' },
              contacts: [{ wa_id: '447700900118', profile: { name: 'Amara Bello' } }],
              messages,
            },
          },
        ],
      },
    ],
  })
const texts = async () =>
  (await world.asOwner<{ text: string }>(`select content ->> 'text' as text from message order by at, id`)).map(
    ({ text }) => text,
  )
const kept = () => inRead(world.kernel, world.workspaceId, (tx) => listKept(tx, world.workspaceId, 100))
const webhooks = () => world.asOwner<{ n: number }>('select count(*)::int as n from webhook').then(([row]) => row!.n)

const lastWebhook = async () =>
  (
    await world.asOwner<{ body: Buffer; state: string }>('select body, state from webhook order by id desc limit 1')
  ).map(({ body, state }) => ({ body: body.toString(), state }))[0]

test('200 means stored and applied: the bytes and the message are in the tables before the answer', async () => {
  const body = envelope([message('first')])
  expect((await line.hook(body)).status).toBe(200)
  expect(await lastWebhook()).toEqual({ state: 'applied', body })
  expect(await texts()).toEqual(['first'])
  const [health] = await world.asOwner<{ last_webhook_at: Date }>('select last_webhook_at from channel')
  expect(health?.last_webhook_at.getTime()).toBe(world.clock.now())
})

test.each([
  ['a wrong signature', envelope([message('forged')]), { signature: 'sha256=00' }, 401],
  ['no signature', envelope([message('forged')]), { signature: '' }, 401],
  ['an address no channel has', envelope([message('lost')]), { key: 'nobody' }, 404],
  ['a body over the limit', 'x'.repeat(maxWebhookBytes + 1), {}, 413],
  ['four megabytes', 'x'.repeat(4_000_000), {}, 413],
] as const)('%s is refused and stores nothing', async (_name, body, given, status) => {
  const before = await webhooks()
  expect((await line.hook(body, given)).status).toBe(status)
  expect(await webhooks()).toBe(before)
})

test('invalid JSON is kept and shown, and its neighbours go on', async () => {
  expect((await line.hook('{"object": "whatsapp_bus')).status).toBe(200)
  expect((await line.hook(envelope([message('after the broken one')]))).status).toBe(200)
  await line.applyInbox()
  expect(await texts()).toContain('after the broken one')
  expect(await kept()).toMatchObject([{ why: 'unreadable', raw: expect.stringContaining('whatsapp_bus') }])
})

test('one unreadable part costs none of its neighbours', async () => {
  await line.hook(envelope([message('left'), { type: 'text' }, 17, message('right')]))
  await line.applyInbox()
  expect(await texts()).toEqual(expect.arrayContaining(['left', 'right']))
  expect((await kept()).filter(({ why }) => why === 'unreadable').length).toBe(3)
})

test('a message for a number nobody has configured waits in quarantine until somebody does', async () => {
  await line.hook(envelope([message('is this the sofa shop?')], '999888777666555'))
  await line.applyInbox()
  const part = (await kept()).find(({ why }) => why === 'unknown_number')
  expect(part).toMatchObject({ line: '999888777666555', raw: expect.stringContaining('sofa shop') })
  expect(await texts()).not.toContain('is this the sofa shop?')

  const again = (id: number) => replay(world.kernel, line.inboxDeps, world.workspaceId, world.agentIds.ana, [id])
  expect(await again(part!.id)).toMatchObject({ value: { placed: 0, kept: 1 } })
  await world.asOwner(
    `insert into channel (workspace_id, id, key, name, kind, provider, queue_id, phone_number_id, webhook_key, verify_token, created_at)
     select workspace_id, gen_random_uuid(), 'SOFA', 'Sofas', kind, provider, queue_id, '999888777666555', 'other', 'x', created_at from channel limit 1`,
  )
  const stillKept = (await kept()).find(({ why }) => why === 'unknown_number')!
  expect(await again(stillKept.id)).toMatchObject({ value: { placed: 1, kept: 0 } })
  expect(await texts()).toContain('is this the sofa shop?')
})

test('what the provider says about the account is shown', async () => {
  const alert = {
    entity_type: 'PHONE_NUMBER',
    entity_id: '1',
    alert_info: {
      alert_severity: 'CRITICAL',
      alert_status: 'ACTIVE',
      alert_type: 'X',
      alert_description: 'Your number is at risk',
    },
  }
  await line.hook(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: SEED_NUMBER.wabaId, time: 1, changes: [{ field: 'account_alerts', value: alert }] }],
    }),
  )
  await line.applyInbox()
  expect((await kept()).find(({ why }) => why === 'notice')?.reason).toMatch(/critical: .*at risk/i)
})

test('a webhook that no batch survives is set aside after three tries, and holds nobody up', async () => {
  const poison = message('poison')
  const { receive, log } = line.inboxDeps
  line.inboxDeps.log = { error: () => {}, warn: () => {} }
  line.inboxDeps.receive = async (work, facts) => {
    if (facts.some((fact) => fact.type === 'message' && fact.providerMessageId === poison.id))
      throw new Error('a bug of ours')
    return receive(work, facts)
  }
  for (const webhook of [message('before the poison'), poison, message('after the poison')]) {
    const answer = await line.hook(envelope([webhook]))
    expect(answer.text).toBe('stored')
  }
  expect(await lastWebhook()).toMatchObject({ state: 'stored' })
  expect(await texts()).not.toContain('after the poison')
  await line.applyInbox()
  Object.assign(line.inboxDeps, { receive, log })
  expect(await texts()).toEqual(expect.arrayContaining(['before the poison', 'after the poison']))
  const part = (await kept()).find(({ reason }) => reason.includes('a bug of ours'))
  expect(part).toBeDefined()
  await replay(world.kernel, line.inboxDeps, world.workspaceId, null, [part!.id])
  expect(await texts()).toContain('poison')
})

test('while somebody holds a lock for long what arrives is stored and answered, and applied afterwards', async () => {
  const holder = new pg.Client({ connectionString: world.url })
  await holder.connect()
  await holder.query('begin')
  await holder.query('select id from conversation for update')
  const body = envelope([message('behind a lock')])
  expect((await line.hook(body)).status).toBe(200)
  expect(await lastWebhook()).toEqual({ state: 'stored', body })
  await holder.query('rollback')
  await holder.end()
  expect((await line.hook(envelope([message('after the lock')]))).status).toBe(200)
  expect((await texts()).slice(-2)).toEqual(['behind a lock', 'after the lock'])
})

test('while the tables cannot be written the answer is 5xx, and the same webhook is welcome afterwards', async () => {
  await world.asOwner('alter table webhook add constraint full_up check (received_at is null) not valid')
  const body = envelope([message('patience')])
  expect((await line.hook(body)).status).toBeGreaterThanOrEqual(500)
  await world.asOwner('alter table webhook drop constraint full_up')
  expect((await line.hook(body)).status).toBe(200)
  await line.applyInbox()
  expect(await texts()).toContain('patience')
})

test('a thousand messages in two hundred concurrent webhooks, some twice: each once, in order', async () => {
  const numbered = Array.from({ length: 1000 }, (_, i) =>
    message(`n${String(i).padStart(4, '0')}`, {
      from: `4477009003${String(i % 20).padStart(2, '0')}`,
      timestamp: String(NOW - 2000 + i),
    }),
  )
  const bodies = Array.from({ length: 200 }, (_, i) => envelope(numbered.filter((_m, n) => n % 200 === i)))
  await Promise.all([...bodies, ...bodies.slice(0, 40)].map((body) => line.hook(body)))
  await line.applyInbox()
  const rows = await world.asOwner<{ conversation_id: string; text: string }>(
    `select conversation_id, content ->> 'text' as text from message where content ->> 'text' ~ '^n[0-9]{4}$' order by conversation_id, at, id`,
  )
  expect(rows).toHaveLength(1000)
  for (const thread of Map.groupBy(rows, (row) => row.conversation_id).values()) {
    expect(thread.map(({ text }) => text)).toEqual(thread.map(({ text }) => text).toSorted())
  }
})

test('strangers met in two lanes at once, by phone number and by user id, are one person each, and nothing is lost', async () => {
  const from = (i: number) => ({ from: `4477009005${10 + i}`, from_user_id: `GB.stranger${i}` })
  const bodies = Array.from({ length: 40 }, (_, i) => [
    envelope([message(`stranger ${i} a`, from(i))]),
    envelope([message(`stranger ${i} b`, { ...from(i), from: undefined })]),
  ])
  const lanes = bodies.flat().map((body) => laneOf(line.inboxDeps.parse(world.channelId, Buffer.from(body))))
  expect(new Set(lanes)).toEqual(new Set(allLanes))
  const answers = await Promise.all(bodies.flat().map((body) => line.hook(body)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  await line.applyInbox()
  const rows = await world.asOwner<{ text: string; contact_id: string }>(
    `select m.content ->> 'text' as text, c.contact_id from message m
     join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
     where m.content ->> 'text' like 'stranger %'`,
  )
  expect(rows).toHaveLength(80)
  const people = Map.groupBy(rows, ({ text }) => text.split(' ')[1])
  for (const theirs of people.values()) expect(new Set(theirs.map(({ contact_id }) => contact_id)).size).toBe(1)
  expect(people.size).toBe(40)
})
