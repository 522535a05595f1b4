import type { IncomingHttpHeaders } from 'node:http'
import { ok } from '../../contract/refusals.ts'
import type { Authenticate, Person } from '../../kernel/http.ts'
import { hashToken } from '../../kernel/secrets.ts'
import { inWork, type Kernel } from '../../kernel/work.ts'
import type { Auth } from './auth.ts'
import { type Known, knownByKey, knownByUser, touchApiKey } from './repo.ts'

/** Who is asking, and may this browser ask it? */
export type Gate = {
  /** For requests. A change that comes with a cookie must come from our own pages. */
  readonly authenticate: Authenticate
  /** For sockets, which check their Origin themselves. */
  readonly authenticateSocket: (request: { headers: IncomingHttpHeaders }) => Promise<Person | null>
  /** Cookies to hand out with the answer to this request: its session was renewed. */
  readonly renewedCookies: (request: object) => readonly string[]
  /** Somebody's rights or sessions have changed: look everybody up again. */
  readonly forget: () => void
}

export type GateOptions = {
  kernel: Kernel
  auth: Auth
  publicUrl: string
  /** Milliseconds of a clock that only runs forward. */
  now?: () => number
}

/** Rights that were taken away or sessions that were ended elsewhere are gone after this time at the latest. */
const MAX_AGE_MS = 1_000
const MAX_REMEMBERED = 20_000
/** How exactly the last use of a key is known. */
const TOUCH_MS = 60_000
const KEY_HEADER = /^Bearer (sbk_[\w-]{10,200})$/

/**
 * Look up who asks, by session cookie or by API key. Answers are remembered for a second, because a desk asks for
 * several things at once. A header that names a key is never overruled by a cookie.
 */
export function createAuthenticate({ kernel, auth, publicUrl, now = () => performance.now() }: GateOptions): Gate {
  const seen = new Map<string, { at: number; person: Promise<Person | null> }>()
  const renewed = new WeakMap<object, string[]>()

  function remembered(credential: string, look: () => Promise<Person | null>): Promise<Person | null> {
    const name = hashToken(credential)
    const known = seen.get(name)
    if (known && now() - known.at < MAX_AGE_MS) return known.person
    if (seen.size >= MAX_REMEMBERED) seen.clear()
    const answer = { at: now(), person: look() }
    seen.set(name, answer)
    // A failure is no answer: whoever asks next looks again.
    answer.person.catch(() => seen.get(name) === answer && seen.delete(name))
    return answer.person
  }

  async function byCookie(cookie: string, request: object | null): Promise<Person | null> {
    const found = await auth.session(cookie, request === null ? 'look' : 'renew')
    if (!found) return null
    if (request !== null && found.cookies.length > 0) renewed.set(request, found.cookies)
    const { id: sessionId, userId } = found.session
    const known = await knownByUser(kernel.system, userId)
    return known ? { ...known, sessionId, userId } : null
  }

  async function byKey(key: string): Promise<Person | null> {
    const known = await knownByKey(kernel.system, hashToken(key))
    if (!known) return null
    await touch(kernel, known)
    return { ...withoutKey(known), sessionId: null, userId: null }
  }

  function whoAsks({ authorization, cookie }: IncomingHttpHeaders, request: object | null): Promise<Person | null> {
    if (authorization !== undefined) {
      const key = KEY_HEADER.exec(authorization)?.[1]
      return key === undefined ? Promise.resolve(null) : remembered(key, () => byKey(key))
    }
    const session = auth.sessionCookie(cookie)
    return session === null ? Promise.resolve(null) : remembered(session, () => byCookie(session, request))
  }

  return {
    authenticate: async (request) => {
      if (!isOurs(request, publicUrl)) return null
      return whoAsks(request.headers, request)
    },
    authenticateSocket: ({ headers }) => whoAsks(headers, null),
    renewedCookies: (request) => renewed.get(request) ?? [],
    forget: () => seen.clear(),
  }
}

/**
 * May this request change anything? Browsers send cookies along with what other sites make them send, but they say
 * where it comes from. A key is not sent along by itself, and questions change nothing.
 */
function isOurs({ method, headers }: { method: string; headers: IncomingHttpHeaders }, publicUrl: string): boolean {
  if (method === 'GET' || method === 'HEAD' || headers.authorization !== undefined) return true
  return isOurOrigin(headers, publicUrl)
}

/**
 * Does a page of ours ask? With https only pages of the public address are ours. Without, people may also come by
 * another name of this computer: then the page and the request name the same host.
 */
export function isOurOrigin({ origin, host }: IncomingHttpHeaders, publicUrl: string): boolean {
  if (origin === undefined) return false
  if (origin === publicUrl) return true
  return publicUrl.startsWith('http://') && host !== undefined && origin === `http://${host}`
}

const withoutKey = ({ workspaceId, agentId, role, denied, queueIds, tagIds, hidden, name, email }: Known): Known => ({
  workspaceId,
  agentId,
  role,
  denied,
  queueIds,
  tagIds,
  hidden,
  name,
  email,
})

type KnownKey = NonNullable<Awaited<ReturnType<typeof knownByKey>>>

async function touch(kernel: Kernel, { workspaceId, agentId, keyId, lastUsedAt }: KnownKey): Promise<void> {
  if (lastUsedAt !== null && kernel.clock.now() - lastUsedAt < TOUCH_MS) return
  await inWork(kernel, { workspaceId, agentId }, async ({ tx, at }) => {
    await touchApiKey(tx, workspaceId, keyId, at)
    return ok(null)
  })
}
