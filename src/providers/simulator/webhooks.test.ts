import { expect, test } from 'vitest'
import { bodyText, envelope, escaped, signature, type Update } from './webhooks.ts'

test.each([
  [
    'sim-app-secret-01',
    '{"object":"whatsapp_business_account","entry":[{"id":"900100200300401","changes":[]}]}',
    '0f57adfb7cf16194088697acc96270fc0eb53dfe1c37a54a2f0dbcfb72725a5b',
  ],
  ['sim-app-secret-01', '{"t":"caf\\u00e9"}', 'fd99a5a778ebcdcabe55104fc85d9bb05bdb5eff617f63b6b735fdbb3e69c240'],
  ['sim-app-secret-01', '{"t":"café"}', 'af6ba17fab66e40fcbf3d6444bba7e59a339fc103a74f82588838c92344c241b'],
  [
    'test_app_secret',
    '{"object":"whatsapp_business_account","entry":[]}',
    'dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756',
  ],
])('signs as Meta does: %s, %s', (secret, body, hex) => {
  expect(signature(secret, body)).toBe(`sha256=${hex}`)
})

test('escapes what is not ASCII, in lower case, and slashes', () => {
  expect(escaped('{"t":"café 🙂 a/b"}')).toBe('{"t":"caf\\u00e9 \\ud83d\\ude42 a\\/b"}')
  expect(JSON.parse(escaped('{"t":"café 🙂 a/b"}'))).toEqual({ t: 'café 🙂 a/b' })
})

test('writes template ids as numbers that a double cannot hold', () => {
  expect(
    bodyText({ message_template_id: '9100200300400501', text: '"message_template_id":"7"' }, { escapeUnicode: false }),
  ).toBe('{"message_template_id":9100200300400501,"text":"\\"message_template_id\\":\\"7\\""}')
})

const update = (phoneNumberId: string | null, value: Update['value'], more: Partial<Update> = {}): Update => ({
  wabaId: '1',
  phoneNumberId,
  field: 'messages',
  value,
  time: null,
  lane: 'a',
  summary: '',
  messageId: null,
  ...more,
})

test('joins messages and statuses of one number, and keeps numbers apart', () => {
  const body = envelope([
    update('11', { metadata: { phone_number_id: '11' }, contacts: [{ user_id: 'GB.1' }], messages: [{ id: 'a' }] }),
    update('11', { metadata: { phone_number_id: '11' }, contacts: [{ user_id: 'GB.1' }], statuses: [{ id: 'b' }] }),
    update('12', { metadata: { phone_number_id: '12' }, messages: [{ id: 'c' }] }),
    update(null, { event: 'X' }, { field: 'account_update', time: 5 }),
    update('13', { metadata: { phone_number_id: '13' }, messages: [{ id: 'd' }] }, { wabaId: '2' }),
  ])
  expect(body).toEqual({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: '11' },
              contacts: [{ user_id: 'GB.1' }],
              messages: [{ id: 'a' }],
              statuses: [{ id: 'b' }],
            },
          },
          { field: 'messages', value: { metadata: { phone_number_id: '12' }, messages: [{ id: 'c' }] } },
        ],
      },
      { id: '1', time: 5, changes: [{ field: 'account_update', value: { event: 'X' } }] },
      {
        id: '2',
        changes: [{ field: 'messages', value: { metadata: { phone_number_id: '13' }, messages: [{ id: 'd' }] } }],
      },
    ],
  })
})
