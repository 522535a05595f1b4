import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelId, ConversationId, Instant } from '../../contract/ids.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { mira, rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const DAY = 24 * 60 * 60 * 1000
const rows = <T extends object>(query: string, ...values: unknown[]) =>
  world.asOwner<T & Record<string, unknown>>(query, values)

test('a first message makes a contact, a conversation, an interaction with a number, and every screen agrees', async () => {
  const views = await browsersAgree(world, () => told(world, wroteFact(rosa, 'Where is my order?', world.clock.now())))
  const [card] = Object.values(views.ben.interactions)
  expect(card).toMatchObject({ number: 1, state: 'waiting', queueId: world.support })
  expect(card?.conversation).toMatchObject({
    snippet: 'Where is my order?',
    unread: 1,
    contact: { name: 'Rosa Quintero', consent: 'granted' },
  })
  expect(Object.keys(views.davi.interactions), 'Davi answers another queue').toEqual([])
  expect(Object.keys(views.sofia.interactions)).toHaveLength(1)
})

test('the same message delivered again, alone or in its own batch, changes nothing', async () => {
  const fact = wroteFact(rosa, 'Twice', world.clock.now())
  await told(world, fact, fact)
  const [before] = await rows<{ journal_seq: number; n: number }>(
    'select journal_seq, (select count(*) from message) as n from workspace',
  )
  await told(world, fact)
  expect(await rows('select journal_seq, (select count(*) from message) as n from workspace')).toEqual([before])
})

test('fifty first messages of fifty new contacts in one batch, one contact writing thirty of them', async () => {
  const at = world.clock.now()
  const strangers = Array.from({ length: 50 }, (_, i) => ({
    addresses: [{ kind: 'phone', value: `+4477009002${String(i).padStart(2, '0')}` } as const],
    name: `Stranger ${i}`,
    username: null,
  }))
  const many = Array.from({ length: 30 }, (_, i) => wroteFact(strangers[0]!, `line ${i}`, (at + i * 1000) as Instant))
  world.clock.advance(30_000)
  await browsersAgree(world, () => told(world, ...strangers.map((who) => wroteFact(who, 'first', at)), ...many))
  const [{ n }] = (await rows<{ n: string }>(
    `select count(distinct conversation_id) as n from interaction where contact_id in (select id from contact where name like 'Stranger%')`,
  )) as [{ n: string }]
  expect(Number(n)).toBe(50)
})

test('a contact known by user id only is answered, and phone and user id seen together become one person', async () => {
  await told(world, wroteFact(mira, 'no number here', world.clock.now()))
  const both = { ...mira, addresses: [{ kind: 'phone', value: '+447700900177' } as const, ...mira.addresses] }
  await told(world, wroteFact(both, 'now with a number', world.clock.now()))
  const found = await rows(
    `select c.name, count(*)::int as addresses from contact c join identity i on i.contact_id = c.id where c.username = 'mira.kvist' group by c.name`,
  )
  expect(found).toEqual([{ name: '@mira.kvist', addresses: 2 }])
})

test('two people whose addresses are suddenly seen together are not merged', async () => {
  const phone = { kind: 'phone', value: '+447700900150' } as const
  const userId = { kind: 'user_id', value: 'GB.other' } as const
  await told(world, wroteFact({ addresses: [phone], name: 'Phone Owner', username: null }, 'a', world.clock.now()))
  await told(world, wroteFact({ addresses: [userId], name: 'Id Owner', username: null }, 'b', world.clock.now()))
  await told(world, wroteFact({ addresses: [userId, phone], name: 'Who', username: null }, 'c', world.clock.now()))
  const found = await rows<{ text: string; owner: string }>(
    `select m.content ->> 'text' as text, i.value as owner from message m join conversation v on v.id = m.conversation_id
     join identity i on i.contact_id = v.contact_id where m.content ->> 'text' = 'c' and i.kind = 'phone'`,
  )
  expect(found).toEqual([{ text: 'c', owner: '+447700900150' }])
})

test('a changed number moves with the contact, and the old one is nobody’s', async () => {
  const old = { kind: 'phone', value: '+447700900160' } as const
  const fresh = { kind: 'phone', value: '+447700900161' } as const
  await told(world, wroteFact({ addresses: [old], name: 'Mover', username: null }, 'before', world.clock.now()))
  await told(world, {
    type: 'identity_changed',
    line: '100000000000001',
    providerMessageId: null,
    at: world.clock.now(),
    from: [old],
    to: [fresh],
  })
  await told(world, wroteFact({ addresses: [fresh], name: 'Mover', username: null }, 'after', world.clock.now()))
  await told(
    world,
    wroteFact({ addresses: [old], name: 'Stranger with the old number', username: null }, 'hello', world.clock.now()),
  )
  const found = await rows<{ name: string; n: number }>(
    `select c.name, count(m.*)::int as n from contact c join conversation v on v.contact_id = c.id join message m on m.conversation_id = v.id
     where c.name in ('Mover', 'Stranger with the old number') group by c.name order by c.name`,
  )
  expect(found).toEqual([
    { name: 'Mover', n: 2 },
    { name: 'Stranger with the old number', n: 1 },
  ])
})

test('messages that arrive out of order are read in the order they were written', async () => {
  const who = { addresses: [{ kind: 'phone', value: '+447700900170' } as const], name: 'Late', username: null }
  const at = world.clock.now()
  world.clock.advance(60_000)
  await told(world, wroteFact(who, 'third', (at + 3000) as Instant))
  await told(world, wroteFact(who, 'first', (at + 1000) as Instant), wroteFact(who, 'second', (at + 2000) as Instant))
  const [row] = (await rows(`select conversation_id as id from message where content ->> 'text' = 'third'`)) as {
    id: ConversationId
  }[]
  const view = await loadView(world, 'ben', [row!.id])
  expect(view.threads[row!.id]?.messages.map((message) => (message.content as { text: string }).text)).toEqual([
    'first',
    'second',
    'third',
  ])
  expect(Object.values(view.interactions).find((card) => card.conversation.id === row!.id)?.conversation.snippet).toBe(
    'third',
  )
})

test('within one second the order of arrival stands, also beside an answer of ours', async () => {
  const who = { addresses: [{ kind: 'phone', value: '+447700900171' } as const], name: 'Quick', username: null }
  const second = (Math.floor(world.clock.now() / 1000) * 1000) as Instant
  world.clock.advance(second + 1000 + 300 - world.clock.now())
  const told1 = (second + 1000) as Instant
  await told(world, wroteFact(who, 'one', told1))
  world.clock.advance(200)
  await told(world, wroteFact(who, 'ours', world.clock.now(), { echo: true }))
  world.clock.advance(200)
  await told(world, wroteFact(who, 'two', told1))
  world.clock.advance(1_000)
  await told(world, wroteFact(who, 'three', told1))
  const [row] = (await rows(`select conversation_id as id from message where content ->> 'text' = 'ours'`)) as {
    id: ConversationId
  }[]
  const view = await loadView(world, 'ben', [row!.id])
  const texts = view.threads[row!.id]?.messages.map((message) => (message.content as { text: string }).text)
  expect(texts).toEqual(['one', 'ours', 'two', 'three'])
})

test('a contact’s clock that is ahead does not lengthen the session window', async () => {
  const who = { addresses: [{ kind: 'phone', value: '+447700900180' } as const], name: 'Ahead', username: null }
  const now = world.clock.now()
  await told(world, wroteFact(who, 'from tomorrow', (now + DAY) as Instant))
  const [row] = await rows<{ last_inbound_at: Date }>(
    `select v.last_inbound_at from conversation v join contact c on c.id = v.contact_id where c.name = 'Ahead'`,
  )
  expect(row?.last_inbound_at.getTime()).toBe(now)
})

test('reactions, their removal and late copies; edits and deletions', async () => {
  const who = { addresses: [{ kind: 'phone', value: '+447700900190' } as const], name: 'Reacts', username: null }
  const at = world.clock.now()
  const message = wroteFact(who, 'something', at)
  await told(world, message)
  const about = { line: message.line, from: who, targetProviderMessageId: message.providerMessageId, echo: false }
  const put = {
    type: 'reaction',
    ...about,
    providerMessageId: 'wamid.r1',
    at: (at + 1000) as Instant,
    emoji: '👍',
  } as const
  const off = {
    type: 'reaction',
    ...about,
    providerMessageId: 'wamid.r2',
    at: (at + 2000) as Instant,
    emoji: null,
  } as const
  world.clock.advance(10_000)
  const [row] = (await rows(
    `select conversation_id as id, id as message from message where provider_message_id = '${message.providerMessageId}'`,
  )) as { id: ConversationId; message: string }[]
  const seen = async () =>
    (await loadView(world, 'ben', [row!.id])).threads[row!.id]?.messages.find(({ id }) => id === row!.message)
  await browsersAgree(world, () => told(world, put), { threads: [row!.id] })
  expect((await seen())?.reactions).toEqual([{ from: 'contact', emoji: '👍' }])
  await told(world, off)
  await told(world, put) // A late copy of what was taken back.
  expect((await seen())?.reactions).toEqual([])
  await browsersAgree(
    world,
    () =>
      told(world, {
        type: 'edited',
        ...about,
        providerMessageId: 'wamid.e1',
        at: (at + 3000) as Instant,
        content: { kind: 'text', text: 'something else' },
      }),
    { threads: [row!.id] },
  )
  await told(world, { type: 'revoked', ...about, providerMessageId: 'wamid.x1', at: (at + 4000) as Instant })
  expect(await seen()).toMatchObject({ content: { text: 'something else' }, revokedAt: at + 4000 })
  const unknown = await told(world, { ...put, targetProviderMessageId: 'wamid.never' })
  expect(unknown).toMatchObject([{ reason: 'a reaction to a message we do not have' }])
})

test('a line of the provider itself asks nothing of anybody', async () => {
  const who = { addresses: [{ kind: 'phone', value: '+447700900195' } as const], name: 'System', username: null }
  await told(
    world,
    wroteFact(who, '', world.clock.now(), {
      content: { kind: 'system', text: 'The number changed' },
      opensWindow: false,
    }),
  )
  expect(
    await rows(`select i.id from interaction i join contact c on c.id = i.contact_id where c.name = 'System'`),
  ).toEqual([])
})

test('a contact who is shown in two places has the same name in both, wherever they wrote', async () => {
  const [other] = await rows<{ id: ChannelId }>(
    `insert into channel (workspace_id, id, key, name, kind, provider, queue_id, phone_number_id, webhook_key, verify_token, created_at)
     values ($1, gen_random_uuid(), 'SHOP', 'Shop', 'whatsapp', 'whatsapp_cloud', $2, '100000000000077', 'shop', 'verify', now()) returning id`,
    world.workspaceId,
    world.sales,
  )
  const lena = { addresses: [{ kind: 'phone', value: '+447700900188' } as const], name: 'Lena', username: null }
  await told(world, wroteFact(lena, 'Hello shop', world.clock.now()))
  await rows(
    'update conversation set channel_id = $1 where contact_id in (select id from contact where name = $2)',
    other?.id,
    'Lena',
  )
  await rows(
    'update interaction set channel_id = $1, queue_id = $2 where contact_id in (select id from contact where name = $3)',
    other?.id,
    world.sales,
    'Lena',
  )
  const views = await browsersAgree(world, () =>
    told(world, wroteFact({ ...lena, name: 'Lena Hall' }, 'Hello again', world.clock.now())),
  )
  const names = Object.values(views.davi.interactions).map((card) => card.conversation.contact.name)
  expect(names).toEqual(['Lena Hall'])
})

test('outside opening hours the contact is told once per closed period, and the interaction is kept', async () => {
  const who = { addresses: [{ kind: 'phone', value: '+447700900199' } as const], name: 'Night', username: null }
  const hours = (day: number) => [{ day, from: '09:00', to: '17:00' }]
  const today = new Date(world.clock.now()).getUTCDay() || 7
  const set = (blocks: object | null, text: string) =>
    world.asOwner(
      `with made as (
        insert into calendar (workspace_id, id, name, zone, blocks)
        select workspace_id, gen_random_uuid(), 'Hours', 'Europe/London', $1::jsonb from channel
        where $1 is not null and calendar_id is null limit 1 returning id
      ) update channel set calendar_id = (select id from made), out_of_hours_text = $2`,
      [blocks && JSON.stringify(blocks), text],
    )
  const answers = async () =>
    (
      await rows<{ text: string }>(
        `select m.content ->> 'text' as text from message m join conversation v on v.id = m.conversation_id
       join contact c on c.id = v.contact_id where c.name = 'Night' and m.author = 'house' order by m.at`,
      )
    ).map(({ text }) => text)
  await set(hours((today % 7) + 1), 'We are closed')
  await browsersAgree(world, () => told(world, wroteFact(who, 'hello?', world.clock.now())))
  await told(world, wroteFact(who, 'anybody?', world.clock.now()))
  expect(await answers()).toEqual(['We are closed'])
  const [open] = await rows(
    `select i.state from interaction i join contact c on c.id = i.contact_id where c.name = 'Night'`,
  )
  expect(open).toEqual({ state: 'waiting' })

  world.clock.advance(2 * DAY) // The shop was open meanwhile, and is closed again.
  await told(world, wroteFact(who, 'and now?', world.clock.now()))
  expect(await answers()).toEqual(['We are closed', 'We are closed'])
  world.clock.advance(2 * 60 * 60 * 1000)
  await told(
    world,
    wroteFact({ ...who, name: 'Night' }, 'written long ago', (world.clock.now() - 90 * 60 * 1000) as Instant),
  )
  expect(await answers()).toHaveLength(2)
  await set(null, '')
})
