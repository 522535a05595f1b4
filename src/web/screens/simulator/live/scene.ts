import type {
  BusinessNumber,
  Chat,
  ChatState,
  FaultName,
  Faults,
  FeedEvent,
  Message,
  Phone,
  PhoneState,
  Settings,
  Snapshot,
  TrafficCounts,
  TrafficLine,
} from './wire.ts'

/** The simulator as this screen knows it. */
export type Scene = {
  /** The last event in it. */
  seq: number
  /** Simulated time minus the time of this browser, in milliseconds. */
  ahead: number
  /** How far simulated time was set forward. */
  offset: number
  faults: Faults
  running: readonly FaultName[]
  settings: Settings
  numbers: readonly BusinessNumber[]
  phones: readonly Phone[]
  /** All phones there are; the screen is given the first of them. */
  phoneCount: number
  counts: TrafficCounts
  /** Oldest first. */
  lines: readonly TrafficLine[]
}

/** Requests kept; the oldest go first. The simulator itself keeps as many. */
export const maxLines = 2000
/** Messages kept of one chat; the oldest go first. */
export const maxMessages = 200
/** Phones beyond those of the first snapshot are only taken in up to this many. */
const maxPhones = 400

/** What a snapshot says. `now` is the time of this browser at which it came. */
export const sceneOf = (snapshot: Snapshot, now: number): Scene => ({
  seq: snapshot.seq,
  ahead: snapshot.clock.now - now,
  offset: snapshot.clock.offset,
  faults: snapshot.faults,
  running: snapshot.running,
  settings: snapshot.settings,
  numbers: snapshot.numbers,
  phones: snapshot.phones,
  phoneCount: snapshot.phoneCount,
  counts: snapshot.traffic.counts,
  lines: snapshot.traffic.entries.toReversed(),
})

/** The scene after an event; `lost` when it cannot follow from what is known and a snapshot is needed. */
export function afterEvent(scene: Scene, event: FeedEvent, now: number): Scene | 'lost' {
  if (event.seq <= scene.seq) return scene
  if (event.seq > scene.seq + 1) return 'lost'
  const next = applied(scene, event, now)
  return next === 'lost' ? next : { ...next, seq: event.seq }
}

function applied(scene: Scene, event: FeedEvent, now: number): Scene | 'lost' {
  switch (event.type) {
    case 'traffic':
      return { ...scene, lines: withLine(scene.lines, event.entry), counts: counted(scene.counts, event.entry) }
    case 'phone':
      return 'phone' in event ? withPhone(scene, event.phoneId, event.phone) : withChat(scene, event)
    case 'clock':
      return { ...scene, ahead: event.now - now, offset: event.offset }
    case 'faults':
      return { ...scene, faults: event.faults, running: event.running }
    case 'number':
      return { ...scene, numbers: withNumber(scene.numbers, event.phoneNumberId, event.number) }
    case 'settings':
      return { ...scene, settings: event.settings }
    case 'templates':
      return scene
    case 'reset':
      return 'lost'
  }
}

const withLine = (lines: readonly TrafficLine[], line: TrafficLine): TrafficLine[] => [
  ...(lines.length < maxLines ? lines : lines.slice(lines.length - maxLines + 1)),
  line,
]

const counted = (counts: TrafficCounts, { direction, failed }: TrafficLine): TrafficCounts => ({
  all: counts.all + 1,
  toUs: counts.toUs + (direction === 'to_us' ? 1 : 0),
  toProvider: counts.toProvider + (direction === 'to_provider' ? 1 : 0),
  failed: counts.failed + (failed ? 1 : 0),
})

/** Put a page of older requests before those that are there. */
export function withOlder(scene: Scene, older: readonly TrafficLine[]): Scene {
  const known = new Set(scene.lines.map(({ id }) => id))
  const fresh = older.filter(({ id }) => !known.has(id)).toReversed()
  return { ...scene, lines: [...fresh, ...scene.lines].slice(-maxLines) }
}

function withPhone(scene: Scene, id: string, state: PhoneState | null): Scene {
  const known = scene.phones.find((phone) => phone.id === id)
  if (state === null) {
    const phones = scene.phones.filter((phone) => phone.id !== id)
    return { ...scene, phones, phoneCount: Math.max(phones.length, scene.phoneCount - 1) }
  }
  if (known) return { ...scene, phones: replaced(scene.phones, { ...known, ...state }) }
  // Not among the first ones, and there are more than those: it may be one of the rest.
  if (scene.phones.length < scene.phoneCount || scene.phones.length >= maxPhones) return scene
  return { ...scene, phones: [...scene.phones, { ...state, chats: [] }], phoneCount: scene.phoneCount + 1 }
}

/** Take in a phone that was asked for by itself, such as one just added behind very many others. */
export function withWholePhone(scene: Scene, phone: Phone): Scene {
  if (scene.phones.some(({ id }) => id === phone.id)) return { ...scene, phones: replaced(scene.phones, phone) }
  const phones = [...scene.phones.slice(0, maxPhones - 1), phone]
  return { ...scene, phones, phoneCount: Math.max(scene.phoneCount, phones.length) }
}

const replaced = (phones: readonly Phone[], phone: Phone): Phone[] =>
  phones.map((other) => (other.id === phone.id ? phone : other))

function withChat(
  scene: Scene,
  { phoneId, chat, message }: { phoneId: string; chat: ChatState | null; message?: Message },
): Scene {
  const phone = scene.phones.find(({ id }) => id === phoneId)
  if (!phone || !chat) return scene
  const before = phone.chats.find(({ phoneNumberId }) => phoneNumberId === chat.phoneNumberId)
  const messages = message ? withMessage(before?.messages ?? [], message) : (before?.messages ?? [])
  const after: Chat = { ...chat, messages }
  const chats = before ? phone.chats.map((other) => (other === before ? after : other)) : [...phone.chats, after]
  return { ...scene, phones: replaced(scene.phones, { ...phone, chats }) }
}

/** A message that is known changes in its place; a new one stands at the end. */
function withMessage(messages: readonly Message[], message: Message): Message[] {
  const at = messages.findLastIndex(({ id }) => id === message.id)
  if (at >= 0) return messages.with(at, message)
  return [...messages, message].slice(-maxMessages)
}

function withNumber(
  numbers: readonly BusinessNumber[],
  id: string,
  number: BusinessNumber | null,
): readonly BusinessNumber[] {
  const isKnown = numbers.some(({ phoneNumberId }) => phoneNumberId === id)
  if (number === null) return numbers.filter(({ phoneNumberId }) => phoneNumberId !== id)
  return isKnown ? numbers.map((other) => (other.phoneNumberId === id ? number : other)) : [...numbers, number]
}
