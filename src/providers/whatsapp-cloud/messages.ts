import type { z } from 'zod'
import type { MessageContent } from '../../contract/content.ts'
import type { Address, InboundFact, Referral, ReferredProduct, Sender } from '../provider.ts'
import { isObject } from './json.ts'
import { opensWindow, readContent } from './message-content.ts'
import { addressesOf, type Mention, senderOf } from './people.ts'
import { type Part, problemOf, readPart, unreadable } from './unreadable.ts'
import {
  EditBody,
  Message,
  ReactionBody,
  RevokeBody,
  SystemBody,
  type WireContact,
  type WireError,
  type WireMessage,
  type WireSystem,
} from './wire.ts'

/** What stands beside a message: who wrote, errors that name no message, and whether the business itself wrote. */
export type Surroundings = {
  line: string
  contacts: readonly WireContact[]
  errors: readonly WireError[]
  echo: boolean
}

/** The facts of one item of `messages` or `message_echoes`. */
export function messageFacts(part: Part, around: Surroundings): InboundFact[] {
  return readPart(part, Message, (wire) => factsOf(part, wire, around))
}

/** What every fact about a message has. */
type About = { line: string; providerMessageId: string; from: Sender; at: WireMessage['timestamp']; echo: boolean }

function factsOf(part: Part, wire: WireMessage, around: Surroundings): InboundFact[] {
  if (wire.group_id !== undefined) return [unreadable(part, 'group messages are not supported yet')]
  if (wire.type === 'system' && !around.echo) return systemFacts(part, wire, around)

  const from = senderOf(around.echo ? recipientOf(wire) : writerOf(wire), around.contacts)
  if (from === null) return [unreadable(part, 'neither a phone number nor a user id says who this is about')]

  const { line, echo } = around
  const about: About = { line, providerMessageId: wire.id, from, at: wire.timestamp, echo }
  // An error in place of the object: that there was a message is all we learn.
  const failed = wire.errors.length > 0 && bodyOf(part, wire.type ?? '') === undefined
  switch (failed ? 'failed' : wire.type) {
    case 'reaction':
      return readBody(part, wire, ReactionBody, ({ message_id, emoji }) => [
        { type: 'reaction', ...about, targetProviderMessageId: message_id, emoji: emoji ?? null },
      ])
    case 'revoke':
      return readBody(part, wire, RevokeBody, ({ original_message_id }) => [
        { type: 'revoked', ...about, targetProviderMessageId: original_message_id },
      ])
    case 'edit':
      return readBody(part, wire, EditBody, (edit) => editFacts(part, about, edit))
    default:
      return contentFacts(part, wire, about, around.errors)
  }
}

function contentFacts(part: Part, wire: WireMessage, about: About, errors: readonly WireError[]): InboundFact[] {
  const reading = readContent(wire.type ?? 'unknown', rawObject(part), wire.errors.length > 0 ? wire.errors : errors)
  return reading.ok ? [messageFact(wire, about, reading.content)] : [unreadable(part, reading.reason)]
}

function messageFact(wire: WireMessage, about: About, content: MessageContent): InboundFact {
  const { context } = wire
  return {
    type: 'message',
    ...about,
    content,
    quotedProviderMessageId: context?.id ?? null,
    forwarded: context?.forwarded === true || context?.frequently_forwarded === true,
    referral: referralOf(wire),
    product: productOf(wire),
    opensWindow: !about.echo && opensWindow(content),
  }
}

function editFacts(part: Part, about: About, edit: z.infer<typeof EditBody>): InboundFact[] {
  const { original_message_id: target, message } = edit
  const reading = readContent(message.type ?? 'unknown', message, message.errors)
  if (!reading.ok) return [unreadable(part, `edit: ${reading.reason}`)]
  return [{ type: 'edited', ...about, targetProviderMessageId: target, content: reading.content }]
}

/**
 * A line from WhatsApp itself. New addresses of a contact come first, so that whoever reads in order already knows
 * whose thread the line belongs to.
 */
function systemFacts(part: Part, wire: WireMessage, around: Surroundings): InboundFact[] {
  return readBody(part, wire, SystemBody, (system) => {
    const { line, contacts } = around
    const { before, after } = addressesBySystem(wire, system)
    const moved = isNews(before, after)
    const changed: InboundFact[] = moved
      ? [{ type: 'identity_changed', line, providerMessageId: wire.id, at: wire.timestamp, from: before, to: after }]
      : []

    const from =
      before.length > 0 ? { addresses: before, name: null, username: null } : senderOf(mentionOf(after), contacts)
    if (from === null) return [unreadable(part, 'neither a phone number nor a user id says who this is about')]
    const about: About = { line, providerMessageId: wire.id, from, at: wire.timestamp, echo: false }
    return [...changed, messageFact(wire, about, { kind: 'system', text: systemText(system) })]
  })
}

/** Meta's own words, or ours for what we know. */
function systemText({ body, type }: WireSystem): string {
  return body ?? systemTexts.get(type) ?? type ?? 'WhatsApp reported a change.'
}

const systemTexts: ReadonlyMap<string | undefined, string> = new Map([
  ['user_changed_number', 'The contact has a new number.'],
  ['customer_changed_number', 'The contact has a new number.'],
  ['user_changed_user_id', 'The contact has a new user id.'],
  ['customer_identity_changed', 'The security code of the contact changed.'],
])

/** Only these say that the contact can be reached elsewhere; the security code (`customer_identity_changed`) does not. */
const movingTypes: ReadonlySet<string | undefined> = new Set([
  'user_changed_number',
  'customer_changed_number',
  'user_changed_user_id',
])

function addressesBySystem(wire: WireMessage, system: WireSystem): { before: Address[]; after: Address[] } {
  const current = system.user_id
  const before = addressesOf({
    phone: wire.from,
    userId: system.previous_user_id ?? (wire.from_user_id === current ? undefined : wire.from_user_id),
    parentUserId:
      system.previous_parent_user_id ??
      (wire.from_parent_user_id === system.parent_user_id ? undefined : wire.from_parent_user_id),
  })
  const after = addressesOf({
    phone: system.wa_id ?? system.new_wa_id,
    userId: current,
    parentUserId: system.parent_user_id,
  })
  return movingTypes.has(system.type) ? { before, after } : { before: before.length > 0 ? before : after, after: [] }
}

function isNews(before: readonly Address[], after: readonly Address[]): boolean {
  const known = new Set(before.map(({ kind, value }) => `${kind} ${value}`))
  return before.length > 0 && after.some(({ kind, value }) => !known.has(`${kind} ${value}`))
}

function mentionOf(addresses: readonly Address[]): Mention {
  const value = (kind: Address['kind']) => addresses.find((address) => address.kind === kind)?.value
  return { phone: value('phone'), userId: value('user_id'), parentUserId: value('parent_user_id') }
}

function writerOf({ from, from_user_id, from_parent_user_id }: WireMessage): Mention {
  return { phone: from, userId: from_user_id, parentUserId: from_parent_user_id }
}

function recipientOf({ to, to_user_id, to_parent_user_id }: WireMessage): Mention {
  return { phone: to, userId: to_user_id, parentUserId: to_parent_user_id }
}

function referralOf({ referral }: WireMessage): Referral | null {
  if (referral === undefined) return null
  return {
    sourceUrl: referral.source_url ?? null,
    sourceId: referral.source_id ?? null,
    headline: referral.headline ?? null,
    body: referral.body ?? null,
    clickId: referral.ctwa_clid ?? null,
  }
}

function productOf({ context }: WireMessage): ReferredProduct | null {
  const product = context?.referred_product
  if (product === undefined) return null
  return { catalogId: product.catalog_id ?? null, productId: product.product_retailer_id }
}

function readBody<Wire>(
  part: Part,
  wire: WireMessage,
  schema: z.ZodType<Wire>,
  toFacts: (body: Wire) => InboundFact[],
): InboundFact[] {
  const type = wire.type ?? ''
  const body = schema.safeParse(bodyOf(part, type))
  return body.success ? toFacts(body.data) : [unreadable(part, `${type}: ${problemOf(body.error)}`)]
}

function bodyOf(part: Part, type: string): unknown {
  const raw = rawObject(part)
  return Object.hasOwn(raw, type) ? raw[type] : undefined
}

function rawObject({ raw }: Part): Readonly<Record<string, unknown>> {
  return isObject(raw) ? raw : {}
}
