/*
 * The simulator's control API as this screen reads it: `/simulator/api/control/…` and the events of
 * `/simulator/api/events`.
 */

/** Faults that are on or off. */
export const switchNames = [
  'duplicate',
  'outOfOrder',
  'statusBeforeResponse',
  'skipDelivered',
  'wrongSignature',
  'oldSecret',
  'malformedEntry',
  'escapeUnicode',
  'heldForQuality',
  'invalidResponseJson',
  'wrongMediaHash',
  'mediaAddressGone',
] as const
export type SwitchName = (typeof switchNames)[number]
export type FaultName = SwitchName | 'delay' | 'batch' | 'failNext'

/** Ways of failing a send that are no code of the provider. */
export const failureModes = ['timeout', 'timeout_before', '500', 'reset', 'reset_before'] as const
export type FailureMode = (typeof failureModes)[number] | number
export type FailNext = { code: FailureMode; times: number; by: 'response' | 'status' }

export type Faults = Readonly<Record<SwitchName, boolean>> & {
  delayMs: number
  /** How many updates are gathered into one webhook; 1 is off. */
  batch: number
  failNext: FailNext | null
  /** How often a running fault happens, from 0 to 1; always where it is not named. */
  chance: Readonly<Partial<Record<SwitchName | 'delay' | 'failNext', number>>>
  seed: number
}

/** A business number: who the phones write with. */
export type BusinessNumber = {
  phoneNumberId: string
  displayNumber: string
  name: string
  tokenState: 'valid' | 'expired' | 'invalid'
}

/** What the phone shows of a message, whatever its form on the wire. */
export type Shown = {
  header: string | null
  text: string | null
  footer: string | null
  media: {
    kind: string
    mediaId: string | null
    link: string | null
    mimeType: string | null
    fileName: string | null
  } | null
  buttons: readonly {
    kind: 'reply' | 'url' | 'call' | 'copy' | 'other'
    title: string
    payload: string | null
    url: string | null
  }[]
  list: { button: string; rows: readonly { id: string; title: string; description: string | null }[] } | null
}

export type Message = {
  id: string
  phoneNumberId: string
  from: 'contact' | 'business'
  /** Simulated time. */
  at: number
  type: string
  /** Of the phone: sent, delivered, read. Of the business: from accepted to played, or failed. */
  state: 'accepted' | 'held' | 'sent' | 'delivered' | 'read' | 'played' | 'failed'
  shown: Shown
  wire: Readonly<Record<string, unknown>>
  quotedId: string | null
  reactions: { contact: string | null; business: string | null }
  revoked: boolean
  edited: boolean
}

export type ChatState = {
  phoneNumberId: string
  windowClosesAt: number | null
  businessTypingUntil: number | null
  unread: number
}
export type Chat = ChatState & { messages: readonly Message[] }

export type PhoneState = {
  id: string
  /** What a list says: a name, or the user name of somebody without a number. */
  label: string
  name: string
  username: string | null
  number: string | null
  numberShared: boolean
  userId: string
  online: boolean
  readReceipts: boolean
  /** Business numbers this phone blocked. */
  blocked: readonly string[]
  openChat: string | null
  marketingStopped: boolean
}
export type Phone = PhoneState & { chats: readonly Chat[] }

/** One request, seen from Switchboard: `to_us` are webhooks, `to_provider` are calls of the provider's API. */
export type TrafficLine = {
  id: number
  at: number
  direction: 'to_us' | 'to_provider'
  method: string
  path: string
  status: number | null
  tookMs: number
  summary: string
  result: string
  failed: boolean
  cut: boolean
}
export type TrafficEntry = TrafficLine & {
  requestBody: string
  responseBody: string
  /** There for what can be replayed. */
  webhook: { url: string; signature: string } | null
}
export type TrafficCounts = { all: number; toUs: number; toProvider: number; failed: number }

export type Settings = { strangers: 'undeliverable' | 'reachable' }

/** Everything the screen needs at first. Events with a higher `seq` come after it. */
export type Snapshot = {
  seq: number
  clock: { now: number; offset: number }
  faults: Faults
  running: readonly FaultName[]
  settings: Settings
  numbers: readonly BusinessNumber[]
  phones: readonly Phone[]
  phoneCount: number
  /** Newest first. */
  traffic: { counts: TrafficCounts; entries: readonly TrafficLine[] }
}

/** What the feed says. `seq` grows by one from event to event; a hole means that something was missed. */
export type FeedEvent = { seq: number } & (
  | { type: 'traffic'; entry: TrafficLine }
  | { type: 'phone'; phoneId: string; phone: PhoneState | null }
  | { type: 'phone'; phoneId: string; chat: ChatState | null; message?: Message }
  | { type: 'clock'; now: number; offset: number }
  | { type: 'faults'; faults: Faults; running: readonly FaultName[] }
  | { type: 'number'; phoneNumberId: string; number: BusinessNumber | null }
  | { type: 'templates'; wabaId: string }
  | { type: 'settings'; settings: Settings }
  | { type: 'reset' }
)

/** What the control API can do besides: the codes a send can fail with, and the notices the provider can send. */
export type Catalogue = {
  codes: readonly { code: number; status: number; title: string }[]
  notices: readonly string[]
}
