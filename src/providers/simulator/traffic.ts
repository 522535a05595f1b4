import { shortened } from './json.ts'

/** One request, seen from Switchboard: `to_us` are webhooks, `to_provider` are calls of the Graph API. */
export type TrafficEntry = {
  id: number
  /** Simulated time at which it began. */
  at: number
  direction: 'to_us' | 'to_provider'
  method: string
  /** Path and query, with secrets taken out. */
  path: string
  /** Null while nobody answered, or when the line broke. */
  status: number | null
  tookMs: number
  /** What it was: "messages · text", "template · continue_chat". */
  summary: string
  /** What came of it: "accepted", "131047 Re-engagement message", "no answer, next try in 5 s". */
  result: string
  failed: boolean
  /** The business number it is about, where there is one. */
  phoneNumberId: string | null
  requestBody: string
  responseBody: string
  /** Whether one of the bodies was cut to the limit. */
  cut: boolean
  /** A webhook's own signature and address, to send the same bytes once more. */
  webhook: { url: string; signature: string } | null
}

/** What the feed and the list carry: everything but the bodies. */
export type TrafficLine = Omit<TrafficEntry, 'requestBody' | 'responseBody' | 'webhook'>

export const MAX_ENTRIES = 2000
export const MAX_BODY_CHARACTERS = 65_536
/** All bodies together; the oldest entries go first. */
const MAX_TOTAL_CHARACTERS = 32 * 1024 * 1024

export type TrafficLog = {
  /** The number the next entry will have; asking takes it. */
  nextId(): number
  add(entry: Omit<TrafficEntry, 'cut'>): TrafficEntry
  find(id: number): TrafficEntry | undefined
  /** Newest first. */
  list(question: TrafficQuestion): TrafficEntry[]
  counts(): { all: number; toUs: number; toProvider: number; failed: number }
  clear(): void
}

export type TrafficQuestion = {
  direction?: TrafficEntry['direction'] | undefined
  failed?: boolean | undefined
  before?: number | undefined
  text?: string | undefined
  limit: number
}

/** A ring of entries in the order in which they were finished; the counts include what has been forgotten. */
export function createTrafficLog(added: (line: TrafficLine) => void, limit = MAX_ENTRIES): TrafficLog {
  /** A Map keeps insertion order, so the oldest is its first: a ring without an index to keep. */
  const entries = new Map<number, TrafficEntry>()
  let lastId = 0
  let characters = 0
  let counts = { all: 0, toUs: 0, toProvider: 0, failed: 0 }

  const sizeOf = ({ requestBody, responseBody }: TrafficEntry): number => requestBody.length + responseBody.length

  function forgetOldest(): void {
    const oldest = entries.values().next().value
    if (!oldest) return
    entries.delete(oldest.id)
    characters -= sizeOf(oldest)
  }

  return {
    nextId: () => ++lastId,
    add(given) {
      const cut = given.requestBody.length > MAX_BODY_CHARACTERS || given.responseBody.length > MAX_BODY_CHARACTERS
      const entry: TrafficEntry = {
        ...given,
        cut,
        path: redactedPath(given.path),
        requestBody: redactedBody(shortened(given.requestBody, MAX_BODY_CHARACTERS)),
        responseBody: redactedBody(shortened(given.responseBody, MAX_BODY_CHARACTERS)),
      }
      entries.set(entry.id, entry)
      characters += sizeOf(entry)
      while (entries.size > limit || characters > MAX_TOTAL_CHARACTERS) forgetOldest()
      counts.all++
      counts[entry.direction === 'to_us' ? 'toUs' : 'toProvider']++
      if (entry.failed) counts.failed++
      added(trafficLine(entry))
      return entry
    },
    find: (id) => entries.get(id),
    list: (question) => listed([...entries.values()].reverse(), question),
    counts: () => counts,
    clear() {
      entries.clear()
      characters = 0
      counts = { all: 0, toUs: 0, toProvider: 0, failed: 0 }
    },
  }
}

function listed(
  newestFirst: readonly TrafficEntry[],
  { direction, failed, before, text, limit }: TrafficQuestion,
): TrafficEntry[] {
  const wanted = text?.toLowerCase()
  const fits = (entry: TrafficEntry): boolean =>
    (direction === undefined || entry.direction === direction) &&
    (failed === undefined || entry.failed === failed) &&
    (before === undefined || entry.id < before) &&
    (wanted === undefined || searchText(entry).includes(wanted))
  return newestFirst.filter(fits).slice(0, limit)
}

const searchText = ({ summary, result, path, requestBody, responseBody }: TrafficEntry): string =>
  `${summary} ${result} ${path} ${requestBody} ${responseBody}`.toLowerCase()

/** The entry without its bodies. */
export function trafficLine(entry: TrafficEntry): TrafficLine {
  const { requestBody: _request, responseBody: _response, webhook: _webhook, ...line } = entry
  return line
}

const SECRET_QUERY = /([?&](?:access_token|input_token|hub\.verify_token|client_secret|code|hash)=)[^&]*/gi
const SECRET_KEY =
  /("(?:access_token|verify_token|client_secret|appSecret|accessToken|verifyToken)"\s*:\s*")(?:[^"\\]|\\.)*/g

export const redactedPath = (path: string): string => path.replace(SECRET_QUERY, '$1…')
export const redactedBody = (body: string): string => body.replace(SECRET_KEY, '$1…')
