import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Media, MessageContent } from '../../contract/content.ts'
import { Instant } from '../../contract/ids.ts'
import type { Address, InboundFact, Sender } from '../provider.ts'
import { whatsappCloud } from './adapter.ts'

/*
 * One file per documented shape of a webhook, and the facts it must give. A new shape is a file in `fixtures` and an
 * entry here; a file without an entry fails.
 */

const account = '900100200300401'
const line = '700800900100201'
const sha256 = 'a3f5b1c2d4e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f80'

const phone = (value: string): Address => ({ kind: 'phone', value })
const userId = (value: string): Address => ({ kind: 'user_id', value })
const parentId = (value: string): Address => ({ kind: 'parent_user_id', value })
const sender = (addresses: Address[], name: string | null = null, username: string | null = null): Sender => ({
  addresses,
  name,
  username,
})
const at = (second: number) => Instant.parse(second * 1000)

const ana = sender([phone('+447700900123')], 'Ana Example')
const anaUnnamed = sender([phone('+447700900123')])
const anaWithId = sender([phone('+447700900123'), userId('GB.7Q2m9xT0aBc')], 'Ana Example')

type Fact<Type extends InboundFact['type']> = Extract<InboundFact, { type: Type }>

const message = (content: MessageContent, rest: Partial<Fact<'message'>> = {}): InboundFact => ({
  type: 'message',
  line,
  providerMessageId: 'wamid.SIM0001',
  from: ana,
  at: at(1763600001),
  content,
  quotedProviderMessageId: null,
  forwarded: false,
  referral: null,
  product: null,
  opensWindow: true,
  echo: false,
  ...rest,
})
const text = (words: string): MessageContent => ({ kind: 'text', text: words })
const answer = { quotedProviderMessageId: 'wamid.SIM1001' }
const media = (providerMediaId: string, mimeType: string, fileName: string | null = null): Media => ({
  attachmentId: null,
  providerMediaId,
  mimeType,
  sha256,
  fileName,
  sizeBytes: null,
  state: 'pending',
})
const unsupported = (type: string, detail: string | null): MessageContent => ({ kind: 'unsupported', type, detail })

const about = { line, providerMessageId: 'wamid.SIM0001', from: ana, at: at(1763600001), echo: false }
const echo = {
  line,
  providerMessageId: 'wamid.SIM2001',
  from: anaUnnamed,
  at: at(1763600300),
  opensWindow: false,
  echo: true,
}
const { opensWindow: _, ...aboutEcho } = echo

const system = (words: string, from: Sender): InboundFact =>
  message(
    { kind: 'system', text: words },
    { providerMessageId: 'wamid.SIM0009', at: at(1763600100), from, opensWindow: false },
  )
const moved = (from: Address[], to: Address[]): InboundFact => ({
  type: 'identity_changed',
  line,
  providerMessageId: 'wamid.SIM0009',
  at: at(1763600100),
  from,
  to,
})

const delivery = (state: Fact<'delivery'>['delivery'], rest: Partial<Fact<'delivery'>> = {}): InboundFact => ({
  type: 'delivery',
  line,
  providerMessageId: 'wamid.SIM1001',
  at: at(1763600200),
  delivery: state,
  reference: null,
  failure: null,
  recipient: anaUnnamed,
  pricing: null,
  ...rest,
})

const consent = (granted: boolean): InboundFact => ({
  type: 'consent_changed',
  line,
  from: anaWithId,
  at: at(1763600500),
  purpose: 'marketing',
  granted,
})
const template = (status: Fact<'template_changed'>['status'], reason: string | null): InboundFact => ({
  type: 'template_changed',
  account,
  name: 'order_update_v2',
  language: 'en_US',
  status,
  reason,
})
const notice = (
  field: string,
  severity: Fact<'account_notice'>['severity'],
  summary: string,
  about: string | null = null,
): InboundFact => ({ type: 'account_notice', account, line: about, field, severity, summary })

/** What was kept as it came: `raw` is compared with the part of the file at the same path. */
const kept = (path: string, reason: string, of: string | null = line) => ({
  type: 'unreadable',
  path,
  reason,
  line: of,
})

const value = '$.entry[0].changes[0].value'

const expected: Readonly<Record<string, readonly (InboundFact | ReturnType<typeof kept>)[]>> = {
  // What contacts write.
  text: [message(text('Good morning'))],
  'text-escaped': [
    message(text('Olá 😀 http://example.test'), { from: sender([phone('+447700900123')], 'José Example') }),
  ],
  'text-numeric-ids': [message(text('numbers'), { line: '98765432109876543210' })],
  image: [message({ kind: 'image', media: media('5550001', 'image/jpeg'), caption: 'My receipt' })],
  'image-with-url': [message({ kind: 'image', media: media('5550001', 'image/jpeg'), caption: null })],
  video: [message({ kind: 'video', media: media('5550002', 'video/mp4'), caption: null })],
  voice: [message({ kind: 'audio', media: media('5550003', 'audio/ogg; codecs=opus'), voice: true })],
  audio: [message({ kind: 'audio', media: media('5550004', 'audio/mpeg'), voice: false })],
  document: [
    message({
      kind: 'document',
      media: media('5550005', 'application/pdf', 'Relatório março.pdf'),
      caption: 'As promised',
    }),
  ],
  sticker: [message({ kind: 'sticker', media: media('5550006', 'image/webp'), animated: true })],
  location: [
    message({
      kind: 'location',
      latitude: 51.5007,
      longitude: -0.1246,
      name: 'Example Bridge',
      address: '1 Example Street, London',
    }),
  ],
  'location-live': [message({ kind: 'location', latitude: 51.5007, longitude: -0.1246, name: null, address: null })],
  contacts: [
    message({
      kind: 'contacts',
      contacts: [
        {
          name: 'Pedro Sample',
          phones: ['+44 7700 900456', '+447700900457'],
          emails: ['pedro@example.test'],
          organisation: 'Sample Ltd',
        },
      ],
    }),
  ],
  'contacts-on-request': [
    message({
      kind: 'contacts',
      contacts: [{ name: '+447700900123', phones: ['+447700900123'], emails: [], organisation: null }],
    }),
  ],
  'button-reply': [message({ kind: 'choice', id: 'yes_1', title: 'Yes', description: null }, answer)],
  'list-reply': [message({ kind: 'choice', id: 'slot_9', title: '9 o’clock', description: 'Morning' }, answer)],
  'flow-reply': [
    message({ kind: 'form', name: 'flow', body: 'Sent', response: '{"flow_token":"t-1","colour":"blue"}' }, answer),
  ],
  'flow-reply-broken': [message({ kind: 'form', name: 'flow', body: 'Sent', response: '{"flow_token":' }, answer)],
  'flow-reply-null': [message({ kind: 'form', name: 'flow', body: 'Sent', response: 'null' }, answer)],
  'address-reply': [
    message(
      {
        kind: 'form',
        name: 'address_message',
        body: '1 Example Street',
        response: '{"values":{"city":"London"}}',
      },
      answer,
    ),
  ],
  'call-permission-reply': [
    message(
      {
        kind: 'choice',
        id: 'call_permission_accept',
        title: 'Calls allowed',
        description: 'until 2025-11-27T00:53:20.000Z',
      },
      answer,
    ),
  ],
  'call-permission-automatic': [
    message(
      { kind: 'choice', id: 'call_permission_accept_automatic', title: 'Calls allowed', description: 'permanently' },
      { opensWindow: false },
    ),
  ],
  'interactive-future': [message(unsupported('interactive poll_reply', null))],
  'interactive-without-object': [
    message(unsupported('interactive', 'Something went wrong at Meta: Reply could not be read (131000)')),
    notice('messages', 'warning', 'Something went wrong at Meta: Reply could not be read (131000)', line),
  ],
  'template-button': [message({ kind: 'choice', id: 'CANCEL_A17', title: 'Cancel', description: null }, answer)],
  'template-button-bare': [message({ kind: 'choice', id: 'Cancel', title: 'Cancel', description: null })],
  reaction: [{ type: 'reaction', ...about, targetProviderMessageId: 'wamid.SIM1001', emoji: '👍' }],
  'reaction-removed': [{ type: 'reaction', ...about, targetProviderMessageId: 'wamid.SIM1001', emoji: null }],
  'reaction-emptied': [{ type: 'reaction', ...about, targetProviderMessageId: 'wamid.SIM1001', emoji: null }],
  order: [
    message({
      kind: 'order',
      text: 'Please by Friday',
      items: [
        { product: 'SKU-1', quantity: 2, price: 12.5, currency: 'GBP' },
        { product: 'SKU-2', quantity: 1, price: 3.75, currency: 'GBP' },
      ],
    }),
  ],
  edit: [{ type: 'edited', ...about, targetProviderMessageId: 'wamid.SIM0000', content: text('Good evening') }],
  revoke: [{ type: 'revoked', ...about, targetProviderMessageId: 'wamid.SIM0000' }],
  'unsupported-poll': [
    message(
      unsupported('poll_creation', 'Message type not supported: Message type is currently not supported. (131051)'),
    ),
  ],
  'unsupported-companion': [
    message(unsupported('unknown', 'Message not available: This message is currently unavailable (131060)')),
  ],
  'unsupported-reaction': [
    message(unsupported('reaction', 'Message type not supported: Message type unknown (131051)'), {
      opensWindow: false,
    }),
  ],
  'request-welcome': [message({ kind: 'system', text: 'The contact opened the chat.' }, { opensWindow: false })],
  'future-type': [message(unsupported('hologram', null))],
  'media-failed': [
    message(
      unsupported(
        'image',
        'File from the contact could not be downloaded: Media file size too big. Max file size we currently support: 100MB. (131052)',
      ),
    ),
  ],

  // What stands beside it.
  reply: [message(text('Yes, that one'), answer)],
  'reply-without-author': [message(text('Yes, that one'), answer)],
  forwarded: [message(text('Look'), { forwarded: true })],
  'forwarded-often': [message(text('Look'), { forwarded: true })],
  'product-enquiry': [
    message(text('Is it in stock?'), { ...answer, product: { catalogId: '880011', productId: 'SKU-1' } }),
  ],
  referral: [
    message(text('Hello, I saw your advert'), {
      referral: {
        sourceUrl: 'https://fb.example.test/ad/1',
        sourceId: '660011',
        headline: 'Spring sale',
        body: 'Everything must go',
        clickId: 'clid-1',
      },
    }),
  ],
  'referral-from-status': [
    message(
      { kind: 'image', media: media('5550001', 'image/jpeg'), caption: null },
      {
        referral: {
          sourceUrl: 'https://fb.example.test/ad/2',
          sourceId: null,
          headline: null,
          body: null,
          clickId: null,
        },
      },
    ),
  ],

  // Who wrote it.
  'sender-phone-and-ids': [
    message(text('hi'), {
      from: sender(
        [phone('+447700900123'), userId('GB.7Q2m9xT0aBc'), parentId('GB.ENT.5Zr81kQ')],
        'Ana Example',
        'ana.example',
      ),
    }),
  ],
  'sender-user-id-only': [
    message(text('hi'), { from: sender([userId('GB.7Q2m9xT0aBc')], 'Ana Example', 'ana.example') }),
  ],
  'sender-parent-id-only': [message(text('hi'), { from: sender([parentId('GB.ENT.5Zr81kQ')], null, 'ana.example') })],
  'sender-empty-strings': [message(text('hi'), { from: sender([userId('GB.7Q2m9xT0aBc')]) })],
  'sender-known-by-contact': [message(text('hi'), { from: anaWithId })],
  'sender-unknown': [kept(`${value}.messages[0]`, 'neither a phone number nor a user id says who this is about')],
  'sender-other-contact': [message(text('hi'), { from: anaUnnamed })],
  'senders-crossed': [
    message(text('hi'), { from: anaWithId }),
    message(text('me too'), {
      providerMessageId: 'wamid.SIM0002',
      from: sender([userId('GB.Bea0000001')], 'Bea Example'),
    }),
  ],
  group: [kept(`${value}.messages[0]`, 'group messages are not supported yet')],

  // Changes of who somebody is.
  'system-changed-number': [
    moved([phone('+447700900123')], [phone('+447700900777')]),
    system('User changed from 447700900123 to 447700900777', anaUnnamed),
  ],
  'system-changed-number-legacy': [
    moved([phone('+447700900123')], [phone('+447700900777')]),
    system('User changed number', anaUnnamed),
  ],
  'system-changed-user-id': [
    moved(
      [phone('+447700900123'), userId('GB.OLD7Q2m'), parentId('GB.ENT.OLD5Zr')],
      [phone('+447700900777'), userId('GB.NEW7Q2m'), parentId('GB.ENT.NEW5Zr')],
    ),
    system('User changed', sender([phone('+447700900123'), userId('GB.OLD7Q2m'), parentId('GB.ENT.OLD5Zr')])),
  ],
  'system-changed-user-id-without-phone': [
    moved([userId('GB.OLD7Q2m')], [userId('GB.NEW7Q2m')]),
    system('The contact has a new user id.', sender([userId('GB.OLD7Q2m')])),
  ],
  'system-identity-changed': [system('Security code changed', anaUnnamed)],
  'system-future': [system('User joined', anaUnnamed)],
  'user-id-update': [
    {
      type: 'identity_changed',
      line,
      providerMessageId: null,
      at: at(1763600400),
      from: [userId('GB.OLD7Q2m'), parentId('GB.ENT.OLD5Zr')],
      to: [phone('+447700900777'), userId('GB.NEW7Q2m'), parentId('GB.ENT.NEW5Zr')],
    },
  ],
  'preference-stop': [consent(false)],
  'preference-resume': [consent(true)],
  'preference-signup': [consent(true)],
  'preference-future': [
    kept(`${value}.user_preferences[0]`, 'value: Invalid option: expected one of "stop"|"resume"|"signup"'),
  ],

  // How far our messages got.
  'status-sent': [
    delivery('sent', {
      reference: 'order-17',
      pricing: { category: 'utility', type: 'regular', billable: true },
    }),
  ],
  'status-delivered': [
    delivery('delivered', {
      reference: 'order-17',
      recipient: sender(
        [phone('+447700900123'), userId('GB.7Q2m9xT0aBc'), parentId('GB.ENT.5Zr81kQ')],
        'Ana Example',
        'ana.example',
      ),
      pricing: { category: 'service', type: 'free_customer_service', billable: null },
    }),
  ],
  'status-read': [delivery('read')],
  'status-played': [delivery('played')],
  'status-failed': [
    delivery('failed', {
      reference: 'order-17',
      failure: {
        code: '131049',
        title: 'Not delivered to keep the contact from too much marketing',
        detail: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
      },
    }),
  ],
  'status-failed-future-code': [
    delivery('failed', { failure: { code: '131999', title: 'Brand new reason', detail: 'Brand new reason' } }),
  ],
  'status-failed-without-reason': [
    delivery('failed', { failure: { code: 'unknown', title: 'Failed without a reason', detail: '' } }),
  ],
  'status-without-phone': [delivery('read', { recipient: sender([userId('GB.7Q2m9xT0aBc')]) })],
  'status-group': [kept(`${value}.statuses[0]`, 'group messages are not supported yet')],
  'status-future': [kept(`${value}.statuses[0]`, 'status archived is not known')],

  // What the business wrote on its own phone.
  'echo-text': [message(text('From the phone'), echo)],
  'echo-image-to-user-id': [
    message(
      { kind: 'image', media: media('5550007', 'image/png'), caption: null },
      { ...echo, from: sender([userId('GB.7Q2m9xT0aBc'), parentId('GB.ENT.5Zr81kQ')], 'Ana Example') },
    ),
  ],
  'echo-edit': [{ type: 'edited', ...aboutEcho, targetProviderMessageId: 'wamid.SIM2000', content: text('Corrected') }],
  'echo-revoke': [{ type: 'revoked', ...aboutEcho, targetProviderMessageId: 'wamid.SIM2000' }],

  // Templates.
  'template-approved': [template('approved', null)],
  'template-rejected': [template('rejected', 'Invalid format. A variable stands at the end. Add words after it')],
  'template-paused': [template('paused', 'First pause. Paused for 3 hours')],
  'template-disabled': [template('disabled', 'On 2026-11-20')],
  'template-deletion': [template('deleted', null)],
  'template-flagged': [
    notice('message_template_status_update', 'warning', 'Template order_update_v2 (en_US): Flagged. On 2026-11-22'),
  ],
  'template-quality': [
    notice(
      'message_template_quality_update',
      'warning',
      'Message template quality of order_update_v2 (en_US). Quality: GREEN to RED',
    ),
  ],
  'template-components': [
    notice(
      'message_template_components_update',
      'information',
      'Message template components of order_update_v2 (en_US)',
    ),
  ],
  'template-category': [
    notice(
      'template_category_update',
      'information',
      'Template category of order_update_v2 (en_US). Category: UTILITY to MARKETING',
    ),
  ],
  'template-category-warning': [
    notice(
      'template_category_update',
      'information',
      'Template category of order_update_v2 (en_US). Category: UTILITY. Correct category: MARKETING',
    ),
  ],

  // The account and its numbers.
  'account-restriction': [
    notice('account_update', 'critical', 'Account restriction. Restricted biz initiated messaging until 2025-11-24'),
  ],
  'account-banned': [notice('account_update', 'critical', 'Disabled update. Schedule for disable on 2026-11-25')],
  'account-violation': [notice('account_update', 'critical', 'Account violation. Alcohol')],
  'account-tier': [notice('account_update', 'information', 'Volume based pricing tier update')],
  'account-alert': [
    notice('account_alerts', 'critical', 'Account alerts. Quality drop. The quality of the number dropped', line),
  ],
  'account-review': [notice('account_review_update', 'warning', 'Account review. Rejected')],
  'account-settings': [notice('account_settings_update', 'information', 'Account settings', line)],
  'number-quality': [
    notice(
      'phone_number_quality_update',
      'warning',
      'Phone number quality of 447700900999. Downgrade. Limit: TIER_2K to TIER_250',
    ),
  ],
  'number-throughput': [
    notice(
      'phone_number_quality_update',
      'information',
      'Phone number quality of 447700900999. Throughput upgrade. Limit: TIER_UNLIMITED',
    ),
  ],
  'number-name': [
    notice(
      'phone_number_name_update',
      'warning',
      'Phone number name of 447700900999. Rejected. Name: Example Ltd. Name not related',
    ),
  ],
  'business-capability': [
    notice('business_capability_update', 'information', 'Business capability. Limit: 2000. Numbers allowed: 20'),
  ],
  'business-username': [
    notice(
      'business_username_updates',
      'information',
      'Business username of 447700900999. Approved. Username: example.ltd',
    ),
  ],
  'security-pin': [notice('security', 'warning', 'Security of 447700900999. Pin changed')],
  'payment-configuration': [
    notice('payment_configuration_update', 'information', 'Payment configuration of main. Needs testing'),
  ],
  'partner-solution': [
    notice('partner_solutions', 'information', 'Partner solutions of 770011. Solution updated. Initiated'),
  ],
  'errors-only': [
    notice('messages', 'warning', 'Not kept any longer: The message was not kept. (131035)', line),
    notice('messages', 'critical', 'Account locked (131031)', line),
  ],
  'errors-only-without-number': [
    notice('messages', 'warning', 'Something went wrong at Meta: Something went wrong (131000)'),
  ],

  // Kept for later.
  history: [kept(value, 'field history is not supported yet')],
  standby: [kept(value, 'field standby is not supported yet')],
  calls: [kept(value, 'field calls is not supported yet')],
  flows: [kept(value, 'field flows is not supported yet', null)],
  handover: [kept(value, 'field messaging_handovers is not supported yet', null)],
  'app-state-sync': [kept(value, 'field smb_app_state_sync is not supported yet')],
  'user-action': [kept(`${value}.user_actions[0]`, 'user actions are not supported yet')],

  // All at once, readable and not.
  batch: [
    message(text('one')),
    kept(`${value}.messages[1]`, 'timestamp: Invalid input'),
    kept(`${value}.messages[2]`, 'Invalid input: expected object, received string'),
    kept(`${value}.messages[3]`, 'content: id: Invalid input'),
    message(text('two'), { providerMessageId: 'wamid.SIM0004', at: at(1763600002) }),
    kept(`${value}.statuses[0]`, 'Invalid input: expected object, received null'),
    delivery('read', { recipient: ana }),
    kept('$.entry[0].changes[1]', 'value: Invalid input: expected nonoptional, received undefined', null),
    kept('$.entry[0].changes[2]', 'Invalid input: expected object, received number', null),
    kept('$.entry[0].changes[3]', 'field: Invalid input: expected string, received undefined', null),
    kept('$.entry[0].changes[4].value', 'metadata.phone_number_id is missing', null),
    kept('$.entry[1]', 'Invalid input: expected object, received null', null),
    kept('$.entry[2]', 'changes: Invalid input: expected array, received string', null),
    message(text('other number'), {
      line: '700800900100202',
      providerMessageId: 'wamid.SIM0005',
      from: sender([phone('+447700900124')]),
      at: at(1763600003),
    }),
  ],
}

const folder = new URL('./fixtures/', import.meta.url)
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''))
const bodyOf = (name: string) => readFileSync(new URL(`${name}.json`, folder))

test('every fixture is expected, and every expectation has its fixture', () => {
  expect(Object.keys(expected).toSorted()).toEqual(names.toSorted())
})

test.each(names)('%s', (name) => {
  const body = bodyOf(name)
  const facts = whatsappCloud.parse(body)
  expect(facts.map(withoutRaw)).toEqual(expected[name])

  for (const fact of facts) {
    if (fact.type === 'unreadable') expect(fact.raw).toEqual(partAt(JSON.parse(body.toString('utf8')), fact.path))
    if (fact.type === 'message' || fact.type === 'edited')
      expect(MessageContent.parse(fact.content)).toEqual(fact.content)
  }
})

function withoutRaw(fact: InboundFact): unknown {
  if (fact.type !== 'unreadable') return fact
  const { raw: _, ...rest } = fact
  return rest
}

/** The part of a JSON value at a path such as `$.entry[0].changes`. */
function partAt(root: unknown, path: string): unknown {
  return [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].reduce<unknown>(
    (part, [, key, index]) => Reflect.get(Object(part), key ?? index ?? ''),
    root,
  )
}
