import type { Message } from '../live/wire.ts'

/** WhatsApp: edits up to 15 minutes, deletions up to 2 days after the message. The simulator holds the same limits. */
const editMs = 15 * 60_000
const deleteMs = 2 * 24 * 60 * 60_000

/** Whether the phone shows this message: what it wrote itself, and of the business what has reached it. */
export const hasArrived = ({ from, state, type }: Message): boolean =>
  type !== 'reaction' && (from === 'contact' || state === 'delivered' || state === 'read' || state === 'played')

/** Sent to this phone, but not there yet: it waits for a phone that is offline. */
export const isUnderWay = ({ from, state, type }: Message): boolean =>
  type !== 'reaction' && from === 'business' && state === 'sent'

export const mayEdit = (message: Message, now: number): boolean =>
  message.from === 'contact' && message.type === 'text' && !message.revoked && now - message.at <= editMs

export const mayDelete = (message: Message, now: number): boolean =>
  message.from === 'contact' && !message.revoked && now - message.at <= deleteMs

type SnippetWords = { deleted: string; kind: (type: string) => string }

/** A message in one line: its text, else the word for its kind. */
export function snippet(
  { revoked, shown, type }: Pick<Message, 'revoked' | 'shown' | 'type'>,
  words: SnippetWords,
): string {
  if (revoked) return words.deleted
  const text = type === 'location' ? shown.header : (shown.text ?? shown.header)
  if (type === 'unsupported' || !text) return words.kind(type)
  return shown.media ? `${words.kind(type)}: ${text}` : text
}

/** Messages with the first of each calendar day marked. `day` names the calendar day of a time. */
export const byDay = (
  messages: readonly Message[],
  day: (at: number) => string,
): { message: Message; beginsDay: boolean }[] =>
  messages.map((message, index) => {
    const before = messages[index - 1]
    return { message, beginsDay: !before || day(before.at) !== day(message.at) }
  })
