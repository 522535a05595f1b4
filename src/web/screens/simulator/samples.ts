import type { BusinessNumber, Chat, Message, Phone, Snapshot, TrafficLine } from './live/wire.ts'
import { switchNames } from './live/wire.ts'

/* Ordinary values for tests; each says only what it is about. */

export const number = (changes: Partial<BusinessNumber> = {}): BusinessNumber => ({
  phoneNumberId: '700800900100201',
  displayNumber: '+44 7700 900999',
  name: 'Velmora Home',
  tokenState: 'valid',
  ...changes,
})

export const message = (changes: Partial<Message> = {}): Message => ({
  id: 'wamid.1',
  phoneNumberId: '700800900100201',
  from: 'contact',
  at: 0,
  type: 'text',
  state: 'delivered',
  shown: { header: null, text: 'Hello', footer: null, media: null, buttons: [], list: null },
  wire: { body: 'Hello' },
  quotedId: null,
  reactions: { contact: null, business: null },
  revoked: false,
  edited: false,
  ...changes,
})

export const chat = (changes: Partial<Chat> = {}): Chat => ({
  phoneNumberId: '700800900100201',
  windowClosesAt: null,
  businessTypingUntil: null,
  unread: 0,
  messages: [],
  ...changes,
})

export const phone = (changes: Partial<Phone> = {}): Phone => ({
  id: 'amara',
  label: 'Amara Bello',
  name: 'Amara Bello',
  username: null,
  number: '+447700900118',
  numberShared: true,
  userId: 'GB.1',
  online: true,
  readReceipts: true,
  blocked: [],
  openChat: null,
  marketingStopped: false,
  chats: [],
  ...changes,
})

export const line = (changes: Partial<TrafficLine> = {}): TrafficLine => ({
  id: 1,
  at: 0,
  direction: 'to_us',
  method: 'POST',
  path: '/hooks/whatsapp/1',
  status: 200,
  tookMs: 3,
  summary: 'messages · text',
  result: 'answered 200',
  failed: false,
  cut: false,
  ...changes,
})

export const snapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  seq: 0,
  clock: { now: 0, offset: 0 },
  faults: {
    ...(Object.fromEntries(switchNames.map((name) => [name, false])) as Record<(typeof switchNames)[number], boolean>),
    delayMs: 0,
    batch: 1,
    failNext: null,
    chance: {},
    seed: 7,
  },
  running: [],
  settings: { strangers: 'undeliverable' },
  numbers: [],
  phones: [],
  phoneCount: 0,
  traffic: { counts: { all: 0, toUs: 0, toProvider: 0, failed: 0 }, entries: [] },
  ...changes,
})
