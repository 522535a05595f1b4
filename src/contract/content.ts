import { z } from 'zod'
import { AttachmentId } from './ids.ts'

/** A file in a message. `attachmentId` is null until the file is in our own storage. */
export const Media = z.object({
  attachmentId: AttachmentId.nullable(),
  /** Where the provider keeps it; null for what we sent. */
  providerMediaId: z.string().nullable(),
  mimeType: z.string(),
  sha256: z.string().nullable(),
  fileName: z.string().nullable(),
  sizeBytes: z.number().int().nullable(),
  /** `pending` until fetched, `stored`, or why there is nothing to show. */
  state: z.enum(['pending', 'stored', 'gone', 'too_large', 'wrong_hash', 'refused_type']),
})
export type Media = z.infer<typeof Media>

export const SharedContact = z.object({
  name: z.string(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  organisation: z.string().nullable(),
})
export type SharedContact = z.infer<typeof SharedContact>

const Place = {
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().nullable(),
  address: z.string().nullable(),
}

const Pressable = {
  text: z.string(),
  buttons: z.array(z.object({ id: z.string(), title: z.string() })),
  listLabel: z.string(),
}

/** A template as it was sent: what the contact saw, already filled in. */
export const RenderedTemplate = z.object({
  name: z.string(),
  language: z.string(),
  header: z.string().nullable(),
  body: z.string(),
  footer: z.string().nullable(),
  buttons: z.array(z.string()),
})
export type RenderedTemplate = z.infer<typeof RenderedTemplate>

/** What a message says, whoever sent it. The closed list of kinds a thread can show. */
export const MessageContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('image'), media: Media, caption: z.string().nullable() }),
  z.object({ kind: z.literal('video'), media: Media, caption: z.string().nullable() }),
  z.object({ kind: z.literal('audio'), media: Media, voice: z.boolean() }),
  z.object({ kind: z.literal('document'), media: Media, caption: z.string().nullable() }),
  z.object({ kind: z.literal('sticker'), media: Media, animated: z.boolean() }),
  z.object({ kind: z.literal('location'), ...Place }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(SharedContact) }),
  /** A tap on a button or a list row. `id` is the developer's payload. */
  z.object({ kind: z.literal('choice'), id: z.string(), title: z.string(), description: z.string().nullable() }),
  /** A filled-in form (WhatsApp Flows or an address). `response` is the provider's raw text; it may not be JSON. */
  z.object({ kind: z.literal('form'), name: z.string(), body: z.string().nullable(), response: z.string() }),
  z.object({
    kind: z.literal('order'),
    text: z.string().nullable(),
    items: z.array(
      z.object({
        product: z.string(),
        quantity: z.number(),
        price: z.number().nullable(),
        currency: z.string().nullable(),
      }),
    ),
  }),
  z.object({ kind: z.literal('template'), template: RenderedTemplate }),
  /** A text with answers to press, at most ten: as buttons, or behind `listLabel` where there are more than fit. */
  z.object({ kind: z.literal('buttons'), ...Pressable }),
  /** A line from the provider itself, such as a changed number. */
  z.object({ kind: z.literal('system'), text: z.string() }),
  /** What this channel cannot show; `type` is the provider's word for it. */
  z.object({ kind: z.literal('unsupported'), type: z.string(), detail: z.string().nullable() }),
])
export type MessageContent = z.infer<typeof MessageContent>

/** A parameter of a template: its place (`1`, `2`, …) or its name, and its value. */
export const FillValue = z.object({ key: z.string().min(1), value: z.string() })
export type FillValue = z.infer<typeof FillValue>

/** What fills a template: text for each fill point of header and body, a file for a media header, a suffix or payload for each button that takes one. */
export const TemplateFill = z.object({
  header: z.array(FillValue).default([]),
  headerMedia: AttachmentId.nullable().default(null),
  body: z.array(FillValue).default([]),
  /** One for each button that takes a parameter; `index` counts all buttons from 0. */
  buttons: z
    .array(
      z.object({
        index: z.number().int().min(0),
        kind: z.enum(['url', 'quick_reply', 'copy_code']),
        value: z.string(),
      }),
    )
    .default([]),
})
export type TemplateFill = z.infer<typeof TemplateFill>

/** The parts of a template. Texts carry their fill points as {{1}} or {{name}}. */
export const TemplateComponents = z.object({
  header: z
    .discriminatedUnion('format', [
      z.object({ format: z.literal('text'), text: z.string(), examples: z.array(FillValue) }),
      z.object({ format: z.enum(['image', 'video', 'document', 'location', 'other']) }),
    ])
    .nullable(),
  body: z.object({ text: z.string(), examples: z.array(FillValue) }),
  footer: z.string().nullable(),
  buttons: z.array(
    z.object({
      kind: z.enum(['quick_reply', 'url', 'phone_number', 'copy_code', 'other']),
      text: z.string(),
      url: z.string().nullable(),
    }),
  ),
})
export type TemplateComponents = z.infer<typeof TemplateComponents>

/** A file handed to the provider: its bytes are already there under `mediaId`. */
const Uploaded = { mediaId: z.string() }

/** What we hand to a provider: contents resolved, files uploaded. */
export const OutboundContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('image'), ...Uploaded, caption: z.string().nullable() }),
  z.object({ kind: z.literal('video'), ...Uploaded, caption: z.string().nullable() }),
  z.object({ kind: z.literal('audio'), ...Uploaded, voice: z.boolean() }),
  z.object({
    kind: z.literal('document'),
    ...Uploaded,
    caption: z.string().nullable(),
    fileName: z.string().nullable(),
  }),
  z.object({ kind: z.literal('sticker'), ...Uploaded }),
  z.object({ kind: z.literal('location'), ...Place }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(SharedContact) }),
  z.object({ kind: z.literal('buttons'), ...Pressable }),
  /** `emoji` null takes the reaction back. */
  z.object({ kind: z.literal('reaction'), targetProviderMessageId: z.string(), emoji: z.string().nullable() }),
  z.object({
    kind: z.literal('template'),
    name: z.string(),
    language: z.string(),
    parameterFormat: z.enum(['positional', 'named']),
    components: TemplateComponents,
    fill: TemplateFill,
    headerMediaId: z.string().nullable(),
    headerMediaFileName: z.string().nullable(),
  }),
])
export type OutboundContent = z.infer<typeof OutboundContent>
