import type { OutboundContent } from '../contract/content.ts'
import type { Address, Failure, InboundFact, TemplateStatus } from '../contract/inbound.ts'

export type {
  Address,
  Failure,
  InboundFact,
  Referral,
  ReferredProduct,
  Sender,
  TemplateStatus,
} from '../contract/inbound.ts'

/** What arrived on a webhook address, exactly as it arrived. `body` is the raw bytes, before any decoding. */
export type Webhook = { headers: Readonly<Record<string, string | readonly string[] | undefined>>; body: Buffer }

/** What to send. `to` prefers what the caller puts first. */
export type Outbound = {
  /** Our own id of the message, sent along and echoed in statuses. */
  reference: string
  to: Address
  content: OutboundContent
  quotedProviderMessageId: string | null
}

/** How the provider answered a send. */
export type SendOutcome =
  | { type: 'accepted'; providerMessageId: string; addresses: readonly Address[] }
  /** Will never work as it is: tell the agent. */
  | { type: 'rejected'; failure: Failure }
  /** Refused before anything was sent: safe to try again after the wait. */
  | { type: 'retry'; failure: Failure; scope: 'message' | 'pair' | 'channel' }
  /** May have gone out: never repeated; a status resolves it or a person does. */
  | { type: 'unknown'; failure: Failure }
  /** Credentials or configuration: stop the channel and tell an administrator. Nothing was sent. */
  | { type: 'misconfigured'; failure: Failure }

/** How a channel reaches its provider. Every value comes from the channel's settings; secrets arrive decrypted. */
export type Connection = Readonly<{
  baseUrl: string
  version: string
  /** Meta's phone number id. */
  line: string
  /** Meta's business account id: templates live there. */
  account: string
  appId: string | null
  accessToken: string
}>

/** A file at the provider. `sha256` is hex. */
export type MediaReference = { id: string; mimeType: string; sha256: string | null; url: string | null }

export type MediaOutcome =
  | { type: 'fetched'; bytes: Buffer; mimeType: string }
  | { type: 'gone'; failure: Failure }
  | { type: 'too_large'; limit: number }
  | { type: 'wrong_hash'; expected: string; got: string }
  | { type: 'retry'; failure: Failure }
  | { type: 'misconfigured'; failure: Failure }

/** A template as the provider lists it. */
export type ProviderTemplate = {
  providerTemplateId: string
  name: string
  language: string
  status: TemplateStatus
  category: string
  parameterFormat: 'positional' | 'named'
  rejectedReason: string | null
  /** The provider's component list, in our words. */
  components: import('../contract/content.ts').TemplateComponents
}

/** One line of "test connection": what was checked, whether it is right, and what to do if not. */
export type ConnectionCheck = {
  check: 'server' | 'token' | 'number' | 'account' | 'webhook' | 'permissions'
  ok: boolean
  detail: string
}

/** What is asked of a `Fetcher`: as of `fetch`, in its plainest forms. */
export type FetchOptions = {
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | FormData
  redirect?: 'manual'
  signal?: AbortSignal
}

/** What is read of an answer. */
export type Fetched = Pick<Response, 'status' | 'type' | 'body' | 'text'> & {
  readonly headers: Pick<Headers, 'get' | 'has'>
}

/** Calls out are made through this, so that tests, limits and guards have one place. `fetch` is one. */
export type Fetcher = (url: string, options?: FetchOptions) => Promise<Fetched>

/** What a channel of this provider can do: constants, not ifs in a screen. */
export type Abilities = {
  sessionWindow: boolean
  templates: boolean
  typing: boolean
  readReceipts: boolean
  maxTextLength: number
  maxCaptionLength: number
  media: Readonly<
    Record<'image' | 'video' | 'audio' | 'document' | 'sticker', { mimeTypes: readonly string[]; maxBytes: number }>
  >
  /** Messages a second for one number, and for one contact (burst, then one each `pairEveryMs`). */
  throughputPerSecond: number
  pairBurst: number
  pairEveryMs: number
}

export interface Provider {
  readonly abilities: Abilities
  /** Answer to the subscription handshake: the text to send back, or null to refuse. Constant-time. */
  handshake(query: Readonly<Record<string, string | undefined>>, verifyToken: string): string | null
  /** Is this webhook really from the provider? True if any of the secrets fits. Constant-time; no I/O. */
  verify(webhook: Webhook, secrets: readonly string[]): boolean
  /** Pure. Reads each part on its own; what it cannot read it reports as `unreadable`. Never throws. */
  parse(body: Buffer): InboundFact[]
  /** A webhook with every text that somebody may have written rewritten, and nothing else. Never throws. */
  rewriteTexts(body: Buffer, rewrite: (text: string) => string): Buffer
  /** Does this failure mean that the whole channel cannot send until an administrator mends something? Pure. */
  stopsChannel(failure: Failure): boolean
  send(message: Outbound, connection: Connection, fetcher: Fetcher): Promise<SendOutcome>
  /** Put a file at the provider so that it can be sent by id. */
  uploadMedia(
    file: { bytes: Buffer; mimeType: string; fileName: string },
    connection: Connection,
    fetcher: Fetcher,
  ): Promise<{ type: 'uploaded'; id: string } | Exclude<SendOutcome, { type: 'accepted' }>>
  fetchMedia(media: MediaReference, connection: Connection, fetcher: Fetcher, maxBytes: number): Promise<MediaOutcome>
  markRead(providerMessageId: string, typing: boolean, connection: Connection, fetcher: Fetcher): Promise<void>
  /** All templates of the account, page by page until the last. */
  listTemplates(
    connection: Connection,
    fetcher: Fetcher,
  ): Promise<{ type: 'listed'; templates: ProviderTemplate[] } | { type: 'failed'; failure: Failure }>
  /** What is missing before this channel can work. */
  testConnection(connection: Connection, fetcher: Fetcher): Promise<ConnectionCheck[]>
}
