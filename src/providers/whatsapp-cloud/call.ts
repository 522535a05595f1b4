import type { Connection, Failure, Fetched, Fetcher } from '../provider.ts'

/**
 * How long a call may take, answer included. Well above the 10 s that Node waits for a connection: an address that
 * cannot be reached is then known as not reached, rather than as an answer that did not come in time.
 */
export const callTimeoutMs = 30_000

/** How long a file may take, up or down. */
export const fileTimeoutMs = 120_000

/** Answers beyond this are not read on. A page of 100 templates stays far below. */
const maxAnswerBytes = 8 * 1024 * 1024

/** One call of the Graph API. `path` parts are ids: they are escaped, and never change the host. */
export type GraphCall = {
  method: 'GET' | 'POST'
  path: readonly string[]
  query?: Readonly<Record<string, string>>
  /** Sent as JSON, or as a form with files. */
  body?: Readonly<Record<string, unknown>> | FormData
  timeoutMs: number
}

/** What came of a call. `json` is undefined when the answer was not JSON, too long, or broke off. */
export type Answer =
  | { type: 'answered'; status: number; json: unknown }
  /** It never left: refused, no such host, no connection in time. */
  | { type: 'not_sent'; failure: Failure }
  /** It may have arrived, but no answer came back. */
  | { type: 'interrupted'; failure: Failure }
  /** The settings do not make a request. */
  | { type: 'unusable'; failure: Failure }

/** Call the Graph API with the channel's token. Follows no redirect, because the token would go along. */
export async function call(request: GraphCall, connection: Connection, fetcher: Fetcher): Promise<Answer> {
  const { problem, base, written } = factsOf(connection)
  const unusable = problem ?? problemOfPath(request)
  if (unusable !== null) return { type: 'unusable', failure: unusable }

  // Not AbortSignal.timeout: thousands of calls a second would each be remembered for the whole of their patience.
  const patience = new AbortController()
  const late = setTimeout(() => patience.abort(tooLate()), request.timeoutMs)
  try {
    const response = await fetcher(addressOf(request, base), {
      method: request.method,
      headers: { ...authorization(connection), ...contentType(request) },
      redirect: 'manual',
      signal: patience.signal,
      ...bodyOf(request),
    })
    return { type: 'answered', status: statusOf(response), json: await readJsonAnswer(response, written) }
  } catch (error) {
    return networkFailure(error)
  } finally {
    clearTimeout(late)
  }
}

/** What is the same in all calls of a connection: worked out once for each, and not thousands of times a second. */
type ConnectionFacts = {
  problem: Failure | null
  /** Where every path begins. */
  base: string
  /** The ways in which an answer may write our token. */
  written: readonly string[]
}

const known = new WeakMap<Connection, ConnectionFacts>()

function factsOf(connection: Connection): ConnectionFacts {
  const before = known.get(connection)
  if (before) return before
  const { baseUrl, version, accessToken } = connection
  const inJson = JSON.stringify(accessToken).slice(1, -1)
  const facts = {
    problem: problemOfSettings(connection),
    base: [baseUrl.replace(/\/+$/, ''), ...(version === '' ? [] : [encodeURIComponent(version)])].join('/'),
    written: [inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(accessToken)],
  }
  known.set(connection, facts)
  return facts
}

const tooLate = (): Error => new DOMException('no answer in time', 'TimeoutError')

/** The header that proves who we are. For addresses we trust only. */
export function authorization({ accessToken }: Connection): { authorization: string } {
  return { authorization: `Bearer ${accessToken}` }
}

/** What is wrong with a channel's settings so that no request can be made of them; null when nothing is. */
export function problemOfSettings({ baseUrl, accessToken }: Connection): Failure | null {
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    return { code: 'server_address', title: 'Server address not valid', detail: 'It must begin with https://.' }
  }
  // A line break from copying would make an invalid header, and the error would quote the token.
  if (!/^[\x21-\x7e]+$/.test(accessToken)) {
    return {
      code: 'access_token',
      title: 'Access token not valid',
      detail: 'It is empty or has spaces or line breaks.',
    }
  }
  return null
}

/** Escaping does not stop an empty or dotted part from leading to another resource. */
function problemOfPath({ path }: GraphCall): Failure | null {
  const wrong = path.find((part) => /^\.{0,2}$/.test(part))
  if (wrong === undefined) return null
  return { code: 'id', title: 'Id not valid', detail: wrong === '' ? 'An id is missing.' : `${wrong} is not an id.` }
}

/** Did a failed request leave this machine? In doubt it did. */
export function networkFailure(error: unknown): Extract<Answer, { type: 'not_sent' | 'interrupted' }> {
  if (isNamed(error, 'TimeoutError')) {
    const detail = 'The answer did not come in time.'
    return { type: 'interrupted', failure: { code: 'timeout', title: 'No answer from Meta', detail } }
  }
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  // Only the code is told: messages may quote addresses and headers.
  const code = textOf(cause, 'code') ?? 'network'
  if (code === 'ADDRESS_REFUSED') return { type: 'not_sent', failure: refusedAddress }
  const failure = { code: code.toLowerCase(), title: 'Meta could not be reached', detail: `Network error ${code}.` }
  return { type: failedToConnect(cause) ? 'not_sent' : 'interrupted', failure }
}

/** What guards our calls did not let this one out. */
const refusedAddress: Failure = {
  code: 'address_refused',
  title: 'Server address not allowed',
  detail: 'It leads inside the network of this server. Nothing was sent.',
}

/** Read at most `maxBytes` of a body; null when there are more. */
export async function readLimited(response: Fetched, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) return null // Leaving the loop cancels the stream.
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The status, with 302 for the redirect that a browser-like fetch hides. */
export function statusOf(response: Fetched): number {
  return response.type === 'opaqueredirect' ? 302 : response.status
}

async function readJsonAnswer(response: Fetched, written: ConnectionFacts['written']): Promise<unknown> {
  try {
    // Nearly every answer says how short it is, and is read in one go: a stream costs as much as all the rest of a call.
    const isShort = announcedBytes(response) <= maxAnswerBytes
    const text = isShort ? await response.text() : (await readLimited(response, maxAnswerBytes))?.toString('utf8')
    return text === undefined ? undefined : JSON.parse(withoutToken(text, written))
  } catch {
    return undefined // The status alone says what can be said: a broken success is not a failure, nor the reverse.
  }
}

/** Meta repeats a token it cannot read ("Malformed access token …"), and what it says is shown to people and kept. */
function withoutToken(text: string, written: ConnectionFacts['written']): string {
  return written.reduce((rest, way) => (rest.includes(way) ? rest.replaceAll(way, '[access token]') : rest), text)
}

/** The length of a body that is sent as it is; infinite when that is not known. */
function announcedBytes({ headers }: Fetched): number {
  const length = headers.has('content-encoding') ? null : headers.get('content-length')
  return length === null ? Number.POSITIVE_INFINITY : Number(length)
}

function addressOf({ path, query }: GraphCall, base: string): string {
  const address = [base, ...path.map(encodeURIComponent)].join('/')
  return query === undefined ? address : `${address}?${new URLSearchParams(query)}`
}

function contentType({ body }: GraphCall): Record<string, string> {
  // A form names its own type, with the boundary in it.
  return body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }
}

function bodyOf({ body }: GraphCall): { body?: string | FormData } {
  if (body === undefined) return {}
  return { body: body instanceof FormData ? body : JSON.stringify(body) }
}

/** True when every attempt (there is one for each address of a host) failed before there was a connection. */
function failedToConnect(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(failedToConnect)
  const syscall = textOf(error, 'syscall')
  return syscall === 'connect' || syscall === 'getaddrinfo' || beforeRequest.test(textOf(error, 'code') ?? '')
}

/** A connection that took too long, or a certificate that was not accepted: the request comes after both. */
const beforeRequest = /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_)/

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name

function textOf(error: unknown, key: 'code' | 'syscall'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined
  return typeof value === 'string' ? value : undefined
}
