import { DAY_MS, wireSeconds } from './clock.ts'
import { type Json, type JsonObject, withoutGaps } from './json.ts'
import { type Template, templateParts } from './templates.ts'
import {
  accountUpdate,
  chatLane,
  contactEntry,
  numberUpdate,
  senderFields,
  sharedWaId,
  type Update,
} from './webhooks.ts'
import { type BusinessNumber, type Phone, type World, waIdOf } from './world.ts'

/*
 * Webhooks that no phone causes: notices about the account, the number and its templates, echoes of the phone app,
 * history, and conversations handed over. Each kind has an ordinary value; the caller may replace any of its keys.
 */

type About = { world: World; number: BusinessNumber; phone: Phone | null; template: Template | null }
type Notice = { needs?: 'phone'; make(about: About, changes: JsonObject): Update[] }

const account = (field: string, value: (about: About) => JsonObject): Notice => ({
  make: (about, changes) => [
    accountUpdate(about.number.wabaId, field, { ...value(about), ...changes }, about.world.clock.now()),
  ],
})

const seconds = ({ world }: About): number => Math.floor(world.clock.now() / 1000)

/** A field of one chat. `value` may be several, which then arrive in the order given. */
const chat = (field: string, values: (about: About & { phone: Phone }) => JsonObject[]): Notice => ({
  needs: 'phone',
  make: (about, changes) =>
    values({ ...about, phone: about.phone! }).map((value) =>
      numberUpdate(about.number, field, { ...value, ...changes }, chatLane(about.number, about.phone!.id)),
    ),
})

const templateFields = ({ template }: About): JsonObject => ({
  message_template_id: template?.id ?? '9100200300400501',
  message_template_name: template?.name ?? 'order_update',
  message_template_language: (template?.language ?? 'en').replace('_', '-'),
})

const NOTICES = {
  message_template_status_update: account('message_template_status_update', (about) => ({
    event: about.template?.status ?? 'APPROVED',
    ...templateFields(about),
    reason: about.template?.rejected_reason ?? 'NONE',
    message_template_category: about.template?.category ?? 'UTILITY',
    ...statusDetails(about),
  })),
  message_template_quality_update: account('message_template_quality_update', (about) => ({
    previous_quality_score: 'GREEN',
    new_quality_score: about.template?.quality_score.score ?? 'YELLOW',
    ...templateFields(about),
  })),
  message_template_components_update: account('message_template_components_update', (about) => ({
    ...templateFields(about),
    message_template_element: about.template
      ? templateParts(about.template).body.text
      : 'Your order {{1}} will arrive on {{2}}.',
    message_template_buttons: (about.template ? templateParts(about.template).buttons : []).map(({ type, text, url }) =>
      withoutGaps({
        message_template_button_type: type,
        message_template_button_text: text,
        message_template_button_url: url ?? undefined,
      }),
    ),
  })),
  template_category_warning: account('template_category_update', (about) => ({
    ...templateFields(about),
    new_category: 'UTILITY',
    correct_category: 'MARKETING',
    category_update_timestamp: seconds(about) + 86_400,
  })),
  template_category_update: account('template_category_update', (about) => ({
    ...templateFields(about),
    previous_category: 'UTILITY',
    new_category: about.template?.category ?? 'MARKETING',
  })),
  phone_number_quality_update: account('phone_number_quality_update', ({ number }) => ({
    display_phone_number: number.waId,
    event: 'THROUGHPUT_UPGRADE',
    max_daily_conversations_per_business: 'TIER_UNLIMITED',
  })),
  phone_number_name_update: account('phone_number_name_update', ({ number }) => ({
    display_phone_number: number.waId,
    decision: 'APPROVED',
    requested_verified_name: number.name,
    rejection_reason: null,
  })),
  business_capability_update: account('business_capability_update', () => ({
    max_daily_conversations_per_business: 'TIER_2K',
    max_phone_numbers_per_business: 20,
  })),
  business_username_updates: account('business_username_updates', ({ number }) => ({
    display_phone_number: number.waId,
    username: 'velmora.home',
    status: 'approved',
  })),
  account_update: account('account_update', ({ number, world }) => ({
    event: 'ACCOUNT_RESTRICTION',
    phone_number: number.waId,
    restriction_info: [
      {
        restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
        expiration: Math.floor((world.clock.now() + 3 * DAY_MS) / 1000),
      },
    ],
  })),
  account_banned: account('account_update', ({ number }) => ({
    event: 'DISABLED_UPDATE',
    phone_number: number.waId,
    ban_info: { waba_ban_state: ['SCHEDULE_FOR_DISABLE'], waba_ban_date: '2026-12-24' },
  })),
  account_review_update: account('account_review_update', () => ({ decision: 'APPROVED' })),
  account_alerts: account('account_alerts', ({ number }) => ({
    entity_type: 'PHONE_NUMBER',
    entity_id: number.phoneNumberId,
    alert_info: {
      alert_severity: 'WARNING',
      alert_status: 'ACTIVE',
      alert_type: 'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
      alert_description: 'The messaging limit was not raised.',
    },
  })),
  account_settings_update: account('account_settings_update', (about) => ({
    messaging_product: 'whatsapp',
    timestamp: seconds(about),
    type: 'PHONE_NUMBER_SETTINGS',
    phone_number_settings: { phone_number_id: about.number.phoneNumberId, calling: { status: 'ENABLED' } },
  })),
  security: account('security', ({ number }) => ({
    display_phone_number: number.waId,
    event: 'PIN_CHANGED',
    requester: '700',
  })),
  flows: account('flows', () => ({
    event: 'FLOW_STATUS_CHANGE',
    flow_id: '5005006007008',
    message: 'Flow was published',
    old_status: 'DRAFT',
    new_status: 'PUBLISHED',
  })),
  partner_solutions: account('partner_solutions', () => ({
    event: 'SOLUTION_CREATED',
    solution_id: '8008007006',
    solution_status: 'INITIATED',
  })),
  payment_configuration_update: account('payment_configuration_update', (about) => ({
    configuration_name: 'shop',
    provider_name: 'razorpay',
    provider_mid: 'mid-1',
    status: 'Needs Testing',
    created_timestamp: seconds(about),
    updated_timestamp: seconds(about),
  })),
  automatic_events: account('automatic_events', (about) => ({
    automatic_events: [
      { id: about.world.ids.message(), event_name: 'LeadSubmitted', timestamp: seconds(about), ctwa_clid: 'clid-1' },
    ],
  })),
  /** A field nobody has heard of: must be kept, not crashed on. */
  unknown_field: account('something_new_2027', () => ({ hello: 'world' })),
  /** Errors of the account, with neither messages nor statuses. */
  errors: {
    make: ({ number }: About, changes: JsonObject) => [
      numberUpdate(
        number,
        'messages',
        {
          errors: [
            {
              code: 131035,
              title: 'Message retention expired',
              message: 'Message retention expired',
              error_data: { details: 'A webhook could not be delivered in time.' },
            },
          ],
          ...changes,
        },
        number.phoneNumberId,
      ),
    ],
  },
  user_id_update: chat('user_id_update', ({ world, phone }) => [
    {
      user_id_update: [
        withoutGaps({
          wa_id: sharedWaId(phone),
          detail: 'User id changed',
          user_id: { previous: world.ids.userId('GB'), current: phone.userId },
          timestamp: wireSeconds(world.clock.now()),
        }),
      ],
    },
  ]),
  user_actions: chat('messages', ({ world, phone }) => [
    {
      contacts: [contactEntry(phone)],
      user_actions: [
        {
          action_type: 'marketing_messages_link_click',
          timestamp: wireSeconds(world.clock.now()),
          marketing_messages_link_click_data: { click_id: 'click-1', tracking_token: 'token-1' },
        },
      ],
    },
  ]),
  customer_identity_changed: chat('messages', ({ world, phone }) => [
    {
      messages: [
        {
          ...senderFields(phone),
          id: world.ids.message(),
          timestamp: wireSeconds(world.clock.now()),
          type: 'system',
          system: {
            type: 'customer_identity_changed',
            body: `${phone.name} may have changed device`,
            identity: { acknowledged: false, created_timestamp: wireSeconds(world.clock.now()), hash: 'AbC=' },
          },
        },
      ],
    },
  ]),
  /** What the owner wrote in the WhatsApp Business app of a shared number. */
  smb_message_echoes: chat('smb_message_echoes', (about) => [
    { message_echoes: [echo(about, 'I answer from my own phone.')] },
  ]),
  smb_app_state_sync: chat('smb_app_state_sync', ({ world, phone }) => [
    {
      state_sync: [
        {
          type: 'contact',
          action: 'add',
          contact: { full_name: phone.name, first_name: phone.name.split(' ')[0]!, phone_number: waIdOf(phone) ?? '' },
          metadata: { timestamp: wireSeconds(world.clock.now()) },
        },
      ],
    },
  ]),
  /** Three chunks of history in the wrong order. */
  history: chat('history', (about) => [
    historyChunk(about, 2, 60),
    historyChunk(about, 1, 30),
    historyChunk(about, 3, 100),
  ]),
  history_declined: chat('history', () => [
    {
      history: [
        {
          errors: [
            {
              code: 2593109,
              title: 'History sharing was declined',
              message: 'History sharing was declined',
              error_data: { details: 'The user does not share the history.' },
            },
          ],
        },
      ],
    },
  ]),
  messaging_handovers: chat('messaging_handovers', ({ world, number, phone }) => [
    {
      sender: withoutGaps({ phone_number: sharedWaId(phone) }),
      recipient: { phone_number_id: number.phoneNumberId, display_phone_number: number.waId },
      type: 'control_passed',
      timestamp: wireSeconds(world.clock.now()),
      control_passed: {
        previous_owner_role: 'ai_agent',
        new_owner_role: 'customer_service',
        metadata: 'wants a person',
        conversation_context: { type: 'summary', summary: { text: 'Asks about a late order.' } },
      },
    },
  ]),
  standby: chat('standby', ({ world, phone }) => [
    {
      standby: {
        contacts: [contactEntry(phone)],
        messages: [
          {
            ...senderFields(phone),
            id: world.ids.message(),
            timestamp: wireSeconds(world.clock.now()),
            type: 'text',
            text: { body: 'Another app owns this chat.' },
          },
        ],
      },
    },
  ]),
} satisfies Record<string, Notice>

export type NoticeKind = keyof typeof NOTICES
export const NOTICE_KINDS = Object.keys(NOTICES) as [NoticeKind, ...NoticeKind[]]

export const needsPhone = (kind: NoticeKind): boolean => noticeOf(kind).needs === 'phone'

/** The updates of a notice. `changes` replaces keys of the ordinary value. Throws when a needed phone is missing. */
export function noticeUpdates(kind: NoticeKind, about: About, changes: JsonObject = {}): Update[] {
  if (needsPhone(kind) && !about.phone) throw new Error(`${kind} needs a phone`)
  return noticeOf(kind).make(about, changes)
}

const noticeOf = (kind: NoticeKind): Notice => NOTICES[kind]

/** What comes along with some events of a template's life (Meta: message_template_status_update). */
function statusDetails({ template, world }: About): JsonObject {
  switch (template?.status) {
    case 'REJECTED':
      return {
        rejection_info: { reason: template.rejected_reason, recommendation: 'Change the text and submit it again.' },
      }
    case 'PAUSED':
      return { other_info: { title: 'FIRST_PAUSE', description: 'Paused for 3 hours because of low quality.' } }
    case 'DISABLED':
      return { disable_info: { disable_date: String(Math.floor(world.clock.now() / 1000)) } }
    default:
      return {}
  }
}

function echo({ world, number, phone }: About & { phone: Phone }, body: string): JsonObject {
  return withoutGaps({
    from: number.waId,
    to: sharedWaId(phone),
    to_user_id: phone.userId,
    id: world.ids.message(),
    timestamp: wireSeconds(world.clock.now()),
    type: 'text',
    text: { body },
  })
}

function historyChunk({ world, number, phone }: About & { phone: Phone }, chunk: number, progress: number): JsonObject {
  const at = (daysAgo: number): string => wireSeconds(world.clock.now() - daysAgo * DAY_MS)
  const own = withoutGaps({
    from: number.waId,
    to: sharedWaId(phone),
    id: world.ids.message(),
    timestamp: at(chunk * 3),
    type: 'text',
    text: { body: `Old answer ${chunk}` },
    history_context: { status: 'READ' },
  })
  const theirs: JsonObject = {
    ...senderFields(phone),
    id: world.ids.message(),
    timestamp: at(chunk * 3 + 1),
    type: 'text',
    text: { body: `Old question ${chunk}` },
    history_context: { status: 'DELIVERED' },
  }
  const picture: JsonObject = {
    ...senderFields(phone),
    id: world.ids.message(),
    timestamp: at(chunk * 3 + 2),
    type: 'media_placeholder',
    history_context: { status: 'DELIVERED' },
  }
  const messages: Json[] = [picture, theirs, own]
  return {
    history: [
      {
        metadata: { phase: chunk - 1, chunk_order: chunk, progress },
        threads: [
          {
            id: waIdOf(phone) ?? phone.userId,
            context: withoutGaps({
              wa_id: sharedWaId(phone),
              user_id: phone.userId,
              username: phone.username ?? undefined,
            }),
            messages,
          },
        ],
      },
    ],
  }
}
