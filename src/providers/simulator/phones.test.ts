import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PhoneAction } from './actions.ts'
import type { JsonObject } from './json.ts'
import { AMARA, errorCode, PNID, type Stage, sentId, setStage, WABA } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(() => stage.close())

const text = (body: string): JsonObject => ({ type: 'text', text: { body } })
const lastMessage = (): JsonObject => stage.app.messages().at(-1)!
const phone = async (id: string): Promise<JsonObject> => (await stage.control('GET', `/phones/${id}`)).body
const chat = async (id = 'amara'): Promise<JsonObject & { messages: JsonObject[] }> =>
  ((await phone(id)).chats as (JsonObject & { messages: JsonObject[] })[])[0]!

const hash = expect.stringMatching(/^[0-9a-f]{64}$/)
const url = expect.stringContaining('/lookaside/')

/** What a phone does, and the message the app gets, without its sender, id and time. */
const MESSAGES: [action: Partial<PhoneAction> & { type: PhoneAction['type'] }, expected: unknown][] = [
  [
    { type: 'text', text: 'Olá 🙂' },
    { type: 'text', text: { body: 'Olá 🙂' } },
  ],
  [
    { type: 'text', text: 'x', forwarded: 'once' },
    { type: 'text', text: { body: 'x' }, context: { forwarded: true } },
  ],
  [
    { type: 'text', text: 'x', forwarded: 'often' },
    { type: 'text', text: { body: 'x' }, context: { frequently_forwarded: true } },
  ],
  [
    { type: 'image', caption: 'Look' },
    { type: 'image', image: { id: expect.any(String), mime_type: 'image/png', sha256: hash, caption: 'Look', url } },
  ],
  [{ type: 'video' }, { type: 'video', video: { id: expect.any(String), mime_type: 'video/mp4', sha256: hash, url } }],
  [
    { type: 'audio' },
    { type: 'audio', audio: { id: expect.any(String), mime_type: 'audio/ogg', sha256: hash, voice: false, url } },
  ],
  [
    { type: 'voice' },
    {
      type: 'audio',
      audio: { id: expect.any(String), mime_type: 'audio/ogg; codecs=opus', sha256: hash, voice: true, url },
    },
  ],
  [
    { type: 'document' },
    {
      type: 'document',
      document: {
        id: expect.any(String),
        mime_type: 'application/pdf',
        sha256: hash,
        filename: 'Recibo nº 20931 – março.pdf',
        url,
      },
    },
  ],
  [
    { type: 'sticker' },
    {
      type: 'sticker',
      sticker: { id: expect.any(String), mime_type: 'image/webp', sha256: hash, animated: false, url },
    },
  ],
  [
    {
      type: 'document',
      file: { base64: Buffer.from('a,b').toString('base64'), mimeType: 'text/csv', fileName: 'a.csv' },
    },
    {
      type: 'document',
      document: { id: expect.any(String), mime_type: 'text/csv', sha256: hash, filename: 'a.csv', url },
    },
  ],
  [
    { type: 'location', latitude: 53.8, longitude: -1.5, name: 'Shop' },
    { type: 'location', location: { latitude: 53.8, longitude: -1.5, name: 'Shop' } },
  ],
  [
    { type: 'contacts', contacts: [{ name: 'Rosa Quintero', phones: ['+447700900131'], emails: [] }], asked: true },
    {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Rosa Quintero', first_name: 'Rosa' },
          phones: [{ phone: '+447700900131', type: 'CELL', wa_id: '447700900131' }],
          origin: 'contact_request',
        },
      ],
    },
  ],
  [
    { type: 'unsupported', kind: 'poll_creation' },
    {
      type: 'unsupported',
      unsupported: { type: 'poll_creation' },
      errors: [expect.objectContaining({ code: 131051 })],
    },
  ],
  [
    { type: 'lost_media', kind: 'video' },
    { type: 'video', errors: [expect.objectContaining({ code: 131052 })] },
  ],
  [{ type: 'empty_interactive' }, { type: 'interactive', errors: [expect.objectContaining({ code: 131051 })] }],
  [{ type: 'request_welcome' }, { type: 'request_welcome' }],
  [
    { type: 'form', response: '{"size":"L"}' },
    {
      type: 'interactive',
      interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"size":"L"}' } },
    },
  ],
  [
    { type: 'order', items: [{ product: 'sofa-1', quantity: '2', price: 499, currency: 'GBP' }] },
    {
      type: 'order',
      order: {
        catalog_id: '4400112233',
        product_items: [{ product_retailer_id: 'sofa-1', quantity: '2', item_price: 499, currency: 'GBP' }],
      },
    },
  ],
  [
    {
      type: 'text',
      text: 'Hi',
      referral: {
        sourceUrl: 'https://fb.example/ad/9',
        sourceId: '9',
        headline: 'Sofas',
        body: 'Ask',
        clickId: 'clid',
      },
    },
    {
      type: 'text',
      text: { body: 'Hi' },
      referral: {
        source_url: 'https://fb.example/ad/9',
        source_id: '9',
        source_type: 'ad',
        headline: 'Sofas',
        body: 'Ask',
        media_type: 'image',
        image_url: 'https://fb.example/ad/9/image.jpg',
        ctwa_clid: 'clid',
      },
    },
  ],
]

test.each(MESSAGES)('a phone sends %j', async (action, expected) => {
  const answer = await stage.act('amara', action)
  expect(answer.status).toBe(200)
  await stage.idle()
  const [received] = stage.app.received
  expect(received!.isSigned).toBe(true)
  const value = stage.app.changes()[0]!
  const { world } = stage.running.simulator
  const userId = world.phones.get('amara')!.userId
  expect(value).toEqual({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '447700900999', phone_number_id: PNID },
      contacts: [{ profile: { name: 'Amara Bello' }, wa_id: '447700900118', user_id: userId }],
      messages: [
        {
          from: '447700900118',
          from_user_id: userId,
          id: expect.stringMatching(/^wamid\./),
          timestamp: String(Math.floor(stage.clock.now() / 1000)),
          ...(expected as object),
        },
      ],
    },
  })
  expect((received!.body.entry as JsonObject[])[0]!.id).toBe(WABA)
  expect((await chat()).messages.at(-1)).toMatchObject({ from: 'contact', state: 'delivered' })
})

test('somebody without a number is known by user id only, everywhere', async () => {
  await stage.act('mira', { type: 'text', text: 'Hej' })
  await stage.idle()
  const userId = String((await phone('mira')).userId)
  const { value } = stage.app.changes()[0]!
  expect(value.contacts).toEqual([{ profile: { name: 'Mira Kvist', username: 'mira.kvist' }, user_id: userId }])
  expect((value.messages as JsonObject[])[0]).not.toHaveProperty('from')

  const answer = await stage.send({ to: undefined, recipient: userId, ...text('Hello Mira') })
  expect(answer.body.contacts).toEqual([{ input: userId, user_id: userId }])
  await stage.idle()
  const [, sent, delivered] = stage.app.changes().map((change) => change.value)
  expect(sent!.statuses).toEqual([expect.objectContaining({ status: 'sent', recipient_user_id: userId })])
  expect((sent!.statuses as JsonObject[])[0]).not.toHaveProperty('recipient_id')
  expect(sent!.contacts).toEqual([{ profile: { name: 'Mira Kvist' }, user_id: userId }])
  expect(delivered!.contacts).toEqual([{ profile: { name: 'Mira Kvist', username: 'mira.kvist' }, user_id: userId }])
})

test('a user id in `to` is accepted and dropped without a word', async () => {
  await stage.openWindow('mira')
  const answer = await stage.send({ to: String((await phone('mira')).userId), ...text('Lost') })
  expect(answer.status).toBe(200)
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual([])
})

test('`to` wins over `recipient`', async () => {
  await stage.openWindow()
  const answer = await stage.send({ recipient: String((await phone('mira')).userId), ...text('For Amara') })
  expect(answer.body.contacts).toEqual([{ input: AMARA, wa_id: '447700900118' }])
})

test('a phone gains, changes, hides and loses its number', async () => {
  await stage.act('mira', { type: 'text', text: 'Hej' })
  await stage.change('mira', { number: '+447700900140' })
  await stage.idle()
  stage.app.clear()
  await stage.act('mira', { type: 'text', text: 'Now with a number' })
  await stage.idle()
  expect(lastMessage()).toMatchObject({ from: '447700900140' })

  const before = String((await phone('mira')).userId)
  stage.app.clear()
  await stage.change('mira', { number: '+447700900141' })
  await stage.idle()
  const after = String((await phone('mira')).userId)
  expect(after).not.toBe(before)
  expect(stage.app.changes()[0]!.value).not.toHaveProperty('contacts')
  expect(lastMessage()).toMatchObject({
    type: 'system',
    from: '447700900140',
    system: { type: 'user_changed_number', wa_id: '447700900141', user_id: after, previous_user_id: before },
  })

  await stage.change('mira', { numberShared: false })
  await stage.act('mira', { type: 'text', text: 'Hidden' })
  await stage.idle()
  expect(lastMessage()).not.toHaveProperty('from')
  expect((await stage.send({ to: '+447700900141', ...text('Still reachable') })).status).toBe(200)
  await stage.idle()
  expect(stage.app.changes().at(-1)!.value.statuses).toEqual([
    expect.objectContaining({ status: 'delivered', recipient_id: '447700900141' }),
  ])

  await stage.change('mira', { number: null })
  expect(errorCode(await stage.send({ to: '+447700900141', ...text('Nobody there') }))).toBe(131047)
})

test('a rotated user id is told with both ids, and the old one leads nowhere', async () => {
  await stage.openWindow('mira')
  const before = String((await phone('mira')).userId)
  await stage.act('mira', { type: 'rotate_user_id' })
  await stage.idle()
  const after = String((await phone('mira')).userId)
  expect(lastMessage()).toMatchObject({
    type: 'system',
    system: { type: 'user_changed_user_id', user_id: after, previous_user_id: before },
  })
  expect(errorCode(await stage.send({ to: undefined, recipient: before, ...text('x') }))).toBe(131047)
  expect((await stage.send({ to: undefined, recipient: after, ...text('x') })).status).toBe(200)
})

test('a message goes from sent to delivered, and to read when the chat is opened', async () => {
  await stage.openWindow()
  const answer = await stage.send({ ...text('Hello'), biz_opaque_callback_data: 'order-17' })
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered'])
  expect((await chat()).unread).toBe(1)
  await stage.change('amara', { openChat: PNID })
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered', 'read'])
  const all = stage.app.changes().flatMap(({ value }) => value.statuses as JsonObject[])
  expect(all.map(({ biz_opaque_callback_data, recipient_id }) => [biz_opaque_callback_data, recipient_id])).toEqual(
    Array(3).fill(['order-17', '447700900118']),
  )
  expect(all.map(({ pricing }) => pricing)).toEqual([
    { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
    { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
    undefined,
  ])

  const next = await stage.send(text('While it is open'))
  await stage.idle()
  expect(stage.app.statuses(sentId(next))).toEqual(['sent', 'delivered', 'read'])
})

test('without read receipts nothing is ever read', async () => {
  await stage.openWindow()
  await stage.change('amara', { readReceipts: false, openChat: PNID })
  const answer = await stage.send(text('Hello'))
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered'])
})

test('a phone that is offline gets nothing until it is back', async () => {
  await stage.openWindow()
  await stage.change('amara', { online: false, openChat: PNID })
  const [first, second] = [await stage.send(text('One')), await stage.send(text('Two'))]
  await stage.idle()
  expect([stage.app.statuses(sentId(first)), stage.app.statuses(sentId(second))]).toEqual([['sent'], ['sent']])
  expect((await stage.act('amara', { type: 'text', text: 'x' })).body).toMatchObject({ refusal: 'phone_offline' })
  await stage.change('amara', { online: true })
  await stage.idle()
  expect([stage.app.statuses(sentId(first)), stage.app.statuses(sentId(second))]).toEqual([
    ['sent', 'delivered', 'read'],
    ['sent', 'delivered', 'read'],
  ])
})

test('what was not delivered in its time is dropped without a word', async () => {
  await stage.openWindow()
  await stage.change('amara', { online: false })
  const answer = await stage.send(text('Too late'))
  await stage.advance(30 * 86_400_000)
  await stage.change('amara', { online: true })
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent'])
})

test('whoever blocked the business cannot be reached, and says nothing more', async () => {
  await stage.openWindow()
  await stage.change('amara', { block: { phoneNumberId: PNID, blocked: true } })
  const answer = await stage.send(text('Hello'))
  await stage.idle()
  expect(stage.app.changes().at(-1)!.value).toEqual({
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '447700900999', phone_number_id: PNID },
    statuses: [
      {
        id: sentId(answer),
        status: 'failed',
        timestamp: expect.any(String),
        recipient_id: '447700900118',
        errors: [
          {
            code: 131026,
            title: 'Message undeliverable',
            message: 'Message undeliverable',
            error_data: { details: expect.any(String) },
            href: expect.any(String),
          },
        ],
      },
    ],
  })
  expect((await stage.act('amara', { type: 'text', text: 'x' })).body).toMatchObject({ refusal: 'business_blocked' })
  await stage.change('amara', { block: { phoneNumberId: PNID, blocked: false } })
  expect((await stage.act('amara', { type: 'text', text: 'x' })).status).toBe(200)
})

test.each([
  ['+447700900126', 131026],
  ['+447700900149', 131049],
  ['+447700900150', 131050],
])('%s always fails with %i', async (to, code) => {
  const answer = await stage.send({ to, ...text('Hello') })
  await stage.idle()
  expect(stage.app.changes().at(-1)!.value.statuses).toEqual([
    expect.objectContaining({ id: sentId(answer), status: 'failed', errors: [expect.objectContaining({ code })] }),
  ])
})

test('a number nobody has gets templates that fail, unless strangers can be reached', async () => {
  const template = {
    to: '+447700900199',
    type: 'template',
    template: { name: 'continue_chat', language: { code: 'en' } },
  }
  expect(errorCode(await stage.send({ to: '+447700900199', ...text('Hello') }))).toBe(131047)
  const failing = await stage.send(template)
  await stage.idle()
  expect(stage.app.statuses(sentId(failing))).toEqual(['failed'])
  await stage.control('PATCH', '/settings', { strangers: 'reachable' })
  const reaching = await stage.send(template)
  await stage.idle()
  expect(stage.app.statuses(sentId(reaching))).toEqual(['sent', 'delivered'])
})

test('buttons, lists and template replies are answered by tapping', async () => {
  await stage.openWindow()
  const buttons = await stage.send({
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: 'Friday?' },
      action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
    },
  })
  const list = await stage.send({
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'When?' },
      action: { button: 'Days', sections: [{ rows: [{ id: 'fri', title: 'Friday', description: 'morning' }] }] },
    },
  })
  const template = await stage.send({
    type: 'template',
    template: {
      name: 'continue_chat',
      language: { code: 'en' },
      components: [
        { type: 'button', sub_type: 'quick_reply', index: 1, parameters: [{ type: 'payload', payload: 'NO' }] },
      ],
    },
  })
  await stage.idle()
  const context = (answer: { status: number; body: JsonObject }) => ({ from: '447700900999', id: sentId(answer) })

  await stage.act('amara', { type: 'tap', messageId: sentId(buttons), button: 0 })
  await stage.act('amara', { type: 'choose', messageId: sentId(list), rowId: 'fri' })
  await stage.act('amara', { type: 'tap', messageId: sentId(template), button: 0 })
  await stage.act('amara', { type: 'tap', messageId: sentId(template), button: 1, withoutContext: true })
  await stage.idle()
  const bare = stage.app
    .messages()
    .map(({ id: _id, from: _from, from_user_id: _user, timestamp: _at, ...rest }) => rest)
  expect(bare).toEqual([
    {
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'y', title: 'Yes' } },
      context: context(buttons),
    },
    {
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: { id: 'fri', title: 'Friday', description: 'morning' } },
      context: context(list),
    },
    { type: 'button', button: { text: 'Yes, continue', payload: 'Yes, continue' }, context: context(template) },
    { type: 'button', button: { text: 'No, thank you', payload: 'NO' } },
  ])
  expect((await stage.act('amara', { type: 'tap', messageId: sentId(buttons), button: 3 })).body).toMatchObject({
    refusal: 'wrong_message',
  })
})

test('reactions come and go in both directions', async () => {
  await stage.openWindow()
  const answer = await stage.send(text('Hello'))
  await stage.act('amara', { type: 'reaction', messageId: sentId(answer), emoji: '👍🏽' })
  await stage.idle()
  expect(lastMessage()).toMatchObject({ type: 'reaction', reaction: { message_id: sentId(answer), emoji: '👍🏽' } })
  await stage.act('amara', { type: 'reaction', messageId: sentId(answer), emoji: null })
  await stage.idle()
  expect(lastMessage().reaction).toEqual({ message_id: sentId(answer) })

  const mine = String((await chat()).messages[0]!.id)
  const reaction = await stage.send({ type: 'reaction', reaction: { message_id: mine, emoji: '❤️' } })
  await stage.idle()
  expect(stage.app.statuses(sentId(reaction))).toEqual(['sent'])
  expect((await chat()).messages[0]).toMatchObject({ reactions: { business: '❤️' } })
  await stage.send({ type: 'reaction', reaction: { message_id: mine, emoji: '' } })
  expect((await chat()).messages[0]).toMatchObject({ reactions: { business: null } })
  expect((await chat()).messages).toHaveLength(2)
})

test('a text is edited within 15 minutes and taken back within 2 days', async () => {
  await stage.act('amara', { type: 'text', text: 'Fridai' })
  await stage.idle()
  const id = String(lastMessage().id)
  await stage.act('amara', { type: 'edit', messageId: id, text: 'Friday' })
  await stage.idle()
  expect(lastMessage()).toMatchObject({
    type: 'edit',
    edit: { original_message_id: id, message: { type: 'text', text: { body: 'Friday' } } },
  })
  await stage.advance(15 * 60_000 + 1)
  expect((await stage.act('amara', { type: 'edit', messageId: id, text: 'Late' })).body).toMatchObject({
    refusal: 'too_late_to_edit',
  })
  await stage.act('amara', { type: 'revoke', messageId: id })
  await stage.idle()
  expect(lastMessage()).toMatchObject({ type: 'revoke', revoke: { original_message_id: id } })
  expect((await chat()).messages).toEqual([
    expect.objectContaining({ revoked: true, edited: true, shown: expect.objectContaining({ text: null }) }),
  ])
  expect((await stage.act('amara', { type: 'revoke', messageId: id })).body).toMatchObject({ refusal: 'wrong_message' })
})

test('after 2 days a message stays', async () => {
  await stage.act('amara', { type: 'text', text: 'Sent by mistake' })
  await stage.idle()
  await stage.advance(2 * 86_400_000 + 1)
  const answer = await stage.act('amara', { type: 'revoke', messageId: String(lastMessage().id) })
  expect(answer.body).toMatchObject({ refusal: 'too_late_to_revoke' })
})

test('a quote names the message and who wrote it, both ways', async () => {
  await stage.openWindow()
  const answer = await stage.send(text('Friday?'))
  await stage.act('amara', { type: 'text', text: 'Yes', quotedId: sentId(answer) })
  await stage.idle()
  expect(lastMessage().context).toEqual({ from: '447700900999', id: sentId(answer) })
  await stage.act('amara', { type: 'text', text: 'As I said', quotedId: String(lastMessage().id) })
  await stage.idle()
  expect(lastMessage().context).toMatchObject({ from: '447700900118' })
  await stage.send({ ...text('Good'), context: { message_id: String(lastMessage().id) } })
  expect((await chat()).messages.at(-1)).toMatchObject({ quotedId: lastMessage().id })
  await stage.send({ ...text('Good'), context: { message_id: 'wamid.none' } })
  expect((await chat()).messages.at(-1)).toMatchObject({ quotedId: null })
})

test('read marks this message and those before it, and typing lasts 25 seconds', async () => {
  for (const word of ['One', 'Two', 'Three']) await stage.act('amara', { type: 'text', text: word })
  await stage.idle()
  const [, second] = stage.app.messages()
  const answer = await stage.graph('POST', `/${PNID}/messages`, {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: second!.id,
    typing_indicator: { type: 'text' },
  })
  expect(answer).toEqual({ status: 200, body: { success: true } })
  expect((await chat()).messages.map(({ state }) => state)).toEqual(['read', 'read', 'delivered'])
  expect((await chat()).businessTypingUntil).toBe(stage.clock.now() + 25_000)
  await stage.advance(25_000)
  expect((await chat()).businessTypingUntil).toBeNull()
})

test('an answer ends the typing', async () => {
  await stage.act('amara', { type: 'text', text: 'Hello' })
  await stage.idle()
  await stage.graph('POST', `/${PNID}/messages`, {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: lastMessage().id,
    typing_indicator: { type: 'text' },
  })
  await stage.send(text('Yes?'))
  expect((await chat()).businessTypingUntil).toBeNull()
})

test('a voice message that is played says so', async () => {
  await stage.openWindow()
  const answer = await stage.send({ type: 'audio', audio: { link: 'https://velmora.example/a.ogg', voice: true } })
  const plain = await stage.send({ type: 'audio', audio: { link: 'https://velmora.example/a.ogg' } })
  await stage.idle()
  await stage.act('amara', { type: 'play', messageId: sentId(answer) })
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['sent', 'delivered', 'played'])
  expect((await stage.act('amara', { type: 'play', messageId: sentId(plain) })).body).toMatchObject({
    refusal: 'wrong_message',
  })
})

test('stopped marketing is told, and makes marketing fail with 131050', async () => {
  await stage.openWindow()
  await stage.change('amara', { marketingStopped: true })
  await stage.idle()
  expect(stage.app.changes()[0]).toMatchObject({
    field: 'user_preferences',
    value: { user_preferences: [{ wa_id: '447700900118', category: 'marketing_messages', value: 'stop' }] },
  })
  const parameters = [
    { type: 'text', parameter_name: 'first_name', text: 'Amara' },
    { type: 'text', parameter_name: 'shop_city', text: 'Leeds' },
  ]
  const components = [
    { type: 'header', parameters: [{ type: 'image', image: { link: 'https://velmora.example/a.png' } }] },
    { type: 'body', parameters },
  ]
  const answer = await stage.send({
    type: 'template',
    template: { name: 'welcome_photo', language: { code: 'en' }, components },
  })
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['failed'])
  const utility = await stage.send({ type: 'template', template: { name: 'continue_chat', language: { code: 'en' } } })
  await stage.idle()
  expect(stage.app.statuses(sentId(utility))).toEqual(['sent', 'delivered'])
})

test('a call rings and ends, and opens the window', async () => {
  expect(errorCode(await stage.send(text('Hello')))).toBe(131047)
  await stage.act('amara', { type: 'call', answered: true, seconds: 30 })
  await stage.idle()
  expect(stage.app.changes().map(({ field, value }) => [field, (value.calls as JsonObject[])[0]!.event])).toEqual([
    ['calls', 'connect'],
    ['calls', 'terminate'],
  ])
  expect(stage.app.changes()[1]!.value.calls).toEqual([
    expect.objectContaining({ from: '447700900118', direction: 'USER_INITIATED', status: 'COMPLETED', duration: 30 }),
  ])
  expect((await stage.send(text('You called?'))).status).toBe(200)
})

test('the phone shows templates filled in', async () => {
  const components = [
    {
      type: 'body',
      parameters: [
        { type: 'text', text: 'VH-1' },
        { type: 'text', text: 'Friday' },
      ],
    },
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'VH-1' }] },
  ]
  await stage.send({ type: 'template', template: { name: 'order_update', language: { code: 'en' }, components } })
  expect((await chat()).messages[0]!.shown).toEqual({
    header: null,
    text: 'Your order VH-1 will arrive on Friday between 9:00 and 12:00.',
    footer: 'Velmora Home',
    media: null,
    buttons: [{ kind: 'url', title: 'Track the van', payload: null, url: 'https://velmora.example/track/VH-1' }],
    list: null,
  })
})

test('phones are added and removed, and no two have one number', async () => {
  const added = await stage.control('POST', '/phones', { name: 'Beatriz Lima', number: '+5531987654321' })
  expect(added.body).toMatchObject({
    name: 'Beatriz Lima',
    waId: '553187654321',
    userId: expect.stringMatching(/^BR\./),
  })
  expect((await stage.control('POST', '/phones', { name: 'Twin', number: '+5531987654321' })).body).toMatchObject({
    refusal: 'number_taken',
  })
  expect((await stage.change('rosa', { number: AMARA })).body).toMatchObject({ refusal: 'number_taken' })
  await stage.act(String(added.body.id), { type: 'text', text: 'Oi' })
  await stage.idle()
  expect((await stage.send({ to: '+5531987654321', ...text('Oi') })).status).toBe(200)
  expect((await stage.control('DELETE', `/phones/${String(added.body.id)}`)).status).toBe(200)
  expect((await stage.control('GET', `/phones/${String(added.body.id)}`)).status).toBe(404)
  expect(errorCode(await stage.send({ to: '+5531987654321', ...text('Oi') }))).toBe(131047)
})
