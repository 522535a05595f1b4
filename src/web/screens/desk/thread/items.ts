import type { MessageCard, NoteCard, Thread, ThreadLine } from '../../../../contract/cards.ts'
import type { ContentKind } from '../../../i18n/desk/kinds.ts'
import { dayOf } from '../../../i18n/formats.ts'
import type { Pending } from '../../../sync/outbox.ts'

/** One thing in a thread. `key` never changes while it is shown. */
export type Item =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'message'; key: string; at: number; message: MessageCard }
  | { kind: 'note'; key: string; at: number; note: NoteCard }
  | { kind: 'line'; key: string; at: number; line: ThreadLine }
  | { kind: 'window_closed'; key: string; at: number }
  | { kind: 'missed'; key: string; at: number }
  | { kind: 'pending'; key: string; at: number; pending: Pending }

type Extra = {
  pending: readonly Pending[]
  /** When the session window closed, if it has. */
  windowClosedAt: number | null
  /** Since when the line was away, if something came meanwhile. */
  missedSince: number | null
  zone?: string
}

/** Days, messages, notes and lines in one order of time; what is on its way last. */
export function itemsOf(thread: Thread, { pending, windowClosedAt, missedSince, zone }: Extra): Item[] {
  const from = thread.messages[0]?.at ?? 0
  // While older messages are still to come, what lies before the oldest one here has no place yet.
  const inReach = (at: number) => !thread.hasOlder || at >= from
  const dated: Item[] = [
    ...thread.messages.map((message): Item => ({ kind: 'message', key: message.id, at: message.at, message })),
    ...thread.notes.map((note): Item => ({ kind: 'note', key: note.id, at: note.at, note })),
    ...thread.lines.map((line): Item => ({ kind: 'line', key: `line ${line.seq}`, at: line.at, line })),
    ...(windowClosedAt === null ? [] : [{ kind: 'window_closed', key: 'window', at: windowClosedAt } as const]),
    ...(missedSince === null ? [] : [{ kind: 'missed', key: 'missed', at: missedSince } as const]),
  ]
    .filter((item) => inReach(item.at))
    .sort((a, b) => a.at - b.at)
  const last = dated.at(-1)?.at ?? 0
  const waiting = pending.map(
    (one): Item => ({ kind: 'pending', key: one.clientId, at: Math.max(one.at, last), pending: one }),
  )
  return withDays([...dated, ...waiting], zone)
}

function withDays(items: readonly Item[], zone: string | undefined): Item[] {
  let day = ''
  return items.flatMap((item) => {
    const its = dayOf(item.at, zone)
    if (its === day) return [item]
    day = its
    return [{ kind: 'day' as const, key: `day ${its}`, at: item.at }, item]
  })
}

/** The plain text of a message: for quotes, copies and screen readers. Null where it has none. */
/** What is answered in particular. */
export type Quoted = NonNullable<MessageCard['quote']>

export const quotedFrom = ({ id, direction, content }: MessageCard, kinds: (kind: ContentKind) => string): Quoted => ({
  messageId: id,
  from: direction === 'in' ? 'contact' : 'us',
  text: textOf({ content }) ?? kinds(content.kind),
})

export function textOf({ content }: Pick<MessageCard, 'content'>): string | null {
  switch (content.kind) {
    case 'text':
    case 'system':
    case 'buttons':
      return content.text
    case 'image':
    case 'video':
    case 'document':
      return content.caption
    case 'choice':
      return content.title
    case 'template':
      return content.template.body
    case 'order':
      return content.text
    case 'form':
      return content.body
    case 'location':
      return content.name ?? content.address
    case 'contacts':
      return content.contacts.map((contact) => contact.name).join(', ')
    case 'audio':
    case 'sticker':
    case 'unsupported':
      return null
  }
}
