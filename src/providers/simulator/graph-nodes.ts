import { DAY_MS } from './clock.ts'
import type { GraphError } from './errors.ts'
import type { JsonObject } from './json.ts'
import { STANDARD_MESSAGES_PER_SECOND } from './limits.ts'
import { nonexistingField } from './templates.ts'
import { accountOf, type BusinessNumber, type World } from './world.ts'

/** A node with the fields asked for, or the refusal of one that does not exist. */
export type Fields = { node: JsonObject } | GraphError

type Readers<T> = Readonly<Record<string, (of: T) => JsonObject[string]>>

/** The fields of a phone number that can be read (Meta: phone numbers). */
const NUMBER_FIELDS: Readers<{ world: World; number: BusinessNumber }> = {
  id: ({ number }) => number.phoneNumberId,
  display_phone_number: ({ number }) => number.displayNumber,
  verified_name: ({ number }) => number.name,
  quality_rating: ({ number }) => number.quality,
  code_verification_status: () => 'VERIFIED',
  name_status: () => 'APPROVED',
  status: ({ number }) => number.status,
  throughput: ({ number }) => ({
    level: number.messagesPerSecond > STANDARD_MESSAGES_PER_SECOND ? 'HIGH' : 'STANDARD',
  }),
  platform_type: () => 'CLOUD_API',
  is_official_business_account: () => false,
  account_mode: () => 'LIVE',
  last_onboarded_time: ({ world }) =>
    new Date(world.clock.now() - 30 * DAY_MS).toISOString().replace(/\.\d+Z$/, '+0000'),
  webhook_configuration: ({ world, number }) => webhookConfiguration(world, number),
  whatsapp_business_manager_messaging_limit: () => 'TIER_2K',
  health_status: ({ number }) => healthStatus(number),
}
const NUMBER_DEFAULTS =
  'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,webhook_configuration,id'

export const numberNode = (world: World, number: BusinessNumber, fields: string | undefined): Fields =>
  read(NUMBER_FIELDS, { world, number }, fields ?? NUMBER_DEFAULTS, 'WhatsAppBusinessPhoneNumber')

/** `GET /{account}/phone_numbers`: one page, as an account has at most twenty. */
export function listNumbers(world: World, wabaId: string, fields: string | undefined): Fields {
  const data: JsonObject[] = []
  for (const number of numbersOf(world, wabaId)) {
    const answer = numberNode(world, number, fields ? `${fields},id` : undefined)
    if ('error' in answer) return answer
    data.push(answer.node)
  }
  return { node: { data, paging: { cursors: { before: 'first', after: 'last' } } } }
}

const numbersOf = (world: World, wabaId: string): BusinessNumber[] =>
  [...world.numbers.values()].filter((number) => number.wabaId === wabaId)

const ACCOUNT_FIELDS: Readers<{ world: World; wabaId: string }> = {
  id: ({ wabaId }) => wabaId,
  name: ({ world, wabaId }) => numbersOf(world, wabaId)[0]?.name ?? 'Account',
  currency: () => 'GBP',
  timezone_id: () => '58',
  message_template_namespace: ({ wabaId }) => `namespace_${wabaId}`,
  account_review_status: () => 'APPROVED',
  country: () => 'GB',
  health_status: ({ world, wabaId }) => {
    const [number] = numbersOf(world, wabaId)
    return number ? healthStatus(number) : null
  },
}

export const accountNode = (world: World, wabaId: string, fields: string | undefined): Fields =>
  read(
    ACCOUNT_FIELDS,
    { world, wabaId },
    fields ?? 'id,name,currency,timezone_id,message_template_namespace',
    'WhatsAppBusinessAccount',
  )

function read<T>(readers: Readers<T>, of: T, fields: string, nodeType: string): Fields {
  const node: JsonObject = {}
  for (const field of new Set([...fields.split(','), 'id'])) {
    const name = field.trim()
    const reader = readers[name]
    if (!reader) return nonexistingField(name, nodeType)
    node[name] = reader(of)
  }
  return { node }
}

function webhookConfiguration(world: World, number: BusinessNumber): JsonObject {
  const account = accountOf(world, number.wabaId).overrideCallbackUrl
  return {
    ...(number.callbackUrl === null ? {} : { application: number.callbackUrl }),
    ...(account === null ? {} : { whatsapp_business_account: account }),
    ...(number.overrideCallbackUrl === null ? {} : { phone_number: number.overrideCallbackUrl }),
  }
}

const CAN_SEND: Readonly<Record<BusinessNumber['status'], string>> = {
  CONNECTED: 'AVAILABLE',
  FLAGGED: 'LIMITED',
  RESTRICTED: 'LIMITED',
  DISCONNECTED: 'BLOCKED',
  BANNED: 'BLOCKED',
}

function healthStatus({ status, phoneNumberId, wabaId, appId }: BusinessNumber): JsonObject {
  const can_send_message = CAN_SEND[status]
  const entities = [
    { entity_type: 'PHONE_NUMBER', id: phoneNumberId, can_send_message },
    { entity_type: 'WABA', id: wabaId, can_send_message: 'AVAILABLE' },
    { entity_type: 'APP', id: appId, can_send_message: 'AVAILABLE' },
  ]
  return { can_send_message, entities }
}

const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging']

/** `GET /debug_token`: what a token is. One that is not valid says so instead of being refused. */
export function debugToken(world: World, token: string): JsonObject {
  const numbers = [...(world.numbersByToken.get(token) ?? [])]
    .map((id) => world.numbers.get(id))
    .filter((number) => number !== undefined)
  const [first] = numbers
  if (!first)
    return {
      data: {
        is_valid: false,
        error: { code: 190, message: 'The access token could not be decrypted', subcode: 467 },
        scopes: [],
      },
    }
  const accounts = [...new Set(numbers.map(({ wabaId }) => wabaId))]
  const isValid = first.tokenState === 'valid'
  return {
    data: {
      app_id: first.appId,
      type: 'SYSTEM_USER',
      application: 'Switchboard',
      expires_at: isValid ? 0 : Math.floor(world.clock.now() / 1000) - 60,
      is_valid: isValid,
      ...(isValid
        ? {}
        : {
            error: {
              code: 190,
              message: 'Error validating access token',
              subcode: first.tokenState === 'expired' ? 463 : 467,
            },
          }),
      scopes: SCOPES,
      granular_scopes: SCOPES.map((scope) => ({ scope, target_ids: accounts })),
    },
  }
}
