import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { sample } from './samples.ts'
import { AMARA, errorCode, PNID, type Stage, sentId, setStage, WABA } from './stage.ts'

let stage: Stage
let imageId: string
let pdfId: string
let oldMessageId: string
const long = (length: number): string => 'x'.repeat(length)
const BSUID = 'GB.7Q2m9xT0aBc'

beforeAll(async () => {
  stage = await setStage()
  await stage.act('amara', { type: 'text', text: 'From long ago' })
  await stage.idle()
  oldMessageId = String(stage.app.messages()[0]!.id)
  await stage.advance(31 * 86_400_000)
  const { world, media } = stage.running.simulator
  const put = async (kind: 'image' | 'document') =>
    (await media.put({ ...sample(kind), id: world.ids.numeric(), owner: WABA, origin: 'upload' })).id
  imageId = await put('image')
  pdfId = await put('document')
  await stage.control('POST', '/templates', {
    wabaId: WABA,
    name: 'gone',
    language: 'en',
    status: 'DISABLED',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Gone' }],
  })
  await stage.control('POST', '/templates', {
    wabaId: WABA,
    name: 'long_text',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: `{{1}} ${long(1000)}` }],
  })
  await stage.control('POST', '/templates', {
    wabaId: WABA,
    name: 'coupon',
    language: 'en',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'A present' },
      { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', example: 'SPRING' }] },
    ],
  })
})
beforeEach(async () => {
  stage.running.simulator.pairs.clear()
  stage.running.simulator.throughput.clear()
  await stage.openWindow()
})
afterAll(() => stage.close())

const text = { type: 'text', text: { body: 'Hello' } }
const button = (title: string, id: string) => ({ type: 'reply', reply: { title, id } })
const buttons = (list: unknown[], more: object = {}): JsonObject =>
  ({
    type: 'interactive',
    interactive: { type: 'button', body: { text: 'Choose' }, action: { buttons: list }, ...more },
  }) as JsonObject
const listOf = (sections: unknown[], more: object = {}): JsonObject =>
  ({
    type: 'interactive',
    interactive: { type: 'list', body: { text: 'Choose' }, action: { button: 'Open', sections }, ...more },
  }) as JsonObject
const row = (id: string, more: object = {}) => ({ id, title: `Row ${id}`, ...more })
const card = {
  type: 'cta_url',
  header: { type: 'image', image: { link: 'https://velmora.example/a.png' } },
  body: { text: 'Sofa' },
  action: { name: 'cta_url', parameters: { display_text: 'See', url: 'https://velmora.example/a' } },
}
const interactive = (type: string, action: unknown, more: object = {}): JsonObject =>
  ({ type: 'interactive', interactive: { type, body: { text: 'Text' }, action, ...more } }) as JsonObject
const template = (name: string, components: unknown[] = [], code = 'en'): JsonObject =>
  ({ type: 'template', template: { name, language: { code }, components } }) as JsonObject
const body = (...texts: string[]) => ({
  type: 'body',
  parameters: texts.map((value) => ({ type: 'text', text: value })),
})
const urlButton = (value: string) => ({
  type: 'button',
  sub_type: 'url',
  index: '0',
  parameters: [{ type: 'text', text: value }],
})
const named = (values: Record<string, string>) => ({
  type: 'body',
  parameters: Object.entries(values).map(([parameter_name, value]) => ({ type: 'text', parameter_name, text: value })),
})
const photo = () => ({ type: 'header', parameters: [{ type: 'image', image: { id: imageId } }] })
const orderUpdate = [body('VH-1', 'Friday'), urlButton('VH-1')]

/** What is wrong, the code, and the HTTP status if it is not 400. */
const WRONG: [what: string, code: number, body: () => JsonObject][] = [
  ['no messaging_product', 100, () => ({ ...text, messaging_product: undefined })],
  ['another messaging_product', 100, () => ({ ...text, messaging_product: 'sms' })],
  ['no recipient', 100, () => ({ ...text, to: undefined })],
  ['a recipient that is no number', 131009, () => ({ ...text, to: '+44 many' })],
  ['a recipient that is a list', 100, () => ({ ...text, to: [AMARA] })],
  ['a user id that is none', 131009, () => ({ ...text, to: undefined, recipient: 'mira.kvist' })],
  ['the own number', 131021, () => ({ ...text, to: '+44 7700 900999' })],
  ['an unknown recipient_type', 100, () => ({ ...text, recipient_type: 'crowd' })],
  ['a group', 131041, () => ({ ...text, recipient_type: 'group', to: 'group-1' })],
  ['an unknown type', 131051, () => ({ type: 'poll', poll: {} })],
  ['a type only Meta sends', 131051, () => ({ type: 'system', system: {} })],
  ['callback data too long', 100, () => ({ ...text, biz_opaque_callback_data: long(513) })],
  ['a context without a message', 131008, () => ({ ...text, context: {} })],
  ['a text without its object', 131008, () => ({ type: 'text' })],
  ['a text that is a string', 100, () => ({ type: 'text', text: 'Hello' })],
  ['a text without body', 131008, () => ({ type: 'text', text: {} })],
  ['an empty text', 131009, () => ({ type: 'text', text: { body: '' } })],
  ['a text of 4097 characters', 100, () => ({ type: 'text', text: { body: long(4097) } })],
  ['a text with an unknown key', 100, () => ({ type: 'text', text: { body: 'Hello', bold: true } })],
  ['preview_url as text', 100, () => ({ type: 'text', text: { body: 'Hello', preview_url: 'true' } })],
  ['an image without file', 131008, () => ({ type: 'image', image: {} })],
  [
    'an image by id and link',
    100,
    () => ({ type: 'image', image: { id: imageId, link: 'https://velmora.example/a.png' } }),
  ],
  ['an image nobody uploaded', 131009, () => ({ type: 'image', image: { id: '123' } })],
  [
    'an image by a link that is none',
    131009,
    () => ({ type: 'image', image: { link: 'ftp://velmora.example/a.png' } }),
  ],
  ['a document sent as image', 131053, () => ({ type: 'image', image: { id: pdfId } })],
  ['an image sent as video', 131053, () => ({ type: 'video', video: { id: imageId } })],
  ['an image sent as sticker', 131053, () => ({ type: 'sticker', sticker: { id: imageId } })],
  ['a caption of 1025 characters', 100, () => ({ type: 'image', image: { id: imageId, caption: long(1025) } })],
  [
    'a caption on a sound',
    100,
    () => ({ type: 'audio', audio: { link: 'https://velmora.example/a.ogg', caption: 'no' } }),
  ],
  ['a file name on an image', 100, () => ({ type: 'image', image: { id: imageId, filename: 'a.png' } })],
  ['a location without latitude', 131008, () => ({ type: 'location', location: { longitude: 1 } })],
  ['a location beyond the pole', 131009, () => ({ type: 'location', location: { latitude: 91, longitude: 1 } })],
  ['a location in words', 100, () => ({ type: 'location', location: { latitude: 'north', longitude: 1 } })],
  ['contacts that are none', 131008, () => ({ type: 'contacts' })],
  ['an empty list of contacts', 131009, () => ({ type: 'contacts', contacts: [] })],
  [
    '258 contacts',
    131009,
    () => ({
      type: 'contacts',
      contacts: Array.from({ length: 258 }, () => ({ name: { formatted_name: 'Rosa', first_name: 'Rosa' } })),
    }),
  ],
  ['a contact without name', 131008, () => ({ type: 'contacts', contacts: [{ phones: [] }] })],
  [
    'a contact with a formatted name only',
    131009,
    () => ({ type: 'contacts', contacts: [{ name: { formatted_name: 'Rosa' } }] }),
  ],
  [
    'a birthday of another form',
    131009,
    () => ({
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Rosa', first_name: 'Rosa' }, birthday: '1/2/1990' }],
    }),
  ],
  ['a reaction without target', 131008, () => ({ type: 'reaction', reaction: { emoji: '👍' } })],
  ['a reaction to nothing', 131009, () => ({ type: 'reaction', reaction: { message_id: 'wamid.none', emoji: '👍' } })],
  ['a reaction in words', 131009, () => ({ type: 'reaction', reaction: { message_id: oldMessageId, emoji: 'yes' } })],
  [
    'a reaction to a message of 31 days ago',
    131009,
    () => ({ type: 'reaction', reaction: { message_id: oldMessageId, emoji: '👍' } }),
  ],
  [
    'an interactive message without kind',
    131008,
    () => ({ type: 'interactive', interactive: { body: { text: 'x' } } }),
  ],
  ['an interactive message of an unknown kind', 100, () => interactive('riddle', {})],
  [
    'buttons without body',
    131008,
    () => ({ type: 'interactive', interactive: { type: 'button', action: { buttons: [button('Yes', 'y')] } } }),
  ],
  ['buttons with a body of 1025', 131009, () => buttons([button('Yes', 'y')], { body: { text: long(1025) } })],
  ['a footer of 61', 131009, () => buttons([button('Yes', 'y')], { footer: { text: long(61) } })],
  ['a header of 61', 131009, () => buttons([button('Yes', 'y')], { header: { type: 'text', text: long(61) } })],
  [
    'a header with a file of another kind',
    131053,
    () => buttons([button('Yes', 'y')], { header: { type: 'image', image: { id: pdfId } } }),
  ],
  ['no buttons', 131009, () => buttons([])],
  ['four buttons', 131009, () => buttons(['1', '2', '3', '4'].map((n) => button(n, n)))],
  ['a button title of 21', 131009, () => buttons([button(long(21), 'y')])],
  ['a button id of 257', 131009, () => buttons([button('Yes', long(257))])],
  ['two buttons of one title', 131009, () => buttons([button('Yes', '1'), button('Yes', '2')])],
  ['two buttons of one id', 131009, () => buttons([button('Yes', '1'), button('No', '1')])],
  ['a list without button', 131008, () => interactive('list', { sections: [{ rows: [row('1')] }] })],
  [
    'a list of 11 rows in one section',
    131009,
    () => listOf([{ rows: Array.from({ length: 11 }, (_, i) => row(String(i))) }]),
  ],
  [
    'a list of 11 rows in two sections',
    131009,
    () =>
      listOf([
        { title: 'A', rows: Array.from({ length: 6 }, (_, i) => row(`a${i}`)) },
        { title: 'B', rows: Array.from({ length: 5 }, (_, i) => row(`b${i}`)) },
      ]),
  ],
  ['two sections, one without title', 131008, () => listOf([{ title: 'A', rows: [row('1')] }, { rows: [row('2')] }])],
  ['a row title of 25', 131009, () => listOf([{ rows: [row('1', { title: long(25) })] }])],
  ['a row description of 73', 131009, () => listOf([{ rows: [row('1', { description: long(73) })] }])],
  ['a row id of 201', 131009, () => listOf([{ rows: [row(long(201), { title: 'Row' })] }])],
  ['two rows of one id', 131009, () => listOf([{ rows: [row('1'), row('1')] }])],
  [
    'a list with an image header',
    100,
    () => listOf([{ rows: [row('1')] }], { header: { type: 'image', image: { id: imageId } } }),
  ],
  [
    'a link button of 21',
    131009,
    () =>
      interactive('cta_url', {
        name: 'cta_url',
        parameters: { display_text: long(21), url: 'https://velmora.example' },
      }),
  ],
  [
    'a link button without address',
    131008,
    () => interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'Open' } }),
  ],
  [
    'a location request with a footer',
    100,
    () => interactive('location_request_message', { name: 'send_location' }, { footer: { text: 'x' } }),
  ],
  ['a location request of another action', 100, () => interactive('location_request_message', { name: 'send_money' })],
  [
    'an address message without country',
    131008,
    () => interactive('address_message', { name: 'address_message', parameters: {} }),
  ],
  [
    'a flow without flow',
    131008,
    () => interactive('flow', { name: 'flow', parameters: { flow_message_version: '3', flow_cta: 'Go' } }),
  ],
  ['a carousel of one card', 131009, () => interactive('carousel', { cards: [card] })],
  [
    'a carousel of mixed headers',
    131009,
    () =>
      interactive('carousel', {
        cards: [card, { ...card, header: { type: 'video', video: { link: 'https://velmora.example/a.mp4' } } }],
      }),
  ],
  [
    'a card of many lines',
    131009,
    () => interactive('carousel', { cards: [card, { ...card, body: { text: 'a\nb\nc\nd' } }] }),
  ],
  [
    'a product list without header',
    131008,
    () =>
      interactive('product_list', { catalog_id: '1', sections: [{ product_items: [{ product_retailer_id: '1' }] }] }),
  ],
  ['a template without object', 131008, () => ({ type: 'template' })],
  ['a template without name', 131008, () => ({ type: 'template', template: { language: { code: 'en' } } })],
  ['a template without language', 131008, () => ({ type: 'template', template: { name: 'order_update' } })],
  ['a template that is waiting for approval', 132001, () => template('spring_sale')],
  ['a template that was rejected', 132001, () => template('prize_draw')],
  ['a template in a language it has not', 132001, () => template('order_update', orderUpdate, 'pt_BR')],
  ['a template that is paused', 132015, () => template('weekly_offers')],
  ['a template that is disabled', 132016, () => template('gone')],
  ['one parameter too few', 132000, () => template('order_update', [body('VH-1'), urlButton('VH-1')])],
  [
    'one parameter too many',
    132000,
    () => template('order_update', [body('VH-1', 'Friday', 'Monday'), urlButton('VH-1')]),
  ],
  ['parameters for a template without any', 132000, () => template('continue_chat', [body('x')])],
  ['no parameter for the button', 131008, () => template('order_update', [body('VH-1', 'Friday')])],
  [
    'a button that is not there',
    132018,
    () =>
      template('order_update', [
        ...orderUpdate,
        { type: 'button', sub_type: 'url', index: 1, parameters: [{ type: 'text', text: 'x' }] },
      ]),
  ],
  [
    'a button of another kind',
    132012,
    () =>
      template('order_update', [
        body('VH-1', 'Friday'),
        { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'x' }] },
      ]),
  ],
  [
    'a line break in a parameter',
    132018,
    () => template('order_update', [body('VH-1\nVH-2', 'Friday'), urlButton('VH-1')]),
  ],
  [
    'five spaces in a parameter',
    132018,
    () => template('order_update', [body('VH     1', 'Friday'), urlButton('VH-1')]),
  ],
  ['an empty parameter', 132018, () => template('order_update', [body('', 'Friday'), urlButton('VH-1')])],
  [
    'a parameter without its text',
    131008,
    () =>
      template('order_update', [
        { type: 'body', parameters: [{ type: 'text' }, { type: 'text', text: 'x' }] },
        urlButton('VH-1'),
      ]),
  ],
  [
    'a picture as text parameter',
    132012,
    () =>
      template('order_update', [
        {
          type: 'body',
          parameters: [
            { type: 'image', image: { id: imageId } },
            { type: 'text', text: 'x' },
          ],
        },
        urlButton('VH-1'),
      ]),
  ],
  ['names for places', 132012, () => template('order_update', [named({ a: 'VH-1', b: 'Friday' }), urlButton('VH-1')])],
  ['places for names', 132012, () => template('welcome_photo', [photo(), body('Amara', 'Leeds')])],
  [
    'a name the template has not',
    132012,
    () => template('welcome_photo', [photo(), named({ first_name: 'Amara', town: 'Leeds' })]),
  ],
  [
    'a name twice',
    132012,
    () =>
      template('welcome_photo', [
        photo(),
        { type: 'body', parameters: [1, 2].map(() => ({ type: 'text', parameter_name: 'first_name', text: 'Amara' })) },
      ]),
  ],
  [
    'no picture for the header',
    132012,
    () => template('welcome_photo', [named({ first_name: 'Amara', shop_city: 'Leeds' })]),
  ],
  [
    'a document for a picture header',
    132012,
    () =>
      template('welcome_photo', [
        { type: 'header', parameters: [{ type: 'document', document: { id: pdfId } }] },
        named({ first_name: 'Amara', shop_city: 'Leeds' }),
      ]),
  ],
  [
    'a document as the picture of a header',
    131053,
    () =>
      template('welcome_photo', [
        { type: 'header', parameters: [{ type: 'image', image: { id: pdfId } }] },
        named({ first_name: 'Amara', shop_city: 'Leeds' }),
      ]),
  ],
  ['a text too long once filled in', 132005, () => template('long_text', [body(long(24))])],
  ['a code of 16', 132018, () => template('sign_in_code', [body(long(16)), urlButton('123456')])],
  [
    'an authentication code to a user id',
    131062,
    () => ({ ...template('sign_in_code', [body('123456'), urlButton('123456')]), to: undefined, recipient: BSUID }),
  ],
  [
    'a coupon of 21',
    100,
    () =>
      template('coupon', [
        {
          type: 'button',
          sub_type: 'copy_code',
          index: 0,
          parameters: [{ type: 'coupon_code', coupon_code: long(21) }],
        },
      ]),
  ],
  ['read without message', 131008, () => ({ status: 'read' })],
  ['another status than read', 100, () => ({ status: 'seen', message_id: oldMessageId })],
  ['read of an unknown message', 131009, () => ({ status: 'read', message_id: 'wamid.none' })],
  [
    'another typing indicator',
    100,
    () => ({ status: 'read', message_id: oldMessageId, typing_indicator: { type: 'voice' } }),
  ],
]
const STATUS: Readonly<Record<number, number>> = { 132001: 404 }

test.each(WRONG)('refuses %s: %i', async (_what, code, request) => {
  const answer = await stage.send(request())
  expect({ code: errorCode(answer), status: answer.status }).toEqual({ code, status: STATUS[code] ?? 400 })
  expect(answer.body).toEqual({
    error: {
      message: expect.stringContaining(`(#${code}) `),
      type: 'OAuthException',
      code,
      error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
      fbtrace_id: expect.stringMatching(/^sim-\d{6}$/),
    },
  })
})

/** Requests at the very limit: all are accepted. */
const RIGHT: [what: string, body: () => JsonObject][] = [
  ['a text of 4096 emoji', () => ({ type: 'text', text: { body: '🙂'.repeat(4096), preview_url: true } })],
  ['a text without type', () => ({ text: { body: 'Hello' } })],
  ['a number with spaces', () => ({ ...text, to: '+44 (7700) 900-118' })],
  ['an image with a caption of 1024', () => ({ type: 'image', image: { id: imageId, caption: long(1024) } })],
  ['an image by link', () => ({ type: 'image', image: { link: 'https://velmora.example/a.png' } })],
  [
    'a document',
    () => ({ type: 'document', document: { id: pdfId, filename: 'Recibo nº 1.pdf', caption: 'Receipt' } }),
  ],
  ['a picture sent as document', () => ({ type: 'document', document: { id: imageId } })],
  [
    'a location of texts',
    () => ({ type: 'location', location: { latitude: '53.8', longitude: '-1.5', name: 'Leeds' } }),
  ],
  [
    'a contact',
    () => ({
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Rosa Quintero', first_name: 'Rosa' },
          phones: [{ phone: '+447700900131', type: 'CELL' }],
          birthday: '1990-02-01',
        },
      ],
    }),
  ],
  [
    'three buttons',
    () =>
      buttons([button(long(20), long(256)), button('No', 'n'), button('Maybe', 'm')], {
        header: { type: 'image', image: { id: imageId } },
        footer: { text: long(60) },
      }),
  ],
  [
    'ten rows in two sections',
    () =>
      listOf([
        { title: 'A', rows: Array.from({ length: 5 }, (_, i) => row(`a${i}`)) },
        { title: 'B', rows: Array.from({ length: 5 }, (_, i) => row(`b${i}`, { description: long(72) })) },
      ]),
  ],
  [
    'a link',
    () =>
      interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://velmora.example' } }),
  ],
  ['a location request', () => interactive('location_request_message', { name: 'send_location' })],
  ['a contact request', () => interactive('contact_request', { name: 'request_contact_info' })],
  [
    'a call permission request without body',
    () => ({
      type: 'interactive',
      interactive: { type: 'call_permission_request', action: { name: 'call_permission_request' } },
    }),
  ],
  [
    'an address message',
    () => interactive('address_message', { name: 'address_message', parameters: { country: 'IN' } }),
  ],
  [
    'a flow',
    () =>
      interactive('flow', { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Go' } }),
  ],
  ['a carousel', () => interactive('carousel', { cards: [card, card] })],
  ['a catalogue', () => interactive('catalog_message', { name: 'catalog_message' })],
  ['a product', () => interactive('product', { catalog_id: '1', product_retailer_id: '2' })],
  [
    'a product list',
    () =>
      interactive(
        'product_list',
        { catalog_id: '1', sections: [{ product_items: [{ product_retailer_id: '1' }] }] },
        { header: { type: 'text', text: 'Sofas' } },
      ),
  ],
  [
    'a voice call button',
    () => interactive('voice_call', { name: 'voice_call', parameters: { display_text: 'Call us' } }),
  ],
  ['a positional template', () => template('order_update', orderUpdate)],
  [
    'a template with an amount',
    () =>
      template('order_update', [
        {
          type: 'body',
          parameters: [
            { type: 'currency', currency: { fallback_value: '£5', code: 'GBP', amount_1000: 5000 } },
            { type: 'date_time', date_time: { fallback_value: 'Friday' } },
          ],
        },
        urlButton('1'),
      ]),
  ],
  [
    'a named template in another order',
    () => template('welcome_photo', [photo(), named({ shop_city: 'Leeds', first_name: 'Amara' })]),
  ],
  [
    'a template without parameters',
    () => ({ type: 'template', template: { name: 'continue_chat', language: { code: 'pt_BR' } } }),
  ],
  [
    'a quick reply with a payload',
    () =>
      template('continue_chat', [
        { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'NO' }] },
      ]),
  ],
  ['an authentication code', () => template('sign_in_code', [body('123456'), urlButton('123456')])],
  [
    'a coupon of 20',
    () =>
      template('coupon', [
        {
          type: 'button',
          sub_type: 'copy_code',
          index: 0,
          parameters: [{ type: 'coupon_code', coupon_code: long(20) }],
        },
      ]),
  ],
  ['an unknown quote', () => ({ ...text, context: { message_id: 'wamid.none' } })],
]

test.each(RIGHT)('accepts %s', async (_what, request) => {
  const answer = await stage.send(request())
  expect(answer.body).toEqual({
    messaging_product: 'whatsapp',
    contacts: [{ input: expect.any(String), wa_id: '447700900118' }],
    messages: [
      request().type === 'template'
        ? { id: expect.stringMatching(/^wamid\./), message_status: 'accepted' }
        : { id: expect.stringMatching(/^wamid\./) },
    ],
  })
})

test('a request that is no JSON, or no object, is refused in the same form', async () => {
  for (const broken of ['{', '[]', '"text"', '']) {
    const answer = await stage.graph('POST', `/${PNID}/messages`, broken)
    expect(answer.status).toBe(400)
    expect(errorCode(answer)).toBe(100)
  }
})

test.each([
  ['no token', null, 190, undefined],
  ['an unknown token', 'nonsense', 190, undefined],
])('refuses %s', async (_what, token, code, subcode) => {
  const answer = await stage.graph('POST', `/${PNID}/messages`, text, token)
  expect(answer.status).toBe(401)
  expect(answer.body.error).toMatchObject({
    code,
    type: 'OAuthException',
    ...(subcode ? { error_subcode: subcode } : {}),
  })
})

test.each([
  ['expired', 463],
  ['invalid', 467],
])('a token that is %s has subcode %i', async (tokenState, subcode) => {
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, tokenState })
  const answer = await stage.send(text)
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, tokenState: 'valid' })
  expect(answer.status).toBe(401)
  expect(answer.body.error).toMatchObject({ code: 190, error_subcode: subcode })
})

test.each(['/1234567/messages', '/1234567', `/${PNID}/nonsense`, `/${WABA}/messages`, '/'])(
  'POST %s does not exist: 100, subcode 33',
  async (path) => {
    const answer = await stage.graph('POST', path, text)
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatchObject({ code: 100, error_subcode: 33, type: 'GraphMethodException' })
  },
)

test("a token of one number does not open another's", async () => {
  await stage.control('POST', '/numbers', {
    phoneNumberId: '700800900100202',
    wabaId: '900100200300402',
    displayNumber: '+44 7700 900998',
    accessToken: 'another-token',
  })
  expect((await stage.graph('POST', '/700800900100202/messages', text)).body.error).toMatchObject({
    code: 100,
    error_subcode: 33,
  })
  expect((await stage.graph('GET', '/900100200300402/message_templates')).body.error).toMatchObject({
    code: 100,
    error_subcode: 33,
  })
  expect((await stage.graph('GET', '/900100200300402/message_templates', undefined, 'another-token')).status).toBe(200)
})

test('a number without plus gets the country code of the business in front, and reaches nobody', async () => {
  const answer = await stage.send({ ...template('continue_chat'), to: '447700900118' })
  expect(answer.body.contacts).toEqual([{ input: '447700900118', wa_id: '44447700900118' }])
  await stage.idle()
  expect(stage.app.statuses(sentId(answer))).toEqual(['failed'])
  expect((await stage.send({ ...template('continue_chat'), to: '7700900118' })).body.contacts).toEqual([
    { input: '7700900118', wa_id: '447700900118' },
  ])
})

test.each([
  ['+5531987654321', '553187654321'],
  ['+5511987654321', '5511987654321'],
  ['+525512345678', '5215512345678'],
  ['+5215512345678', '5215512345678'],
])('%s is known as %s', async (to, wa_id) => {
  expect((await stage.send({ ...template('continue_chat'), to })).body.contacts).toEqual([{ input: to, wa_id }])
})

test('a test number sends to its list only: 131030', async () => {
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, allowedRecipients: ['447700900131'] })
  expect(errorCode(await stage.send(text))).toBe(131030)
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, allowedRecipients: null })
  expect((await stage.send(text)).status).toBe(200)
})

test.each([
  ['DISCONNECTED', 133010, 400],
  ['BANNED', 131031, 403],
] as const)('a number that is %s answers %i', async (status, code, http) => {
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, status })
  const answer = await stage.send(text)
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, status: 'CONNECTED' })
  expect({ code: errorCode(answer), status: answer.status }).toEqual({ code, status: http })
})

test('the 46th message to one user is refused, and 6 seconds later one more goes', async () => {
  for (let i = 0; i < 45; i++) expect((await stage.send(text)).status).toBe(200)
  expect(errorCode(await stage.send(text))).toBe(131056)
  await stage.advance(6000)
  expect((await stage.send(text)).status).toBe(200)
  expect(errorCode(await stage.send(text))).toBe(131056)
})

test('a number sends as many a second as it may: 130429', async () => {
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, messagesPerSecond: 5 })
  stage.running.simulator.throughput.clear()
  const answers = []
  for (let i = 0; i < 6; i++) answers.push(errorCode(await stage.send(text)))
  await stage.control('POST', '/numbers', { phoneNumberId: PNID, messagesPerSecond: 80 })
  expect(answers).toEqual([null, null, null, null, null, 130429])
})

test('a refused request costs nothing of the limits', async () => {
  for (let i = 0; i < 60; i++) expect(errorCode(await stage.send({ type: 'text', text: {} }))).toBe(131008)
  expect((await stage.send(text)).status).toBe(200)
})
