import { describe, expect, test } from 'vitest'
import type { OutboundContent } from '../../contract/content.ts'
import { toWire } from './to-wire.ts'

const to = { kind: 'phone', value: '+447700900123' } as const
const wire = (content: OutboundContent) =>
  toWire({ reference: 'message-1', to, content, quotedProviderMessageId: null })

const envelope = {
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to: '+447700900123',
  biz_opaque_callback_data: 'message-1',
}

describe('the envelope', () => {
  const text: OutboundContent = { kind: 'text', text: 'hi' }
  const message = { reference: 'message-1', content: text, quotedProviderMessageId: null }

  test('a phone number goes in `to`, always with its plus', () => {
    expect(toWire({ ...message, to })).toMatchObject({ to: '+447700900123' })
    expect(toWire({ ...message, to: { kind: 'phone', value: '447700900123' } })).toMatchObject({ to: '+447700900123' })
    expect(toWire({ ...message, to })).not.toHaveProperty('recipient')
  })

  test.each([
    ['user_id', 'GB.7Q2m9xT0aBc'],
    ['parent_user_id', 'GB.ENT.5Zr81kQ'],
  ] as const)('a %s goes in `recipient`', (kind, value) => {
    const body = toWire({ ...message, to: { kind, value } })
    expect(body).toMatchObject({ recipient: value })
    expect(body).not.toHaveProperty('to')
  })

  test('a quoted message is the context', () => {
    expect(toWire({ ...message, to, quotedProviderMessageId: 'wamid.SIM0001' })).toMatchObject({
      context: { message_id: 'wamid.SIM0001' },
    })
    expect(toWire({ ...message, to })).not.toHaveProperty('context')
  })
})

describe('each kind of content', () => {
  const place = { latitude: 51.5, longitude: -0.12, name: 'Example Bridge', address: null }
  const cases: [string, OutboundContent, object][] = [
    ['text', { kind: 'text', text: 'hi' }, { type: 'text', text: { body: 'hi', preview_url: false } }],
    ['image', { kind: 'image', mediaId: '5', caption: 'Look' }, { type: 'image', image: { id: '5', caption: 'Look' } }],
    ['image without words', { kind: 'image', mediaId: '5', caption: null }, { type: 'image', image: { id: '5' } }],
    ['video', { kind: 'video', mediaId: '5', caption: '' }, { type: 'video', video: { id: '5' } }],
    ['audio', { kind: 'audio', mediaId: '5', voice: false }, { type: 'audio', audio: { id: '5' } }],
    ['voice note', { kind: 'audio', mediaId: '5', voice: true }, { type: 'audio', audio: { id: '5', voice: true } }],
    [
      'document',
      { kind: 'document', mediaId: '5', caption: null, fileName: 'Relatório.pdf' },
      { type: 'document', document: { id: '5', filename: 'Relatório.pdf' } },
    ],
    ['sticker', { kind: 'sticker', mediaId: '5' }, { type: 'sticker', sticker: { id: '5' } }],
    [
      'location',
      { kind: 'location', ...place },
      { type: 'location', location: { latitude: 51.5, longitude: -0.12, name: 'Example Bridge' } },
    ],
    [
      'contacts',
      {
        kind: 'contacts',
        contacts: [
          { name: 'Pedro Sample', phones: ['+447700900456'], emails: ['p@example.test'], organisation: 'Sample Ltd' },
          { name: '', phones: ['+447700900457'], emails: [], organisation: null },
        ],
      },
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: 'Pedro Sample', first_name: 'Pedro Sample' },
            phones: [{ phone: '+447700900456', type: 'CELL' }],
            emails: [{ email: 'p@example.test', type: 'WORK' }],
            org: { company: 'Sample Ltd' },
          },
          {
            name: { formatted_name: '+447700900457', first_name: '+447700900457' },
            phones: [{ phone: '+447700900457', type: 'CELL' }],
          },
        ],
      },
    ],
    [
      'reaction',
      { kind: 'reaction', targetProviderMessageId: 'wamid.1', emoji: '👍' },
      { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍' } },
    ],
    [
      'reaction taken back',
      { kind: 'reaction', targetProviderMessageId: 'wamid.1', emoji: null },
      { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } },
    ],
  ]
  test.each(cases)('%s', (_, content, expected) => {
    expect(wire(content)).toEqual({ ...envelope, ...expected })
  })
})

describe('templates', () => {
  type Template = Extract<OutboundContent, { kind: 'template' }>
  const plain: Template = {
    kind: 'template',
    name: 'order_update_v2',
    language: 'en_GB',
    parameterFormat: 'positional',
    components: { header: null, body: { text: 'Your order is on its way.', examples: [] }, footer: 'Bye', buttons: [] },
    fill: { header: [], headerMedia: null, body: [], buttons: [] },
    headerMediaId: null,
    headerMediaFileName: null,
  }
  const components = (template: Template) => (wire(template) as { template: { components?: unknown } }).template

  test('one without fill points is only named', () => {
    expect(wire(plain)).toEqual({
      ...envelope,
      type: 'template',
      template: { name: 'order_update_v2', language: { code: 'en_GB' } },
    })
  })

  test('positional values go in the order of their numbers, whatever order they were given in', () => {
    const body = { text: '{{2}} and {{1}} and {{10}}', examples: [] }
    const header = { format: 'text' as const, text: 'Hello {{1}}', examples: [] }
    const values = [
      { key: '10', value: 'ten' },
      { key: '1', value: 'one' },
      { key: '2', value: 'two' },
      { key: '3', value: 'not asked for' },
    ]
    const fill = { ...plain.fill, header: [{ key: '1', value: 'Ana' }], body: values }
    expect(components({ ...plain, components: { ...plain.components, header, body }, fill })).toMatchObject({
      components: [
        { type: 'header', parameters: [{ type: 'text', text: 'Ana' }] },
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'one' },
            { type: 'text', text: 'two' },
            { type: 'text', text: 'ten' },
          ],
        },
      ],
    })
  })

  test('named values carry their names', () => {
    const body = { text: 'Hello {{first_name}}, order {{order_ref}}', examples: [] }
    const fill = {
      ...plain.fill,
      body: [
        { key: 'order_ref', value: 'A-17' },
        { key: 'first_name', value: 'Ana' },
      ],
    }
    const named = { ...plain, parameterFormat: 'named' as const, components: { ...plain.components, body }, fill }
    expect(components(named)).toMatchObject({
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', parameter_name: 'first_name', text: 'Ana' },
            { type: 'text', parameter_name: 'order_ref', text: 'A-17' },
          ],
        },
      ],
    })
  })

  test.each([
    ['image', { id: '5550001' }],
    ['video', { id: '5550001' }],
    ['document', { id: '5550001', filename: 'Invoice.pdf' }],
  ] as const)('a header with a %s', (format, media) => {
    const template = {
      ...plain,
      components: { ...plain.components, header: { format } },
      headerMediaId: '5550001',
      headerMediaFileName: 'Invoice.pdf',
    }
    expect(components(template)).toMatchObject({
      components: [{ type: 'header', parameters: [{ type: format, [format]: media }] }],
    })
    expect(JSON.stringify(components(template)).includes('filename')).toBe(format === 'document')
  })

  test('buttons are counted over all, and those without a value are left out', () => {
    const button = (kind: Template['components']['buttons'][number]['kind'], url: string | null = null) => ({
      kind,
      text: kind,
      url,
    })
    const buttons = [
      button('url', 'https://example.test/about'),
      button('url', 'https://example.test/{{1}}'),
      button('phone_number'),
      button('quick_reply'),
      button('quick_reply'),
      button('copy_code'),
      button('quick_reply'),
    ]
    const fill: Template['fill'] = {
      ...plain.fill,
      buttons: [
        { index: 6, kind: 'quick_reply', value: '' },
        { index: 5, kind: 'copy_code', value: 'SPRING' },
        { index: 3, kind: 'quick_reply', value: 'CANCEL_A17' },
        { index: 1, kind: 'url', value: 'A-17' },
        { index: 0, kind: 'url', value: 'not asked for' },
      ],
    }
    expect(components({ ...plain, components: { ...plain.components, buttons }, fill })).toEqual({
      name: 'order_update_v2',
      language: { code: 'en_GB' },
      components: [
        { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'A-17' }] },
        {
          type: 'button',
          sub_type: 'quick_reply',
          index: '3',
          parameters: [{ type: 'payload', payload: 'CANCEL_A17' }],
        },
        {
          type: 'button',
          sub_type: 'copy_code',
          index: '5',
          parameters: [{ type: 'coupon_code', coupon_code: 'SPRING' }],
        },
      ],
    })
  })
})

describe('answers to press', () => {
  const button = (n: number) => ({ id: `answer-${n}`, title: `Answer ${n}` })
  const buttons = (count: number): OutboundContent => ({
    kind: 'buttons',
    text: 'How was it?',
    buttons: Array.from({ length: count }, (_, n) => button(n + 1)),
    listLabel: 'Choose',
  })

  test('up to three are buttons', () => {
    const reply = (n: number) => ({ type: 'reply', reply: button(n) })
    expect(wire(buttons(3))).toEqual({
      ...envelope,
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'How was it?' },
        action: { buttons: [reply(1), reply(2), reply(3)] },
      },
    })
  })

  test('more are a list', () => {
    expect(wire(buttons(5))).toMatchObject({
      interactive: {
        type: 'list',
        action: { button: 'Choose', sections: [{ rows: [1, 2, 3, 4, 5].map(button) }] },
      },
    })
  })
})
