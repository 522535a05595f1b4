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

/** What is asked, in the plainest forms that `fetch` takes. */
export type Asked = {
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | FormData
  /** A redirect is never followed, whatever is said here. */
  redirect?: 'manual'
  signal?: AbortSignal
}

/** What is read of an answer. A `Response` is one, but costs as much to make as all the rest of a request. */
export type Answered = Pick<Response, 'status' | 'type' | 'body' | 'text' | 'json' | 'arrayBuffer'> & {
  readonly headers: Pick<Headers, 'get' | 'has'>
}

/** The one way out: requests to addresses that somebody else chose. */
export type Guard = {
  /**
   * Like `fetch`, for http(s) addresses of the public internet and those expressly allowed. Looks the name up itself and
   * connects to what it checked; follows no redirect, decompresses nothing, sends what it is given and nothing else.
   * Throws `AddressRefused` before anything is sent.
   */
  fetch(url: string, asked?: Asked): Promise<Answered>
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
/** Headers as names and values in turn: Node writes such a list as it is. Text is sent in one piece with them. */
type Sending = { method: string; headers: string[]; body: string | Buffer | null }

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

  async function guarded(address: string, asked: Asked = {}): Promise<Answered> {
    const url = URL.parse(address)
    if (url === null) throw new AddressRefused('not an address')
    const allowances = allowancesOf(url, options.allowed)
    const problem = problemOfUrl(url, allowances, own)
    if (problem !== null) throw new AddressRefused(problem)
    const signal = asked.signal ?? null
    signal?.throwIfAborted()
    const { method, headers, body } = await toSend(url, asked)
    const isSecure = url.protocol === 'https:'
    const { http, https } = agents(allowances)
    const request = (isSecure ? requestHttps : requestHttp)({
      protocol: url.protocol,
      hostname: hostOf(url),
      port: portOf(url),
      path: `${url.pathname}${url.search}`,
      method,
      headers,
      agent: isSecure ? https : http,
      lookup: checking(url, allowances),
    })
    return answerOf(request, body, signal, limits)
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

/** Said by us alone. What is not compressed cannot unfold. */
const OURS = new Set(['host', 'connection', 'transfer-encoding', 'content-length', 'accept-encoding'])

/** The body and headers of a request. The length is known, so that nothing is sent in chunks. */
async function toSend(url: URL, { method = 'GET', headers = {}, body: given }: Asked): Promise<Sending> {
  const list = ['host', url.host, 'accept-encoding', 'identity']
  for (const name in headers) if (!OURS.has(name.toLowerCase())) list.push(name, headers[name] ?? '')
  const form = given instanceof FormData ? new Response(given) : null
  // A form names its own type, with the boundary in it.
  if (form) list.push('content-type', form.headers.get('content-type') ?? '')
  const body = form ? Buffer.from(await form.arrayBuffer()) : ((given as string | undefined) ?? null)
  if (body !== null || method !== 'GET') list.push('content-length', String(Buffer.byteLength(body ?? '')))
  return { method, headers: list, body }
}

function answerOf(
  request: ClientRequest,
  body: string | Buffer | null,
  signal: AbortSignal | null,
  limits: Limits,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | null = null
    const giveUp = (why: Error) => {
      // Destroying the request breaks off the answer too, but would not say why.
      answer?.destroy(why)
      request.destroy(why)
    }
    const aborted = () => giveUp(reasonOf(signal))
    signal?.addEventListener('abort', aborted)
    if (signal?.aborted) aborted()
    const late = setTimeout(() => giveUp(timeout('the whole took too long')), limits.totalMs)
    late.unref()
    request.on('socket', (socket) => connectWithin(request, socket, limits.connectMs))
    request.on('error', reject)
    request.on('close', () => {
      clearTimeout(late)
      signal?.removeEventListener('abort', aborted)
    })
    request.on('response', (arrived) => {
      answer = arrived
      try {
        read(arrived, limits.maxBytes, resolve, reject)
      } catch (error) {
        // What a stranger answers must never be more than a failed call.
        giveUp(error as Error)
        reject(error)
      }
    })
    // Nobody was asked to speak another protocol; without this the connection would end without a word.
    request.on('upgrade', (_answer, socket) => {
      socket.destroy()
      reject(new Error('the answer is another protocol'))
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
const BODILESS = new Set([204, 205, 304])

function read(
  answer: IncomingMessage,
  maxBytes: number,
  done: (answered: Answered) => void,
  failed: (error: Error) => void,
): void {
  const status = answer.statusCode ?? 0
  const headers = new RawHeaders(answer.rawHeaders)
  const announced = Number(headers.get('content-length') ?? Number.NaN)
  if (status < 200 || status > 599) {
    answer.destroy()
    failed(new Error(`the answer has no status that there is: ${status}`))
  } else if (BODILESS.has(status)) {
    answer.resume()
    done(new Response(null, { status, headers: headers.all() }))
  } else if (announced > maxBytes) {
    answer.destroy()
    failed(new Error('the answer is too long'))
  } else if (announced <= SHORT_ANSWER_BYTES) readWhole(answer, status, headers, done)
  else done(new Response(limited(answer, maxBytes), { status, headers: headers.all() }))
}

/** A short answer, or one that breaks off where it did: its status is known all the same. */
function readWhole(
  answer: IncomingMessage,
  status: number,
  headers: RawHeaders,
  done: (answered: Answered) => void,
): void {
  const chunks: Buffer[] = []
  answer.on('data', (chunk: Buffer) => chunks.push(chunk))
  answer.on('end', () => done(new ShortAnswer(status, headers, Buffer.concat(chunks))))
  answer.on('error', (error) => {
    const broken = new ReadableStream({ start: (stream) => stream.error(error) })
    done(new Response(broken, { status, headers: headers.all() }))
  })
}

/** Headers as they came: names and values in turn, looked through when somebody asks. */
class RawHeaders {
  readonly #raw: readonly string[]

  constructor(raw: readonly string[]) {
    this.#raw = raw
  }

  get(name: string): string | null {
    const wanted = name.toLowerCase()
    let found: string | null = null
    for (let at = 0; at + 1 < this.#raw.length; at += 2) {
      if (this.#raw[at]?.toLowerCase() !== wanted) continue
      const value = this.#raw[at + 1] ?? ''
      found = found === null ? value : `${found}, ${value}`
    }
    return found
  }

  has(name: string): boolean {
    return this.get(name) !== null
  }

  all(): [name: string, value: string][] {
    return Array.from({ length: this.#raw.length / 2 }, (_, i) => [this.#raw[2 * i] ?? '', this.#raw[2 * i + 1] ?? ''])
  }
}

/** An answer that was read whole. */
class ShortAnswer implements Answered {
  readonly type = 'default'
  readonly status: number
  readonly headers: RawHeaders
  readonly #bytes: Buffer<ArrayBuffer>

  constructor(status: number, headers: RawHeaders, bytes: Buffer<ArrayBuffer>) {
    this.status = status
    this.headers = headers
    this.#bytes = bytes
  }

  get body() {
    return new Response(this.#bytes).body
  }

  async text(): Promise<string> {
    return utf8.decode(this.#bytes)
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(this.#bytes).buffer
  }
}

const utf8 = new TextDecoder()

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
