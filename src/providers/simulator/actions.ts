import { z } from 'zod'
import { E164, USER_ID } from './addresses.ts'

/*
 * What a person can do with a simulated phone: the shapes the control API takes. Limits are those of WhatsApp's app
 * where it has any, else large enough not to be met.
 */

const MAX_TEXT = 65_536
const MAX_NAME = 256
const MAX_CAPTION = 4096
const id = z.string().min(1).max(512)

/** Base64 in JSON, up to 16 MB of file; larger ones come by multipart. */
const MAX_BASE64 = 22 * 1024 * 1024

/** A file as it comes in JSON or by multipart, or one of the samples. */
const FileInput = z.union([
  z.strictObject({
    base64: z.base64().max(MAX_BASE64),
    mimeType: z.string().min(3).max(200),
    fileName: z.string().max(240).optional(),
  }),
  z.strictObject({
    bytes: z.instanceof(Buffer),
    mimeType: z.string().min(3).max(200),
    fileName: z.string().max(240).nullable(),
  }),
  z.literal('sample'),
])
export type FileInput = z.infer<typeof FileInput>

/** What may accompany any message. */
const Common = {
  quotedId: id.optional(),
  forwarded: z.enum(['once', 'often']).optional(),
  /** A click on an advertisement: opens a free entry point. */
  referral: z
    .strictObject({
      sourceUrl: z.url().default('https://fb.example/ad/1'),
      sourceId: z.string().max(MAX_NAME).default('120210000000000001'),
      headline: z.string().max(MAX_NAME).default('Sofas, delivered'),
      body: z.string().max(1000).default('Ask us about delivery'),
      clickId: z.string().max(MAX_NAME).optional(),
    })
    .optional(),
}

const Card = z.strictObject({
  name: z.string().min(1).max(MAX_NAME),
  phones: z.array(z.string().max(40)).max(10).default([]),
  emails: z.array(z.string().max(320)).max(10).default([]),
  organisation: z.string().max(MAX_NAME).optional(),
})

const Media = (type: 'image' | 'video' | 'document') =>
  z.strictObject({
    type: z.literal(type),
    file: FileInput.default('sample'),
    caption: z.string().max(MAX_CAPTION).optional(),
    ...Common,
  })

/** A message or a sign from a phone. */
export const PhoneAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(MAX_TEXT), ...Common }),
  Media('image'),
  Media('video'),
  Media('document'),
  z.strictObject({ type: z.literal('audio'), file: FileInput.default('sample'), ...Common }),
  z.strictObject({ type: z.literal('voice'), file: FileInput.default('sample'), ...Common }),
  z.strictObject({ type: z.literal('sticker'), file: FileInput.default('sample'), ...Common }),
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().max(MAX_NAME).optional(),
    address: z.string().max(1000).optional(),
    ...Common,
  }),
  z.strictObject({
    type: z.literal('contacts'),
    contacts: z.array(Card).min(1).max(20),
    asked: z.boolean().default(false),
    ...Common,
  }),
  /** Press a button of a received message. `withoutContext`: Meta has been seen to leave the context out. */
  z.strictObject({
    type: z.literal('tap'),
    messageId: id,
    button: z.number().int().min(0).max(20),
    withoutContext: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('choose'), messageId: id, rowId: z.string().min(1).max(200) }),
  z.strictObject({ type: z.literal('reaction'), messageId: id, emoji: z.string().min(1).max(32).nullable() }),
  z.strictObject({ type: z.literal('edit'), messageId: id, text: z.string().min(1).max(MAX_TEXT) }),
  z.strictObject({ type: z.literal('revoke'), messageId: id }),
  /** A kind WhatsApp cannot pass on; `kind` is its own word for it. */
  z.strictObject({
    type: z.literal('unsupported'),
    kind: z.string().min(1).max(60).default('poll_creation'),
    ...Common,
  }),
  /** A file that did not get through: too large, or lost at the provider. */
  z.strictObject({
    type: z.literal('lost_media'),
    kind: z.enum(['image', 'video', 'audio', 'document', 'sticker']),
    reason: z.enum(['too_large', 'download']).default('too_large'),
  }),
  /** A filled-in form. `response` is sent as it is, and need not be JSON. */
  z.strictObject({
    type: z.literal('form'),
    name: z.enum(['flow', 'address_message']).default('flow'),
    body: z.string().max(1000).default('Sent'),
    response: z.string().max(MAX_TEXT),
    messageId: id.optional(),
  }),
  z.strictObject({
    type: z.literal('order'),
    catalogId: z.string().min(1).max(100).default('4400112233'),
    text: z.string().max(MAX_CAPTION).optional(),
    items: z
      .array(
        z.strictObject({
          product: z.string().min(1).max(100),
          quantity: z.union([z.number().int(), z.string()]),
          price: z.number(),
          currency: z.string().length(3),
        }),
      )
      .min(1)
      .max(30),
  }),
  z.strictObject({
    type: z.literal('call'),
    answered: z.boolean().default(false),
    seconds: z.number().int().min(0).max(7200).default(20),
  }),
  /** Seen in the wild: an interactive message without its content, and the reason in the value's errors. */
  z.strictObject({ type: z.literal('empty_interactive') }),
  z.strictObject({ type: z.literal('request_welcome') }),
  z.strictObject({ type: z.literal('play'), messageId: id }),
  z.strictObject({ type: z.literal('rotate_user_id') }),
])
export type PhoneAction = z.infer<typeof PhoneAction>

/** A new phone. */
export const NewPhone = z.strictObject({
  name: z.string().min(1).max(MAX_NAME),
  number: z.string().regex(E164, 'must be a number with its plus, such as +447700900118').nullable().default(null),
  username: z.string().min(1).max(60).nullable().default(null),
  userId: z.string().regex(USER_ID).optional(),
})
export type NewPhone = z.infer<typeof NewPhone>

/** What can be switched on a phone; what is not named stays. */
export const PhoneChanges = z.strictObject({
  name: z.string().min(1).max(MAX_NAME).optional(),
  username: z.string().min(1).max(60).nullable().optional(),
  /** A new number, the first one, or null to lose it. */
  number: z.string().regex(E164, 'must be a number with its plus, such as +447700900118').nullable().optional(),
  /** Whether webhooks carry the number. */
  numberShared: z.boolean().optional(),
  parentUserId: z.string().regex(USER_ID).nullable().optional(),
  online: z.boolean().optional(),
  readReceipts: z.boolean().optional(),
  typing: z.boolean().optional(),
  /** Block or unblock a business number. */
  block: z.strictObject({ phoneNumberId: id, blocked: z.boolean() }).optional(),
  /** The business number whose chat is on the screen; null for none. */
  openChat: id.nullable().optional(),
  /** Tell WhatsApp to stop marketing messages, or to let them come again. */
  marketingStopped: z.boolean().optional(),
})
export type PhoneChanges = z.infer<typeof PhoneChanges>
