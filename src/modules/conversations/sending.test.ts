import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ConversationId, Instant, MessageId, TemplateId } from '../../contract/ids.ts'
import type { SendContent } from '../../contract/operations/conversations.ts'
import { ok } from '../../contract/refusals.ts'
import { inWork } from '../../kernel/work.ts'
import { abilities } from '../../providers/whatsapp-cloud/abilities.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { connectLine, type Line } from '../../testing/line.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { takeInteraction } from '../routing/actions.ts'
import { savePolicy } from '../sla/actions.ts'
import { following, plainClocks } from '../sla/core/policy.ts'
import { markRead, reactTo, sendAgain, sendMessage, sendTemplate, takeBack } from './actions.ts'
import type { Sent } from './core/outbound.ts'
import { conversationJobs } from './jobs.ts'
import { keepUpload } from './media-actions.ts'
import { abandonedAfterMs, claim, recordSent, resolveAbandoned } from './sending-actions.ts'

const deps = { abilitiesOf: () => abilities }
const HOUR = 60 * 60 * 1000
const noLevel = { serviceLevelSeconds: null, abandonAfterSeconds: null, chatLimitSeconds: null }
const houseLevel = { channelId: null, queueId: null, ...noLevel, version: 0 }
let world: World
let line: Line
let conversationId: ConversationId

/** Rosa has written, and Ben has taken it. */
beforeEach(async () => {
  world = await createWorld()
  line = await connectLine(world)
  await line.phone('rosa', { type: 'text', text: 'Hello, is anybody there?' })
  await line.quiet()
  const [card] = Object.values((await loadView(world, 'ben')).interactions)
  conversationId = card!.conversation.id
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId: card!.id }))
})
afterEach(async () => {
  await line.close()
  await world.close()
})

const send = (
  content: SendContent,
  given: { clientId?: string; undoSeconds?: number; quotedMessageId?: MessageId | null } = {},
) =>
  world.as('ben').try((work, person) =>
    sendMessage(work, deps, person, {
      conversationId,
      clientId: given.clientId ?? randomUUID(),
      content,
      quotedMessageId: given.quotedMessageId ?? null,
      undoSeconds: given.undoSeconds ?? 0,
    }),
  )
const text = (words: string): SendContent => ({ kind: 'text', text: words })
const thread = async () => (await loadView(world, 'ben', [conversationId])).threads[conversationId]!.messages
const last = async () => (await thread()).at(-1)!
/** What was asked of the provider, oldest first. */
const posts = () =>
  line.simulator.simulator.traffic
    .list({ direction: 'to_provider', limit: 500 })
    .filter(({ path, requestBody }) => path.endsWith('/messages') && !requestBody.includes('"status":"read"'))
    .reverse()

test('an answer goes out once, its ticks turn, and every screen agrees', async () => {
  await browsersAgree(
    world,
    async () => {
      expect((await send(text('Yes, Ben here.'))).ok).toBe(true)
      await line.quiet()
      await line.setPhone('rosa', { openChat: '700800900100201' })
      await line.quiet()
    },
    { threads: [conversationId] },
  )
  expect(await last()).toMatchObject({
    content: { text: 'Yes, Ben here.' },
    delivery: expect.stringMatching(/delivered|read/),
  })
  expect(posts()).toHaveLength(1)
})

test('the same press twice sends once, also when both come at the same time', async () => {
  const clientId = randomUUID()
  const [a, b] = await Promise.all([send(text('Once'), { clientId }), send(text('Once'), { clientId })])
  expect([a.ok, b.ok]).toEqual([true, true])
  await line.quiet()
  expect((await thread()).filter((message) => message.direction === 'out')).toHaveLength(1)
  expect(posts()).toHaveLength(1)
})

test('a long text arrives as ordered parts', async () => {
  const words = Array.from({ length: 2500 }, (_, i) => `word${i}`).join(' ')
  await send(text(words))
  await line.quiet()
  const parts = posts().map((entry) => (JSON.parse(entry.requestBody) as { text: { body: string } }).text.body)
  expect(parts.length).toBeGreaterThan(4)
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(4096)
  expect(parts.join(' ')).toBe(words)
})

async function template(): Promise<TemplateId> {
  const templateId = randomUUID() as TemplateId
  await world.asOwner(
    `insert into template (workspace_id, id, account, provider_template_id, name, language, category, status, parameter_format, components, synced_at)
     values ($1, $2, '900100200300401', '1', 'continue_chat', 'en', 'utility', 'approved', 'positional', $3, now())`,
    [
      world.workspaceId,
      templateId,
      JSON.stringify({
        header: null,
        body: { text: 'Shall we continue our conversation?', examples: [] },
        footer: null,
        buttons: [],
      }),
    ],
  )
  return templateId
}
function sendsTemplate(templateId: TemplateId) {
  const fill = { header: [], headerMedia: null, body: [], buttons: [] }
  return world
    .as('ben')
    .try((work, person) => sendTemplate(work, person, { conversationId, clientId: randomUUID(), templateId, fill }))
}

test('who said stop gets no template, not even one that waited to be sent; an answer in the window goes (R-100)', async () => {
  const templateId = await template()
  expect((await sendsTemplate(templateId)).ok).toBe(true)
  expect((await send(text('As you asked: delivered on Friday'))).ok).toBe(true)
  await world.asOwner('update contact set do_not_contact = true')
  await line.quiet()
  expect(posts().map(({ requestBody }) => (JSON.parse(requestBody) as { type: string }).type)).toEqual(['text'])
  const kept = (await thread()).filter(({ direction }) => direction === 'out')
  expect(kept).toMatchObject([
    { content: { kind: 'template' }, delivery: 'failed', failure: { code: 'contact_opted_out' } },
    { content: { kind: 'text' }, delivery: expect.stringMatching(/sent|delivered|read/) },
  ])
  expect(await sendsTemplate(templateId)).toMatchObject({ refusal: 'contact_opted_out' })
  expect(await world.as('ben').try((work, person) => sendAgain(work, person, kept[0]!.id))).toMatchObject({
    refusal: 'contact_opted_out',
  })
})

test('the window closes at exactly 24 hours; the template goes, the answer unlocks it', async () => {
  world.clock.advance(24 * HOUR - 1)
  expect((await send(text('Just in time'))).ok).toBe(true)
  await line.quiet()
  world.clock.advance(1)
  expect(await send(text('Too late'))).toMatchObject({ ok: false, refusal: 'outside_allowed_sending_window' })
  const sent = await sendsTemplate(await template())
  expect(sent.ok).toBe(true)
  await line.quiet()
  expect(await last()).toMatchObject({
    content: { kind: 'template', template: { body: 'Shall we continue our conversation?' } },
    delivery: expect.stringMatching(/sent|delivered|read/),
  })
  expect((await send(text('Still closed'))).ok).toBe(false)
  await line.phone('rosa', { type: 'text', text: 'Yes' })
  await line.quiet()
  expect((await send(text('Open again'))).ok).toBe(true)
})

test('a refusal is shown as not delivered, with the provider’s code, and may be sent again', async () => {
  await line.faults({ failNext: { code: 131026, by: 'status' } })
  await send(text('Lost'))
  await line.quiet()
  const failed = await last()
  expect(failed).toMatchObject({ delivery: 'failed', failure: { code: '131026' } })
  await browsersAgree(world, () => world.as('ben').do((work, person) => sendAgain(work, person, failed.id)), {
    threads: [conversationId],
  })
  await line.quiet()
  expect(await last()).toMatchObject({
    content: { text: 'Lost' },
    delivery: expect.stringMatching(/sent|delivered|read/),
  })
})

test('Send again pressed twice sends once more, also when both come at the same time', async () => {
  await line.faults({ failNext: { code: 131026, by: 'status' } })
  await send(text('Lost'))
  await line.quiet()
  const failed = await last()
  const again = () => world.as('ben').do((work, person) => sendAgain(work, person, failed.id))
  const [a, b] = await Promise.all([again(), again()])
  expect(a.message.id).toBe(b.message.id)
  await line.quiet()
  expect(posts()).toHaveLength(2)
  expect((await again()).message.id, 'when it has arrived').toBe(a.message.id)
})

test('what failed when it was sent again goes out once more, from whichever of the two the person presses', async () => {
  await line.faults({ failNext: { code: 131026, by: 'status' } })
  await send(text('Lost twice'))
  await line.quiet()
  const failed = await last()
  const again = () => world.as('ben').do((work, person) => sendAgain(work, person, failed.id))
  await line.faults({ failNext: { code: 131026, by: 'status' } })
  const first = await again()
  await line.quiet()
  const second = await again()
  await line.quiet()
  expect(second.message.id).not.toBe(first.message.id)
  expect(posts()).toHaveLength(3)
  expect(await last()).toMatchObject({ id: second.message.id, delivery: expect.stringMatching(/sent|delivered|read/) })
})

test.each(['timeout', 'reset'])(
  'a send whose answer is lost (%s) is never repeated, and its statuses settle it',
  async (code) => {
    await line.faults({ failNext: { code } })
    await send(text('Did it arrive?'))
    await line.quiet()
    expect(posts()).toHaveLength(1)
    expect(await last()).toMatchObject({ delivery: expect.stringMatching(/sent|delivered|read/) })
  },
)

test('a safe refusal waits as documented and is tried again', async () => {
  await line.faults({ failNext: { code: 131056 } })
  await send(text('Patience'))
  await line.quiet()
  expect(await last()).toMatchObject({ delivery: 'queued' })
  world.clock.advance(4_000)
  await line.quiet()
  expect(await last()).toMatchObject({ delivery: expect.stringMatching(/sent|delivered|read/) })
  expect(posts()).toHaveLength(2)
})

test('an outcome that finds the disk full is kept until there is room, so that a safe refusal stays one', async () => {
  await world.asOwner(`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'no room left' using errcode = '53100'; end $$`)
  await world.asOwner(`create trigger no_room before update on message for each row
    when (old.delivery = 'sending') execute function no_room()`)
  await line.faults({ failNext: { code: 131056 } })
  await send(text('Patience'))
  await line.dispatcher.run(world.workspaceId)
  await vi.waitUntil(() => posts().length === 1)
  const recorded = line.dispatcher.idle()
  await world.asOwner('drop trigger no_room on message')
  await recorded
  expect(await last()).toMatchObject({ delivery: 'queued' })
  world.clock.advance(4_000)
  await line.quiet()
  expect(await last()).toMatchObject({ delivery: expect.stringMatching(/sent|delivered|read/) })
})

test('an ended token stops the channel, loses nothing, and says so to administrators', async () => {
  await line.faults({ failNext: { code: 190 } })
  await browsersAgree(world, async () => {
    await send(text('Kept'))
    await line.quiet()
  })
  expect((await loadView(world, 'ana')).channels[world.channelId]?.trouble).toMatchObject({ code: '190' })
  expect(await last()).toMatchObject({ delivery: 'queued' })
  expect(await send(text('More'))).toMatchObject({ refusal: 'channel_not_connected' })
  await world.asOwner('update channel set trouble = null')
  await line.quiet()
  expect(await last()).toMatchObject({ delivery: expect.stringMatching(/sent|delivered|read/) })
})

test('trouble of the whole account that comes as a status stops the channel too', async () => {
  await line.faults({ failNext: { code: 131042, by: 'status' } })
  await browsersAgree(world, async () => {
    await send(text('Unpaid'))
    await line.quiet()
  })
  expect(await last()).toMatchObject({ delivery: 'failed', failure: { code: '131042' } })
  expect((await loadView(world, 'ana')).channels[world.channelId]?.trouble).toMatchObject({ code: '131042' })
  expect(await send(text('More'))).toMatchObject({ refusal: 'channel_not_connected' })
})

test('statuses twice, in the wrong order and before the answer change nothing but the ticks', async () => {
  await line.faults({ duplicate: true, outOfOrder: true, statusBeforeResponse: true })
  await browsersAgree(
    world,
    async () => {
      await send(text('Chaos'))
      await line.quiet()
    },
    { threads: [conversationId] },
  )
  expect(await last()).toMatchObject({ delivery: expect.stringMatching(/delivered|read/) })
})

test('a process that died while sending leaves a message that is shown as unknown, not sent again', async () => {
  await send(text('In the air'))
  expect(await claim(world.kernel, world.workspaceId, 10, { allBut: [] })).toHaveLength(1)
  await line.quiet()
  expect(posts()).toHaveLength(0)
  world.clock.advance(abandonedAfterMs + 1)
  await browsersAgree(world, () => inWork(world.kernel, world.house, (work) => resolveAbandoned(work)), {
    threads: [conversationId],
  })
  await line.quiet()
  expect(posts()).toHaveLength(0)
  expect(await last()).toMatchObject({ delivery: 'unknown' })
})

test('an answer in its undo time can be taken back and was never sent', async () => {
  const sent = await send(text('Oops'), { undoSeconds: 5 })
  await line.quiet()
  expect(posts()).toHaveLength(0)
  const id = sent.ok ? sent.value.messages[0]!.id : ('' as MessageId)
  await browsersAgree(
    world,
    async () =>
      expect(await world.as('ben').do((work, person) => takeBack(work, person, id))).toEqual({ text: 'Oops' }),
    { threads: [conversationId] },
  )
  world.clock.advance(6_000)
  await line.quiet()
  expect(posts()).toHaveLength(0)
  await send(text('Late'), { undoSeconds: 5 })
  world.clock.advance(5_000)
  await line.quiet()
  const gone = await last()
  expect(await world.as('ben').try((work, person) => takeBack(work, person, gone.id))).toMatchObject({
    refusal: 'message_too_old',
  })
})

test('whom a reply answered that was taken back waits again, by the same clocks; an earlier reply still counts', async () => {
  const card = async () => Object.values((await loadView(world, 'ben')).interactions)[0]!
  const clocks = { ...following, first_response: { ...plainClocks.first_response, on: true } }
  await world.as('ana').do((work) => savePolicy(work, { ...houseLevel, clocks }))
  const owed = await card()
  const undone = async () => {
    world.clock.advance(2_000)
    const sent = await send(text('Oops'), { undoSeconds: 5 })
    expect(await card()).toMatchObject({ awaitingReplySince: null, clocks: {} })
    const id = sent.ok ? sent.value.messages[0]!.id : ('' as MessageId)
    await browsersAgree(world, () => world.as('ben').do((work, person) => takeBack(work, person, id)))
    return card()
  }
  const again = await undone()
  expect(again.awaitingReplySince).toBe(owed.awaitingReplySince)
  expect(again.clocks.next_response).toEqual(owed.clocks.next_response)
  expect(again.clocks.first_response?.from).toBe(owed.createdAt)

  await send(text('Yes, Ben here.'))
  expect((await undone()).awaitingReplySince).toBeNull()
  world.clock.advance(HOUR)
  await line.phone('rosa', { type: 'text', text: 'Where is my order?' })
  await line.quiet()
  const wrote = (await card()).awaitingReplySince
  expect(wrote).not.toBeNull()
  const since = await undone()
  expect([since.awaitingReplySince, since.clocks.first_response]).toEqual([wrote, undefined])
})

test('files both ways: fetched at once, checked, kept; sent once uploaded', async () => {
  await line.phone('rosa', { type: 'image', file: 'sample', caption: 'It came with a broken leg' })
  await line.quiet()
  const arrived = await last()
  expect(arrived).toMatchObject({
    content: { kind: 'image', caption: 'It came with a broken leg', media: { state: 'pending' } },
  })
  const jobs = conversationJobs(line.media)
  await browsersAgree(world, () => jobs.fetch_media({ workspaceId: world.workspaceId, messageId: arrived.id }), {
    threads: [conversationId],
  })
  const stored = (await last()).content
  expect(stored).toMatchObject({ media: { state: 'stored' } })
  const id = stored.kind === 'image' ? stored.media.attachmentId! : ''
  const bytes = await line.storage.read(world.workspaceId, id)
  expect(bytes.length).toBe(stored.kind === 'image' ? stored.media.sizeBytes : 0)

  const ben = await world.person('ben')
  const upload = await keepUpload(line.media, ben, {
    conversationId,
    bytes,
    declaredType: 'image/png',
    fileName: '../../etc/leg.png',
  })
  expect(upload).toMatchObject({ ok: true, value: { fileName: 'leg.png' } })
  const attachmentId = upload.ok ? upload.value.attachmentId : ('' as never)
  expect((await send({ kind: 'image', attachmentId, caption: 'This one?' })).ok).toBe(true)
  await line.quiet()
  expect(await last()).toMatchObject({ delivery: expect.stringMatching(/sent|delivered|read/) })
  const davi = await world.person('davi')
  expect(
    await keepUpload(line.media, davi, { conversationId, bytes, declaredType: 'image/png', fileName: null }),
  ).toMatchObject({ refusal: 'not_found' })
  expect(await send({ kind: 'audio', attachmentId, voice: true })).toMatchObject({ refusal: 'file_type_not_allowed' })
})

test('a file that is not what was announced is not shown', async () => {
  await line.faults({ wrongMediaHash: true })
  await line.phone('rosa', { type: 'image', file: 'sample' })
  await line.quiet()
  const arrived = await last()
  await conversationJobs(line.media).fetch_media({ workspaceId: world.workspaceId, messageId: arrived.id })
  expect(await last()).toMatchObject({ content: { media: { state: 'wrong_hash', attachmentId: null } } })
})

test('only the holder writes; reading by others changes neither unread nor the contact’s ticks', async () => {
  const write = (name: 'carla' | 'davi' | 'sofia') =>
    world.as(name).try((work, person) =>
      sendMessage(work, deps, person, {
        conversationId,
        clientId: randomUUID(),
        content: text('Me too'),
        quotedMessageId: null,
        undoSeconds: 0,
      }),
    )
  expect(await write('carla')).toMatchObject({ refusal: 'not_yours' })
  expect(await write('davi')).toMatchObject({ refusal: 'not_found' })
  const unread = async () => Object.values((await loadView(world, 'ben')).interactions)[0]!.conversation.unread
  await world.as('sofia').do((work, person) => markRead(work, person, conversationId))
  expect(await unread()).toBe(1)
  await browsersAgree(world, () => world.as('ben').do((work, person) => markRead(work, person, conversationId)))
  expect(await unread()).toBe(0)
})

test('a reaction reaches the phone, and is taken back', async () => {
  const hello = (await thread())[0]!
  const jobs = conversationJobs(line.media)
  await browsersAgree(world, () => world.as('ben').do((work, person) => reactTo(work, person, hello.id, '👍')), {
    threads: [conversationId],
  })
  await jobs.send_reaction({ workspaceId: world.workspaceId, messageId: hello.id })
  expect(posts().at(-1)?.requestBody ?? '').toMatch(/reaction|👍/i)
  await world.as('ben').do((work, person) => reactTo(work, person, hello.id, null))
  expect((await thread())[0]!.reactions).toEqual([])
})

test.each([
  ['held back', { type: 'held', until: 0 as Instant }],
  ['turned away', { type: 'retry', failure: { code: '131056', title: '', detail: '' }, scope: 'pair' }],
] satisfies [string, Sent][])(
  'that a message was %s, recorded once more when it is already being sent again, does not send it a third time',
  async (_how, sent) => {
    await send(text('Once.'))
    const [first] = await claim(world.kernel, world.workspaceId, 10, { allBut: [] })
    const ended = [{ message: first!.message, sent }]
    // The commit went through, but the connection broke before we heard of it: it will be recorded again.
    await recordSent(world.kernel, world.workspaceId, ended, async () => ok(null))
    world.clock.advance(HOUR)
    expect(await claim(world.kernel, world.workspaceId, 10, { allBut: [] })).toHaveLength(1)
    await recordSent(world.kernel, world.workspaceId, ended, async () => ok(null))
    world.clock.advance(HOUR)
    expect(await claim(world.kernel, world.workspaceId, 10, { allBut: [] })).toEqual([])
  },
)

test('what the pace of the number holds back is looked at again when it may go, without anybody pressing anything', async () => {
  const burst = 20
  for (let i = 0; i < burst + 2; i++) await send(text(`Line ${i}`))
  for (let i = 0; i < burst + 2; i++) {
    await line.dispatcher.run(world.workspaceId)
    await line.dispatcher.idle()
  }
  expect(posts()).toHaveLength(burst)
  const woken = () => world.wakes.filter(({ loop }) => loop === 'dispatcher').length
  const before = woken()
  await line.dispatcher.run(world.workspaceId)
  await vi.waitUntil(() => woken() > before)
  world.clock.advance(1_000)
  await line.quiet()
  expect(posts()).toHaveLength(burst + 2)
})
