import { audienceOf, type DomainEvent, type EventOf, isAmong, type Viewer } from '../contract/events.ts'
import type { Instant } from '../contract/ids.ts'
import type { FromServer } from '../contract/stream.ts'
import { type Lines, lastOf } from './journal.ts'

/**
 * Lines on their way to any number of people, of one commit or of several that came close together: each fact is turned
 * into text once, and what is to be written is made once for all who may see the same.
 */
export type Packet = {
  /** The number of the last line; 0: there is none. */
  readonly last: number
  /** Facts about people among them, with their numbers: they may change what somebody is allowed to see. */
  readonly peopleSaved: readonly { readonly line: number; readonly saved: EventOf<'agent.saved'> }[]
  /** The last line after which tags may hide other things than before; 0: none of them. */
  readonly sightChanged: number
  /**
   * What to write to a reader who has had the lines up to number `had`, the last `owed` of them as empty lines that were
   * not sent yet. Empty lines at the end stay owed: a person who may see nothing of a commit costs nothing.
   */
  writeFor(reader: Reader, had: number, owed: number): Writing
}

/** Somebody who reads: `sight` is what of them decides what they see, `sightOf(viewer)`, kept because it is asked for often. */
export type Reader = { readonly viewer: Viewer; readonly sight: string }

/** One or several WebSocket messages, as they go over the wire, and how many lines are owed after them. */
export type Writing = { readonly bytes: Buffer | null; readonly owed: number }

/** People of the same role and queues, from whom the same is hidden, see the same, but for what names one of them. */
export const sightOf = ({ role, queueIds, hidden }: Viewer): string =>
  [role, ...[...queueIds].sort(), ...(hidden ? ['but', ...hidden.channelIds, ...hidden.queueIds] : [])].join(' ')

/** Prepare commits for sending: consecutive ones, oldest first. */
export function packetOf(commits: readonly Lines[]): Packet {
  const prepared = commits.map(prepare)
  const named = new Set(prepared.flatMap(({ named }) => named))
  /** By sight, or by sight and name for who is named; then by what was had and owed before. */
  const made = new Map<string, Map<string | number, Writing>>()

  function make(viewer: Viewer, had: number, owed: number): Writing {
    const pieces: Buffer[] = []
    let left = owed
    for (const commit of prepared) {
      if (commit.last <= had) continue
      const { message, owed } = commit.messageFor(viewer, Math.max(had, commit.from - 1), left)
      left = owed
      if (message) pieces.push(message)
    }
    return { bytes: pieces.length > 1 ? Buffer.concat(pieces) : (pieces[0] ?? null), owed: left }
  }

  const [first, last] = [commits[0], commits.at(-1)]
  return {
    last: last ? lastOf(last) : 0,
    peopleSaved: commits.flatMap(({ from, events }) =>
      events.flatMap((event, index) => (isAgentSaved(event) ? [{ line: from + index, saved: event }] : [])),
    ),
    sightChanged: lastChangeOfSight(commits),
    writeFor({ viewer, sight }, had, owed) {
      const who = named.has(viewer.agentId) ? `${sight} ${viewer.agentId}` : sight
      const ways = kept(made, who, () => new Map<string | number, Writing>())
      // Nearly everybody has had everything before the packet, and owes little: a number is the cheapest name for that.
      const way = had + 1 === first?.from ? owed : `${had} ${owed}`
      return kept(ways, way, () => make(viewer, had, owed))
    },
  }
}

/** `count` lines that this person may not see, the last of them number `last`. */
export const emptyLines = (last: number, count: number, at: Instant): Buffer =>
  message(last + 1 - count, at, [nulls(count)])

/** A message to one browser. */
export const told = (what: FromServer): Buffer => textMessage([Buffer.from(JSON.stringify(what))])

type Prepared = {
  readonly from: number
  readonly last: number
  /** The agents these facts name: they may see more of them than others of their queues. */
  readonly named: readonly string[]
  messageFor(viewer: Viewer, had: number, owed: number): { message: Buffer | null; owed: number }
}

function prepare({ from, at, events }: Lines): Prepared {
  const audiences = events.map(audienceOf)
  const bytes: Buffer[] = []
  const made = new Map<string, Buffer>()
  const bytesOf = (index: number): Buffer => {
    bytes[index] ??= Buffer.from(`,${JSON.stringify(events[index])}`)
    return bytes[index]
  }

  return {
    from,
    last: from + events.length - 1,
    named: audiences.flatMap(({ agentIds }) => agentIds),
    messageFor(viewer, had, owed) {
      const start = had + 1 - from
      const seen = audiences.map((audience, index) => index >= start && isAmong(viewer, audience))
      const end = seen.lastIndexOf(true) + 1
      if (end === 0) return { message: null, owed: owed + events.length - start }
      const key = `${owed} ${start} ${seen.map(Number).join('')}`
      const text = kept(made, key, () => {
        const news = seen.slice(start, end).map((visible, index) => (visible ? bytesOf(start + index) : nothing))
        return message(had + 1 - owed, at, [nulls(owed), ...news])
      })
      return { message: text, owed: events.length - end }
    },
  }
}

/** What the map has under this name, made now if need be. */
function kept<K, V>(map: Map<K, V>, name: K, make: () => V): V {
  const known = map.get(name)
  if (known !== undefined) return known
  const value = make()
  map.set(name, value)
  return value
}

function lastChangeOfSight(commits: readonly Lines[]): number {
  return commits.reduce((last, { from, events }) => {
    const place = events.findLastIndex(({ type }) => type === 'tagging.changed')
    return place === -1 ? last : from + place
  }, 0)
}

const isAgentSaved = (event: DomainEvent): event is EventOf<'agent.saved'> => event.type === 'agent.saved'

/** Each line with a comma before it. */
const nothing = Buffer.from(',null')
const nulls = (count: number): Buffer => Buffer.from(',null'.repeat(count))
const closing = Buffer.from(']}')

function message(from: number, at: Instant, lines: readonly Buffer[]): Buffer {
  const [first, ...others] = lines.filter(({ length }) => length > 0)
  const opening = Buffer.from(`{"type":"lines","from":${from},"at":${at},"lines":[`)
  return textMessage([opening, ...(first ? [first.subarray(1)] : []), ...others, closing])
}

const LONGEST_SHORT = 125
const LONGEST_MIDDLE = 0xffff

/**
 * A whole text message as a server sends it. Only browsers mask theirs, so these bytes are the same for every reader,
 * and one write does what a library needs two buffers of its own for (RFC 6455, 5.2).
 */
function textMessage(pieces: readonly Buffer[]): Buffer {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const header = Buffer.alloc(length <= LONGEST_SHORT ? 2 : length <= LONGEST_MIDDLE ? 4 : 10)
  header[0] = 0x81 // The last (and only) part of a message, which is text.
  if (length <= LONGEST_SHORT) {
    header[1] = length
  } else if (length <= LONGEST_MIDDLE) {
    header[1] = 126
    header.writeUInt16BE(length, 2)
  } else {
    header[1] = 127
    header.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([header, ...pieces])
}
