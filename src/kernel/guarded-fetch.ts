import { lookup as lookupName } from 'node:dns/promises'
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import {
  type Allowance,
  addressesOfThisComputer,
  allowancesOf,
  callable,
  hostOf,
  type Own,
  portOf,
  problemOfUrl,
  type Resolved,
} from './addresses.ts'

/** Every address a name leads to. Rejects when there is none. */
export type Resolve = (name: string) => Promise<readonly Resolved[]>

export type GuardOptions = {
  /** Addresses inside that whoever runs the server wants called nevertheless. */
  allowed: readonly Allowance[]
  /** Names under which this server is reached. */
  ownHosts: readonly string[]
  resolve?: Resolve
  ownAddresses?: () => readonly string[]
  limits?: Partial<Limits>
}

export type Limits = {
  /** Until there is a connection, encryption included. Milliseconds. */
  connectMs: number
  /** From the first byte to the last, whatever patience the caller has. Milliseconds. */
  totalMs: number
  /** Of an answer's body. Bytes. */
  maxBytes: number
}

/** The one way out: requests to addresses that somebody else chose. */
export type Guard = {
  /**
   * Like `fetch`, for http(s) addresses of the public internet and those expressly allowed. Looks the name up itself and
   * connects to what it checked; follows no redirect, decompresses nothing, sends what it is given and nothing else.
   * Throws `AddressRefused` before anything is sent.
   */
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** Why this address would be refused, or null. A name that leads nowhere today is not refused. */
  problemOf(url: string): Promise<string | null>
  /** Let idle connections go. */
  close(): void
}

/** Not an address to call. Nothing was sent: for whoever asks, it is a connection that did not come about. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly code = 'ADDRESS_REFUSED'
  readonly syscall = 'connect'
}

const LIMITS: Limits = { connectMs: 10_000, totalMs: 180_000, maxBytes: 128 * 1024 * 1024 }
/** Connections kept open for the next request, and how long: servers close theirs after five seconds or later. */
const IDLE_MS = 4_000
const MAX_IDLE = 1_024
const MAX_CONNECTIONS = 1_024
/** How long saving a setting waits to hear where a name leads. */
const ASK_MS = 2_000
/** Answers up to this length are read before they are handed on: it costs a fraction of streaming. */
const SHORT_ANSWER_BYTES = 256 * 1024

type Agents = { http: HttpAgent; https: HttpsAgent }
type Sending = { method: string; headers: Record<string, string>; body: Buffer | null }

export function guardedFetch(options: GuardOptions): Guard {
  const limits = { ...LIMITS, ...options.limits }
  const resolve = options.resolve ?? ((name) => lookupName(name, { all: true }))
  const own: Own = { hosts: options.ownHosts, addresses: options.ownAddresses ?? addressesOfThisComputer }
  // Connections made under one allowance are never used under another.
  const agentsOf = new Map<string, Agents>()

  function agents(allowances: readonly Allowance[]): Agents {
    const name = allowances.map((allowance) => options.allowed.indexOf(allowance)).join()
    const known = agentsOf.get(name)
    if (known) return known
    const kept = { keepAlive: true, timeout: IDLE_MS, maxSockets: MAX_CONNECTIONS, maxFreeSockets: MAX_IDLE }
    const made = { http: new HttpAgent(kept), https: new HttpsAgent(kept) }
    agentsOf.set(name, made)
    return made
  }

  const checking =
    (url: URL, allowances: readonly Allowance[]): LookupFunction =>
    (name, { all }, done) => {
      resolve(name).then(
        (resolved) => {
          const [first, ...others] = callable(url, resolved, allowances, own)
          if (!first) return done(new AddressRefused(`${name} leads to an address that is not called`), '')
          return all ? done(null, [first, ...others]) : done(null, first.address, first.family)
        },
        (error: NodeJS.ErrnoException) => done(error, ''),
      )
    }

  async function guarded(address: string, init: RequestInit = {}): Promise<Response> {
    const url = URL.parse(address)
    if (url === null) throw new AddressRefused('not an address')
    const allowances = allowancesOf(url, options.allowed)
    const problem = problemOfUrl(url, allowances, own)
    if (problem !== null) throw new AddressRefused(problem)
    const signal = init.signal ?? null
    signal?.throwIfAborted()
    const sending = await toSend(init)
    const isSecure = url.protocol === 'https:'
    const { http, https } = agents(allowances)
    const request = (isSecure ? requestHttps : requestHttp)({
      protocol: url.protocol,
      hostname: hostOf(url),
      port: portOf(url),
      path: `${url.pathname}${url.search}`,
      method: sending.method,
      headers: { ...sending.headers, host: url.host },
      agent: isSecure ? https : http,
      lookup: checking(url, allowances),
    })
    return answerOf(request, sending.body, signal, limits)
  }

  return {
    fetch: guarded,
    async problemOf(address) {
      const url = URL.parse(address)
      if (url === null) return 'not an address'
      const allowances = allowancesOf(url, options.allowed)
      const problem = problemOfUrl(url, allowances, own)
      if (problem !== null || isIP(hostOf(url)) !== 0) return problem
      const resolved = await Promise.race([resolve(hostOf(url)), wait(ASK_MS, [], { ref: false })]).catch(() => [])
      const refused = resolved.length > 0 && callable(url, resolved, allowances, own).length === 0
      return refused ? 'it leads to an address that is private or reserved' : null
    },
    close() {
      for (const { http, https } of agentsOf.values()) {
        http.destroy()
        https.destroy()
      }
      agentsOf.clear()
    },
  }
}

/** The bytes and headers of a request. The length is known, so that nothing is sent in chunks. */
async function toSend({ method = 'GET', headers, body }: RequestInit): Promise<Sending> {
  const given = new Headers(headers)
  // A form names its own type, with the boundary in it.
  const coded = body === undefined || body === null || typeof body === 'string' ? null : new Response(body)
  const bytes = coded ? Buffer.from(await coded.arrayBuffer()) : typeof body === 'string' ? Buffer.from(body) : null
  const type = coded?.headers.get('content-type')
  if (type && !given.has('content-type')) given.set('content-type', type)
  for (const name of ['host', 'connection', 'transfer-encoding', 'content-length']) given.delete(name)
  if (bytes !== null) given.set('content-length', String(bytes.length))
  // What is not compressed cannot unfold.
  given.set('accept-encoding', 'identity')
  return { method, headers: Object.fromEntries(given), body: bytes }
}

function answerOf(
  request: ClientRequest,
  body: Buffer | null,
  signal: AbortSignal | null,
  limits: Limits,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const aborted = () => request.destroy(reasonOf(signal))
    const late = setTimeout(() => request.destroy(timeout('the whole took too long')), limits.totalMs)
    late.unref()
    const over = () => {
      clearTimeout(late)
      signal?.removeEventListener('abort', aborted)
    }
    signal?.addEventListener('abort', aborted, { once: true })
    request.once('socket', (socket) => connectWithin(request, socket, limits.connectMs))
    request.on('error', reject)
    request.once('close', over)
    request.once('response', (answer) => {
      // Destroying the request breaks off the answer too, but would not say why.
      const breakOff = () => answer.destroy(reasonOf(signal))
      signal?.addEventListener('abort', breakOff, { once: true })
      answer.once('close', () => signal?.removeEventListener('abort', breakOff))
      toResponse(answer, limits.maxBytes).then(resolve, reject)
    })
    request.end(body)
  })
}

const reasonOf = (signal: AbortSignal | null): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('given up')

const timeout = (what: string): Error => new DOMException(what, 'TimeoutError')

/** A connection that does not come about in time is known as such: nothing was sent. */
function connectWithin(request: ClientRequest, socket: Socket, limitMs: number): void {
  if (!socket.connecting) return
  const late = setTimeout(() => {
    request.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT', syscall: 'connect' }))
  }, limitMs)
  const done = () => clearTimeout(late)
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', done)
  socket.once('close', done)
}

/** Statuses that have no body (Fetch standard: null body status). */
const BODILESS = new Set([101, 204, 205, 304])

async function toResponse(answer: IncomingMessage, maxBytes: number): Promise<Response> {
  const status = answer.statusCode ?? 0
  const headers = new Headers()
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2)
    headers.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '')
  const about = { status, headers }
  if (BODILESS.has(status)) {
    answer.resume()
    return new Response(null, about)
  }
  const announced = Number(headers.get('content-length') ?? Number.NaN)
  if (announced > maxBytes) {
    answer.destroy()
    throw new Error('the answer is too long')
  }
  return new Response(announced <= SHORT_ANSWER_BYTES ? await wholeOf(answer) : limited(answer, maxBytes), about)
}

/** A short answer, or one that breaks off where it did: its status is known all the same. */
function wholeOf(answer: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | ReadableStream> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.once('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    answer.once('error', (error) => resolve(new ReadableStream({ start: (broken) => broken.error(error) })))
  })
}

function limited(answer: IncomingMessage, maxBytes: number): ReadableStream {
  async function* counted(): AsyncGenerator<Uint8Array> {
    let length = 0
    for await (const chunk of answer) {
      length += (chunk as Buffer).length
      if (length > maxBytes) throw new Error('the answer is too long')
      yield new Uint8Array(chunk as Buffer)
    }
  }
  return Readable.toWeb(Readable.from(counted())) as ReadableStream
}
